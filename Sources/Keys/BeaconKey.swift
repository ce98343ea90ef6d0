public import Seal

/// The key by which those who read a scope tell each other, by datagram, what is new
/// (spec/12-transport.md#gram-3).
public final class BeaconKey {
    private let key: SealingKey

    init(_ secret: consuming Secret) { key = SealingKey(secret) }

    public static let overhead = SealingKey.overhead

    public func seal(_ text: RawSpan, with clear: RawSpan, _ entropy: inout Entropy) -> [UInt8] {
        key.seal(text, with: clear, &entropy)
    }

    public func open(_ sealed: RawSpan, with clear: RawSpan) -> [UInt8]? {
        key.open(sealed, with: clear)
    }
}
