import Bundles
import Charter
import Keys
import Lattice
import Replica
import Schema
import Simulation
import TestSupport
import Testing
import Wire

extension Attacks {
    // Attacker: somebody who goes on under a policy that was narrowed and a grant that was revoked,
    // as if they had not heard of either. Expected: whoever has the same bundles, in whatever order
    // the charter and they came, gives the same verdict on each record, cuts the same, and counts
    // the same.
    @Test("Attack 36: stale authority is judged alike by all, in a hundred orders")
    func attack36_staleAuthority() {
        let realm = ScriptedRealm(seed: 36)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let (officer, clerk) = (realm.officer(.officer), realm.officer(.clerk, at: [hub]))
        let admin = realm.officer(.admin)
        let old = realm.writer(officer.seat, under: officer.opening.grant, in: .hub(hub))
        let former = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
        old.state(1)
        former.state(2)
        // What is new under the next policy, and cited before it came.
        var narrow = Policy.relief
        narrow.kinds[.movement]?.who[.officer] = nil
        let narrowing = Narrowing([.officer], Tips([old.entry]))
        let revocation = Revocation(.seat(clerk.seat.id), Tips([former.entry]))
        realm.decree(.policy(PolicyChange(2, narrow, narrowing: narrowing)))
        admin.write(.revoke(revocation))
        for id: UInt64 in 3...5 {
            old.state(id)
            former.state(id + 10)
        }
        let fresh = realm.writer(officer.seat, under: officer.opening.grant, in: .hub(hub))
        fresh.policy = 2
        fresh.state(6)
        let expected = Summary(
            of: Peer(realm).charter, Peer(realm).archive, kinds: [.movement, .transfer])
        #expect(Peer(realm).facts(in: .hub(hub)) == [1, 2, 6])
        var verdicts: [KindNumber: Set<Verdict>] = [:]
        for record in expected.records {
            verdicts[record.kind, default: []].insert(record.verdict.verdict)
        }
        #expect(verdicts[.movement]?.contains(.quarantined) == true)
        #expect(verdicts[.movement]?.contains(.refused(.notPermitted)) == true)
        var random = SeededRandom(seed: 36)
        for order in 0..<100 {
            var arrivals = realm.arrivals
            random.permute(&arrivals)
            let peer = Peer(realm.id, arrivals, settlingEach: order.isMultiple(of: 2))
            let found = Summary(of: peer.charter, peer.archive, kinds: [.movement, .transfer])
            #expect(found.differences(from: expected) == [], "order \(order)")
            #expect(peer.facts(in: .hub(hub)) == [1, 2, 6], "order \(order)")
        }
    }

    // Attacker: the same, with a laptop that has heard nothing for long. Expected: whoever hears
    // what it wrote, in whatever order all of it comes, reads the same, and is told of the same
    // changes that they have no effect.
    @Test("Attack 36: what stale authority wrote is read alike by all, in a hundred orders")
    func attack36_staleReplicas() throws {
        let port = Port(seed: 36) { _ in MemoryStorage() }
        let (reader, keeper, stale) = (port.join(.manager), port.join(), port.join())
        port.open(.hub(port.hub))
        port.spread()
        func boat(_ name: String) throws {
            let edit = Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
            _ = try stale.enter([edit]).get()
        }
        try boat("before")
        // Keys do not hang on the one who is let go of.
        keeper.hear(from: stale)
        keeper.tell(.spares)
        var random = SeededRandom(seed: 1)
        var narrow = Harbour.policy
        narrow.kinds[KindNumber(Harbour.boat)]?.who[.mainHubUser] = nil
        // This takes the right away from what cites it, and from nothing else.
        port.world.realm.decree(.policy(PolicyChange(2, narrow)))
        stale.learn()
        try? boat("by the new policy")
        let tips = stale.tips(&random)
        port.world.realm.decree(.revoke(Revocation(.grant(stale.person.grant), tips)))
        try? boat("after it was let go")
        let (roots, proofs, charter) = port.world.realm.said
        let envelopes = stale.envelopes + keeper.envelopes
        var pieces: [Input] = roots.map { .roots([$0]) } + [.proofs(proofs)]
        pieces += (charter + stale.bundles).map { .bundles([$0]) }
        pieces += envelopes.map { .envelopes([$0]) } + [.schemas([port.schema.encoding])]
        var pictures: [Picture?] = []
        for order in 0..<100 {
            let twin = Laptop(reader.person, in: port, UInt64(1_000 + order))
            random.permute(&pieces)
            // What came too early comes again, as whoever compares sends it again.
            for _ in 0..<2 {
                for piece in pieces { twin.tell(piece) }
                twin.finish()
            }
            while twin.bundles.count < Set(charter + stale.bundles).count {
                let before = twin.bundles.count
                for piece in pieces { twin.tell(piece) }
                twin.finish()
                if twin.bundles.count == before { break }
            }
            #expect(Set(twin.bundles) == Set(charter + stale.bundles), "order \(order)")
            pictures.append(twin.state())
            #expect(twin.state() == pictures[0], "order \(order)")
            #expect(twin.isDigestKept && twin.state() == twin.refolded())
        }
        #expect(pictures[0]?.rows.isEmpty == false)
    }
}
