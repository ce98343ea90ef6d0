import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Wire

/// Somebody who has the seed of an invite, or got hold of it, and says whatever an attack needs:
/// one side of an enrolment by hand (spec/07-confidentiality.md#enrol-1).
final class Mallory {
    private let seed: Secret
    private var noise: NoiseHandshake?
    private var keys: SessionKeys?
    private let isInitiator: Bool

    init(_ invite: InviteSeed, isInitiator: Bool, _ number: UInt8 = 1) {
        seed = secret(Self.bytes(of: invite))
        self.isInitiator = isInitiator
        let prologue = Array("causeway".utf8) + [1, 2] + Self.name(of: seed)
        noise = NoiseHandshake(
            .nnPSK0, asInitiator: isInitiator, prologue: prologue.span.bytes, own: nil,
            ephemeral: AgreementKey(secret(Array(repeating: number, count: 32))),
            psk: seed.derived(.inviteKey))
    }

    /// The seed that letters say, and 19 zero bytes.
    static func bytes(of invite: InviteSeed) -> [UInt8] {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        let letters = invite.letters().text.filter { $0 != "-" }.prefix(20)
        let values = letters.map { made(alphabet.firstIndex(of: $0)) }
        let bits = values.flatMap { value in (0..<5).map { value >> (4 - $0) & 1 } }
        var bytes = [UInt8](repeating: 0, count: 32)
        for (index, bit) in bits.enumerated() { bytes[index / 8] |= UInt8(bit << (7 - index % 8)) }
        return bytes
    }

    private static func name(of seed: borrowing Secret) -> [UInt8] {
        let hash: Hash<Mallory> = seed.digest(.inviteName)
        return Array(hash.octets.prefix(16))
    }

    /// The initiator's first message.
    func start() -> [UInt8] { [1, 2] + Self.name(of: seed) + write([]) }

    /// The next message of the handshake.
    func write(_ payload: [UInt8]) -> [UInt8] {
        let message = made(noise?.write(payload.span.bytes))
        finish()
        return message
    }

    /// The other side's, without what stands before it.
    func read(_ message: [UInt8]) -> [UInt8]? {
        guard let payload = noise?.read(message.span.bytes) else { return nil }
        finish()
        return payload
    }

    private func finish() {
        guard noise?.isDone == true, let done = noise.take() else { return }
        keys = done.finish()
    }

    var hash: SessionHash { made(keys?.hash) }

    func seal(_ text: [UInt8]) -> [UInt8] { sealRaw([0] + text) }

    /// With whatever first byte.
    func sealRaw(_ content: [UInt8]) -> [UInt8] {
        let none: [UInt8] = []
        return made(
            isInitiator
                ? keys?.initiator.seal(content.span.bytes, with: none.span.bytes)
                : keys?.responder.seal(content.span.bytes, with: none.span.bytes))
    }

    /// The other side's next message, without its first byte.
    func open(_ sealed: [UInt8]) -> [UInt8]? {
        let none: [UInt8] = []
        let content =
            isInitiator
            ? keys?.responder.open(sealed.span.bytes, with: none.span.bytes)
            : keys?.initiator.open(sealed.span.bytes, with: none.span.bytes)
        guard let content, content.first == 0 else { return nil }
        return Array(content.dropFirst())
    }

    /// What shows the seed, in this session.
    func proof(of claim: Hash<SeatKeys>) -> Hash<Mallory> {
        seed.digest(.inviteProof, hash.octets.span.bytes, claim.octets.span.bytes)
    }
}

/// What joiner and issuer say, by hand.
enum Said {
    static func offer(
        _ realm: DomainID, _ domain: DomainID, first: ActID? = nil, issuer: ActID,
        _ commitment: [UInt8]
    ) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 6)
        writer.put(0)
        writer.put(realm)
        writer.put(domain)
        if let first { writer.put(first) } else { writer.putNull() }
        writer.put(issuer)
        writer.put(bytes: commitment.span.bytes)
        return writer.bytes
    }

    static func commitment(_ nonce: [UInt8]) -> [UInt8] {
        Blake2b.hash(nonce.span.bytes, .commit, of: Mallory.self).octets
    }

    static func claim<Hashed>(
        _ keys: SeatKeys, _ proof: Signature, _ invite: Hash<Hashed>, _ nonce: [UInt8]
    ) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 7)
        writer.put(1)
        writer.put(keys.signing.bytes)
        writer.put(keys.box.bytes)
        writer.put(keys.device.bytes)
        writer.put(words: proof.words)
        writer.put(invite)
        writer.put(bytes: nonce.span.bytes)
        return writer.bytes
    }

    static func test(_ nonce: [UInt8], _ toBox: [UInt8], _ toDevice: [UInt8]) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 4)
        writer.put(2)
        writer.put(bytes: nonce.span.bytes)
        writer.put(bytes: toBox.span.bytes)
        writer.put(bytes: toDevice.span.bytes)
        return writer.bytes
    }

    static func answer(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 3)
        writer.put(3)
        writer.put(bytes: first.span.bytes)
        writer.put(bytes: second.span.bytes)
        return writer.bytes
    }

    static func admission(_ seat: ActID, _ hello: [UInt8]) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 3)
        writer.put(4)
        writer.put(seat)
        writer.put(bytes: hello.span.bytes)
        return writer.bytes
    }

    static func refusal(_ reason: String) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 2)
        writer.put(5)
        writer.put(text: reason)
        return writer.bytes
    }
}

extension Mallory {
    /// A claim of these keys, with all that belongs to it.
    func claim(
        of newcomer: Newcomer, in domain: DomainID, first: ActID? = nil, nonce: [UInt8]
    ) -> [UInt8] {
        let keys = newcomer.keys
        let proof = keys.proof(by: newcomer.secrets.signing, in: domain, first: first)
        return Said.claim(keys, proof, self.proof(of: keys.claim(first: first)), nonce)
    }

    /// A test of these keys.
    func test(
        of keys: SeatKeys, nonce: [UInt8], _ first: [UInt8], _ second: [UInt8],
        context: [UInt8]? = nil
    ) -> [UInt8] {
        var chance = entropy(77)
        let context = context ?? hash.octets
        return Said.test(
            nonce,
            made(keys.box.box(first.span.bytes, context: context.span.bytes, &chance)),
            made(keys.device.box(second.span.bytes, context: context.span.bytes, &chance)))
    }
}
