import Bundles
import Charter
import Identity
import Lattice
import Seal
import Simulation
import TestSupport
import Testing
import Wire

/// A device of a realm, in the hands of an attack.
private final class Laptop {
    static let realm = DomainID(1, 1, 1, 1)
    static var hello: HelloKey { HelloKey(secret(Array(repeating: 8, count: 32))) }

    let device: Device
    let run: RunID
    private var chance: Entropy

    init(_ seed: UInt8) {
        run = RunID(high: 1, low: UInt64(seed))
        chance = Entropy.of(seed)
        device = Device(&chance, on: MachineID(high: 1, low: UInt64(seed)))
        device.join(Self.realm, Self.hello)
    }

    func initiate(expecting key: DeviceKey? = nil) -> DeviceHandshake {
        .initiating(
            Self.realm, hello: Self.hello, as: device, expecting: key, run: run, &chance)
    }

    func initiate(toRelay key: DeviceKey) -> DeviceHandshake {
        .initiating(
            Self.realm, toRelay: key, as: device, run: run, &chance)
    }

    func respond(to message: [UInt8]) throws(LinkError) -> DeviceHandshake {
        try .responding(
            to: message, as: device, relaying: [Self.realm], run: run, &chance)
    }

    /// What it says to a first message; nil for nothing at all.
    func answer(to message: [UInt8]) -> [UInt8]? {
        do throws(LinkError) {
            var handshake = try respond(to: message)
            switch try handshake.take(message, isOfRealm: { _ in true }) {
            case .send(let answer), .sendAndDone(let answer): return answer
            case .done: return nil
            }
        } catch { return nil }
    }
}

extension SeededRandom {
    fileprivate mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) }
    }
}

extension Attacks {
    // Attacker: anybody on the air. Means: datagrams under other keys, of other realms, altered,
    // cut, too long; bytes at random in place of handshakes, with and without a good beginning.
    // Expected: not one byte of answer, and no change to the device.
    @Test("Attack 25: to what is not of the realm not one byte is answered")
    func attack25_silence() throws {
        var random = SeededRandom(seed: 25)
        let ada = Laptop(1)
        var chance = Entropy.of(3)
        let content = Array("who is there".utf8)
        let good = made(
            Datagram.seal(content.span.bytes, in: Laptop.realm, Laptop.hello, &chance))
        let other = HelloKey(secret(Array(repeating: 9, count: 32)))
        let elsewhere = DomainID(1, 1, 1, 2)
        var datagrams = (0..<2_000).map { _ in random.bytes(random.below(1_300)) }
        datagrams += [
            made(Datagram.seal(content.span.bytes, in: Laptop.realm, other, &chance)),
            made(Datagram.seal(content.span.bytes, in: elsewhere, Laptop.hello, &chance)),
            good + [0], Array(good.dropLast()), [],
        ]
        datagrams += (0..<good.count * 8).map { good.flipped($0) }
        for datagram in datagrams {
            #expect(Datagram.open(datagram, in: Laptop.realm, Laptop.hello) == nil)
        }
        var calling = Laptop(2).initiate()
        let first = try calling.start()
        var relayed = Laptop(2).initiate(toRelay: ada.device.key)
        let second = try relayed.start()
        #expect(ada.answer(to: first) != nil && ada.answer(to: second) != nil)
        var garbage = (0..<2_000).map { _ in random.bytes(random.below(1_100)) }
        for message in [first, second] {
            garbage += (0..<message.count).map { Array(message[..<$0]) }
            garbage += (0..<500).map { _ in
                let kept = random.below(message.count)
                return Array(message[..<kept]) + random.bytes(message.count - kept)
            }
            garbage.append(message + [0])
        }
        let (issuer, newcomer) = (try Issuer(25), Newcomer(1))
        let seed = issuer.issue()
        let before = issuer.seat.sealed
        let real = try newcomer.join(seed).start()
        let known = Set([first, second])
        for message in garbage where !known.contains(message) {
            #expect(ada.answer(to: message) == nil)
            #expect(fault { () throws(EnrolmentError) in _ = try issuer.answer(message) } != nil)
        }
        for count in 0..<real.count {
            let message = Array(real[..<count]) + random.bytes(real.count - count)
            #expect(fault { () throws(EnrolmentError) in _ = try issuer.answer(message) } != nil)
        }
        #expect(ada.device.realms == [Laptop.realm])
        #expect(issuer.seat.sealed == before)
    }

