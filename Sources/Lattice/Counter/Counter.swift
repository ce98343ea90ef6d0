/// What one feed has added to a counter and taken from it (spec/02-data-types.md#cnt-1).
@frozen
public struct Tally: Hashable, Sendable {
    /// The feed's last change; nil before the first.
    public var position: Position?
    public var up: UInt64
    public var down: UInt64

    @inlinable
    public init() {
        position = nil
        up = 0
        down = 0
    }

    @inlinable
    public init(position: Position, up: UInt64, down: UInt64) {
        self.position = position
        self.up = up
        self.down = down
    }

    @inlinable
    public mutating func join(_ delta: Counter.Delta, at position: Position) {
        if let last = self.position, last >= position { return }
        self.position = position
        // Sums stop at the top: a liar can spoil a counter, but not stop a node.
        if delta.amount > 0 {
            up = up.addingClamped(delta.amount.magnitude)
        } else {
            down = down.addingClamped(delta.amount.magnitude)
        }
    }

    /// The tally that knows more of the feed (spec/02-data-types.md#cnt-3).
    @inlinable
    public mutating func join(_ other: Self) {
        guard let theirs = other.position else { return }
        guard let mine = position else {
            self = other
            return
        }
        if (theirs, other.up, other.down) > (mine, up, down) { self = other }
    }
}

extension UInt64 {
    @inlinable
    func addingClamped(_ other: UInt64) -> UInt64 {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? .max : sum
    }
}

/// A number that many may raise and lower at once, each change counting exactly once.
@frozen
public struct Counter: Hashable, Sendable {
    public var tallies: SortedMap<FeedID, Tally>

    /// An amount up or down; never a total, so that a refused change leaves no trace in later ones.
    @frozen
    public struct Delta: Hashable, Sendable {
        public let amount: Int64

        /// Nil if the amount is none that a change can have (spec/02-data-types.md#cnt-2).
        @inlinable
        public init?(_ amount: Int64) {
            guard amount != 0, amount.magnitude <= Limits.counterStep.magnitude else { return nil }
            self.amount = amount
        }
    }

    @inlinable
    public init() { tallies = SortedMap() }

    /// All that was added less all that was taken.
    public var value: Int128 {
        tallies.entries.reduce(into: 0) { $0 += Int128($1.value.up) - Int128($1.value.down) }
    }

    @inlinable
    public static func counting(_ amount: Int64) throws(AuthorError) -> Delta {
        guard let delta = Delta(amount) else { throw .amountOutOfRange(amount) }
        return delta
    }
}

extension Counter: Vanishing {
    @inlinable public var isEmpty: Bool { tallies.isEmpty }
}

extension Counter: CRDT {
    @inlinable
    public mutating func join(_ delta: Delta, at stamp: Stamp) {
        tallies.modify(stamp.dot.feed, initial: Tally()) {
            $0.join(delta, at: stamp.dot.position)
        }
    }

    public mutating func join(_ other: Self, _: Frontiers) {
        tallies.merge(other.tallies) { $0.join($1) }
    }

    public mutating func settle(within _: Frontier) {}

    public func visitRows(of field: FieldNumber, _ visitor: inout some RowVisitor) {
        for entry in tallies.entries { visitor.visit(.tally(field, entry.key), entry.value) }
    }
}
