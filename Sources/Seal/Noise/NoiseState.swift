public import Lattice

/// What a handshake has come to so far: Noise's symmetric state.
struct NoiseState: ~Copyable {
    private var chaining: Secret
    private let pool: SecretPool
    private var cipher: SessionKey?
    /// No secret: both sides are to compare it.
    private(set) var hash: Hash<NoiseSession>

    init(_ pattern: NoisePattern, in pool: SecretPool) {
        self.pool = pool
        let name = Array(pattern.name.utf8)
        // Unsafe only in name: bytes have no padding that could show.
        if name.count <= 32 {
            let filled = name + Array(repeating: 0, count: 32 - name.count)
            let words = DeviceKey(reading: unsafe filled.span.bytes).words
            hash = Hash(words.0, words.1, words.2, words.3)
        } else {
            hash = unsafe Sha256.hash(name.span.bytes)
        }
        let raw = hash.raw
        chaining = Secret(copying: unsafe raw.span.bytes, in: pool)
        cipher = nil
    }

    mutating func mix(hash bytes: RawSpan) {
        let raw = hash.raw
        hash = unsafe Sha256.hash(raw.span.bytes, bytes)
    }

    mutating func mix(_ key: DeviceKey) {
        let raw = key.raw
        mix(hash: unsafe raw.span.bytes)
    }

    /// An ephemeral key counts as a secret where both know one already.
    mutating func mix(asKey key: DeviceKey) {
        let raw = key.raw
        mix(key: Secret(copying: unsafe raw.span.bytes, in: pool))
    }

    mutating func mix(key input: borrowing Secret) {
        let pair = expand(input)
        chaining = pair.first
        cipher = SessionKey(pair.second)
    }

    mutating func mix(keyAndHash input: borrowing Secret) {
        let none = Secret(count: 0, in: pool)
        let extracted = Sha256.hmac(chaining, input, in: pool)
        let first = Sha256.hmac(extracted, none, 1, in: pool)
        let second = Sha256.hmac(extracted, first, 2, in: pool)
        let third = Sha256.hmac(extracted, second, 3, in: pool)
        mix(hash: second.bytes)
        chaining = first
        cipher = SessionKey(third)
    }

    mutating func encrypt(_ text: RawSpan) -> [UInt8] {
        let raw = hash.raw
        let sealed =
            unsafe cipher?.seal(text, with: raw.span.bytes)
            ?? text.withUnsafeBytes { unsafe Array($0) }
        mix(hash: unsafe sealed.span.bytes)
        return sealed
    }

    mutating func decrypt(_ sealed: RawSpan) -> [UInt8]? {
        let raw = hash.raw
        let text =
            cipher == nil
            ? unsafe sealed.withUnsafeBytes { unsafe Array($0) }
            : unsafe cipher?.open(sealed, with: raw.span.bytes)
        guard let text else { return nil }
        mix(hash: sealed)
        return text
    }

    var hasKey: Bool { cipher != nil }

    /// The keys of both directions, the initiator's first.
    consuming func split() -> SessionKeys {
        let pair = expand(Secret(count: 0, in: pool))
        return SessionKeys(
            initiator: SessionKey(pair.first), responder: SessionKey(pair.second), hash: hash)
    }

    private borrowing func expand(_ input: borrowing Secret) -> SecretPair {
        let none = Secret(count: 0, in: pool)
        let extracted = Sha256.hmac(chaining, input, in: pool)
        let first = Sha256.hmac(extracted, none, 1, in: pool)
        let second = Sha256.hmac(extracted, first, 2, in: pool)
        return SecretPair(first: first, second: second)
    }
}

private struct SecretPair: ~Copyable {
    let first: Secret
    let second: Secret
}

/// What a session's hash is of.
public enum NoiseSession {}
public typealias SessionHash = Hash<NoiseSession>
