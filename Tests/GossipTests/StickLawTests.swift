import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

/// People who never meet, and sticks that are carried from one to another.
private struct Carriers {
    let port: TestSupport.Port<MemoryStorage>
    let desk: StickDesk
    var laptops: [Laptop<MemoryStorage>]
    var random: SeededRandom
    /// Sticks that lie about.
    var sticks: [[UInt8]] = []
    private(set) var waited = 0
    private(set) var forks = 0

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        port = TestSupport.Port(seed: 300 + seed) { _ in MemoryStorage() }
        for _ in 0..<3 { _ = port.join(random.pick([.mainHubUser, .officer, .manager])) }
        port.open(.hub(port.hub))
        port.open(.common)
        port.spread()
        laptops = port.laptops
        desk = StickDesk(port.world.realm.id, seed: seed)
    }

    mutating func step() {
        let laptop = random.pick(laptops)
        switch random.below(20) {
        case 0..<9:
            let scope: Address = random.chance(70) ? .hub(port.hub) : .common
            let boats = (0...random.below(3)).map { _ in
                Edit.create(
                    KindNumber(Harbour.boat), FieldNumber(0), text("\(random.below(1_000_000))"))
            }
            laptop.enter(in: scope, boats)
        case 9..<13: sticks.append(fill(by: laptop, for: random.pick(laptops)))
        case 13..<17:
            guard !sticks.isEmpty else { return }
            insert(random.pick(sticks), at: laptop)
        case 17 where laptops.count < 6:
            // An image of a laptop, which goes on with its feeds.
            laptops.append(Laptop(copyOf: laptop))
        case 18 where random.chance(30):
            let victim = random.pick(laptops)
            port.world.realm.decree(
                .revoke(Revocation(.grant(victim.person.grant), victim.tips(&random))))
            laptop.learn()
        default: insert(fill(by: random.pick(laptops), for: laptop), at: laptop)
        }
    }

    private mutating func fill(
        by one: Laptop<MemoryStorage>, for other: Laptop<MemoryStorage>
    ) -> [UInt8] {
        let desk = desk
        var reach = StickReach()
        var plan = StickDesk.plan
        switch random.below(4) {
        case 0:
            let wish = other.withReplica { replica, _ in
                desk.write(StickDesk.wish, from: &replica)
            }
            for event in desk.events(wish ?? []).events { reach.take(event) }
        case 1:
            other.withReplica { replica, _ in
                for stored in replica.storedFeeds { reach.numbers[stored.feed] = stored.trunk }
            }
        case 2:
            plan = StickPlan(
                .goods, at: plan.wall, of: [random.chance(50) ? .common : .hub(port.hub)])
        default: break
        }
        var file =
            one.withReplica { replica, _ in
                desk.write(plan, lacking: reach, from: &replica)
            } ?? []
        // Some are taken out too soon, or are hurt on their way.
        if random.chance(10) { file.removeLast(random.below(file.count)) }
        if random.chance(10), !file.isEmpty {
            file[random.below(file.count)] ^= UInt8(1 + random.below(255))
        }
        return file
    }

    mutating func insert(_ file: [UInt8], at laptop: Laptop<MemoryStorage>) {
        let desk = desk
        let outcome = laptop.withReplica { replica, now in
            desk.read(file, by: 4_000, at: now, into: &replica)
        }
        laptop.finish()
        waited += outcome?.tally.waiting ?? 0
        for case .forked in outcome?.effects ?? [] { forks += 1 }
    }

    /// Everybody is brought all that anybody has, twice round, by wishes or whole.
    mutating func finish(byWishes: Bool) {
        laptops[0].learn()
        let desk = desk
        for _ in 0..<3 {
            for one in laptops {
                for other in laptops where one !== other {
                    var reach = StickReach()
                    if byWishes {
                        let wish = other.withReplica { replica, _ in
                            desk.write(StickDesk.wish, from: &replica)
                        }
                        for event in desk.events(wish ?? []).events { reach.take(event) }
                    }
                    let file = one.withReplica { replica, _ in
                        desk.write(lacking: reach, from: &replica)
                    }
                    insert(file ?? [], at: other)
                }
            }
        }
    }

    var holdings: [Set<Holding>] {
        laptops.map { laptop in laptop.withReplica { replica, _ in replica.allHoldings() } ?? [] }
    }
}

@Suite("Sticks converge") struct StickLawTests {
    @Test(
        "STICK-5: whoever was brought all that the others have holds the same",
        arguments: Effort.seeds(24))
    func converge(seed: UInt64) {
        var carriers = Carriers(seed: seed)
        for _ in 0..<60 { carriers.step() }
        carriers.finish(byWishes: false)
        let holdings = carriers.holdings
        #expect(Set(holdings).count == 1, "seed \(seed): \(holdings.map(\.count))")
        #expect(holdings[0].count > 10)
    }

    @Test(
        "STICK-7: whoever wished for what they lack holds the same", arguments: Effort.seeds(24))
    func wishes(seed: UInt64) {
        var carriers = Carriers(seed: 1_000 + seed)
        for _ in 0..<60 { carriers.step() }
        carriers.finish(byWishes: true)
        let holdings = carriers.holdings
        #expect(Set(holdings).count == 1, "seed \(seed): \(holdings.map(\.count))")
    }

    @Test("Among these there are forks, and things that wait")
    func eventful() {
        var (forks, waited) = (0, 0)
        for seed in 1..<20 {
            var carriers = Carriers(seed: UInt64(seed))
            for _ in 0..<60 { carriers.step() }
            (forks, waited) = (forks + carriers.forks, waited + carriers.waited)
        }
        #expect(forks > 0 && waited > 0)
    }
}
