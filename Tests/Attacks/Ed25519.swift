import Bundles
import Lattice
import Seal
import TestSupport

// What a dishonest holder of a key can do that no honest program does: make other signatures of
// the same thing than the one that the library makes (RFC 8032, with a nonce of one's own choice).

/// A number below the order of the group.
struct Scalar: Equatable {
    private var words: [UInt64]

    private static let order: [UInt64] = [
        0x5812_631A_5CF5_D3ED, 0x14DE_F9DE_A2F7_9CD6, 0, 0x1000_0000_0000_0000,
    ]

    static let zero = Self(words: [0, 0, 0, 0])

    private init(words: [UInt64]) { self.words = words }

    /// Of little-endian bytes, as many as there are.
    init(_ bytes: [UInt8]) {
        self = .zero
        for byte in bytes.reversed() {
            for bit in (0..<8).reversed() {
                self = self + self
                if byte >> UInt8(bit) & 1 == 1 { self = self + Self(words: [1, 0, 0, 0]) }
            }
        }
    }

    private static func sum(_ a: [UInt64], _ b: [UInt64]) -> [UInt64] {
        var carry: UInt64 = 0
        return zip(a, b).map { x, y in
            let (first, over) = x.addingReportingOverflow(y)
            let (second, again) = first.addingReportingOverflow(carry)
            carry = over || again ? 1 : 0
            return second
        }
    }

    private static func difference(_ a: [UInt64], _ b: [UInt64]) -> (
        words: [UInt64], isNegative: Bool
    ) {
        var borrow: UInt64 = 0
        let words = zip(a, b).map { x, y in
            let (first, under) = x.subtractingReportingOverflow(y)
            let (second, again) = first.subtractingReportingOverflow(borrow)
            borrow = under || again ? 1 : 0
            return second
        }
        return (words, borrow > 0)
    }

    static func + (a: Self, b: Self) -> Self {
        let sum = sum(a.words, b.words)
        let less = difference(sum, order)
        return Self(words: less.isNegative ? sum : less.words)
    }

    static func - (a: Self, b: Self) -> Self {
        let less = difference(a.words, b.words)
        return Self(words: less.isNegative ? sum(less.words, order) : less.words)
    }

    static func * (a: Self, b: Self) -> Self {
        var product = zero
        for word in a.words.reversed() {
            for bit in (0..<64).reversed() {
                product = product + product
                if word >> UInt64(bit) & 1 == 1 { product = product + b }
            }
        }
        return product
    }

    /// Thirty-two little-endian bytes.
    var bytes: [UInt8] { Self.bytes(words) }

    /// The same number plus the order, which some libraries take for the same.
    var bytesPlusOrder: [UInt8] { Self.bytes(Self.sum(words, Self.order)) }

    private static func bytes(_ words: [UInt64]) -> [UInt8] {
        words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * $0)) } }
    }
}

/// A key holder who has the secret in the open.
struct LooseKey {
    private let secret: Scalar
    let verifying: VerifyingKey

    /// The key that a `Signer` has.
    init(number: UInt64) {
        let words: [UInt64] = [number.bigEndian, 1, 2, 3]
        let entropy = words.flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (8 * UInt64($0))) }
        }
        var half = Array(sha512(entropy).prefix(32))
        half[0] &= 248
        half[31] = half[31] & 127 | 64
        secret = Scalar(half)
        verifying = Signer(number).verifying
    }

    private func challenge(_ nonce: [UInt8], _ message: [UInt8]) -> Scalar {
        Scalar(sha512(nonce + bigEndian(verifying.words) + message))
    }

    /// A signature of one statement under the nonce of the signature of another one.
    func sign(_ message: [UInt8], withNonceOf signature: Signature, on other: [UInt8]) -> Signature
    {
        let bytes = signature.bytes
        let nonce = Array(bytes[..<32])
        let shift = challenge(nonce, message) - challenge(nonce, other)
        return Signature(bytes: nonce + (Scalar(Array(bytes[32...])) + shift * secret).bytes)
    }

    /// A signature under a nonce whose point has small order, so that it is no secret.
    func sign(_ message: [UInt8], withPoint nonce: [UInt8]) -> Signature {
        Signature(bytes: nonce + (challenge(nonce, message) * secret).bytes)
    }
}

/// The 80 bytes that a signature is on (spec/04-identity.md#seal-2).
func statement(_ tag: Tag, _ domain: DomainID, _ hash: Hash<some Any>) -> [UInt8] {
    let name = Array(tag.rawValue.utf8)
    return name + Array(repeating: 0, count: 16 - name.count) + bigEndian(domain.words)
        + bigEndian(hash.words)
}

private func bigEndian(_ words: (UInt64, UInt64, UInt64, UInt64)) -> [UInt8] {
    [words.0, words.1, words.2, words.3].flatMap(bigEndian)
}

private func bigEndian(_ word: UInt64) -> [UInt8] {
    (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
}

extension Signature {
    var bytes: [UInt8] { (0..<8).flatMap { bigEndian(words[$0]) } }

    init(bytes: [UInt8]) {
        var words = InlineArray<8, UInt64>(repeating: 0)
        for (index, byte) in bytes.enumerated() {
            words[index / 8] = words[index / 8] << 8 | UInt64(byte)
        }
        self.init(words)
    }
}
