internal import Lattice
public import Seal

/// A signing key that tests can pass around. Made from a number, so that every run has the same.
public final class Signer {
    public let key: SigningKey

    public init(_ number: UInt64) {
        let entropy: InlineArray<4, UInt64> = [number.bigEndian, 1, 2, 3]
        key = SigningKey(entropy: entropy.span.bytes)
    }

    public var verifying: VerifyingKey { key.verifying }
}

/// A key that is only ever a name here, of no small order.
public func madeUp<Purpose>(_ number: UInt64) -> PublicKey<Purpose> {
    PublicKey(0x0900_0000_0000_0000 + number, number, 7, 0x11)
}
