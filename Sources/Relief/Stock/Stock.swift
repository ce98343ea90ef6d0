/// What is in a bucket (spec/10-relief.md#count-1).
public struct Stock: Hashable, Sendable {
    /// The sum of all that moved, in thousandths of the item's unit.
    public let book: Int128
    /// What ought to be there, by the count that counts and what moved since.
    public let onHand: Int128
    /// The count that counts, and those that stand beside it.
    public let count: LedgerKey?
    public let otherCounts: [LedgerKey]
    /// What happened before the count, as its authors have it, and was not known there.
    public let doubts: [LedgerKey]

    init(_ tally: Tally) {
        book = tally.book
        onHand = tally.onHand
        count = tally.effective
        otherCounts = tally.others
        doubts = tally.doubts
    }

    /// More was given away than there was.
    public var isBelowZero: Bool { onHand < 0 }
}

/// What became of goods that left (spec/10-relief.md#stock-2).
public struct Shipment: Hashable, Sendable {
    public let dispatch: Dispatch
    public let sent: Int128
    public internal(set) var good: Int128 = 0
    public internal(set) var damaged: Int128 = 0
    public internal(set) var lost: Int128 = 0
    /// Whether who received it says that nothing more will come.
    public internal(set) var isClosed = false

    init(_ dispatch: Dispatch, sent: Int128) { (self.dispatch, self.sent) = (dispatch, sent) }

    /// What of it nobody has accounted for; below zero if more came than left.
    public var difference: Int128 { sent - good - damaged - lost }

    /// What is neither the source's nor the destination's.
    public var onItsWay: Int128 { isClosed ? 0 : max(0, difference) }

    /// Whether what came is not what left.
    public var differs: Bool { damaged != 0 || difference < 0 || (isClosed && difference != 0) }
}
