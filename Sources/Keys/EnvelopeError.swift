public import Bundles

/// Why an envelope is not taken in (spec/07-confidentiality.md#env-2).
public enum EnvelopeError: Error, Hashable, Sendable {
    case unknownEpoch(ActID)
    case unknownSeat(ActID)
    case notADeliverer(ActID)
    case notAReader(Envelope.Recipient)
    case badSignature(ActID)

    /// Whether it may be offered again: more of the charter may mend it.
    public var isWait: Bool { if case .badSignature = self { false } else { true } }

    public var name: String {
        switch self {
        case .unknownEpoch: "unknown-epoch"
        case .unknownSeat: "unknown-seat"
        case .notADeliverer: "not-a-deliverer"
        case .notAReader: "not-a-reader"
        case .badSignature: "bad-signature"
        }
    }
}

extension EnvelopeError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownEpoch(let act):
            "the key epoch \(act) is not in the charter yet; it is tried again (\(name))"
        case .unknownSeat(let seat):
            "seat \(seat), which delivers a key, is not known yet; it is tried again (\(name))"
        case .notADeliverer(let seat):
            "seat \(seat) delivers a key that is not its own to give (\(name))"
        case .notAReader(let recipient):
            "a key was boxed to \(recipient), who may not read its scope (\(name))"
        case .badSignature(let seat):
            "an envelope was not signed by seat \(seat), which it names (\(name))"
        }
    }
}

extension Envelope.Recipient: CustomStringConvertible {
    public var description: String {
        switch self {
        case .seat(let seat): "seat \(seat)"
        case .epoch(let epoch): "epoch \(epoch)"
        case .device(let device): "device \(device)"
        }
    }
}

/// What is wrong with a key that was in an envelope for oneself; the deliverer signed it
/// (spec/07-confidentiality.md#env-4).
public struct KeyFault: Error, Hashable, Sendable {
    public enum Reason: String, Sendable {
        case doesNotOpen = "does-not-open"
        case wrongKey = "wrong-key"
    }

    public let epoch: ActID
    public let deliverer: ActID
    public let reason: Reason
}

extension KeyFault: CustomStringConvertible {
    public var description: String {
        switch reason {
        case .doesNotOpen:
            "seat \(deliverer) delivered a key of epoch \(epoch) that does not open "
                + "(\(reason.rawValue)); another reader can deliver it"
        case .wrongKey:
            "seat \(deliverer) delivered another key than that of epoch \(epoch) "
                + "(\(reason.rawValue)); it was not used, and another reader can deliver it"
        }
    }
}
