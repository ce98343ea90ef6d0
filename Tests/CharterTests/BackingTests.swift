import Bundles
import Charter
import Lattice
import TestSupport
import Testing

/// How many people stand behind an act (spec/06-authority.md#rank-4).
@Suite("Backing") struct BackingTests {
    /// Managers need two, admins one, and a revocation of theirs two.
    private static var policy: Policy {
        var policy = Policy.alone
        policy.roles[.manager]?.need = 2
        policy.kinds[.hub]?.gate = Gate(2, by: [.auditor])
        return policy
    }

    private let realm = ScriptedRealm(policy: policy)

    private func standing(_ seat: ScriptedSeat, _ grant: ActID) -> Verdict? {
        realm.charter.standing(of: realm.writer(seat, under: grant).opening)
    }

    @Test("RANK-4: what a root record holds or endorses has all backing")
    func roots() {
        let admin = realm.officer(.admin)
        let seat = realm.enrol()
        #expect(standing(seat, realm.grant(.manager, to: seat)) == nil)
        let grant = realm.grant(.manager, to: seat, by: admin)
        #expect(realm.verdict(grant) == .waits(.unbacked))
        #expect(standing(seat, grant) == .waits(.unbacked))
        realm.decree(.endorse(grant))
        #expect(realm.verdict(grant) == .admitted)
        #expect(standing(seat, grant) == nil)
    }

    @Test("RANK-4: a root record of another domain endorses nothing")
    func foreignRoots() {
        let agency = TestAgency(of: realm)
        agency.letIn()
        let admin = realm.officer(.admin)
        let grant = realm.grant(.manager, to: realm.enrol(), by: admin)
        #expect(realm.verdict(agency.decree(.endorse(grant))[0]) == .admitted)
        #expect(realm.verdict(grant) == .waits(.unbacked))
    }

