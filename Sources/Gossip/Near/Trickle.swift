internal import Lattice
public import Seal

/// When to say what one holds: soon and often while something is new, ever more seldom when
/// nothing is, and not at all while somebody else says the same (spec/11-sync.md#near-4).
public struct Trickle: Hashable, Sendable {
    private var interval: UInt64
    private var start: UInt64
    private var fire: UInt64
    private var hasFired = false
    private var isHeard = false

    public init(at now: UInt64, _ entropy: inout Entropy) {
        (interval, start, fire) = (NearLimits.shortest, now, now)
        begin(NearLimits.shortest, at: now, &entropy)
    }

    private mutating func begin(_ length: UInt64, at now: UInt64, _ entropy: inout Entropy) {
        (interval, start, hasFired, isHeard) = (length, now, false, false)
        fire = now + length / 2 + entropy.below(length / 2)
    }

    /// When there is something to do next.
    public var next: UInt64 { hasFired ? start + interval : fire }

    /// Somebody else said the same.
    public mutating func hear() { isHeard = true }

    /// Something is new: all begins again, but no sooner than it would while it is new anyway.
    public mutating func reset(at now: UInt64, _ entropy: inout Entropy) {
        guard interval > NearLimits.shortest else { return }
        begin(NearLimits.shortest, at: now, &entropy)
    }

    /// Whether it is time to speak.
    public mutating func step(at now: UInt64, _ entropy: inout Entropy) -> Bool {
        var speaks = false
        if !hasFired, now >= fire {
            (hasFired, speaks) = (true, !isHeard)
        }
        if now >= start + interval {
            begin(min(interval * 2, NearLimits.longest), at: now, &entropy)
        }
        return speaks
    }
}

extension Entropy {
    /// A number below another, for what may be guessed.
    mutating func below(_ bound: UInt64) -> UInt64 {
        guard bound > 1 else { return 0 }
        let drawn: HoldingSalt = drawID()
        return drawn.low % bound
    }

    mutating func pick(_ range: ClosedRange<UInt64>) -> UInt64 {
        range.lowerBound + below(range.upperBound - range.lowerBound + 1)
    }
}
