/// How the network is: what becomes of a datagram, and of a line. All of it is drawn from the
/// country's seed.
public struct Weather: Hashable, Sendable {
    /// How many of a thousand datagrams are lost, each by itself.
    public var loss = 0
    /// How often in a thousand datagrams a time begins in which a host hears nothing.
    public var bursts = 0
    /// How many of a thousand come twice, or with a bit turned over.
    public var duplicates = 0
    public var corruption = 0
    /// How many of a thousand are recorded and said again, seconds or hours later.
    public var replays = 0
    /// Delays differ, so that one overtakes another.
    public var delay: ClosedRange<Int> = 1...2
    /// Of a line: bytes in a millisecond.
    public var rate = 10_000
    /// Whether a datagram can reach all who are at a place.
    public var reachesAll = true
    /// Whether what is said to all passes; lines that are dialled may, all the same. Stations are
    /// not told.
    public var passesShouts = true

    public init() {}

    public static func losing(_ percent: Int) -> Self {
        var weather = Self()
        weather.loss = percent * 10
        return weather
    }
}
