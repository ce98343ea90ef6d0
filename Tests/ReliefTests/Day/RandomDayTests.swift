import Bundles
import Charter
import Lattice
import Operations
import Queries
import Relief
import Replica
import Schema
import Simulation
import TestSupport
import Testing

/// The relief day as chance has it: who meets whom, whose laptop fails, is copied or loses the
/// time, and who writes what.
@Suite("Any relief day") struct RandomDayTests {
    @Test(
        "D18, D24, G5, P5: whatever happens to laptops, all come to the same, and nothing is lost",
        arguments: Effort.seeds(12))
    func day(seed: UInt64) throws {
        var chance = AnyDay(seed: seed)
        for _ in 0..<70 { chance.step() }
        chance.end()
        chance.check()
    }
}

/// A day, and what has to come of it.
private struct AnyDay {
    private let day: Day
    private var random: SeededRandom
    private var people: [Person] = []
    private let items: [RecordID]
    /// What was acknowledged of each, by what it does to a hub's book, in whole units.
    private var booked: [Place: Int] = [:]
    private var orders: [Planned] = []
    private var sent: [Sent] = []
    private var copies = 0

    private struct Place: Hashable {
        let hub: HubID
        let item: RecordID
    }

    private struct Planned {
        let order: FactReference
        let (source, hub): (HubID, HubID)
        let item: RecordID
        let by: PersonID
    }

    private struct Sent {
        let dispatch: FactReference
        let (source, hub): (HubID, HubID)
        let item: RecordID
    }

    private final class Person {
        let laptop: Mine
        let role: RoleNumber
        let hubs: [HubID]
        /// What is kept up as records change.
        let kept: KeptUp

        init(_ laptop: Mine, _ role: RoleNumber, _ hubs: [HubID]) {
            (self.laptop, self.role, self.hubs) = (laptop, role, hubs)
            kept = KeptUp(laptop)
        }
    }

    init(seed: UInt64) {
        random = SeededRandom(seed: seed)
        let day = Day(seed: seed + 100)
        let government = [day.north, day.camp, day.school]
        func add(_ role: RoleNumber, _ hubs: [HubID]) -> Person {
            Person(day.port.join(role, at: hubs), role, hubs)
        }
        var people = [
            add(.mainHubUser, [day.north]), add(.mainHubUser, [day.north]),
            add(.subHubUser, [day.camp]), add(.subHubUser, [day.school]),
            add(.officer, government), add(.manager, government), add(.manager, government),
        ]
        people.append(Person(day.joinAgency(), .agencyUser, [day.clinic]))
        let admin = day.join(.admin)
        day.begin()
        items = [day.item("TARP", by: admin), day.item("RICE", by: admin)]
        day.meet(people.map(\.laptop) + [admin])
        self.people = people
        self.day = day
    }

    // MARK: What happens

    mutating func step() {
        switch random.below(24) {
        case 0...6: move()
        case 7, 8: plan()
        case 9, 10: decide()
        case 11, 12: send()
        case 13: receive()
        case 14: count()
        case 15:
            let person = random.pick(people)
            person.laptop.restart(saving: random.chance(50), cutting: random.chance(50))
        case 16:
            guard copies < 2, random.chance(40) else { return }
            copies += 1
            let one = random.pick(people)
            people.append(Person(Mine(copyOf: one.laptop), one.role, one.hubs))
        case 17:
            random.pick(people).laptop.setClock(
                to: random.pick([0, 1_000_000, 87_400_000, 3_000_000]))
        default:
            var some = people
            random.permute(&some)
            day.meet(some.prefix(2 + random.below(3)).map(\.laptop))
        }
        random.pick(people).kept.keepUp()
    }

    private mutating func book(_ hub: HubID, _ item: RecordID, _ amount: Int) {
        booked[Place(hub: hub, item: item), default: 0] += amount
    }

    private mutating func move() {
        let person = random.pick(people)
        let (hub, item) = (random.pick(person.hubs), random.pick(items))
        let amount = 1 + random.below(90)
        let isIn = random.chance(60)
        let moved = day.move(
            isIn ? .intake : .distribution, Int64(amount), of: item, at: hub, by: person.laptop,
            on: Int64(random.below(5_000)))
        if moved != nil { book(hub, item, isIn ? amount : -amount) }
    }

    private mutating func plan() {
        let planners = people.filter { [.officer, .manager].contains($0.role) }
        let (person, item) = (random.pick(planners), random.pick(items))
        let source = random.pick([day.north, day.camp])
        let hub = random.pick([day.camp, day.school, day.clinic].filter { $0 != source })
        let order = day.plan(
            Int64(1 + random.below(90)), of: item, from: source, to: hub, by: person.laptop)
        guard let order else { return }
        orders.append(
            Planned(
                order: order, source: source, hub: hub, item: item,
                by: person.laptop.person.seat.person))
    }

    private mutating func decide() {
        guard !orders.isEmpty else { return }
        let one = random.pick(orders)
        let manager = random.pick(people.filter { $0.role == .manager })
        _ = day.decide(
            one.order, in: day.audience(one.source, one.hub), approves: random.chance(75),
            by: manager.laptop)
    }

