public import Lattice

extension Hash {
    /// Whether both are the same, in a time that tells nothing of where they differ: for proofs
    /// that somebody could otherwise guess bit by bit.
    public func matches(_ other: Self) -> Bool {
        let (mine, theirs) = (words, other.words)
        let first = (mine.0 ^ theirs.0) | (mine.1 ^ theirs.1)
        return first | (mine.2 ^ theirs.2) | (mine.3 ^ theirs.3) == 0
    }
}
