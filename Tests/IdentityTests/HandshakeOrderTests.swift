import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Testing

/// An initiator or responder by hand, which says whatever a test wants after the first message.
@Suite("Who goes first") struct HandshakeOrderTests {
    private let ada = Laptop(1)
    private let ben = Laptop(2)

    private func error(_ body: () throws(LinkError) -> Void) -> LinkError? { fault(body) }

    private func noise(_ pattern: NoisePattern, isInitiator: Bool, _ own: Laptop) -> NoiseHandshake
    {
        let prologue = Array("causeway".utf8) + [1, pattern.rawValue] + Laptop.realm.octets
        return NoiseHandshake(
            pattern, asInitiator: isInitiator, prologue: prologue.span.bytes,
            own: own.device.secret,
            ephemeral: AgreementKey(secret(Array(repeating: 5, count: 32))), remote: ben.key)
    }

    /// A first message by hand, payload and all.
    private func first(_ noise: inout NoiseHandshake, _ payload: [UInt8] = []) -> [UInt8] {
        let message = noise.write(payload.span.bytes) ?? []
        guard noise.pattern == .xx else {
            return [1, 1] + Laptop.realm.octets.prefix(16) + message
        }
        let hello = secret(Array(repeating: 0x88, count: 32))
        let ephemeral = Array(message.prefix(32))
        let greeting: Hash<Laptop> = hello.digest(.helloKey, ephemeral.span.bytes)
        return [1, 0] + greeting.octets.prefix(16) + message
    }

    @Test("SHAKE-4: payloads are empty, but the runs of two devices in the second and third")
    func payloads() throws {
        for (payload, expected) in [
            ([UInt8](repeating: 7, count: 16), nil), ([], .wrongType),
            (Array(repeating: 7, count: 15), .wrongType),
            (Array(repeating: 7, count: 17), .wrongType),
        ] as [([UInt8], LinkError?)] {
            // The responder's second message, by hand.
            var initiator = ada.initiate()
            var hand = noise(.xx, isInitiator: false, ben)
            let message = Array(try initiator.start().dropFirst(18))
            let read = hand.read(message.span.bytes)
            #expect(read == [])
            let second = hand.write(payload.span.bytes) ?? []
            let found = error { () throws(LinkError) in
                _ = try initiator.take(second) { _ in true }
            }
            #expect(found == expected)
            let run = initiator.otherRun
            #expect((run == .all(7)) == (expected == nil))
            // The initiator's third.
            var caller = noise(.xx, isInitiator: true, ada)
            let begin = first(&caller)
            var responder = try ben.respond(to: begin)
            guard case .send(let answer) = try responder.take(begin, isOfRealm: { _ in true })
            else {
                Issue.record("no second message")
                return
            }
            let runOfBen = caller.read(answer.span.bytes)
            #expect(runOfBen?.count == 16)
            let third = caller.write(payload.span.bytes) ?? []
            let last = error { () throws(LinkError) in
                _ = try responder.take(third) { _ in true }
            }
            #expect(last == expected)
        }
    }

    @Test("SHAKE-4: a relay has nothing to say in its answer")
    func relayPayload() throws {
        for (payload, expected) in [([], nil), ([1], .wrongType)] as [([UInt8], LinkError?)] {
            var initiator = ada.initiate(toRelay: ben.key)
            var hand = noise(.nk, isInitiator: false, ben)
            let message = Array(try initiator.start().dropFirst(18))
            let read = hand.read(message.span.bytes)
            #expect(read == [])
            let answer = hand.write(payload.span.bytes) ?? []
            let found = error { () throws(LinkError) in
                _ = try initiator.take(answer) { _ in true }
            }
            #expect(found == expected)
        }
    }

    @Test("SHAKE-4: every run of a program has an incarnation of its own")
    func runs() throws {
        var line = try Line(ada.initiate(), ben)
        try line.run()
        let (first, second) = (line.initiator.otherRun, line.responder.otherRun)
        #expect(first == ben.run && second == ada.run && ada.run != ben.run)
        // Before it was said nobody knows it, and a relay never does.
        let before = try Line(ada.initiate(), ben)
        let (none, neither) = (before.initiator.otherRun, before.responder.otherRun)
        #expect(none == nil && neither == nil)
        var relayed = try Line(ada.initiate(toRelay: ben.key), ben, relaying: [Laptop.realm])
        try relayed.run()
        let (one, other) = (relayed.initiator.otherRun, relayed.responder.otherRun)
        #expect(one == nil && other == nil)
    }

    @Test("SHAKE-5: the initiator goes on only with the key that it expected")
    func expected() throws {
        let cid = Laptop(3)
        var line = try Line(ada.initiate(expecting: cid.key), ben)
        _ = try line.step()
        #expect(error { () throws(LinkError) in _ = try line.step() } == .stranger)
        let count = line.sent.count
        #expect(count == 2, "nothing more is sent")
        // A key that was expected is not asked for in the charter.
        var known = try Line(ada.initiate(expecting: ben.key), ben)
        _ = try known.step()
        let step = try known.step { _ in false }
        guard case .sendAndDone = step else {
            Issue.record("\(step)")
            return
        }
    }

