import Bundles
import Charter
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

@Suite("Forks") struct ForkTests {
    @Test("FORK-1: which side of a fork counts is seen as soon as that side is there")
    func secondSide() throws {
        let port = TestSupport.Port(seed: 71) { _ in MemoryStorage() }
        let (ann, ben, cas) = (port.join(), port.join(), port.join())
        port.open(.hub(port.hub))
        port.spread()
        func boat(_ name: String) -> [Edit] {
            [.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))]
        }
        _ = try ann.enter(boat("Alma")).get()
        for other in [ben, cas] { other.hear(from: ann) }
        let clone = Laptop(copyOf: ann)
        _ = try ann.enter(boat("Bela")).get()
        _ = try clone.enter(boat("Cora")).get()
        let last = try Bundle(parsing: #require(clone.bundles.last))
        let tips = Tips([Tips.Entry(last.header.feed, last.hashed().tip)])
        port.world.realm.decree(.revoke(Revocation(.grant(ann.person.grant), tips)))
        for other in [ben, cas] { other.learn() }
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
        #expect(cas.state() == cas.refolded())
        let isSame = ben.state() == cas.state()
        #expect(isAsFolded && isSame)
        #expect(ben.documents.count == 2)
    }
}
