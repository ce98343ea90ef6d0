import Bundles
import Charter
import Lattice
import TestSupport
import Testing

extension Attacks {
    // Attacker: an outsider. Means: founds an agency, has a clerk speak of it, and makes policies,
    // epochs, hubs, seats and endorsements in its chain. Expected: nothing of it concerns the
    // realm.
    @Test("Attack 101: an outsider's agency decrees nothing for the realm")
    func attack101_outsidersAgency() {
        let realm = ScriptedRealm(seed: 101)
        let admin = realm.officer(.admin)
        let clerk = realm.officer(.clerk)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let seat = realm.enrol()
        let pending = realm.grant(.manager, to: seat, by: admin)
        let named = TestAgency(of: realm)
        clerk.write(.agency(Admission(of: named.id)))
        realm.take(.root(named.founding))
        let novice = realm.enrol()
        let before = realm.charter.viewID
        let acts = named.decree(
            .policy(PolicyChange(2, .withManagers)), .schema(SchemaChange(1, .zero)),
            .hub(Hub(.main)), .close(hub), .epoch(Epoch(.common, KeyHash(1, 2, 3, 4), madeUp(9))),
            .epoch(Epoch(.hub(hub), KeyHash(1, 2, 3, 4), madeUp(9))), .endorse(pending),
            .agency(Admission(of: named.id)), .revoke(Revocation(.person(admin.person))))
        for act in acts.prefix(6) {
            #expect(realm.charter.verdict(on: act) == .refused(.foreignScope))
        }
        let insider = named.officer(.agencyAdmin, 1)
        let grant = realm.grant(.clerk, to: novice, by: insider)
        #expect(realm.charter.verdict(on: grant) == .waits(.unknownAgency))
        #expect(realm.charter.verdict(on: pending) == .waits(.unbacked))
        #expect(realm.charter.policyVersion == 1)
        #expect(realm.charter.hubs.count == 1)
        #expect(realm.charter.viewID == before)
        #expect(agreed(realm).count == 1)
    }

    // Attacker: the roots of an agency that was expelled. Means: let themselves in again, ratify,
    // grant anew despite the expulsion. Expected: they stay out until the realm says otherwise.
    @Test("Attack 102: an expelled agency cannot let itself in again")
    func attack102_expelledAgency() {
        let realm = ScriptedRealm(seed: 102)
        let (one, two) = (realm.officer(.admin), realm.officer(.admin))
        let agency = realm.agency()
        let insider = agency.officer(.agencyAdmin, 1)
        insider.open()
        #expect(realm.charter.counting(of: insider.feed).count == 1)
        let expulsion = one.write(.revoke(Revocation(.agency(agency.id))))[0]
        #expect(realm.charter.counting(of: insider.feed).isEmpty)
        agency.decree(
            .agency(Admission(of: agency.id, despite: [expulsion])),
            .ratify(Ratification(of: expulsion, Tips([insider.entry]))))
        let (act, signer, device) = realm.seatAct(in: agency.id)
        let seat = agency.decree(act)[0]
        let grant = agency.decree(
            .grant(Grant(.seat(seat), .agencyAdmin, Level(1), despite: [expulsion])))[0]
        let again = realm.writer(
            ScriptedSeat(id: seat, person: seat.short(), signer: signer, device: device),
            under: grant, domain: agency.id)
        again.write(.agency(Admission(of: agency.id, despite: [expulsion])))
        #expect(realm.charter.counting(of: insider.feed).isEmpty)
        #expect(realm.charter.counting(of: again.feed).isEmpty)
        // One admin alone lets nobody in; two do.
        let back = two.write(.agency(Admission(of: agency.id, despite: [expulsion])))[0]
        #expect(realm.charter.counting(of: insider.feed).isEmpty)
        one.write(.endorse(back))
        #expect(realm.charter.counting(of: insider.feed).count == 1)
        #expect(agreed(realm).count == 1)
    }

