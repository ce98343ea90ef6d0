import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Admissions") struct ConfirmTests {
    /// An admission, as it is once all went well.
    private func admitted(
        _ office: Office, _ newcomer: Newcomer, for first: ActID? = nil
    ) throws -> Joining.Admitted {
        var talk = try Talk(newcomer, try office.issue(for: first), in: office)
        _ = try talk.compare()
        _ = try talk.admit()
        return try #require(try talk.finish())
    }

    @Test("ENROL-3: an admission holds once the charter has the very act")
    func confirms() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        let before = office.realm.charter
        let admitted = try admitted(office, newcomer)
        let charter = office.realm.charter
        #expect(charter.confirms(admitted, newcomer.keys))
        #expect(!before.confirms(admitted, newcomer.keys), "the act is not there yet")
        // Other keys, whichever of the three.
        let (own, other) = (newcomer.keys, Newcomer(2).keys)
        for keys in [
            SeatKeys(signing: other.signing, box: own.box, device: own.device),
            SeatKeys(signing: own.signing, box: other.box, device: own.device),
            SeatKeys(signing: own.signing, box: own.box, device: other.device),
        ] { #expect(!charter.confirms(admitted, keys)) }
        // The same act in another realm's charter means nothing.
        #expect(!(try Office(2)).realm.charter.confirms(admitted, own))
    }

    @Test("ENROL-3: an admission names the act, the person and the issuer, and all must be right")
    func particulars() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        let right = try admitted(office, newcomer)
        let other = try admitted(office, Newcomer(2))
        let charter = office.realm.charter
        let keys = newcomer.keys
        func changed(
            realm: DomainID? = nil, seat: ActID? = nil, first: ActID? = nil, issuer: ActID? = nil
        ) throws -> Joining.Admitted {
            try Self.forged(
                realm ?? right.realm, seat ?? right.seat, first: first, issuer ?? right.issuer)
        }
        #expect(charter.confirms(try changed(), keys))
        #expect(!charter.confirms(try changed(realm: .all(1)), keys))
        #expect(!charter.confirms(try changed(seat: other.seat), keys))
        #expect(!charter.confirms(try changed(seat: .all(1)), keys))
        #expect(!charter.confirms(try changed(seat: office.admin.opening.grant), keys))
        #expect(!charter.confirms(try changed(first: .all(1)), keys))
        #expect(!charter.confirms(try changed(issuer: other.seat), keys))
    }

    /// An admission with these particulars, from an issuer that has the seed.
    private static func forged(
        _ realm: DomainID, _ seat: ActID, first: ActID?, _ issuer: ActID
    ) throws -> Joining.Admitted {
        var chance = Entropy.of(4)
        let (seed, newcomer) = (InviteSeed(&chance), Newcomer(3))
        let nonce = [UInt8](repeating: 9, count: 32)
        let joining = newcomer.join(seed)
        let hand = HandMade(seed, isInitiator: false, 3)
        try #require(hand.read(Array(try joining.start().dropFirst(18))) == [])
        _ = try joining.takeOffer(
            hand.write(
                Said.offer(realm, realm, first: first, issuer: issuer, Said.commitment(nonce))))
        _ = hand.open(try joining.claim(newcomer.secrets))
        let test = hand.test(
            of: newcomer.keys, nonce: nonce, Array(nonce[..<16]), Array(nonce[..<16]))
        _ = try joining.take(hand.seal(test), newcomer.secrets)
        _ = try joining.confirm(true)
        let last = hand.seal(Said.admission(seat, nonce))
        guard case .admitted(let admitted) = try joining.take(last, newcomer.secrets) else {
            throw EnrolmentError.outOfTurn
        }
        return admitted
    }

    @Test("ENROL-3: whose device the QR text names must have issued the invite")
    func device() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        let admitted = try admitted(office, newcomer)
        let charter = office.realm.charter
        #expect(charter.confirms(admitted, newcomer.keys, device: office.admin.seat.device))
        #expect(!charter.confirms(admitted, newcomer.keys, device: newcomer.keys.device))
        #expect(!charter.confirms(admitted, newcomer.keys, device: madeUp(1)))
    }

    @Test("ENROL-3: the act may be of whoever issued the invite or of roots, and of nobody else")
    func otherMakers() throws {
        let office = try Office(1)
        let newcomer = Newcomer(1)
        var talk = try Talk(newcomer, try office.issue(), in: office)
        _ = try talk.compare()
        let claimed = try talk.admitting.confirm(true, &office.chance)
        let other = office.realm.officer(.admin)
        for (act, isTaken) in [
            (office.realm.decree(.seat(claimed.seat))[0], true),
            (other.write(.seat(claimed.seat))[0], false),
        ] {
            let admitted = try Self.forged(
                office.realm.id, act, first: nil, office.admin.seat.id)
            #expect(office.realm.charter.confirms(admitted, newcomer.keys) == isTaken)
            #expect(!office.realm.charter.confirms(admitted, Newcomer(2).keys))
            let unknown = try Self.forged(office.realm.id, act, first: nil, .all(7))
            #expect(!office.realm.charter.confirms(unknown, newcomer.keys))
            #expect(
                office.realm.charter.confirms(
                    admitted, newcomer.keys, device: office.admin.seat.device) == isTaken)
            #expect(!office.realm.charter.confirms(admitted, newcomer.keys, device: madeUp(1)))
        }
    }

    @Test("ENROL-2: a joiner takes an admission only after its person has said so")
    func joinerConfirms() throws {
        for isEarly in [false, true] {
            let office = try Office(1)
            let newcomer = Newcomer(1)
            var talk = try Talk(newcomer, try office.issue(), in: office)
            #expect(throws: EnrolmentError.outOfTurn) { try talk.joining.confirm(true) }
            _ = try talk.compare()
            if isEarly { #expect(try talk.joining.confirm(true) == nil) }
            let act = try talk.admit()
            let step = try talk.joining.take(talk.sent[talk.sent.count - 1], newcomer.secrets)
            if isEarly {
                guard case .admitted(let admitted) = step else {
                    Issue.record("the person has said so")
                    return
                }
                #expect(admitted.seat == act)
            } else {
                #expect(step == .wait)
                #expect(newcomer.device.realms.isEmpty)
                #expect(try talk.joining.confirm(true)?.seat == act)
            }
            #expect(newcomer.device.realms == [office.realm.id])
        }
    }

    @Test("ENROL-2: a joiner whose person says that the words differ takes nothing more")
    func joinerRefuses() throws {
        for isLate in [false, true] {
            let office = try Office(1)
            let newcomer = Newcomer(1)
            var talk = try Talk(newcomer, try office.issue(), in: office)
            _ = try talk.compare()
            _ = try talk.admit()
            let last = talk.sent[talk.sent.count - 1]
            if isLate { _ = try talk.joining.take(last, newcomer.secrets) }
            #expect(throws: EnrolmentError.notConfirmed) { try talk.joining.confirm(false) }
            #expect(throws: EnrolmentError.outOfTurn) {
                try talk.joining.take(last, newcomer.secrets)
            }
            #expect(throws: EnrolmentError.outOfTurn) { try talk.joining.confirm(true) }
            #expect(newcomer.device.realms.isEmpty)
        }
    }
}
