import Bundles
import Charter
import Lattice
import TestSupport
import Testing

extension Attacks {
    // Attacker: the network. Means: a later seat, and all that it did, before the first seat of
    // the person. Expected: once that is there, the same follows as anywhere.
    @Test(
        "Attack 121: a first seat that comes last changes nothing")
    func attack121_lateFirstSeat() {
        let realm = ScriptedRealm(seed: 121)
        let (founder, granter) = (realm.officer(.admin), realm.officer(.admin))
        let first = realm.enrol(by: founder)
        let place = realm.arrivals.count - 1
        let second = realm.enrol(first: first)
        let admin = realm.writer(second, under: realm.grant(.admin, to: second))
        let clerk = realm.enrol()
        let grant = realm.grant(.manager, to: clerk, by: granter)
        admin.write(.endorse(grant))
        #expect(realm.charter.verdict(on: grant) == .admitted)
        var arrivals = realm.arrivals
        arrivals.append(arrivals.remove(at: place))
        for settlingEach in [false, true] {
            let peer = Peer(realm.id, arrivals, settlingEach: settlingEach)
            #expect(peer.verdict(grant) == .admitted)
            #expect(peer.charter.viewID == realm.charter.viewID)
        }
    }

    // Attacker: the same network, and a person who is revoked after that. Expected: the revocation
    // ends what the person writes, whatever came late.
    @Test(
        "Attack 133: a revocation finds the feeds of whose first seat came last")
    func attack133_revokedAfterLateFirstSeat() {
        let realm = ScriptedRealm(seed: 133)
        let first = realm.enrol(by: realm.officer(.admin))
        let place = realm.arrivals.count - 1
        let second = realm.enrol(first: first)
        let admin = realm.writer(second, under: realm.grant(.admin, to: second))
        admin.write(.hub(Hub(.main)))
        var arrivals = realm.arrivals
        arrivals.append(arrivals.remove(at: place))
        realm.decree(.revoke(Revocation(.person(first.person))))
        arrivals.append(made(realm.arrivals.last))
        #expect(realm.charter.hubs.isEmpty)
        for settlingEach in [false, true] {
            let peer = Peer(realm.id, arrivals, settlingEach: settlingEach)
            #expect(peer.charter.hubs.isEmpty)
            #expect(peer.charter.counting(of: admin.feed).isEmpty)
        }
    }

