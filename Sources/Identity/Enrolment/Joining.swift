public import Bundles
internal import Charter
public import Lattice
public import Seal
public import Wire

/// Why an enrolment has failed.
public enum EnrolmentError: Error, Hashable, Sendable {
    case link(LinkError)
    case form(WireError.Reason)
    /// The issuer has said no, with this reason.
    case refused(String)
    case outOfTurn
    case foreignRealm(DomainID)
    case badCommitment
    case badProof
    case badKey
    case notConfirmed
    case invite(InviteError)
    case locked

    public var name: String {
        switch self {
        case .link(let error): error.rawValue
        case .form(let reason): reason.rawValue
        case .refused(let reason): reason
        case .outOfTurn: "out-of-turn"
        case .foreignRealm: "foreign-realm"
        case .badCommitment: "bad-commitment"
        case .badProof: "bad-proof"
        case .badKey: "bad-key"
        case .notConfirmed: "not-confirmed"
        case .invite(let error): error.rawValue
        case .locked: "locked"
        }
    }
}

extension EnrolmentError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .link(let error): "\(error); try again with the same invite"
        case .form: "the other side says something that makes no sense (\(name))"
        case .refused(let reason):
            InviteError(rawValue: reason)?.description
                ?? "whoever issued the invite did not admit this laptop (\(reason)); ask them"
        case .outOfTurn: "the other side says something before its turn (\(name))"
        case .foreignRealm(let realm):
            "the invite is for another realm than the one offered, \(realm) (\(name)); somebody "
                + "else has answered: do not go on here"
        case .badCommitment, .badProof:
            "the other side does not have what it says it has (\(name)); somebody may be between "
                + "the two: do not go on, ask for another invite"
        case .badKey: "the joiner has keys that are of no use (\(name)); make new ones"
        case .notConfirmed:
            "the words were not the same (\(name)); somebody may be between the two: issue "
                + "another invite, and hand it over unseen"
        case .invite(let error): error.description
        case .locked: "the seat was locked meanwhile (\(name)); unlock it and begin again"
        }
    }
}

/// The side that is to be admitted, message by message (spec/07-confidentiality.md#enrol-1).
public final class Joining {
    public enum Step: Hashable, Sendable {
        case send([UInt8])
        /// Send this, and let the person compare.
        case compare([UInt8], ComparedWords)
        /// The issuer has admitted this side, whose person has not said yet that the words are the
        /// same: `confirm` gives what was said.
        case wait
        /// To be held against the charter, once that has the act.
        case admitted(Admitted)
    }

    /// What an admission says; to be held against the charter (spec/07-confidentiality.md#enrol-3).
    public struct Admitted: Hashable, Sendable {
        public let realm: DomainID
        public let domain: DomainID
        public let seat: ActID
        public let first: ActID?
        public let issuer: ActID
    }

    /// What the issuer offers, before there is a claim: the keys are to be sealed for it by then.
    public struct Offer: Hashable, Sendable {
        public let realm: DomainID
        public let domain: DomainID
        public let first: ActID?
        public let issuer: ActID
    }

    private let seed: InviteSeed
    private let expectedRealm: DomainID?
    private let device: Device
    private let nonce: Hash<Nonce>
    private var noise: NoiseHandshake?
    private var session: Session?
    private var offer: EnrolmentMessage.Offer?
    private var claim: Hash<SeatKeys>?
    private var isTested = false
    private var isConfirmed = false
    /// An admission that came before the person has said that the words are the same.
    private var early: (admitted: Admitted, hello: HelloKey)?
    public private(set) var words: ComparedWords?

    public init(
        _ seed: InviteSeed, realm: DomainID? = nil, as device: Device, _ entropy: inout Entropy
    ) {
        self.seed = seed
        expectedRealm = realm
        self.device = device
        nonce = entropy.drawHash()
        noise = Enrolment.handshake(seed, asInitiator: true, &entropy)
    }

    /// The first message.
    public func start() throws(EnrolmentError) -> [UInt8] {
        let none: [UInt8] = []
        guard noise?.isOnTurn == true else { throw .outOfTurn }
        // Unsafe only in name: bytes have no padding that could show.
        guard let message = unsafe noise?.write(none.span.bytes) else { throw .outOfTurn }
        return Preface(.nnPSK0, Enrolment.mark(seed)).octets + message
    }

    /// The issuer's answer to it: what is offered. The keys for it are made now, and sealed; then
    /// they are claimed.
    public func takeOffer(_ message: [UInt8]) throws(EnrolmentError) -> Offer {
        guard message.count <= Frame.handshakeBytes else { throw .link(.tooLong) }
        guard noise?.isOnTurn == false, var noise = noise.take() else { throw .outOfTurn }
        // Unsafe only in name: bytes have no padding that could show.
        guard let payload = unsafe noise.read(message.span.bytes) else {
            throw .link(.doesNotOpen)
        }
        guard case .offer(let offer) = try EnrolmentMessage.reading(payload) else {
            throw .outOfTurn
        }
        guard expectedRealm.map({ $0 == offer.realm }) ?? true else {
            throw .foreignRealm(offer.realm)
        }
        session = Session(noise.finish(), asInitiator: true)
        self.offer = offer
        return Offer(
            realm: offer.realm, domain: offer.domain, first: offer.first, issuer: offer.issuer)
    }

