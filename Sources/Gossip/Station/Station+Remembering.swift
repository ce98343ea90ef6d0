internal import Lattice

/// How much a device remembers of what others said to it, however much that was
/// (spec/11-sync.md#near-1).
public struct Remembered: Hashable, Sendable {
    /// Who is near, and who was near and counted as equal.
    public let neighbours: Int
    public let settled: Int
    /// Places that were dialled, or are to be; and those of them that are being dialled now.
    public let places: Int
    public let dials: Int
    /// Feeds that something is missing of, what others miss, and what was said a moment ago.
    public let gaps: Int
    public let answers: Int
    public let recent: Int
    public let sessions: Int
    /// Runs that were asked, and devices with whom no session came to an end.
    public let asked: Int
    public let slow: Int
}

extension Station {
    public var remembered: Remembered {
        Remembered(
            neighbours: neighbours.all.count, settled: settled.count, places: acquaintances.count,
            dials: dials.count, gaps: repairs.gaps.count, answers: repairs.answers.count,
            recent: repairs.recent.count, sessions: lines.count, asked: asked.count,
            slow: slow.count)
    }
}