    // Attacker: a former member with the hello key, in a responder's place; or with nothing at all.
    // Means: an own key, the answer of another. Expected: the initiator is gone before its static
    // key was in any message; and whoever only listens reads no static key either.
    @Test("Attack 29: a false responder does not learn who calls")
    func attack29_falseResponder() throws {
        let (ada, ben, former) = (Laptop(1), Laptop(2), Laptop(3))
        let own = ada.device.key.bytes.octets
        for expected in [ben.device.key, nil] {
            var handshake = ada.initiate(expecting: expected)
            let first = try handshake.start()
            let answer = made(former.answer(to: first))
            #expect(
                !answer.holds(former.device.key.bytes.octets), "not even its own is in the open")
            let error = fault { () throws(LinkError) in
                _ = try handshake.take(answer) { $0 == ben.device.key }
            }
            #expect(error == .stranger)
            // All that was ever sent.
            #expect(!first.holds(own))
            for part in stride(from: 0, to: 32, by: 8) {
                #expect(!first.holds(Array(own[part..<part + 8])))
            }
        }
        // With the right responder, a listener sees neither key in any of the three.
        var calling = ada.initiate(expecting: ben.device.key)
        let first = try calling.start()
        var answering = try ben.respond(to: first)
        guard case .send(let second) = try answering.take(first, isOfRealm: { _ in true }),
            case .sendAndDone(let third) = try calling.take(second, isOfRealm: { _ in true })
        else {
            Issue.record("no handshake")
            return
        }
        for message in [first, second, third] {
            #expect(!message.holds(own) && !message.holds(ben.device.key.bytes.octets))
        }
        // A relay is known beforehand, and another cannot answer for it.
        var relayed = ada.initiate(toRelay: ben.device.key)
        let toRelay = try relayed.start()
        #expect(!toRelay.holds(own))
        #expect(former.answer(to: toRelay) == nil)
        // A joiner without the seed's issuer says nothing of its keys.
        let (issuer, newcomer) = (try Issuer(29), Newcomer(1))
        let start = try newcomer.join(issuer.issue()).start()
        let keys = newcomer.keys
        let hidden = [keys.signing.bytes.octets, keys.box.bytes.octets, keys.device.bytes.octets]
        for key in hidden { #expect(!start.holds(key)) }
    }

    // Attacker: a thief of the disk. Means: wrong passphrases, cheaper parameters, other seats'
    // secrets, a file that was cut, each with a check that is right. Expected: a clean refusal,
    // nothing opened, and no more work than the bounds allow.
    @Test("Attack 37: a keyring that was tampered with is refused, and says how")
    func attack37_keyring() throws {
        let issuer = try Issuer(37)
        var ring = Keyring()
        let isIn = ring.put(issuer.seat.sealed)
        #expect(isIn)
        let file = ring.file
        let content = Array(file.dropLast(34))
        func checked(_ content: [UInt8]) -> [UInt8] {
            content + [0x58, 0x20] + Blake2b.hash(content.span.bytes, of: HandMade.self).octets
        }
        #expect(checked(content) == file)
        let seat = issuer.seat.sealed
        for text in ["", "password", "a passphrasf", String(repeating: "a", count: 1_024)] {
            let error = fault { () throws(UnlockError) in
                _ = try UnlockedSeat(unlocking: seat, with: passphrase(text))
            }
            #expect(error == .wrongPassphrase(label: "Admin"))
        }
        // The passes and the memory stand after the label: 2 and 16,384 in this one.
        let label = Array("eAdmin".utf8)
        let place = made((0..<content.count).first { content[$0...].starts(with: label) }) + 6
        #expect(content[place..<place + 5] == [0x83, 0x02, 0x19, 0x40, 0x00])
        for (change, reason) in [
            ([0x83, 0x01, 0x19, 0x40, 0x00], "out-of-range"),
            ([0x83, 0x00, 0x19, 0x40, 0x00], "out-of-range"),
            ([0x83, 0x11, 0x19, 0x40, 0x00], "out-of-range"),
            ([0x83, 0x02, 0x19, 0x3F, 0xFF], "out-of-range"),
            ([0x83, 0x02, 0x19, 0x00, 0x08], "not-shortest"),
            ([0x83, 0x03, 0x19, 0x40, 0x00], "wrong-passphrase"),
            ([0x83, 0x02, 0x19, 0x40, 0x01], "wrong-passphrase"),
        ] as [([UInt8], String)] {
            let altered = checked(content[..<place] + change + content[(place + 5)...])
            var found = fault { () throws(KeyFileError) in _ = try Keyring(file: altered) }?.name
            if let seat = try? Keyring(file: altered).seats.first {
                found =
                    fault { () throws(UnlockError) in
                        _ = try UnlockedSeat(unlocking: seat, with: passphrase("a passphrase"))
                    }?.name
            }
            #expect(found == reason, "\(change)")
        }
        for count in 0..<content.count {
            let cut = Array(content[..<count])
            for file in [cut, checked(cut)] {
                #expect(fault { () throws(KeyFileError) in _ = try Keyring(file: file) } != nil)
            }
        }
        #expect(!file.holds(made(issuer.seat.withSecrets { $0.signing.seed().array })))
        #expect(!file.holds(made(issuer.seat.withSecrets { $0.box.copy().array })))
        #expect(try Keyring(file: file) == ring)
    }

