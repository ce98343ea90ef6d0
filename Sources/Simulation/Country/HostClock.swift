internal import Gossip
internal import Lattice

/// What the clocks of one machine say at a time of the world.
struct HostClock: Sendable {
    /// The machine's wall clock, less the world's.
    var lead: Int64 = 0
    /// By how many millionths it runs fast.
    var drift: Int64 = 0
    /// It stands still at this.
    var stuck: Int64?
    /// How long the machine has slept, and since when it sleeps.
    private(set) var slept: UInt64 = 0
    private(set) var asleepSince: UInt64?

    /// When it is 2026 and nothing has happened yet.
    static let epoch: Int64 = 1_790_000_000_000

    mutating func sleep(at time: UInt64) { asleepSince = asleepSince ?? time }

    mutating func wake(at time: UInt64) {
        if let since = asleepSince { slept += time - since }
        asleepSince = nil
    }

    func now(at time: UInt64) -> Now {
        let wall = stuck ?? Self.epoch + Int64(time) + lead + Int64(time) * drift / 1_000_000
        return Now(
            ticks: (asleepSince ?? time) - slept, boot: time, wall: WallTime(milliseconds: wall))
    }

    /// When by the world's clock it will be a time by this one's, if it does not sleep.
    func time(of ticks: UInt64) -> UInt64 { ticks + slept }
}
