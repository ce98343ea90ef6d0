import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing

/// Who is above whom, and which feeds have standing.
@Suite("Standing") struct StandingTests {
    private let realm = ScriptedRealm(policy: .alone)

    private func standing(_ seat: ActID, _ grant: ActID) -> Verdict? {
        realm.charter.standing(
            of: Opening(
                realm: realm.id, scope: .common, seat: seat, grant: grant, incarnation: .all(1)))
    }

    /// Acts of an author whose own grant is not known; the seat that writes them is.
    private func stray(_ acts: Act...) -> (ids: [ActID], writer: Scribe) {
        let seat = realm.enrol()
        let writer = realm.writer(seat, under: .all(0x99))
        return (acts.map { writer.write($0)[0] }, writer)
    }

    @Test("RANK-1: roots act at level 0, and cite every policy there is")
    func roots() {
        let seat = realm.enrol()
        let role = RoleNumber(50)
        let act = realm.decree(realm.grantAct(role, 1, to: seat))[0]
        #expect(realm.verdict(act) == .waits(.noSuchRole))
        var policy = Policy.alone
        policy.roles[role] = Role("new", Level(1))
        realm.decree(.policy(PolicyChange(7, policy)))
        #expect(realm.verdict(act) == .admitted)
        #expect(realm.verdict(realm.grant(.admin, to: seat)) == .admitted)
    }

    @Test("RANK-1: a feed acts at the very level that its grant says")
    func levels() {
        var policy = Policy.alone
        policy.roles[.admin]?.level = Level(5)
        realm.decree(.policy(PolicyChange(2, policy)))
        let seat = realm.enrol()
        let low = realm.writer(seat, under: realm.decree(realm.grantAct(.admin, 5, to: seat))[0])
        low.policy = 2
        let other = realm.enrol()
        let clerk = low.write(realm.grantAct(.clerk, 4, to: other))[0]
        #expect(realm.verdict(clerk) == .refused(.notBelow))
        let high = realm.officer(.admin)
        let officer = high.write(realm.grantAct(.clerk, 4, to: other))[0]
        #expect(realm.verdict(officer) == .admitted)
    }

