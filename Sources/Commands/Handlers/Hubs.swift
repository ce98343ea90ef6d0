internal import Bundles
internal import Charter
internal import Lattice
internal import Packs
internal import Relief
internal import Replica

/// Where people work.
extension Handlers {
    static let hubs: [String: Handler] = [
        "hub list": { call async throws(CommandError) in try await hubList(call) },
        "hub add": { call async throws(CommandError) in try await hubAdd(call) },
        "hub close": { call async throws(CommandError) in try await hubClose(call) },
    ]

    private struct Open: Sendable {
        let hub: HubID
        let isClosed: Bool
        let isRead: Bool
    }

    private static func hubList(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let all = try await call.place.withReplica { replica in
            let scopes = Set(replica.scopes(of: seat))
            return replica.charter.hubs.sorted { $0.key < $1.key }.map {
                Open(
                    hub: $0.key, isClosed: $0.value.isClosed,
                    isRead: scopes.contains(.hub($0.key)))
            }
        }
        let names = await desk.names
        return .array(
            all.map { one in
                .object([
                    ("name", .text(names.name(of: one.hub))),
                    ("state", .text(one.isClosed ? "closed" : "open")),
                    ("of", .text(names.name(of: names.domain(of: one.hub)))),
                    ("read-here", .truth(one.isRead)), ("hub", .text("\(one.hub)")),
                ])
            })
    }

    private static func hubAdd(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let name = try call.request.need("name")
        let names = await desk.names
        let standard = call.request.text("agency") == nil ? "sub" : "agency"
        let word = call.request.text("sort") ?? standard
        let own = try await domain(of: seat, call)
        guard own == names.domains.realm else {
            throw CommandError(
                .refused,
                "Hubs are opened by the realm, an agency's too. Ask one of its admins to say "
                    + "“causeway hub add \(name) --agency \"\(names.name(of: own))\"”.")
        }
        let sort: Hub.Sort
        switch word {
        case "main": sort = .main
        case "sub": sort = .sub
        case "agency": sort = .agency(try whose(call, names))
        case let other:
            throw CommandError(.usage, "A hub is “main”, “sub” or “agency”, not “\(other)”.")
        }
        if call.request.text("agency") != nil, word != "agency" {
            throw CommandError(.usage, "A hub of an agency is of --sort agency.")
        }
        var parent: HubID?
        if let text = call.request.text("parent") { parent = try names.hub(text) }
        let enacted = try await call.place.act([.hub(Hub(sort, parent: parent))], by: seat)
        guard let hub: HubID = enacted.acts.first?.short() else {
            throw CommandError(.unavailable, "The hub was not opened.")
        }
        let parts: [(String, String?)] = [
            ("hub", "\(hub)"), ("name", name), ("sort", word),
            ("parent", parent.map { "\($0)" }), ("place", call.request.text("place")),
        ]
        let edits = try await Writing(schema: desk.schema).document(.hubProfile, parts)
        _ = try await call.place.commit(Entry(in: .common, edits), by: seat)
        return .object([("hub", .text("\(hub)")), ("name", .text(name))])
    }

    /// The agency whose hub it is to be: the one that was named, or the only one there is.
    private static func whose(
        _ call: Call, _ names: Directory
    ) throws(CommandError) -> DomainID {
        let agency: DomainID
        if let text = call.request.text("agency") {
            agency = try names.agency(text)
        } else {
            let all = names.domains.agencies.filter { $0.value.standing == .letIn }.keys
            guard let only = all.first, all.count == 1 else {
                throw CommandError(
                    all.isEmpty ? .missing : .usage,
                    all.isEmpty
                        ? "The realm has let no agency in." : "Say whose hub it is: --agency NAME.")
            }
            agency = only
        }
        guard let state = names.domains.agencies[agency], state.standing == .letIn else {
            throw CommandError(
                .refused,
                "\(names.name(of: agency)) is not let in: it can have no hub.")
        }
        return agency
    }

    private static func hubClose(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let hub = try await desk.names.hub(try call.request.need("hub"))
        _ = try await call.place.act([.close(hub)], by: seat)
        return .object([("closed", .text("\(hub)"))])
    }
}
