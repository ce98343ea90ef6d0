internal import Foundation
internal import Lattice
internal import Simulation

/// `causeway demo`: several replicas write while a bad network keeps parting them; then it heals.
enum Demo {
    static let help = """
        causeway demo: watch several replicas drift apart and converge

        Usage: causeway demo [--seed N] [--replicas N] [--rounds N] [--loss PERCENT] [--json]

          --seed N        the seed of everything that is left to chance (default 1)
          --replicas N    how many laptops, 2 to 20 (default 5)
          --rounds N      how many random partitions, 1 to 1000 (default 6)
          --loss PERCENT  how many messages are lost, 0 to 90 (default 30)
          --json          one JSON object instead of the story

        The same seed gives the same run, down to the trace hash, on any machine.
        The code is 0 if all replicas converged, 1 if they did not, 2 if the words are off.

        examples:
          causeway demo
          causeway demo --seed 42 --replicas 12 --rounds 20 --loss 60
        """

    /// What a run came to.
    struct Outcome: Encodable {
        let seed: Int
        let replicas: Int
        let bundles: Int
        let delivered: Int
        let lost: Int
        let seconds: Double
        let digests: [String]
        let converged: Bool
        let trace: String
    }

    static func run(_ words: [String]) throws(UsageError) -> Int32 {
        let options = try Options(
            words, of: "causeway demo",
            values: ["--seed", "--replicas", "--rounds", "--loss"],
            flags: ["--json", "--help", "-h"])
        if options.has("--help") || options.has("-h") {
            print(help)
            return 0
        }
        let seed = try options.number("--seed", in: 0...Int.max, default: 1)
        let count = try options.number("--replicas", in: 2...20, default: 5)
        let rounds = try options.number("--rounds", in: 1...1_000, default: 6)
        let loss = try options.number("--loss", in: 0...90, default: 30)
        let story = options.has("--json") ? nil : Story()

        var link = Link.bad
        link.lossPercent = loss
        let workload = Workload(records: 12, fields: 4, values: 8, people: 4)
        var world = World(seed: UInt64(seed), replicas: count, link: link, workload: workload)
        // Partitions are drawn apart from the world's own chances.
        var chance = SeededRandom(seed: ~UInt64(seed))
        story?.begin(count, loss)
        for round in 1...rounds {
            world.partitionAtRandom(into: 1 + chance.below(3))
            world.run(milliseconds: 4_000)
            story?.round(round, of: rounds, world)
        }
        let converged = world.settle() && world.isSound
        story?.end(world, converged)
        if story == nil { print(json(outcome(of: world, seed, converged))) }
        return converged ? 0 : 1
    }

    private static func outcome(of world: World, _ seed: Int, _ converged: Bool) -> Outcome {
        Outcome(
            seed: seed, replicas: world.replicas.count,
            bundles: world.replicas.map(\.log.taken.count).max() ?? 0,
            delivered: world.delivered, lost: world.lost, seconds: Double(world.now) / 1_000,
            digests: world.replicas.map { $0.scope.digest.total.sum.description },
            converged: converged, trace: world.trace.description)
    }

    private static func json(_ outcome: Outcome) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(outcome) else {
            preconditionFailure("texts and numbers can be encoded")
        }
        return String(decoding: data, as: UTF8.self)
    }
}

/// Tells a person what happens.
private struct Story {
    func begin(_ count: Int, _ loss: Int) {
        print("\(count) laptops write to one set of records. \(loss)% of all messages are lost,")
        print("some come twice or late, and the network keeps falling apart.\n")
    }

    func round(_ round: Int, of rounds: Int, _ world: World) {
        print("after partition \(round) of \(rounds), at \(world.now / 1_000) s:")
        digests(of: world)
    }

    func end(_ world: World, _ converged: Bool) {
        print("the network heals, nobody writes any more; at \(world.now / 1_000) s:")
        digests(of: world)
        let bundles = world.replicas.map(\.log.taken.count).max() ?? 0
        print("\(bundles) bundles, \(world.delivered) messages delivered, \(world.lost) lost.")
        print(converged ? "All replicas hold the same." : "THE REPLICAS HAVE NOT CONVERGED.")
        print("trace \(world.trace)")
    }

    private func digests(of world: World) {
        for replica in world.replicas {
            let digest = replica.scope.digest.total
            let name = "laptop \(replica.index)".padding(toLength: 10, withPad: " ", startingAt: 0)
            let short = digest.sum.description.prefix(16)
            let size = "\(digest.rows) rows, \(replica.log.taken.count) bundles"
            print("  \(name)  digest \(short)  \(size)")
        }
        print("")
    }
}
