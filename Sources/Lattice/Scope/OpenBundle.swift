/// A bundle as the lattice sees it: opened, checked, with its place in its feed.
public struct OpenBundle: Hashable, Sendable {
    public let feed: FeedID
    public let number: BundleNumber
    /// The hash of the feed's bundle before this one; zero for the first.
    public let previous: BundleHash
    public let hash: BundleHash
    public let time: HybridTime
    /// In the order in which their author made them. What could not be read for good is left out
    /// by an empty list: the bundle still has its place.
    public let changes: [Change]

    /// Nil if there can be no such bundle: no feed has the zero id, no bundle more changes than
    /// are allowed, and the first bundle of a feed, it alone, has none before it.
    public init?(
        feed: FeedID, number: BundleNumber, previous: BundleHash, hash: BundleHash,
        time: HybridTime, changes: [Change]
    ) {
        guard feed != .zero, changes.count <= Limits.changesPerBundle,
            (number == .first) == (previous == .zero)
        else { return nil }
        self.feed = feed
        self.number = number
        self.previous = previous
        self.hash = hash
        self.time = time
        self.changes = changes
    }

    public var tip: Tip { Tip(number, hash) }
}
