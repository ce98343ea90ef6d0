import Lattice

extension Hash {
    /// One that is only ever a name.
    static func all(_ word: UInt64) -> Self { Self(word, word, word, word) }
}

extension Identifier {
    static func all(_ word: UInt64) -> Self { Self(high: word, low: word) }
}
