import Bundles
import Charter
import Lattice
import Simulation
import TestSupport
import Testing

/// What follows from a charter is a function of the set (spec/06-authority.md).
@Suite("Shuffled charters") struct ShuffleTests {
    @Test("In whatever order and steps a charter arrives, the same follows")
    func shuffled() {
        for seed in Effort.seeds(40) {
            let made = RandomRealm(seed: seed, steps: 60).realm
            let expected = Summary(realm: made.id, of: made.arrivals)
            let grown = Summary(
                of: made.charter, Archive(of: made.arrivals, under: made.charter),
                kinds: [.movement, .transfer])
            #expect(grown.differences(from: expected) == [], "growing step by step, seed \(seed)")
            var random = SeededRandom(seed: seed &+ 1)
            for round in 0..<5 {
                var arrivals = made.arrivals
                random.permute(&arrivals)
                let found = Summary(realm: made.id, of: arrivals, settlingEach: round == 0)
                #expect(found.differences(from: expected) == [], "seed \(seed), round \(round)")
            }
        }
    }
}

/// A test that shuffles what never has any effect proves nothing.
@Suite("Random realms") struct RandomRealmTests {
    @Test("In them everything happens that can")
    func coverage() {
        var verdicts: [Verdict: Int] = [:]
        var counts: [String: Int] = [:]
        for seed in 1..<UInt64(41) {
            let made = RandomRealm(seed: seed, steps: 60).realm
            let summary = Summary(realm: made.id, of: made.arrivals)
            for verdict in summary.acts.values { verdicts[verdict, default: 0] += 1 }
            for line in summary.feeds {
                if let standing = line.standing { verdicts[standing, default: 0] += 1 }
            }
            for record in summary.records { verdicts[record.verdict.verdict, default: 0] += 1 }
            counts["dropped", default: 0] += summary.dropped.count
            counts["kept", default: 0] += summary.kept.values.count { !$0.isEmpty }
            counts["forked", default: 0] += summary.forked.count
            counts["closed", default: 0] += summary.closed.count
            counts["epochs", default: 0] += summary.current.count
            counts["cut", default: 0] += summary.views.values.count { !$0.cuts.isEmpty }
            counts["kept in views", default: 0] += summary.views.values.count { view in
                view.forks.entries.contains { feed in
                    feed.value.entries.contains { $0.value != .undecided }
                }
            }
        }
        let common: [Verdict] = [
            .admitted, .quarantined, .waits(.notGranted), .waits(.unbacked), .waits(.unknownAct),
            .waits(.unnamedKind), .refused(.notGranted), .refused(.notBelow),
            .refused(.notAbove), .refused(.notFounder), .refused(.noSuchRole),
            .refused(.notPermitted), .refused(.foreignScope), .refused(.rootsOnly),
        ]
        for verdict in common { #expect(verdicts[verdict] ?? 0 > 0, "\(verdict)") }
        for count in counts { #expect(count.value > 0, "\(count.key)") }
    }
}
