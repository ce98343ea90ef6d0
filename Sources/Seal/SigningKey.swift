internal import CSodium
public import Lattice

/// A secret key that signs. It is in locked memory, is never copied, has no description, and is
/// zeroed when it is let go of (spec/04-identity.md#seal-5).
@safe
public struct SigningKey: ~Copyable {
    private let secret: UnsafeMutablePointer<UInt8>
    public let verifying: VerifyingKey

    /// The key that follows from 32 bytes of entropy, which the caller is to forget.
    public init(entropy: RawSpan) {
        Sodium.prepare()
        precondition(entropy.byteCount == 32, "a key is made from 32 bytes")
        guard let room = unsafe sodium_malloc(64) else {
            preconditionFailure("no locked memory is left for a key; raise the limit (ulimit -l)")
        }
        precondition(
            unsafe sodium_mlock(room, 64) == 0,
            "memory for a key cannot be locked; raise the limit (ulimit -l)")
        let key = unsafe room.assumingMemoryBound(to: UInt8.self)
        var raw = InlineArray<4, UInt64>(repeating: 0)
        var span = raw.mutableSpan
        let result = unsafe span.withUnsafeMutableBytes { out in
            unsafe entropy.withUnsafeBytes {
                unsafe crypto_sign_ed25519_seed_keypair(
                    out.octets, key,
                    $0.octets)
            }
        }
        precondition(result == 0, "making a key cannot fail on sound arguments")
        unsafe secret = key
        _ = unsafe sodium_mprotect_readonly(key)
        verifying = VerifyingKey(
            raw[0].bigEndian, raw[1].bigEndian, raw[2].bigEndian, raw[3].bigEndian)
    }

    deinit { unsafe sodium_free(secret) }

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
                    secret)
            }
        }
        precondition(result == 0, "signing cannot fail on sound arguments")
        for index in raw.indices { raw[index] = raw[index].bigEndian }
        return Signature(raw)
    }
}
