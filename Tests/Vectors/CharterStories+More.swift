import Bundles
import Charter
import Lattice
import Seal
import TestSupport

extension CharterStories {
    static func agency(_ realm: ScriptedRealm) {
        let (ada, ben) = (realm.officer(.admin), realm.officer(.admin))
        let root = Signer(4_000)
        var founding = made(
            RootRecord(
                realm: realm.id, time: realm.now(), roots: Roots(1, of: [root.verifying]), []))
        founding.sign(by: root.key)
        let id = founding.founded
        let admission = ada.write(.agency(Admission(of: id)))[0]
        realm.take(.root(founding))
        let (seatAct, signer, device) = realm.seatAct(in: id)
        var record = made(
            RootRecord(
                realm: realm.id, number: 1, previous: founding.hash, time: realm.now(), [seatAct]))
        record.sign(by: root.key, for: id)
        realm.take(.root(record))
        let seatID = Act.id(in: record.hash, at: 0)
        var second = made(
            RootRecord(
                realm: realm.id, number: 2, previous: record.hash, time: realm.now(),
                [
                    .grant(Grant(.seat(seatID), .agencyAdmin, Level(1))),
                    // What an agency's roots have no say in.
                    .policy(PolicyChange(1, .relief)), .endorse(admission), .hub(Hub(.main)),
                    .epoch(Epoch(.common, Cast.hash(1), madeUp(5))),
                    .epoch(Epoch(.agency(id), Cast.hash(2), madeUp(6))),
                ]))
        second.sign(by: root.key, for: id)
        realm.take(.root(second))
        let seat = ScriptedSeat(
            id: seatID, person: seatID.short(), signer: signer, device: device)
        let chief = realm.writer(seat, under: Act.id(in: second.hash, at: 0), domain: id)
        let helper = realm.enrol(by: chief)
        let hub = ada.write(.hub(Hub(.agency(id))))[0].short() as HubID
        let grant = realm.grant(.agencyUser, to: helper, by: chief, at: [hub])
        realm.grant(.clerk, to: helper, by: chief)
        realm.grant(.clerk, to: helper, by: ada, at: [hub])
        for scope in [Address.hub(hub), .agency(id), .group(1), .common] {
            let feed = realm.writer(helper, under: grant, in: scope, domain: id)
            realm.take(.bundle(feed.open().bytes))
        }
        ben.write(.endorse(admission))
        let expulsion = ada.write(.revoke(Revocation(.agency(id), Tips([chief.entry]))))[0]
        let back = realm.decree(.agency(Admission(of: id, despite: [expulsion])))
        _ = back
    }

    static func roots(_ realm: ScriptedRealm) {
        let admin = realm.officer(.admin)
        let fork = realm.lastRoot
        let mine = realm.decree(.hub(Hub(.main)))[0]
        let theirs = realm.rootRecord(
            [.hub(Hub(.sub)), .grant(Grant(.seat(admin.seat.id), .manager, Level(2)))],
            after: fork, by: [realm.roots[1], realm.roots[2]])
        realm.take(.root(theirs))
        // Two of three stay with the one, and one of these with the other too.
        let stay = Act.stay(Stay(realm.lastRoot.number, realm.lastRoot.hash))
        realm.take(.root(realm.rootRecord([stay], after: realm.lastRoot)))
        let other = realm.rootRecord(
            [.stay(Stay(theirs.number, theirs.hash))], after: theirs, by: [realm.roots[1]])
        realm.take(.root(other))
        admin.write(.close(mine.short()), .close(Act.id(in: theirs.hash, at: 0).short()))
    }

