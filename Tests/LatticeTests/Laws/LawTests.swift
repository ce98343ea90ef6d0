import Lattice
import Simulation
import TestSupport
import Testing

/// Every type and the whole scope, held to the laws of spec/02-data-types.md: drawn histories by
/// seeds, small universes exhaustively. A failure prints its seed and the least history.
@Suite("Laws") struct LawTests {
    @Test("Register") func register() { holds(Single<RegisterSubject>.self) }
    @Test("Set") func set() { holds(Single<SetSubject>.self) }
    @Test("Counter") func counter() { holds(Single<CounterSubject>.self) }
    @Test("Facts") func facts() { holds(Single<FactsSubject>.self) }
    @Test("Document") func document() { holds(Single<DocumentSubject>.self) }
    @Test("Scope") func scope() { holds(Scoped<RightScope>.self) }

    @Test("Seeds that once broke a law")
    func regressions() {
        // A bundle that removes and adds again, after a removal of what it adds.
        holds(Scoped<RightScope>.self, seeds: 4_458..<4_459)
    }

    private func holds<M: Machine>(
        _: M.Type, seeds: Range<UInt64> = Effort.seeds(600),
        _ location: SourceLocation = #_sourceLocation
    ) {
        for search in [
            Search<M>(replicas: 3, length: 14), Search<M>(replicas: 4, length: 40),
            Search<M>(replicas: 2, length: 8),
        ] {
            if let finding = search.run(seeds) {
                Issue.record(Comment(rawValue: finding.description), sourceLocation: location)
            }
        }
    }

    @Test("Register, every history") func everyRegister() {
        holdsAlways(Single<RegisterSubject>.self, writes: 3)
    }
    @Test("Set, every history") func everySet() { holdsAlways(Single<SetSubject>.self, writes: 3) }
    @Test("Counter, every history") func everyCounter() {
        holdsAlways(Single<CounterSubject>.self, writes: 3)
    }
    @Test("Facts, every history") func everyFacts() {
        holdsAlways(Single<FactsSubject>.self, writes: 3)
    }
    @Test("Document, every history") func everyDocument() {
        holdsAlways(Single<DocumentSubject>.self, writes: 3)
    }
    @Test("Scope, every history") func everyScope() {
        holdsAlways(Scoped<RightScope>.self, writes: 3)
    }

    private func holdsAlways<M: Machine>(
        _: M.Type, writes: Int, _ location: SourceLocation = #_sourceLocation
    ) {
        var all = Exhaustive<M>(writes: writes)
        all.run()
        #expect(
            all.situations > 20, "a universe this small proves nothing", sourceLocation: location)
        print("tried all \(all.situations) situations of \(M.self)")
        if let (breach, way) = all.breach {
            Issue.record("\(breach.law): \(breach.details)\n\(way)", sourceLocation: location)
        }
    }
}
