internal import CSodium
public import Lattice

/// What a person types. It is taken byte for byte.
public struct Passphrase: ~Copyable {
    private let secret: Secret

    /// Lengths of new ones (spec/07-confidentiality.md#seal-9).
    public static let bytes = 8...1_024

    public init(_ secret: consuming Secret) { self.secret = secret }

    /// Whether it can be chosen anew. An old one is tried whatever its length.
    public var isLongEnough: Bool { secret.count >= Self.bytes.lowerBound }
    public var isTooLong: Bool { secret.count > Self.bytes.upperBound }

    /// The key that follows from it: slowly, and in a lot of memory. Nil if there is not so much.
    public func key(_ cost: PassphraseCost, salt: Salt) -> SealingKey? {
        Sodium.prepare()
        let raw: InlineArray<2, UInt64> = [salt.high.bigEndian, salt.low.bigEndian]
        let key = Secret(count: 32)
        let result = unsafe raw.span.withUnsafeBytes { salt in
            unsafe secret.withCharacters { text in
                unsafe crypto_pwhash(
                    key.start, 32, text, UInt64(secret.count), salt.octets,
                    UInt64(cost.passes), cost.kibibytes << 10, crypto_pwhash_ALG_ARGON2ID13)
            }
        }
        guard result == 0 else { return nil }
        return SealingKey(key)
    }
}

public enum PassphraseSalt {}
public typealias Salt = Identifier<PassphraseSalt>

/// What it costs to try a passphrase, within bounds: a file that somebody altered must neither be
/// cheap to guess nor take for ever (spec/07-confidentiality.md#seal-9).
public struct PassphraseCost: Hashable, Sendable {
    public let passes: Int
    public let kibibytes: Int

    public static let passes = 2...16
    public static let kibibytes = 16_384...1_048_576
    public static let product = 4_194_304

    /// Nil if it is out of bounds.
    public init?(passes: Int, kibibytes: Int) {
        guard Self.passes.contains(passes), Self.kibibytes.contains(kibibytes),
            passes * kibibytes <= Self.product
        else { return nil }
        (self.passes, self.kibibytes) = (passes, kibibytes)
    }

    private init(trusted passes: Int, _ kibibytes: Int) {
        (self.passes, self.kibibytes) = (passes, kibibytes)
    }

    /// About half a second on a laptop.
    public static let usual = Self(trusted: 3, 262_144)
    /// The least that is accepted: for tests.
    public static let least = Self(trusted: 2, 16_384)
}
