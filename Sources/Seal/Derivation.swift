internal import CSodium
public import Lattice

extension Secret {
    /// Another secret that follows from this one for one purpose, and from which this one does not
    /// follow (spec/07-confidentiality.md#seal-6).
    public func derived(
        _ tag: Tag, _ first: RawSpan? = nil, _ second: RawSpan? = nil, _ third: RawSpan? = nil,
        in pool: SecretPool? = nil
    ) -> Secret {
        precondition(count == 32, "secrets that others follow from have 32 bytes")
        let derived = Secret(count: 32, in: pool)
        unsafe derive(tag, first, second, third, into: derived.mutable)
        return derived
    }

    /// The same where it is no secret: a name, a proof.
    public func digest<Hashed>(
        _ tag: Tag, _ first: RawSpan? = nil, _ second: RawSpan? = nil, _ third: RawSpan? = nil,
        of: Hashed.Type = Hashed.self
    ) -> Hash<Hashed> {
        var out = InlineArray<4, UInt64>(repeating: 0)
        var span = out.mutableSpan
        unsafe span.withUnsafeMutableBytes { unsafe derive(tag, first, second, third, into: $0) }
        return Hash(out[0].bigEndian, out[1].bigEndian, out[2].bigEndian, out[3].bigEndian)
    }

    func derive(
        _ tag: Tag, _ first: RawSpan?, _ second: RawSpan?, _ third: RawSpan?,
        into out: UnsafeMutableRawBufferPointer
    ) {
        Sodium.prepare()
        let personal = tag.padded
        let size = crypto_generichash_blake2b_statebytes()
        unsafe withUnsafeTemporaryAllocation(byteCount: size, alignment: 64) { room in
            let state = unsafe OpaquePointer(room.octets)
            let begun = unsafe personal.span.withUnsafeBytes {
                unsafe crypto_generichash_blake2b_init_salt_personal(
                    state, start, count, out.count, nil, $0.octets)
            }
            precondition(begun == 0, "deriving cannot fail on sound arguments")
            for part in 0..<3 {
                guard let bytes = part == 0 ? first : part == 1 ? second : third else { continue }
                unsafe bytes.withUnsafeBytes { input in
                    _ = unsafe crypto_generichash_blake2b_update(
                        state, input.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        UInt64(input.count))
                }
            }
            _ = unsafe crypto_generichash_blake2b_final(state, out.octets, out.count)
            unsafe sodium_memzero(room.octets, size)
        }
    }
}

/// Chance, handed in: 32 bytes that nobody can guess, and all that follow from them. Where it
/// comes from is for whoever runs this; nothing in here draws any itself.
public struct Entropy: ~Copyable {
    private let seed: Secret
    private var drawn: UInt64 = 0
    /// Where what is drawn, and what is needed for a moment only, has its room: locking memory anew
    /// for each would cost more than all else.
    public let pool = SecretPool()

    public init(_ seed: consuming Secret) {
        precondition(seed.count == 32, "entropy is 32 bytes")
        self.seed = seed
    }

    /// The next 32 bytes.
    public mutating func draw(in pool: SecretPool? = nil) -> Secret {
        let number = InlineArray<1, UInt64>(repeating: drawn.bigEndian)
        drawn += 1
        // Unsafe only in name: integers have no padding.
        return seed.derived(.entropy, unsafe number.span.bytes, in: pool ?? self.pool)
    }

    /// The next 32 bytes, where they are to be told: an id, a challenge.
    public mutating func drawHash<Hashed>(of: Hashed.Type = Hashed.self) -> Hash<Hashed> {
        draw().publicBytes()
    }

    public mutating func drawID<Named>(_: Named.Type = Named.self) -> Identifier<Named> {
        let hash: Hash<Named> = drawHash()
        return Identifier(high: hash.words.0, low: hash.words.1)
    }
}

extension Secret {
    /// The 32 bytes in the open: for what is no secret any more.
    func publicBytes<Hashed>() -> Hash<Hashed> {
        precondition(count == 32, "a hash has 32 bytes")
        return Hash(word(0), word(1), word(2), word(3))
    }

    func word(_ index: Int) -> UInt64 {
        UInt64(bigEndian: unsafe raw.loadUnaligned(fromByteOffset: index * 8, as: UInt64.self))
    }
}