    private mutating func send() {
        guard !orders.isEmpty else { return }
        let one = random.pick(orders)
        let hands = people.filter { $0.hubs == [one.source] }
        guard !hands.isEmpty else { return }
        let amount = 1 + random.below(60)
        let dispatch = day.send(
            Int64(amount), of: one.item, from: one.source, to: one.hub,
            under: random.chance(90) ? one.order : nil, by: random.pick(hands).laptop)
        guard let dispatch else { return }
        book(one.source, one.item, -amount)
        sent.append(Sent(dispatch: dispatch, source: one.source, hub: one.hub, item: one.item))
    }

    private mutating func receive() {
        guard !sent.isEmpty else { return }
        let one = random.pick(sent)
        let hands = people.filter { $0.hubs == [one.hub] }
        guard !hands.isEmpty else { return }
        let amount = 1 + random.below(60)
        let receipt = day.receive(
            good: Int64(amount), of: one.dispatch, one.item, from: one.source, at: one.hub,
            isLast: random.chance(30), by: random.pick(hands).laptop)
        if receipt != nil { book(one.hub, one.item, amount) }
    }

    private mutating func count() {
        let person = random.pick(people)
        _ = day.count(
            Int64(random.below(100)), of: random.pick(items), at: random.pick(person.hubs),
            by: person.laptop)
    }

    // MARK: What has to come of it

    func end() {
        day.learn(people.map(\.laptop))
        for _ in 0..<2 { day.meet(people.map(\.laptop)) }
    }

    func check() {
        var states: [Address: Picture] = [:]
        for person in people {
            for scope in person.laptop.scopes {
                let state = person.laptop.state(of: scope)
                guard let first = states[scope] else {
                    states[scope] = state
                    continue
                }
                #expect(state == first, "\(scope)")
            }
        }
        var known: [[Address]: Operation] = [:]
        for person in people {
            let operation = person.laptop.operation
            person.kept.keepUp()
            #expect(person.kept.operation.isSame(as: operation), "kept up as from scratch")
            let scopes = person.laptop.scopes
            if let first = known[scopes] { #expect(first.isSame(as: operation)) }
            known[scopes] = operation
            for hub in person.hubs {
                for item in items {
                    let stock = operation.book.buckets(of: item, at: hub)
                        .reduce(Int128(0)) { $0 + operation.book.stock(of: $1).book }
                    #expect(stock == Int128(booked[Place(hub: hub, item: item)] ?? 0) * 1_000)
                }
            }
            if person.role == .officer {
                #expect(Set(operation.governmentHubs) == [day.north, day.camp, day.school])
            }
        }
    }
}

/// What somebody knows, kept up by what their replica says has changed.
private final class KeptUp {
    private let laptop: Mine
    private var keeper: OperationKeeper?
    private var lives = -1
    private var read = 0

    init(_ laptop: Mine) { self.laptop = laptop }

    var operation: Operation { keeper?.operation ?? Operation() }

    func keepUp() {
        let effects = laptop.effects[...]
        let seat = laptop.person.seat.id
        var anew = keeper == nil || lives != laptop.starts
        var changed: [Address: Set<Anchor>] = [:]
        if !anew {
            for effect in effects.dropFirst(read) {
                switch effect {
                case .changed(let scope, let anchors, _, seat):
                    changed[scope, default: []].formUnion(anchors)
                case .changedAnew: anew = true
                default: break
                }
            }
        }
        (lives, read) = (laptop.starts, effects.count)
        laptop.withReplica { replica, _ in
            // Where scopes are gone, so is what was known of them.
            let scopes = replica.scopes(of: seat)
            var keeper =
                anew ? OperationKeeper(for: seat) : self.keeper ?? OperationKeeper(for: seat)
            keeper.charterChanged(in: &replica)
            for scope in scopes {
                let documents = replica.state(of: scope, for: seat)?.shelf.documents ?? [:]
                let all = Mine.updates(documents, scope)
                guard !anew else {
                    keeper.take(all, from: &replica)
                    continue
                }
                let anchors = changed[scope] ?? []
                var left = anchors
                var some = all.filter { update in
                    switch update.subject {
                    case .record(let id): left.remove(.record(id)) != nil
                    case .fact(let key):
                        anchors.contains(.fact(key))
                            && left.remove(.fact(key)) != .some(.record(.ledger))
                    }
                }
                for anchor in left {
                    switch anchor {
                    case .record(let id):
                        some.append(Update(.record(id), of: id.kind, in: scope, .gone))
                    case .fact(let key):
                        for kind in Relief.schema.kinds.keys
                        where Relief.schema.kinds[kind]?.form == .fact {
                            some.append(Update(.fact(key), of: kind, in: scope, .gone))
                        }
                    }
                }
                keeper.take(some, from: &replica)
            }
            while !keeper.survey(&replica) {}
            self.keeper = keeper
        }
    }
}