    static func keys(_ realm: ScriptedRealm) {
        let (admin, clerk, feed) = work(realm)
        guard case .hub(let hub) = feed.opening.scope else { return }
        func key(_ byte: UInt8) -> (KeyHash, BoxKey) { (Cast.hash(byte), madeUp(UInt64(byte))) }
        let party = Address.audience(of: [.hub(hub), .group(1)]) ?? .common
        let foreign = Address.audience(of: [.group(2), .group(1)]) ?? .common
        let (a, b, c) = (key(0x71), key(0x72), key(0x73))
        admin.write(.epoch(Epoch(.common, a.0, a.1)))
        admin.write(.epoch(Epoch(.common, b.0, b.1, after: [a.0.short()])))
        admin.write(.epoch(Epoch(.common, c.0, c.1)))
        clerk.write(.epoch(Epoch(party, c.0, c.1)), .epoch(Epoch(party, b.0, b.1)))
        clerk.write(.epoch(Epoch(party, a.0, a.1, after: [c.0.short()])))
        clerk.write(.epoch(Epoch(.common, a.0, a.1)), .epoch(Epoch(foreign, a.0, a.1)))
        clerk.write(.epoch(Epoch(.person(clerk.person), a.0, a.1)))
        clerk.write(.epoch(Epoch(.person(admin.person), a.0, a.1)))
        clerk.write(.epoch(Epoch(.charter, a.0, a.1)))
        admin.write(.epoch(Epoch(.hub(hub), a.0, BoxKey(0, 0, 0, 0))))
        admin.write(.epoch(Epoch(.hub(HubID(high: 3, low: 3)), a.0, a.1)))
        // Two that name each other.
        admin.write(.epoch(Epoch(.group(4), a.0, a.1, after: [b.0.short()])))
        admin.write(.epoch(Epoch(.group(4), b.0, b.1, after: [a.0.short()])))
    }

    static func odd(_ realm: ScriptedRealm) {
        let admin = realm.officer(.admin)
        let seat = realm.enrol(by: admin)
        admin.write(.endorse(Cast.hash(1)), .ratify(Ratification(of: Cast.hash(2), Tips())))
        admin.write(
            .ratify(Ratification(of: seat.id, Tips())), .later(kind: 77, Value([0xF6])),
            .stay(Stay(0, realm.founding.hash)), .schema(SchemaChange(1, Cast.hash(3))))
        realm.decree(.schema(SchemaChange(1, Cast.hash(3))), .later(kind: 78, Value([0xF5])))
        let unknown = realm.writer(seat, under: Cast.hash(5))
        unknown.write(.endorse(seat.id))
        let noGrant = realm.writer(seat, under: seat.id)
        noGrant.open()
        let foreign = realm.writer(realm.enrol(by: admin), under: admin.opening.grant)
        foreign.open()
        let expired = realm.grant(.auditor, to: seat, by: admin, until: HybridTime(word: 1))
        let late = realm.writer(seat, under: expired)
        late.write(.endorse(seat.id))
        realm.take(.bundle(realm.writer(seat, under: expired, in: .common).open().bytes))
        admin.write(.grant(Grant(.person(seat.person), RoleNumber(99), Level(4))))
        admin.write(.grant(Grant(.person(seat.person), .clerk, Level(3))))
        admin.write(
            .grant(
                Grant(.person(seat.person), .clerk, Level(4), hubs: [HubID(high: 9, low: 9)])))
        // A body that breaks the form keeps its bundle's place.
        realm.take(.bundle(admin.bundle(Value([0x80])).bytes))
        admin.write(.close(HubID(high: 9, low: 9)))
        var keys = SeatKeys(
            signing: Signer(9_999).verifying, box: madeUp(1), device: madeUp(2))
        let stolen = Seat(keys, proof: keys.proof(by: admin.seat.signer.key, in: realm.id))
        keys = SeatKeys(signing: keys.signing, box: BoxKey(0, 0, 0, 0), device: keys.device)
        let weak = Seat(keys, proof: keys.proof(by: Signer(9_999).key, in: realm.id))
        admin.write(.seat(stolen), .seat(weak))
        _ = realm.enrol(by: admin, first: nil)
        let (late2, _, _) = realm.seatAct(first: Cast.hash(6))
        let (wrong, _, _) = realm.seatAct(first: admin.opening.grant)
        admin.write(late2, wrong)
    }

    static func everything(_ realm: ScriptedRealm) {
        let random = RandomRealm(seed: 2_026, steps: 60, in: realm)
        _ = random
    }
}
