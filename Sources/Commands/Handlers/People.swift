internal import Bundles
internal import Charter
internal import Lattice
internal import Node
internal import Packs
internal import Relief
internal import Replica
internal import Schema
internal import Seal

/// Who is who: invites, names, grants, and letting go.
extension Handlers {
    static let people: [String: Handler] = [
        "person list": { call async throws(CommandError) in try await personList(call) },
        "person name": { call async throws(CommandError) in try await personName(call) },
        "invite": { call async throws(CommandError) in try await invite(call) },
        "roles": { call async throws(CommandError) in try await roles(call) },
    ]

    /// A person of the realm, as the charter has them.
    private struct Known: Sendable {
        let person: PersonID
        let seats: [ActID]
        let roles: [String]
    }

    private static func personList(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let names = await (try call.place.operation(for: seat)).names
        let all = try await call.place.withReplica { replica -> [Known] in
            let roster = replica.readership.roster
            let policy = replica.charter.latestPolicy
            var people: [PersonID: [ActID]] = [:]
            for seat in roster.allSeats {
                if let person = roster.person(of: seat) { people[person, default: []].append(seat) }
            }
            return people.sorted { $0.key < $1.key }.map { person, seats in
                let grants = Set(seats.flatMap { roster.grants(of: $0) })
                let roles = grants.compactMap { act -> String? in
                    guard case .grant(let grant)? = replica.charter.content(of: act) else {
                        return nil
                    }
                    return policy?.roles[grant.role]?.name ?? "\(grant.role.value)"
                }
                return Known(person: person, seats: seats, roles: Set(roles).sorted())
            }
        }
        return .array(
            all.map { one in
                .object([
                    ("name", .text(names.name(of: one.person))),
                    ("roles", .text(one.roles.joined(separator: ", "))),
                    ("of", .text(names.name(of: names.domain(of: one.person)))),
                    ("laptops", .number(one.seats.count)), ("person", .text("\(one.person)")),
                ])
            })
    }

    private static func personName(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let name = try call.request.need("name")
        let person: PersonID
        if let text = call.request.text("person") {
            person = try await desk.names.person(text)
        } else {
            let own = try await call.place.withReplica { $0.charter.person(of: seat) }
            guard let own else { throw CommandError(.refused, "Nobody knows who this seat is.") }
            person = own
        }
        return try await nameSomebody(person, name, seat, desk, call)
    }

    static func nameSomebody(
        _ person: PersonID, _ name: String, _ seat: ActID, _ desk: OperationDesk, _ call: Call
    ) async throws(CommandError) -> JSON {
        let names = await desk.names
        let (realm, domain, own) = try await call.place.withReplica { replica in
            let first = replica.readership.roster.allSeats.first {
                replica.charter.person(of: $0) == person
            }
            let charter = replica.charter
            return (
                charter.realm, first.flatMap { charter.domain(ofSeat: $0) },
                charter.domain(ofSeat: seat)
            )
        }
        // What an agency calls its people is read by nobody else.
        let isAgency = domain.map { $0 != realm } ?? false
        if let domain, isAgency, domain != own {
            throw CommandError(
                .refused,
                "\(names.name(of: person)) is of \(names.name(of: domain)), which alone says what "
                    + "its people are called.")
        }
        let kind: KindNumber = isAgency ? .colleague : .personProfile
        let scope = domain.flatMap { isAgency ? Address.agency($0) : nil } ?? .common
        let writing = await Writing(schema: desk.schema)
        let edits: [Edit]
        if let known = isAgency ? names.colleague(of: person) : names.personProfile(of: person) {
            let (field, value) = try writing.value(name, of: "name", in: kind)
            edits = [.write(.record(known), field, value)]
        } else {
            edits = try writing.document(kind, [("person", "\(person)"), ("name", name)])
        }
        _ = try await call.place.commit(Entry(in: scope, edits), by: seat)
        return .object([("person", .text("\(person)")), ("name", .text(name))])
    }

    // MARK: Roles

    private static func roles(_ call: Call) async throws(CommandError) -> JSON {
        let policy = try await policy(call)
        return .array(
            policy.roles.sorted { $0.key < $1.key }.map { number, role in
                .object([
                    ("role", .text(role.name)), ("level", .number(role.level.value)),
                    ("needs", .number(role.need)),
                    ("of", .text(role.side == .realm ? "realm" : "agencies")),
                ])
            })
    }

    static func policy(_ call: Call) async throws(CommandError) -> Policy {
        let policy = try await call.place.withReplica { $0.charter.latestPolicy }
        guard let policy else {
            throw CommandError(.unavailable, "The realm's policy is not here yet.")
        }
        return policy
    }

    static func role(
        _ name: String, of policy: Policy
    ) throws(CommandError) -> (RoleNumber, Role) {
        guard let found = policy.roles.first(where: { $0.value.name == name }) else {
            let all = policy.roles.values.map(\.name).sorted().joined(separator: ", ")
            throw CommandError(.missing, "There is no role “\(name)”; there are \(all).")
        }
        return (found.key, found.value)
    }

