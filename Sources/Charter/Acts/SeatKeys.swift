public import Bundles
public import Lattice
public import Seal
internal import Wire

/// The public keys of a seat, each for one purpose (spec/04-identity.md#seat-1).
public struct SeatKeys: Hashable, Sendable {
    public let signing: VerifyingKey
    public let box: BoxKey
    public let device: DeviceKey

    public init(signing: VerifyingKey, box: BoxKey, device: DeviceKey) {
        self.signing = signing
        self.box = box
        self.device = device
    }

    /// The hash of the claim to be a seat of these keys, of that person
    /// (spec/04-identity.md#seat-1).
    public func claim(first: ActID?) -> Hash<Self> {
        var writer = Writer()
        writer.put(array: 4)
        writer.put(signing.bytes)
        writer.put(box.bytes)
        writer.put(device.bytes)
        if let first { writer.put(first) } else { writer.putNull() }
        return Blake2b.hash(writer.span, .seat, of: Self.self)
    }

    /// Shows that whoever offers these keys has the signing key, and wants to be this person's.
    public func proof(
        by key: borrowing SigningKey, in domain: DomainID, first: ActID? = nil
    ) -> Signature {
        key.sign(.signSeat, for: domain, claim(first: first))
    }
}

extension Seat {
    /// Whether the keys can be accepted (spec/04-identity.md#seal-4).
    public func fault(in domain: DomainID) -> Reason? {
        guard keys.signing.isSound, keys.box.isSound, keys.device.isSound else { return .badKey }
        let isProven = keys.signing.verifies(
            proof, .signSeat, for: domain, keys.claim(first: first))
        return isProven ? nil : .badProof
    }
}