    @Test("RANK-1: an agency is its own; the realm has no part in it")
    func agencies() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let admin = agency.officer(.agencyAdmin)
        let user = agency.officer(.agencyUser)
        user.open()
        #expect(realm.charter.standing(of: user.opening) == nil)
        realm.decree(.revoke(Revocation(.person(user.person))))
        #expect(user.counted == [0])
        admin.write(.revoke(Revocation(.person(user.person))))
        #expect(user.counted == [])
        // A seat of the agency is nobody in the realm, and the other way round.
        let grant = realm.grant(.clerk, to: admin.seat)
        #expect(realm.verdict(grant) == .admitted)
        #expect(standing(admin.seat.id, grant) == .refused(.notGranted))
        let seat = realm.enrol()
        let foreign = agency.decree(realm.grantAct(.agencyUser, 4, to: seat))[0]
        #expect(standing(seat.id, foreign) == .refused(.notGranted))
    }

    @Test("RANK-2: grants are made downwards only")
    func downwards() {
        let admin = realm.officer(.admin)
        let seat = realm.enrol(by: admin)
        #expect(realm.verdict(realm.grant(.admin, to: seat, by: admin)) == .refused(.notBelow))
        #expect(realm.verdict(realm.grant(.manager, to: seat, by: admin)) == .admitted)
        #expect(realm.verdict(realm.grant(.admin, to: seat)) == .admitted)
        let zero = realm.decree(realm.grantAct(.admin, 1, to: seat))[0]
        #expect(realm.verdict(zero) == .admitted)
    }

    @Test("RANK-2: whoever has hubs reaches grants at these alone")
    func hubs() {
        let (a, b, c) = (realm.hub(), realm.hub(), realm.hub())
        let admin = realm.officer(.admin, at: [a, b])
        let seat = realm.enrol()
        #expect(realm.verdict(realm.grant(.clerk, to: seat, by: admin, at: [a])) == .admitted)
        #expect(realm.verdict(realm.grant(.clerk, to: seat, by: admin, at: [a, b])) == .admitted)
        #expect(
            realm.verdict(realm.grant(.clerk, to: seat, by: admin, at: [a, c]))
                == .refused(.notBelow))
        #expect(realm.verdict(realm.grant(.clerk, to: seat, by: admin)) == .refused(.notBelow))
        let wide = realm.officer(.admin)
        #expect(realm.verdict(realm.grant(.clerk, to: seat, by: wide, at: [a, c])) == .admitted)
    }

    @Test("RANK-3: what is asked of a grant is asked in order, what refuses first")
    func grants() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let foreign = realm.hub(.agency(agency.id))
        let unknown: HubID = .all(0x77)
        let admin = realm.officer(.admin)
        let seat = realm.enrol(by: admin)
        func verdict(_ role: RoleNumber, _ level: UInt8, _ hubs: [HubID]?) -> Verdict {
            realm.verdict(admin.write(realm.grantAct(role, level, to: seat, at: hubs))[0])
        }
        #expect(verdict(RoleNumber(99), 1, [foreign]) == .refused(.notBelow))
        #expect(verdict(RoleNumber(99), 2, [foreign]) == .refused(.noSuchRole))
        #expect(verdict(.clerk, 5, [foreign]) == .refused(.noSuchRole))
        #expect(verdict(.agencyUser, 4, nil) == .refused(.noSuchRole))
        #expect(verdict(.clerk, 4, [foreign, unknown]) == .refused(.foreignHub))
        #expect(verdict(.clerk, 4, [unknown]) == .waits(.unknownHub))
        #expect(verdict(.clerk, 4, [realm.hub()]) == .admitted)
    }

    @Test("RANK-3: of a root record an unknown role waits, after what refuses")
    func rootGrants() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let foreign = realm.hub(.agency(agency.id))
        let mine = realm.hub()
        let seat = realm.enrol()
        func verdict(_ role: RoleNumber, _ hubs: [HubID]?) -> Verdict {
            realm.verdict(realm.decree(realm.grantAct(role, 4, to: seat, at: hubs))[0])
        }
        #expect(verdict(RoleNumber(99), [foreign]) == .refused(.foreignHub))
        #expect(verdict(RoleNumber(99), [.all(0x77)]) == .waits(.noSuchRole))
        #expect(verdict(.agencyUser, nil) == .waits(.noSuchRole))
        #expect(verdict(.clerk, [.all(0x77)]) == .waits(.unknownHub))
        func theirs(_ hubs: [HubID]) -> Verdict {
            realm.verdict(agency.decree(realm.grantAct(.agencyUser, 4, to: seat, at: hubs))[0])
        }
        #expect(theirs([mine]) == .refused(.foreignHub))
        #expect(theirs([foreign]) == .admitted)
        #expect(theirs([foreign, .all(0x77)].sorted()) == .waits(.unknownHub))
    }

    @Test("RANK-3: a hub is known by its act alone, admitted or not")
    func knownHub() {
        let clerk = realm.officer(.clerk)
        let hub = clerk.write(.hub(Hub(.main)))[0]
        #expect(realm.verdict(hub) == .refused(.notPermitted))
        let grant = realm.grant(.clerk, to: realm.enrol(), at: [hub.short()])
        #expect(realm.verdict(grant) == .admitted)
        #expect(realm.charter.hubs.isEmpty)
    }

    @Test("RANK-5: a later seat is made by whoever could have made the first")
    func laterSeats() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        var policy = Policy.alone
        policy.kinds[.seat]?.who[.officer] = .any
        realm.decree(.policy(PolicyChange(2, policy)))
        let officer = realm.officer(.officer, by: admin)
        officer.policy = 2
        let seat = realm.enrol(by: admin)
        #expect(realm.verdict(realm.enrol(by: peer, first: seat).id) == .admitted)
        #expect(realm.verdict(realm.enrol(first: seat).id) == .admitted)
        #expect(realm.verdict(realm.enrol(by: officer, first: seat).id) == .refused(.notFounder))
        let low = realm.enrol(by: officer)
        #expect(realm.verdict(realm.enrol(by: officer, first: low).id) == .admitted)
        #expect(realm.verdict(realm.enrol(by: admin, first: low).id) == .admitted)
        let top = realm.enrol()
        #expect(realm.verdict(realm.enrol(by: admin, first: top).id) == .refused(.notFounder))
    }

    @Test("RANK-5: what is cited is a first seat, of the same domain")
    func firstSeats() {
        let seat = realm.enrol()
        let second = realm.enrol(first: seat)
        let act = realm.seatAct(first: second.id).act
        #expect(realm.verdict(realm.decree(act)[0]) == .refused(.notFounder))
        let grant = realm.grant(.admin, to: seat)
        #expect(
            realm.verdict(realm.decree(realm.seatAct(first: grant).act)[0])
                == .refused(.notFounder))
        let agency = TestAgency(of: realm)
        agency.letIn()
        #expect(realm.verdict(agency.enrol(first: seat).id) == .refused(.notFounder))
    }

    @Test("RANK-5: until the first seat and its author are known it waits, if its keys are good")
    func unknownFirst() {
        let wait = realm.decree(realm.seatAct(first: .all(0x55)).act)[0]
        #expect(realm.verdict(wait) == .waits(.unknownSeat))
        let first = stray(realm.seatAct().act).ids[0]
        let other = realm.decree(realm.seatAct(first: first).act)[0]
        #expect(realm.verdict(other) == .waits(.unknownSeat))
        guard case .seat(let good) = realm.seatAct(first: .all(0x55)).act else { return }
        let bad = Act.seat(
            Seat(
                SeatKeys(
                    signing: good.keys.signing, box: BoxKey(.all(0)), device: good.keys.device),
                first: good.first, proof: good.proof))
        #expect(realm.verdict(realm.decree(bad)[0]) == .refused(.badKey))
    }

    @Test("RANK-6: what is in the way of standing is asked in order")
    func order() {
        let admin = realm.officer(.admin)
        let seat = realm.enrol()
        #expect(standing(seat.id, .all(0x66)) == .waits(.unknownGrant))
        // The grant's author is not known.
        let lost = stray(realm.grantAct(.clerk, 4, to: seat)).ids[0]
        #expect(standing(seat.id, lost) == .waits(.unknownGrant))
        // No grant, or one that its author does not reach: also where the seat is not known.
        #expect(standing(.all(0x66), seat.id) == .refused(.notGranted))
        let high = realm.grant(.admin, to: seat, by: admin)
        #expect(standing(.all(0x66), high) == .refused(.notGranted))
        // The seat, its author, its first seat are not known: also where it is another's.
        let grant = realm.grant(.clerk, to: seat)
        #expect(standing(.all(0x66), grant) == .waits(.unknownSeat))
        let strange = stray(realm.seatAct().act).ids[0]
        #expect(standing(strange, grant) == .waits(.unknownSeat))
        let later = realm.decree(realm.seatAct(first: .all(0x55)).act)[0]
        #expect(standing(later, grant) == .waits(.unknownSeat))
        #expect(standing(realm.enrol().id, grant) == .refused(.notGranted))
        #expect(standing(seat.id, grant) == nil)
        let second = realm.enrol(first: seat)
        #expect(standing(second.id, grant) == nil)
        let single = realm.decree(.grant(Grant(.seat(seat.id), .clerk, Level(4))))[0]
        #expect(standing(seat.id, single) == nil)
        #expect(standing(second.id, single) == .refused(.notGranted))
    }

    @Test(
        "RANK-6: what is no grant is refused, whoever wrote it")
    func noGrantOfNobody() {
        let act = stray(.endorse(.all(0x11))).ids[0]
        #expect(standing(realm.enrol().id, act) == .refused(.notGranted))
    }

    @Test("RANK-6: the seat's author reaches the grant")
    func seatReaches() {
        let admin = realm.officer(.admin)
        let seat = realm.enrol(by: admin)
        #expect(standing(seat.id, realm.grant(.admin, to: seat)) == .refused(.notGranted))
        #expect(standing(seat.id, realm.grant(.manager, to: seat)) == nil)
    }

    @Test("RANK-6: of a grant or seat that is not admitted, the verdict with another reason")
    func notAdmitted() {
        let (admin, agency) = (realm.officer(.admin), TestAgency(of: realm))
        agency.letIn()
        let seat = realm.enrol(by: admin)
        let waits = realm.grant(.clerk, to: seat, by: admin, at: [.all(0x77)])
        #expect(standing(seat.id, waits) == .waits(.notGranted))
        let refused = admin.write(realm.grantAct(RoleNumber(99), 4, to: seat))[0]
        #expect(standing(seat.id, refused) == .refused(.notGranted))
        let grant = realm.grant(.clerk, to: seat, by: admin)
        let clerk = realm.officer(.clerk)
        let bad = realm.enrol(by: clerk)
        #expect(standing(bad.id, realm.grant(.clerk, to: bad, by: admin)) == .refused(.notGranted))
        #expect(standing(seat.id, grant) == nil)
        realm.decree(.revoke(Revocation(.person(admin.person))))
        #expect(standing(seat.id, grant) == .quarantined)
    }

    @Test("RANK-6: agencies are let in by an admitted act, with its backing")
    func letIn() {
        var policy = Policy.alone
        policy.kinds[.agency]?.gate = Gate(2, by: [.admin])
        let realm = ScriptedRealm(policy: policy)
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let agency = TestAgency(of: realm)
        let clerk = realm.officer(.clerk)
        clerk.write(.agency(Admission(of: agency.id)))
        realm.take(.root(agency.founding))
        let user = agency.officer(.agencyUser)
        user.open()
        #expect(realm.charter.standing(of: user.opening) == .waits(.unknownAgency))
        let act = admin.write(.agency(Admission(of: agency.id)))[0]
        #expect(realm.charter.standing(of: user.opening) == .waits(.unknownAgency))
        #expect(user.counted == [])
        peer.write(.endorse(act))
        #expect(realm.charter.standing(of: user.opening) == nil)
        #expect(user.counted == [0])
    }

    @Test("RANK-6: a feed without standing counts up to nothing, and all in it has its verdict")
    func without() {
        let (ids, writer) = stray(realm.seatAct().act, .endorse(.all(0x11)), .hub(Hub(.main)))
        for id in ids { #expect(realm.verdict(id) == .waits(.unknownGrant)) }
        #expect(writer.counted == [])
        let seat = realm.enrol()
        let admin = realm.officer(.admin)
        let under = realm.writer(seat, under: realm.grant(.admin, to: seat, by: admin))
        let act = under.write(.hub(Hub(.main)))[0]
        #expect(realm.verdict(act) == .refused(.notGranted))
        #expect(
            realm.verdict(on: .movement, by: under, in: .common).verdict == .refused(.notGranted))
    }
}
