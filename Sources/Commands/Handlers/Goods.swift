internal import Bundles
internal import Charter
internal import Lattice
internal import Packs
internal import Relief
internal import Replica
internal import Schema

/// Items, and what comes, goes and lies at hubs.
extension Handlers {
    static let goods: [String: Handler] = [
        "item list": { call async throws(CommandError) in try await itemList(call) },
        "item add": { call async throws(CommandError) in try await itemAdd(call) },
        "intake": { call async throws(CommandError) in try await move(call, "intake") },
        "distribute": { call async throws(CommandError) in try await move(call, "distribution") },
        "loss": { call async throws(CommandError) in try await move(call, "loss") },
        "count": { call async throws(CommandError) in try await count(call) },
        "stock": { call async throws(CommandError) in try await stock(call) },
    ]

    private static func itemList(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let names = await (try call.place.operation(for: seat)).names
        let all = names.items.values.sorted { ($0.code, $0.id) < ($1.code, $1.id) }
        return .array(
            all.map { item in
                .object([
                    ("code", .text(item.code)), ("name", .text(item.name)),
                    ("unit", .text(item.unit)), ("retired", .truth(item.isRetired)),
                    ("item", .text("\(item.id)")),
                ])
            })
    }

    private static func itemAdd(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let request = call.request
        let name = try request.need("name")
        let parts: [(String, String?)] = [
            ("code", try request.need("code")),
            ("name", isOfLanguage(name) ? name : "en:\(name)"),
            ("unit", request.text("unit") ?? "piece"), ("family", request.text("family")),
            ("least", request.text("least")),
        ]
        let edits = try await Writing(schema: desk.schema).document(.item, parts)
        let receipt = try await call.place.commit(Entry(in: .common, edits), by: seat)
        return .object([("item", .text(receipt.records.first.map { "\($0)" }))])
    }

