import Bundles
import Charter
import Lattice
import TestSupport
import Testing

/// The policy of relief against the table of who does what.
@Suite("The policy of relief") struct ReliefTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let kinds: [KindNumber]
        let final: Set<RoleNumber>
        let proposing: Set<RoleNumber>
        /// Those of them that are held to their own hubs.
        let own: Set<RoleNumber>

        init(
            _ kinds: [KindNumber], _ final: Set<RoleNumber>, proposing: Set<RoleNumber> = [],
            own: Set<RoleNumber> = []
        ) {
            self.kinds = kinds
            self.final = final
            self.proposing = proposing
            self.own = own
        }

        var testDescription: String { "\(kinds.map(\.value))" }
    }

    /// Those of whom the table speaks.
    static let spoken: Set<RoleNumber> = [
        .admin, .manager, .officer, .mainHubUser, .subHubUser, .agencyUser, .clerk, .auditor,
    ]
    static let users: Set<RoleNumber> = [.mainHubUser, .subHubUser, .agencyUser]
    static let hands: Set<RoleNumber> = [.mainHubUser, .subHubUser, .agencyUser, .clerk]

    static let rows = [
        Row([.movement, .count, .lot], hands.union([.manager, .officer]), own: hands),
        Row([.needsList], [.admin, .subHubUser, .agencyUser], own: [.subHubUser, .agencyUser]),
        Row([.plan], [], proposing: [.manager, .officer]), Row([.decision], [.manager]),
        Row([.dispatch], hands, own: hands), Row([.receipt], hands, own: hands),
        Row([.transfer], [], proposing: spoken.subtracting([.admin, .auditor])),
        Row([.correction], [.manager], proposing: users.union([.officer])),
        Row([.item], [.admin], proposing: [.officer, .mainHubUser, .subHubUser]),
        Row([.seat, .grant, .revoke, .ratify, .keep, .hub, .close, .agency, .endorse], [.admin]),
    ]

    @Test("POL-1: what the table gives the policy gives, and no more", arguments: rows)
    func table(row: Row) {
        for kind in row.kinds {
            let who = Policy.relief.kinds[kind]?.who ?? [:]
            for role in Self.spoken {
                let found = who[role]
                let isProposal = found == .proposesOwn || found == .proposesAny
                #expect(
                    (found != nil && !isProposal) == row.final.contains(role),
                    "kind \(kind.value), role \(role.value)")
                #expect(
                    isProposal == row.proposing.contains(role),
                    "kind \(kind.value), role \(role.value)")
                guard row.own.contains(role) else { continue }
                #expect(found == .own, "kind \(kind.value), role \(role.value)")
            }
        }
    }

    @Test("POL-1: plans, transfers and corrections a manager decides, the catalogue an admin")
    func gates() {
        for kind in [KindNumber.plan, .transfer, .correction] {
            #expect(Policy.relief.kinds[kind]?.gate == Gate(1, by: [.manager]))
        }
        #expect(Policy.relief.kinds[.item]?.gate == Gate(1, by: [.admin]))
        for (number, kind) in Policy.relief.kinds {
            let proposes = kind.who.values.contains { $0 == .proposesOwn || $0 == .proposesAny }
            #expect(!proposes || kind.gate != nil, "kind \(number.value) can be decided")
        }
    }

    @Test("VER-2: at a hub of one's own and at another's, the table holds")
    func places() {
        let realm = ScriptedRealm()
        let (mine, other) = (realm.hub(), realm.hub(.sub))
        for role in Self.spoken.subtracting([.agencyUser]) {
            let writer = realm.officer(role, at: [mine])
            for kind in [KindNumber.movement, .needsList] {
                let may = Self.rows.contains { $0.kinds.contains(kind) && $0.final.contains(role) }
                let isOwn = Self.rows.contains { $0.kinds.contains(kind) && $0.own.contains(role) }
                let home = realm.verdict(on: kind, by: writer, in: .hub(mine)).verdict
                let away = realm.verdict(on: kind, by: writer, in: .hub(other)).verdict
                #expect(home == (may ? .admitted : .refused(.notPermitted)))
                #expect(
                    away
                        == (!may
                            ? .refused(.notPermitted)
                            : isOwn ? .refused(.otherHub) : .admitted),
                    "kind \(kind.value), role \(role.value)")
            }
        }
    }

    @Test("VER-2: so it does for those of an agency, at a hub of the agency")
    func agencies() {
        let realm = ScriptedRealm(policy: .alone)
        let agency = TestAgency(of: realm)
        agency.letIn()
        let (mine, other) = (realm.hub(.agency(agency.id)), realm.hub(.agency(agency.id)))
        let theirs = realm.hub()
        let user = agency.officer(.agencyUser, at: [mine])
        for kind in [KindNumber.movement, .needsList] {
            #expect(realm.verdict(on: kind, by: user, in: .hub(mine)).verdict == .admitted)
            #expect(
                realm.verdict(on: kind, by: user, in: .hub(other)).verdict == .refused(.otherHub))
            #expect(
                realm.verdict(on: kind, by: user, in: .hub(theirs)).verdict
                    == .refused(.foreignScope))
        }
        let both = made(Address.audience(of: [.hub(mine), .hub(theirs)]))
        #expect(realm.verdict(on: .dispatch, by: user, in: both).verdict == .admitted)
        let transfer = realm.verdict(on: .transfer, by: user, in: both)
        #expect(transfer.verdict == .admitted)
        #expect(transfer.isProposal)
        #expect(transfer.gate == Gate(1, by: [.manager]))
    }
}
