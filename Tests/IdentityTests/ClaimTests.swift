import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// What an issuer makes of joiners that have the seed, and say something else than they should.
@Suite("Claims") struct ClaimTests {
    private let nonce = [UInt8](repeating: 9, count: 32)

    /// An issuer that has answered a hand-made joiner.
    private struct Meeting {
        let office: Office
        let seed: InviteSeed
        let hand: HandMade
        let admitting: Admitting

        init(_ office: Office, _ seed: InviteSeed? = nil) throws {
            self.office = office
            self.seed = try seed ?? office.issue()
            hand = HandMade(self.seed, isInitiator: true, 1)
            admitting = try office.answer(hand.start())
            try #require(hand.read(admitting.offer) != nil)
        }

        func say(_ message: [UInt8]) throws(EnrolmentError) -> Admitting.Step {
            try office.take(hand.seal(message), admitting)
        }

        /// What the issuer refuses a message with, and says so.
        func refusal(of message: [UInt8]) throws -> EnrolmentError? {
            guard case .refuse(let sealed, let error) = try say(message) else { return nil }
            #expect(hand.open(sealed) == Said.refusal(error.name))
            return error
        }

        func error(of message: [UInt8]) -> EnrolmentError? {
            fault { () throws(EnrolmentError) in _ = try say(message) }
        }
    }

    @Test("ENROL-1: an offer is what the page says, under the handshake")
    func offer() throws {
        let office = try Office(1)
        let seed = try office.issue(for: .all(0x55))
        let hand = HandMade(seed, isInitiator: true)
        let admitting = try office.answer(hand.start())
        let offer = try #require(hand.read(admitting.offer))
        let (realm, issuer) = (office.realm.id, office.admin.seat.id)
        let expected = Said.offer(
            realm, realm, first: .all(0x55), issuer: issuer, Array(offer.suffix(32)))
        #expect(offer == expected)
        // Every handshake has a commitment of its own.
        let other = HandMade(seed, isInitiator: true)
        let again = try #require(other.read(try office.answer(other.start()).offer))
        #expect(again.suffix(32) != offer.suffix(32))
    }

