internal import Bundles
public import Lattice

extension RoleNumber {
    public static let admin = Self(1)
    public static let manager = Self(2)
    public static let officer = Self(3)
    public static let mainHubUser = Self(4)
    public static let subHubUser = Self(5)
    public static let agencyUser = Self(6)
    public static let clerk = Self(7)
    public static let auditor = Self(8)
    public static let agencyAdmin = Self(9)
    public static let hqApprover = Self(10)
}

extension KindNumber {
    // What a hub records: its stock, its people's work.
    public static let movement = Self(64)
    public static let count = Self(65)
    public static let lot = Self(66)
    public static let note = Self(67)
    // What hubs ask of each other, and what becomes of it.
    public static let needsList = Self(72)
    public static let submission = Self(73)
    public static let plan = Self(74)
    public static let decision = Self(75)
    public static let dispatch = Self(76)
    public static let receipt = Self(77)
    public static let transfer = Self(78)
    public static let correction = Self(79)
    public static let discrepancy = Self(80)
    // What all share.
    public static let item = Self(96)
    public static let name = Self(97)
    public static let announcement = Self(98)
    // One's own.
    public static let preference = Self(112)
}

extension Policy {
    /// The policy of a relief operation. A realm is founded with it, and may have its own.
    public static var relief: Policy {
        Policy(roles: reliefRoles, kinds: reliefKinds, readers: reliefReaders)
    }

    /// Its roles, who reads what, and who writes the charter, without any kind of record: packs
    /// bring those.
    public static var offices: Policy {
        Policy(roles: reliefRoles, kinds: acts, readers: reliefReaders, leases: reliefLeases)
    }

    /// Whoever promises what others count on hears of the others twice a day.
    private static var reliefLeases: [RoleNumber: Lease] {
        [
            .manager: Lease(hours: 12), .admin: Lease(hours: 72), .officer: Lease(hours: 72),
            .hqApprover: Lease(hours: 72),
        ]
    }

    /// The group of those who plan.
    public static let logistics: UInt16 = 1

    /// Admins read no business. A grant without hubs reads all government hubs.
    private static var reliefReaders: Readers {
        Readers(
            hubs: [
                .manager, .officer, .mainHubUser, .subHubUser, .clerk, .auditor, .agencyUser,
                .agencyAdmin,
            ],
            groups: [logistics: [.manager, .officer, .auditor]],
            agencies: [.agencyUser, .agencyAdmin])
    }

    private static var reliefRoles: [RoleNumber: Role] {
        [
            .admin: Role("admin", Level(1), need: 2),
            .hqApprover: Role("hq-approver", Level(1), need: 2),
            .manager: Role("logistics-manager", Level(2), need: 2),
            .officer: Role("logistics-officer", Level(3)),
            .mainHubUser: Role("main-hub-user", Level(4)),
            .subHubUser: Role("sub-hub-user", Level(4)),
            .clerk: Role("clerk", Level(4)),
            .auditor: Role("auditor", Level(4)),
            .agencyAdmin: Role("agency-admin", Level(1), .agencies),
            .agencyUser: Role("agency-user", Level(4), .agencies),
        ]
    }

    private static var reliefKinds: [KindNumber: Kind] {
        acts.merging(hubRecords) { a, _ in a }.merging(sharedRecords) { a, _ in a }
    }

    /// Who writes the charter: whoever looks after people, hubs and devices.
    private static var acts: [KindNumber: Kind] {
        let admins: [RoleNumber: Permission] = [.admin: .any, .agencyAdmin: .any]
        let realm: [RoleNumber: Permission] = [.admin: .any]
        var epochs = admins
        for role in [
            RoleNumber.manager, .officer, .mainHubUser, .subHubUser, .agencyUser, .clerk,
            .auditor, .hqApprover,
        ] { epochs[role] = .first }
        return [
            .seat: Kind("seat", in: [.charter], admins),
            .grant: Kind("grant", in: [.charter], admins),
            .revoke: Kind("revocation", in: [.charter], admins),
            .ratify: Kind("ratification", in: [.charter], admins),
            .keep: Kind("keep", in: [.charter], admins),
            .epoch: Kind("key epoch", in: [.charter], epochs),
            .hub: Kind("hub", in: [.charter], realm),
            .close: Kind("closing of a hub", in: [.charter], realm),
            .agency: Kind(
                "agency", in: [.charter], realm, gate: Gate(2, by: [.admin])),
            .endorse: Kind("endorsement", in: [.charter], admins),
        ]
    }

    /// Facts are final at once; they are kept by those who work at the hub.
    private static var hubRecords: [KindNumber: Kind] {
        let work: [RoleNumber: Permission] = [
            .manager: .any, .officer: .any, .mainHubUser: .own, .subHubUser: .own,
            .agencyUser: .own, .clerk: .own,
        ]
        let hands: [RoleNumber: Permission] = [
            .mainHubUser: .own, .subHubUser: .own, .agencyUser: .own, .clerk: .own,
        ]
        let asking: [RoleNumber: Permission] = [
            .admin: .any, .subHubUser: .own, .agencyUser: .own,
        ]
        return [
            .movement: Kind("movement", in: [.hub], work),
            .count: Kind("count", in: [.hub], work),
            .lot: Kind("lot", in: [.hub], work),
            .note: Kind("note", in: [.hub, .group], work),
            .needsList: Kind("needs list", in: [.hub], asking),
            .submission: Kind("submission", in: [.audience], asking),
            .dispatch: Kind("dispatch", in: [.audience], hands),
            .receipt: Kind("receipt", in: [.audience], hands),
            .discrepancy: Kind("discrepancy", in: [.audience], work),
        ]
    }

    /// What concerns several hubs waits for a manager.
    private static var sharedRecords: [KindNumber: Kind] {
        let managers = Gate(1, by: [.manager])
        let admins = Gate(1, by: [.admin])
        return [
            .plan: Kind(
                "fulfilment plan", in: [.group, .audience],
                [.manager: .proposesAny, .officer: .proposesAny], gate: managers),
            .decision: Kind(
                "decision", in: [.audience], [.manager: .any, .hqApprover: .any]),
            .transfer: Kind(
                "transfer", in: [.audience],
                [
                    .manager: .proposesAny, .officer: .proposesAny, .mainHubUser: .proposesOwn,
                    .subHubUser: .proposesOwn, .agencyUser: .proposesOwn, .clerk: .proposesOwn,
                ], gate: managers),
            .correction: Kind(
                "correction", in: [.hub, .audience],
                [
                    .manager: .any, .officer: .proposesAny, .mainHubUser: .proposesOwn,
                    .subHubUser: .proposesOwn, .agencyUser: .proposesOwn,
                ], gate: managers),
            .item: Kind(
                "catalogue item", in: [.common],
                [
                    .admin: .any, .officer: .proposesAny, .mainHubUser: .proposesAny,
                    .subHubUser: .proposesAny,
                ], gate: admins),
            .name: Kind("name", in: [.common], [.admin: .any]),
            .announcement: Kind("announcement", in: [.common], [.admin: .any, .manager: .any]),
            .preference: Kind(
                "preference", in: [.person],
                Dictionary(uniqueKeysWithValues: reliefRoles.keys.map { ($0, .any) })),
        ]
    }
}
