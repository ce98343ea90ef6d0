public import Lattice

/// The secret half of a device's key, which handshakes of the device share.
public final class DeviceSecret {
    public let key: AgreementKey<Transport>

    public init(_ secret: consuming Secret) { key = AgreementKey(secret) }
}

/// A handshake of one side, message by message (spec/12-transport.md#shake-1). A message that is
/// refused ends it: whoever goes on afterwards has to begin anew.
public struct NoiseHandshake: ~Copyable {
    public let pattern: NoisePattern
    public let isInitiator: Bool
    private var state: NoiseState
    private let own: DeviceSecret?
    private let ephemeral: AgreementKey<Transport>
    private let psk: Secret?
    /// The other side's key: known beforehand, or as it comes.
    public private(set) var remote: DeviceKey?
    private var remoteEphemeral: DeviceKey?
    private var next = 0
    /// All that is needed for a moment only has its room here.
    private let pool = SecretPool()

    private static let keyBytes = 32

    public init(
        _ pattern: NoisePattern, asInitiator isInitiator: Bool, prologue: RawSpan,
        own: DeviceSecret?, ephemeral: consuming AgreementKey<Transport>,
        remote: DeviceKey? = nil, psk: consuming Secret? = nil
    ) {
        precondition(
            !pattern.hasStatic(asInitiator: isInitiator) || own != nil, "a key of one's own")
        precondition(!pattern.isResponderKnown || !isInitiator || remote != nil, "whose key")
        precondition(pattern.hasPSK == (psk != nil), "a key that both know, or none")
        self.pattern = pattern
        self.isInitiator = isInitiator
        self.own = own
        self.ephemeral = ephemeral
        self.psk = psk
        self.remote = pattern.isResponderKnown && isInitiator ? remote : nil
        state = NoiseState(pattern, in: pool)
        state.mix(hash: prologue)
        if pattern.isResponderKnown, let known = isInitiator ? remote : own?.key.publicKey {
            state.mix(known)
        }
    }

    public var isDone: Bool { next == pattern.messages.count }
    /// Whether the next message is this side's to write.
    public var isOnTurn: Bool { !isDone && (next.isMultiple(of: 2) == isInitiator) }

    /// The next message, with a payload. Nil if the other side's keys come to nothing.
    public mutating func write(_ payload: RawSpan) -> [UInt8]? {
        precondition(isOnTurn, "it is the other side's turn")
        var message: [UInt8] = []
        for token in pattern.messages[next] {
            switch token {
            case .e:
                message += ephemeral.publicKey.octets
                state.mix(ephemeral.publicKey)
                if pattern.hasPSK { state.mix(asKey: ephemeral.publicKey) }
            case .s:
                guard let own else { preconditionFailure("a key of one's own") }
                message += unsafe state.encrypt(own.key.publicKey.octets.span.bytes)
            default: guard agree(token) else { return nil }
            }
        }
        message += state.encrypt(payload)
        next += 1
        return message
    }

    /// Reads the other side's next message; nil if it is none. Then the handshake has failed.
    public mutating func read(_ message: RawSpan) -> [UInt8]? {
        precondition(!isDone && !isOnTurn, "it is this side's turn")
        var offset = 0
        for token in pattern.messages[next] {
            switch token {
            case .e:
                guard let bytes = message.take(Self.keyBytes, &offset) else { return nil }
                let key = DeviceKey(reading: bytes)
                remoteEphemeral = key
                state.mix(key)
                if pattern.hasPSK { state.mix(asKey: key) }
            case .s:
                let size = Self.keyBytes + (state.hasKey ? SessionKey.tagBytes : 0)
                guard let bytes = message.take(size, &offset), let key = state.decrypt(bytes)
                else { return nil }
                remote = DeviceKey(reading: unsafe key.span.bytes)
            default: guard agree(token) else { return nil }
            }
        }
        guard let payload = state.decrypt(message.extracting(offset..<message.byteCount)) else {
            return nil
        }
        next += 1
        return payload
    }

    private mutating func agree(_ token: NoisePattern.Token) -> Bool {
        guard let secret = agreed(token) else { return false }
        if token == .psk { state.mix(keyAndHash: secret) } else { state.mix(key: secret) }
        return true
    }

    /// What both sides have come to by a token; nil if everybody would.
    private func agreed(_ token: NoisePattern.Token) -> Secret? {
        switch token {
        case .psk: return knownToBoth()
        case .ee: return agreed(ephemeral, remoteEphemeral)
        case .es: return isInitiator ? agreed(ephemeral, remote) : agreedByOwn(remoteEphemeral)
        case .se: return isInitiator ? agreedByOwn(remoteEphemeral) : agreed(ephemeral, remote)
        case .e, .s: preconditionFailure("these are sent, not agreed")
        }
    }

    private func knownToBoth() -> Secret {
        guard let copy = psk.duplicated(in: pool) else {
            preconditionFailure("a key that both know")
        }
        return copy
    }

    private func agreedByOwn(_ other: DeviceKey?) -> Secret? {
        guard let own else { preconditionFailure("a key of one's own") }
        return agreed(own.key, other)
    }

    private func agreed(
        _ key: borrowing AgreementKey<Transport>, _ other: DeviceKey?
    ) -> Secret? {
        guard let other else { return nil }
        return key.agreed(with: other, in: pool)
    }

    /// What the handshake came to.
    public consuming func finish() -> SessionKeys {
        precondition(isDone, "the handshake is not over")
        return state.split()
    }
}

/// What a handshake came to: a key for each direction, and what both can bind proofs to.
@frozen
public struct SessionKeys: ~Copyable {
    public var initiator: SessionKey
    public var responder: SessionKey
    public let hash: SessionHash
}

extension Secret? {
    fileprivate borrowing func duplicated(in pool: SecretPool) -> Secret? {
        switch self {
        case .some(let secret): return secret.duplicate(in: pool)
        case .none: return nil
        }
    }
}
