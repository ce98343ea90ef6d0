/// What one cell knows of one feed (spec/02-data-types.md#mark-1).
@frozen
public struct Mark<Payload: Comparable & Hashable & Sendable>: Hashable, Sendable {
    /// The highest position of the feed heard of in this cell.
    public var position: Position
    /// What was written there, while it stands; nil once it is covered.
    public var payload: Payload?

    @inlinable
    public init(_ position: Position, standing payload: Payload) {
        self.position = position
        self.payload = payload
    }

    @inlinable
    public init(covered position: Position) {
        self.position = position
        payload = nil
    }

    /// The higher position wins; at the same one *covered* wins (spec/02-data-types.md#mark-2).
    @inlinable
    public mutating func join(_ other: Self) {
        if other.position > position {
            self = other
        } else if other.position == position, let mine = payload {
            // Two payloads at one dot come only from a fork (spec/02-data-types.md#mark-3).
            payload = other.payload.map { max(mine, $0) }
        }
    }
}

/// The marks of one cell, one for each feed that wrote there or was covered there.
///
/// Registers, the elements of sets and the lives of documents are all marks with another payload:
/// this is the one place that decides what stands.
@frozen
public struct Marks<Payload: Comparable & Hashable & Sendable>: Hashable, Sendable {
    @usableFromInline var map: SortedMap<FeedID, Mark<Payload>>

    @inlinable
    public init() { map = SortedMap() }

    @inlinable
    public init(_ map: SortedMap<FeedID, Mark<Payload>>) { self.map = map }

    /// In the order of feeds.
    @inlinable
    public var entries: [SortedMap<FeedID, Mark<Payload>>.Entry] { map.entries }

    @inlinable public var isEmpty: Bool { map.isEmpty }

    @inlinable
    public subscript(feed: FeedID) -> Mark<Payload>? { map[feed] }

    @inlinable
    public var isStanding: Bool { map.entries.contains { $0.value.payload != nil } }

    @inlinable
    public mutating func join(_ feed: FeedID, _ mark: Mark<Payload>) {
        map.merge(feed, mark) { $0.join($1) }
    }

    /// Covers all that the vector names, except by the dot's own feed, of which it says nothing
    /// (spec/01-causality.md#vec-3).
    @inlinable
    public mutating func cover(_ vector: FieldVector, by dot: Dot) {
        guard vector.count > 8 else {
            for entry in vector.entries where entry.key != dot.feed && entry.key != .zero {
                join(entry.key, Mark(covered: entry.value))
            }
            return
        }
        var others = vector
        others.removeAll { $0.key == dot.feed || $0.key == .zero }
        map.merge(others.mapValues { Mark(covered: $0) }) { $0.join($1) }
    }

    /// Throws if the pen's dot is covered before it was written: somebody named a position that did
    /// not exist, and a write there would vanish (spec/02-data-types.md#mark-5).
    @inlinable
    public func checkFree(_ pen: Pen) throws(AuthorError) {
        if let own = map[pen.dot.feed], own.position >= pen.dot.position {
            throw .positionTaken(pen.dot)
        }
    }

    /// The vector of a write with this pen: every mark but those of its own feed, as far as the
    /// author may pass it on (spec/02-data-types.md#mark-4). Throws as `checkFree` does.
    @inlinable
    public func vector(_ pen: Pen) throws(AuthorError) -> FieldVector {
        try checkFree(pen)
        var vector = FieldVector()
        for entry in map.entries where entry.key != pen.dot.feed {
            vector[entry.key] = pen.passOn(entry.key, entry.value.position)
        }
        return vector
    }

    /// Joins all marks of another state of this cell; nothing is forgotten on either side.
    @inlinable
    public mutating func join(_ other: Self) {
        map.merge(other.map) { $0.join($1) }
    }

    /// Joins another state of a cell whose covered marks are forgotten once their target is there:
    /// what one side lacks although its frontier contains it was removed there
    /// (spec/02-data-types.md#set-5).
    @inlinable
    public mutating func join(_ other: Self, _ frontiers: Frontiers) {
        map.removeAll { entry in
            other.map[entry.key] == nil
                && frontiers.theirs.contains(entry.key, entry.value.position)
        }
        for entry in other.map.entries {
            if map[entry.key] == nil, frontiers.mine.contains(entry.key, entry.value.position) {
                continue
            }
            join(entry.key, entry.value)
        }
        settle(within: frontiers.mine)
        settle(within: frontiers.theirs)
    }

    /// Forgets covered marks whose target has arrived (spec/02-data-types.md#set-4).
    @inlinable
    public mutating func settle(within frontier: Frontier) {
        map.removeAll { entry in
            entry.value.payload == nil && frontier.contains(entry.key, entry.value.position)
        }
    }
}

extension Mark: CustomStringConvertible {
    public var description: String {
        payload.map { "\(position) stands \($0)" } ?? "\(position) covered"
    }
}

extension Marks: CustomStringConvertible {
    public var description: String { "\(map)" }
}
