import Bundles
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

@Suite("Forks") struct ForkTests {
    @Test("FORK-1: of a fork that is proven before its second side came, both sides are seen")
    func secondSide() throws {
        let port = TestSupport.Port(seed: 71) { _ in MemoryStorage() }
        let (ann, ben, cas) = (port.join(), port.join(), port.join())
        port.open(.hub(port.hub))
        port.spread()
        func boat(_ name: String) -> [Edit] {
            [.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))]
        }
        _ = try ann.enter(boat("Alma")).get()
        let clone = Laptop(copyOf: ann)
        _ = try ann.enter(boat("Bela")).get()
        _ = try clone.enter(boat("Cora")).get()
        for other in [ann, clone] { cas.hear(from: other) }
        #expect(!cas.proofs.isEmpty)
        for input in [
            Input.envelopes(cas.envelopes), .bundles(ann.bundles), .proofs(cas.proofs),
            .bundles(clone.bundles),
        ] {
            ben.tell(input)
            ben.finish()
        }
        let isAsFolded = ben.state() == ben.refolded() && ben.state() != nil
        let isSame = ben.state() == cas.state()
        #expect(isAsFolded && isSame)
    }
}
