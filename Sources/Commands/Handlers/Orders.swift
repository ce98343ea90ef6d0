internal import Bundles
internal import Charter
internal import Lattice
internal import Node
internal import Operations
internal import Packs
internal import Relief
internal import Replica
internal import Schema

/// What hubs ask for, what is planned and decided, and what is on its way.
extension Handlers {
    static let orders: [String: Handler] = [
        "needs": { call async throws(CommandError) in try await needs(call) },
        "needs list": { call async throws(CommandError) in try await needsList(call) },
        "order": { call async throws(CommandError) in try await order(call) },
        "transfer": { call async throws(CommandError) in try await transfer(call) },
        "order list": { call async throws(CommandError) in try await orderList(call) },
        "correct": { call async throws(CommandError) in try await correct(call) },
        "approve": { call async throws(CommandError) in try await decide(call, true) },
        "reject": { call async throws(CommandError) in try await decide(call, false) },
        "dispatch": { call async throws(CommandError) in try await dispatch(call) },
        "receive": { call async throws(CommandError) in try await receive(call) },
    ]

    /// Whoever asks, has all that there is to know.
    private struct Desk {
        let seat: ActID
        let desk: OperationDesk
        let names: Directory
        let operation: Operation
        let writing: Writing
        let maker: CodeMaker

        init(_ call: Call) async throws(CommandError) {
            seat = try await call.place.seat(call.request)
            desk = try await call.place.operation(for: seat)
            names = await desk.names
            operation = await desk.operation
            writing = await Writing(schema: desk.schema)
            let incarnation = try await call.place.withReplica { $0.currentIncarnation }
            maker = CodeMaker(for: seat, in: incarnation)
        }

        func code(_ kind: KindNumber, at hub: HubID) -> String {
            maker.next(kind, at: names.name(of: hub), after: operation)
        }

        /// The fact that has a code, or whose code begins so.
        func fact(_ kind: KindNumber, _ text: String) throws(CommandError) -> ReliefFact {
            let wanted = text.uppercased()
            let all = operation.facts(of: kind)
            let same = all.filter { operation.code(of: $0.name)?.uppercased() == wanted }
            let found =
                same.isEmpty
                ? all.filter { operation.code(of: $0.name)?.uppercased().hasPrefix(wanted) == true }
                : same
            guard let first = found.first else {
                throw CommandError(.missing, "Nothing here has the code “\(text)”.")
            }
            guard found.count == 1 else {
                throw CommandError(.usage, "“\(text)” may be any of several. Say more of it.")
            }
            return first
        }

        /// The fact of some of these kinds that an entry stated, or that has a code.
        func stated(
            _ kinds: [KindNumber], by text: String
        ) async throws(CommandError) -> ReliefFact {
            let topic = try await desk.topic(text)
            let found = kinds.flatMap { operation.facts(of: $0) }.filter { fact in
                switch topic {
                case .entry(let feed, let number): fact.carriers[feed]?.number == number
                case .anchor(.fact(let key)): fact.name.key == key
                case .anchor: false
                }
            }
            guard let first = found.first else {
                let names = kinds.compactMap { writing.schema.kinds[$0]?.name }
                throw CommandError(
                    .missing,
                    "“\(text)” is no \(names.joined(separator: " or ")) that is known here. Name "
                        + "one by its entry, as “causeway timeline” shows it, or by its code.")
            }
            guard found.count == 1 else {
                throw CommandError(.usage, "“\(text)” stated several things. Name one by its code.")
            }
            return first
        }
    }

    /// Where what concerns hubs and those who plan is written.
    private static func audience(_ hubs: HubID...) throws(CommandError) -> Address {
        let members = Set(hubs).sorted().map { Address.hub($0) } + [.group(1)]
        guard let scope = Address.audience(of: members) else {
            throw CommandError(.refused, "These hubs have no scope in common.")
        }
        return scope
    }

    /// `ITEM=AMOUNT`, several of them.
    private static func lines(
        _ call: Call, _ names: Directory, _ more: [(String, JSON)] = []
    ) throws(CommandError) -> JSON {
        var lines: [JSON] = []
        for (index, text) in call.request.texts("lines").enumerated() {
            let parts = text.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else {
                throw CommandError(.usage, "“\(text)” is no line: write ITEM=AMOUNT.")
            }
            let item = try names.item(String(parts[0]))
            lines.append(
                .object(
                    [
                        ("number", .number(index + 1)), ("item", .text("\(item)")),
                        ("amount", .text(String(parts[1]))),
                    ] + more))
        }
        guard !lines.isEmpty else { throw CommandError(.usage, "Say what, as ITEM=AMOUNT.") }
        return .array(lines)
    }

    private static func state(
        _ kind: KindNumber, _ parts: [(String, JSON?)], in scope: Address, _ desk: Desk,
        _ call: Call
    ) async throws(CommandError) -> Receipt {
        let edit = try desk.writing.fact(kind, parts)
        return try await call.place.commit(Entry(in: scope, [edit]), by: desk.seat)
    }

    // MARK: Asking

