/// All rows of one record, in memory: its life and its fields (spec/02-data-types.md#doc-1).
public struct Document: Equatable, Sendable {
    public var life: Life
    public var registers: SortedMap<FieldNumber, Register>
    public var sets: SortedMap<FieldNumber, AddWinsSet>
    public var counters: SortedMap<FieldNumber, Counter>
    public var facts: SortedMap<FieldNumber, Facts>

    public init() {
        life = Life()
        registers = SortedMap()
        sets = SortedMap()
        counters = SortedMap()
        facts = SortedMap()
    }
}

extension Document: Vanishing {
    @inlinable
    public var isEmpty: Bool {
        life.isEmpty && registers.isEmpty && sets.isEmpty && counters.isEmpty && facts.isEmpty
    }
}

extension Document: Rows {
    @inlinable
    public mutating func life<Result, Failure: Error>(
        _ body: (inout Life) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try body(&life)
    }

    @inlinable
    public mutating func register<Result, Failure: Error>(
        _ field: FieldNumber, _ body: (inout Register) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try registers.keep(field, initial: Register(), body)
    }

    @inlinable
    public mutating func element<Result, Failure: Error>(
        _ field: FieldNumber, _ element: Value,
        _ body: (inout Element) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try sets.keep(field, initial: AddWinsSet()) { set throws(Failure) in
            try set.modify(element, body)
        }
    }

    @inlinable
    public mutating func tally<Result, Failure: Error>(
        _ field: FieldNumber, _ feed: FeedID,
        _ body: (inout Tally) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try counters.keep(field, initial: Counter()) { counter throws(Failure) in
            try counter.tallies.keep(feed, initial: Tally(), body)
        }
    }

    @inlinable
    public mutating func fact<Result, Failure: Error>(
        _ field: FieldNumber, _ key: FactKey,
        _ body: (inout Fact) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try facts.keep(field, initial: Facts()) { facts throws(Failure) in
            try facts.modify(key, body)
        }
    }

    public mutating func clear(_ visitor: inout some RowVisitor) {
        visitRows(&visitor)
        self = Document()
    }

    public mutating func clear(_ fact: FactKey, _ visitor: inout some RowVisitor) {
        facts.forEachValue { field, facts in
            if let row = facts.facts.removeValue(forKey: fact) {
                visitor.visit(.fact(field, fact), row)
            }
        }
        facts.removeAll { $0.value.isEmpty }
    }
}

extension Document: CRDT {
    public typealias Delta = DocumentDelta

    /// As a change of a record that is not the ledger.
    public mutating func join(_ delta: DocumentDelta, at stamp: Stamp) {
        var nobody = NoObserver()
        join(Change(RecordID(stamp.dot), delta), at: stamp, observer: &nobody)
    }

    public mutating func join(_ other: Self, _ frontiers: Frontiers) {
        life.marks.join(other.life.marks)
        join(&registers, other.registers, frontiers)
        join(&sets, other.sets, frontiers)
        join(&counters, other.counters, frontiers)
        join(&facts, other.facts, frontiers)
        sets.removeAll { $0.value.isEmpty }
    }

    private func join<Field: CRDT>(
        _ mine: inout SortedMap<FieldNumber, Field>, _ theirs: SortedMap<FieldNumber, Field>,
        _ frontiers: Frontiers
    ) {
        // A field that the other lacks is joined with an empty one: what it has seen may be gone.
        mine.forEachValue { field, value in value.join(theirs[field] ?? Field(), frontiers) }
        for entry in theirs.entries where mine[entry.key] == nil {
            mine.modify(entry.key, initial: Field()) { $0.join(entry.value, frontiers) }
        }
    }

    public mutating func settle(within frontier: Frontier) {
        sets.forEachValue { _, set in set.settle(within: frontier) }
        sets.removeAll { $0.value.isEmpty }
    }

    public func visitRows(of _: FieldNumber, _ visitor: inout some RowVisitor) {
        visitRows(&visitor)
    }

    public func visitRows(_ visitor: inout some RowVisitor) {
        if !life.marks.isEmpty { visitor.visit(.life, life) }
        for entry in registers.entries { entry.value.visitRows(of: entry.key, &visitor) }
        for entry in sets.entries { entry.value.visitRows(of: entry.key, &visitor) }
        for entry in counters.entries { entry.value.visitRows(of: entry.key, &visitor) }
        for entry in facts.entries { entry.value.visitRows(of: entry.key, &visitor) }
    }
}

/// Looks away.
struct NoObserver: RowObserver {
    mutating func willChange(_: RowKey, _: borrowing some Row) {}
    mutating func didChange(_: RowKey, _: borrowing some Row) {}
}
