public import Lattice

/// What a row of an answer is about.
public enum Subject: Hashable, Comparable, Sendable {
    case record(RecordID)
    /// Of the ledger: kinds are apart, so its key alone names it in an answer.
    case fact(FactKey)
}
