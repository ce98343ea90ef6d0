public import Lattice
public import Seal

/// What an invite is by (spec/07-confidentiality.md#inv-1): who has it can join, once.
public final class InviteSeed {
    /// 16 bytes, then 16 zeros: a key that others follow from.
    let padded: Secret

    public static let bytes = 16

    /// A new one: of the bytes that are drawn 100 bits count.
    public convenience init(_ entropy: inout Entropy) {
        let drawn = entropy.draw()
        var values = SecretValues()
        for place in 0..<Letters.count { values.put(drawn.fiveBits(at: place)) }
        self.init(values)
    }

    /// The seed of 20 values of five bits each.
    init(_ values: borrowing SecretValues) {
        var writer = SecretWriter(most: 32)
        var (bits, pending): (UInt32, Int) = (0, 0)
        for place in 0..<Letters.count {
            bits = bits << 5 | UInt32(values[place])
            pending += 5
            while pending >= 8 {
                writer.put(byte: UInt8(truncatingIfNeeded: bits >> UInt32(pending - 8)))
                pending -= 8
            }
        }
        writer.put(byte: UInt8(truncatingIfNeeded: bits << UInt32(8 - pending)))
        for _ in 13..<32 { writer.put(byte: 0) }
        padded = writer.finish()
    }

    /// A seed that was remembered: 16 bytes. Nil if a bit is set that no letters say.
    init?(remembered bytes: RawSpan) {
        precondition(bytes.byteCount == Self.bytes, "a seed has 16 bytes")
        guard bytes.byte(at: 12) & 0x0F == 0, (13..<16).allSatisfy({ bytes.byte(at: $0) == 0 })
        else { return nil }
        var writer = SecretWriter(most: 32)
        writer.put(bytes)
        for _ in 0..<16 { writer.put(byte: 0) }
        padded = writer.finish()
    }

    /// By which both sides know it, and nobody else.
    public var name: InviteName {
        let hash: Hash<InviteSeed> = padded.digest(.inviteName)
        return InviteName(high: hash.words.0, low: hash.words.1)
    }

    /// The key of its handshake.
    func psk() -> Secret { padded.derived(.inviteKey) }

    /// What shows the seed, with a claim, in one session (spec/07-confidentiality.md#seal-6).
    func proof<Claim>(in session: SessionHash, _ claim: Hash<Claim>) -> Hash<InviteProof> {
        var bound = ByteBuffer()
        bound.put(session)
        bound.put(claim)
        return padded.digest(.inviteProof, bound.span)
    }

    /// The 20 letters and the check letter, in groups: to be shown, and forgotten.
    public func letters() -> Secret { Letters.text(values(), grouped: true) }

    func values() -> SecretValues {
        var values = SecretValues()
        for place in 0..<Letters.count { values.put(padded.fiveBits(at: place)) }
        return values
    }
}

public typealias InviteName = Identifier<InviteSeed>
public enum InviteProof {}

/// Five-bit values that are secret.
struct SecretValues: ~Copyable {
    private var writer = SecretWriter(most: 32)

    mutating func put(_ value: UInt8) { writer.put(byte: value) }

    subscript(place: Int) -> UInt8 { writer.withBytes { $0.byte(at: place) } }
}

extension Secret {
    func fiveBits(at place: Int) -> UInt8 { bytes.fiveBits(at: place) }
}

extension RawSpan {
    /// The five bits from a place on, counted in fives from the highest bit.
    func fiveBits(at place: Int) -> UInt8 {
        let first = place * 5
        let (index, shift) = (first / 8, first % 8)
        let high = UInt16(byte(at: index)) << 8
        let low = index + 1 < byteCount ? UInt16(byte(at: index + 1)) : 0
        return UInt8((high | low) >> UInt16(11 - shift) & 0x1F)
    }
}
