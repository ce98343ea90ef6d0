public import Bundles
public import Keys
public import Lattice
public import Seal

/// What the devices of a realm say to each other without a line (spec/12-transport.md#gram-1).
public enum Datagram {
    public static let mostBytes = 1_200

    private static func clear(_ realm: DomainID) -> [UInt8] {
        Array("causeway".utf8) + [Preface.version] + realm.octets
    }

    /// Nil if it is too long for one.
    public static func seal(
        _ content: RawSpan, in realm: DomainID, _ hello: HelloKey, _ entropy: inout Entropy
    ) -> [UInt8]? {
        guard content.byteCount + SealingKey.overhead <= mostBytes else { return nil }
        let clear = clear(realm)
        // Unsafe only in name: bytes have no padding that could show.
        return hello.sealing.seal(content, with: unsafe clear.span.bytes, &entropy)
    }

    /// The same, for those who read `common` (spec/12-transport.md#gram-3).
    public static func seal(
        _ content: [UInt8], in realm: DomainID, _ members: BeaconKey, _ entropy: inout Entropy
    ) -> [UInt8]? {
        guard content.count + BeaconKey.overhead <= mostBytes else { return nil }
        let clear = clear(realm)
        // Unsafe only in name: bytes have no padding that could show.
        return members.seal(
            unsafe content.span.bytes, with: unsafe clear.span.bytes, &entropy)
    }

    public static func open(
        _ bytes: [UInt8], in realm: DomainID, _ members: BeaconKey
    ) -> [UInt8]? {
        guard bytes.count <= mostBytes else { return nil }
        let clear = clear(realm)
        // Unsafe only in name: bytes have no padding that could show.
        return members.open(unsafe bytes.span.bytes, with: unsafe clear.span.bytes)
    }

    /// Nil for whatever is not of this realm: then nothing is answered, and nothing remembered.
    public static func open(_ bytes: [UInt8], in realm: DomainID, _ hello: HelloKey) -> [UInt8]? {
        guard bytes.count <= mostBytes else { return nil }
        let clear = clear(realm)
        // Unsafe only in name: bytes have no padding that could show.
        return unsafe hello.sealing.open(bytes.span.bytes, with: clear.span.bytes)
    }
}
