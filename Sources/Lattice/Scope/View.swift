/// What counts, and nothing else does (spec/01-causality.md#view-1).
///
/// The charter comes down to this much, as far as merging is concerned.
public struct View: Hashable, Sendable {
    /// How far a feed counts whose writer was revoked.
    public enum Cut: Hashable, Comparable, Sendable {
        case nothing
        case upTo(BundleNumber)
        case everything

        func admits(_ number: BundleNumber) -> Bool { .upTo(number) <= self }
    }

    /// A proven fork: what the charter decided to keep of it, if it has.
    public enum Fork: Hashable, Sendable {
        case undecided
        case keep(BundleHash)
    }

    /// Never one that cuts nothing.
    public private(set) var cuts: SortedMap<FeedID, Cut>
    /// By feed (a branch is a feed of its own), then by the number that several bundles bear.
    public private(set) var forks: SortedMap<FeedID, SortedMap<BundleNumber, Fork>>

    public init() {
        cuts = SortedMap()
        forks = SortedMap()
    }

    /// Everything, for a feed of which nothing is said.
    public func cut(of feed: FeedID) -> Cut { cuts[feed] ?? .everything }

    /// Says how far a feed counts.
    public mutating func cut(_ feed: FeedID, to cut: Cut) {
        cuts[feed] = cut == .everything ? nil : cut
    }

    /// Says how far a branch counts, whatever its feed does (spec/01-causality.md#view-2).
    public mutating func cut(branch: FeedID, to cut: Cut) {
        cuts[branch] = cut == .everything ? .upTo(.last) : cut
    }

    /// The forks of a feed, in order; nil for an honest one.
    public func forks(of feed: FeedID) -> SortedMap<BundleNumber, Fork>? { forks[feed] }

    /// Says that a feed is forked at a number.
    public mutating func fork(_ feed: FeedID, at number: BundleNumber, _ fork: Fork = .undecided) {
        forks.modify(feed, initial: SortedMap()) { $0[number] = fork }
    }

    /// Whether the cuts let a bundle count (spec/01-causality.md#view-2).
    public func admits(_ number: BundleNumber, of feed: FeedID) -> Bool {
        cuts.isEmpty || cut(of: feed).admits(number)
    }

    /// The same for a bundle of a feed that has its place on a branch, or on the feed itself.
    public func admits(_ number: BundleNumber, of feed: FeedID, as branch: FeedID) -> Bool {
        cuts.isEmpty || (cuts[branch] ?? cut(of: feed)).admits(number)
    }

    /// Whether a bundle that was taken in as this feed counts under one of two views alone.
    public func countsOtherwise(_ bundle: OpenBundle, as name: FeedID, than other: Self) -> Bool {
        admits(bundle.number, of: bundle.feed, as: name)
            != other.admits(bundle.number, of: bundle.feed, as: name)
    }

    public func hasSameForks(as other: Self) -> Bool { forks == other.forks }

    /// The feeds whose cuts differ, in order.
    public func feedsCutOtherwise(than other: Self) -> [FeedID] {
        let feeds = SortedMap((cuts.entries + other.cuts.entries).map { ($0.key, true) })
        return feeds.keys.filter { cuts[$0] != other.cuts[$0] }
    }
}
