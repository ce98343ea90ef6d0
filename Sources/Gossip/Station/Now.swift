public import Lattice

/// What the clocks of a machine say, in milliseconds.
public struct Now: Hashable, Sendable {
    /// Goes on evenly, and stops while the machine sleeps.
    public var ticks: UInt64
    /// Goes on evenly, while it sleeps too.
    public var boot: UInt64
    /// What people call the time: it may be wrong, and jump.
    public var wall: WallTime

    public init(ticks: UInt64, boot: UInt64, wall: WallTime) {
        (self.ticks, self.boot, self.wall) = (ticks, boot, wall)
    }
}
