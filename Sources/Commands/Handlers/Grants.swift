internal import Bundles
internal import Charter
internal import Lattice
internal import Node
internal import Packs
internal import Relief
internal import Replica
internal import Schema
internal import Seal
internal import Store

/// What people may do: granting, endorsing, and letting go; as themselves, or as a root.
extension Handlers {
    static let grants: [String: Handler] = [
        "grant": { call async throws(CommandError) in try await grant(call) },
        "endorse": { call async throws(CommandError) in try await endorse(call) },
        "waiting": { call async throws(CommandError) in try await waiting(call) },
        "revoke": { call async throws(CommandError) in try await revoke(call) },
        "ratify": { call async throws(CommandError) in try await ratify(call) },
    ]

    private static func grant(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let person = try await desk.names.person(try call.request.need("person"))
        let (number, role) = try role(
            try call.request.need("role"), of: try await policy(call))
        let names = await desk.names
        let hubs = try hubs(call, names)
        let domain = try await domain(of: seat, call)
        try await check(role, at: hubs, in: domain, names, call)
        try check(person, in: domain, names)
        let grant = Grant(.person(person), number, role.level, hubs: hubs)
        var acts = [Act.grant(grant)]
        if call.request.text("root") != nil {
            // A root stands behind their laptops, too.
            acts += try await call.place.withReplica { replica in
                Self.seats(of: grant.subject, in: replica).map { .endorse($0) }
            }
        }
        let answer = try await enact(acts, seat, call)
        guard answer["waits"]?.content == .truth(false),
            let act = answer["acts"]?.items.first?.text.flatMap({ ActID(text: $0) }),
            let why = try await call.place.withReplica({ Self.obstacle(to: act, grant, in: $0) })
        else { return answer }
        guard case .object(let members) = answer.content else { return answer }
        let rest = members.filter { $0.name != "note" }
        return JSON(.object(rest + [.init(name: "note", value: .text(why))]))
    }

    /// What keeps everybody whom a grant is for from making use of it; nil if nothing does.
    private static func obstacle(
        to act: ActID, _ grant: Grant, in replica: borrowing Replica<FileStorage>
    ) -> String? {
        let all = seats(of: grant.subject, in: replica).map { seat in
            replica.charter.standing(
                of: Opening(
                    realm: replica.charter.realm, scope: .common, seat: seat, grant: act,
                    incarnation: .zero))
        }
        guard !all.contains(nil) else { return nil }
        return all.contains { if case .refused? = $0 { true } else { false } }
            ? "They cannot make use of it: whoever let them in stands no higher than that role. "
                + "Invite them anew, as a root: “causeway invite --role … --root FILE”."
            : "They can make use of it when another who may do the same endorses their laptop."
    }

    /// Has somebody do something in the charter: themselves, or as a root if they say where its
    /// key is.
    static func enact(
        _ acts: [Act], _ seat: ActID, _ call: Call
    ) async throws(CommandError) -> JSON {
        guard let root = try await root(call) else {
            return result(of: try await call.place.act(acts, by: seat))
        }
        defer { root.letGo() }
        do throws(NodeError) {
            let made = try await call.place.node.decree(acts, by: root)
            return .object([
                ("acts", .array(made.acts.map { .text("\($0)") })),
                ("waits", .truth(made.lacking > 0)),
                (
                    "note",
                    made.lacking == 0
                        ? .null : .text("It has effect when \(made.lacking) roots more sign it.")
                ),
            ])
        } catch { throw CommandError(error) }
    }

    /// The root that somebody says they act as, if they do.
    static func root(_ call: Call) async throws(CommandError) -> RootInHand? {
        guard let path = call.request.text("root") else { return nil }
        guard let secret = call.secret.take() else {
            throw CommandError(.locked, "The root key's passphrase is needed.")
        }
        let root: RootInHand
        do throws(NodeError) { root = try RootInHand(path, with: Passphrase(secret)) } catch {
            throw CommandError(error)
        }
        let isKnown = try await call.place.withReplica { replica in
            root.domain.map { $0 == replica.realm || replica.charter.speaks(of: $0) } ?? true
        }
        guard isKnown else {
            root.letGo()
            throw CommandError(
                .refused,
                "\(path) is the root key of another realm, or of an agency of which the realm has "
                    + "not spoken yet.")
        }
        return root
    }

