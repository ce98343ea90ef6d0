/// Milliseconds since 1970 as the machine's clock has them, right or wrong.
@frozen
public struct WallTime: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let milliseconds: UInt64

    /// A clock before 1970 reads as 1970, one beyond the year 6000 or so as that.
    @inlinable
    public init(milliseconds: Int64) {
        // Half of the range is left above, so that ticking on from a mad clock cannot run out.
        let most: Int64 = 1 << (63 - Int64(Limits.clockCountBits)) - 1
        self.milliseconds = UInt64(min(max(milliseconds, 0), most))
    }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.milliseconds < b.milliseconds }
}

/// A reading of a hybrid clock in one word (spec/01-causality.md#clock-1).
@frozen
public struct HybridTime: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let word: UInt64

    @inlinable
    public init(word: UInt64) { self.word = word }

    @inlinable
    public init(_ wall: WallTime) { word = wall.milliseconds << Limits.clockCountBits }

    @inlinable
    public var milliseconds: UInt64 { word >> Limits.clockCountBits }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.word < b.word }
}

/// A clock that never runs backwards and follows what it hears, within reason.
public struct HybridClock: Hashable, Sendable {
    /// What came of hearing another's time.
    public enum Hearing: Hashable, Sendable {
        case adopted
        /// More than `Limits.clockLeadMilliseconds` ahead of the own wall clock: one of the two
        /// clocks is wrong. This one stays as it was.
        case flagged
    }

    /// The last reading given or adopted. Put back after a restart, so that time does not repeat.
    public private(set) var last: HybridTime

    public init(last: HybridTime = HybridTime(word: 0)) { self.last = last }

    /// A reading above all that this clock gave or adopted.
    public mutating func tick(_ wall: WallTime) -> HybridTime {
        precondition(last.word < .max, "a hybrid clock has run out")
        last = max(HybridTime(wall), HybridTime(word: last.word + 1))
        return last
    }

    /// Hears a time that came with something from elsewhere (spec/01-causality.md#clock-2).
    public mutating func hear(_ time: HybridTime, _ wall: WallTime) -> Hearing {
        let bound = wall.milliseconds + Limits.clockLeadMilliseconds
        guard time.milliseconds <= bound else { return .flagged }
        last = max(last, time)
        return .adopted
    }
}
