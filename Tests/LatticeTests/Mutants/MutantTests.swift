import Lattice
import Simulation
import TestSupport
import Testing

/// Plausible wrong versions, each of which the laws must catch, and by a law that says what is
/// wrong with it. A suite that cannot fail proves nothing.
@Suite("Mutants") struct MutantTests {
    @Test("Registers") func registers() {
        expectCaught(Single<RegisterMutants.ClockBeforeCausality>.self, by: [.model, .meaning])
        expectCaught(Single<RegisterMutants.NameReplacedDotsOnly>.self, by: [.meaning, .mending])
        expectCaught(Single<RegisterMutants.IgnoreVectors>.self, by: [.model, .meaning])
        expectCaught(Single<RegisterMutants.ForgetCovered>.self, by: [.meaning, .deltaIsState])
        expectCaught(Single<RegisterMutants.KeepHighestDot>.self, by: [.model, .meaning])
        expectCaught(Single<RegisterMutants.PassOnLies>.self, by: [.mending])
        expectCaught(
            Single<RegisterMutants.KeepOwnSiblings>.self, by: [.commutative, .deltaIsState])
    }

    @Test("Sets") func sets() {
        expectCaught(Single<SetMutants.RemoveWins>.self, by: [.model, .meaning])
        expectCaught(Single<SetMutants.KeepHighestDot>.self, by: [.order, .deltaIsState])
        expectCaught(Single<SetMutants.ForgetEarlyRemovals>.self, by: [.order])
        expectCaught(Single<SetMutants.CompactEarlyIntoFrontier>.self, by: [.order])
        expectCaught(Single<SetMutants.JoinByUnion>.self, by: [.joinIsFold, .deltaIsState])
        expectCaught(Single<SetMutants.JoinByIntersection>.self, by: [.commutative, .deltaIsState])
        expectCaught(Single<SetMutants.ForgetOwnAdditions>.self, by: [.model, .meaning])
    }

    @Test("Counters") func counters() {
        expectCaught(Single<CounterMutants.MaxAcrossIncarnations>.self, by: [.model, .meaning])
        expectCaught(
            Single<CounterMutants.AddTallies>.self, by: [.idempotent, .joinIsFold, .deltaIsState])
        expectCaught(Single<CounterMutants.OneNumberForBoth>.self, by: [.model, .meaning])
    }

    @Test("Facts") func facts() {
        expectCaught(Single<FactsMutants.FirstComeFirstServed>.self, by: [.model, .order])
        expectCaught(Single<FactsMutants.LastCarrierOnly>.self, by: [.model])
        expectCaught(Single<FactsMutants.JoinByKeyAlone>.self, by: [.commutative, .joinIsFold])
    }

    @Test("Documents") func documents() {
        expectCaught(Single<DocumentMutants.DeleteClearsFields>.self, by: [.model])
        expectCaught(Single<DocumentMutants.EditsAreNoSignOfLife>.self, by: [.model, .order])
        expectCaught(Single<DocumentMutants.DeadWins>.self, by: [.model, .order])
        expectCaught(
            Single<DocumentMutants.JoinKnownFieldsOnly>.self, by: [.commutative, .deltaIsState])
    }

    @Test("Scopes") func scopes() {
        expectCaught(Scoped<ScopeMutants.VoidWithoutRejoining>.self, by: [.void])
        expectCaught(Scoped<ScopeMutants.JoinWhatIsVoid>.self, by: [.void])
        expectCaught(Scoped<ScopeMutants.SettleBehindTheDigest>.self, by: [.model, .digest])
        expectCaught(Scoped<ScopeMutants.AcceptGaps>.self, by: [.order, .void])
        expectCaught(
            Scoped<ScopeMutants.JoinFrontierOnly>.self, by: [.commutative, .joinIsFold])
    }

    @Test("Encodings") func encodings() {
        expectCaught(Single<EncodingMutants.LeaveOutCovered>.self, by: [.encoding])
        expectCaught(Single<EncodingMutants.ElementsByValue>.self, by: [.encoding])
        expectCaught(Single<EncodingMutants.ContentsWithoutCarriers>.self, by: [.encoding])
        expectCaught(Single<EncodingMutants.SumsAsValue>.self, by: [.encoding])
    }

    private func expectCaught<M: Machine>(
        _: M.Type, by laws: Set<Law>, _ location: SourceLocation = #_sourceLocation
    ) {
        guard let finding = Search<M>(replicas: 3, length: 14).run(1..<400) else {
            Issue.record("\(M.self) was not caught", sourceLocation: location)
            return
        }
        #expect(laws.contains(finding.breach.law), "\(finding)", sourceLocation: location)
        let steps = "a history of \(finding.steps.count) steps, seed \(finding.seed)"
        // The list of what caught what is worth seeing in every run.
        print("caught \(M.self) by law “\(finding.breach.law)”: \(steps)")
    }
}
