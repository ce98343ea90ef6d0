public import Bundles
public import Charter
public import Lattice
public import Seal
internal import Wire

/// The side that issued an invite, for one joiner, message by message
/// (spec/07-confidentiality.md#enrol-1). Its seat stays unlocked for as long as it lasts. What has
/// changed in the seat's invites is to be written down before what a step says is sent.
public final class Admitting {
    public enum Step: Hashable, Sendable {
        case send([UInt8])
        /// Say no like this, and close.
        case refuse([UInt8], EnrolmentError)
        /// Let the person compare, and say so with `confirm`.
        case compare(ComparedWords)
        /// It was admitted before: send the admission again, which `admit` makes.
        case admittedBefore(as: ActID)
    }

    /// What is to become an act of the issuer's feed, once the person has compared the words.
    public struct Claimed: Hashable, Sendable {
        public let keys: SeatKeys
        public let first: ActID?
        public let proof: Signature

        public var seat: Seat { Seat(keys, first: first, proof: proof) }
    }

    private let seat: UnlockedSeat
    /// Of the invite that was shown.
    public let name: InviteName
    private let domain: DomainID
    private let first: ActID?
    private let nonce: Hash<Nonce>
    private var session: Session?
    private var claimed: Claimed?
    private var joiner: Hash<Nonce>?
    private var challenges: [Identifier<Challenge>] = []
    private var isTested = false
    /// Whatever was wrong has ended it, or this side has refused.
    private var isOver = false
    private var isConfirmed = false
    private let offerMessage: [UInt8]

    /// Answers a first message. Whoever does not have the seed of one of its seat's invites gets no
    /// answer at all.
    public init(
        to message: [UInt8], for seat: UnlockedSeat, _ entropy: inout Entropy
    ) throws(EnrolmentError) {
        let preface: Preface
        do { preface = try Preface(of: message) } catch { throw .link(error) }
        guard preface.pattern == .nnPSK0, message.count == Preface.enrolmentBytes else {
            throw .link(.wrongPattern)
        }
        name = InviteName(high: preface.mark.high, low: preface.mark.low)
        guard let invite = seat.invites[name], let own = seat.plate.seat else {
            throw .link(.unknownGreeting)
        }
        var noise = Enrolment.handshake(invite.seed, asInitiator: false, &entropy)
        let bytes = Array(message.dropFirst(Preface.bytes))
        // Unsafe only in name: bytes have no padding that could show.
        guard let payload = unsafe noise.read(bytes.span.bytes) else {
            throw .link(.doesNotOpen)
        }
        guard payload.isEmpty else { throw .link(.wrongType) }
        nonce = entropy.drawHash()
        let offer = EnrolmentMessage.offer(
            EnrolmentMessage.Offer(
                realm: seat.plate.realm, domain: seat.plate.domain, first: invite.first,
                issuer: own, commitment: nonce.commitment))
        let encoding = offer.encoding
        // Unsafe only in name: bytes have no padding that could show.
        guard let answer = unsafe noise.write(encoding.span.bytes) else {
            throw .link(.doesNotOpen)
        }
        offerMessage = answer
        session = Session(noise.finish(), asInitiator: false)
        self.seat = seat
        domain = seat.plate.domain
        first = invite.first
    }

    /// The answer to the first message.
    public var offer: [UInt8] { offerMessage }

    /// Whatever the joiner says after it.
    public func take(
        _ message: [UInt8], at now: HybridTime, _ entropy: inout Entropy
    ) throws(EnrolmentError) -> Step {
        guard !seat.isLocked else { throw .locked }
        guard !isOver else { throw .outOfTurn }
        do {
            return try step(message, at: now, &entropy)
        } catch {
            isOver = true
            throw error
        }
    }

    private func step(
        _ message: [UInt8], at now: HybridTime, _ entropy: inout Entropy
    ) throws(EnrolmentError) -> Step {
        let text = try Enrolment.open(message, &session)
        guard !Enrolment.isAdmission(text) else { throw .outOfTurn }
        switch try EnrolmentMessage.reading(text) {
        case .claim(let claim) where claimed == nil: return try take(claim, at: now, &entropy)
        case .answer(let first, let second) where claimed != nil && !isTested:
            guard challenges == [first, second] else { return try refuse(.badProof) }
            isTested = true
            return try compare()
        default: throw .outOfTurn
        }
    }

    private func take(
        _ claim: EnrolmentMessage.Claim, at now: HybridTime, _ entropy: inout Entropy
    ) throws(EnrolmentError) -> Step {
        let hash = claim.keys.claim(first: first)
        var fault: EnrolmentError?
        do {
            try seat.mayClaim(name, hash, at: now)
            if let reason = self.fault(of: claim, hash) { fault = reason }
        } catch {
            fault = .invite(error)
        }
        if let fault { return try refuse(fault) }
        _ = seat.update(&entropy) { $0.note(name, hash) }
        claimed = Claimed(keys: claim.keys, first: first, proof: claim.proof)
        joiner = claim.nonce
        return .send(try test(claim.keys, &entropy))
    }

