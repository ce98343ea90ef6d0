internal import CSodium
public import Lattice

/// A public key of 32 bytes, as four big-endian words. The type parameter says what it is for: one
/// purpose per key.
@frozen
public struct PublicKey<Purpose>: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let words: (UInt64, UInt64, UInt64, UInt64)

    @inlinable
    public init(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) { words = (a, b, c, d) }

    /// The same 32 bytes, where they were carried as a hash.
    @inlinable
    public init(_ bytes: Hash<Self>) { words = bytes.words }

    /// The same 32 bytes, for what carries hashes.
    @inlinable
    public var bytes: Hash<Self> { Hash(words.0, words.1, words.2, words.3) }

    @inlinable
    public static func == (a: Self, b: Self) -> Bool { a.words == b.words }
    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.words < b.words }

    @inlinable
    public func hash(into hasher: inout Swift.Hasher) { hasher.combine(words.0) }

    /// The key in an array of 32 bytes.
    var octets: [UInt8] {
        let raw = raw
        return unsafe raw.span.withUnsafeBytes { unsafe Array($0) }
    }

    /// The key that 32 bytes are.
    init(reading bytes: RawSpan) {
        precondition(bytes.byteCount == 32, "a key has 32 bytes")
        let words = unsafe bytes.withUnsafeBytes { bytes in
            InlineArray<4, UInt64> {
                UInt64(
                    bigEndian: unsafe bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self))
            }
        }
        self.init(words[0], words[1], words[2], words[3])
    }

    /// As the library wants it.
    var raw: InlineArray<4, UInt64> {
        [words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian]
    }
}

extension PublicKey: CustomStringConvertible {
    public var description: String { bytes.description }
}

/// Keys that bundles, root records and seats are verified with.
public enum Signing {}
/// Keys that secrets are boxed to.
public enum Boxing {}
/// Keys by which devices know each other.
public enum Transport {}

public typealias VerifyingKey = PublicKey<Signing>
public typealias BoxKey = PublicKey<Boxing>
public typealias DeviceKey = PublicKey<Transport>

/// A purpose for which X25519 is used.
public protocol Agreement {}
extension Boxing: Agreement {}
extension Transport: Agreement {}

extension PublicKey where Purpose: Agreement {
    /// The encodings of the points of Curve25519 and of its twist whose order divides 8.
    private static var smallOrder: [Self] {
        let most: UInt64 = .max
        return [
            Self(0, 0, 0, 0), Self(1 << 56, 0, 0, 0),
            Self(
                0xE0EB_7A7C_3B41_B8AE, 0x1656_E3FA_F19F_C46A, 0xDA09_8DEB_9C32_B1FD,
                0x8662_0516_5F49_B800),
            Self(
                0x5F9C_95BC_A350_8C24, 0xB1D0_B155_9C83_EF5B, 0x0444_5CC4_581C_8E86,
                0xD822_4EDD_D09F_1157),
            Self(0xECFF_FFFF_FFFF_FFFF, most, most, 0xFFFF_FFFF_FFFF_FF7F),
            Self(0xEDFF_FFFF_FFFF_FFFF, most, most, 0xFFFF_FFFF_FFFF_FF7F),
            Self(0xEEFF_FFFF_FFFF_FFFF, most, most, 0xFFFF_FFFF_FFFF_FF7F),
        ]
    }

    /// Whether what is agreed with this key is a secret: it is not of small order.
    public var isSound: Bool {
        // The highest bit, in the last byte, has no meaning.
        let plain = Self(words.0, words.1, words.2, words.3 & ~0x80)
        return !Self.smallOrder.contains(plain)
    }
}

extension PublicKey where Purpose == Signing {
    /// Whether this is a key that every library judges alike (spec/04-identity.md#seal-4).
    public var isSound: Bool {
        Sodium.prepare()
        let raw = raw
        return unsafe raw.span.withUnsafeBytes {
            unsafe crypto_core_ed25519_is_valid_point(
                $0.octets) == 1
        }
    }
}
