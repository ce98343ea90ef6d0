import Bundles
import Charter
import Identity
import Lattice
import Seal
import TestSupport
import Testing
import Wire

@Suite("Invites") struct InviteTests {
    @Test("INV-3: an invite is for somebody new, or for another seat of a person")
    func purposes() throws {
        let office = try Office(1)
        let (new, second) = (try office.issue(), try office.issue(for: .all(0x55)))
        #expect(office.invite(new)?.first == nil)
        #expect(office.invite(second)?.first == .all(0x55))
        #expect(new.name != second.name)
        for (seed, first) in [(new, ActID?.none), (second, .all(0x55))] {
            let newcomer = Newcomer(1)
            let joining = newcomer.join(seed)
            let admitting = try office.answer(try joining.start())
            let offer = try joining.takeOffer(admitting.offer)
            #expect(offer.first == first)
            #expect(offer.realm == office.realm.id && offer.domain == office.realm.id)
            #expect(offer.issuer == office.admin.seat.id)
        }
    }

    @Test("INV-3: an invite ends when its issuer said, and after two weeks at most")
    func ends() throws {
        let office = try Office(1)
        for (lasting, most) in [
            (0, 0), (1, 1), (days(1), days(1)), (days(14), days(14)), (days(14) + 1, days(14)),
            (days(400), days(14)), (.max, days(14)),
        ] {
            let seed = try office.issue(lasting: lasting)
            #expect(office.invite(seed)?.end == noon.after(milliseconds: Int(most)))
        }
        #expect(IssuedInvite.longest == days(14))
    }

