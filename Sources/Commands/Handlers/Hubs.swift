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
                    ("read-here", .truth(one.isRead)), ("hub", .text("\(one.hub)")),
                ])
            })
    }

    private static func hubAdd(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let name = try call.request.need("name")
        let sort: Hub.Sort
        switch call.request.text("sort") ?? "sub" {
        case "main": sort = .main
        case "sub": sort = .sub
        case let other:
            throw CommandError(.usage, "A hub is “main” or “sub”, not “\(other)”.")
        }
        var parent: HubID?
        if let text = call.request.text("parent") { parent = try await desk.names.hub(text) }
        let enacted = try await call.place.act([.hub(Hub(sort, parent: parent))], by: seat)
        guard let hub: HubID = enacted.acts.first?.short() else {
            throw CommandError(.unavailable, "The hub was not opened.")
        }
        let parts: [(String, String?)] = [
            ("hub", "\(hub)"), ("name", name), ("sort", sort == .main ? "main" : "sub"),
            ("parent", parent.map { "\($0)" }), ("place", call.request.text("place")),
        ]
        let edits = try await Writing(schema: desk.schema).document(.hubProfile, parts)
        _ = try await call.place.commit(Entry(in: .common, edits), by: seat)
        return .object([("hub", .text("\(hub)")), ("name", .text(name))])
    }

    private static func hubClose(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let hub = try await desk.names.hub(try call.request.need("hub"))
        _ = try await call.place.act([.close(hub)], by: seat)
        return .object([("closed", .text("\(hub)"))])
    }
}
