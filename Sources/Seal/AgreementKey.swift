internal import CSodium

/// The secret half of an X25519 key: for boxes, or for devices to know each other.
public struct AgreementKey<Purpose: Agreement>: ~Copyable {
    private let secret: Secret
    public let publicKey: PublicKey<Purpose>

    /// Any 32 bytes make a key.
    public init(_ secret: consuming Secret) {
        Sodium.prepare()
        precondition(secret.count == 32, "a key has 32 bytes")
        var raw = InlineArray<4, UInt64>(repeating: 0)
        var span = raw.mutableSpan
        let result = unsafe span.withUnsafeMutableBytes {
            unsafe crypto_scalarmult_base($0.octets, secret.start)
        }
        precondition(result == 0, "making a key cannot fail on sound arguments")
        publicKey = PublicKey(
            raw[0].bigEndian, raw[1].bigEndian, raw[2].bigEndian, raw[3].bigEndian)
        self.secret = secret
    }

    /// What both halves come to. Nil if it is all zeros, which everybody knows.
    func agreed(with other: PublicKey<Purpose>, in pool: SecretPool? = nil) -> Secret? {
        let shared = Secret(count: 32, in: pool)
        let raw = other.raw
        let result = unsafe raw.span.withUnsafeBytes {
            unsafe crypto_scalarmult(shared.start, secret.start, $0.octets)
        }
        guard result == 0 else { return nil }
        return shared
    }

    /// The secret half, to be sealed and kept.
    public func copy() -> Secret { secret.duplicate() }
}