    /// Whether it says itself in which language it is, like “fr:Bâche”.
    private static func isOfLanguage(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":") else { return false }
        let language = text[..<colon]
        return (2...3).contains(language.count) && language.allSatisfy { ("a"..."z") ~= $0 }
    }

    // MARK: Movements

    /// The hub that was named, or the only one whose ledger is read here.
    static func hub(
        _ call: Call, _ seat: ActID, _ names: Directory, _ word: String = "at"
    ) async throws(CommandError) -> HubID {
        if let name = call.request.text(word) { return try names.hub(name) }
        let own = try await call.place.withReplica { replica in
            replica.scopes(of: seat).compactMap { scope -> HubID? in
                if case .hub(let hub) = scope { hub } else { nil }
            }
        }
        guard own.count == 1, let hub = own.first else {
            throw CommandError(.usage, "Say at which hub: --\(word) NAME.")
        }
        return hub
    }

    private static func move(
        _ call: Call, _ sort: String
    ) async throws(CommandError) -> JSON {
        let request = call.request
        let seat = try await call.place.seat(request)
        let desk = try await call.place.operation(for: seat)
        let names = await desk.names
        let hub = try await hub(call, seat, names)
        let item = try names.item(try request.need("item"))
        let parts: [(String, JSON?)] = [
            ("sort", .text(sort)), ("item", .text("\(item)")),
            ("amount", .text(try request.need("amount"))),
            ("condition", .text(request.text("condition") ?? "usable")),
            ("batch", request["batch"]), ("on", request["on"] ?? Today.time),
            ("reason", request["reason"]),
            (sort == "intake" ? "party" : "party", request["party"]), ("people", request["people"]),
        ]
        let edit = try await Writing(schema: desk.schema).fact(.movement, parts)
        let receipt = try await call.place.commit(Entry(in: .hub(hub), [edit]), by: seat)
        return .object([
            ("at", .text(names.name(of: hub))), ("item", .text(names.name(of: item))),
            ("amount", .text(request.text("amount"))), ("entry", .text(entry(receipt))),
        ])
    }

    /// Where an entry stands in the log, for whoever asks after it.
    static func entry(_ receipt: Receipt) -> String {
        "\(receipt.feed):\(receipt.tip.number.value)"
    }

    private static func count(_ call: Call) async throws(CommandError) -> JSON {
        let request = call.request
        let seat = try await call.place.seat(request)
        let desk = try await call.place.operation(for: seat)
        let names = await desk.names
        let hub = try await hub(call, seat, names)
        let item = try names.item(try request.need("item"))
        let (seen, incarnation) = try await call.place.withReplica { replica in
            (Self.known(of: hub, to: seat, in: replica), replica.currentIncarnation)
        }
        let code = CodeMaker(for: seat, in: incarnation).next(
            .count, at: names.name(of: hub), after: await desk.operation)
        let writing = await Writing(schema: desk.schema)
        var head: [(String, JSON?)] = [("code", .text(code)), ("on", Today.time)]
        if let seen, let text = FieldType.frontier.text(of: seen) {
            head.append(("seen-up-to", .text(text)))
        }
        let id = FactID.drawn
        let content = try writing.content(.count, head)
        guard let person = try await call.place.withReplica({ $0.charter.person(of: seat) }) else {
            throw CommandError(.refused, "Nobody knows who this seat is.")
        }
        let count = FactReference(FactKey(person: person, id: id), of: .count, stating: content)
        let line = try writing.fact(
            .countLine,
            [
                ("count", .text(FieldType.fact(nil).text(of: count.value))),
                ("item", .text("\(item)")), ("batch", request["batch"]),
                ("condition", .text(request.text("condition") ?? "usable")),
                ("seen", .text(try request.need("amount"))),
            ])
        let edits = [Edit.state(.count, id, content), line]
        let receipt = try await call.place.commit(Entry(in: .hub(hub), edits), by: seat)
        return .object([("code", .text(code)), ("entry", .text(entry(receipt)))])
    }

    // MARK: Stock

    private static func stock(_ call: Call) async throws(CommandError) -> JSON {
        let seat = try await call.place.seat(call.request)
        let desk = try await call.place.operation(for: seat)
        let names = await desk.names
        let operation = await desk.operation
        // Of others nobody here knows what is there, only what they sent here.
        var hubs = operation.book.hubs.filter(operation.ledgers.contains)
        if let name = call.request.text("at") {
            hubs = [try names.hub(name)]
            guard operation.ledgers.isSuperset(of: hubs) else {
                throw CommandError(.refused, "You do not read what is at \(name).")
            }
        }
        var wanted: RecordID?
        if let name = call.request.text("item") { wanted = try names.item(name) }
        var rows: [JSON] = []
        for hub in hubs {
            for item in operation.book.items(at: hub) where wanted.map({ $0 == item }) ?? true {
                for bucket in operation.book.buckets(of: item, at: hub) {
                    rows.append(row(of: bucket, operation, names))
                }
            }
        }
        return .array(rows)
    }

    private static func row(
        of bucket: Bucket, _ operation: Operation, _ names: Directory
    ) -> JSON {
        let stock = operation.book.stock(of: bucket)
        return .object([
            ("hub", .text(names.name(of: bucket.hub))),
            ("item", .text(names.name(of: bucket.item))),
            ("name", .text(names.items[bucket.item]?.name)), ("batch", .text(bucket.batch)),
            ("condition", .text("\(bucket.condition)")),
            ("on-hand", .text(amount(stock.onHand))), ("book", .text(amount(stock.book))),
            ("unit", .text(names.items[bucket.item]?.unit)),
            ("counted", .truth(stock.count != nil)),
        ])
    }

    /// Thousandths as people write them.
    static func amount(_ thousandths: Int128) -> String {
        let (whole, rest) = thousandths.magnitude.quotientAndRemainder(dividingBy: 1_000)
        var text = (thousandths < 0 ? "-" : "") + "\(whole)"
        if rest != 0 {
            var digits = "\(rest)"
            digits = "." + String(repeating: "0", count: 3 - digits.count) + digits
            while digits.hasSuffix("0") { digits.removeLast() }
            text += digits
        }
        return text
    }
}

extension Handlers {
    /// How far all is known here that says something of a hub's stock (spec/10-relief.md#count-1).
    private static func known<Store>(
        of hub: HubID, to seat: ActID, in replica: borrowing Replica<Store>
    ) -> Value? {
        var frontier = Frontier()
        for scope in replica.scopes(of: seat)
        where scope == .hub(hub) || scope.members.contains(.hub(hub)) {
            if let state = replica.state(of: scope, for: seat) { _ = frontier.join(state.frontier) }
        }
        return Extent(frontier).value
    }
}
