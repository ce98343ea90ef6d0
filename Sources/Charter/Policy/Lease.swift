internal import Bundles
public import Lattice

/// For how long what somebody decides is as good as new, after the last sign of another officer
/// that they knew of (spec/06-authority.md#dec-4).
public struct Lease: Hashable, Sendable {
    public var milliseconds: UInt64
    /// Whether what is approved later waits, instead of being flagged.
    public var isStrict: Bool

    public init(hours: UInt64, isStrict: Bool = false) {
        self.init(
            milliseconds: min(hours * 3_600_000, Bounds.leaseMilliseconds), isStrict: isStrict)
    }

    public init(milliseconds: UInt64, isStrict: Bool = false) {
        (self.milliseconds, self.isStrict) = (milliseconds, isStrict)
    }

    /// Whether it was over when somebody decided who knew of this pulse; who knew of none has
    /// nobody to wait for.
    public func isOver(at time: HybridTime, after pulse: Int64?) -> Bool {
        guard let pulse else { return false }
        return Int128(time.milliseconds) - Int128(pulse) > Int128(milliseconds)
    }

    /// What leaves more to people.
    static func isMilder(_ a: Self?, than b: Self?) -> Bool {
        guard let b else { return false }
        guard let a else { return true }
        if a.isStrict != b.isStrict { return b.isStrict }
        return a.milliseconds > b.milliseconds
    }
}
