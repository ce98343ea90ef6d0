import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

extension Attacks {
    private static let nonce = [UInt8](repeating: 9, count: 32)

    // Attacker: somebody who has the seed and has read a whole enrolment. Means: the proofs of its
    // claim, with other keys; the claim as it was, in another session; the answer of another.
    // Expected: `bad-proof`, and the invite is as it was.
    @Test("Attack 6: a captured proof of an enrolment is of no use with other keys or elsewhere")
    func attack6_capturedProof() throws {
        let issuer = try Issuer(6)
        let (honest, thief) = (Newcomer(1), Newcomer(2))
        let seed = issuer.issue()
        // What was captured: all that an honest joiner said in a session of its own.
        let (first, _, _) = try HandMade.calling(issuer, seed, 3)
        let captured = first.claim(of: honest, in: issuer.realm.id, nonce: Self.nonce)
        let proof = honest.keys.proof(by: honest.secrets.signing, in: issuer.realm.id)
        let claim = honest.keys.claim(first: nil)
        let (own, mixed) = (
            thief.keys,
            SeatKeys(
                signing: honest.keys.signing, box: thief.keys.box, device: thief.keys.device)
        )
        for message in [
            { _ in captured },
            { Said.claim(own, proof, $0.proof(of: own.claim(first: nil)), Self.nonce) },
            { Said.claim(mixed, proof, $0.proof(of: mixed.claim(first: nil)), Self.nonce) },
            { _ in Said.claim(honest.keys, proof, first.proof(of: claim), Self.nonce) },
        ] as [(HandMade) -> [UInt8]] {
            let (mallory, admitting, _) = try HandMade.calling(issuer, seed, 4)
            let step = try issuer.take(mallory.seal(message(mallory)), admitting)
            #expect(step.error == .badProof)
            #expect(issuer.seat.invites[seed.name]?.state == .open)
        }
        // With the seed, anybody can claim the honest keys in a session of their own; but not show
        // that they have them.
        let (mallory, admitting, _) = try HandMade.calling(issuer, seed, 4)
        let relayed = mallory.claim(of: honest, in: issuer.realm.id, nonce: Self.nonce)
        let sealed = made(try issuer.take(mallory.seal(relayed), admitting).message)
        let test = made(mallory.open(sealed))
        #expect(honest.answer(test, in: first.hash) == nil, "the boxes are of this session")
        #expect(thief.answer(test, in: mallory.hash) == nil)
        let guess = Said.answer(Array(Self.nonce[..<16]), Array(Self.nonce[..<16]))
        #expect(try issuer.take(mallory.seal(guess), admitting).error == .badProof)
    }

