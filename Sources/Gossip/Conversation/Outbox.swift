internal import Lattice

/// What is to be sent to somebody, tier by tier (spec/11-sync.md#talk-4).
struct Outbox: Sendable {
    /// Bundles of a feed, from a number on.
    struct Range: Hashable, Sendable {
        let feed: FeedID
        var next: BundleNumber
        /// How many there are, about: those with fewest go first.
        var count: UInt64
    }

    /// What waits of one tier.
    private struct Lane {
        /// Those of which fewest wait go first.
        var ranges: [Range] = []
        /// How many there are of each feed that waits: where it stands among the ranges.
        var counts: [FeedID: UInt64] = [:]
        /// Things that are no feeds, each once, in the order in which they came.
        var order: [Entry] = []
        var names: Set<Entry> = []

        var isEmpty: Bool { order.isEmpty && ranges.isEmpty }
    }

    private struct Entry: Hashable {
        let sort: Sort
        let name: HoldingName
    }

    private var lanes = Array(repeating: Lane(), count: Tier.allCases.count)
    private var sent = 0

    var feeds: [FeedID] { lanes.flatMap(\.ranges).map(\.feed) }

    func isEmpty(_ tier: Tier) -> Bool { lanes[tier.place].isEmpty }

    /// Whether something waits, or more of it.
    func holds(_ holding: Holding) -> Bool {
        let lane = lanes[holding.tier.place]
        guard holding.sort == .feed else {
            return lane.names.contains(Entry(sort: holding.sort, name: holding.name))
        }
        return lane.counts[holding.feed] != nil
    }

    /// What there is no room for is found by the next comparison.
    mutating func add(_ sort: Sort, _ name: HoldingName, _ tier: Tier) {
        let entry = Entry(sort: sort, name: name)
        let place = tier.place
        guard lanes[place].order.count < TalkLimits.waiting,
            lanes[place].names.insert(entry).inserted
        else { return }
        lanes[place].order.append(entry)
    }

    /// Adds all of a feed from a number on, up to where it ends.
    mutating func add(_ feed: FeedID, from: BundleNumber, to end: BundleNumber, _ tier: Tier) {
        var range = Range(feed: feed, next: from, count: end.value - min(from.value, end.value) + 1)
        change(tier) { lane in
            if let count = lane.counts[feed] {
                let index = lane.ranges.place(count, feed)
                range.next = min(range.next, lane.ranges[index].next)
                range.count = max(range.count, count)
                lane.ranges.remove(at: index)
            }
            lane.ranges.insert(range, at: lane.ranges.place(range.count, feed))
            lane.counts[feed] = range.count
        }
    }

    /// The tier whose turn it is, of those that may be sent: the highest that waits, and one time
    /// in twenty the lowest.
    mutating func turn(of allowed: [Tier], _ isHeld: (FeedID) -> Bool) -> Tier? {
        let waiting = allowed.filter { tier in
            !lanes[tier.place].order.isEmpty || first(tier, isHeld) != nil
        }
        guard let first = waiting.min() else { return nil }
        sent += 1
        return sent.isMultiple(of: 20) ? waiting.max() : first
    }

    /// Takes out things of one sort, at most so many.
    mutating func takeThings(_ tier: Tier, most: Int) -> (sort: Sort, names: [HoldingName])? {
        change(tier) { lane in
            guard let sort = lane.order.first?.sort else { return nil }
            let taken = lane.order.prefix(most).prefix { $0.sort == sort }
            lane.order.removeFirst(taken.count)
            lane.names.subtract(taken)
            return (sort, taken.map(\.name))
        }
    }

    /// The feed of which something is to be sent next.
    func first(_ tier: Tier, _ isHeld: (FeedID) -> Bool) -> Range? {
        lanes[tier.place].ranges.first { !isHeld($0.feed) }
    }

    /// Goes on after what was sent of it, or drops it when it is over.
    mutating func advance(_ tier: Tier, _ feed: FeedID, to next: BundleNumber?) {
        change(tier) { lane in
            guard let count = lane.counts[feed] else { return }
            var range = lane.ranges.remove(at: lane.ranges.place(count, feed))
            if let next {
                range.count -= min(next.value - range.next.value, range.count)
                range.next = next
                lane.ranges.insert(range, at: lane.ranges.place(range.count, feed))
            }
            lane.counts[feed] = next == nil ? nil : range.count
        }
    }

    mutating func clear(_ tier: Tier) {
        if !isEmpty(tier) { lanes[tier.place] = Lane() }
    }

    /// Changes a lane where it stands.
    private mutating func change<Result>(
        _ tier: Tier, _ body: (inout Lane) -> Result
    ) -> Result { body(&lanes[tier.place]) }
}

extension Tier {
    fileprivate var place: Int { Int(rawValue) }
}

extension [Outbox.Range] {
    /// Where a feed of which there are so many stands, or is to stand.
    fileprivate func place(_ count: UInt64, _ feed: FeedID) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if (self[middle].count, self[middle].feed) < (count, feed) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low
    }
}
