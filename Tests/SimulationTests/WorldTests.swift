import Lattice
import Seal
import Simulation
import TestSupport
import Testing

/// The tiny world: laptops, bad links, one seed.
@Suite("World") struct WorldTests {
    @Test(
        "Equal frontier and view give equal state, whatever happened", arguments: Effort.seeds(60))
    func converges(seed: UInt64) {
        var world = World(seed: seed, replicas: 2 + Int(seed % 5))
        var chaos = Chaos(seed: seed)
        chaos.befall(&world, rounds: 12)
        let isSettled = world.settle()
        #expect(isSettled, "seed \(seed): not everybody has everything")
        check(world, seed)
        readsAsTheModel(world, seed)
    }

    @Test("Forked feeds too: clones and restored backups", arguments: Effort.seeds(60))
    func forks(seed: UInt64) {
        var world = World(seed: seed, replicas: 3 + Int(seed % 3))
        var chaos = Chaos(seed: seed, isForking: true)
        chaos.befall(&world, rounds: 16)
        let isSettled = world.settle()
        #expect(isSettled, "seed \(seed): not everybody has everything")
        check(world, seed)
        noFactIsLost(world, seed)
    }

    @Test("The trouble is real: feeds do fork, branches are kept, suffixes are void")
    func trouble() {
        var (forked, kept, cut) = (0, 0, 0)
        for seed: UInt64 in 1...60 {
            var world = World(seed: seed, replicas: 3 + Int(seed % 3))
            var chaos = Chaos(seed: seed, isForking: true)
            chaos.befall(&world, rounds: 16)
            #expect(world.isSound)
            let replica = world.replicas[0]
            let view = replica.scope.view
            let forks = replica.log.feeds.compactMap { view.forks(of: $0) }
            forked += forks.isEmpty ? 0 : 1
            kept += forks.contains { $0.entries.contains { $0.value != .undecided } } ? 1 : 0
            let void = replica.log.taken.filter {
                !view.admits($0.bundle.number, of: $0.bundle.feed)
            }
            cut += void.isEmpty ? 0 : 1
        }
        #expect(forked > 20)
        #expect(kept > 3)
        #expect(cut > 20)
    }

    @Test("Clocks a day ahead and in 1970 lose nothing")
    func clocks() {
        for seed: UInt64 in 1...10 {
            var world = World(seed: seed, replicas: 4)
            world.clockErrors = [0, 86_400_000, -1_790_000_000_000, -3_600_000]
            world.run(milliseconds: 8_000)
            let isSettled = world.settle()
            #expect(isSettled, "seed \(seed)")
            check(world, seed)
            readsAsTheModel(world, seed)
        }
    }

    @Test("The same seed gives the same trace, another seed another")
    func trace() {
        func run(_ seed: UInt64) -> Hash<Trace> {
            var world = World(seed: seed, replicas: 4)
            var chaos = Chaos(seed: seed, isForking: true)
            chaos.befall(&world, rounds: 10)
            return world.trace
        }
        for seed: UInt64 in 1...5 { #expect(run(seed) == run(seed)) }
        #expect(run(1) != run(2))
    }

    @Test("A partition really parts, and a healed one really heals")
    func partition() {
        var world = World(seed: 7, replicas: 4, link: .perfect)
        world.partition([[0, 1], [2, 3]])
        world.run(milliseconds: 5_000)
        let states = world.replicas.map(\.scope)
        #expect(!Set(states[0].frontier.tips.keys).isEmpty)
        #expect(Set(states[0].frontier.tips.keys).isDisjoint(with: states[2].frontier.tips.keys))
        let isSettled = world.settle()
        #expect(isSettled)
        #expect(world.replicas[0].scope == world.replicas[2].scope)
    }

    @Test("Writing on in a world of one does not wait for anybody")
    func alone() {
        var world = World(seed: 3, replicas: 1)
        world.run(milliseconds: 5_000)
        #expect(world.replicas[0].log.taken.count > 3)
        let isSettled = world.settle()
        #expect(isSettled)
    }

    // MARK: What holds in every world that has settled

    private func check(_ world: World, _ seed: UInt64) {
        #expect(world.isSound, "seed \(seed): equal frontiers, unequal digests")
        let first = world.replicas[0].scope
        for replica in world.replicas {
            #expect(replica.scope == first, "seed \(seed): laptop \(replica.index) differs")
            var copy = replica.scope
            let recomputed = copy.recomputedDigest()
            #expect(copy.digest == recomputed, "seed \(seed): digest not kept up")
            copy.rebuild(from: replica.log)
            #expect(copy == first, "seed \(seed): the log gives another state")
        }
    }

    /// Of worlds without forks, where a dot names one change: the naive model reads the same.
    private func readsAsTheModel(_ world: World, _ seed: UInt64) {
        let replica = world.replicas[0]
        let admitted = replica.log.taken.map(\.bundle)
            .filter { replica.scope.view.admits($0.number, of: $0.feed) }
        let claims = admitted.flatMap { bundle in
            bundle.changes.enumerated().compactMap { index, change in
                Position(bundle.number, index: index).map {
                    let dot = Dot(feed: bundle.feed, position: $0)
                    return Claim(
                        stamp: Stamp(dot: dot, time: bundle.time), delta: change, knew: nil)
                }
            }
        }
        let model = ScopeModel.reading(claims, byKnowledge: false)
        #expect(ScopeModel.read(replica.scope.shelf) == model, "seed \(seed)")
    }

    private func noFactIsLost(_ world: World, _ seed: UInt64) {
        let replica = world.replicas[0]
        for entry in replica.log.taken
        where replica.scope.view.admits(entry.bundle.number, of: entry.bundle.feed) {
            for change in entry.bundle.changes {
                guard case .field(let field, .facts(let fact)) = change.delta else { continue }
                let row = replica.scope.shelf[change.record]?.facts[field]?[fact.key]
                #expect(row?.contents[fact.content] != nil, "seed \(seed): a fact is lost")
            }
        }
    }
}