    @Test("RANK-4: a seat needs the backing of the grant that it is used with, and is admitted")
    func seats() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let seat = realm.enrol(by: admin)
        let (manager, clerk) = (realm.grant(.manager, to: seat), realm.grant(.clerk, to: seat))
        #expect(realm.verdict(seat.id) == .admitted)
        #expect(standing(seat, manager) == .waits(.unbacked))
        #expect(standing(seat, clerk) == nil)
        peer.write(.endorse(seat.id))
        #expect(standing(seat, manager) == nil)
    }

    @Test("RANK-4: who endorses a seat reaches the grant in question")
    func seatReach() {
        var policy = Self.policy
        policy.roles[.clerk]?.need = 2
        policy.kinds[.endorse]?.who[.manager] = .any
        policy.kinds[.seat]?.who[.manager] = .own
        let realm = ScriptedRealm(policy: policy)
        let (admin, lower) = (realm.officer(.admin), realm.officer(.manager))
        let seat = realm.enrol(by: admin)
        lower.write(.endorse(seat.id))
        let (clerk, manager) = (realm.grant(.clerk, to: seat), realm.grant(.manager, to: seat))
        func standing(_ grant: ActID) -> Verdict? {
            realm.charter.standing(of: realm.writer(seat, under: grant).opening)
        }
        #expect(standing(clerk) == nil)
        #expect(standing(manager) == .waits(.unbacked))
    }

    @Test("RANK-4: distinct persons count, whatever number of seats or grants they have")
    func persons() {
        let admin = realm.officer(.admin)
        let grant = realm.grant(.manager, to: realm.enrol(), by: admin)
        let second = realm.enrol(first: admin.seat)
        let again = realm.writer(second, under: realm.grant(.admin, to: second))
        again.write(.endorse(grant))
        admin.write(.endorse(grant))
        #expect(realm.verdict(grant) == .waits(.unbacked))
        realm.officer(.admin).write(.endorse(grant))
        #expect(realm.verdict(grant) == .admitted)
    }

    @Test("RANK-4: the person a grant or seat is for never counts")
    func subject() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let grant = realm.grant(.manager, to: peer.seat, by: admin)
        peer.write(.endorse(grant))
        #expect(realm.verdict(grant) == .waits(.unbacked))
        realm.officer(.admin).write(.endorse(grant))
        #expect(realm.verdict(grant) == .admitted)
        let own = realm.grant(.clerk, to: admin.seat, by: admin)
        #expect(realm.verdict(own) == .waits(.unbacked))
        peer.write(.endorse(own))
        #expect(realm.verdict(own) == .admitted)
    }

    @Test("RANK-4: nobody backs a seat of their own")
    func ownSeat() {
        var policy = Policy.alone
        for role in [RoleNumber.manager, .officer] { policy.kinds[.seat]?.who[role] = .any }
        let realm = ScriptedRealm(policy: policy)
        let officer = realm.officer(.officer)
        // Let in by an officer, and raised by the roots' seat.
        let first = realm.enrol(by: officer)
        let second = realm.enrol(first: first)
        let manager = realm.writer(second, under: realm.grant(.manager, to: second))
        let (own, other) = (realm.enrol(by: manager, first: first), realm.enrol(by: manager))
        func standing(_ seat: ScriptedSeat) -> Verdict? {
            let opening = realm.writer(seat, under: realm.grant(.clerk, to: seat)).opening
            return realm.charter.standing(of: opening)
        }
        #expect(realm.verdict(own.id) == .admitted)
        #expect(standing(own) == .waits(.unbacked))
        #expect(standing(other) == nil)
        realm.decree(.endorse(own.id))
        #expect(standing(own) == nil)
    }

    @Test("RANK-4: an endorsement counts only if its author may write acts of that kind")
    func mayWrite() {
        var policy = Self.policy
        policy.kinds[.endorse]?.who[.hqApprover] = .any
        policy.kinds[.grant]?.who[.hqApprover] = .proposesAny
        let realm = ScriptedRealm(policy: policy)
        let (admin, other) = (realm.officer(.admin), realm.officer(.hqApprover))
        let grant = realm.grant(.manager, to: realm.enrol(), by: admin)
        #expect(realm.verdict(other.write(.endorse(grant))[0]) == .admitted)
        #expect(realm.verdict(grant) == .waits(.unbacked))
        // By a policy of the version that the endorsement cites.
        policy.kinds[.grant]?.who[.hqApprover] = .own
        realm.decree(.policy(PolicyChange(2, policy)))
        #expect(realm.verdict(grant) == .waits(.unbacked))
        other.policy = 2
        other.write(.endorse(grant))
        #expect(realm.verdict(grant) == .admitted)
    }

    @Test("RANK-4: who endorses a grant reaches it, who endorses another act is as high")
    func levels() {
        var policy = Self.policy
        for kind in [KindNumber.endorse, .grant, .hub] {
            policy.kinds[kind]?.who[.manager] = .any
            policy.kinds[kind]?.who[.officer] = .any
        }
        policy.roles[.clerk]?.need = 2
        let realm = ScriptedRealm(policy: policy)
        let (admin, manager) = (realm.officer(.admin), realm.officer(.manager))
        let (peer, officer) = (realm.officer(.manager), realm.officer(.officer))
        let grant = realm.grant(.manager, to: realm.enrol(), by: admin)
        manager.write(.endorse(grant))
        #expect(realm.verdict(grant) == .waits(.unbacked))
        let clerk = realm.grant(.clerk, to: realm.enrol(), by: admin)
        manager.write(.endorse(clerk))
        #expect(realm.verdict(clerk) == .admitted)
        let hub = manager.write(.hub(Hub(.main)))[0]
        officer.write(.endorse(hub))
        #expect(realm.verdict(hub) == .waits(.unbacked))
        peer.write(.endorse(hub))
        #expect(realm.verdict(hub) == .admitted)
    }

    @Test("RANK-4: of a gate nothing but k concerns acts, and an endorsement needs nothing")
    func gates() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let hub = admin.write(.hub(Hub(.main)))[0]
        #expect(realm.verdict(hub) == .waits(.unbacked))
        #expect(realm.charter.hubs.isEmpty)
        #expect(realm.verdict(peer.write(.endorse(hub))[0]) == .admitted)
        #expect(realm.verdict(hub) == .admitted)
        #expect(realm.charter.hubs.count == 1)
    }

    @Test("RANK-4: an endorsement that is cut backs nothing any more")
    func cut() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        let hub = admin.write(.hub(Hub(.main)))[0]
        peer.write(.endorse(hub))
        #expect(realm.verdict(hub) == .admitted)
        realm.decree(.revoke(Revocation(.seat(peer.seat.id))))
        #expect(realm.verdict(hub) == .waits(.unbacked))
    }

    @Test("RANK-4: what is needed is the least of the policies of the version")
    func least() {
        var (first, second) = (Policy.alone, Policy.alone)
        first.roles[.clerk]?.need = 3
        second.roles[.clerk]?.need = 2
        var third = Policy.alone
        third.roles[.clerk]?.level = Level(5)
        third.roles[.clerk]?.need = 1
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        realm.decree(
            .policy(PolicyChange(2, first)), .policy(PolicyChange(2, second)),
            .policy(PolicyChange(2, third)))
        admin.policy = 2
        let grant = realm.grant(.clerk, to: realm.enrol(), by: admin)
        #expect(realm.verdict(grant) == .waits(.unbacked))
        peer.write(.endorse(grant))
        #expect(realm.verdict(grant) == .admitted)
    }

    @Test(
        "RANK-4: the k of a gate is the least of the policies that permit the act, not of others")
    func leastOfPermitting() {
        var (first, second) = (Policy.alone, Policy.alone)
        first.kinds[.hub]?.gate = Gate(2, by: [.admin])
        second.kinds[.hub]?.who = [.admin: .proposesAny]
        second.kinds[.hub]?.gate = nil
        let admin = realm.officer(.admin)
        realm.decree(.policy(PolicyChange(2, first)), .policy(PolicyChange(2, second)))
        admin.policy = 2
        #expect(realm.verdict(admin.write(.hub(Hub(.main)))[0]) == .waits(.unbacked))
    }

    @Test("RANK-4: it makes no difference whether an endorsement comes before its act")
    func early() {
        let (admin, peer) = (realm.officer(.admin), realm.officer(.admin))
        admin.open()
        let bundle = admin.draft([.hub(Hub(.main))])
        let hub = admin.ids(of: bundle, 1)[0]
        let endorsement = peer.write(.endorse(hub))[0]
        #expect(realm.verdict(endorsement) == .waits(.unknownAct))
        realm.take(.bundle(bundle.bytes))
        #expect(realm.verdict(endorsement) == .admitted)
        #expect(realm.verdict(hub) == .admitted)
    }
}
