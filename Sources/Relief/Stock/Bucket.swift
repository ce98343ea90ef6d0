public import Bundles
public import Lattice

/// Goods that are one to everybody who counts them: of one item, one batch and in one condition, at
/// one hub.
public struct Bucket: Hashable, Comparable, Sendable {
    public let hub: HubID
    public let item: RecordID
    public let batch: String?
    public let condition: Condition

    public init(_ hub: HubID, _ item: RecordID, _ batch: String?, _ condition: Condition) {
        self.hub = hub
        self.item = item
        self.batch = batch
        self.condition = condition
    }

    public static func < (a: Self, b: Self) -> Bool {
        if a.hub != b.hub { return a.hub < b.hub }
        if a.item != b.item { return a.item < b.item }
        if a.batch != b.batch {
            guard let mine = a.batch, let theirs = b.batch else { return a.batch == nil }
            return mine.utf8.lexicographicallyPrecedes(theirs.utf8)
        }
        return a.condition < b.condition
    }
}

/// So much more of a bucket, or less.
struct Posting: Hashable, Sendable {
    let bucket: Bucket
    let amount: Int64

    init(_ bucket: Bucket, _ amount: Int64) { (self.bucket, self.amount) = (bucket, amount) }
}

/// What a fact did to a bucket.
public struct Move: Hashable, Sendable {
    public let fact: LedgerKey
    /// Of a movement, which.
    public let sort: Movement.Sort?
    /// When it happened, as its author has it, in milliseconds since 1970.
    public let on: Int64
    public let bucket: Bucket
    /// In thousandths; less than nothing of what went away.
    public let amount: Int64
    public let isCorrected: Bool
}
