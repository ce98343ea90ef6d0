public import Bundles

extension Bounds {
    /// Bytes of a charter body, and of the content of a root record (spec/06-authority.md#act-1).
    public static let authorityBytes = 1 << 16
    /// Bytes of a root record with its signatures.
    public static let rootBytes = authorityBytes + 1 << 12
    /// Acts in one bundle or root record.
    public static let acts = 1 << 8
    /// Tips in one act.
    public static let tips = 1 << 10
    /// References of one act to others, and hubs of a grant: as many as fit the bytes.
    public static let references = 1 << 10
    /// Pairs that an epoch is without, and those it lets in again.
    public static let readings = 1 << 9
    /// Epochs that a new one names as previous; more it leaves to the next.
    public static let previousEpochs = 1 << 8
    /// Roots of one realm or agency (spec/04-identity.md#root-1).
    public static let roots = 16
    /// Signatures of one root record: the roots before it and after it.
    public static let rootSignatures = 32
    /// Bytes of a name in a policy (spec/06-authority.md#pol-1).
    public static let nameBytes = 64
    /// How many persons can be asked for.
    public static let quorum: UInt64 = 16
    /// About 35 years.
    public static let leaseMilliseconds: UInt64 = 1 << 40
}
