/// The number of a bundle in its feed, counted from zero.
@frozen
public struct BundleNumber: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let value: UInt64

    /// Nil if the number does not exist (spec/01-causality.md#dot-2).
    @inlinable
    public init?(_ value: UInt64) {
        guard value >> Limits.bundleNumberBits == 0 else { return nil }
        self.value = value
    }

    @inlinable
    init(unchecked value: UInt64) { self.value = value }

    @inlinable public static var first: Self { Self(unchecked: 0) }
    @inlinable public static var last: Self {
        Self(unchecked: (1 << Limits.bundleNumberBits) - 1)
    }

    /// The number after this one.
    @inlinable
    public var next: Self {
        precondition(self < .last, "a feed has run out of bundle numbers")
        return Self(unchecked: value + 1)
    }

    /// The number before this one, or nil for the first.
    @inlinable
    public var previous: Self? { value == 0 ? nil : Self(unchecked: value - 1) }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

extension BundleNumber: CustomStringConvertible {
    public var description: String { "\(value)" }
}

/// Bundle number and index in one word, ordered as the feed's author made the changes
/// (spec/01-causality.md#dot-2).
@frozen
public struct Position: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let word: UInt64

    @inlinable
    public init(word: UInt64) { self.word = word }

    /// Nil if the index does not exist.
    @inlinable
    public init?(_ number: BundleNumber, index: Int) {
        guard index >= 0, index >> Int(Limits.indexBits) == 0 else { return nil }
        word = number.value << Limits.indexBits | UInt64(index)
    }

    /// The last position that a bundle can have.
    @inlinable
    public init(endOf number: BundleNumber) {
        word = number.value << Limits.indexBits | (1 << Limits.indexBits - 1)
    }

    @inlinable
    public var number: BundleNumber { BundleNumber(unchecked: word >> Limits.indexBits) }
    @inlinable
    public var index: Int { Int(word & (1 << Limits.indexBits - 1)) }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.word < b.word }
}

extension Position: CustomStringConvertible {
    public var description: String { "\(number).\(index)" }
}

/// The name of one change (spec/01-causality.md#dot-1).
@frozen
public struct Dot: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let feed: FeedID
    public let position: Position

    @inlinable
    public init(feed: FeedID, position: Position) {
        self.feed = feed
        self.position = position
    }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        a.feed == b.feed ? a.position < b.position : a.feed < b.feed
    }
}

extension Dot: CustomStringConvertible {
    public var description: String { "\(feed):\(position)" }
}

/// The number of a kind of act or record. Charter and schema say what it means; here it is a part
/// of a record's name, so that every change says by itself what it is about.
@frozen
public struct KindNumber: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let value: UInt32

    @inlinable
    public init(_ value: UInt32) { self.value = value }

    /// Of records that no schema knows.
    @inlinable public static var none: Self { Self(0) }
    /// Below it are acts of the charter, from it on kinds of record.
    @inlinable public static var firstOfRecords: Self { Self(64) }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// A record, named by the dot of the change that created it, and by its kind
/// (spec/01-causality.md#dot-4).
@frozen
public struct RecordID: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let creation: Dot
    public let kind: KindNumber

    @inlinable
    public init(_ creation: Dot, _ kind: KindNumber = .none) {
        self.creation = creation
        self.kind = kind
    }

    /// The record that no change creates: it holds the facts of the scope itself.
    @inlinable
    public static var ledger: Self {
        Self(Dot(feed: .zero, position: Position(word: 0)))
    }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        a.creation == b.creation ? a.kind < b.kind : a.creation < b.creation
    }
}

extension RecordID: CustomStringConvertible {
    public var description: String {
        guard self != .ledger else { return "ledger" }
        return kind == .none ? "\(creation)" : "\(creation)/\(kind.value)"
    }
}
