public import Lattice
public import Schema

/// Somebody went through the shelves, and this is how far they knew what had moved
/// (spec/10-relief.md#count-1).
public struct Count: Hashable, Sendable {
    /// Nil if nothing was known to have moved.
    public let extent: Extent?
    public let on: Int64

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let on = parts.integer(2) else { return nil }
        extent = parts.extent(1)
        self.on = on
    }

    /// Whether its author knew of a fact.
    func knew(_ carriers: SortedMap<FeedID, Position>) -> Bool {
        extent?.contains(carriers) ?? false
    }
}

/// What was seen of one sort of goods.
public struct CountLine: Hashable, Sendable {
    public let count: FactReference
    public let item: RecordID
    public let batch: String?
    public let condition: Condition
    public let seen: Int64

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let count = parts.fact(0), let item = parts.record(1),
            let condition: Condition = parts.choice(3), let seen = parts.integer(4)
        else { return nil }
        self.count = count
        self.item = item
        batch = parts.text(2)
        self.condition = condition
        self.seen = seen
    }
}

/// What a fact should have said, once that is approved (spec/10-relief.md#edit-1).
public struct Correction: Hashable, Sendable {
    public let about: FactReference
    public let amount: Int64
    public let damaged: Int64
    /// The correction that this one takes the place of.
    public let instead: FactReference?

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let about = parts.fact(0), let amount = parts.integer(2) else { return nil }
        self.about = about
        self.amount = amount
        damaged = parts.integer(3) ?? 0
        instead = parts.fact(5)
    }
}
