internal import Lattice
public import Seal

/// The secret keys of a seat that tests can pass around. Made from a number, so that every run has
/// the same.
public final class Signer {
    public let key: SigningKey
    public let box: AgreementKey<Boxing>
    /// That of the device, if the seat is on one of its own.
    public let device: DeviceSecret

    public init(_ number: UInt64) {
        func secret(_ purpose: UInt64) -> Secret {
            let entropy: InlineArray<4, UInt64> = [number.bigEndian, purpose, 2, 3]
            return Secret(copying: unsafe entropy.span.bytes)
        }
        key = SigningKey(entropy: secret(1).bytes)
        box = AgreementKey(secret(4))
        device = DeviceSecret(secret(5))
    }

    public var verifying: VerifyingKey { key.verifying }
}

/// A key that is only ever a name here, of no small order.
public func madeUp<Purpose>(_ number: UInt64) -> PublicKey<Purpose> {
    PublicKey(0x0900_0000_0000_0000 + number, number, 7, 0x11)
}
