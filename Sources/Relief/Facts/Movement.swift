internal import Bundles
public import Lattice
internal import Schema

/// A line of a hub's ledger (spec/10-relief.md#stock-1).
public struct Movement: Hashable, Sendable {
    public enum Sort: Int64, CaseIterable, Sendable {
        case intake, distribution, loss, condition, found
        /// So much more, or less, than an earlier line has by mistake.
        case mistakeIn, mistakeOut
    }

    public let sort: Sort
    public let item: RecordID
    /// In thousandths of the item's unit.
    public let amount: Int64
    public let condition: Condition
    /// What the goods are from now on, if their condition changes.
    public let into: Condition?
    public let batch: String?
    /// When it happened, as its author has it.
    public let on: Int64

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let sort: Sort = parts.choice(0), let item = parts.record(1),
            let amount = parts.integer(2), let condition: Condition = parts.choice(3),
            let on = parts.integer(6)
        else { return nil }
        self.sort = sort
        self.item = item
        self.amount = amount
        self.condition = condition
        into = parts.choice(4)
        batch = parts.text(5)
        self.on = on
    }

    /// What it adds to a hub's buckets, if this is how much it was.
    func postings(of amount: Int64, at hub: HubID) -> [Posting] {
        let bucket = Bucket(hub, item, batch, condition)
        switch sort {
        case .intake, .found, .mistakeIn: return [Posting(bucket, amount)]
        case .distribution, .loss, .mistakeOut: return [Posting(bucket, -amount)]
        case .condition:
            guard let into else { return [Posting(bucket, -amount)] }
            return [
                Posting(bucket, -amount), Posting(Bucket(hub, item, batch, into), amount),
            ]
        }
    }
}
