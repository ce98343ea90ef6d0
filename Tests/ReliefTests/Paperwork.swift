import Bundles
import Charter
import Lattice
import Queries
import Relief
import Schema
import Seal
import Simulation
import Wire

import struct Relief.Issue

// Orders and what they answer, put together by hand.

extension Draft {
    static func list(_ values: [Value]) -> Value {
        item { writer in
            writer.put(array: values.count)
            for value in values { writer.put(item: value.span) }
        }
    }

    /// Items and amounts; the lines are numbered from one.
    static func order(
        _ id: UInt64, _ lines: [(item: Int, amount: Int64)], from source: Int = 0,
        to other: Int = 1, answering demand: Draft? = nil, instead: Draft? = nil,
        batch: String? = nil, isPlan: Bool = false, by person: UInt64 = 5,
        outcome: Outcome? = .approved([]), code: String? = nil
    ) -> Draft {
        let groups = lines.enumerated().map { place, line in
            let parts: [(UInt32, Value)] = [
                (0, integer(Int64(place) + 1)), (1, Warehouse.record(Warehouse.items[line.item])),
                (2, integer(line.amount)), (3, integer(0)),
            ]
            return batch.map { parts + [(4, text($0))] } ?? parts
        }
        var parts: [UInt32: Value] = [
            0: text(code ?? "O-\(id)"), 1: Warehouse.hub(Warehouse.hubs[source]),
            2: Warehouse.hub(Warehouse.hubs[other]), 3: list(groups.map(group(of:))),
        ]
        if let demand { parts[demand.name.kind == .submission ? 4 : 5] = demand.reference }
        if let instead { parts[6] = instead.reference }
        return Draft(
            .order, id,
            in: isPlan ? .group(Policy.logistics) : audience([source, other].sorted()), parts,
            by: person, outcome: outcome)
    }

    /// Goods sent under a line of an order.
    static func dispatch(
        _ id: UInt64, _ amount: Int64, under order: Draft, line: Int64 = 1, of item: Int = 0,
        from source: Int = 0, to other: Int = 1, batch: String? = nil, on: Int64 = 2_000,
        by person: UInt64 = 1
    ) -> Draft {
        var sent = dispatch(
            id, amount, of: item, from: source, to: other, batch: batch, on: on, by: person)
        sent.parts[2] = order.reference
        sent.parts[3] = integer(line)
        return sent
    }

    static func demand(
        _ id: UInt64, _ lines: [(item: Int, amount: Int64)], by hub: Int = 1,
        instead: Draft? = nil, as kind: KindNumber = .submission
    ) -> Draft {
        let groups = lines.enumerated().map { place, line in
            group(of: [
                (0, integer(Int64(place) + 1)), (1, Warehouse.record(Warehouse.items[line.item])),
                (2, integer(line.amount)),
            ])
        }
        var parts: [UInt32: Value] = [
            0: Warehouse.hub(Warehouse.hubs[hub]), 1: text("NL-\(id)"), 3: list(groups),
        ]
        if let instead { parts[6] = instead.reference }
        return Draft(kind, id, in: audience([hub]), parts, by: 2)
    }

    /// A withdrawal, a request to change it, or a refusal.
    static func reply(_ kind: KindNumber, _ id: UInt64, to demand: Draft) -> Draft {
        var parts: [UInt32: Value] = [:]
        if kind == .withdrawal {
            parts = [0: demand.parts[0] ?? Warehouse.hub(Warehouse.hubs[1]), 1: demand.reference]
        } else {
            parts = [0: demand.reference, 1: text("as it is")]
        }
        return Draft(kind, id, in: demand.scope, parts, by: 6)
    }

    static func closing(_ id: UInt64, of order: Draft) -> Draft {
        Draft(
            .closing, id, in: order.scope, [0: order.reference, 1: text("enough")], by: 6)
    }

    static func reservation(
        _ id: UInt64, _ amount: Int64, of item: Int = 0, at hub: Int = 0,
        for purpose: Draft? = nil
    ) -> Draft {
        var parts: [UInt32: Value] = [
            0: Warehouse.hub(Warehouse.hubs[hub]), 1: Warehouse.record(Warehouse.items[item]),
            2: integer(0), 3: integer(amount),
        ]
        if let purpose { parts[4] = purpose.reference }
        return Draft(.reservation, id, in: .group(Policy.logistics), parts, by: 5)
    }