    @Test("ENROL-1: keys of no use are refused, and the invite stays open")
    func badKeys() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        let good = newcomer.keys
        let bad = [
            SeatKeys(signing: VerifyingKey(0, 0, 0, 0), box: good.box, device: good.device),
            SeatKeys(signing: good.signing, box: BoxKey(0, 0, 0, 0), device: good.device),
            SeatKeys(signing: good.signing, box: good.box, device: DeviceKey(1 << 56, 0, 0, 0)),
        ]
        for keys in bad {
            let meeting = try Meeting(office)
            let proof = keys.proof(by: newcomer.secrets.signing, in: office.realm.id)
            let invite = meeting.hand.proof(of: keys.claim(first: nil))
            let claim = Said.claim(keys, proof, invite, nonce)
            #expect(try meeting.refusal(of: claim) == .badKey)
            #expect(office.invite(meeting.seed)?.state == .open)
        }
    }

    @Test("ENROL-1: a claim needs both proofs, for this session, domain and person")
    func badProofs() throws {
        let office = try Office(1)
        let (newcomer, other) = (Newcomer(1), Newcomer(2))
        let (keys, realm) = (newcomer.keys, office.realm.id)
        let (claim, wrongClaim) = (keys.claim(first: nil), keys.claim(first: .all(1)))
        let proofs = [
            keys.proof(by: other.secrets.signing, in: realm),
            keys.proof(by: newcomer.secrets.signing, in: .all(1)),
            keys.proof(by: newcomer.secrets.signing, in: realm, first: .all(1)),
            newcomer.secrets.signing.sign(.signRoot, for: realm, claim),
        ]
        for proof in proofs {
            let meeting = try Meeting(office)
            let message = Said.claim(keys, proof, meeting.hand.proof(of: claim), nonce)
            #expect(try meeting.refusal(of: message) == .badProof)
            #expect(office.invite(meeting.seed)?.state == .open)
            #expect(office.invite(meeting.seed)?.claims == 0)
        }
        let proof = keys.proof(by: newcomer.secrets.signing, in: realm)
        let elsewhere = try Meeting(office).hand
        for number in 0..<4 {
            let meeting = try Meeting(office)
            let right = meeting.hand.proof(of: claim)
            let invite: Hash<HandMade> = [
                elsewhere.proof(of: claim), meeting.hand.proof(of: wrongClaim), .zero,
                Hash(right.words.0, right.words.1, right.words.2, right.words.3 ^ 1),
            ][number]
            let message = Said.claim(keys, proof, invite, nonce)
            #expect(try meeting.refusal(of: message) == .badProof)
            #expect(office.invite(meeting.seed)?.state == .open)
        }
        let meeting = try Meeting(office)
        let message = meeting.hand.claim(of: newcomer, in: realm, nonce: nonce)
        #expect(try meeting.refusal(of: message) == nil)
    }

    @Test("ENROL-1: a reason that comes first is the one that is given")
    func order() throws {
        let office = try Office(1)
        let (newcomer, other) = (Newcomer(1), Newcomer(2))
        // Nothing of these keys or proofs is right, but the invite is used, or withdrawn, or over.
        let bad = SeatKeys(
            signing: VerifyingKey(0, 0, 0, 0), box: other.keys.box, device: other.keys.device)
        func refusal(of seed: InviteSeed, at now: HybridTime) throws -> EnrolmentError? {
            let meeting = try Meeting(office, seed)
            let proof = bad.proof(by: other.secrets.signing, in: .all(1))
            let claim = Said.claim(bad, proof, Hash<HandMade>.zero, nonce)
            return try office.take(meeting.hand.seal(claim), meeting.admitting, at: now).error
        }
        let late = noon.after(days: 2)
        let open = try office.issue(lasting: days(1))
        #expect(try refusal(of: open, at: noon) == .badKey)
        #expect(try refusal(of: open, at: late) == .invite(.expired))
        office.withdraw(open)
        #expect(try refusal(of: open, at: late) == .invite(.withdrawn))
        let used = try office.issue(lasting: days(1))
        var talk = try Talk(newcomer, used, in: office)
        _ = try talk.claim()
        #expect(try refusal(of: used, at: late) == .invite(.used))
    }

    private func claim(of newcomer: Newcomer, to meeting: Meeting) throws -> [UInt8] {
        meeting.hand.claim(of: newcomer, in: meeting.office.realm.id, nonce: nonce)
    }

    /// The right answer to a test.
    private func answer(_ test: [UInt8], _ newcomer: Newcomer, _ hand: HandMade) throws -> [UInt8] {
        let context = hand.hash.octets
        let boxes = (Array(test[38..<102]), Array(test[104..<168]))
        let first = newcomer.secrets.box.unbox(boxes.0.span.bytes, context: context.span.bytes)
        let second = newcomer.device.secret.key.unbox(
            boxes.1.span.bytes, context: context.span.bytes)
        let answers = (first?.array, second?.array)
        return Said.answer(try #require(answers.0), try #require(answers.1))
    }

    @Test("ENROL-1: an answer must be right in both of its parts")
    func wrongAnswers() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        for change in 0..<4 {
            let meeting = try Meeting(office)
            guard case .send(let sealed) = try meeting.say(try claim(of: newcomer, to: meeting)),
                let test = meeting.hand.open(sealed)
            else {
                Issue.record("no test")
                return
            }
            let right = try answer(test, newcomer, meeting.hand)
            let (first, second) = (Array(right[3..<19]), Array(right[20...]))
            let wrong = [
                Said.answer(first.flipped(0), second), Said.answer(first, second.flipped(127)),
                Said.answer(second, first), Said.answer(first, first),
            ][change]
            #expect(try meeting.refusal(of: wrong) == .badProof)
            // That was the one try there is.
            #expect(meeting.error(of: right) != nil)
            #expect(throws: EnrolmentError.self) {
                try meeting.admitting.confirm(true, &office.chance)
            }
            #expect(throws: EnrolmentError.self) {
                try meeting.admitting.admit(as: .all(9), office.hello, &office.chance)
            }
            #expect(office.invite(meeting.seed)?.admitted == nil)
        }
    }

    @Test("ENROL-1: a message out of turn ends it")
    func outOfTurn() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        let zeros = [UInt8](repeating: 0, count: 16)
        let strange = [
            Said.answer(zeros, zeros), Said.refusal("expired"),
            Said.test(nonce, Array(repeating: 0, count: 64), Array(repeating: 0, count: 64)),
            Said.offer(.all(1), .all(1), issuer: .all(1), nonce),
            Said.admission(.all(1), nonce),
        ]
        for message in strange {
            let meeting = try Meeting(office)
            #expect(meeting.error(of: message) == .outOfTurn)
            // Whoever goes on as if nothing had been finds it over.
            let claim = try claim(of: newcomer, to: meeting)
            #expect(meeting.error(of: claim) == .outOfTurn)
            #expect(office.invite(meeting.seed)?.claims == 0)
        }
        let meeting = try Meeting(office)
        let claim = try claim(of: newcomer, to: meeting)
        #expect(try meeting.refusal(of: claim) == nil)
        #expect(meeting.error(of: claim) == .outOfTurn, "one claim is enough")
        #expect(office.invite(meeting.seed)?.claims == 1)
    }

    @Test("ENROL-1: after a refusal nothing more is taken")
    func afterRefusal() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        let meeting = try Meeting(office)
        let bad = Said.claim(
            newcomer.keys, newcomer.keys.proof(by: newcomer.secrets.signing, in: .all(1)),
            Hash<HandMade>.zero, nonce)
        #expect(try meeting.refusal(of: bad) == .badProof)
        let claim = try claim(of: newcomer, to: meeting)
        #expect(meeting.error(of: claim) == .outOfTurn)
        #expect(office.invite(meeting.seed)?.state == .open)
    }

    @Test("ENROL-1: a message that breaks its form ends it, with the reason")
    func forms() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        for (message, reason) in [
            ([], .truncated), ([0x80], .truncated), ([0xA0], .wrongType),
            ([0x82, 0x06], .outOfRange),
            ([0x82, 0x18, 0x05], .notShortest), ([0x86, 0x01], .wrongCount),
            ([0x82, 0x05, 0x60, 0x00], .trailing),
            ([0x82, 0x05, 0x78, 0x41] + [UInt8](repeating: 0x61, count: 65), .tooLong),
        ] as [([UInt8], WireError.Reason)] {
            let meeting = try Meeting(office)
            #expect(meeting.error(of: message) == .form(reason), "\(message)")
        }
        // Any cut of a claim that is right.
        for count in stride(from: 0, to: 238, by: 13) {
            let meeting = try Meeting(office)
            let claim = try claim(of: newcomer, to: meeting)
            #expect(claim.count == 238)
            #expect(meeting.error(of: Array(claim.prefix(count))) == .form(.truncated))
            #expect(office.invite(meeting.seed)?.claims == 0)
        }
    }

    @Test("ENROL-1: what does not open, or is too long, ends it")
    func links() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        func error(_ change: (HandMade, [UInt8]) -> [UInt8]) throws -> EnrolmentError? {
            let meeting = try Meeting(office)
            let message = change(meeting.hand, try claim(of: newcomer, to: meeting))
            return fault { () throws(EnrolmentError) in
                _ = try office.take(message, meeting.admitting)
            }
        }
        #expect(try error { hand, claim in hand.seal(claim) } == nil)
        #expect(try error { hand, claim in hand.seal(claim).flipped(77) } == .link(.doesNotOpen))
        #expect(
            try error { hand, claim in Array(hand.seal(claim).dropLast()) } == .link(.doesNotOpen))
        #expect(try error { _, claim in claim } == .link(.doesNotOpen))
        #expect(try error { _, _ in [] } == .link(.doesNotOpen))
        #expect(try error { hand, claim in hand.sealRaw([2] + claim) } == .link(.wrongType))
        #expect(try error { hand, _ in hand.sealRaw([1]) } == .link(.cut))
        #expect(
            try error { hand, claim in hand.seal(claim + Array(repeating: 0, count: 4_096)) }
                == .link(.tooLong))
    }
}
