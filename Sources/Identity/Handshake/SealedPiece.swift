public import Bundles
public import Lattice
public import Seal

/// What a `StickID` names.
public enum CarriedFile {}
/// A file in which goods are carried, drawn at random by whoever writes it.
public typealias StickID = Identifier<CarriedFile>

/// A piece of a file that somebody carries to where no line goes (spec/15-files.md#stick-2).
public enum SealedPiece {
    public static let overhead = SealingKey.overhead

    /// What a piece is bound to: its realm, its file and its place there.
    private static func clear(
        _ version: UInt8, _ realm: DomainID, _ stick: StickID, _ number: UInt64
    ) -> [UInt8] {
        let words = [stick.high, stick.low, number].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
        return Array("causeway-stick".utf8) + [version] + realm.octets + words
    }

    public static func seal(
        _ text: [UInt8], as number: UInt64, of stick: StickID, version: UInt8,
        in realm: DomainID, _ hello: HelloKey, _ entropy: inout Entropy
    ) -> [UInt8] {
        let clear = clear(version, realm, stick, number)
        // Unsafe only in name: bytes have no padding that could show.
        return unsafe hello.sealing.seal(text.span.bytes, with: clear.span.bytes, &entropy)
    }

    /// Nil if it is not this piece of this file of this realm.
    public static func open(
        _ bytes: [UInt8], as number: UInt64, of stick: StickID, version: UInt8,
        in realm: DomainID, _ hello: HelloKey
    ) -> [UInt8]? {
        let clear = clear(version, realm, stick, number)
        // Unsafe only in name: bytes have no padding that could show.
        return unsafe hello.sealing.open(bytes.span.bytes, with: clear.span.bytes)
    }
}