    static func hubs(
        _ call: Call, _ names: Directory
    ) throws(CommandError) -> [HubID]? {
        let wanted = call.request.texts("at")
        guard !wanted.isEmpty else { return nil }
        var hubs: [HubID] = []
        for name in wanted { hubs.append(try names.hub(name)) }
        return Set(hubs).sorted()
    }

    // MARK: Inviting

    private static func invite(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let (first, offices) = try await plan(call, seat, await desk.names)
        let hours = try call.request.number("hours", in: 1...336, default: 24)
        var plan = InvitePlan(first: first, offices: offices)
        plan.milliseconds = UInt64(hours) * 3_600_000
        let root = try await root(call)
        defer { root?.letGo() }
        let invitation: Invitation
        do throws(NodeError) {
            invitation = try await call.place.node.invite(plan, by: seat, as: root)
        } catch { throw CommandError(error) }
        call.dialogue.tell(
            .object([
                ("event", .text("invited")), ("letters", .text(plain(invitation.letters))),
                ("text", .text(Self.written(invitation))),
                ("addresses", .array(invitation.addresses.map { .text($0) })),
                ("hours", .number(hours)),
            ]))
        for await event in invitation.events {
            switch event {
            case .compare(let words, let answer):
                let question: JSON = .object([
                    ("event", .text("compare")), ("words", .text("\(words)")),
                ])
                guard let said = await call.dialogue.ask(question) else {
                    try? await call.place.node.withdraw(invitation.name, by: seat)
                    throw CommandError(.unconfirmed, "Nobody has compared the words.")
                }
                if case .truth(true) = said.content { answer(true) } else { answer(false) }
            case .admitted(let act):
                return try await admitted(act, seat, desk, call)
            case .failed(let why):
                call.dialogue.tell(.object([("event", .text("failed")), ("why", .text(why))]))
            }
        }
        throw CommandError(.unconfirmed, "Nobody came.")
    }

    /// Whose seat it is to be, and what is granted with it.
    private static func plan(
        _ call: Call, _ seat: ActID, _ names: Directory
    ) async throws(CommandError) -> (first: ActID?, offices: [InvitePlan.Office]) {
        let domain = try await domain(of: seat, call)
        let own = try await call.place.withReplica { $0.charter.domain(ofSeat: seat) }
        guard own == domain else {
            throw CommandError(
                .refused,
                "That root key is of \(names.name(of: domain)), and you act for "
                    + "\(own.map { names.name(of: $0) } ?? "nobody"): say --as who of "
                    + "\(names.name(of: domain)) invites.")
        }
        if call.request.truth("founder") {
            guard domain == names.domains.realm, call.request.text("role") == nil,
                call.request.text("for") == nil, call.request.texts("at").isEmpty
            else {
                throw CommandError(
                    .usage,
                    "Whoever is to found an agency is invited by the realm, as somebody new, and "
                        + "is granted nothing: --founder goes with --name and --hours alone.")
            }
            return (nil, [])
        }
        let hubs = try hubs(call, names)
        var first: ActID?
        if let name = call.request.text("for") {
            let person = try names.person(name)
            try check(person, in: domain, names)
            first = try await firstSeat(of: person, called: name, call)
        }
        // A person has what they were granted on all their laptops.
        guard first == nil || call.request.text("role") != nil else { return (first, []) }
        let (number, role) = try role(try call.request.need("role"), of: try await policy(call))
        try await check(role, at: hubs, in: domain, names, call)
        return (first, [.init(number, role.level, hubs: hubs)])
    }

    /// By which a further laptop of somebody is theirs.
    private static func firstSeat(
        of person: PersonID, called name: String, _ call: Call
    ) async throws(CommandError) -> ActID {
        let found = try await call.place.withReplica { replica in
            replica.readership.roster.allSeats.first { seat in
                guard case .seat(let content)? = replica.charter.content(of: seat) else {
                    return false
                }
                return content.first == nil && replica.charter.person(of: seat) == person
            }
        }
        guard let found else {
            throw CommandError(.missing, "“\(name)” has no laptop in this realm yet.")
        }
        return found
    }

    /// An invite is shown to whoever holds it: on a screen it is in the open.
    private static func plain(_ secret: borrowing Secret) -> String {
        unsafe secret.bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) }
    }

    private static func written(_ invitation: Invitation) -> String? {
        guard let text = invitation.text else { return nil }
        return plain(text)
    }

    private static func admitted(
        _ act: ActID, _ seat: ActID, _ desk: OperationDesk, _ call: Call
    ) async throws(CommandError) -> JSON {
        let person = try await call.place.withReplica { $0.charter.person(of: act) }
        if let person, let name = call.request.text("name") {
            // Whoever may not write names leaves it to the person.
            _ = try? await nameSomebody(
                person, name, seat, try await call.place.operation(for: seat), call)
        }
        return .object([
            ("admitted", .text("\(act)")), ("person", .text(person.map { "\($0)" })),
        ])
    }
}
