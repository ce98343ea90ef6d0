import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// What a joiner makes of issuers that have the seed, and say something else than they should.
@Suite("Joining") struct JoinTests {
    private let nonce = [UInt8](repeating: 9, count: 32)
    private let hello = [UInt8](repeating: 8, count: 32)
    private let realm = DomainID.all(0x11)
    private let challenge = ([UInt8](repeating: 1, count: 16), [UInt8](repeating: 2, count: 16))

    /// A joiner, and a hand-made issuer that has its first message.
    private struct Meeting {
        let newcomer: Newcomer
        let joining: Joining
        let hand: HandMade

        init(_ newcomer: Newcomer, expecting realm: DomainID? = nil) throws {
            self.newcomer = newcomer
            var chance = Entropy.of(4)
            let seed = InviteSeed(&chance)
            joining = newcomer.join(seed, realm: realm)
            hand = HandMade(seed, isInitiator: false, 3)
            let first = try joining.start()
            try #require(hand.read(Array(first.dropFirst(18))) == [])
        }

        func offer(_ offer: [UInt8]) throws(EnrolmentError) {
            _ = try joining.takeOffer(hand.write(offer))
        }

        func take(_ message: [UInt8]) throws(EnrolmentError) -> Joining.Step {
            try joining.take(hand.seal(message), newcomer.secrets)
        }

        func error(of message: [UInt8]) -> EnrolmentError? {
            fault { () throws(EnrolmentError) in _ = try take(message) }
        }
    }

    private func offered(
        _ number: UInt8 = 1, commitment: [UInt8]? = nil
    ) throws -> Meeting {
        let meeting = try Meeting(Newcomer(number))
        try meeting.offer(
            Said.offer(realm, realm, issuer: .all(5), commitment ?? Said.commitment(nonce)))
        return meeting
    }

    /// The joiner has claimed.
    private func claimed(_ number: UInt8 = 1, commitment: [UInt8]? = nil) throws -> Meeting {
        let meeting = try offered(number, commitment: commitment)
        let claim = try meeting.joining.claim(meeting.newcomer.secrets)
        try #require(meeting.hand.open(claim) != nil)
        return meeting
    }

    private func test(_ meeting: Meeting) -> [UInt8] {
        meeting.hand.test(
            of: meeting.newcomer.keys, nonce: nonce, challenge.0, challenge.1)
    }

