import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Sessions") struct SessionTests {
    private func text(_ number: Int) -> [UInt8] { Array("message \(number)".utf8) }

    @Test("SESS-1: messages open in their order, in both directions, whatever their size")
    func order() throws {
        var sessions = try Sessions.made()
        for (number, size) in [0, 1, 100, 65_535 - 17].enumerated() {
            let text = [UInt8](repeating: UInt8(number), count: size)
            let there = sessions.initiator.seal(text)
            #expect(there.count == size + 17)
            let read = sessions.responder.read(there)
            #expect(read == .success(text))
            let back = sessions.responder.seal(text)
            #expect(back != there)
            let answer = sessions.initiator.read(back)
            #expect(answer == .success(text))
        }
        #expect(Session.mostBytes == 65_535 - 17)
        let isWorn = sessions.initiator.isWornOut || sessions.responder.isWornOut
        #expect(!isWorn)
    }

    @Test("SESS-1: a message that is repeated, missing or early ends the session")
    func outOfOrder() throws {
        for order in [[0, 0], [1], [0, 2], [0, 1, 0], [2, 0]] {
            var sessions = try Sessions.made()
            let messages = (0..<3).map { sessions.initiator.seal(text($0)) }
            for number in order.dropLast() { _ = sessions.responder.read(messages[number]) }
            let last = sessions.responder.read(messages[made(order.last)])
            #expect(last == .failure(.doesNotOpen), "\(order)")
        }
    }

    @Test("SESS-1: what does not open ends the session: nothing that follows is taken")
    func ended() throws {
        var sessions = try Sessions.made()
        let messages = (0..<4).map { sessions.initiator.seal(text($0)) }
        let first = sessions.responder.read(messages[0])
        #expect(first == .success(text(0)))
        let altered = sessions.responder.read(messages[1].flipped(0))
        #expect(altered == .failure(.doesNotOpen))
        // Neither the one that was altered nor those after it: something would be missing.
        for message in messages[2...] + messages[1...1] {
            let read = sessions.responder.read(message)
            #expect(read == .failure(.doesNotOpen))
        }
        let end = fault { () throws(LinkError) in try sessions.responder.end() }
        #expect(end == .cut)
    }

    @Test("SESS-1: any bit of a message that is turned is noticed, and so is any cut")
    func flips() throws {
        var base = try Sessions.made()
        let message = base.initiator.seal(text(1))
        let wrong = Array(message.allFlips) + message.indices.map { Array(message[..<$0]) }
        for altered in wrong + [message + [0]] {
            // The same keys anew: nothing in these tests is drawn at random.
            var sessions = try Sessions.made()
            let read = sessions.responder.read(altered)
            #expect(read == .failure(.doesNotOpen))
        }
        let read = base.responder.read(message)
        #expect(read == .success(text(1)))
    }

    @Test("SESS-1: a message of one's own, or of another session, does not open")
    func foreign() throws {
        var sessions = try Sessions.made()
        let own = sessions.initiator.seal(text(1))
        let reflected = sessions.initiator.read(own)
        #expect(reflected == .failure(.doesNotOpen))
        var line = try Line(Laptop(3).initiate(), Laptop(4))
        try line.run()
        var others = line.finish()
        let read = others.responder.read(own)
        #expect(read == .failure(.doesNotOpen))
    }

    /// A device that speaks by hand after a handshake with a relay.
    private struct Hand: ~Copyable {
        var keys: SessionKeys
        var relay: Session

        init() throws {
            let (ada, ben) = (Laptop(1), Laptop(2))
            let prologue = Array("causeway".utf8) + [1, 1] + Laptop.realm.octets
            var noise = NoiseHandshake(
                .nk, asInitiator: true, prologue: prologue.span.bytes, own: ada.device.secret,
                ephemeral: AgreementKey(secret(Array(repeating: 5, count: 32))), remote: ben.key)
            let none: [UInt8] = []
            let written = noise.write(none.span.bytes)
            let first =
                [1, 1] + Laptop.realm.octets.prefix(16) + (try #require(written))
            var handshake = try ben.respond(to: first, relaying: [Laptop.realm])
            guard
                case .sendAndDone(let answer) = try handshake.take(first, isOfRealm: { _ in true })
            else { throw LinkError.outOfTurn }
            let read = noise.read(answer.span.bytes)
            try #require(read == [])
            keys = noise.finish()
            relay = handshake.finish()
        }

        mutating func say(_ content: [UInt8]) -> Result<[UInt8]?, LinkError> {
            let none: [UInt8] = []
            return relay.read(keys.initiator.seal(content.span.bytes, with: none.span.bytes))
        }
    }

    @Test("SESS-2: the first byte says whether others follow, and the goodbye is that byte alone")
    func firstByte() throws {
        for (content, expected) in [
            ([0], .success([])), ([0, 1, 2], .success([1, 2])), ([1], .success(nil)),
            ([], .failure(.wrongType)), ([2], .failure(.wrongType)),
            ([255, 0], .failure(.wrongType)), ([1, 0], .failure(.wrongType)),
        ] as [([UInt8], Result<[UInt8]?, LinkError>)] {
            var hand = try Hand()
            let read = hand.say(content)
            #expect(read == expected, "\(content)")
            let isOver = hand.relay.isOver
            #expect(isOver == (content == [1]))
        }
    }

    @Test("SESS-2: nothing follows a goodbye")
    func afterGoodbye() throws {
        for content in [[0], [0, 7], [1], []] as [[UInt8]] {
            var hand = try Hand()
            let goodbye = hand.say([1])
            #expect(goodbye == .success(nil))
            let read = hand.say(content)
            #expect(read == .failure(.wrongType))
        }
    }

    @Test("SESS-2: a stream that ends without a goodbye was cut")
    func cut() throws {
        var sessions = try Sessions.made()
        func ends(_ session: borrowing Session) -> LinkError? {
            fault { () throws(LinkError) in try session.end() }
        }
        #expect(ends(sessions.responder) == .cut)
        let message = sessions.initiator.seal(text(1))
        _ = sessions.responder.read(message)
        #expect(ends(sessions.responder) == .cut)
        let goodbye = sessions.initiator.goodbye()
        let read = sessions.responder.read(goodbye)
        #expect(read == .success(nil))
        #expect(ends(sessions.responder) == nil)
        let isOver = sessions.responder.isOver
        #expect(isOver)
        // The other direction has its own.
        #expect(ends(sessions.initiator) == .cut)
        let back = sessions.responder.goodbye()
        let last = sessions.initiator.read(back)
        #expect(last == .success(nil))
        #expect(ends(sessions.initiator) == nil)
    }

    @Test("SESS-3: both sides have one hash, and every session another")
    func hashes() throws {
        var all: Set<SessionHash> = []
        let laptops = (1...4).map { Laptop(UInt8($0)) }
        for first in laptops {
            for second in laptops where first.key != second.key {
                for isRelay in [false, true] {
                    var line =
                        try isRelay
                        ? Line(
                            first.initiate(toRelay: second.key), second,
                            relaying: [Laptop.realm])
                        : Line(first.initiate(), second)
                    try line.run()
                    let sessions = line.finish()
                    let (one, other) = (sessions.initiator.hash, sessions.responder.hash)
                    #expect(one == other)
                    all.insert(one)
                }
            }
        }
        #expect(all.count == 24)
        // Two that meet again have another session.
        for _ in 0..<5 {
            var line = try Line(laptops[0].initiate(), laptops[1])
            try line.run()
            all.insert(line.finish().initiator.hash)
        }
        #expect(all.count == 29)
    }
}