    static func release(_ id: UInt64, of reservation: Draft) -> Draft {
        Draft(.release, id, in: reservation.scope, [0: reservation.reference], by: 5)
    }

    static func resolution(_ id: UInt64, of issue: Issue, cause: IssueID? = nil) -> Draft {
        Draft(
            .resolution, id, in: issue.scope,
            [
                0: text(issue.id.token), 1: text((cause ?? issue.cause).token), 2: integer(0),
                3: text("seen to"),
            ], by: 6)
    }
}

/// Records put together by hand.
enum Papers {
    private static func dot(_ writer: Int, _ place: Int) -> Dot {
        Dot(
            feed: FeedID(high: 0xE, low: UInt64(writer) + 1),
            position: Warehouse.made(Position(.first, index: place)))
    }

    /// Of each field what was written side by side, the one that counts first.
    static func shown(
        _ id: RecordID, _ values: [UInt32: [Value]], isDeleted: Bool = false,
        isContested: Bool = false
    ) -> Shown {
        var document = Document()
        for (field, values) in values {
            for (writer, value) in values.enumerated() {
                document.join(
                    .field(FieldNumber(field), .register(.init(value))),
                    at: Stamp(
                        dot: dot(writer, Int(field)),
                        time: HybridTime(word: UInt64(100 - writer))))
            }
        }
        if isDeleted || isContested {
            let seen = (0..<4).map { writer in
                FieldVector.Entry(key: dot(writer, 0).feed, value: dot(writer, 200).position)
            }
            document.join(
                .life(.init(.dead, seen: isDeleted ? FieldVector(ascending: seen) : FieldVector())),
                at: Stamp(dot: dot(9, 0), time: HybridTime(word: 101)))
        }
        return Shown(
            id, document, of: Warehouse.made(Relief.schema.kinds[id.kind]), by: Blake2b.self)
    }

    static func item(
        _ number: Int, mergedInto other: Int? = nil, isRetired: Bool = false,
        isDeleted: Bool = false, isContested: Bool = false, named names: [String] = ["Water"]
    ) -> Shown {
        let words = names.map { name in
            Simulation.item { writer in
                writer.put(map: 1)
                writer.put(text: "en")
                writer.put(text: name)
            }
        }
        var values: [UInt32: [Value]] = [0: [text("I-\(number)")], 1: words, 3: [integer(2)]]
        if let other { values[9] = [Warehouse.record(Warehouse.items[other])] }
        if isRetired { values[10] = [Simulation.item { $0.put(true) }] }
        return shown(
            Warehouse.items[number], values, isDeleted: isDeleted, isContested: isContested)
    }

    static func record(_ number: UInt64, _ kind: KindNumber) -> RecordID {
        RecordID(
            Dot(
                feed: FeedID(high: 0xC, low: 2),
                position: Warehouse.made(
                    Position(Warehouse.made(BundleNumber(number)), index: 0))), kind)
    }

    static func lot(
        _ number: UInt64, of item: Int, _ batch: String, expiring day: Int64?
    ) -> Shown {
        var values: [UInt32: [Value]] = [
            0: [Warehouse.record(Warehouse.items[item])], 1: [text(batch)],
        ]
        if let day { values[2] = [integer(day)] }
        return shown(record(number, .lot), values)
    }
}

extension Operation {
    /// All hubs are the realm's own, all ledgers are read, and all items are in the catalogue.
    init(_ drafts: Draft...) { self.init(drafts) }

    init(_ drafts: [Draft]) {
        self.init()
        set(ledgers: Set(Warehouse.hubs))
        for hub in Warehouse.hubs { set(HubState(), of: hub) }
        for number in Warehouse.items.indices {
            set(Papers.item(number), of: Warehouse.items[number], in: .common)
        }
        set(drafts.map { ($0.name, $0.fact) })
    }

    func state(of order: Draft) -> State? { orders.standing(of: order.name)?.state }
    func state(ofDemand demand: Draft) -> State? { orders.demand(demand.name)?.state }

    func promised(of item: Int = 0, at hub: Int = 0) -> Int128 {
        orders.promised(of: Goods(Warehouse.hubs[hub], Warehouse.items[item], .usable))
    }

    /// The sorts of the issues that are open, and what they are about.
    func open(_ sort: Issue.Sort) -> [Matter] {
        openIssues.filter { $0.sort == sort }.map(\.matter)
    }
}