    @Test("ENROL-1: a joiner says what the page says")
    func whole() throws {
        let meeting = try Meeting(Newcomer(1), expecting: realm)
        let (newcomer, joining, hand) = (meeting.newcomer, meeting.joining, meeting.hand)
        let first = ActID.all(0x55)
        try meeting.offer(
            Said.offer(realm, .all(6), first: first, issuer: .all(5), Said.commitment(nonce)))
        let claim = try #require(hand.open(try joining.claim(newcomer.secrets)))
        let joiner = Array(claim.suffix(32))
        #expect(claim == hand.claim(of: newcomer, in: .all(6), first: first, nonce: joiner))
        guard case .compare(let answer, let words) = try meeting.take(test(meeting)) else {
            Issue.record("no words")
            return
        }
        #expect(hand.open(answer) == Said.answer(challenge.0, challenge.1))
        let all = hand.hash.octets + newcomer.keys.claim(first: first).octets + joiner + nonce
        let hash = Blake2b.hash(all.span.bytes, .words, of: HandMade.self)
        #expect(words == joining.words && words.words.count == 4)
        // The first word of the list is for 0, and words ascend as their bytes do.
        let order = hash.octets.prefix(4).map { Int($0) }
        for (a, b) in zip(order, words.words) {
            for (c, d) in zip(order, words.words) { #expect((a < c) == (b < d)) }
        }
        #expect(try joining.confirm(true) == nil)
        let last = try meeting.take(Said.admission(.all(7), hello))
        guard case .admitted(let admitted) = last else {
            Issue.record("not admitted: \(last)")
            return
        }
        #expect(admitted.realm == realm && admitted.domain == .all(6))
        #expect(admitted.seat == .all(7) && admitted.first == first && admitted.issuer == .all(5))
        #expect(newcomer.device.helloKey(of: realm)?.isSame(as: HelloKey(secret(hello))) == true)
    }

    @Test("ENROL-2: another nonce than the issuer was bound to is refused, and no words are shown")
    func badCommitment() throws {
        for wrong in [
            nonce, Said.commitment(nonce.flipped(0)), Said.commitment(nonce).flipped(255),
        ] {
            let meeting = try claimed(commitment: wrong)
            #expect(meeting.error(of: test(meeting)) == .badCommitment)
            #expect(meeting.joining.words == nil)
        }
        let tagless = Blake2b.hash(nonce.span.bytes, of: HandMade.self).octets
        let meeting = try claimed(commitment: tagless)
        #expect(meeting.error(of: test(meeting)) == .badCommitment)
    }

    @Test("ENROL-1: a test must be boxed to these keys, in this session")
    func badBoxes() throws {
        let other = Newcomer(9).keys
        for change in 0..<3 {
            let meeting = try claimed()
            let keys = meeting.newcomer.keys
            let (first, second) = challenge
            let context = meeting.hand.hash.octets.flipped(3)
            let message = [
                meeting.hand.test(
                    of: SeatKeys(signing: keys.signing, box: other.box, device: keys.device),
                    nonce: nonce, first, second),
                meeting.hand.test(
                    of: SeatKeys(signing: keys.signing, box: keys.box, device: other.device),
                    nonce: nonce, first, second),
                meeting.hand.test(of: keys, nonce: nonce, first, second, context: context),
            ][change]
            #expect(meeting.error(of: message) == .badProof)
            #expect(meeting.joining.words == nil)
        }
    }

    @Test("ENROL-1: a joiner, too, takes no message out of turn")
    func outOfTurn() throws {
        let zeros = [UInt8](repeating: 0, count: 16)
        let offer = Said.offer(realm, realm, issuer: .all(5), Said.commitment(nonce))
        for message in [
            Said.admission(.all(7), hello), offer, Said.answer(zeros, zeros),
            Said.claim(
                Newcomer(2).keys, Signature(InlineArray(repeating: 1)), Hash<HandMade>.zero, nonce),
        ] {
            let meeting = try claimed()
            #expect(meeting.error(of: message) == .outOfTurn)
            #expect(meeting.newcomer.device.realms.isEmpty)
            #expect(meeting.error(of: test(meeting)) == .outOfTurn, "it is over")
        }
        // Before the claim there is nothing to answer, and a test comes once.
        let early = try offered()
        #expect(early.error(of: test(early)) == .outOfTurn)
        let twice = try claimed()
        _ = try twice.take(test(twice))
        #expect(twice.error(of: test(twice)) == .outOfTurn)
        let offered = try offered()
        _ = try offered.joining.claim(offered.newcomer.secrets)
        #expect(throws: EnrolmentError.outOfTurn) {
            try offered.joining.claim(offered.newcomer.secrets)
        }
        let unopened = try Meeting(Newcomer(1))
        #expect(throws: EnrolmentError.outOfTurn) {
            try unopened.joining.claim(unopened.newcomer.secrets)
        }
    }

    @Test("ENROL-1: an offer must be one, within its bounds")
    func badOffers() throws {
        let offer = Said.offer(realm, realm, issuer: .all(5), Said.commitment(nonce))
        for (payload, error) in [
            ([], .form(.truncated)), (Array(offer.dropLast()), .form(.truncated)),
            (offer + [0], .form(.trailing)), (Said.refusal("expired"), .outOfTurn),
            (offer + Array(repeating: 0, count: 1_024), .link(.tooLong)),
        ] as [([UInt8], EnrolmentError)] {
            let meeting = try Meeting(Newcomer(1))
            let found = fault { () throws(EnrolmentError) in try meeting.offer(payload) }
            #expect(found == error)
        }
        let meeting = try Meeting(Newcomer(1))
        let message = meeting.hand.write(offer)
        for altered in message.allFlips {
            let other = try Meeting(Newcomer(1))
            let found = fault { () throws(EnrolmentError) in
                _ = try other.joining.takeOffer(altered)
            }
            #expect(found == .link(.doesNotOpen))
        }
    }

    @Test(
        "ENROL-1: whatever reason an issuer gives, the joiner hears it",
        arguments: [
            "expired", "used", "withdrawn", "bad-key", "bad-proof", "not-confirmed",
            "not-permitted", "",
        ])
    func refusals(reason: String) throws {
        let meeting = try claimed()
        let error = meeting.error(of: Said.refusal(reason))
        #expect(error == .refused(reason))
        #expect(error?.name == reason)
        #expect(error?.description.contains(reason) == true)
        let late = try claimed()
        _ = try late.take(test(late))
        #expect(late.error(of: Said.refusal(reason)) == .refused(reason))
    }

    @Test("ENROL-3: an offer of another realm than the QR text names is refused")
    func foreignRealm() throws {
        let meeting = try Meeting(Newcomer(1), expecting: .all(0x12))
        let offer = Said.offer(realm, .all(0x12), issuer: .all(5), Said.commitment(nonce))
        let error = fault { () throws(EnrolmentError) in try meeting.offer(offer) }
        #expect(error == .foreignRealm(realm))
        #expect(error?.description.contains(realm.description) == true)
        // Nothing was claimed, and nothing can be any more.
        #expect(throws: EnrolmentError.outOfTurn) {
            try meeting.joining.claim(meeting.newcomer.secrets)
        }
    }

    @Test("ENROL-3: a hello key that differs from the one that is there is not taken")
    func otherHello() throws {
        let newcomer = Newcomer(1)
        #expect(newcomer.device.join(realm, HelloKey(secret(hello.flipped(0)))))
        let meeting = try Meeting(newcomer)
        try meeting.offer(Said.offer(realm, realm, issuer: .all(5), Said.commitment(nonce)))
        _ = try meeting.joining.claim(newcomer.secrets)
        _ = try meeting.take(test(meeting))
        _ = try meeting.joining.confirm(true)
        #expect(meeting.error(of: Said.admission(.all(7), hello)) == .badProof)
        let kept = newcomer.device.helloKey(of: realm)
        #expect(kept?.isSame(as: HelloKey(secret(hello.flipped(0)))) == true)
    }
}
