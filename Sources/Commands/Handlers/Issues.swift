internal import Bundles
internal import Charter
internal import Lattice
internal import Node
internal import Packs
internal import Queries
internal import Relief
internal import Replica
internal import Schema
internal import Store

/// What somebody should look at, and what is found.
extension Handlers {
    static let issues: [String: Handler] = [
        "issues": { call async throws(CommandError) in try await list(call) },
        "resolve": { call async throws(CommandError) in try await resolve(call) },
        "search": { call async throws(CommandError) in try await search(call) },
        "announce": { call async throws(CommandError) in try await announce(call) },
        "announcements": { call async throws(CommandError) in try await announcements(call) },
    ]

    static func language(_ call: Call) throws(CommandError) -> Language {
        guard let name = call.request.text("language") else { return .english }
        guard let language = Language(rawValue: name) else {
            let all = Language.allCases.map(\.rawValue).joined(separator: ", ")
            throw CommandError(.usage, "There are words in \(all), not in “\(name)”.")
        }
        return language
    }

    private static func list(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let (operation, names) = await (desk.operation, desk.names)
        let language = try language(call)
        return .array(
            operation.openIssues.map { issue in
                let words = issue.sort.words(in: language)
                return .object([
                    ("issue", .text(issue.id.token)), ("sort", .text(issue.sort.name)),
                    ("about", .text(text(of: issue.matter, operation, names))),
                    ("amount", .text(issue.amount.map { amount($0) })),
                    ("why", .text(words?.reason)), ("what-to-do", .text(words?.remedy)),
                ])
            })
    }

    private static func text(
        of matter: Matter, _ operation: Operation, _ names: Directory
    ) -> String {
        switch matter {
        case .fact(let name): operation.code(of: name) ?? "\(name.key.id)"
        case .record(let id): names.items[id]?.code ?? "\(id)"
        case .goods(let goods):
            "\(names.name(of: goods.item)) at \(names.name(of: goods.hub)), \(goods.condition)"
        case .hub(let hub): names.name(of: hub)
        case .feed(let feed): "what one laptop wrote (\(String("\(feed)".prefix(8))))"
        case .change(let dot): "\(dot)"
        }
    }

    private static func resolve(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let wanted = try call.request.need("issue").uppercased()
        let found = await desk.operation.openIssues.filter { $0.id.token.hasPrefix(wanted) }
        guard let issue = found.first, found.count == 1 else {
            throw CommandError(
                .missing, "\(found.count) open issues begin with “\(wanted)”. See “issues”.")
        }
        let edit = try await Writing(schema: desk.schema).fact(
            .resolution,
            [
                ("issue", .text(issue.id.token)), ("cause", .text(issue.cause.token)),
                ("outcome", .text(call.request.text("outcome") ?? "accepted")),
                ("note", .text(try call.request.need("note"))),
            ])
        _ = try await call.place.commit(Entry(in: issue.scope, [edit]), by: seat)
        return .object([("resolved", .text(issue.id.token))])
    }

    private static func search(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let scopes = try await call.place.withReplica { $0.scopes(of: seat) }
        let schema = await desk.schema
        let limit = try call.request.number("limit", in: 1...200, default: 20)
        let finding = Finding(try call.request.need("words"), limit: limit)
        let hits = try await desk.ask { (reader) throws(AskError) in
            try reader.find(finding, in: scopes, of: schema).content
        }
        return .object([
            ("total", .number(hits.total)),
            (
                "hits",
                .array(
                    hits.items.map { hit in
                        .object([
                            ("kind", .text(schema.kinds[hit.kind]?.name)),
                            ("title", .text(title(of: hit, schema))),
                            ("where", .text("\(hit.scope)")),
                        ])
                    })
            ),
        ])
    }

    private static func title(of hit: Hit, _ schema: Schema) -> String {
        guard let kind = schema.kinds[hit.kind] else { return "" }
        let texts = zip(kind.title, hit.title).compactMap { field, value in
            kind.fields[field]?.type.text(of: value)
        }
        return texts.joined(separator: " · ")
    }

    // MARK: Announcements

    private static func announce(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let edit = try await Writing(schema: desk.schema).fact(
            .announcement,
            [
                ("title", .text(try call.request.need("title"))), ("body", call.request["body"]),
                ("priority", call.request["priority"]), ("until", call.request["until"]),
            ])
        let receipt = try await call.place.commit(Entry(in: .common, [edit]), by: seat)
        return .object([("entry", .text(entry(receipt)))])
    }

    private static func announcements(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let (operation, schema, names) = await (desk.operation, desk.schema, desk.names)
        let kind = schema.kinds[.announcement]
        var reached: [LedgerKey: [String]] = [:]
        for fact in operation.facts(of: .announcement) {
            reached[fact.name] = try await self.reached(fact, seat, names, call)
        }
        let all = reached
        return .array(
            operation.facts(of: .announcement).map { fact in
                let parts = RecordKind.parts(of: fact.content)
                func text(_ name: String) -> String? {
                    guard let field = kind?.fields.first(where: { $0.value.name == name }) else {
                        return nil
                    }
                    return parts[field.key].flatMap { field.value.type.text(of: $0) }
                }
                return .object([
                    ("title", .text(text("title"))), ("body", .text(text("body"))),
                    ("priority", .text(text("priority"))),
                    ("from", .text(names.name(of: fact.name.key.person))),
                    ("reached", .array((all[fact.name] ?? []).map { .text($0) })),
                ])
            })
    }

    /// On whose laptops an announcement is, as far as they have said so.
    private static func reached(
        _ fact: ReliefFact, _ seat: ActID, _ names: Directory, _ call: Call
    ) async throws(CommandError) -> [String] {
        let scope = fact.scope
        let inquiry = Inquiry(about: .fact(fact.name.key), in: scope, by: seat)
        let place = try await answer(inquiry, call).happenings.first.map {
            ($0.dot.feed, $0.dot.position.number)
        }
        guard let (feed, number) = place else { return [] }
        let people = try await call.place.withReplica { replica in
            replica.statements.filter { $0.names(feed, number) }.compactMap { statement in
                replica.charter.person(of: statement.seat)
            }
        }
        return Set(people).map { names.name(of: $0) }.sorted()
    }
}
