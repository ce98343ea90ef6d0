internal import Lattice

extension Hash {
    init(octets: [UInt8]) {
        precondition(octets.count == 32, "a hash has 32 bytes")
        let words = (0..<4).map { word in
            octets[word * 8..<word * 8 + 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.init(words[0], words[1], words[2], words[3])
    }

    var octets: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }

    /// The same bytes, as those of something else.
    func `as`<Other>(_: Other.Type = Other.self) -> Hash<Other> {
        Hash<Other>(words.0, words.1, words.2, words.3)
    }
}