    // Attacker: somebody who recorded a handshake and the session after it. Means: each message
    // again, in its place and in others. Expected: the first gets an answer that they cannot go on
    // from; nothing of the rest is taken, and the device answers honest callers as before.
    @Test("Attack 202: a handshake that is played again leads nowhere")
    func attack202_replay() throws {
        let (ada, ben) = (Laptop(1), Laptop(2))
        var calling = ada.initiate()
        let first = try calling.start()
        var answering = try ben.respond(to: first)
        guard case .send(let second) = try answering.take(first, isOfRealm: { _ in true }),
            case .sendAndDone(let third) = try calling.take(second, isOfRealm: { _ in true })
        else {
            Issue.record("no handshake")
            return
        }
        _ = try answering.take(third) { _ in true }
        var session = calling.finish()
        let said = session.seal(Array("once".utf8))
        // Again to the responder: another answer each time, and the old third does not fit.
        var answers: Set<[UInt8]> = [second]
        for _ in 0..<10 {
            var again = try ben.respond(to: first)
            guard case .send(let answer) = try again.take(first, isOfRealm: { _ in true }) else {
                Issue.record("no answer")
                return
            }
            answers.insert(answer)
            for message in [third, second, first, said] {
                var copy = try ben.respond(to: first)
                _ = try copy.take(first) { _ in true }
                let error = fault { () throws(LinkError) in
                    _ = try copy.take(message) { _ in true }
                }
                #expect(error == .doesNotOpen)
            }
        }
        #expect(answers.count == 11)
        // The old answer to a new call.
        for message in [second, first, third] {
            var other = ada.initiate()
            _ = try other.start()
            let error = fault { () throws(LinkError) in _ = try other.take(message) { _ in true } }
            #expect(error == .doesNotOpen)
        }
        // And an invite's first message, played again, is answered with what only the seed opens.
        let (issuer, newcomer) = (try Issuer(202), Newcomer(1))
        let seed = issuer.issue()
        let joining = newcomer.join(seed)
        let start = try joining.start()
        let admitting = try issuer.answer(start)
        _ = try joining.takeOffer(admitting.offer)
        let claim = try joining.claim(newcomer.secrets)
        let again = try issuer.answer(start)
        #expect(again.offer != admitting.offer)
        #expect(throws: EnrolmentError.link(.doesNotOpen)) { try issuer.take(claim, again) }
        #expect(issuer.seat.invites[seed.name]?.state == .open)
    }

    // Attacker: somebody on the line. Means: each side's own messages sent back to it. Expected:
    // nobody takes their own words for the other's.
    @Test("Attack 203: one's own messages, reflected, are not taken for the other's")
    func attack203_reflection() throws {
        let (ada, ben) = (Laptop(1), Laptop(2))
        var calling = ada.initiate()
        let first = try calling.start()
        // To oneself as a responder, which every device is: it answers, and knows itself.
        let own = made(ada.answer(to: first))
        #expect(
            fault { () throws(LinkError) in _ = try calling.take(own) { _ in true } } == .ownKey)
        for message in [first, Array(first.dropFirst(18))] {
            var again = ada.initiate()
            _ = try again.start()
            let error = fault { () throws(LinkError) in _ = try again.take(message) { _ in true } }
            #expect(error == .doesNotOpen)
        }
        var second = ada.initiate()
        let begin = try second.start()
        var answering = try ben.respond(to: begin)
        guard case .send(let answer) = try answering.take(begin, isOfRealm: { _ in true }) else {
            Issue.record("no answer")
            return
        }
        let error = fault { () throws(LinkError) in
            _ = try answering.take(answer) { _ in true }
        }
        #expect(error == .doesNotOpen)
        // In the session, and in an enrolment.
        var third = ada.initiate()
        let start = try third.start()
        var responder = try ben.respond(to: start)
        guard case .send(let reply) = try responder.take(start, isOfRealm: { _ in true }),
            case .sendAndDone(let last) = try third.take(reply, isOfRealm: { _ in true })
        else {
            Issue.record("no handshake")
            return
        }
        _ = try responder.take(last) { _ in true }
        var session = third.finish()
        let said = session.seal(Array("who is it".utf8))
        #expect(fault { () throws(LinkError) in _ = try session.open(said) } == .doesNotOpen)
        let (issuer, newcomer) = (try Issuer(203), Newcomer(1))
        let joining = newcomer.join(issuer.issue())
        let admitting = try issuer.answer(try joining.start())
        _ = try joining.takeOffer(admitting.offer)
        let claim = try joining.claim(newcomer.secrets)
        #expect(throws: EnrolmentError.link(.doesNotOpen)) {
            try joining.take(claim, newcomer.secrets)
        }
    }
}
