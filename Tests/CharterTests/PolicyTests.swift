import Bundles
import Charter
import Lattice
import TestSupport
import Testing
import Wire

@Suite("Policies") struct PolicyTests {
    private let small = "a2 00 a1 01 84 6161 01 00 01 01 a1 01 84 6162 81 00 a1 01 02 f6"

    private func reason(_ text: String) -> WireError.Reason? {
        fault { () throws(WireError) in try Policy(encoding: hex(text)) }
    }

    /// The reason for which a policy with this role is refused.
    private func role(_ text: String) -> WireError.Reason? {
        reason("a2 00 a1 01 \(text) 01 a1 01 84 6162 81 00 a1 01 02 f6")
    }

    /// The reason for which a policy with this kind is refused; there are roles 1 and 2.
    private func kind(_ text: String) -> WireError.Reason? {
        reason("a2 00 a2 01 84 6161 01 00 01 02 84 6161 01 00 01 01 a1 01 \(text)")
    }

    @Test("POL-1: a policy has the bytes that the rule says")
    func written() throws {
        var policy = Policy(
            roles: [RoleNumber(1): Role("a", Level(1))],
            kinds: [.seat: Kind("b", in: [.charter], [RoleNumber(1): .any])])
        #expect(policy.encoding == hex(small))
        policy.roles[RoleNumber(300)] = Role("é", Level(255), .agencies, need: 16)
        policy.kinds[KindNumber(64)] = Kind(
            "c", in: [.audience, .hub], [RoleNumber(300): .proposesOwn, RoleNumber(1): .first],
            gate: Gate(
                2, by: [RoleNumber(300), RoleNumber(1)], allowsOwn: true, countersign: RoleNumber(1)
            ))
        let text = """
            a2 00 a2 01 84 6161 01 00 01 19012c 84 62c3a9 18ff 01 10 \
            01 a2 01 84 6162 81 00 a1 01 02 f6 \
            1840 84 6163 82 02 06 a2 01 05 19012c 03 84 02 82 01 19012c f5 01
            """
        #expect(policy.encoding == hex(text))
        #expect(try Policy(encoding: hex(text)) == policy)
        #expect(try Policy(encoding: Policy.relief.encoding) == .relief)
    }