    // Attacker: somebody who found the letters of an invite after it was used, or meanwhile. Means:
    // the same invite with keys of their own. Expected: `used`, and it stays the first joiner's.
    @Test("Attack 7: an invite is used once")
    func attack7_usedTwice() throws {
        let issuer = try Issuer(7)
        let (honest, thief) = (Newcomer(1), Newcomer(2))
        let seed = issuer.issue()
        func steal() throws -> EnrolmentError? {
            let joining = thief.join(seed)
            let admitting = try issuer.answer(try joining.start())
            _ = try joining.takeOffer(admitting.offer)
            let step = try issuer.take(try joining.claim(thief.secrets), admitting)
            if case .refuse(let refusal, _) = step {
                #expect(throws: EnrolmentError.refused("used")) {
                    try joining.take(refusal, thief.secrets)
                }
            }
            return step.error
        }
        let joining = honest.join(seed)
        let admitting = try issuer.answer(try joining.start())
        _ = try joining.takeOffer(admitting.offer)
        let step = try issuer.take(try joining.claim(honest.secrets), admitting)
        #expect(try steal() == .invite(.used), "while the honest joiner is at it")
        guard case .compare(let answer, _) = try joining.take(made(step.message), honest.secrets)
        else {
            Issue.record("no words")
            return
        }
        _ = try issuer.take(answer, admitting)
        let claimed = try admitting.confirm(true, &issuer.chance)
        let act = issuer.admin.write(.seat(claimed.seat))[0]
        _ = try admitting.admit(as: act, issuer.hello, &issuer.chance)
        #expect(try steal() == .invite(.used), "and when all is done")
        let invite = made(issuer.seat.invites[seed.name])
        #expect(invite.admitted == act && invite.claims == 1)
        #expect(invite.state == .claimed(honest.keys.claim(first: nil)))
        #expect(claimed.keys == honest.keys)
    }

    // Attacker: somebody between joiner and issuer who saw the seed. Means: a handshake with each,
    // the honest claim passed on, or one of their own. Expected: keys that are not theirs they
    // cannot show; with their own the words on the two screens differ.
    @Test("Attack 201: somebody between the two, seed in hand, cannot make the words the same")
    func attack201_between() throws {
        let issuer = try Issuer(201)
        var pairs: Set<[String]> = []
        for number: UInt8 in 1...20 {
            let (honest, seed) = (Newcomer(1), issuer.issue())
            let own = Newcomer(number &+ 50)
            // Towards the issuer as a joiner, towards the joiner as the issuer.
            let (caller, admitting, offer) = try HandMade.calling(issuer, seed, number)
            let joining = honest.join(seed)
            let answering = try HandMade.answering(joining, seed)
            let realm = issuer.realm.id
            let commitment = Said.commitment(Self.nonce)
            _ = try joining.takeOffer(
                answering.write(Array(offer.dropLast(32)) + commitment))
            let said = made(answering.open(try joining.claim(honest.secrets)))
            // The joiner's own bytes, with keys that can be shown.
            let claim = caller.claim(of: own, in: realm, nonce: Array(said.suffix(32)))
            let sealed = made(try issuer.take(caller.seal(claim), admitting).message)
            let test = made(caller.open(sealed))
            let answer = made(own.answer(test, in: caller.hash))
            guard
                case .compare(let issuers) = try issuer.take(caller.seal(answer), admitting),
                case .compare(_, let joiners) = try joining.take(
                    answering.seal(
                        answering.test(
                            of: honest.keys, nonce: Self.nonce, Array(Self.nonce[..<16]),
                            Array(Self.nonce[..<16]))), honest.secrets)
            else {
                Issue.record("no words")
                return
            }
            #expect(issuers != joiners)
            pairs.insert(issuers.words)
            pairs.insert(joiners.words)
            // The issuer's nonce, once it is known, does not fit what the joiner was promised.
            let late = honest.join(seed)
            let again = try HandMade.answering(late, seed)
            _ = try late.takeOffer(again.write(Array(offer.dropLast(32)) + commitment))
            _ = try late.claim(honest.secrets)
            let other = again.test(
                of: honest.keys, nonce: Array(test[4..<36]), Array(Self.nonce[..<16]),
                Array(Self.nonce[..<16]))
            #expect(throws: EnrolmentError.badCommitment) {
                try late.take(again.seal(other), honest.secrets)
            }
        }
        #expect(pairs.count == 40)
    }

    // Attacker: somebody with the seed, in the issuer's place. Means: an offer of a realm of their
    // own. Expected: a joiner that scanned the code refuses it; one that typed the letters takes
    // no admission before its person has compared the words, and holds none against a charter
    // that does not have the act.
    @Test("Attack 204: an offer of another realm leads nowhere")
    func attack204_otherRealm() throws {
        let issuer = try Issuer(204)
        let seed = issuer.issue()
        let foreign = DomainID(1, 2, 3, 4)
        let offer = Said.offer(
            foreign, foreign, issuer: ActID(5, 6, 7, 8), Said.commitment(Self.nonce))
        let scanned = Newcomer(1)
        let careful = scanned.join(seed, realm: issuer.realm.id)
        let first = try HandMade.answering(careful, seed)
        #expect(throws: EnrolmentError.foreignRealm(foreign)) {
            try careful.takeOffer(first.write(offer))
        }
        #expect(throws: EnrolmentError.outOfTurn) { try careful.claim(scanned.secrets) }
        let typed = Newcomer(2)
        let joining = typed.join(seed)
        let mallory = try HandMade.answering(joining, seed)
        _ = try joining.takeOffer(mallory.write(offer))
        _ = try joining.claim(typed.secrets)
        let test = mallory.test(
            of: typed.keys, nonce: Self.nonce, Array(Self.nonce[..<16]), Array(Self.nonce[..<16]))
        _ = try joining.take(mallory.seal(test), typed.secrets)
        let admission = Said.admission(ActID(1, 1, 1, 1), Self.nonce)
        _ = try joining.take(mallory.seal(admission), typed.secrets)
        #expect(typed.device.realms.isEmpty, "the person has not said that the words are the same")
        let admitted = made(try joining.confirm(true))
        #expect(!issuer.realm.charter.confirms(admitted, typed.keys))
    }

    // Attacker: somebody on the line, with or without the seed. Means: a refusal in the issuer's
    // place, or one that was captured. Expected: without the seed it does not open; with it, the
    // enrolment ends, nothing was given away, and the same invite still serves.
    @Test("Attack 205: a refusal that somebody slips in ends the line and nothing else")
    func attack205_refusal() throws {
        let issuer = try Issuer(205)
        let (honest, seed) = (Newcomer(1), issuer.issue())
        let joining = honest.join(seed)
        let admitting = try issuer.answer(try joining.start())
        _ = try joining.takeOffer(admitting.offer)
        let claim = try joining.claim(honest.secrets)
        #expect(throws: EnrolmentError.link(.doesNotOpen)) {
            try joining.take(Said.refusal("used"), honest.secrets)
        }
        // Captured in another session of the same invite, where it was true.
        let other = issuer.issue()
        let (mallory, refusing, _) = try HandMade.calling(issuer, other)
        let bad = Said.claim(
            honest.keys, Signature(InlineArray(repeating: 1)), Hash<HandMade>.zero, Self.nonce)
        guard case .refuse(let captured, _) = try issuer.take(mallory.seal(bad), refusing) else {
            Issue.record("it was refused")
            return
        }
        let again = honest.join(seed)
        let second = try issuer.answer(try again.start())
        _ = try again.takeOffer(second.offer)
        _ = try again.claim(honest.secrets)
        #expect(throws: EnrolmentError.link(.doesNotOpen)) {
            try again.take(captured, honest.secrets)
        }
        // With the seed, in the issuer's place.
        let fooled = honest.join(seed)
        let impostor = try HandMade.answering(fooled, seed)
        _ = try fooled.takeOffer(
            impostor.write(
                Said.offer(
                    issuer.realm.id, issuer.realm.id, issuer: issuer.admin.seat.id,
                    Said.commitment(Self.nonce))))
        _ = try fooled.claim(honest.secrets)
        #expect(throws: EnrolmentError.refused("expired")) {
            try fooled.take(impostor.seal(Said.refusal("expired")), honest.secrets)
        }
        #expect(honest.device.realms.isEmpty)
        #expect(issuer.seat.invites[seed.name]?.state == .open)
        // The honest claim still stands, in the session it was made in.
        #expect(try issuer.take(claim, admitting).message != nil)
    }
}