    /// Claims these keys, which are in the keyring by now.
    public func claim(_ secrets: borrowing SeatSecrets) throws(EnrolmentError) -> [UInt8] {
        guard let offer, claim == nil, let hash = session?.hash else { throw .outOfTurn }
        let keys = SeatKeys(
            signing: secrets.signing.verifying, box: secrets.box.publicKey, device: device.key)
        let claim = keys.claim(first: offer.first)
        self.claim = claim
        let message = EnrolmentMessage.claim(
            EnrolmentMessage.Claim(
                keys: keys,
                proof: keys.proof(by: secrets.signing, in: offer.domain, first: offer.first),
                invite: seed.proof(in: hash, claim), nonce: nonce))
        return try send(message)
    }

    private func send(_ message: EnrolmentMessage) throws(EnrolmentError) -> [UInt8] {
        guard let sealed = session?.seal(message.encoding) else { throw .outOfTurn }
        return sealed
    }

    /// Whatever the issuer says after the claim. Whatever is wrong with it ends the enrolment.
    public func take(
        _ message: [UInt8], _ secrets: borrowing SeatSecrets
    ) throws(EnrolmentError) -> Step {
        do {
            return try step(message, secrets)
        } catch {
            end()
            throw error
        }
    }

    private func end() {
        session = nil
        early = nil
        isTested = false
    }

    /// The person has compared the words. What the issuer has said before is given back.
    public func confirm(_ isSame: Bool) throws(EnrolmentError) -> Admitted? {
        guard isTested, words != nil else { throw .outOfTurn }
        guard isSame else {
            end()
            throw .notConfirmed
        }
        isConfirmed = true
        guard let early else { return nil }
        self.early = nil
        return try join(early.admitted, early.hello)
    }

    private func join(
        _ admitted: Admitted, _ hello: HelloKey
    ) throws(EnrolmentError) -> Admitted {
        guard device.join(admitted.realm, hello) else { throw .badProof }
        return admitted
    }

    private func step(
        _ message: [UInt8], _ secrets: borrowing SeatSecrets
    ) throws(EnrolmentError) -> Step {
        guard let claim, let offer, session != nil else { throw .outOfTurn }
        let text = try Enrolment.open(message, &session)
        if let admission = try Enrolment.admission(text) {
            guard isTested, early == nil else { throw .outOfTurn }
            let admitted = Admitted(
                realm: offer.realm, domain: offer.domain, seat: admission.seat,
                first: offer.first, issuer: offer.issuer)
            guard isConfirmed else {
                early = (admitted, admission.hello)
                return .wait
            }
            return .admitted(try join(admitted, admission.hello))
        }
        switch try EnrolmentMessage.reading(text) {
        case .refusal(let reason): throw .refused(reason)
        case .test(let test) where !isTested:
            isTested = true
            return try answer(test, claim, offer, secrets)
        default: throw .outOfTurn
        }
    }

    private func answer(
        _ test: EnrolmentMessage.Test, _ claim: Hash<SeatKeys>, _ offer: EnrolmentMessage.Offer,
        _ secrets: borrowing SeatSecrets
    ) throws(EnrolmentError) -> Step {
        guard let hash = session?.hash, test.nonce.commitment == offer.commitment else {
            throw .badCommitment
        }
        let context = hash.octets
        // Unsafe only in name: bytes have no padding that could show.
        let first = unsafe secrets.box.unbox(
            test.toBox.span.bytes, context: context.span.bytes)
        let second = unsafe device.secret.key.unbox(
            test.toDevice.span.bytes, context: context.span.bytes)
        guard let first = consume first, let second = consume second else { throw .badProof }
        let words = ComparedWords(hash, claim, joiner: nonce, issuer: test.nonce)
        self.words = words
        let answer = EnrolmentMessage.answer(first.challenge, second.challenge)
        return .compare(try send(answer), words)
    }
}

extension Secret {
    /// The 16 bytes of a test.
    var challenge: Identifier<Challenge> {
        Identifier(high: bytes.bigEndianWord(at: 0), low: bytes.bigEndianWord(at: 8))
    }
}

extension RawSpan {
    func bigEndianWord(at offset: Int) -> UInt64 {
        (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(byte(at: offset + $1)) }
    }
}

extension EnrolmentMessage {
    static func reading(_ bytes: [UInt8]) throws(EnrolmentError) -> Self {
        do {
            return try Self(encoding: bytes)
        } catch {
            throw .form(error.reason)
        }
    }

    static func reading(_ text: borrowing Secret) throws(EnrolmentError) -> Self {
        var reader = Reader(text.bytes, of: .enrolment)
        do {
            let message = try read(from: &reader)
            try reader.end()
            return message
        } catch {
            throw .form(error.reason)
        }
    }
}