    @Test("POL-1: both maps are there, and not empty; nothing else is")
    func maps() {
        #expect(reason("a0") == .wrongCount)
        #expect(reason("a1 00 a1 01 84 6161 01 00 01") == .wrongCount)
        #expect(reason("a1 01 a1 01 84 6162 81 00 a1 01 02 f6") == .noSuchEntry)
        #expect(reason("a1 00 a0") == .empty)
        #expect(reason("a2 00 a1 01 84 6161 01 00 01 01 a0") == .empty)
        #expect(reason("a1 04 00") == .unknownKey)
        #expect(reason("a2 01 00 00 00") == .wrongType)
        #expect(reason("a1 00 a1 00 84") == .outOfRange)
        #expect(reason("a1 00 a1 1a00010000 84") == .outOfRange)
        #expect(reason("a1 00 a2 01 84 6161 01 00 01 02 84") == .truncated)
        #expect(
            reason("a1 00 a2 01 84 6161 01 00 01 01 84 6161 01 00 01") == .repeated)
        #expect(
            reason("a1 00 a2 02 84 6161 01 00 01 01 84 6161 01 00 01") == .unsorted)
    }

    @Test("POL-1: leases are of roles that are there, a time and whether what is later waits")
    func leases() throws {
        var policy = try Policy(encoding: hex(small))
        policy.leases = [RoleNumber(1): Lease(milliseconds: 1_000, isStrict: true)]
        let plain = "a3 00 a1 01 84 6161 01 00 01 01 a1 01 84 6162 81 00 a1 01 02 f6 03 "
        #expect(policy.encoding == hex(plain + "a1 01 82 1903e8 f5"))
        #expect(try Policy(encoding: policy.encoding) == policy)
        for (text, wanted) in [
            ("a0", WireError.Reason.empty), ("a1 02 82 01 f4", .noSuchEntry),
            ("a1 01 82 00 f4", .outOfRange), ("a1 01 82 1b0000010000000001 f4", .outOfRange),
            ("a1 01 81 01", .wrongCount), ("a1 01 82 01 00", .wrongType),
            ("a2 01 82 01 f4 01 82 01 f4", .repeated),
        ] { #expect(reason(plain + text) == wanted, "\(text)") }
        #expect(reason(plain + "a1 01 82 1b0000010000000000 f4") == nil)
    }

    @Test("POL-1: a role is a name, a level, a domain and a need")
    func roles() {
        #expect(role("84 6161 01 00 01") == nil)
        #expect(role("84 60 18ff 01 10") == nil)
        #expect(role("83 6161 01 00") == .wrongCount)
        #expect(role("85 6161 01 00 01 00") == .wrongCount)
        #expect(role("84 4161 01 00 01") == .wrongType)
        #expect(role("84 7840 61*64 01 00 01") == nil)
        #expect(role("84 7841 61*65 01 00 01") == .tooLong)
        #expect(role("84 61ff 01 00 01") == .badText)
        #expect(role("84 6161 00 00 01") == .outOfRange)
        #expect(role("84 6161 190100 00 01") == .outOfRange)
        #expect(role("84 6161 01 02 01") == .outOfRange)
        #expect(role("84 6161 01 00 00") == .outOfRange)
        #expect(role("84 6161 01 00 11") == .outOfRange)
    }

    @Test("POL-1: a kind is a name, scopes, who may, and a gate")
    func kinds() {
        #expect(kind("84 6162 81 00 a1 01 02 f6") == nil)
        #expect(kind("84 6162 87 00 01 02 03 04 05 06 a2 01 01 02 05 f6") == nil)
        #expect(kind("83 6162 81 00 a1 01 02") == .wrongCount)
        #expect(kind("84 7841 62*65 81 00 a1 01 02 f6") == .tooLong)
        #expect(kind("84 6162 80 a1 01 02 f6") == .empty)
        #expect(kind("84 6162 81 07 a1 01 02 f6") == .outOfRange)
        #expect(kind("84 6162 82 01 00 a1 01 02 f6") == .unsorted)
        #expect(kind("84 6162 82 01 01 a1 01 02 f6") == .repeated)
        #expect(kind("84 6162 81 00 a0 f6") == .empty)
        #expect(kind("84 6162 81 00 a1 01 00 f6") == .outOfRange)
        #expect(kind("84 6162 81 00 a1 01 06 f6") == .outOfRange)
        #expect(kind("84 6162 81 00 a1 03 02 f6") == .noSuchEntry)
        #expect(kind("84 6162 81 00 a1 00 02 f6") == .outOfRange)
        #expect(kind("84 6162 81 00 a2 02 02 01 02 f6") == .unsorted)
        #expect(kind("84 6162 81 00 a1 01 02 f4") == .wrongType)
    }

    @Test("POL-1: a gate is a number, roles, self, and perhaps who countersigns")
    func gates() {
        func gate(_ text: String) -> WireError.Reason? { kind("84 6162 81 00 a1 01 02 \(text)") }
        #expect(gate("84 01 81 01 f4 f6") == nil)
        #expect(gate("84 10 82 01 02 f5 02") == nil)
        #expect(gate("83 01 81 01 f4") == .wrongCount)
        #expect(gate("84 00 81 01 f4 f6") == .outOfRange)
        #expect(gate("84 11 81 01 f4 f6") == .outOfRange)
        #expect(gate("84 01 80 f4 f6") == .empty)
        #expect(gate("84 01 82 02 01 f4 f6") == .unsorted)
        #expect(gate("84 01 82 01 01 f4 f6") == .repeated)
        #expect(gate("84 01 81 03 f4 f6") == .noSuchEntry)
        #expect(gate("84 01 81 01 f6 f6") == .wrongType)
        #expect(gate("84 01 81 01 f4 03") == .noSuchEntry)
        #expect(gate("84 01 81 01 f4 f4") == .wrongType)
    }

    @Test("POL-1: roles that are narrowed need not be there")
    func narrowed() {
        let text = "82 0a a3 00 02 01 \(small) 02 82 82 07 19ffff 80"
        #expect(fault { () throws(WireError) in try Act(encoding: hex(text)) } == nil)
    }

    @Test("POL-2: policies come into force by root records of the realm alone")
    func roots() {
        let realm = ScriptedRealm(policy: .alone)
        let admin = realm.officer(.admin)
        let agency = TestAgency(of: realm)
        agency.letIn()
        let change = Act.policy(PolicyChange(2, .relief))
        #expect(realm.verdict(admin.write(change)[0]) == .refused(.rootsOnly))
        #expect(realm.verdict(agency.decree(change)[0]) == .refused(.foreignScope))
        #expect(realm.charter.policyVersion == 1)
        #expect(realm.verdict(realm.decree(change)[0]) == .admitted)
        #expect(realm.charter.policyVersion == 2)
        #expect(realm.charter.policies(of: 2) == [.relief])
        #expect(realm.charter.policies(of: 1) == [.alone])
    }

    @Test("POL-2: a bundle is judged under the version that it cites, for ever")
    func cites() {
        let realm = ScriptedRealm(policy: .alone)
        let hub = realm.hub()
        let clerk = realm.worker(.clerk, at: [hub], in: .hub(hub))
        var stern = Policy.alone
        stern.kinds[.movement]?.who[.clerk] = nil
        realm.decree(.policy(PolicyChange(2, stern)))
        #expect(realm.verdict(on: .movement, by: clerk, citing: 1).verdict == .admitted)
        #expect(
            realm.verdict(on: .movement, by: clerk, citing: 2).verdict == .refused(.notPermitted))
    }

    @Test("POL-2: of several policies of one version, what any permits is permitted")
    func several() {
        let realm = ScriptedRealm(policy: .alone)
        let hub = realm.hub()
        let clerk = realm.worker(.clerk, at: [hub], in: .hub(hub))
        var (first, second) = (Policy.alone, Policy.alone)
        first.kinds[.movement]?.who[.clerk] = nil
        second.kinds[.count]?.who[.clerk] = nil
        let records = [first, second].map {
            realm.rootRecord([.policy(PolicyChange(2, $0))])
        }
        for record in records { realm.take(.root(record)) }
        #expect(realm.charter.policies(of: 2).count == 2)
        for kind in [KindNumber.movement, .count] {
            #expect(realm.verdict(on: kind, by: clerk, citing: 2).verdict == .admitted)
        }
    }

    @Test(
        "POL-2: what one policy permits at once is not made a proposal by another",
        arguments: [0, 1])
    func severalFinal(turn: Int) {
        let realm = ScriptedRealm(policy: .alone)
        let manager = realm.worker(.manager)
        var (first, second) = (Policy.alone, Policy.alone)
        first.kinds[.item]?.who[.manager] = .proposesAny
        second.kinds[.item]?.who[.manager] = .any
        let changes = turn == 0 ? [first, second] : [second, first]
        realm.decree(.policy(PolicyChange(2, changes[0])), .policy(PolicyChange(2, changes[1])))
        let found = realm.verdict(on: .item, by: manager, citing: 2)
        #expect(found.verdict == .admitted)
        #expect(!found.isProposal)
    }

    @Test(
        "POL-2, JUDGE-6: what one policy permits at any hub another does not bind to the own",
        arguments: [0, 1])
    func severalHubs(turn: Int) {
        let realm = ScriptedRealm(policy: .alone)
        let clerk = realm.worker(.clerk, at: [realm.hub()])
        var (first, second) = (Policy.alone, Policy.alone)
        first.kinds[.item]?.who[.clerk] = .own
        second.kinds[.item]?.who[.clerk] = .any
        let changes = turn == 0 ? [first, second] : [second, first]
        realm.decree(.policy(PolicyChange(2, changes[0])))
        realm.decree(.policy(PolicyChange(2, changes[1])))
        let found = realm.verdict(on: .item, by: clerk, citing: 2)
        #expect(found.verdict == .admitted && found.homes == nil)
        realm.decree(.policy(PolicyChange(3, first)))
        #expect(realm.verdict(on: .item, by: clerk, citing: 3).homes != nil)
    }

    @Test("POL-3: a policy that narrows cuts feeds of its roles that cite a lower version")
    func narrows() {
        let realm = ScriptedRealm(policy: .alone)
        let (clerk, spared) = (realm.worker(.clerk), realm.worker(.clerk))
        let officer = realm.worker(.officer)
        for feed in [clerk, spared, officer] { for _ in 0..<2 { feed.work() } }
        let narrowing = Narrowing([.clerk], Tips([spared.entry(after: 2)]))
        realm.decree(.policy(PolicyChange(2, .alone, narrowing: narrowing)))
        #expect(clerk.counted == [])
        #expect(spared.counted == [0, 1])
        #expect(officer.counted == [0, 1, 2])
        // Whoever is concerned goes on in a new feed, which cites the new version.
        let next = realm.writer(clerk.seat, under: clerk.opening.grant, in: .common)
        next.policy = 2
        realm.take(.bundle(next.open().bytes))
        next.work()
        #expect(next.counted == [0, 1])
        let old = realm.writer(clerk.seat, under: clerk.opening.grant, in: .common)
        realm.take(.bundle(old.open().bytes))
        old.policy = 2
        old.work()
        #expect(old.counted == [])
    }

    @Test("POL-3: of a feed that forked at its very beginning each line is asked by itself")
    func narrowsLines() {
        let realm = ScriptedRealm(policy: .alone)
        let clerk = realm.worker(.clerk)
        clerk.work()
        let twin = clerk.twin(after: 0)
        twin.policy = 2
        realm.decree(.policy(PolicyChange(2, .alone, narrowing: Narrowing([.clerk]))))
        realm.take(.bundle(twin.open().bytes))
        twin.work()
        #expect(clerk.counted == [])
        #expect(twin.counted == [0, 1])
    }

    @Test("POL-3: a grant that the roots made despite it is spared")
    func despite() {
        let realm = ScriptedRealm(policy: .alone)
        let seat = realm.enrol()
        let policy = realm.decree(
            .policy(PolicyChange(2, .alone, narrowing: Narrowing([.admin, .clerk]))))[0]
        let grant = realm.decree(realm.grantAct(.admin, 1, to: seat, despite: [policy]))[0]
        let admin = realm.writer(seat, under: grant)
        admin.open()
        #expect(admin.counted == [0])
        let other = realm.enrol(by: admin)
        let lower = admin.write(realm.grantAct(.clerk, 4, to: other, despite: [policy]))[0]
        let clerk = realm.writer(other, under: lower)
        clerk.open()
        #expect(clerk.counted == [])
    }
}
