import Bundles
import Charter
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

@Suite("Keys that come late") struct KeyTests {
    @Test("KEY-4: keys that come while rows are made anew are tried when they are made")
    func meanwhile() throws {
        let port = TestSupport.Port(seed: 72) { _ in MemoryStorage() }
        let (ann, ben, cas, dan) = (port.join(), port.join(), port.join(), port.join())
        port.open(.hub(port.hub))
        port.spread()
        func boat(_ name: String) -> [Edit] {
            [.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))]
        }
        func letGo(_ laptop: Laptop<MemoryStorage>, saying tips: Tips) {
            port.world.realm.decree(.revoke(Revocation(.grant(laptop.person.grant), tips)))
        }
        let nothing = Tips([])
        _ = try ben.enter(boat("Bela")).get()
        for other in [ann, cas] { other.hear(from: ben) }
        letGo(dan, saying: nothing)
        for other in [ann, cas] { other.learn() }
        // What Ann writes from here on has a key that Cas does not have yet.
        _ = try ann.enter(boat("Alma")).get()
        cas.tell(.bundles(ann.bundles))
        cas.finish()
        #expect(cas.state() != ann.state())
        letGo(ben, saying: nothing)
        ann.learn()
        cas.tell(.roots(port.world.realm.said.roots))
        cas.tell(.bundles(port.world.realm.said.bundles))
        #expect(cas.state() == nil)
        cas.tell(.envelopes(ann.envelopes))
        cas.finish()
        #expect(cas.state() == ann.state() && cas.state() == cas.refolded())
    }
}
