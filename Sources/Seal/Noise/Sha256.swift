internal import CSodium
internal import Lattice

/// SHA-256 and HMAC, as Noise wants them. Nothing else uses them.
enum Sha256 {
    static func hash<Hashed>(
        _ bytes: RawSpan, _ more: RawSpan? = nil, of: Hashed.Type = Hashed.self
    ) -> Hash<Hashed> {
        var state = crypto_hash_sha256_state()
        _ = unsafe crypto_hash_sha256_init(&state)
        update(&state, bytes)
        if let more { update(&state, more) }
        var out = InlineArray<4, UInt64>(repeating: 0)
        var span = out.mutableSpan
        unsafe span.withUnsafeMutableBytes {
            _ = unsafe crypto_hash_sha256_final(&state, $0.octets)
        }
        return Hash(out[0].bigEndian, out[1].bigEndian, out[2].bigEndian, out[3].bigEndian)
    }

    private static func update(_ state: inout crypto_hash_sha256_state, _ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { input in
            _ = unsafe crypto_hash_sha256_update(
                &state, input.baseAddress?.assumingMemoryBound(to: UInt8.self),
                UInt64(input.count))
        }
    }

    /// HMAC of some bytes, then of one more if it is given.
    static func hmac(
        _ key: borrowing Secret, _ text: borrowing Secret, _ last: UInt8? = nil, in pool: SecretPool
    ) -> Secret {
        let bytes = text.bytes
        let out = Secret(count: 32, in: pool)
        var state = crypto_auth_hmacsha256_state()
        _ = unsafe crypto_auth_hmacsha256_init(&state, key.start, key.count)
        unsafe bytes.withUnsafeBytes { input in
            _ = unsafe crypto_auth_hmacsha256_update(
                &state, input.baseAddress?.assumingMemoryBound(to: UInt8.self),
                UInt64(input.count))
        }
        if var last { _ = unsafe crypto_auth_hmacsha256_update(&state, &last, 1) }
        _ = unsafe crypto_auth_hmacsha256_final(&state, out.start)
        unsafe sodium_memzero(&state, MemoryLayout.size(ofValue: state))
        return out
    }
}
