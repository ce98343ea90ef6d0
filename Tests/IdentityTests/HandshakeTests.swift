import Bundles
import Identity
import Lattice
import Seal
import TestSupport
import Testing

@Suite("Handshakes of devices") struct HandshakeTests {
    private let ada = Laptop(1)
    private let ben = Laptop(2)

    private func error(_ body: () throws(LinkError) -> Void) -> LinkError? { fault(body) }

    @Test("SHAKE-2: two devices of a realm come to the same, and know each other's keys and runs")
    func devices() throws {
        for expected in [nil, ben.key] {
            var line = try Line(ada.initiate(expecting: expected), ben)
            try line.run()
            let (forAda, forBen) = (line.initiator.peer, line.responder.peer)
            #expect(forAda == ben.key && forBen == ada.key)
            let (runOfBen, runOfAda) = (line.initiator.otherRun, line.responder.otherRun)
            #expect(runOfBen == ben.run && runOfAda == ada.run)
            #expect(line.sent.map(\.count) == [18 + 32, 32 + 48 + 32, 48 + 32])
            let sessions = line.finish()
            let (first, second) = (sessions.initiator.hash, sessions.responder.hash)
            #expect(first == second)
        }
    }

    @Test("SHAKE-2: a relay is known by its key, and does not get to know the device's")
    func relay() throws {
        var line = try Line(ada.initiate(toRelay: ben.key), ben, relaying: [Laptop.realm])
        try line.run()
        let (forAda, forBen) = (line.initiator.peer, line.responder.peer)
        #expect(forAda == ben.key && forBen == nil)
        #expect(line.sent.map(\.count) == [18 + 48, 48])
        for message in line.sent { #expect(!message.holds(ada.key.bytes.octets)) }
        let sessions = line.finish()
        let (first, second) = (sessions.initiator.hash, sessions.responder.hash)
        #expect(first == second)
    }

    /// A first message by hand, with whatever prologue.
    private func first(_ pattern: NoisePattern, prologue: [UInt8], to key: DeviceKey) -> [UInt8] {
        var noise = NoiseHandshake(
            pattern, asInitiator: true, prologue: prologue.span.bytes, own: ada.device.secret,
            ephemeral: AgreementKey(secret(Array(repeating: 5, count: 32))), remote: key)
        let none: [UInt8] = []
        return noise.write(none.span.bytes) ?? []
    }

    @Test("SHAKE-2: what either means is in the prologue: version, pattern, realm")
    func prologues() throws {
        let (name, realm) = (Array("causeway".utf8), Laptop.realm.octets)
        let preface = [1, 1] + Array(realm.prefix(16))
        func error(_ prologue: [UInt8]) -> LinkError? {
            let message = preface + first(.nk, prologue: prologue, to: ben.key)
            return fault { () throws(LinkError) in
                var handshake = try ben.respond(to: message, relaying: [Laptop.realm])
                _ = try handshake.take(message) { _ in true }
            }
        }
        #expect(error(name + [1, 1] + realm) == nil)
        for wrong in [
            name + [2, 1] + realm, name + [1, 0] + realm, name + [1, 1] + realm.flipped(255),
            name + [1, 1] + realm.prefix(16), Array("Causeway".utf8) + [1, 1] + realm, [],
        ] as [[UInt8]] { #expect(error(wrong) == .doesNotOpen) }
    }

    @Test("SHAKE-3: a first message begins with version, pattern and mark")
    func preface() throws {
        var xx = ada.initiate()
        let message = try xx.start()
        let ephemeral = Array(message[18...])
        let hello = secret(Array(repeating: 0x88, count: 32))
        let greeting: Hash<Laptop> = hello.digest(.helloKey, ephemeral.span.bytes)
        #expect(Array(message[..<18]) == [1, 0] + greeting.octets.prefix(16))
        var nk = ada.initiate(toRelay: ben.key)
        #expect(try nk.start().prefix(18) == [1, 1] + Laptop.realm.octets.prefix(16))
        let parsed = try Preface(of: message)
        #expect(parsed.pattern == .xx)
        #expect(parsed.mark.high == greeting.words.0 && parsed.mark.low == greeting.words.1)
    }

    @Test("SHAKE-3: a message of another version, pattern or length is refused for that")
    func forms() throws {
        var xx = ada.initiate()
        let good = try xx.start()
        var nk = ada.initiate(toRelay: ben.key)
        let toRelay = try nk.start()
        func error(_ message: [UInt8]) -> LinkError? {
            fault { () throws(LinkError) in
                _ = try ben.respond(to: message, relaying: [Laptop.realm])
            }
        }
        #expect(error(good) == nil && error(toRelay) == nil)
        for version: UInt8 in [0, 2, 3, 255] {
            #expect(error([version] + good.dropFirst()) == .unknownVersion)
            #expect(error([version]) == .unknownVersion)
        }
        for pattern: UInt8 in [1, 2, 3, 255] {
            #expect(error([1, pattern] + good.dropFirst(2)) == .wrongPattern)
        }
        for pattern: UInt8 in [0, 2, 3, 255] {
            #expect(error([1, pattern] + toRelay.dropFirst(2)) == .wrongPattern)
        }
        for message in [good, toRelay] {
            for count in message.indices {
                #expect(error(Array(message[..<count])) == .wrongPattern, "\(count) bytes")
            }
            #expect(error(message + [0]) == .wrongPattern)
            #expect(error(message + Array(repeating: 0, count: 900)) == .wrongPattern)
            #expect(error(message + Array(repeating: 0, count: 1_024)) == .tooLong)
        }
    }

    @Test("SHAKE-3: who has no part in a realm of this device means nothing to it")
    func realms() throws {
        let (realm, hello) = (DomainID.all(0x12), HelloKey(secret(Array(repeating: 1, count: 32))))
        let stranger = Laptop(4, in: [realm: hello])
        let unknown = LinkError.unknownGreeting
        #expect(
            error { () throws(LinkError) in
                _ = try Line(stranger.initiate(realm: realm, hello: hello), ben)
            } == unknown)
        // The id of the realm, without its hello key, is not enough; nor is the key alone.
        #expect(
            error { () throws(LinkError) in
                _ = try Line(stranger.initiate(hello: hello), ben)
            } == unknown)
        #expect(
            error { () throws(LinkError) in
                _ = try Line(ada.initiate(), stranger)
            } == unknown)
        var line = try Line(stranger.initiate(realm: realm, hello: Laptop.hello), ben)
        _ = try line.step()
        #expect(error { () throws(LinkError) in _ = try line.step() } == .doesNotOpen)
        // A relay answers for the realms it carries for.
        for relaying in [[], [realm]] {
            #expect(
                error { () throws(LinkError) in
                    _ = try Line(ada.initiate(toRelay: ben.key), ben, relaying: relaying)
                } == unknown)
        }
    }

    @Test("SHAKE-3: a device of several realms finds the one that is meant")
    func several() throws {
        let (realm, hello) = (DomainID.all(0x12), HelloKey(secret(Array(repeating: 1, count: 32))))
        let both = Laptop(4, in: [realm: hello, Laptop.realm: Laptop.hello])
        for (meant, key) in [(realm, hello), (Laptop.realm, Laptop.hello)] {
            var line = try Line(
                both.initiate(realm: meant, hello: key),
                Laptop(
                    5,
                    in: [
                        realm: hello, Laptop.realm: Laptop.hello,
                    ]))
            try line.run()
            let found = line.responder.realm
            #expect(found == meant)
        }
        var line = try Line(
            ada.initiate(toRelay: ben.key), ben, relaying: [realm, Laptop.realm])
        try line.run()
        let found = line.responder.realm
        #expect(found == Laptop.realm)
    }

    @Test("SHAKE-3: any bit of a handshake that is turned ends it, at once or by the next message")
    func flips() throws {
        for isRelay in [false, true] {
            var whole = try line(isRelay)
            try whole.run()
            for (index, message) in whole.sent.enumerated() {
                for bit in 0..<message.count * 8 {
                    #expect(try isNoticed(bit, of: index, isRelay), "bit \(bit) of \(index)")
                }
            }
        }
    }

    private func line(_ isRelay: Bool) throws(LinkError) -> Line {
        try isRelay
            ? Line(ada.initiate(toRelay: ben.key), ben, relaying: [Laptop.realm])
            : Line(ada.initiate(), ben)
    }

    private func isNoticed(_ bit: Int, of index: Int, _ isRelay: Bool) throws -> Bool {
        var line = try line(isRelay)
        for _ in 0..<index { _ = try line.step() }
        let altered = line.sent[index].flipped(bit)
        return error { () throws(LinkError) in
            // The preface of a first message is looked at before anything else.
            if index == 0 {
                _ = try ben.respond(to: altered, relaying: isRelay ? [Laptop.realm] : [])
            }
            if try line.step(altered) == .done { return }
            _ = try line.step()
        } != nil
    }

    @Test("SHAKE-3: a key of small order opens nothing")
    func smallOrder() throws {
        let small = [UInt8](repeating: 0, count: 32)
        let hello = secret(Array(repeating: 0x88, count: 32))
        let greeting: Hash<Laptop> = hello.digest(.helloKey, small.span.bytes)
        let message = [1, 0] + Array(greeting.octets.prefix(16)) + small
        var responder = try ben.respond(to: message)
        #expect(
            error { () throws(LinkError) in
                _ = try responder.take(message) { _ in true }
            } == .doesNotOpen)
    }

    @Test("SHAKE-3: messages on a stream come after their lengths")
    func frames() throws {
        var stream = Frame.of([1, 2, 3]) + Frame.of([]) + Frame.of([4])
        #expect(stream.prefix(5) == [0, 3, 1, 2, 3])
        let last = stream.removeLast()
        #expect(try Frame.next(from: &stream, most: 3) == [1, 2, 3])
        #expect(try Frame.next(from: &stream, most: 3) == [])
        #expect(try Frame.next(from: &stream, most: 3) == nil)
        stream.append(last)
        #expect(try Frame.next(from: &stream, most: 3) == [4])
        #expect(stream == [])
        var long = Frame.of(Array(repeating: 0, count: 1_025))
        #expect(
            error { () throws(LinkError) in
                _ = try Frame.next(from: &long, most: Frame.handshakeBytes)
            } == .tooLong)
        var head: [UInt8] = [0x04, 0x01]
        #expect(
            error { () throws(LinkError) in
                _ = try Frame.next(from: &head, most: Frame.handshakeBytes)
            } == .tooLong)
        #expect(Frame.handshakeBytes == 1_024 && Frame.sessionBytes == 65_535)
    }
}
