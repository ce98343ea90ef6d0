/// A value as the lattice sees it: bytes in the canonical encoding of whoever wrote it.
///
/// The lattice compares bytes and never looks inside, so a value of a type it has never heard of
/// merges like any other.
@frozen
public struct Value: Hashable, Comparable, Sendable {
    public let bytes: [UInt8]

    @inlinable
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The UTF-8 bytes of a text.
    @inlinable
    public init(_ text: String) { bytes = Array(text.utf8) }

    public func hash(by hashing: (some Hashing).Type) -> Hash<Self> {
        // Unsafe only in name: bytes have no padding that could show.
        unsafe hashing.hash(bytes.span.bytes, of: Self.self)
    }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.bytes.lexicographicallyPrecedes(b.bytes) }
}

extension Value: CustomStringConvertible {
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}
