import Bundles
import Charter
import Lattice
import Seal
import Wire

/// What the charter and bundles are made of, as forms: nobody asks who signed.
extension VectorFile {
    static func forms() throws -> VectorFile {
        VectorFile(
            name: "forms", accepted: try acceptedForms(),
            refused: try refusedForms.map { name, type, reason, text in
                let bytes = bytes(text)
                try expectRefusal("\(type): \(name)", reason) { () throws(WireError) in
                    try read(form: bytes, type)
                }
                return Vector(
                    "\(type): \(name)",
                    [
                        ("type", .text(type)), ("bytes", JSON(hex: bytes)),
                        ("reason", .text(reason.rawValue)),
                    ])
            })
    }

    static let formTypes = [
        "scope", "opening", "policy", "act", "acts", "root", "bundle", "proof",
    ]

    static func read(form bytes: [UInt8], _ type: String) throws(WireError) {
        switch type {
        case "scope": _ = try Address(encoding: bytes)
        case "opening": _ = try Opening(encoding: bytes)
        case "policy": _ = try Policy(encoding: bytes)
        case "act": _ = try Act(encoding: bytes)
        case "acts": _ = try Act.acts(reading: Value(bytes))
        case "root": _ = try RootRecord(encoding: bytes)
        case "bundle": _ = try Bundle(parsing: bytes)
        case "proof": _ = try ForkProof(encoding: bytes)
        default: preconditionFailure("no such type: \(type)")
        }
    }

    private static func form(
        _ name: String, _ type: String, _ bytes: [UInt8], _ members: [(String, JSON)] = []
    ) throws -> Vector {
        do throws(WireError) {
            try read(form: bytes, type)
        } catch {
            throw Disagreement(description: "\(name): \(error)")
        }
        return Vector(
            "\(type): \(name)",
            [
                ("type", .text(type)), ("bytes", JSON(hex: bytes)),
                ("value", Diagnosis.value(of: bytes)),
            ] + members)
    }

    private static func acceptedForms() throws -> [Vector] {
        try scopes() + openings() + policies() + acts() + roots() + bundleForms()
    }

    private static func scopes() throws -> [Vector] {
        let audience = Address.audience([.hub(Cast.id(0x51)), .group(1), .agency(Cast.hash(7))])
        let all: [(String, Address)] = [
            ("charter", .charter), ("common", .common), ("hub", .hub(Cast.id(0x51))),
            ("group", .group(300)), ("agency", .agency(Cast.hash(7))),
            ("person", .person(Cast.person(0x11))), ("audience", audience),
        ]
        return try all.map { name, scope in
            try expect(try Address(encoding: scope.encoding) == scope, name, "came back otherwise")
            return try form(
                name, "scope", scope.encoding,
                [("realm", JSON(Forms.realm)), ("id", JSON(scope.id(in: Forms.realm)))])
        }
    }

    private static func openings() throws -> [Vector] {
        try [("of the charter", Address.charter), ("of a hub", .hub(Cast.id(0x51)))].map {
            let opening = Forms.opening($0.1)
            return try form(
                $0.0, "opening", opening.encoding, [("feed", JSON(opening.feed))])
        }
    }

    private static func policies() throws -> [Vector] {
        let some = [RoleNumber(1), RoleNumber(300)]
        let readers: [(String, Readers)] = [
            ("hubs", Readers(hubs: [some[0]])),
            ("groups", Readers(groups: [0: [some[0]], 300: Set(some)])),
            ("agencies", Readers(agencies: [some[1]])),
            (
                "all there is",
                Readers(hubs: Set(some), groups: [.max: [some[1]]], agencies: [some[0]])
            ),
        ]
        return [
            try form("small", "policy", Forms.policy.encoding),
            try form("of relief", "policy", Policy.relief.encoding),
        ]
            + (try readers.map { name, readers in
                var policy = Forms.policy
                policy.readers = readers
                let again = try Policy(encoding: policy.encoding)
                try expect(again == policy, name, "came back otherwise")
                return try form("of who reads \(name)", "policy", policy.encoding)
            })
            + [
                try form(
                    "of leases", "policy",
                    Policy(
                        roles: Forms.policy.roles, kinds: Forms.policy.kinds,
                        leases: [
                            some[0]: Lease(hours: 12),
                            some[1]: Lease(milliseconds: 1 << 40, isStrict: true),
                        ]
                    ).encoding)
            ]
    }

