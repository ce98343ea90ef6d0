internal import CSodium
internal import Lattice

/// A key that seals and opens: XChaCha20-Poly1305 (spec/07-confidentiality.md#seal-7).
public struct SealingKey: ~Copyable {
    private let secret: Secret

    /// What a seal adds: the nonce before, the tag after.
    public static let overhead = 40
    private static let nonceBytes = 24

    public init(_ secret: consuming Secret) {
        precondition(secret.count == 32, "a key has 32 bytes")
        self.secret = secret
    }

    /// Seals a text together with what goes with it in the clear. The nonce follows from entropy
    /// and from all of this, so that entropy that comes twice does no harm.
    public func seal(
        _ text: RawSpan, with clear: RawSpan, _ entropy: inout Entropy
    ) -> [UInt8] {
        let salt = entropy.draw()
        let clearHash = Blake2b.hash(clear, of: SealedText.self).raw
        let textHash = Blake2b.hash(text, of: SealedText.self).raw
        // Unsafe only in name: integers have no padding.
        let nonce = secret.derived(
            .nonce, salt.bytes, unsafe clearHash.span.bytes, unsafe textHash.span.bytes,
            in: entropy.pool)
        let size = text.byteCount + Self.overhead
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { out, count in
            guard let start = out.baseAddress else { preconditionFailure("no room") }
            unsafe start.update(from: nonce.start, count: Self.nonceBytes)
            let result = unsafe text.withUnsafeBytes { text in
                unsafe clear.withUnsafeBytes { clear in
                    unsafe crypto_aead_xchacha20poly1305_ietf_encrypt(
                        start + Self.nonceBytes, nil,
                        text.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(text.count),
                        clear.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        UInt64(clear.count), nil, start, secret.start)
                }
            }
            precondition(result == 0, "sealing cannot fail on sound arguments")
            count = size
        }
    }

    /// The text, if this key sealed it together with that; nil if anything is different.
    public func open(_ sealed: RawSpan, with clear: RawSpan) -> [UInt8]? {
        guard sealed.byteCount >= Self.overhead else { return nil }
        var isOpen = false
        let size = sealed.byteCount - Self.overhead
        let text = unsafe [UInt8](unsafeUninitializedCapacity: max(size, 1)) { out, count in
            guard let start = out.baseAddress else { preconditionFailure("no room") }
            isOpen = unsafe open(sealed, with: clear, into: start)
            count = isOpen ? size : 0
        }
        return isOpen ? text : nil
    }

    /// The same, where the text is a secret itself.
    public func openSecret(_ sealed: RawSpan, with clear: RawSpan) -> Secret? {
        guard sealed.byteCount >= Self.overhead else { return nil }
        let text = Secret(count: sealed.byteCount - Self.overhead)
        guard unsafe open(sealed, with: clear, into: text.start) else { return nil }
        return text
    }

    private func open(
        _ sealed: RawSpan, with clear: RawSpan, into out: UnsafeMutablePointer<UInt8>
    ) -> Bool {
        unsafe sealed.withUnsafeBytes { sealed in
            unsafe clear.withUnsafeBytes { clear in
                unsafe crypto_aead_xchacha20poly1305_ietf_decrypt(
                    out, nil, nil, sealed.octets + Self.nonceBytes,
                    UInt64(sealed.count - Self.nonceBytes),
                    clear.baseAddress?.assumingMemoryBound(to: UInt8.self), UInt64(clear.count),
                    sealed.octets, secret.start) == 0
            }
        }
    }
}

/// What is sealed, and what goes with it.
private enum SealedText {}

extension Hash {
    /// As the library wants it.
    var raw: InlineArray<4, UInt64> {
        [words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian]
    }
}
