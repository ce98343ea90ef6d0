internal import CSodium
public import Lattice

/// A secret key that signs (spec/04-identity.md#seal-5).
public struct SigningKey: ~Copyable {
    private let secret: Secret
    public let verifying: VerifyingKey

    /// The key that follows from 32 bytes of entropy, which the caller is to forget.
    public init(entropy: RawSpan) {
        Sodium.prepare()
        precondition(entropy.byteCount == 32, "a key is made from 32 bytes")
        let room = Secret(count: 64)
        var raw = InlineArray<4, UInt64>(repeating: 0)
        var span = raw.mutableSpan
        let result = unsafe span.withUnsafeMutableBytes { out in
            unsafe entropy.withUnsafeBytes {
                unsafe crypto_sign_ed25519_seed_keypair(out.octets, room.start, $0.octets)
            }
        }
        precondition(result == 0, "making a key cannot fail on sound arguments")
        secret = room
        verifying = VerifyingKey(
            raw[0].bigEndian, raw[1].bigEndian, raw[2].bigEndian, raw[3].bigEndian)
    }

    /// The seed that it was made from, to be sealed and kept.
    public func seed() -> Secret { secret.part(0..<32) }

    /// Signs a statement. The same statement always has the same signature.
    public func sign<Domain, Hashed>(
        _ tag: Tag, for domain: Hash<Domain>, _ hash: Hash<Hashed>
    ) -> Signature {
        var raw = InlineArray<8, UInt64>(repeating: 0)
        var span = raw.mutableSpan
        let result = unsafe span.withUnsafeMutableBytes { signature in
            unsafe Statement(tag, for: domain, hash).withBytes { message, count in
                unsafe crypto_sign_ed25519_detached(
                    signature.octets, nil, message, count,
                    secret.start)
            }
        }
        precondition(result == 0, "signing cannot fail on sound arguments")
        for index in raw.indices { raw[index] = raw[index].bigEndian }
        return Signature(raw)
    }
}