    private static func acts() throws -> [Vector] {
        try Forms.acts.map { name, act in
            try expect(try Act(encoding: act.encoding) == act, name, "came back otherwise")
            return try form(name, "act", act.encoding)
        } + [
            try form("one", "acts", Act.body(of: [Forms.acts[0].1]).bytes),
            try form("several", "acts", Act.body(of: Forms.acts.map(\.1)).bytes),
        ]
    }

    private static func roots() throws -> [Vector] {
        try Forms.roots.map { name, record in
            try expect(
                try RootRecord(encoding: record.encoding) == record, name, "came back otherwise")
            return try form(name, "root", record.encoding, [("hash", JSON(record.hash))])
        }
    }

    private static func bundleForms() throws -> [Vector] {
        let proofs = [
            ("two of one number", Forms.proof(5, 5)),
            ("one that does not follow", Forms.proof(5, 6)),
        ]
        return try Forms.bundles.map { name, bundle in
            try form(name, "bundle", bundle.bytes, [("hash", JSON(bundle.hashed().hash))])
        }
            + proofs.map { name, proof in
                guard let proof else { throw Disagreement(description: "\(name): no proof") }
                return try form(name, "proof", proof.encoding)
            }
    }
}

/// What the forms are of.
enum Forms {
    static let realm: DomainID = Cast.hash(0x10)

    static func opening(_ scope: Address) -> Opening {
        Opening(
            realm: realm, scope: scope, seat: Cast.hash(0x20), grant: Cast.hash(0x30),
            incarnation: Cast.id(0x40))
    }

    static let signature = Signature(.init(repeating: 0x5151_5151_5151_5151))

    static let keys = SeatKeys(
        signing: VerifyingKey(Cast.hash(1)), box: BoxKey(Cast.hash(2)),
        device: DeviceKey(Cast.hash(3)))

    static let tips = Tips([
        Tips.Entry(Cast.lower, Tip(Cast.number(4), Cast.hash(4))),
        Tips.Entry(Cast.own, Tip(Cast.number(5), Cast.hash(6))),
        Tips.Entry(Cast.own, Tip(Cast.number(5), Cast.hash(7))),
    ])

    static let policy = Policy(
        roles: [
            RoleNumber(1): Role("admin", Level(1), need: 2),
            RoleNumber(300): Role("agency-user", Level(255), .agencies),
        ],
        kinds: [
            .seat: Kind("seat", in: [.charter], [RoleNumber(1): .any]),
            KindNumber(64): Kind(
                "movement", in: [.hub, .audience],
                [RoleNumber(1): .proposesAny, RoleNumber(300): .own],
                gate: Gate(2, by: [RoleNumber(1)], allowsOwn: true, countersign: RoleNumber(300))
            ),
        ])

    private static let readings = [
        Reading(seat: Cast.hash(0x23), grant: Cast.hash(0x32)),
        Reading(seat: Cast.hash(0x23), grant: Cast.hash(0x33)),
        Reading(seat: Cast.hash(0x24), grant: Cast.hash(0x31)),
    ]

    private static let despite: [ActID] = [Cast.hash(0x21), Cast.hash(0x22)]

