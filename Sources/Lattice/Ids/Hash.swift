/// A 256-bit hash, held as four big-endian words. The type parameter says what was hashed.
@frozen
public struct Hash<Hashed>: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let words: (UInt64, UInt64, UInt64, UInt64)

    @inlinable
    public init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        words = (a, b, c, d)
    }

    /// Stands for "no hash", as before the first bundle of a feed.
    @inlinable public static var zero: Self { Self(0, 0, 0, 0) }

    @inlinable
    public static func == (a: Self, b: Self) -> Bool { a.words == b.words }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.words < b.words }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        // The words are evenly spread already; one of them is enough for a table.
        hasher.combine(words.0)
    }
}

extension Hash: CustomStringConvertible {
    public var description: String {
        hexadecimal(words.0) + hexadecimal(words.1) + hexadecimal(words.2) + hexadecimal(words.3)
    }
}

/// The hash of a bundle, which the next bundle of its feed names.
public typealias BundleHash = Hash<OpenBundle>

/// The hash function, given from outside: the lattice itself holds no cryptography.
public protocol Hashing: Sendable {
    /// Off only where upkeep is to be measured apart: no row is then written or hashed.
    static var isOn: Bool { get }
    /// The hash of these bytes, as a hash of `Hashed`.
    static func hash<Hashed>(_ bytes: RawSpan, of: Hashed.Type) -> Hash<Hashed>
}

extension Hashing {
    @inlinable public static var isOn: Bool { true }
}
