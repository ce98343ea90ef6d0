/// A value as the lattice sees it: bytes in the canonical encoding of whoever wrote it.
///
/// The lattice compares bytes and never looks inside, so a value of a type it has never heard of
/// merges like any other. A value may be a part of a larger array, which it then keeps: all values
/// that came in one bundle share its bytes, and reading them allocates nothing.
@frozen
public struct Value: Comparable, Sendable {
    @usableFromInline let whole: [UInt8]
    @usableFromInline let start: UInt32
    @usableFromInline let length: UInt32

    @inlinable
    public init(_ bytes: [UInt8]) { self.init(bytes.indices, of: bytes) }

    /// The UTF-8 bytes of a text.
    @inlinable
    public init(_ text: String) { self.init(Array(text.utf8)) }

    /// A part of an array, which must be there.
    @inlinable
    public init(_ range: Range<Int>, of whole: [UInt8]) {
        precondition(range.lowerBound >= 0 && range.upperBound <= whole.count, "no such bytes")
        self.whole = whole
        start = UInt32(range.lowerBound)
        length = UInt32(range.count)
    }

    @inlinable public var count: Int { Int(length) }

    @inlinable
    public var span: RawSpan {
        @_lifetime(borrow self)
        get {
            // Unsafe only in name: bytes have no padding that could show.
            unsafe whole.span.bytes.extracting(Int(start)..<Int(start) + Int(length))
        }
    }

    /// The bytes in an array of their own.
    public var bytes: [UInt8] {
        count == whole.count ? whole : Array(whole[Int(start)..<Int(start) + Int(length)])
    }

    public func hash(by hashing: (some Hashing).Type) -> Hash<Self> {
        hashing.hash(span, of: Self.self)
    }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.span.precedes(b.span) }
}

extension Value: Hashable {
    @inlinable
    public static func == (a: Self, b: Self) -> Bool {
        a.length == b.length && a.span.holdsSame(as: b.span)
    }

    @inlinable
    public func hash(into hasher: inout Hasher) {
        hasher.combine(length)
        unsafe span.withUnsafeBytes { unsafe hasher.combine(bytes: $0) }
    }
}

extension Value: CustomStringConvertible {
    public var description: String { String(decoding: bytes, as: UTF8.self) }
}

extension RawSpan {
    /// Whether these bytes come before the others, byte by byte, the shorter first.
    @inlinable
    public func precedes(_ other: borrowing RawSpan) -> Bool {
        let common = min(byteCount, other.byteCount)
        let index = firstDifference(other, within: common)
        return index == common
            ? byteCount < other.byteCount : byte(at: index) < other.byte(at: index)
    }

    /// Whether both hold the same bytes.
    @inlinable
    public func holdsSame(as other: borrowing RawSpan) -> Bool {
        byteCount == other.byteCount && firstDifference(other, within: byteCount) == byteCount
    }

    @inlinable
    public func byte(at offset: Int) -> UInt8 {
        precondition(offset >= 0 && offset < byteCount, "beyond the end")
        // Unsafe only in name: the place was checked.
        return unsafe unsafeLoad(fromUncheckedByteOffset: offset, as: UInt8.self)
    }

    /// Where the first so many bytes of both begin to differ.
    @inlinable
    func firstDifference(_ other: borrowing RawSpan, within count: Int) -> Int {
        var index = 0
        // Eight at a time for as long as there are eight.
        while index + 8 <= count {
            let mine = unsafe unsafeLoadUnaligned(
                fromUncheckedByteOffset: index, as: UInt64.self)
            let theirs = unsafe other.unsafeLoadUnaligned(
                fromUncheckedByteOffset: index, as: UInt64.self)
            if mine != theirs {
                return index + (mine.littleEndian ^ theirs.littleEndian).trailingZeroBitCount / 8
            }
            index += 8
        }
        while index < count, byte(at: index) == other.byte(at: index) { index += 1 }
        return index
    }
}
