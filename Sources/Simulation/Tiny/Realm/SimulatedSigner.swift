internal import Bundles
internal import Charter
internal import Lattice
internal import Seal

/// A signing key by its number: made anew whenever it signs, so that laptops can be copied.
struct SimulatedSigner: Hashable, Sendable {
    let number: UInt64

    private func withKey<Result>(_ body: (borrowing SigningKey) -> Result) -> Result {
        let entropy: InlineArray<4, UInt64> = [number.bigEndian, 0xC4, 0xA5, 0xE1]
        // Unsafe only in name: words have no padding that could show.
        return body(unsafe SigningKey(entropy: entropy.span.bytes))
    }

    var verifying: VerifyingKey { withKey { $0.verifying } }

    func sign(_ record: inout RootRecord, for domain: DomainID? = nil) {
        var signed = record
        withKey { signed.sign(by: $0, for: domain) }
        record = signed
    }

    func bundle(_ header: Header, _ body: Value, in realm: DomainID) -> Bundle {
        withKey { Bundle(header, body: body.span, signedBy: $0, in: realm) }
    }

    /// A first seat of this key.
    func seat(in realm: DomainID) -> Act {
        let keys = SeatKeys(
            signing: verifying, box: BoxKey(9, number, 1, 1), device: DeviceKey(9, number, 2, 2))
        return .seat(Seat(keys, proof: withKey { keys.proof(by: $0, in: realm) }))
    }
}
