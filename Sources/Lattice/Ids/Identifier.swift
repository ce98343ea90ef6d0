/// Sixteen bytes that name something, held as two big-endian words.
///
/// The type parameter says what is named, so that ids of different things cannot be confused.
@frozen
public struct Identifier<Named>: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let high: UInt64
    public let low: UInt64

    @inlinable
    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Names nothing: no feed, no person.
    @inlinable public static var zero: Self { Self(high: 0, low: 0) }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        a.high == b.high ? a.low < b.low : a.high < b.high
    }
}

extension Identifier: CustomStringConvertible {
    public var description: String { hexadecimal(high) + hexadecimal(low) }
}

/// What a `FeedID` names.
public enum Feed {}
/// What a `PersonID` names.
public enum Person {}
/// What a `FactID` names.
public enum FactName {}

/// A feed: one writer incarnation in one scope under one grant.
public typealias FeedID = Identifier<Feed>
/// A person, who may have several seats.
public typealias PersonID = Identifier<Person>
/// The 128-bit part of a fact's key, drawn at random by its author.
public typealias FactID = Identifier<FactName>

/// Sixteen digits, so that ids line up and sort as text the way they sort as words.
@usableFromInline
func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
}
