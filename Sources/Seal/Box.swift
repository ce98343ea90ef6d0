internal import CSodium
internal import Lattice

/// What only the owner of a key can open, and which says nothing of who made it
/// (spec/07-confidentiality.md#seal-8).
public enum Box {
    /// What a box adds: an ephemeral key before, a tag after.
    public static let overhead = 48
    static let keyBytes = 32

    /// The key that is used once, so its nonce may be zero.
    fileprivate static func key<Purpose>(
        _ shared: borrowing Secret, _ ephemeral: PublicKey<Purpose>,
        _ recipient: PublicKey<Purpose>, _ context: RawSpan, in pool: SecretPool? = nil
    ) -> Secret {
        let (ephemeral, recipient) = (ephemeral.raw, recipient.raw)
        // Unsafe only in name: integers have no padding.
        return shared.derived(
            .box, unsafe ephemeral.span.bytes, unsafe recipient.span.bytes, context,
            in: pool)
    }

    fileprivate static let zeroNonce = InlineArray<12, UInt8>(repeating: 0)
}

extension PublicKey where Purpose: Agreement {
    /// Boxes a text to this key. The context is not in it, and must be the same when it is opened.
    /// Nil if the key is of small order, and all would know what is in it.
    public func box(
        _ text: RawSpan, context: RawSpan, _ entropy: inout Entropy
    ) -> [UInt8]? {
        let (raw, hash) = (self.raw, Blake2b.hash(text, of: Box.self).raw)
        // Unsafe only in name: integers have no padding.
        let ephemeral = AgreementKey<Purpose>(
            entropy.draw().derived(
                .ephemeral, unsafe raw.span.bytes, unsafe hash.span.bytes, in: entropy.pool))
        guard let shared = ephemeral.agreed(with: self, in: entropy.pool) else { return nil }
        let key = Box.key(shared, ephemeral.publicKey, self, context, in: entropy.pool)
        let head = ephemeral.publicKey.raw
        let size = text.byteCount + Box.overhead
        return unsafe [UInt8](unsafeUninitializedCapacity: size) { out, count in
            guard let start = out.baseAddress else { preconditionFailure("no room") }
            unsafe head.span.withUnsafeBytes {
                unsafe start.update(from: $0.octets, count: Box.keyBytes)
            }
            let result = unsafe text.withUnsafeBytes { text in
                unsafe context.withUnsafeBytes { context in
                    unsafe Box.zeroNonce.span.withUnsafeBytes { nonce in
                        unsafe crypto_aead_chacha20poly1305_ietf_encrypt(
                            start + Box.keyBytes, nil,
                            text.baseAddress?.assumingMemoryBound(to: UInt8.self),
                            UInt64(text.count),
                            context.baseAddress?.assumingMemoryBound(to: UInt8.self),
                            UInt64(context.count), nil, nonce.octets, key.start)
                    }
                }
            }
            precondition(result == 0, "boxing cannot fail on sound arguments")
            count = size
        }
    }
}

extension AgreementKey {
    /// What is in a box; nil if it was not boxed to this key with this context, or was altered.
    public func unbox(_ box: RawSpan, context: RawSpan) -> Secret? {
        guard box.byteCount >= Box.overhead else { return nil }
        let head = PublicKey<Purpose>(reading: box.extracting(0..<Box.keyBytes))
        guard let shared = agreed(with: head) else { return nil }
        let key = Box.key(shared, head, publicKey, context)
        let text = Secret(count: box.byteCount - Box.overhead)
        let isOpen = unsafe box.withUnsafeBytes { box in
            unsafe context.withUnsafeBytes { context in
                unsafe Box.zeroNonce.span.withUnsafeBytes { nonce in
                    unsafe crypto_aead_chacha20poly1305_ietf_decrypt(
                        text.start, nil, nil, box.octets + Box.keyBytes,
                        UInt64(box.count - Box.keyBytes),
                        context.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        UInt64(context.count), nonce.octets, key.start) == 0
                }
            }
        }
        guard isOpen else { return nil }
        return text
    }
}
