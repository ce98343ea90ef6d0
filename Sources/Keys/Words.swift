internal import Bundles
internal import Lattice

extension InlineArray where Element == UInt64 {
    /// The words that bytes are, big-endian, as they are on the wire.
    init(octets: [UInt8]) {
        precondition(octets.count == count * 8, "other words than these")
        self.init { index in
            octets[index * 8..<index * 8 + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
    }

    /// The bytes that words are on the wire.
    var octets: [UInt8] {
        indices.flatMap { index in
            (0..<8).map { UInt8(truncatingIfNeeded: self[index] >> (56 - 8 * UInt64($0))) }
        }
    }
}

extension Hash {
    /// The hash, or what is carried as one, of words that another kind of key has.
    init(_ words: (UInt64, UInt64, UInt64, UInt64)) {
        self.init(words.0, words.1, words.2, words.3)
    }
}
