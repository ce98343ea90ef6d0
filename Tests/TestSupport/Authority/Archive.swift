public import Bundles
public import Charter
public import Lattice

/// The bundles of scopes other than the charter, as somebody has them who received all this.
public struct Archive: Sendable {
    public private(set) var feeds: SortedMap<FeedID, KnownFeed> = SortedMap()
    public private(set) var trees: [FeedID: FeedTree] = [:]

    public init() {}

    /// All bundles among the arrivals that are true, in whatever order they come.
    public init(of arrivals: [Arrival], under charter: Charter) {
        var waiting = arrivals
        while true {
            let left = waiting.filter { !takes($0, under: charter) }
            guard left.count < waiting.count else { break }
            waiting = left
        }
    }

    /// False if the arrival waits for another.
    public mutating func takes(_ arrival: Arrival, under charter: Charter) -> Bool {
        guard case .bundle(let bytes) = arrival else { return true }
        let feeds = feeds
        do {
            let bundle = try charter.verify(bytes) { feeds[$0] }
            guard bundle.feed.opening.scope != .charter else { return true }
            return take(bundle)
        } catch {
            return !error.isWait
        }
    }

    private mutating func take(_ bundle: VerifiedBundle) -> Bool {
        let feed = bundle.header.feed
        if bundle.header.number == .first { feeds[feed] = bundle.feed }
        switch trees[feed, default: FeedTree()].fit(bundle.header, bundle.hash) {
        case .waits: return false
        case .duplicate, .fallsBack: return true
        case .next, .forks:
            trees[feed, default: FeedTree()].insert(bundle.header, bundle.hash)
            return true
        }
    }

    /// The feeds of a scope.
    public func feeds(of scope: Address) -> [(opening: Opening, tree: FeedTree)] {
        feeds.entries.filter { $0.value.opening.scope == scope }
            .map { ($0.value.opening, trees[$0.key] ?? FeedTree()) }
    }
}
