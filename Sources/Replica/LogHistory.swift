internal import Bundles
internal import Keys
internal import Lattice
internal import Seal

/// The bundles of a scope that touch what a draft has touched, which is given up.
struct LogHistory: History {
    private var bundles: [(OpenBundle, FeedID)] = []

    init(_ bundles: [(OpenBundle, FeedID)]) { self.bundles = bundles }

    func forEachBundle(_ body: (OpenBundle, FeedID) -> Void) {
        for (bundle, feed) in bundles { body(bundle, feed) }
    }

    func forEachBundle(of feed: FeedID, _ body: (OpenBundle, FeedID) -> Void) {
        for (bundle, name) in bundles where bundle.feed == feed { body(bundle, name) }
    }

    func forEachBundle(touching _: Set<Anchor>, _ body: (OpenBundle, FeedID) -> Void) {
        forEachBundle(body)
    }
}

extension Replica {
    /// Everything that was joined of the anchors.
    mutating func history(
        of anchors: Set<Anchor>, _ open: OpenScope, _ book: KeyBook
    ) -> LogHistory {
        let places = anchors.reduce(into: Set<UInt64>()) {
            $0.formUnion(open.scope.shelf.places(of: $1))
        }
        var found: [(OpenBundle, FeedID)] = []
        for place in places.sorted() {
            guard let entry = storage.entry(at: LogPlace(place)), let verified = recall(entry),
                isJoined(verified, open), let bundle = self.open(verified, book)?.bundle
            else { continue }
            found.append((bundle, open.reading.names[entry.hash] ?? bundle.feed))
        }
        return LogHistory(found)
    }
}
