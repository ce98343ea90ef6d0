/// Every bound of the lattice, in one place. A test checks them against each other.
public enum Limits {
    /// Bundle numbers take the upper 40 bits of a position (spec/01-causality.md#dot-2).
    public static let bundleNumberBits: UInt64 = 40
    /// Indices within a bundle take the lower 24 bits.
    public static let indexBits: UInt64 = 24

    /// Branches kept of one forked feed (spec/01-causality.md#fork-1).
    public static let branchesPerFork = 8

    /// How far ahead of the own wall clock a received time may be and still be adopted.
    public static let clockLeadMilliseconds: UInt64 = 10 * 60 * 1_000
    /// Bits of a hybrid time that count within one millisecond.
    public static let clockCountBits: UInt64 = 16

    /// The largest amount of one counter change (spec/02-data-types.md#cnt-2).
    public static let counterStep: Int64 = 1 << 53

    /// Buckets of a scope's digest, as a power of two (spec/02-data-types.md#dig-3).
    public static let bucketBits = 12
    /// Rows for which another doubling of the shown buckets is worth it.
    public static let rowsPerBucket = 32
}
