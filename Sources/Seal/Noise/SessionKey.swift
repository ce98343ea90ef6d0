internal import CSodium

/// A key of one direction, and how many messages it has sealed: ChaCha20-Poly1305 with the count as
/// nonce. It lives as long as the line, so no disk can take the count back.
public struct SessionKey: ~Copyable {
    private let secret: Secret
    private var count: UInt64 = 0

    static let tagBytes = 16
    /// After so many it is over (spec/12-transport.md#sess-1).
    static let most: UInt64 = 1 << 60

    init(_ secret: consuming Secret) { self.secret = secret }

    public var isWornOut: Bool { count >= Self.most }

    private mutating func nextNonce() -> InlineArray<12, UInt8> {
        precondition(!isWornOut, "a session ends before its key is worn out")
        var nonce = InlineArray<12, UInt8>(repeating: 0)
        for index in 0..<8 { nonce[4 + index] = UInt8(truncatingIfNeeded: count >> (8 * index)) }
        count += 1
        return nonce
    }

    /// Seals the next message.
    public mutating func seal(_ text: RawSpan, with clear: RawSpan) -> [UInt8] {
        let nonce = nextNonce()
        let size = text.byteCount + Self.tagBytes
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { out, count in
            guard let start = out.baseAddress else { preconditionFailure("no room") }
            let result = unsafe text.withUnsafeBytes { text in
                unsafe clear.withUnsafeBytes { clear in
                    unsafe nonce.span.withUnsafeBytes { nonce in
                        unsafe crypto_aead_chacha20poly1305_ietf_encrypt(
                            start, nil,
                            text.baseAddress?.assumingMemoryBound(to: UInt8.self),
                            UInt64(text.count),
                            clear.baseAddress?.assumingMemoryBound(to: UInt8.self),
                            UInt64(clear.count), nil, nonce.octets, secret.start)
                    }
                }
            }
            precondition(result == 0, "sealing cannot fail on sound arguments")
            count = size
        }
    }

    /// Opens the next message; nil if it is not that. Then nothing after it can be opened either.
    public mutating func open(_ sealed: RawSpan, with clear: RawSpan) -> [UInt8]? {
        guard let text = openSecret(sealed, with: clear) else { return nil }
        return unsafe Array(text.raw)
    }

    /// The same, where the text may hold secrets.
    public mutating func openSecret(_ sealed: RawSpan, with clear: RawSpan) -> Secret? {
        guard sealed.byteCount >= Self.tagBytes, !isWornOut else { return nil }
        let nonce = nextNonce()
        let text = Secret(count: sealed.byteCount - Self.tagBytes)
        let isOpen = unsafe sealed.withUnsafeBytes { sealed in
            unsafe clear.withUnsafeBytes { clear in
                unsafe nonce.span.withUnsafeBytes { nonce in
                    unsafe crypto_aead_chacha20poly1305_ietf_decrypt(
                        text.start, nil, nil, sealed.octets, UInt64(sealed.count),
                        clear.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        UInt64(clear.count), nonce.octets, secret.start) == 0
                }
            }
        }
        guard isOpen else { return nil }
        return text
    }
}
