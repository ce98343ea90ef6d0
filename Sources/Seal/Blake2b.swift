internal import CSodium
public import Lattice

/// BLAKE2b with 256 bits of output and no key: the one hash function of the project.
public enum Blake2b: Hashing {
    @inlinable
    public static func hash<Hashed>(_ bytes: RawSpan, of: Hashed.Type) -> Hash<Hashed> {
        let (a, b, c, d) = words(bytes)
        return Hash(a, b, c, d)
    }

    /// The hash as four big-endian words.
    @usableFromInline
    static func words(_ bytes: RawSpan) -> (UInt64, UInt64, UInt64, UInt64) {
        var out: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        let result = unsafe bytes.withUnsafeBytes { input in
            let start = unsafe input.baseAddress?.assumingMemoryBound(to: UInt8.self)
            return unsafe withUnsafeMutablePointer(to: &out) { words in
                unsafe crypto_generichash(
                    UnsafeMutableRawPointer(words).assumingMemoryBound(to: UInt8.self), 32,
                    start, UInt64(input.count), nil, 0)
            }
        }
        precondition(result == 0, "hashing cannot fail on sound arguments")
        return (out.0.bigEndian, out.1.bigEndian, out.2.bigEndian, out.3.bigEndian)
    }
}