    // Attacker: the roots of an expelled agency, who stand at level 0. Means: an epoch for an
    // audience that they were in, which names the realm's key as replaced. Expected: the realm's
    // key stays current: who was expelled decides about no key of others.
    @Test(
        "Attack 103: an expelled agency does not replace keys of others")
    func attack103_expelledAgencyKeys() {
        let realm = ScriptedRealm(seed: 103)
        let admin = realm.officer(.admin)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let agency = realm.agency()
        let audience = made(Address.audience(of: [.agency(agency.id), .hub(hub)]))
        let mine = Epoch(audience, KeyHash(1, 2, 3, 4), madeUp(7))
        admin.write(.epoch(mine))
        admin.write(.revoke(Revocation(.agency(agency.id))))
        let theirs = Epoch(audience, KeyHash(9, 9, 9, 9), madeUp(8), after: [mine.id])
        agency.decree(.epoch(theirs))
        #expect(realm.charter.currentEpochs(of: audience).map(\.epoch.id) == [mine.id])
    }

    // Attacker: an outsider whom a clerk has named. Means: an epoch for an audience with a hub of
    // the realm. Expected: whom nobody let in has no epochs in force.
    @Test(
        "Attack 134: an agency that nobody let in makes no epochs")
    func attack134_strangersKeys() {
        let realm = ScriptedRealm(seed: 134)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let agency = TestAgency(of: realm)
        realm.officer(.clerk).write(.agency(Admission(of: agency.id)))
        realm.take(.root(agency.founding))
        let audience = made(Address.audience(of: [.agency(agency.id), .hub(hub)]))
        agency.decree(.epoch(Epoch(audience, KeyHash(9, 9, 9, 9), madeUp(8))))
        #expect(realm.charter.epochs(of: audience).isEmpty)
        #expect(realm.charter.scopesWithEpochs.isEmpty)
    }

    // Attacker: one admin. Means: expels the realm itself, as if it were an agency. Expected: no
    // effect: a revocation goes downwards only, and the realm is no agency.
    @Test(
        "Attack 104: an admin cannot expel the realm")
    func attack104_expellingTheRealm() {
        let realm = ScriptedRealm(seed: 104)
        let hub = HubID(realm.decree(.hub(Hub(.main)))[0])
        let (mallory, other) = (realm.officer(.admin), realm.officer(.admin))
        let clerk = realm.officer(.clerk, at: [hub])
        let feed = realm.writer(clerk.seat, under: clerk.opening.grant, in: .hub(hub))
        feed.state(1)
        let hubAct = other.write(.hub(Hub(.sub)))[0]
        mallory.write(.revoke(Revocation(.agency(realm.id))))
        other.write(.hub(Hub(.sub)))
        mallory.write(.hub(Hub(.sub)))
        let peer = Peer(realm)
        #expect(peer.verdict(hubAct) == .admitted)
        #expect(peer.charter.counting(of: other.feed).count == other.bundles.count)
        #expect(peer.charter.counting(of: mallory.feed).count == mallory.bundles.count)
        #expect(peer.facts(in: .hub(hub)) == [1])
        #expect(realm.charter.viewID == peer.charter.viewID, "whoever settles at each step")
        #expect(agreed(realm).count == 1)
    }

    // Attacker: an enroller. Means: a seat of keys that are another's, or made another person's.
    // Expected: the proof does not fit, and no feed under it counts.
    @Test("Attack 105: nobody can be enrolled behind their back")
    func attack105_stolenKeys() {
        let realm = ScriptedRealm(seed: 105)
        let admin = realm.officer(.admin)
        let victim = realm.officer(.clerk)
        guard case .seat(let seat)? = realm.charter.content(of: victim.seat.id) else {
            Issue.record("there is a seat")
            return
        }
        // The proof of the one claim is no proof of another, nor in another domain.
        let asLater = admin.write(.seat(Seat(seat.keys, first: admin.seat.id, proof: seat.proof)))
        let keys = SeatKeys(signing: seat.keys.signing, box: madeUp(1), device: madeUp(2))
        let asOther = admin.write(.seat(Seat(keys, proof: seat.proof)))
        let (foreign, _, _) = realm.seatAct(in: DomainID(1, 2, 3, 4))
        let asForeign = admin.write(foreign)
        #expect(realm.charter.verdict(on: asLater[0]) == .refused(.notFounder))
        #expect(realm.charter.verdict(on: asOther[0]) == .refused(.badProof))
        #expect(realm.charter.verdict(on: asForeign[0]) == .refused(.badProof))
        let later = admin.write(.seat(Seat(seat.keys, first: victim.seat.id, proof: seat.proof)))
        #expect(realm.charter.verdict(on: later[0])?.isAdmitted == false)
    }

