import Bundles
import Charter
import Foundation
import Identity
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Enrolment") struct EnrolmentTests {
    @Test("ENROL-1: from the invite to the admission, message by message")
    func whole() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        var talk = try Talk(newcomer, try office.issue(), in: office, realm: office.realm.id)
        let (words, step) = try talk.compare()
        #expect(step == .compare(words))
        #expect(words.words.count == 4)
        #expect(talk.joining.words == words)
        let act = try talk.admit()
        let admitted = try #require(try talk.finish())
        #expect(admitted.realm == office.realm.id && admitted.domain == office.realm.id)
        #expect(admitted.seat == act && admitted.first == nil)
        #expect(admitted.issuer == office.admin.seat.id)
        #expect(office.realm.charter.verdict(on: act) == .admitted)
        #expect(office.realm.charter.confirms(admitted, newcomer.keys))
        #expect(newcomer.device.helloKey(of: office.realm.id)?.isSame(as: office.hello) == true)
        #expect(newcomer.device.realms == [office.realm.id])
    }

    @Test("ENROL-1: every message is of its form, and none is longer than it may be")
    func messages() throws {
        let office = try Office(1)
        var talk = try Talk(Newcomer(1), try office.issue(), in: office)
        _ = try talk.compare()
        _ = try talk.admit()
        #expect(talk.sent.count == 6)
        #expect(talk.sent[0].prefix(2) == [1, 2])
        #expect(talk.sent[0].count == 18 + 32 + 16)
        #expect(talk.sent[1].count <= 1_024)
        #expect(talk.sent.allSatisfy { $0.count <= 4_096 })
        // What the form is, the hand-made sides of other tests say; here it is that nothing of it
        // shows: no key, no id and no secret stands in what was sent.
        let newcomer = talk.newcomer
        let hidden = [
            newcomer.keys.signing.bytes.octets, newcomer.keys.box.bytes.octets,
            newcomer.keys.device.bytes.octets, office.realm.id.octets,
            office.admin.seat.id.octets,
        ]
        for message in talk.sent { #expect(!hidden.contains { message.holds($0) }) }
    }

    @Test("ENROL-1: a second seat of a person cites the first")
    func secondSeat() throws {
        let office = try Office(1)
        let first = office.realm.enrol(by: office.admin)
        let newcomer = Newcomer(1)
        var talk = try Talk(newcomer, try office.issue(for: first.id), in: office)
        _ = try talk.compare()
        let claimed = try talk.admitting.confirm(true, &office.chance)
        #expect(claimed.first == first.id && claimed.keys == newcomer.keys)
        let act = try talk.admit()
        let admitted = try #require(try talk.finish())
        #expect(admitted.first == first.id)
        #expect(office.realm.charter.verdict(on: act) == .admitted)
        #expect(office.realm.charter.confirms(admitted, newcomer.keys))
    }

    @Test("ENROL-1: a joiner whose line broke comes again with the same keys")
    func brokenLine() throws {
        let office = try Office(1)
        let seed = try office.issue()
        let newcomer = Newcomer(1)
        // Broken after the offer, after the claim, after the test.
        _ = try Talk(newcomer, seed, in: office)
        var afterClaim = try Talk(newcomer, seed, in: office)
        _ = try afterClaim.claim()
        try office.restart()
        var afterTest = try Talk(newcomer, seed, in: office)
        let (lost, _) = try afterTest.compare()
        try office.restart()
        var talk = try Talk(newcomer, seed, in: office)
        let (words, step) = try talk.compare()
        #expect(step == .compare(words) && words != lost)
        _ = try talk.admit()
        #expect(try talk.finish() != nil)
    }

    @Test("ENROL-1: whom the issuer has admitted gets the same admission again")
    func again() throws {
        let office = try Office(1)
        let seed = try office.issue(lasting: days(1))
        let newcomer = Newcomer(1)
        var talk = try Talk(newcomer, seed, in: office)
        _ = try talk.compare()
        let act = try talk.admit()
        let written = office.admin.bundles.count
        // The power fails before the joiner has it, and the invite has expired meanwhile.
        try office.restart()
        let late = noon.after(days: 3)
        var again = try Talk(newcomer, seed, in: office)
        let step = try again.answer(to: try again.claim(at: late)).step
        #expect(step == .admittedBefore(as: act))
        again.sent.append(try again.admitting.admit(as: act, office.hello, &office.chance))
        #expect(try again.finish()?.seat == act)
        #expect(office.admin.bundles.count == written)
        #expect(newcomer.device.helloKey(of: office.realm.id)?.isSame(as: office.hello) == true)
        // No other act, and nobody else.
        #expect(throws: EnrolmentError.invite(.used)) {
            _ = try again.admitting.confirm(true, &office.chance)
            _ = try again.admitting.admit(as: .all(9), office.hello, &office.chance)
        }
        var other = try Talk(Newcomer(2), seed, in: office)
        #expect(try other.claim().error == .invite(.used))
    }

    @Test("ENROL-1: whose seat is locked meanwhile admits nobody")
    func locked() throws {
        let office = try Office(1)
        let seeds = try (0..<3).map { _ in try office.issue() }
        var (early, late) = (
            try Talk(Newcomer(1), seeds[0], in: office),
            try Talk(Newcomer(2), seeds[1], in: office)
        )
        let step = try late.claim()
        var last = try Talk(Newcomer(3), seeds[2], in: office)
        _ = try last.compare()
        _ = try last.admitting.confirm(true, &office.chance)
        office.seat.lock()
        #expect(fault { () throws(EnrolmentError) in _ = try early.claim() } == .locked)
        #expect(fault { () throws(EnrolmentError) in _ = try late.answer(to: step) } == .locked)
        #expect(throws: EnrolmentError.locked) {
            try last.admitting.admit(as: .all(9), office.hello, &office.chance)
        }
        #expect(EnrolmentError.locked.description.contains("unlock"))
    }

    @Test("ENROL-1: both sides say the same, whatever the errors are called")
    func names() {
        let names: [(EnrolmentError, String)] = [
            (.invite(.expired), "expired"), (.invite(.used), "used"),
            (.invite(.withdrawn), "withdrawn"), (.badKey, "bad-key"), (.badProof, "bad-proof"),
            (.notConfirmed, "not-confirmed"), (.outOfTurn, "out-of-turn"),
            (.badCommitment, "bad-commitment"), (.foreignRealm(.all(1)), "foreign-realm"),
            (.refused("expired"), "expired"), (.invite(.clock), "clock"),
            (.link(.doesNotOpen), "does-not-open"),
        ]
        for (error, name) in names {
            #expect(error.name == name)
            #expect(!error.description.isEmpty && error.description != name)
        }
    }

    @Test("ENROL-2: the words are four of the list, by the hash that the page says")
    func words() throws {
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../spec/words.txt").standardizedFileURL
        let list = try String(contentsOf: path, encoding: .utf8)
            .split(whereSeparator: \.isWhitespace).map(String.init)
        #expect(list.count == 256 && Set(list).count == 256)
        let office = try Office(1)
        let seed = try office.issue()
        let newcomer = Newcomer(1)
        let hand = HandMade(seed, isInitiator: true)
        let admitting = try office.answer(hand.start())
        #expect(hand.read(admitting.offer) != nil)
        let nonce = [UInt8](repeating: 9, count: 32)
        let claim = hand.claim(of: newcomer, in: office.realm.id, nonce: nonce)
        guard case .send(let sealed) = try office.take(hand.seal(claim), admitting),
            let test = hand.open(sealed)
        else {
            Issue.record("no test")
            return
        }
        let context = hand.hash.octets
        let boxes = (Array(test[38..<102]), Array(test[104..<168]))
        let first = newcomer.secrets.box.unbox(boxes.0.span.bytes, context: context.span.bytes)
        let second = newcomer.device.secret.key.unbox(
            boxes.1.span.bytes, context: context.span.bytes)
        let answers = (first?.array, second?.array)
        let answer = Said.answer(try #require(answers.0), try #require(answers.1))
        let step = try office.take(hand.seal(answer), admitting)
        let claimHash = newcomer.keys.claim(first: nil)
        let all = context + claimHash.octets + nonce + test[4..<36]
        let hash = Blake2b.hash(all.span.bytes, .words, of: HandMade.self)
        guard case .compare(let words) = step else {
            Issue.record("no words: \(step)")
            return
        }
        #expect(words.words == hash.octets.prefix(4).map { list[Int($0)] })
        #expect(words.description == words.words.joined(separator: " "))
    }

    @Test("ENROL-2: a person who says that the words differ withdraws the invite")
    func notConfirmed() throws {
        let office = try Office(1)
        let seed = try office.issue()
        var talk = try Talk(Newcomer(1), seed, in: office)
        _ = try talk.compare()
        #expect(throws: EnrolmentError.notConfirmed) {
            try talk.admitting.confirm(false, &office.chance)
        }
        #expect(office.invite(seed)?.state == .withdrawn)
        let refusal = try talk.admitting.refusal()
        #expect(throws: EnrolmentError.refused("not-confirmed")) {
            try talk.joining.take(refusal, talk.newcomer.secrets)
        }
        #expect(talk.newcomer.device.realms.isEmpty)
        #expect(throws: EnrolmentError.outOfTurn) {
            try talk.admitting.admit(as: .all(9), office.hello, &office.chance)
        }
        try office.restart()
        var again = try Talk(Newcomer(1), seed, in: office)
        #expect(try again.claim().error == .invite(.withdrawn))
    }

    @Test("ENROL-2: nobody is admitted before a person has compared the words")
    func unconfirmed() throws {
        let office = try Office(1)
        var talk = try Talk(Newcomer(1), try office.issue(), in: office)
        func admit() -> EnrolmentError? {
            fault { () throws(EnrolmentError) in
                _ = try talk.admitting.admit(as: .all(9), office.hello, &office.chance)
            }
        }
        func confirm() -> EnrolmentError? {
            fault { () throws(EnrolmentError) in
                _ = try talk.admitting.confirm(true, &office.chance)
            }
        }
        #expect(admit() == .outOfTurn && confirm() == .outOfTurn)
        let step = try talk.claim()
        #expect(admit() == .outOfTurn && confirm() == .outOfTurn)
        _ = try talk.answer(to: step)
        #expect(admit() == .outOfTurn)
        #expect(office.seat.invites.all.allSatisfy { $0.admitted == nil })
        #expect(confirm() == nil && admit() == nil)
    }
}

extension Admitting.Step {
    /// Why it says no.
    var error: EnrolmentError? {
        if case .refuse(_, let error) = self { error } else { nil }
    }
}
