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

    private(set) var things: [Tier: [(sort: Sort, name: HoldingName)]] = [:]
    private(set) var ranges: [Tier: [Range]] = [:]
    private var sent = 0

    func isEmpty(_ tier: Tier) -> Bool {
        things[tier]?.isEmpty ?? true && ranges[tier]?.isEmpty ?? true
    }

    mutating func add(_ sort: Sort, _ name: HoldingName, _ tier: Tier) {
        guard !(things[tier] ?? []).contains(where: { $0 == (sort, name) }) else { return }
        things[tier, default: []].append((sort, name))
    }

    /// Adds all of a feed from a number on, up to where it ends.
    mutating func add(_ feed: FeedID, from: BundleNumber, to end: BundleNumber, _ tier: Tier) {
        var range = Range(feed: feed, next: from, count: end.value - min(from.value, end.value) + 1)
        var all = ranges[tier] ?? []
        if let index = all.firstIndex(where: { $0.feed == feed }) {
            range.next = min(range.next, all[index].next)
            range.count = max(range.count, all[index].count)
            all.remove(at: index)
        }
        let place = all.firstIndex { ($0.count, $0.feed) > (range.count, feed) } ?? all.endIndex
        all.insert(range, at: place)
        ranges[tier] = all
    }

    /// The tier whose turn it is, of those that may be sent: the highest that waits, and one time
    /// in twenty the lowest.
    mutating func turn(of allowed: [Tier], _ isHeld: (FeedID) -> Bool) -> Tier? {
        let waiting = allowed.sorted().filter { tier in
            things[tier]?.isEmpty == false || first(tier, isHeld) != nil
        }
        guard let first = waiting.first else { return nil }
        sent += 1
        return sent.isMultiple(of: 20) ? waiting.last : first
    }

    /// Takes out things of one sort, at most so many.
    mutating func takeThings(_ tier: Tier, most: Int) -> (sort: Sort, names: [HoldingName])? {
        guard let all = things[tier], let sort = all.first?.sort else { return nil }
        let names = all.prefix(most).prefix { $0.sort == sort }.map(\.name)
        things[tier]?.removeFirst(names.count)
        return (sort, names)
    }

    /// The feed of which something is to be sent next.
    func first(_ tier: Tier, _ isHeld: (FeedID) -> Bool) -> Range? {
        ranges[tier]?.first { !isHeld($0.feed) }
    }

    /// Goes on after what was sent of it, or drops it when it is over.
    mutating func advance(_ tier: Tier, _ feed: FeedID, to next: BundleNumber?) {
        guard var all = ranges[tier], let index = all.firstIndex(where: { $0.feed == feed })
        else { return }
        if let next {
            all[index].count -= min(next.value - all[index].next.value, all[index].count)
            all[index].next = next
        } else {
            all.remove(at: index)
        }
        ranges[tier] = all
    }

    mutating func clear(_ tier: Tier) { (things[tier], ranges[tier]) = (nil, nil) }
}