    // Attacker: a revoked writer. Means: hands a proof of a fork beyond the cut to some and not to
    // others. Expected: whose charters have one id join under one view.
    @Test(
        "Attack 122: a fork beyond the cut does not part those of one view id")
    func attack122_forkBeyondCut() {
        let realm = ScriptedRealm(seed: 122)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let clerk = realm.officer(.clerk, at: [hub])
        let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
        for id: UInt64 in 1...5 { feed.state(id) }
        realm.decree(
            .revoke(Revocation(.seat(clerk.seat.id), Tips([feed.entry(after: 2)]))))
        let without = Peer(realm)
        let forged = feed.twin(after: 5).bundle(.number(9), epoch: epochID)
        let proof = ForkProof(
            feed.opening, feed.bundles[5].hashed().head, forged.hashed().head)
        let with = Peer(realm.id, realm.arrivals + [.proof(made(proof))])
        #expect(
            with.charter.viewID != without.charter.viewID
                || with.view(of: .hub(hub)) == without.view(of: .hub(hub)))
    }

    // Attacker: a clerk, with an enroller who is taken in. Means: a first seat in a feed that never
    // counts, the grant of which some have and others have not. Expected: whose charters have one
    // id join under one view.
    @Test(
        "Attack 123: a grant that does not count does not part those of one view id")
    func attack123_hiddenFounder() {
        let realm = ScriptedRealm(seed: 123)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let admin = realm.officer(.admin)
        let clerk = realm.officer(.clerk, at: [hub])
        let thief = realm.writer(clerk.seat, under: admin.opening.grant)
        let hidden = thief.write(.grant(Grant(.seat(clerk.seat.id), .clerk, Level(4))))[0]
        let place = realm.arrivals.count - 1
        let founder = realm.writer(clerk.seat, under: hidden)
        let (act, signer, device) = realm.seatAct()
        let first = founder.write(act)[0]
        let seat = ScriptedSeat(id: first, person: first.short(), signer: signer, device: device)
        let second = realm.enrol(by: admin, first: seat)
        let grant = realm.grant(.clerk, to: second, by: admin, at: [hub])
        realm.writer(second, under: grant, in: .hub(hub)).state(1)
        var arrivals = realm.arrivals
        arrivals.remove(at: place)
        let (with, without) = (Peer(realm), Peer(realm.id, arrivals))
        #expect(
            with.charter.viewID != without.charter.viewID
                || with.view(of: .hub(hub)) == without.view(of: .hub(hub)))
    }

    // Attacker: an admin. Means: keeps another branch than the roots did. Expected: the keep of the
    // lowest level decides, also where its branch has not arrived.
    @Test(
        "Attack 124: an inferior's keep decides nowhere")
    func attack124_inferiorKeep() {
        let realm = ScriptedRealm(seed: 124)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let clerk = realm.officer(.clerk, at: [hub])
        let admin = realm.officer(.admin)
        let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
        feed.state(1)
        let twin = feed.twin(after: 2)
        let (left, right) = (feed.state(2).hashed(), twin.state(3).hashed())
        realm.take(.proof(made(ForkProof(feed.opening, left.head, right.head))))
        realm.decree(.keep(Keep(feed.feed, number(2), left.hash)))
        admin.write(.keep(Keep(feed.feed, number(2), right.hash)))
        let here = Peer(realm).view(of: .hub(hub)).forks(of: feed.feed)
        #expect(here?[number(2)] == .keep(left.hash))
        let arrivals = realm.arrivals.filter { $0 != .bundle(left.bundle.bytes) }
        let there = Peer(realm.id, arrivals).view(of: .hub(hub)).forks(of: feed.feed)
        #expect(there?[number(2)] == .keep(left.hash))
    }

    // Attacker: none; a hub that has a new schema before it has the new policy. Expected: the
    // record counts as soon as a later policy would admit it (VER-4).
    @Test(
        "Attack 125: a record of a kind that only a later policy names counts by that")
    func attack125_laterKind() {
        let realm = ScriptedRealm(seed: 125)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let clerk = realm.officer(.clerk, at: [hub])
        let kind = KindNumber(200)
        let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
        func verdict() -> Verdict {
            realm.charter.verdict(on: kind, in: feed.opening, at: realm.now(), citing: 1).verdict
        }
        #expect(verdict() == .waits(.unnamedKind))
        var later = Policy.relief
        later.kinds[kind] = Kind("new", in: [.hub], [.clerk: .own])
        realm.decree(.policy(PolicyChange(2, later)))
        #expect(verdict() == .admitted)
    }

    // Attacker: a dispatcher who states two things under one key. Expected: which use is flagged
    // does not depend on how the uses were handed in, or on chance.
    @Test(
        "Attack 126: two amounts under one key are flagged alike everywhere")
    func attack126_equivocalUses() {
        let lines = (1...64).map { UInt32($0) }
        let permit = Permit(SortedMap(lines.map { ($0, 10) }))
        func uses(of line: UInt32) -> [Permit.Use] {
            let key = FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 0, low: 1))
            return [Permit.Use(key, line: line, 8), Permit.Use(key, line: line, 4)]
        }
        let alone = lines.flatMap { permit.excess(of: uses(of: $0)) }
        let together = permit.excess(of: lines.flatMap(uses))
        #expect(alone == together)
    }

    // Attacker: an admin who looks after one hub, with another. Means: lets an expelled agency in
    // again. Expected: an expulsion needs an author without hubs (CUT-1), and so does undoing it.
    @Test("Attack 127: who looks after one hub expels no agency, nor lets it back in")
    func attack127_localAdmins() {
        let realm = ScriptedRealm(seed: 127)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let locals = [realm.officer(.admin, at: [hub]), realm.officer(.admin, at: [hub])]
        let admin = realm.officer(.admin)
        let agency = realm.agency()
        let insider = agency.officer(.agencyAdmin, 1)
        insider.open()
        locals[0].write(.revoke(Revocation(.agency(agency.id))))
        #expect(realm.charter.counting(of: insider.feed).count == 1)
        let expulsion = admin.write(.revoke(Revocation(.agency(agency.id))))[0]
        #expect(realm.charter.counting(of: insider.feed).isEmpty)
        let back = locals[0].write(.agency(Admission(of: agency.id, despite: [expulsion])))[0]
        locals[1].write(.endorse(back))
        #expect(realm.charter.counting(of: insider.feed).isEmpty)
        #expect(agreed(realm).count == 1)
    }
}
