import Lattice
import Simulation
import TestSupport
import Testing

/// Forked feeds under the laws: whatever the order in which bundles of all branches come, the same
/// state; facts of every branch count; of the rest only what is kept.
@Suite("Fork laws") struct ForkLawTests {
    /// How a replica takes a bundle; a wrong version is another one of these.
    typealias Taking = @Sendable (OpenBundle, inout Peer) -> Void

    static let right: Taking = { bundle, replica in
        replica.receive([bundle], [], wall: WallTime(milliseconds: 0))
    }

    /// Whoever came first is believed, and the other branch dropped.
    static let dropBranch: Taking = { bundle, replica in
        let isRival = replica.log.bundles(of: bundle.feed).contains {
            $0.previous == bundle.previous && $0.hash != bundle.hash
        }
        if !isRival { right(bundle, &replica) }
    }

    @Test(
        "FORK-1, FORK-2: any order gives one state, and no fact is lost",
        arguments: Effort.seeds(80))
    func order(seed: UInt64) {
        #expect(breach(seed, Self.right) == nil)
    }

    @Test("Dropping a branch is caught")
    func dropped() {
        let caught = (UInt64(1)...80).first { breach($0, Self.dropBranch) != nil }
        #expect(caught != nil)
        if let caught { print("caught DropBranch by the fork laws: seed \(caught)") }
    }

    @Test(
        "FORK-1: of more clones than branches are kept the rest is refused, and nobody hangs",
        .timeLimit(.minutes(1)))
    func surplus() {
        var original = Peer(index: 0)
        var bundles = [original.act([], wall: WallTime(milliseconds: 1))].compactMap(\.self)
        for clone in 0..<12 {
            // Each clone writes something of its own, twice; all of it may come before the root.
            var replica = original
            for turn in 0..<2 {
                let key = FactKey(
                    person: PersonID(high: 1, low: UInt64(clone)),
                    id: FactID(high: 0, low: UInt64(turn)))
                let errand = Errand(.ledger, .state(FieldNumber(0), key, Value("fact")))
                if let bundle = replica.act([errand], wall: WallTime(milliseconds: 5)) {
                    bundles.append(bundle)
                }
            }
        }
        for seed: UInt64 in 1...20 {
            var random = SeededRandom(seed: seed)
            var order = bundles
            random.permute(&order)
            var replica = Peer(index: 99)
            for bundle in order { Self.right(bundle, &replica) }
            let kept = replica.scope.frontier.branches.entries.map(\.value.count)
            #expect(kept == [Limits.branchesPerFork], "seed \(seed)")
            #expect(replica.refusals >= 4, "seed \(seed)")
        }
    }

    /// What is wrong, if anything, after one history in several orders.
    private func breach(_ seed: UInt64, _ take: Taking) -> String? {
        var random = SeededRandom(seed: seed)
        let bundles = history(&random)
        var first: Peer?
        for _ in 0..<4 {
            var order = bundles
            random.permute(&order)
            var replica = Peer(index: 99)
            for bundle in order { take(bundle, &replica) }
            if !replica.log.waiting.isEmpty { return "seed \(seed): something still waits" }
            if let first, first.scope != replica.scope { return "seed \(seed): orders differ" }
            if let lost = lostFact(bundles, replica) { return "seed \(seed): lost \(lost)" }
            first = replica
        }
        return first.flatMap { onlyTheTrunk(bundles, $0, take) }.map { "seed \(seed): \($0)" }
    }

    /// Two or three writers, one of whom is cloned again and again.
    private func history(_ random: inout SeededRandom) -> [OpenBundle] {
        let workload = Workload(records: 2, fields: 1, values: 3)
        var bundles: [OpenBundle] = []
        var writers = (0..<2 + random.below(2)).map { Peer(index: $0) }
        for _ in 0..<14 {
            if random.chance(25), writers.count < 7 { writers.append(random.pick(writers)) }
            let who = random.below(writers.count)
            let errands = (0...random.below(2)).map { _ in workload.errand(&random) }
            // Clones do not hear of one another, or they would take new feeds.
            let wall = WallTime(milliseconds: Int64(bundles.count))
            if let bundle = writers[who].act(errands, wall: wall) { bundles.append(bundle) }
        }
        return Array(Set(bundles)).sorted { $0.hash < $1.hash }
    }

    private func lostFact(_ bundles: [OpenBundle], _ replica: Peer) -> FactKey? {
        for change in bundles.flatMap(\.changes) {
            guard case .field(let field, .facts(let fact)) = change.delta else { continue }
            let row = replica.scope.shelf[change.record]?.facts[field]?[fact.key]
            if row?.contents[fact.content] == nil { return fact.key }
        }
        return nil
    }

    /// FORK-2: nothing but facts comes from branches that nobody decided to keep.
    private func onlyTheTrunk(_ bundles: [OpenBundle], _ replica: Peer, _ take: Taking)
        -> String?
    {
        var trunk = Peer(index: 98)
        for bundle in bundles where replica.log[bundle.hash]?.feed == bundle.feed {
            take(bundle, &trunk)
        }
        for (record, document) in replica.scope.shelf.documents {
            let other = trunk.scope.shelf[record] ?? Document()
            if document.registers != other.registers || document.counters != other.counters
                || document.sets.entries.map(\.value.members)
                    != other.sets.entries.map(\.value.members)
            {
                return "record \(record) has more than its trunk"
            }
        }
        return nil
    }
}