    @Test("SHAKE-5: one that expects nobody goes on with devices of the realm only")
    func ofRealm() throws {
        var line = try Line(ada.initiate(), ben)
        _ = try line.step { _ in false }
        var asked: [DeviceKey] = []
        #expect(
            error { () throws(LinkError) in
                _ = try line.step { key in
                    asked.append(key)
                    return false
                }
            } == .stranger)
        #expect(asked == [ben.key])
        #expect(error { () throws(LinkError) in _ = try line.step() } == .outOfTurn, "it is over")
        let sent = line.sent
        #expect(!sent.contains { $0.holds(ada.key.bytes.octets) })
    }

    @Test("SHAKE-5: nobody speaks with themselves, on either side")
    func myself() throws {
        for expected in [nil, ada.key] {
            var line = try Line(ada.initiate(expecting: expected), ada)
            _ = try line.step()
            #expect(error { () throws(LinkError) in _ = try line.step() } == .ownKey)
        }
        #expect(try third(from: ada.run) == nil)
    }

    @Test("SHAKE-5: a copy of a device, which runs elsewhere, is somebody to speak with")
    func copy() throws {
        let twin = Laptop(1, run: .all(0x99))
        #expect(twin.key == ada.key)
        for expected in [nil, ada.key] {
            var line = try Line(twin.initiate(expecting: expected), ada)
            try line.run()
            #expect(line.sent.count == 3)
        }
        #expect(try third(from: .all(7)) == .done)
    }

    /// What becomes of a third message with the responder's own key in it, from a run. Nil: it is
    /// refused, as its own.
    private func third(from run: RunID) throws -> DeviceHandshake.Step? {
        var caller = noise(.xx, isInitiator: true, ada)
        let begin = first(&caller)
        var responder = try ada.respond(to: begin)
        guard case .send(let answer) = try responder.take(begin, isOfRealm: { _ in true }) else {
            Issue.record("no second message")
            return nil
        }
        _ = caller.read(answer.span.bytes)
        var payload = ByteBuffer()
        payload.put(run)
        let third = caller.write(payload.span) ?? []
        do throws(LinkError) { return try responder.take(third) { _ in true } } catch {
            #expect(error == .ownKey)
            return nil
        }
    }

    @Test("SHAKE-5: a message before its turn is refused, and one that is too long")
    func turns() throws {
        var initiator = ada.initiate()
        let message = try initiator.start()
        var responder = try ben.respond(to: message)
        #expect(
            error { () throws(LinkError) in
                _ = try responder.take(Array(repeating: 0, count: 1_025)) { _ in true }
            } == .tooLong)
        _ = try responder.take(message) { _ in true }
        var line = try Line(ada.initiate(), ben)
        try line.run()
        let again = line.sent[2]
        #expect(
            error { () throws(LinkError) in
                _ = try line.responder.take(again) { _ in true }
            } == .outOfTurn)
        #expect(
            error { () throws(LinkError) in
                _ = try line.initiator.take(again) { _ in true }
            } == .outOfTurn)
    }

    @Test("SHAKE-6: an issuer answers only to names of invites that it remembers")
    func invites() throws {
        let office = try Office(1)
        let seed = try office.issue()
        let message = try Newcomer(1).join(seed).start()
        func error(_ message: [UInt8]) -> EnrolmentError? {
            fault { () throws(EnrolmentError) in _ = try office.answer(message) }
        }
        #expect(error(message) == nil)
        for bit in 0..<message.count * 8 {
            let expected: [LinkError] =
                switch bit / 8 {
                case 0: [.unknownVersion]
                case 1: [.wrongPattern]
                case 2..<18: [.unknownGreeting]
                default: [.doesNotOpen]
                }
            let found = error(message.flipped(bit))
            #expect(
                expected.contains { found == .link($0) }, "bit \(bit): \(String(describing: found))"
            )
        }
        for count in message.indices {
            let found = error(Array(message[..<count]))
            #expect(found == .link(.wrongPattern), "\(count) bytes")
        }
        #expect(error(message + [0]) == .link(.wrongPattern))
        #expect(error(message + Array(repeating: 0, count: 1_024)) == .link(.tooLong))
        // The name alone, of somebody who overheard it, opens nothing.
        var chance = Entropy.of(9)
        let other = HandMade(InviteSeed(&chance), isInitiator: true).start()
        #expect(error(Array(message[..<18]) + other[18...]) == .link(.doesNotOpen))
        // A handshake of devices is none of an invite, nor the other way round.
        var devices = ada.initiate()
        #expect(error(try devices.start()) == .link(.wrongPattern))
        let wrong = fault { () throws(LinkError) in _ = try ben.respond(to: message) }
        #expect(wrong == .wrongPattern)
    }
}