    @Test("INV-3: a claim in time is taken, one after the end is not")
    func expiry() throws {
        let office = try Office(1)
        let seed = try office.issue(lasting: days(3))
        var talk = try Talk(Newcomer(1), seed, in: office)
        let late = try talk.claim(at: noon.after(days: 3, milliseconds: 1))
        guard case .refuse(let refusal, let error) = late else {
            Issue.record("it was taken: \(late)")
            return
        }
        #expect(error == .invite(.expired))
        #expect(throws: EnrolmentError.refused("expired")) {
            try talk.joining.take(refusal, talk.newcomer.secrets)
        }
        #expect(office.invite(seed)?.state == .open)
        var inTime = try Talk(Newcomer(1), seed, in: office)
        guard case .send = try inTime.claim(at: noon.after(days: 3)) else {
            Issue.record("the last moment counts")
            return
        }
    }

    @Test("INV-3: nobody but the issuer's seat answers to an invite")
    func otherSeat() throws {
        let (office, other) = (try Office(1), try Office(2))
        let seed = try office.issue()
        _ = try other.issue()
        let message = try Newcomer(1).join(seed).start()
        #expect(throws: EnrolmentError.link(.unknownGreeting)) { try other.answer(message) }
        office.seat.lock()
        #expect(throws: EnrolmentError.link(.unknownGreeting)) { try office.answer(message) }
        try office.restart()
        _ = try office.answer(message)
    }

    @Test("INV-4: an invite is remembered as it is, over sealing and unlocking")
    func remembered() throws {
        let office = try Office(1)
        let seeds = try (0..<20).map { _ in try office.issue(lasting: days(5)) }
        office.withdraw(seeds[3])
        var claimed = try Talk(Newcomer(1), seeds[5], in: office)
        _ = try claimed.claim()
        var admitted = try Talk(Newcomer(2), seeds[7], in: office)
        _ = try admitted.compare()
        let act = try admitted.admit()
        try office.restart()
        #expect(office.seat.invites.all.count == 20)
        for (index, seed) in seeds.enumerated() {
            let invite = try #require(office.invite(seed))
            #expect(invite.end == noon.after(days: 5))
            #expect(invite.seed.letters().text == seed.letters().text)
            switch index {
            case 3: #expect(invite.state == .withdrawn && invite.claims == 0)
            case 5:
                #expect(invite.state == .claimed(Newcomer(1).keys.claim(first: nil)))
                #expect(invite.claims == 1 && invite.admitted == nil)
            case 7:
                #expect(invite.state == .claimed(Newcomer(2).keys.claim(first: nil)))
                #expect(invite.claims == 1 && invite.admitted == act)
            default: #expect(invite.state == .open && invite.claims == 0)
            }
        }
    }

    @Test("INV-4: what is remembered has one form")
    func form() {
        func reason(_ bytes: [UInt8]) -> String? {
            do throws(WireError) {
                _ = try Invites(remembered: bytes.span.bytes)
                return nil
            } catch { return error.reason.rawValue }
        }
        let (one, two) = ([UInt8](repeating: 1, count: 12), [UInt8](repeating: 2, count: 12))
        let seeds = [one, two].map { [0x50] + $0 + [0xF0, 0, 0, 0] }
        let hash = [0x58, 0x20] + [UInt8](repeating: 7, count: 32)
        let open: [UInt8] = [0x85, 0xF6, 0x01, 0xF6, 0x00, 0xF6]
        #expect(reason([0xA0]) == nil)
        #expect(reason([0xA1] + seeds[0] + open) == nil)
        #expect(reason([0xA2] + seeds[0] + open + seeds[1] + open) == nil)
        let full = [0x85] + hash + [0x01] + hash + [0x05] + hash
        #expect(reason([0xA1] + seeds[0] + full) == nil)
        #expect(reason([0xA1] + seeds[0] + [0x85, 0xF6, 0x01, 0xF5, 0x00, 0xF6]) == nil)
        // A bit beyond the first 100 is not of any letters.
        for bit in 100..<128 {
            let seed = [0x50] + seeds[0].dropFirst().map { $0 }.flipped(bit ^ 7)
            #expect(reason([0xA1] + seed + open) == "out-of-range", "bit \(bit)")
        }
        #expect(reason([0xA2] + seeds[1] + open + seeds[0] + open) == "unsorted")
        #expect(reason([0xA2] + seeds[0] + open + seeds[0] + open) == "repeated")
        #expect(reason([0xA1] + seeds[0] + [0x85, 0xF6, 0x01, 0xF4, 0x00, 0xF6]) == "wrong-type")
        #expect(reason([0xA1] + seeds[0] + [0x85, 0xF6, 0x01, 0xF6, 0x06, 0xF6]) == "out-of-range")
        #expect(reason([0xA1] + seeds[0] + [0x84, 0xF6, 0x01, 0xF6, 0x00]) == "wrong-count")
        #expect(reason([0xA0, 0x00]) == "trailing")
        #expect(reason([]) == "truncated")
    }

    @Test("INV-4: who made the claim may come again, anybody else is told that it was used")
    func used() throws {
        let office = try Office(1)
        let seed = try office.issue()
        var first = try Talk(Newcomer(1), seed, in: office)
        guard case .send = try first.claim() else {
            Issue.record("a first claim is taken")
            return
        }
        var other = try Talk(Newcomer(2), seed, in: office)
        guard case .refuse(_, let error) = try other.claim() else {
            Issue.record("two cannot use one invite")
            return
        }
        #expect(error == .invite(.used))
        // The same keys over another line, also after the issuer was started anew.
        try office.restart()
        var again = try Talk(Newcomer(1), seed, in: office)
        guard case .send = try again.claim() else {
            Issue.record("the same joiner may come again")
            return
        }
        #expect(office.invite(seed)?.claims == 2)
        #expect(office.invite(seed)?.state == .claimed(Newcomer(1).keys.claim(first: nil)))
    }

    @Test("INV-4: an invite bears five claims")
    func five() throws {
        let office = try Office(1)
        let seed = try office.issue()
        for number in 1...5 {
            var talk = try Talk(Newcomer(1), seed, in: office)
            guard case .send = try talk.claim() else {
                Issue.record("claim \(number)")
                return
            }
            #expect(office.invite(seed)?.claims == number)
            try office.restart()
        }
        var sixth = try Talk(Newcomer(1), seed, in: office)
        guard case .refuse(_, let error) = try sixth.claim() else {
            Issue.record("a sixth claim was taken")
            return
        }
        #expect(error == .invite(.withdrawn))
        #expect(office.invite(seed)?.claims == 5)
    }

    @Test("INV-4: what was withdrawn is for nobody any more")
    func withdrawn() throws {
        let office = try Office(1)
        let (seed, claimed) = (try office.issue(), try office.issue())
        var first = try Talk(Newcomer(2), claimed, in: office)
        _ = try first.claim()
        for (seed, newcomer) in [(seed, Newcomer(1)), (claimed, Newcomer(2))] {
            office.withdraw(seed)
            try office.restart()
            var talk = try Talk(newcomer, seed, in: office)
            guard case .refuse(let refusal, let error) = try talk.claim() else {
                Issue.record("it was withdrawn")
                return
            }
            #expect(error == .invite(.withdrawn))
            #expect(throws: EnrolmentError.refused("withdrawn")) {
                try talk.joining.take(refusal, talk.newcomer.secrets)
            }
        }
    }

    @Test("INV-4: what can no more be used makes room, what was admitted stays")
    func room() throws {
        let office = try Office(1)
        let seeds = try (0..<3).map { _ in try office.issue(lasting: days(1)) }
        var talk = try Talk(Newcomer(1), seeds[0], in: office)
        _ = try talk.compare()
        _ = try talk.admit()
        let later = noon.after(days: 1, milliseconds: 1)
        let fresh = try office.issue(at: later)
        #expect(office.invite(seeds[0]) != nil && office.invite(fresh) != nil)
        #expect(office.invite(seeds[1]) == nil && office.invite(seeds[2]) == nil)
    }

    @Test("INV-4: there is an end to how many can be open, and withdrawing some helps")
    func most() throws {
        var chance = Entropy.of(1)
        var invites = Invites()
        var seeds: [InviteSeed] = []
        func issue() throws(InviteError) {
            seeds.append(
                try invites.issue(at: noon, lasting: days(1), latest: noon, &chance))
        }
        for _ in 0..<Invites.most { try issue() }
        #expect(fault { () throws(InviteError) in try issue() } == .tooMany)
        #expect(InviteError.tooMany.description.contains("withdraw some"))
        invites.withdraw(seeds[7].name)
        #expect(fault { () throws(InviteError) in try issue() } == nil)
        #expect(invites[seeds[8].name] != nil && invites.all.count == Invites.most)
    }

    @Test("ENROL-3: an issuer whose clock is behind issues nothing")
    func clock() throws {
        let office = try Office(1)
        let lag = 10 * 60 * 1_000
        for (late, isFine) in [(0, true), (lag, true), (lag + 1, false), (lag * 200, false)] {
            let error = fault { () throws(InviteError) in
                _ = try office.issue(latest: noon.after(milliseconds: late))
            }
            #expect(error == (isFine ? nil : .clock), "\(late)")
        }
        // Ahead of the charter is where a clock belongs.
        _ = try office.issue(latest: HybridTime(word: 0))
    }
}
