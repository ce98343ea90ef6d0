import Lattice
import Seal
import Testing

@Suite("Noise") struct NoiseVectorTests {
    @Test("SHAKE-1: there are published handshakes of every pattern that is spoken")
    func patterns() throws {
        let vectors = try NoiseVector.published()
        #expect(vectors.count == 5)
        #expect(Set(vectors.compactMap(\.pattern)) == Set(NoisePattern.allCases))
        #expect(vectors.allSatisfy { $0.pattern != nil && $0.messages.count > $0.handshakeCount })
        #expect(vectors.contains { $0.handshakeHash != nil })
    }

    @Test(
        "SHAKE-1: both sides say and come to what was published",
        arguments: try NoiseVector.published())
    func published(vector: NoiseVector) throws {
        var pair = try vector.pair(after: 0)
        for (index, message) in vector.messages.prefix(vector.handshakeCount).enumerated() {
            let written = pair.write(index, hex(message.payload))
            #expect(written == hex(message.ciphertext), "message \(index)")
            let read = pair.read(index, hex(message.ciphertext))
            #expect(read == hex(message.payload), "message \(index)")
        }
        let isDone = pair.initiator.isDone && pair.responder.isDone
        #expect(isDone)
        let (known, own) = (pair.initiator.remote, vector.respStatic)
        if vector.pattern != .nnPSK0 {
            let key = AgreementKey<Transport>(secret(hex(try #require(own))))
            #expect(known == key.publicKey)
        }
        var sessions = pair.finish()
        let (first, second) = (sessions.initiator.hash, sessions.responder.hash)
        #expect(first == second)
        if let hash = vector.handshakeHash { #expect(first.description == hash) }
        for (index, message) in vector.messages.enumerated().dropFirst(vector.handshakeCount) {
            let isInitiator = index.isMultiple(of: 2)
            let sealed = sessions.seal(isInitiator: isInitiator, hex(message.payload))
            #expect(sealed == hex(message.ciphertext), "message \(index)")
            let opened = sessions.open(fromInitiator: isInitiator, hex(message.ciphertext))
            #expect(opened == hex(message.payload), "message \(index)")
        }
    }

    /// Whether a message that was altered is noticed by its reader, or by the writer when the
    /// reader goes on: X25519 ignores the highest bit of a key, and the payload of a first message
    /// may be in the clear, but the hash has all of it.
    private func isNoticed(
        _ altered: [UInt8], as index: Int, of vector: NoiseVector
    ) throws -> Bool {
        var pair = try vector.pair(after: index)
        _ = pair.write(index, hex(vector.messages[index].payload))
        guard pair.read(index, altered) != nil else { return true }
        let payload = hex(vector.messages[index + 1].payload)
        if index + 1 < vector.handshakeCount {
            guard let next = pair.write(index + 1, payload) else { return true }
            return pair.read(index + 1, next) == nil
        }
        var sessions = pair.finish()
        let (first, second) = (sessions.initiator.hash, sessions.responder.hash)
        #expect(first != second)
        let isInitiator = (index + 1).isMultiple(of: 2)
        let sealed = sessions.seal(isInitiator: isInitiator, payload)
        return sessions.open(fromInitiator: isInitiator, sealed) == nil
    }

    @Test(
        "SHAKE-1: any bit of a handshake that is turned is noticed at once, or by the next message",
        arguments: try NoiseVector.published())
    func flips(vector: NoiseVector) throws {
        for index in 0..<vector.handshakeCount {
            for altered in hex(vector.messages[index].ciphertext).allFlips {
                #expect(try isNoticed(altered, as: index, of: vector), "message \(index)")
            }
        }
    }

    @Test(
        "SHAKE-1: the last message of a handshake that was altered is refused at once",
        arguments: try NoiseVector.published())
    func lastFlips(vector: NoiseVector) throws {
        let last = vector.handshakeCount - 1
        for altered in hex(vector.messages[last].ciphertext).allFlips {
            var pair = try vector.pair(after: last)
            _ = pair.write(last, hex(vector.messages[last].payload))
            let read = pair.read(last, altered)
            #expect(read == nil)
        }
    }

    @Test("SHAKE-1: a message that was cut is noticed", arguments: try NoiseVector.published())
    func cuts(vector: NoiseVector) throws {
        for index in 0..<vector.handshakeCount {
            let message = hex(vector.messages[index].ciphertext)
            for count in message.indices {
                #expect(try isNoticed(Array(message[..<count]), as: index, of: vector))
            }
            #expect(try isNoticed(message + [0], as: index, of: vector))
        }
    }

    @Test("SHAKE-1: other prologues, or pre-shared keys, come to nothing")
    func prologues() throws {
        for vector in try NoiseVector.published() {
            let pattern = try #require(vector.pattern)
            let other = utf8("another prologue")
            var initiator = try vector.side(isInitiator: true)
            let own = vector.respStatic.map { DeviceSecret(secret(hex($0))) }
            var responder = NoiseHandshake(
                pattern, asInitiator: false, prologue: other.span.bytes, own: own,
                ephemeral: AgreementKey(counted()),
                psk: vector.respPsks?.first.map { secret(hex($0)) })
            let first = initiator.write([])
            guard responder.read(try #require(first)) != nil else { continue }
            // Only the first message of XX has nothing that is sealed.
            #expect(pattern == .xx)
            let second = responder.write([])
            let read = initiator.read(try #require(second))
            #expect(read == nil)
        }
    }

    @Test("SHAKE-1: another pre-shared key opens nothing")
    func otherKeys() throws {
        let vector = try #require(try NoiseVector.published().first { $0.pattern == .nnPSK0 })
        let message = hex(vector.messages[0].ciphertext)
        let prologue = hex(vector.respPrologue)
        let right = hex(try #require(vector.respPsks?.first))
        for psk in right.allFlips {
            var responder = NoiseHandshake(
                .nnPSK0, asInitiator: false, prologue: prologue.span.bytes, own: nil,
                ephemeral: AgreementKey(counted()), psk: secret(psk))
            let read = responder.read(message)
            #expect(read == nil)
        }
    }

    @Test(
        "SHAKE-1: a session's messages open in order only, each by its own side's key",
        arguments: try NoiseVector.published())
    func transport(vector: NoiseVector) throws {
        var sessions = try vector.pair(after: vector.handshakeCount).finish()
        let text = utf8("again and again")
        let first = sessions.seal(isInitiator: true, text)
        let second = sessions.seal(isInitiator: true, text)
        let back = sessions.seal(isInitiator: false, text)
        #expect(first != second && first != back && second != back)
        let reflected = sessions.open(fromInitiator: false, first)
        #expect(reflected == nil)
        let opened = sessions.open(fromInitiator: true, first)
        #expect(opened == text)
        let repeated = sessions.open(fromInitiator: true, first)
        #expect(repeated == nil)
    }
}