    // Attacker: an admin. Means: a second seat, of keys of their own, for somebody whom the roots
    // let in; a second seat of a second seat. Expected: not-founder, and no feed of it counts.
    @Test("Attack 106: nobody becomes a second half of a superior")
    func attack106_secondSeatOfSuperior() {
        let realm = ScriptedRealm(seed: 106)
        let admin = realm.officer(.admin)
        let boss = realm.officer(.admin)
        let forged = realm.enrol(by: admin, first: boss.seat)
        #expect(realm.charter.verdict(on: forged.id) == .refused(.notFounder))
        let writer = realm.writer(forged, under: boss.opening.grant)
        writer.write(.hub(Hub(.main)))
        #expect(realm.charter.counting(of: writer.feed).isEmpty)
        let second = realm.enrol(first: boss.seat)
        let third = realm.enrol(first: second)
        #expect(realm.charter.verdict(on: third.id) == .refused(.notFounder))
        // A seat that an equal enrolled for an admin of the roots does not use the roots' grant.
        let clerk = realm.enrol(by: admin)
        let promoted = realm.grant(.admin, to: clerk)
        let upstart = realm.writer(clerk, under: promoted)
        upstart.write(.hub(Hub(.main)))
        #expect(realm.charter.counting(of: upstart.feed).isEmpty)
        #expect(realm.charter.hubs.isEmpty)
        #expect(agreed(realm).count == 1)
    }

    // Attacker: a hub user with two hubs' worth of friends. Means: the person's second seat, the
    // other's grant, an audience. Expected: other-hub, or no standing.
    @Test("Attack 107: a second seat opens no second hub")
    func attack107_otherHub() {
        let realm = ScriptedRealm(seed: 107)
        let hubs = realm.decree(.hub(Hub(.main)), .hub(Hub(.sub)), .hub(Hub(.sub))).map {
            HubID($0)
        }
        let user = realm.officer(.mainHubUser, at: [hubs[0]])
        let friend = realm.officer(.mainHubUser, at: [hubs[1]])
        let second = realm.enrol(first: user.seat)
        let other = Address.hub(hubs[1])
        let audience = made(Address.audience(of: [other, .hub(hubs[2])]))
        func verdict(_ seat: ScriptedSeat, _ grant: ActID, _ scope: Address, _ kind: KindNumber)
            -> Verdict
        {
            let feed = realm.writer(seat, under: grant, in: scope)
            return realm.charter.verdict(
                on: kind, in: feed.opening, at: realm.now(), citing: 1
            ).verdict
        }
        let grant = user.opening.grant
        for seat in [user.seat, second] {
            #expect(verdict(seat, grant, .hub(hubs[0]), .movement) == .admitted)
            #expect(verdict(seat, grant, other, .movement) == .refused(.otherHub))
            #expect(verdict(seat, grant, audience, .dispatch) == .refused(.otherHub))
        }
        #expect(verdict(second, friend.opening.grant, other, .movement) == .refused(.notGranted))
        // One who looks after one hub gives nobody another one, or all of them.
        let local = realm.officer(.admin, at: [hubs[0]])
        for wanted in [[hubs[1]], [hubs[0], hubs[1]], nil] {
            let grant = realm.grant(.mainHubUser, to: second, by: local, at: wanted)
            #expect(realm.charter.verdict(on: grant) == .refused(.notBelow))
        }
    }
}
