import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Wire

/// Where people are enrolled: a realm, an admin with a feed in its charter, and the admin's seat,
/// unlocked.
final class Office {
    let realm: ScriptedRealm
    let admin: Scribe
    private(set) var seat: UnlockedSeat
    let device: Device
    let hello: HelloKey
    var chance: Entropy

    init(_ seed: UInt8) throws {
        realm = ScriptedRealm(seed: UInt64(seed))
        admin = realm.officer(.admin)
        seat = try makeSeat(seed, "Admin", in: realm.id, seat: admin.seat.id)
        chance = Entropy.of(seed &+ 100)
        device = Device(&chance, on: .all(1))
        hello = HelloKey(&chance)
    }

    /// Issues an invite, and writes it down.
    func issue(
        for first: ActID? = nil, at now: HybridTime = noon, lasting: UInt64 = days(1),
        latest: HybridTime = noon
    ) throws(InviteError) -> InviteSeed {
        var own = Entropy(chance.draw())
        var result = Result<InviteSeed, InviteError>.failure(.withdrawn)
        _ = seat.update(&chance) { invites in
            do throws(InviteError) {
                result = .success(
                    try invites.issue(
                        for: first, at: now, lasting: lasting, latest: latest, &own))
            } catch { result = .failure(error) }
        }
        return try result.get()
    }

    func invite(_ seed: InviteSeed) -> IssuedInvite? { seat.invites[seed.name] }

    func withdraw(_ seed: InviteSeed) { _ = seat.update(&chance) { $0.withdraw(seed.name) } }

    /// What is left after a power loss: what was written down last.
    func restart() throws {
        let ring = Keyring(of: seat.sealed)
        let kept = try Keyring(file: ring.file).seats[0]
        seat.lock()
        seat = try UnlockedSeat(unlocking: kept, with: passphrase("a passphrase"))
    }

    func answer(_ message: [UInt8]) throws(EnrolmentError) -> Admitting {
        try Admitting(to: message, for: seat, &chance)
    }

    func take(
        _ message: [UInt8], _ admitting: Admitting, at now: HybridTime = noon
    ) throws(EnrolmentError) -> Admitting.Step {
        try admitting.take(message, at: now, &chance)
    }

    /// Writes the act of a seat into the admin's feed.
    func write(_ claimed: Admitting.Claimed) -> ActID { admin.write(.seat(claimed.seat))[0] }
}

extension Keyring {
    init(of seat: SealedSeat) {
        self.init()
        _ = put(seat)
    }
}

/// An enrolment under way: what both sides have come to, and all that was sent.
struct Talk {
    let joining: Joining
    let admitting: Admitting
    let newcomer: Newcomer
    let office: Office
    var sent: [[UInt8]] = []

    /// First message and offer.
    init(
        _ newcomer: Newcomer, _ seed: InviteSeed, in office: Office, realm: DomainID? = nil
    ) throws(EnrolmentError) {
        joining = newcomer.join(seed, realm: realm)
        (self.newcomer, self.office) = (newcomer, office)
        let first = try joining.start()
        admitting = try office.answer(first)
        _ = try joining.takeOffer(admitting.offer)
        sent = [first, admitting.offer]
    }

    /// The claim, and what the issuer makes of it.
    mutating func claim(at now: HybridTime = noon) throws(EnrolmentError) -> Admitting.Step {
        let message = try joining.claim(newcomer.secrets)
        sent.append(message)
        return try office.take(message, admitting, at: now)
    }

    /// The test, and the joiner's words; then what the issuer makes of the answer.
    mutating func answer(
        to step: Admitting.Step
    ) throws(EnrolmentError) -> (words: ComparedWords, step: Admitting.Step) {
        guard case .send(let test) = step else { throw .outOfTurn }
        guard case .compare(let answer, let words) = try joining.take(test, newcomer.secrets)
        else { throw .outOfTurn }
        sent += [test, answer]
        return (words, try office.take(answer, admitting))
    }

    /// All up to the words that people compare.
    mutating func compare() throws(EnrolmentError) -> (ComparedWords, Admitting.Step) {
        let step = try claim()
        let (words, answered) = try answer(to: step)
        return (words, answered)
    }

    /// The act, and the admission.
    mutating func admit() throws(EnrolmentError) -> ActID {
        let claimed = try admitting.confirm(true, &office.chance)
        let act = office.write(claimed)
        sent.append(try admitting.admit(as: act, office.hello, &office.chance))
        return act
    }

    /// What the joiner makes of the last message.
    func finish() throws(EnrolmentError) -> Joining.Admitted? {
        let step = try joining.take(sent[sent.count - 1], newcomer.secrets)
        // The joiner's person says so last.
        guard case .wait = step else { return nil }
        return try joining.confirm(true)
    }
}
