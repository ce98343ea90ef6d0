/// How a link treats what is sent over it. Everything is drawn from the world's seed.
public struct Link: Hashable, Sendable {
    public var lossPercent: Int
    public var duplicationPercent: Int
    /// Delays differ, so messages overtake one another.
    public var delayMilliseconds: ClosedRange<Int>

    public init(lossPercent: Int, duplicationPercent: Int, delayMilliseconds: ClosedRange<Int>) {
        self.lossPercent = lossPercent
        self.duplicationPercent = duplicationPercent
        self.delayMilliseconds = delayMilliseconds
    }

    public static let perfect = Self(
        lossPercent: 0, duplicationPercent: 0, delayMilliseconds: 1...1)
    public static let bad = Self(
        lossPercent: 30, duplicationPercent: 10, delayMilliseconds: 1...400)
}
