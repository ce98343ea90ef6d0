internal import CSodium
public import Lattice

extension Blake2b {
    /// The hash of these bytes for one purpose (spec/04-identity.md#seal-1).
    public static func hash<Hashed>(_ bytes: RawSpan, _ tag: Tag, of: Hashed.Type) -> Hash<Hashed> {
        Sodium.prepare()
        let personal = tag.padded
        var out = InlineArray<4, UInt64>(repeating: 0)
        var span = out.mutableSpan
        let result = unsafe span.withUnsafeMutableBytes { out in
            unsafe bytes.withUnsafeBytes { input in
                unsafe personal.span.withUnsafeBytes { personal in
                    unsafe crypto_generichash_blake2b_salt_personal(
                        out.octets, 32,
                        input.baseAddress?.assumingMemoryBound(to: UInt8.self),
                        UInt64(input.count), nil, 0, nil, personal.octets)
                }
            }
        }
        precondition(result == 0, "hashing cannot fail on sound arguments")
        return Hash(out[0].bigEndian, out[1].bigEndian, out[2].bigEndian, out[3].bigEndian)
    }
}