    static let acts: [(String, Act)] = [
        ("a first seat", .seat(Seat(keys, proof: signature))),
        ("a later seat", .seat(Seat(keys, first: Cast.hash(9), proof: signature))),
        ("a grant to a seat", .grant(Grant(.seat(Cast.hash(9)), RoleNumber(2), Level(2)))),
        (
            "a grant to a person, with all there is",
            .grant(
                Grant(
                    .person(Cast.person(0x11)), RoleNumber(4), Level(4),
                    hubs: [Cast.id(0x51), Cast.id(0x52)], until: HybridTime(word: 1 << 40),
                    despite: despite))
        ),
        ("a revocation of a seat", .revoke(Revocation(.seat(Cast.hash(9))))),
        (
            "a revocation of a person, with tips",
            .revoke(Revocation(.person(Cast.person(0x11)), tips))
        ),
        ("a revocation of a device", .revoke(Revocation(.device(DeviceKey(Cast.hash(3))), tips))),
        ("a revocation of a grant", .revoke(Revocation(.grant(Cast.hash(8))))),
        ("an expulsion", .revoke(Revocation(.agency(Cast.hash(7)), tips))),
        ("a ratification", .ratify(Ratification(of: Cast.hash(8), tips))),
        ("a ratification of nothing", .ratify(Ratification(of: Cast.hash(8), Tips()))),
        ("a keep", .keep(Keep(Cast.own, Cast.number(5), Cast.hash(6)))),
        (
            "a keep instead of others",
            .keep(Keep(Cast.own, Cast.number(5), Cast.hash(6), instead: despite))
        ),
        ("a first epoch", .epoch(Epoch(.common, Cast.hash(1), BoxKey(Cast.hash(2))))),
        (
            "an epoch after others",
            .epoch(
                Epoch(
                    .audience([.group(1), .group(2)]), Cast.hash(1), BoxKey(Cast.hash(2)),
                    after: [Cast.id(1), Cast.id(2)]))
        ),
        ("a main hub", .hub(Hub(.main))),
        ("a sub-hub", .hub(Hub(.sub, parent: Cast.id(0x51)))),
        ("an agency's hub", .hub(Hub(.agency(Cast.hash(7))))),
        ("a hub closed", .close(Cast.id(0x51))),
        ("an agency let in", .agency(Admission(of: Cast.hash(7)))),
        ("an agency let in again", .agency(Admission(of: Cast.hash(7), despite: despite))),
        ("a policy", .policy(PolicyChange(7, policy))),
        (
            "a policy that narrows",
            .policy(
                PolicyChange(
                    8, policy, narrowing: Narrowing([RoleNumber(1), RoleNumber(9)], tips)))
        ),
        (
            "a policy that narrows and leaves nothing",
            .policy(PolicyChange(8, policy, narrowing: Narrowing([RoleNumber(1)])))
        ),
        ("a schema", .schema(SchemaChange(3, Cast.hash(5)))),
        ("an endorsement", .endorse(Cast.hash(8))),
        ("a stay", .stay(Stay(4, Cast.hash(5)))),
        ("an act of a later version", .later(kind: 14, Value(bytes("a1 00 82 01 f6")))),
        ("an act of kind 0", .later(kind: 0, Value(bytes("00")))),
        (
            "an epoch without somebody",
            .epoch(Epoch(.common, Cast.hash(1), BoxKey(Cast.hash(2)), without: [readings[0]]))
        ),
        (
            "an epoch with somebody again",
            .epoch(Epoch(.common, Cast.hash(1), BoxKey(Cast.hash(2)), with: readings))
        ),
        (
            "an epoch with all there is",
            .epoch(
                Epoch(
                    .group(1), Cast.hash(1), BoxKey(Cast.hash(2)), after: [Cast.id(1)],
                    without: readings, with: [readings[1]]))
        ),
    ]

    static let roots: [(String, RootRecord)] = {
        let keys = [VerifyingKey(Cast.hash(1)), VerifyingKey(Cast.hash(2))]
        let time = HybridTime(word: 1 << 40)
        let records = [
            ("a founding", RootRecord(time: time, roots: Roots(2, of: keys), [acts[21].1])),
            (
                "an agency's founding",
                RootRecord(realm: realm, time: time, roots: Roots(1, of: [keys[0]]), [])
            ),
            (
                "a grant", RootRecord(number: 1, previous: Cast.hash(4), time: time, [acts[2].1])
            ),
            (
                "a rotation",
                RootRecord(
                    number: 70_000, previous: Cast.hash(4), time: time,
                    roots: Roots(1, of: keys), [acts[26].1, acts[27].1])
            ),
        ]
        return records.compactMap { name, record in
            guard var record else { return nil }
            record.sign(keys[0], signature)
            if name == "a founding" { record.sign(keys[1], signature) }
            return (name, record)
        }
    }()

    static func header(_ number: UInt64, epoch: EpochID? = nil, previous: UInt8 = 4) -> Header? {
        Header(
            feed: opening(.charter).feed, number: Cast.number(number),
            previous: number == 0 ? .zero : Cast.hash(previous),
            time: HybridTime(word: 1 << 40 + number), policy: 1, schema: 0, epoch: epoch)
    }

    static let bundles: [(String, Bundle)] = {
        let opened = Value(opening(.charter).encoding)
        let largest = Header(
            feed: Cast.own, number: .last, previous: Cast.hash(4),
            time: HybridTime(word: .max), policy: .max, schema: .max, epoch: Cast.id(0x61))
        let all: [(String, Header?, Value)] = [
            ("an opening", header(0), opened),
            ("acts", header(1), Act.body(of: [acts[0].1])),
            ("sealed", header(1, epoch: Cast.id(0x61)), Value([1, 2, 3])),
            ("with the largest numbers", largest, Value([])),
        ]
        return all.compactMap { name, header, body in
            header.map { (name, Bundle($0, body: body.span, signature)) }
        }
    }()

    static func proof(_ first: UInt64, _ second: UInt64) -> ForkProof? {
        guard let a = header(first), let b = header(second, previous: 9) else { return nil }
        return ForkProof(
            opening(.charter), Head(a, Cast.hash(1), signature),
            Head(b, Cast.hash(2), signature))
    }
}