    private func fault(
        of claim: EnrolmentMessage.Claim, _ hash: Hash<SeatKeys>
    ) -> EnrolmentError? {
        let seed = seat.invites[name]?.seed
        guard let session = session?.hash else { return .outOfTurn }
        let isShown = seed?.proof(in: session, hash).matches(claim.invite) ?? false
        switch Seat(claim.keys, first: first, proof: claim.proof).fault(in: domain) {
        case .badKey: return .badKey
        case nil where isShown: return nil
        default: return .badProof
        }
    }

    /// Boxes something to both keys that only their owner can tell.
    private func test(
        _ keys: SeatKeys, _ entropy: inout Entropy
    ) throws(EnrolmentError) -> [UInt8] {
        guard let context = session?.hash.octets else { throw .outOfTurn }
        challenges = [entropy.drawID(), entropy.drawID()]
        var (first, second) = (ByteBuffer(), ByteBuffer())
        first.put(challenges[0])
        second.put(challenges[1])
        // Unsafe only in name: bytes have no padding that could show.
        guard
            let toBox = unsafe keys.box.box(
                first.span, context: context.span.bytes, &entropy),
            let toDevice = unsafe keys.device.box(
                second.span, context: context.span.bytes, &entropy)
        else { throw .badKey }
        return try send(
            .test(EnrolmentMessage.Test(nonce: nonce, toBox: toBox, toDevice: toDevice)))
    }

    private func compare() throws(EnrolmentError) -> Step {
        guard let hash = session?.hash, let claimed, let joiner else { throw .outOfTurn }
        if let before = seat.invites[name]?.admitted { return .admittedBefore(as: before) }
        return .compare(
            ComparedWords(
                hash, claimed.keys.claim(first: first), joiner: joiner, issuer: nonce))
    }

    private func send(_ message: EnrolmentMessage) throws(EnrolmentError) -> [UInt8] {
        guard let sealed = session?.seal(message.encoding) else { throw .outOfTurn }
        return sealed
    }

    private func refuse(_ error: EnrolmentError) throws(EnrolmentError) -> Step {
        isOver = true
        return .refuse(try send(.refusal(error.name)), error)
    }

    /// The person has compared the words. If they are the same: what is to be written into the
    /// issuer's feed. If not, the invite is withdrawn.
    public func confirm(
        _ isSame: Bool, _ entropy: inout Entropy
    ) throws(EnrolmentError) -> Claimed {
        guard isTested, !isOver, let claimed else { throw .outOfTurn }
        guard isSame else {
            isOver = true
            isConfirmed = false
            _ = seat.update(&entropy) { $0.withdraw(name) }
            throw .notConfirmed
        }
        isConfirmed = true
        return claimed
    }

    /// What to send a joiner whose words were not the same.
    public func refusal() throws(EnrolmentError) -> [UInt8] {
        try send(.refusal(EnrolmentError.notConfirmed.name))
    }

    /// The act is written: the last message. It can be made again after a broken line.
    public func admit(
        as act: ActID, _ hello: HelloKey, _ entropy: inout Entropy
    ) throws(EnrolmentError) -> [UInt8] {
        let before = seat.invites[name]?.admitted
        guard isTested, !isOver, isConfirmed || before == act else { throw .outOfTurn }
        guard before == nil || before == act else { throw .invite(.used) }
        guard seat.update(&entropy, { $0.admit(name, as: act) }) != nil else { throw .locked }
        let text = Enrolment.admission(act, hello)
        guard let sealed = session?.seal(text.bytes) else { throw .outOfTurn }
        return sealed
    }
}

extension UnlockedSeat {
    fileprivate func mayClaim(
        _ name: InviteName, _ claim: Hash<SeatKeys>, at now: HybridTime
    ) throws(InviteError) {
        try invites.claim(name, claim, at: now)
    }
}

extension Charter {
    /// Whether an admission is what it says, now that the charter is there
    /// (spec/07-confidentiality.md#enrol-3): the act holds these very keys, and whoever issued the
    /// invite made it, or the roots did.
    public func confirms(
        _ admitted: Joining.Admitted, _ keys: SeatKeys, device: DeviceKey? = nil
    ) -> Bool {
        guard realm == admitted.realm, case .seat(let seat)? = content(of: admitted.seat),
            seat.keys == keys, seat.first == admitted.first,
            case .seat(let issuer)? = content(of: admitted.issuer),
            maker(of: admitted.seat) == admitted.issuer || knownRootActs.contains(admitted.seat)
        else { return false }
        return device == nil || issuer.keys.device == device
    }
}
