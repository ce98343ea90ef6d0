/// The handshakes that are spoken, and no others (spec/12-transport.md#shake-1).
public enum NoisePattern: UInt8, CaseIterable, Sendable {
    case xx, nk, nnPSK0

    var name: String {
        switch self {
        case .xx: "Noise_XX_25519_ChaChaPoly_SHA256"
        case .nk: "Noise_NK_25519_ChaChaPoly_SHA256"
        case .nnPSK0: "Noise_NNpsk0_25519_ChaChaPoly_SHA256"
        }
    }

    /// What a message brings, and what is mixed in.
    enum Token { case e, s, ee, es, se, psk }

    /// Message by message, the initiator's first.
    var messages: [[Token]] {
        switch self {
        case .xx: [[.e], [.e, .ee, .s, .es], [.s, .se]]
        case .nk: [[.e, .es], [.e, .ee]]
        case .nnPSK0: [[.psk, .e], [.e, .ee]]
        }
    }

    /// Whether this side brings a key of its own.
    public func hasStatic(asInitiator: Bool) -> Bool {
        switch self {
        case .xx: true
        case .nk: !asInitiator
        case .nnPSK0: false
        }
    }

    /// Whether the initiator knows the responder's key beforehand.
    var isResponderKnown: Bool { self == .nk }
    var hasPSK: Bool { self == .nnPSK0 }
}
