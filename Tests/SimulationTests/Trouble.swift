import Bundles
import Charter
import Lattice
import Simulation

/// What can befall a realm; everything is drawn from one seed.
struct Trouble {
    private var random: SeededRandom
    private var copies: [Member] = []
    private var revocations: [(act: ActID, person: PersonID)] = []
    private var lives: UInt64 = 1

    init(seed: UInt64) { random = SeededRandom(seed: seed ^ 0x7205_B1E5) }

    mutating func befall(
        _ world: inout RealmWorld, _ headquarters: inout Headquarters, rounds: Int
    ) {
        for _ in 0..<rounds {
            switch random.below(130) {
            case ..<20: world.partitionAtRandom(into: 1 + random.below(3))
            case ..<30: world.heal()
            case ..<40: world.restart(random.below(world.replicas.count))
            case ..<75: clone(&world)
            case ..<85: revoke(&world, &headquarters)
            case ..<95: ratify(&world, &headquarters)
            case ..<110: grantAgain(&world, &headquarters)
            default: keep(&world, &headquarters)
            }
            world.run(milliseconds: UInt64(200 + random.below(1_500)))
        }
    }

    /// A copy is taken, or comes back: sometimes it knows that it is one.
    private mutating func clone(_ world: inout RealmWorld) {
        if copies.isEmpty || random.chance(40) {
            copies.append(random.pick(world.replicas))
        } else {
            let copy = copies.remove(at: random.below(copies.count))
            world.restore(copy)
            lives += 1
            if random.chance(30) { world.reincarnate(copy.index, as: lives) }
        }
    }

    private mutating func tips(_ member: Member, of person: PersonID? = nil) -> Tips {
        var entries: [Tips.Entry] = []
        for (opening, tree) in member.feeds
        where person == nil || member.charter.person(of: opening.seat) == person {
            guard !tree.nodes.isEmpty, random.chance(80) else { continue }
            let node = random.pick(tree.nodes)
            entries.append(Tips.Entry(opening.feed, Tip(node.header.number, node.hash)))
        }
        return Tips(entries)
    }

    private mutating func revoke(
        _ world: inout RealmWorld, _ headquarters: inout Headquarters
    ) {
        let judge = random.below(world.replicas.count)
        let person: PersonID = random.pick(headquarters.seats).short()
        let tips = tips(world.replicas[judge], of: person)
        let act = world.decree(
            .revoke(Revocation(.person(person), tips)), by: &headquarters, at: judge)[0]
        revocations.append((act, person))
    }

    private mutating func ratify(
        _ world: inout RealmWorld, _ headquarters: inout Headquarters
    ) {
        guard !revocations.isEmpty else { return }
        let judge = random.below(world.replicas.count)
        let (act, person) = random.pick(revocations)
        let tips = tips(world.replicas[judge], of: person)
        world.decree(.ratify(Ratification(of: act, tips)), by: &headquarters, at: judge)
    }

    private mutating func grantAgain(
        _ world: inout RealmWorld, _ headquarters: inout Headquarters
    ) {
        guard !revocations.isEmpty else { return }
        let person = random.pick(revocations).person
        let despite = revocations.filter { $0.person == person }.map(\.act).sorted()
        world.decree(
            .grant(Grant(.person(person), .clerk, Level(4), despite: despite)),
            by: &headquarters, at: random.below(world.replicas.count))
    }

    private mutating func keep(
        _ world: inout RealmWorld, _ headquarters: inout Headquarters
    ) {
        let judge = random.below(world.replicas.count)
        let forks = world.replicas[judge].feeds.flatMap { opening, tree in
            tree.forks.sorted().map { (opening.feed, tree, $0) }
        }
        guard !forks.isEmpty else { return }
        let (feed, tree, before) = random.pick(forks)
        let hash = random.pick(tree.followers(of: before))
        guard let number = tree[hash]?.header.number else { return }
        world.decree(.keep(Keep(feed, number, hash)), by: &headquarters, at: judge)
    }
}
