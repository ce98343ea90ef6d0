public import Lattice

/// The bundles a replica holds, in memory: those its scope has taken in, and those that wait.
public struct Log: Sendable {
    /// In the order in which they were taken in.
    public private(set) var taken: [(bundle: OpenBundle, feed: FeedID)] = []
    private var byHash: [BundleHash: Int] = [:]
    private var byFeed: [FeedID: [Int]] = [:]
    private var byAnchor: [Anchor: [Int]] = [:]
    /// Bundles whose predecessor is missing, or whose fork is not in the view yet.
    public private(set) var waiting: SortedMap<BundleHash, OpenBundle> = SortedMap()

    public init() {}

    public func holds(_ hash: BundleHash) -> Bool { byHash[hash] != nil || waiting[hash] != nil }

    public subscript(hash: BundleHash) -> (bundle: OpenBundle, feed: FeedID)? {
        byHash[hash].map { taken[$0] }
    }

    /// The bundles of a feed, of every branch, in the order in which they were taken in.
    public func bundles(of feed: FeedID) -> [OpenBundle] {
        (byFeed[feed] ?? []).map { taken[$0].bundle }
    }

    /// Every feed there is, in order.
    public var feeds: [FeedID] { byFeed.keys.sorted() }

    mutating func take(_ bundle: OpenBundle, as feed: FeedID) {
        waiting[bundle.hash] = nil
        byHash[bundle.hash] = taken.count
        byFeed[bundle.feed, default: []].append(taken.count)
        for anchor in Set(bundle.changes.map(\.anchor)) {
            byAnchor[anchor, default: []].append(taken.count)
        }
        taken.append((bundle, feed))
    }

    mutating func wait(_ bundle: OpenBundle) { waiting[bundle.hash] = bundle }

    /// Lets go of a bundle that is refused for good, if it waited.
    mutating func drop(_ bundle: OpenBundle) { waiting[bundle.hash] = nil }

    /// Every bundle that is here, taken in or waiting.
    var everything: [OpenBundle] { taken.map(\.bundle) + waiting.entries.map(\.value) }
}

extension Log: History {
    public func forEachBundle(_ body: (OpenBundle, FeedID) -> Void) {
        for entry in taken { body(entry.bundle, entry.feed) }
    }

    public func forEachBundle(of feed: FeedID, _ body: (OpenBundle, FeedID) -> Void) {
        for index in byFeed[feed] ?? [] { body(taken[index].bundle, taken[index].feed) }
    }

    public func forEachBundle(
        touching anchors: Set<Anchor>, _ body: (OpenBundle, FeedID) -> Void
    ) {
        let indices = Set(anchors.flatMap { byAnchor[$0] ?? [] })
        for index in indices.sorted() { body(taken[index].bundle, taken[index].feed) }
    }
}
