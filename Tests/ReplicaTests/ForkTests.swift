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

    @Test("FORK-1: of a forked feed one branch waits for its key, and the others go on")
    func blockedBranch() throws {
        let port = TestSupport.Port(seed: 73) { _ in MemoryStorage() }
        let (ann, ben, cas, dan) = (port.join(), port.join(), port.join(), port.join())
        port.open(.hub(port.hub))
        port.spread()
        func boat(_ name: String) -> [Edit] {
            [.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))]
        }
        // Each side has a key of its own from here on, for somebody was let go of.
        let clone = Laptop(copyOf: ann)
        port.world.realm.decree(.revoke(Revocation(.grant(dan.person.grant), Tips([]))))
        for laptop in [ann, clone, ben, cas] { laptop.learn() }
        _ = try ann.enter(boat("Alma")).get()
        for name in ["Bela", "Cora"] { _ = try clone.enter(boat(name)).get() }
        for (laptop, sides) in [(ben, [ann, clone]), (cas, [clone, ann])] {
            for side in sides { laptop.tell(.bundles(side.bundles)) }
            laptop.tell(.envelopes(clone.envelopes))
            laptop.finish()
        }
        let isSame = ben.state() == cas.state() && ben.state() == ben.refolded()
        #expect(isSame)
        let tips = ben.state()?.frontier.tips.entries ?? []
        #expect(tips.contains { $0.value.number.value == 2 })
        for laptop in [ben, cas] {
            laptop.tell(.envelopes(ann.envelopes))
            laptop.finish()
        }
        let isSameStill = ben.state() == cas.state() && ben.state() == ben.refolded()
        #expect(isSameStill)
    }
}
