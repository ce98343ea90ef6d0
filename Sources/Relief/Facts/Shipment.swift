public import Bundles
public import Lattice
public import Schema

/// Goods that left a hub: from then on they are nobody's until somebody receives them
/// (spec/10-relief.md#stock-2).
public struct Dispatch: Hashable, Sendable {
    public let source: HubID
    public let destination: HubID
    /// What allows it, and which line of that; nil if nobody was asked.
    public let order: FactReference?
    public let line: Int64?
    public let item: RecordID
    public let amount: Int64
    public let condition: Condition
    public let batch: String?
    public let on: Int64

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let source = parts.hub(0), let destination = parts.hub(1),
            let item = parts.record(4), let amount = parts.integer(5),
            let condition: Condition = parts.choice(6), let on = parts.integer(10)
        else { return nil }
        self.source = source
        self.destination = destination
        order = parts.fact(2)
        line = parts.integer(3)
        self.item = item
        self.amount = amount
        self.condition = condition
        batch = parts.text(7)
        self.on = on
    }

    func postings(of amount: Int64) -> [Posting] {
        [Posting(Bucket(source, item, batch, condition), -amount)]
    }
}

/// Goods that arrived, some of them perhaps damaged.
public struct GoodsReceipt: Hashable, Sendable {
    public let destination: HubID
    /// What they left as; nil if nobody knows.
    public let dispatch: FactReference?
    public let item: RecordID
    public let batch: String?
    public let condition: Condition
    public let good: Int64
    public let damaged: Int64
    public let on: Int64
    /// Whether nothing more of the dispatch will come.
    public let isLast: Bool

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let destination = parts.hub(0), let item = parts.record(2),
            let condition: Condition = parts.choice(4), let good = parts.integer(5),
            let on = parts.integer(8)
        else { return nil }
        self.destination = destination
        dispatch = parts.fact(1)
        self.item = item
        batch = parts.text(3)
        self.condition = condition
        self.good = good
        damaged = parts.integer(6) ?? 0
        self.on = on
        isLast = parts.truth(9) ?? false
    }

    func postings(good: Int64, damaged: Int64) -> [Posting] {
        let whole = Posting(Bucket(destination, item, batch, condition), good)
        let broken = Posting(Bucket(destination, item, batch, .damaged), damaged)
        return [whole, broken].filter { $0.amount != 0 }
    }
}

/// Goods that left, and will never arrive.
public struct TransitLoss: Hashable, Sendable {
    public let dispatch: FactReference
    public let amount: Int64

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let dispatch = parts.fact(1), let amount = parts.integer(2) else { return nil }
        self.dispatch = dispatch
        self.amount = amount
    }
}
