import Bundles
import Charter
import Lattice
import Relief
import Schema
import Simulation
import Wire

// A few hubs and goods, and facts about them put together by hand.

enum Warehouse {
    static let hubs = (1...3).map { HubID(high: 0xB, low: $0) }
    static let items = (0..<3).map { number in
        RecordID(
            Dot(
                feed: FeedID(high: 0xC, low: 1),
                position: made(Position(made(BundleNumber(9)), index: number))), .item)
    }

    static func made<Thing>(_ thing: Thing?) -> Thing {
        guard let thing else { preconditionFailure("it is possible") }
        return thing
    }

    static func hub(_ hub: HubID) -> Value { item { $0.put(hub) } }

    static func record(_ record: RecordID) -> Value { item { $0.put(record) } }
}

/// A fact of which only what a test is about has to be said.
struct Draft {
    var name: LedgerKey
    var scope: Address
    var parts: [UInt32: Value]
    var carriers: [FeedID: (UInt64, Int)]
    var outcome: Outcome?

    init(
        _ kind: KindNumber, _ id: UInt64, in scope: Address, _ parts: [UInt32: Value],
        by person: UInt64 = 1, at number: UInt64? = nil, outcome: Outcome? = nil
    ) {
        let key = FactKey(
            person: PersonID(high: 0xA, low: person), id: FactID(high: UInt64(kind.value), low: id))
        name = LedgerKey(kind, key)
        self.scope = scope
        self.parts = parts
        carriers = [FeedID(high: 0xF, low: person): (number ?? id, 0)]
        self.outcome = outcome
    }

    var fact: ReliefFact {
        let content = item { writer in
            writer.put(map: parts.count)
            for (number, value) in parts.sorted(by: { $0.key < $1.key }) {
                writer.put(UInt64(number))
                writer.put(item: value.span)
            }
        }
        let entries = carriers.sorted { $0.key < $1.key }.map { feed, place in
            SortedMap<FeedID, Position>.Entry(
                key: feed,
                value: Warehouse.made(
                    Position(Warehouse.made(BundleNumber(place.0)), index: place.1)))
        }
        return ReliefFact(
            name, in: scope, content, carriedBy: SortedMap(ascending: entries), outcome: outcome)
    }

    var reference: Value { fact.reference.value }
}

extension Draft {
    static func movement(
        _ id: UInt64, _ sort: Movement.Sort, _ amount: Int64, of item: Int = 0, at hub: Int = 0,
        batch: String? = nil, _ condition: Condition = .usable, into: Condition? = nil,
        on: Int64 = 1_000, by person: UInt64 = 1
    ) -> Draft {
        var parts: [UInt32: Value] = [
            0: integer(sort.rawValue), 1: Warehouse.record(Warehouse.items[item]),
            2: integer(amount), 3: integer(condition.rawValue), 6: integer(on),
            7: text("as it was"),
        ]
        if let into { parts[4] = integer(into.rawValue) }
        if let batch { parts[5] = text(batch) }
        return Draft(.movement, id, in: .hub(Warehouse.hubs[hub]), parts, by: person)
    }

    static func audience(_ hubs: [Int]) -> Address {
        let members = hubs.map { Address.hub(Warehouse.hubs[$0]) } + [.group(Policy.logistics)]
        return Warehouse.made(Address.audience(of: members))
    }

    static func dispatch(
        _ id: UInt64, _ amount: Int64, of item: Int = 0, from source: Int = 0, to other: Int = 1,
        batch: String? = nil, _ condition: Condition = .usable, on: Int64 = 2_000,
        by person: UInt64 = 1
    ) -> Draft {
        var parts: [UInt32: Value] = [
            0: Warehouse.hub(Warehouse.hubs[source]), 1: Warehouse.hub(Warehouse.hubs[other]),
            4: Warehouse.record(Warehouse.items[item]), 5: integer(amount),
            6: integer(condition.rawValue), 9: text("D-\(id)"), 10: integer(on),
        ]
        if let batch { parts[7] = text(batch) }
        return Draft(.dispatch, id, in: audience([source, other].sorted()), parts, by: person)
    }

    static func receipt(
        _ id: UInt64, of dispatch: Draft?, good: Int64, damaged: Int64 = 0, item: Int = 0,
        at hub: Int = 1, batch: String? = nil, isLast: Bool = false, on: Int64 = 3_000,
        by person: UInt64 = 2
    ) -> Draft {
        var parts: [UInt32: Value] = [
            0: Warehouse.hub(Warehouse.hubs[hub]), 2: Warehouse.record(Warehouse.items[item]),
            4: integer(0), 5: integer(good), 6: integer(damaged), 7: text("R-\(id)"),
            8: integer(on),
        ]
        if let batch { parts[3] = text(batch) }
        if let dispatch { parts[1] = dispatch.reference }
        if isLast { parts[9] = Simulation.item { $0.put(true) } }
        return Draft(.receipt, id, in: dispatch?.scope ?? audience([0, hub]), parts, by: person)
    }

    static func loss(_ id: UInt64, of dispatch: Draft, _ amount: Int64, by person: UInt64 = 2)
        -> Draft
    {
        Draft(
            .transitLoss, id, in: dispatch.scope,
            [
                0: Warehouse.hub(Warehouse.hubs[1]), 1: dispatch.reference, 2: integer(amount),
                3: text("stolen"), 4: integer(3_500),
            ], by: person)
    }

    /// A count whose author knew all bundles up to these.
    static func count(
        _ id: UInt64, at hub: Int = 0, knowing extent: [UInt64: UInt64], on: Int64 = 5_000,
        by person: UInt64 = 3
    ) -> Draft {
        let ends = extent.sorted { $0.key < $1.key }.map { person, number in
            SortedMap<FeedID, BundleNumber>.Entry(
                key: FeedID(high: 0xF, low: person), value: Warehouse.made(BundleNumber(number)))
        }
        var parts: [UInt32: Value] = [0: text("C-\(id)"), 2: integer(on)]
        parts[1] = Extent(SortedMap(ascending: ends)).value
        return Draft(.count, id, in: .hub(Warehouse.hubs[hub]), parts, by: person)
    }

    static func line(
        _ id: UInt64, of count: Draft, saw amount: Int64, item: Int = 0, batch: String? = nil,
        _ condition: Condition = .usable
    ) -> Draft {
        var parts: [UInt32: Value] = [
            0: count.reference, 1: Warehouse.record(Warehouse.items[item]),
            3: integer(condition.rawValue), 4: integer(amount),
        ]
        if let batch { parts[2] = text(batch) }
        return Draft(.countLine, id, in: count.scope, parts, by: 3)
    }

    static func correction(
        _ id: UInt64, of fact: Draft, to amount: Int64, damaged: Int64? = nil,
        instead: Draft? = nil, outcome: Outcome? = .approved([])
    ) -> Draft {
        var parts: [UInt32: Value] = [
            0: fact.reference, 1: Warehouse.hub(Warehouse.hubs[0]), 2: integer(amount),
            4: text("a zero too many"),
        ]
        if let damaged { parts[3] = integer(damaged) }
        if let instead { parts[5] = instead.reference }
        return Draft(.correction, id, in: fact.scope, parts, by: 4, outcome: outcome)
    }
}

extension Book {
    init(_ drafts: Draft...) {
        self.init()
        for draft in drafts { put(draft.fact) }
    }

    func stock(
        of item: Int = 0, at hub: Int = 0, batch: String? = nil, _ condition: Condition = .usable
    ) -> Stock {
        stock(of: Bucket(Warehouse.hubs[hub], Warehouse.items[item], batch, condition))
    }
}