    private static func result(of enacted: Enacted) -> JSON {
        .object([
            ("acts", .array(enacted.acts.map { .text("\($0)") })),
            ("waits", .truth(!enacted.waiting.isEmpty)),
            (
                "note",
                enacted.waiting.isEmpty
                    ? .null
                    : .text(
                        "It has effect when another who may do the same says “causeway endorse” "
                            + "with the act's beginning; or at once, by the root key: --root FILE.")
            ),
        ])
    }

    private static func revoke(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let (names, text) = (await desk.names, try call.request.need("person"))
        let person: PersonID
        do throws(CommandError) { person = try names.person(text) } catch {
            // A whole agency, if nobody is called so.
            guard error.code == .missing, let agency = try? names.agency(text) else { throw error }
            return try await expel(agency, call)
        }
        try check(person, in: try await domain(of: seat, call), names)
        let revocation = try await call.place.withReplica { $0.revocation(of: .person(person)) }
        return try await enact([.revoke(revocation)], seat, call)
    }

    // MARK: What waits for a second

    /// Acts that wait for others to endorse them, or have no effect for another reason.
    private struct Pending: Sendable {
        let act: ActID
        let state: String
        let what: String
        let by: PersonID?
        let why: String
    }

    private static func pending(
        _ call: Call, all: Bool = false
    ) async throws(CommandError) -> [Pending] {
        try await call.place.withReplica { replica in
            let charter = replica.charter
            return charter.knownActs.sorted().compactMap { act in
                let state: String
                switch charter.verdict(on: act) {
                case .waits?: state = "waits"
                case .refused? where all: state = "refused"
                case .quarantined? where all: state = "void"
                default: return nil
                }
                guard let content = charter.content(of: act) else { return nil }
                let maker = charter.maker(of: act).flatMap { charter.person(of: $0) }
                return Pending(
                    act: act, state: state, what: charter.name(of: content.kind), by: maker,
                    why: charter.explanation(of: act) ?? "")
            }
        }
    }

    private static func waiting(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let names = await (try call.place.operation(for: seat)).names
        return .array(
            try await pending(call, all: call.request.truth("all")).map { one in
                .object([
                    ("act", .text("\(one.act)")), ("state", .text(one.state)),
                    ("what", .text(one.what)),
                    ("by", .text(one.by.map { names.name(of: $0) })), ("why", .text(one.why)),
                ])
            })
    }

    private static func endorse(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let text = try call.request.need("act").lowercased()
        let found = try await pending(call).filter { "\($0.act)".hasPrefix(text) }
        guard let one = found.first, found.count == 1 else {
            throw CommandError(
                .missing, "\(found.count) acts that wait begin with “\(text)”. See “waiting”.")
        }
        return try await enact(
            [.endorse(one.act)] + (try await seats(behind: one.act, call)), seat, call)
    }

    /// Endorsements of the seats that a grant is for: they need as many behind them as it does
    /// (spec/06-authority.md#rank-4).
    private static func seats(behind grant: ActID, _ call: Call) async throws(CommandError) -> [Act]
    {
        try await call.place.withReplica { replica in
            guard case .grant(let grant)? = replica.charter.content(of: grant) else { return [] }
            return Self.seats(of: grant.subject, in: replica).map { .endorse($0) }
        }
    }

    private static func seats(
        of subject: Grant.Subject, in replica: borrowing Replica<FileStorage>
    ) -> [ActID] {
        switch subject {
        case .seat(let seat): [seat]
        case .person(let person):
            replica.readership.roster.allSeats.filter {
                replica.readership.roster.person(of: $0) == person
            }
        }
    }

    private static func ratify(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let text = try call.request.need("revocation")
        guard let act = ActID(text: text) else {
            throw CommandError(.usage, "“\(text)” names no revocation: that has 64 digits.")
        }
        let found = try await call.place.withReplica { $0.ratification(of: act) }
        guard let found else {
            throw CommandError(
                .missing, "Nothing lies beyond that revocation here, or it is not known.")
        }
        return result(of: try await call.place.act([.ratify(found)], by: seat))
    }
}
