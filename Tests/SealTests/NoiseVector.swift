import Foundation
import Lattice
import Seal
import Testing

/// A published handshake: who has which keys, what was said, and how it travelled.
struct NoiseVector: Decodable, Sendable, CustomTestStringConvertible {
    struct Message: Decodable, Sendable {
        let payload: String
        let ciphertext: String
    }

    let protocolName: String
    let initPrologue: String
    let initEphemeral: String
    let initStatic: String?
    let initRemoteStatic: String?
    let initPsks: [String]?
    let respPrologue: String
    let respEphemeral: String
    let respStatic: String?
    let respPsks: [String]?
    let handshakeHash: String?
    let messages: [Message]
    let source: String

    var testDescription: String { "\(protocolName) of \(source)" }

    /// All that are in the folder of what others have published.
    static func published() throws -> [NoiseVector] {
        struct File: Decodable { let vectors: [NoiseVector] }
        let path = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../spec/vectors/published/noise.json").standardizedFileURL
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        return try decoder.decode(File.self, from: Data(contentsOf: path)).vectors
    }

    var pattern: NoisePattern? {
        switch protocolName {
        case "Noise_XX_25519_ChaChaPoly_SHA256": .xx
        case "Noise_NK_25519_ChaChaPoly_SHA256": .nk
        case "Noise_NNpsk0_25519_ChaChaPoly_SHA256": .nnPSK0
        default: nil
        }
    }

    /// How many of the messages are the handshake.
    var handshakeCount: Int { pattern == .xx ? 3 : 2 }

    /// One side of it, before anything was said.
    func side(isInitiator: Bool) throws -> NoiseHandshake {
        let prologue = hex(isInitiator ? initPrologue : respPrologue)
        let own = isInitiator ? initStatic : respStatic
        let psk = (isInitiator ? initPsks : respPsks)?.first
        let remote = isInitiator ? initRemoteStatic.map { DeviceKey(hex: $0) } : nil
        return NoiseHandshake(
            try #require(pattern), asInitiator: isInitiator, prologue: prologue.span.bytes,
            own: own.map { DeviceSecret(secret(hex($0))) },
            ephemeral: AgreementKey(secret(hex(isInitiator ? initEphemeral : respEphemeral))),
            remote: remote, psk: psk.map { secret(hex($0)) })
    }

    /// Both sides, after so many messages of the handshake.
    func pair(after count: Int) throws -> NoisePair {
        var pair = NoisePair(
            initiator: try side(isInitiator: true), responder: try side(isInitiator: false))
        for index in 0..<count {
            let written = pair.write(index, hex(messages[index].payload))
            let read = pair.read(index, try #require(written))
            try #require(read == hex(messages[index].payload))
        }
        return pair
    }
}

extension NoiseHandshake {
    mutating func write(_ payload: [UInt8]) -> [UInt8]? { write(payload.span.bytes) }
    mutating func read(_ message: [UInt8]) -> [UInt8]? { read(message.span.bytes) }
}

/// Both sides of a handshake. Messages are counted from 0, which is the initiator's.
struct NoisePair: ~Copyable {
    var initiator: NoiseHandshake
    var responder: NoiseHandshake

    mutating func write(_ index: Int, _ payload: [UInt8]) -> [UInt8]? {
        index.isMultiple(of: 2) ? initiator.write(payload) : responder.write(payload)
    }

    mutating func read(_ index: Int, _ message: [UInt8]) -> [UInt8]? {
        index.isMultiple(of: 2) ? responder.read(message) : initiator.read(message)
    }

    consuming func finish() -> NoiseSessions {
        NoiseSessions(initiator: initiator.finish(), responder: responder.finish())
    }
}

/// What both sides have come to.
struct NoiseSessions: ~Copyable {
    var initiator: SessionKeys
    var responder: SessionKeys

    mutating func seal(isInitiator: Bool, _ text: [UInt8]) -> [UInt8] {
        let none: [UInt8] = []
        return isInitiator
            ? initiator.initiator.seal(text.span.bytes, with: none.span.bytes)
            : responder.responder.seal(text.span.bytes, with: none.span.bytes)
    }

    /// Opens what the initiator has sealed, or the responder.
    mutating func open(fromInitiator: Bool, _ sealed: [UInt8]) -> [UInt8]? {
        let none: [UInt8] = []
        return fromInitiator
            ? responder.initiator.open(sealed.span.bytes, with: none.span.bytes)
            : initiator.responder.open(sealed.span.bytes, with: none.span.bytes)
    }
}
