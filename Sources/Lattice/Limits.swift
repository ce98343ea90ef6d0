/// Every bound of the lattice, in one place. A test checks them against each other.
public enum Limits {
    /// Bundle numbers take the upper 40 bits of a position (spec/01-causality.md#dot-2).
    public static let bundleNumberBits: UInt64 = 40
    /// Indices within a bundle take the lower 24 bits.
    public static let indexBits: UInt64 = 24

    /// The longest value, element or content (spec/03-encoding.md#name-3).
    public static let valueBytes = 1 << 16
    /// Changes in one bundle, and bytes of its encoded body (spec/03-encoding.md#body-2).
    public static let changesPerBundle = 1 << 16
    public static let bodyBytes = 1 << 20
    /// Arrays and maps within each other in what is kept unread (spec/03-encoding.md#cbor-5).
    public static let nesting = 16

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
    /// Bytes above which a row is hashed once for a bundle and not for each change.
    public static let largeRow = 1 << 10
    /// Rows for which another doubling of the shown buckets is worth it.
    public static let rowsPerBucket = 32
}
