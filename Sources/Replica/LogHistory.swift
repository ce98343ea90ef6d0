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
        of anchors: Set<Anchor>, _ open: OpenScope<Store.Shelf>, _ book: KeyBook
    ) -> LogHistory {
        var found: [(OpenBundle, FeedID)] = []
        var place = LogPlace.start
        while true {
            let entries = storage.bundles(of: open.address, after: place, most: Pace.page)
            for entry in entries where entry.place <= open.reading.place {
                place = entry.place
                guard let verified = recall(entry), isJoined(verified, open),
                    let (bundle, _) = self.open(verified, book),
                    bundle.changes.contains(where: { anchors.contains($0.anchor) })
                else { continue }
                found.append((bundle, open.reading.names[entry.hash] ?? bundle.feed))
            }
            guard entries.count == Pace.page, let last = entries.last,
                last.place <= open.reading.place
            else { return LogHistory(found) }
        }
    }
}
