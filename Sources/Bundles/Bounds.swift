internal import Lattice

/// The bounds of bundles and of what is in the charter, in one place.
public enum Bounds {
    /// What sealing adds to a body: a nonce and a tag.
    public static let sealBytes = 40
    /// The body of a bundle as it travels (spec/05-bundles.md#bun-1).
    public static let bodyBytes = Limits.bodyBytes + sealBytes
    /// What is around a body, below bundle number 2³² (spec/05-bundles.md#bun-5).
    public static let overheadBytes = 200
    /// Members of an audience (spec/04-identity.md#addr-1).
    public static let audience = 2...16
}
