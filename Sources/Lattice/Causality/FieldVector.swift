/// What a change saw in the cell it changes: for each feed, its latest write there
/// (spec/01-causality.md#vec-1).
public typealias FieldVector = SortedMap<FeedID, Position>

extension SortedMap where Key == FeedID, Value == Position {
    /// Whether this vector names the dot, or a later one of its feed.
    @inlinable
    public func covers(_ dot: Dot) -> Bool {
        guard let position = self[dot.feed] else { return false }
        return dot.position <= position
    }

    /// The least vector that covers what either covers.
    @inlinable
    public mutating func join(_ other: Self) {
        merge(other) { mine, theirs in mine = max(mine, theirs) }
    }
}