    private static func needs(_ call: Call) async throws(CommandError) -> JSON {
        let desk = try await Desk(call)
        let hub = try await hub(call, desk.seat, desk.names)
        let code = desk.code(.submission, at: hub)
        _ = try await state(
            .submission,
            [
                ("hub", .text("\(hub)")), ("code", .text(code)),
                ("lines", try lines(call, desk.names)), ("needed-by", call.request["by"]),
                ("note", call.request["note"]),
            ], in: try audience(hub), desk, call)
        return .object([("code", .text(code))])
    }

    private static func needsList(_ call: Call) async throws(CommandError) -> JSON {
        let desk = try await Desk(call)
        return .array(
            desk.operation.orders.allDemands.map { name, standing in
                .object([
                    ("code", .text(standing.demand.code)),
                    ("hub", .text(desk.names.name(of: standing.demand.hub))),
                    ("state", .text(standing.state.rawValue)),
                    (
                        "lines",
                        .text(
                            standing.needs.map {
                                "\(desk.names.name(of: $0.item)) \(amount($0.received))/"
                                    + amount($0.wanted)
                            }.joined(separator: ", "))
                    ),
                ])
            })
    }

    // MARK: Planning and deciding

    private static func order(_ call: Call) async throws(CommandError) -> JSON {
        let desk = try await Desk(call)
        let source = try desk.names.hub(try call.request.need("from"))
        let hub = try desk.names.hub(try call.request.need("to"))
        let code = desk.code(.order, at: source)
        var parts: [(String, JSON?)] = [
            ("code", .text(code)), ("source", .text("\(source)")),
            ("destination", .text("\(hub)")),
            ("lines", try lines(call, desk.names, [("condition", .text("usable"))])),
            ("note", call.request["note"]),
        ]
        if let text = call.request.text("for") { parts.append(try demand(text, desk)) }
        _ = try await state(.order, parts, in: try audience(source, hub), desk, call)
        return .object([("code", .text(code)), ("state", .text("awaiting approval"))])
    }

    /// What an order answers: a needs list, or a request for a transfer.
    private static func demand(
        _ text: String, _ desk: Desk
    ) throws(CommandError) -> (String, JSON?) {
        do throws(CommandError) {
            let list = try desk.fact(.submission, text).reference
            return ("submission", .text(FieldType.fact(nil).text(of: list.value)))
        } catch {
            guard error.code == .missing else { throw error }
            let request = try desk.fact(.transferRequest, text).reference
            return ("request", .text(FieldType.fact(nil).text(of: request.value)))
        }
    }

    /// Goods that nobody asked for with a needs list go from one hub to another: by an order of
    /// those who plan, by a request of everybody else.
    private static func transfer(_ call: Call) async throws(CommandError) -> JSON {
        do throws(CommandError) { return try await order(call) } catch {
            guard error.code == .refused else { throw error }
        }
        let desk = try await Desk(call)
        let source = try desk.names.hub(try call.request.need("from"))
        let hub = try desk.names.hub(try call.request.need("to"))
        let code = desk.code(.transferRequest, at: hub)
        _ = try await state(
            .transferRequest,
            [
                ("hub", .text("\(hub)")), ("code", .text(code)), ("other", .text("\(source)")),
                ("lines", try lines(call, desk.names)), ("reason", call.request["note"]),
            ], in: try audience(hub), desk, call)
        return .object([("code", .text(code)), ("state", .text("asked for"))])
    }

    private static func orderList(_ call: Call) async throws(CommandError) -> JSON {
        let desk = try await Desk(call)
        return .array(
            desk.operation.orders.all.map { name, standing in
                .object([
                    ("code", .text(standing.order.code)),
                    ("from", .text(desk.names.name(of: standing.order.source))),
                    ("to", .text(desk.names.name(of: standing.order.destination))),
                    ("state", .text(standing.state.rawValue)),
                    (
                        "lines",
                        .text(
                            standing.lines.map { line in
                                "\(desk.names.name(of: line.line.item)) "
                                    + "\(amount(Int128(line.line.amount))) "
                                    + "(sent \(amount(line.sent)), came \(amount(line.good)))"
                            }.joined(separator: ", "))
                    ),
                ])
            })
    }

    private static func decide(
        _ call: Call, _ approves: Bool
    ) async throws(CommandError) -> JSON {
        let desk = try await Desk(call)
        let code = try call.request.need("code")
        let isEntry = code.contains(":")
        let fact =
            isEntry ? try await desk.stated([.correction], by: code) : try desk.fact(.order, code)
        var parts: [(String, JSON?)] = [
            ("about", .text(FieldType.fact(nil).text(of: fact.reference.value))),
            ("approves", .truth(approves)), ("reason", call.request["reason"]),
        ]
        do throws(NodeError) {
            if let pulse = try await desk.desk.authority().pulse {
                parts.append(("pulse", .text(Today.text(of: pulse))))
            }
        } catch { throw CommandError(error) }
        _ = try await state(.decision, parts, in: fact.scope, desk, call)
        let after = await (try call.place.operation(for: desk.seat)).operation
        guard !isEntry else {
            let now = after.facts(of: .correction).first { $0.name == fact.name }
            return .object([("correction", .text(code)), ("state", .text(word(now?.outcome)))])
        }
        return .object([
            ("code", .text(after.code(of: fact.name))),
            ("state", .text(after.orders.standing(of: fact.name)?.state.rawValue)),
        ])
    }

