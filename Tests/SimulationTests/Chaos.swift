import Lattice
import Simulation

/// What can befall a world besides bad links; everything is drawn from one seed.
struct Chaos {
    var random: SeededRandom
    var isForking = false
    private var copies: [Peer] = []

    init(seed: UInt64, isForking: Bool = false) {
        // Not the world's own seed, or the two would draw alike.
        random = SeededRandom(seed: seed ^ 0xC4A0_5000)
        self.isForking = isForking
    }

    /// Lets the world run through so many rounds of trouble.
    mutating func befall(_ world: inout World, rounds: Int) {
        for _ in 0..<rounds {
            switch random.below(isForking ? 150 : 80) {
            case ..<35: world.partitionAtRandom(into: 1 + random.below(3))
            case ..<50: world.heal()
            case ..<65: world.restart(random.below(world.replicas.count))
            case ..<80: cut(&world)
            default: fork(&world)
            }
            world.run(milliseconds: UInt64(200 + random.below(2_000)))
        }
    }

    /// Somebody is revoked from some point on; later decrees may raise the cut again.
    private mutating func cut(_ world: inout World) {
        let judge = random.below(world.replicas.count)
        let feeds = world.replicas[judge].log.feeds
        guard !feeds.isEmpty else { return }
        let feed = random.pick(feeds)
        let number = BundleNumber(UInt64(random.below(12))) ?? .first
        let cut: View.Cut =
            switch random.below(4) {
            case 0: .nothing
            case 1: .everything
            default: .upTo(number)
            }
        world.decree(.cut(feed, cut), at: judge)
    }

    /// A laptop comes back as an old copy of itself, or a branch of such a fork is decided on.
    private mutating func fork(_ world: inout World) {
        let judge = random.below(world.replicas.count)
        let branches = world.replicas[judge].scope.frontier.branches.entries
        if !branches.isEmpty, random.chance(50) {
            let firsts = random.pick(branches).value.entries.map(\.key)
            world.decree(.keep(random.pick(firsts)), at: judge)
        } else if copies.isEmpty || random.chance(50) {
            copies.append(random.pick(world.replicas))
        } else {
            world.restore(copies.remove(at: random.below(copies.count)))
        }
    }
}
