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

    private(set) var ranges: [Tier: [Range]] = [:]
    private var things: [Tier: Queue] = [:]
    /// How many there are of each feed that waits: where it stands among the ranges.
    private var counts: [Tier: [FeedID: UInt64]] = [:]
    private var sent = 0

    /// Things that are no feeds, each once, in the order in which they came.
    private struct Queue {
        var order: [Entry] = []
        var names: Set<Entry> = []

        struct Entry: Hashable {
            let sort: Sort
            let name: HoldingName
        }
    }

    func isEmpty(_ tier: Tier) -> Bool {
        things[tier]?.order.isEmpty ?? true && ranges[tier]?.isEmpty ?? true
    }

    /// What there is no room for is found by the next comparison.
    mutating func add(_ sort: Sort, _ name: HoldingName, _ tier: Tier) {
        var queue = things.removeValue(forKey: tier) ?? Queue()
        let entry = Queue.Entry(sort: sort, name: name)
        if queue.order.count < TalkLimits.waiting, queue.names.insert(entry).inserted {
            queue.order.append(entry)
        }
        things[tier] = queue
    }

    /// Adds all of a feed from a number on, up to where it ends.
    mutating func add(_ feed: FeedID, from: BundleNumber, to end: BundleNumber, _ tier: Tier) {
        var range = Range(feed: feed, next: from, count: end.value - min(from.value, end.value) + 1)
        var all = ranges.removeValue(forKey: tier) ?? []
        if let count = counts[tier]?[feed] {
            let index = all.place(count, feed)
            range.next = min(range.next, all[index].next)
            range.count = max(range.count, count)
            all.remove(at: index)
        }
        all.insert(range, at: all.place(range.count, feed))
        counts[tier, default: [:]][feed] = range.count
        ranges[tier] = all
    }

    /// The tier whose turn it is, of those that may be sent: the highest that waits, and one time
    /// in twenty the lowest.
    mutating func turn(of allowed: [Tier], _ isHeld: (FeedID) -> Bool) -> Tier? {
        let waiting = allowed.sorted().filter { tier in
            things[tier]?.order.isEmpty == false || first(tier, isHeld) != nil
        }
        guard let first = waiting.first else { return nil }
        sent += 1
        return sent.isMultiple(of: 20) ? waiting.last : first
    }

    /// Takes out things of one sort, at most so many.
    mutating func takeThings(_ tier: Tier, most: Int) -> (sort: Sort, names: [HoldingName])? {
        guard var queue = things.removeValue(forKey: tier) else { return nil }
        defer { things[tier] = queue }
        guard let sort = queue.order.first?.sort else { return nil }
        let taken = queue.order.prefix(most).prefix { $0.sort == sort }
        queue.order.removeFirst(taken.count)
        queue.names.subtract(taken)
        return (sort, taken.map(\.name))
    }

    /// The feed of which something is to be sent next.
    func first(_ tier: Tier, _ isHeld: (FeedID) -> Bool) -> Range? {
        ranges[tier]?.first { !isHeld($0.feed) }
    }

    /// Goes on after what was sent of it, or drops it when it is over.
    mutating func advance(_ tier: Tier, _ feed: FeedID, to next: BundleNumber?) {
        guard let count = counts[tier]?[feed], var all = ranges.removeValue(forKey: tier) else {
            return
        }
        var range = all.remove(at: all.place(count, feed))
        if let next {
            range.count -= min(next.value - range.next.value, range.count)
            range.next = next
            all.insert(range, at: all.place(range.count, feed))
        }
        counts[tier]?[feed] = next == nil ? nil : range.count
        ranges[tier] = all
    }

    mutating func clear(_ tier: Tier) {
        (things[tier], ranges[tier], counts[tier]) = (nil, nil, nil)
    }
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