    // MARK: Putting right

    private static func word(_ outcome: Outcome?) -> String {
        switch outcome {
        case nil, .approved: "approved"
        case .waits: "waits for approval"
        case .rejected: "rejected"
        case .held: "held"
        }
    }

    /// What was stated stays as it is; this says what it ought to have said
    /// (spec/10-relief.md#edit-1).
    private static func correct(_ call: Call) async throws(CommandError) -> JSON {
        let desk = try await Desk(call)
        let kinds: [KindNumber] = [.movement, .dispatch, .receipt, .transitLoss]
        let fact = try await desk.stated(kinds, by: try call.request.need("entry"))
        let place = desk.writing.schema.kinds[fact.name.kind]?.hub(in: fact.content)
        var hub = place
        if case .hub(let own) = fact.scope { hub = hub ?? own }
        guard let hub else {
            throw CommandError(.refused, "It is not known at which hub that was.")
        }
        // Of those that nothing took the place of the first counts: it is the one to replace.
        let earlier = desk.operation.corrections(of: fact)
        let parts: [(String, JSON?)] = [
            ("about", .text(FieldType.fact(nil).text(of: fact.reference.value))),
            ("hub", .text("\(hub)")), ("amount", .text(try call.request.need("amount"))),
            ("damaged", call.request["damaged"]),
            ("reason", .text(try call.request.need("reason"))),
            (
                "instead",
                earlier.first.map { .text(FieldType.fact(nil).text(of: $0.reference.value)) }
            ),
        ]
        let receipt = try await state(.correction, parts, in: fact.scope, desk, call)
        let after = await (try call.place.operation(for: desk.seat)).operation
        let made = after.facts(of: .correction).first {
            $0.carriers[receipt.feed]?.number == receipt.tip.number
        }
        return .object([
            ("correction", .text(entry(receipt))), ("state", .text(word(made?.outcome))),
        ])
    }

    // MARK: Sending and receiving

    private static func dispatch(_ call: Call) async throws(CommandError) -> JSON {
        let desk = try await Desk(call)
        let fact = try desk.fact(.order, try call.request.need("code"))
        guard let standing = desk.operation.orders.standing(of: fact.name) else {
            throw CommandError(.missing, "That order is not here.")
        }
        let number = try call.request.number("line", in: 1...9_999, default: 1)
        guard let line = standing.lines.first(where: { $0.line.number == UInt32(number) }) else {
            throw CommandError(.missing, "The order has no line \(number).")
        }
        guard standing.allows || call.request.truth("force") else {
            throw CommandError(
                .refused,
                "The order is \(standing.state.rawValue): goods may go when it is approved. If "
                    + "they are on the road already, say --force: it is recorded, and shown to all."
            )
        }
        let (source, hub) = (standing.order.source, standing.order.destination)
        let code = desk.code(.dispatch, at: source)
        _ = try await state(
            .dispatch,
            [
                ("source", .text("\(source)")), ("destination", .text("\(hub)")),
                ("order", .text(FieldType.fact(nil).text(of: fact.reference.value))),
                ("line", .number(number)), ("item", .text("\(line.line.item)")),
                ("amount", .text(call.request.text("amount") ?? amount(line.open))),
                ("condition", .text("usable")), ("batch", call.request["batch"]),
                ("code", .text(code)), ("on", Today.time), ("carrier", call.request["carrier"]),
                ("vehicle", call.request["vehicle"]), ("note", call.request["note"]),
            ], in: fact.scope, desk, call)
        return .object([("waybill", .text(code))])
    }

    private static func receive(_ call: Call) async throws(CommandError) -> JSON {
        let desk = try await Desk(call)
        let fact = try desk.fact(.dispatch, try call.request.need("code"))
        guard let shipment = desk.operation.book.shipment(of: fact.name) else {
            throw CommandError(.missing, "That waybill is not here.")
        }
        let sent = shipment.dispatch
        let code = desk.code(.receipt, at: sent.destination)
        _ = try await state(
            .receipt,
            [
                ("destination", .text("\(sent.destination)")),
                ("dispatch", .text(FieldType.fact(nil).text(of: fact.reference.value))),
                ("item", .text("\(sent.item)")), ("batch", sent.batch.map { .text($0) }),
                ("condition", .text("\(sent.condition)")),
                ("good", .text(call.request.text("good") ?? amount(shipment.onItsWay))),
                ("damaged", call.request["damaged"]), ("code", .text(code)), ("on", Today.time),
                ("last", .truth(!call.request.truth("more"))), ("reason", call.request["reason"]),
            ], in: fact.scope, desk, call)
        return .object([("receipt", .text(code))])
    }
}
