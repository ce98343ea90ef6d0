public import Bundles
public import Charter
public import Identity
public import Lattice
public import Seal
internal import Simulation
internal import Wire

/// One side of an enrolment put together by hand from the pages of the specification: it has the
/// seed, and says whatever a test wants (spec/07-confidentiality.md#enrol-1).
public final class HandMade {
    private let seed: Secret
    private var noise: NoiseHandshake?
    private var keys: SessionKeys?
    private let isInitiator: Bool

    public init(_ invite: InviteSeed, isInitiator: Bool, _ number: UInt8 = 1) {
        seed = secret(Self.bytes(of: invite))
        self.isInitiator = isInitiator
        let prologue = Array("causeway".utf8) + [1, 2] + Self.name(of: seed)
        noise = NoiseHandshake(
            .nnPSK0, asInitiator: isInitiator, prologue: prologue.span.bytes, own: nil,
            ephemeral: AgreementKey(secret(Array(repeating: number, count: 32))),
            psk: seed.derived(.inviteKey))
    }

    /// The seed that letters say, and 19 zero bytes.
    public static func bytes(of invite: InviteSeed) -> [UInt8] {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        let letters = invite.letters().text.filter { $0 != "-" }.prefix(20)
        let values = letters.map { made(alphabet.firstIndex(of: $0)) }
        let bits = values.flatMap { value in (0..<5).map { value >> (4 - $0) & 1 } }
        var bytes = [UInt8](repeating: 0, count: 32)
        for (index, bit) in bits.enumerated() { bytes[index / 8] |= UInt8(bit << (7 - index % 8)) }
        return bytes
    }

    private static func name(of seed: borrowing Secret) -> [UInt8] {
        let hash: Hash<HandMade> = seed.digest(.inviteName)
        return Array(hash.octets.prefix(16))
    }

    /// The initiator's first message.
    public func start() -> [UInt8] { [1, 2] + Self.name(of: seed) + write([]) }

    /// The next message of the handshake.
    public func write(_ payload: [UInt8]) -> [UInt8] {
        let message = made(noise?.write(payload.span.bytes))
        finish()
        return message
    }

    /// The other side's, without what stands before it.
    public func read(_ message: [UInt8]) -> [UInt8]? {
        guard let payload = noise?.read(message.span.bytes) else { return nil }
        finish()
        return payload
    }

    private func finish() {
        guard noise?.isDone == true, let done = noise.take() else { return }
        keys = done.finish()
    }

    public var hash: SessionHash { made(keys?.hash) }

    public func seal(_ text: [UInt8]) -> [UInt8] { sealRaw([0] + text) }

    /// With whatever first byte.
    public func sealRaw(_ content: [UInt8]) -> [UInt8] {
        let none: [UInt8] = []
        return made(
            isInitiator
                ? keys?.initiator.seal(content.span.bytes, with: none.span.bytes)
                : keys?.responder.seal(content.span.bytes, with: none.span.bytes))
    }

    /// The other side's next message, without its first byte.
    public func open(_ sealed: [UInt8]) -> [UInt8]? {
        let none: [UInt8] = []
        let content =
            isInitiator
            ? keys?.responder.open(sealed.span.bytes, with: none.span.bytes)
            : keys?.initiator.open(sealed.span.bytes, with: none.span.bytes)
        guard let content, content.first == 0 else { return nil }
        return Array(content.dropFirst())
    }

    /// What shows the seed, in this session.
    public func proof(of claim: Hash<SeatKeys>) -> Hash<HandMade> {
        seed.digest(.inviteProof, hash.octets.span.bytes, claim.octets.span.bytes)
    }
}

/// What joiner and issuer say, by hand.
public enum Said {
    public static func offer(
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

    public static func commitment(_ nonce: [UInt8]) -> [UInt8] {
        Blake2b.hash(nonce.span.bytes, .commit, of: HandMade.self).octets
    }

    public static func claim<Hashed>(
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

    public static func test(_ nonce: [UInt8], _ toBox: [UInt8], _ toDevice: [UInt8]) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 4)
        writer.put(2)
        writer.put(bytes: nonce.span.bytes)
        writer.put(bytes: toBox.span.bytes)
        writer.put(bytes: toDevice.span.bytes)
        return writer.bytes
    }

    public static func answer(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 3)
        writer.put(3)
        writer.put(bytes: first.span.bytes)
        writer.put(bytes: second.span.bytes)
        return writer.bytes
    }

    public static func admission(_ seat: ActID, _ hello: [UInt8]) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 3)
        writer.put(4)
        writer.put(seat)
        writer.put(bytes: hello.span.bytes)
        return writer.bytes
    }

    public static func refusal(_ reason: String) -> [UInt8] {
        var writer = Writer()
        writer.put(array: 2)
        writer.put(5)
        writer.put(text: reason)
        return writer.bytes
    }
}

/// Somebody who joins.
public final class Newcomer {
    public let device: Device
    public let secrets: SeatSecrets
    public var chance: Entropy

    public init(_ seed: UInt8) {
        chance = Entropy.of(seed &+ 200)
        device = Device(&chance, on: .all(UInt64(seed)))
        secrets = SeatSecrets(&chance)
    }

    public var keys: SeatKeys {
        SeatKeys(
            signing: secrets.signing.verifying, box: secrets.box.publicKey, device: device.key)
    }

    public func join(_ seed: InviteSeed, realm: DomainID? = nil) -> Joining {
        Joining(seed, realm: realm, as: device, &chance)
    }

    /// What is in the two boxes of a test; nil if they are not for these keys and this session.
    public func answer(_ test: [UInt8], in session: SessionHash) -> [UInt8]? {
        let context = session.octets
        let (toBox, toDevice) = (Array(test[38..<102]), Array(test[104..<168]))
        guard let first = secrets.box.unbox(toBox.span.bytes, context: context.span.bytes),
            let second = device.secret.key.unbox(toDevice.span.bytes, context: context.span.bytes)
        else { return nil }
        return Said.answer(first.array, second.array)
    }
}

extension HandMade {
    /// A claim of these keys, with all that belongs to it.
    public func claim(
        of newcomer: Newcomer, in domain: DomainID, first: ActID? = nil, nonce: [UInt8]
    ) -> [UInt8] {
        let keys = newcomer.keys
        let proof = keys.proof(by: newcomer.secrets.signing, in: domain, first: first)
        return Said.claim(keys, proof, self.proof(of: keys.claim(first: first)), nonce)
    }

    /// A test of these keys.
    public func test(
        of keys: SeatKeys, nonce: [UInt8], _ first: [UInt8], _ second: [UInt8],
        context: [UInt8]? = nil
    ) -> [UInt8] {
        var chance = Entropy.of(77)
        let context = context ?? hash.octets
        return Said.test(
            nonce,
            made(keys.box.box(first.span.bytes, context: context.span.bytes, &chance)),
            made(keys.device.box(second.span.bytes, context: context.span.bytes, &chance)))
    }
}
