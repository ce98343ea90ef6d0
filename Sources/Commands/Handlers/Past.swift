internal import Bundles
internal import Charter
internal import Foundation
internal import Lattice
internal import Node
internal import Packs
internal import Relief
internal import Replica
internal import Schema
internal import Seal
internal import Store
internal import Tables

/// What happened, why something is as it is, and what another laptop has not.
extension Handlers {
    static let past: [String: Handler] = [
        "timeline": { call async throws(CommandError) in try await timeline(call) },
        "why": { call async throws(CommandError) in try await why(call) },
        "diff": { call async throws(CommandError) in try await diff(call) },
    ]

    /// Whoever asks, and what they know.
    struct Reading {
        let seat: ActID
        let desk: OperationDesk
        let scopes: [Address]
        let sheets: Sheets

        init(_ call: Call) async throws(CommandError) {
            let seat = try await call.place.seat(call.request)
            self.seat = seat
            desk = try await call.place.operation(for: seat)
            let (scopes, view) = try await call.place.withReplica { replica in
                (replica.scopes(of: seat), "\(replica.charter.viewID)")
            }
            self.scopes = scopes
            let known = try await desk.known(in: scopes)
            let language = try Handlers.language(call).rawValue
            sheets = Sheets(
                of: await desk.operation, beside: known, words: language,
                asOf: HybridTime(
                    WallTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000))),
                in: String(view.prefix(16)))
        }
    }

    /// Looks until all is found; a piece at a time, so that the node goes on.
    private static func answer(
        _ topic: Inquiry.Topic, in scope: Address, _ reading: Reading, _ call: Call
    ) async throws(CommandError) -> Inquiry {
        try await answer(Inquiry(into: topic, in: scope, by: reading.seat), call)
    }

    static func answer(_ begun: Inquiry, _ call: Call) async throws(CommandError) -> Inquiry {
        var inquiry = begun
        let progress = Progress(call.dialogue)
        while true {
            let last = inquiry
            let (next, isMore) = try await call.place.withReplica { replica in
                var inquiry = last
                let isMore = replica.look(into: &inquiry)
                return (inquiry, isMore)
            }
            inquiry = next
            guard isMore, !inquiry.isDone else { return inquiry }
            progress.tell("bundles", inquiry.progress.done, of: inquiry.progress.of)
        }
    }

    /// All that happened to what was named, or at all, in the scopes that are read.
    private static func inquire(
        _ reading: Reading, _ call: Call
    ) async throws(CommandError) -> [Inquiry] {
        var topic = Inquiry.Topic.everything
        if let by = call.request.text("by") {
            topic = .person(try await reading.desk.names.person(by))
        }
        var scopes = reading.scopes
        if let at = call.request.text("at") {
            let hub = Address.hub(try await reading.desk.names.hub(at))
            scopes = scopes.filter { $0.members.contains(hub) }
        }
        if let text = call.request.texts("lines").first ?? call.request.text("record") {
            if case .anchor(let anchor) = try await reading.desk.topic(text) {
                topic = .anchor(anchor)
            }
        }
        var all: [Inquiry] = []
        for scope in scopes { all.append(try await answer(topic, in: scope, reading, call)) }
        return all
    }

    // MARK: The timeline

    private static func timeline(_ call: Call) async throws(CommandError) -> JSON {
        let limit = try call.request.number("limit", in: 1...100_000, default: 50)
        let reading = try await Reading(call)
        let table = try await timelineTable(reading, call, limit)
        let hidden: Set<String> =
            call.request.truth("signatures") ? [] : ["signature", "as-of", "view"]
        return rows(of: table, without: hidden)
    }

    static func timelineTable(
        _ reading: Reading, _ call: Call, _ limit: Int
    ) async throws(CommandError) -> Table {
        var entries = try await inquire(reading, call).flatMap(\.timeline)
        if let text = call.request.texts("lines").first {
            let topic = try await reading.desk.topic(text)
            if case .entry(let feed, let number) = topic {
                entries = entries.filter {
                    $0.happening.dot.feed == feed && $0.happening.dot.position.number == number
                }
            }
            guard !entries.isEmpty else {
                throw CommandError(.missing, "Nothing is known here of “\(text)”.")
            }
        }
        entries.sort {
            ($0.happening.time, $0.happening.dot) < ($1.happening.time, $1.happening.dot)
        }
        return reading.sheets.timeline(entries.suffix(limit))
    }

    static func rows(of table: Table, without hidden: Set<String> = []) -> JSON {
        .array(
            table.lines.map { line in
                .object(
                    zip(table.header, line.cells).filter { !hidden.contains($0.0) }
                        .map { ($0, .text($1)) })
            })
    }

    // MARK: Why

    private static func why(_ call: Call) async throws(CommandError) -> JSON {
        let reading = try await Reading(call)
        let text = try call.request.need("record")
        guard case .anchor = try await reading.desk.topic(text) else {
            throw CommandError(.usage, "Name a record: its code, or its id. See “timeline”.")
        }
        let found = try await inquire(reading, call).filter { !$0.happenings.isEmpty }
        guard !found.isEmpty else {
            throw CommandError(.missing, "Nothing is known here of “\(text)”.")
        }
        let (names, schema) = await (reading.desk.names, reading.desk.schema)
        var all: [JSON] = []
        for inquiry in found {
            let kind = inquiry.happenings.first.flatMap { schema.kinds[$0.change.kind] }
            let steps = inquiry.timeline
            let cells = reading.sheets.timeline(steps).lines
            var fields = Set(steps.compactMap(\.field)).sorted()
            if let name = call.request.text("field") {
                guard let field = kind?.fields.first(where: { $0.value.name == name })?.key else {
                    let known = kind?.fields.values.map(\.name).sorted().joined(separator: ", ")
                    throw CommandError(
                        .usage, "It has no field “\(name)”; it has \(known ?? "none").")
                }
                fields = [field]
            }
            let said = Dictionary(
                zip(steps, cells).map { (Step($0.happening.dot, $0.field), $1.cells) },
                uniquingKeysWith: { $1 })
            for field in fields {
                for cause in inquiry.reasons(for: field).causes {
                    let cells = said[Step(cause.happening.dot, field)] ?? []
                    all.append(
                        row(
                            cause, field: kind?.fields[field]?.name ?? "\(field)",
                            new: cells.count > 7 ? cells[7] : "",
                            time: cells.first ?? "", names, inquiry))
                }
            }
        }
        return .array(all)
    }

    private struct Step: Hashable {
        let dot: Dot
        let field: FieldNumber?
        init(_ dot: Dot, _ field: FieldNumber?) { (self.dot, self.field) = (dot, field) }
    }

    private static func row(
        _ cause: Reasons.Cause, field: String, new: String, time: String, _ names: Directory,
        _ inquiry: Inquiry
    ) -> JSON {
        let happening = cause.happening
        func who(_ dot: Dot) -> String {
            let other = inquiry.happenings.first { $0.dot == dot }
            return other?.person.map { names.name(of: $0) } ?? "\(dot)"
        }
        let part =
            switch cause.role {
            case .shown: happening.isProposal ? "proposed" : "shown"
            case .beside: "stands beside what is shown"
            case .replaced(let by):
                "replaced by " + Set(by.map(who)).sorted().joined(separator: ", ")
            case .without: without(happening)
            }
        let decisions = cause.decisions.map { citation in
            let name = citation.happening.person.map { names.name(of: $0) } ?? "somebody"
            return switch citation.approves {
            case true?: "approved by \(name)"
            case false?: "rejected by \(name)"
            case nil: "named by \(name)"
            }
        }
        return .object([
            ("time", .text(time)), ("field", .text(field)), ("value", .text(new)),
            ("person", .text(happening.person.map { names.name(of: $0) })),
            ("part", .text(part)), ("decisions", .text(decisions.joined(separator: ", "))),
            ("comes-to", .text(cause.outcome.map { "\($0)" })),
            ("in", .text(names.name(of: inquiry.scope))),
            ("entry", .text("\(happening.dot.feed):\(happening.dot.position.number.value)")),
        ])
    }

    private static func without(_ happening: Happening) -> String {
        switch happening.standing {
        case .counts: "has no effect"
        case .void(let revocations):
            revocations.isEmpty
                ? "void: what came after a fork" : "void: whoever wrote it was let go"
        case .refused(let why): "refused: \(why)"
        }
    }

    // MARK: Another laptop

    private static func diff(_ call: Call) async throws(CommandError) -> JSON {
        let reading = try await Reading(call)
        let (names, text) = await (reading.desk.names, try call.request.need("peer"))
        let status = try await call.place.status()
        let wanted = text.lowercased()
        let person = try? names.person(text)
        let held = try await call.place.withReplica { replica in
            let devices = replica.statements.map(\.device) + status.peers.compactMap(\.device)
            let found = Set(devices).filter { device in
                if "\(device)".hasPrefix(wanted) { return true }
                let owners = replica.statement(of: device).map(\.seat)
                return owners.flatMap { replica.charter.person(of: $0) } == person && person != nil
            }
            return (
                found: found.sorted { "\($0)" < "\($1)" },
                feeds: found.first.map { Holding.all(of: $0, in: replica) } ?? []
            )
        }
        guard let device = held.found.first else {
            throw CommandError(
                .missing,
                "No laptop “\(text)” has said yet what it holds. “causeway peers” shows who is near"
                    + " now; laptops say it every ten minutes.")
        }
        guard held.found.count == 1 else {
            throw CommandError(.usage, "“\(text)” has several laptops: say the beginning of a key.")
        }
        let other = held.feeds.filter { $0.here != $0.there }
        let session = status.peers.first { $0.device == device }
        return .object([
            ("peer", .text("\(device)")),
            ("said-s-ago", .number(held.feeds.first.map { ago($0.said) })),
            ("held-the-same-s-ago", .number(session?.metBefore.map { $0 / 1_000 })),
            ("feeds", .number(held.feeds.count)), ("different", .number(other.count)),
            (
                "differences",
                .array(
                    other.map { one in
                        .object([
                            ("in", .text(one.scope.map { names.name(of: $0) } ?? "unknown here")),
                            ("by", .text(one.person.map { names.name(of: $0) })),
                            ("here", .number(one.here)), ("there", .number(one.there)),
                            ("feed", .text("\(one.feed)")),
                        ])
                    })
            ),
        ])
    }

    private static func ago(_ time: HybridTime) -> Int64 {
        max(0, Int64(Date().timeIntervalSince1970) - Int64(time.milliseconds / 1_000))
    }
}

/// How much of a feed is here, and how much another device said that it has.
private struct Holding: Sendable {
    let feed: FeedID
    let scope: Address?
    let person: PersonID?
    let here: UInt64?
    let there: UInt64?
    let said: HybridTime

    static func all(
        of device: DeviceKey, in replica: borrowing Replica<FileStorage>
    ) -> [Holding] {
        guard let said = replica.statement(of: device) else { return [] }
        let there = Dictionary(
            said.feeds.map { ($0.feed, $0.number.value) }, uniquingKeysWith: { max($0, $1) })
        var here: [FeedID: StoredEnds] = [:]
        for stored in replica.storedFeeds { here[stored.feed] = stored }
        // What it did not name may be more than had room.
        let feeds = said.isWhole ? Set(there.keys).union(here.keys) : Set(there.keys)
        return feeds.sorted().map { feed in
            Holding(
                feed: feed, scope: here[feed]?.scope,
                person: replica.writer(of: feed).flatMap { replica.charter.person(of: $0) },
                here: here[feed]?.ends.map(\.number.value).max(), there: there[feed],
                said: said.time)
        }
    }
}
