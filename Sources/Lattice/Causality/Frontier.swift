/// The last bundle of a feed, as far as it is known.
@frozen
public struct Tip: Hashable, Sendable, BitwiseCopyable {
    public let number: BundleNumber
    public let hash: BundleHash

    @inlinable
    public init(_ number: BundleNumber, _ hash: BundleHash) {
        self.number = number
        self.hash = hash
    }
}

/// How a bundle fits what is known of its feed (spec/01-causality.md#front-3).
public enum Fit: Hashable, Sendable {
    case next
    case duplicate
    /// Bundles before it are missing, this number first.
    case waits(for: BundleNumber)
    /// Its number is known with another hash, or it does not follow the tip it should follow.
    case forked
}

/// Where a feed divides: several bundles bear this number.
public struct ForkPoint: Hashable, Comparable, Sendable {
    public let feed: FeedID
    public let number: BundleNumber

    public init(feed: FeedID, number: BundleNumber) {
        self.feed = feed
        self.number = number
    }

    public static func < (a: Self, b: Self) -> Bool {
        (a.feed, a.number) < (b.feed, b.number)
    }
}

/// How far each feed is known (spec/01-causality.md#front-1).
public struct Frontier: Hashable, Sendable {
    /// Branches that are not kept are feeds of their own here, under their derived ids.
    public private(set) var tips: SortedMap<FeedID, Tip>
    /// What came before each fork that has been reached.
    public private(set) var points: SortedMap<ForkPoint, BundleHash>
    /// The known branches of each fork that are not kept, by their first bundle.
    public private(set) var branches: SortedMap<ForkPoint, SortedMap<BundleHash, FeedID>>
    /// For each branch the feed that it comes from in the end.
    private var origins: SortedMap<FeedID, FeedID>

    public init() {
        tips = SortedMap()
        points = SortedMap()
        branches = SortedMap()
        origins = SortedMap()
    }

    /// A frontier as it was stored.
    public init(
        tips: SortedMap<FeedID, Tip>, points: SortedMap<ForkPoint, BundleHash>,
        branches: SortedMap<ForkPoint, SortedMap<BundleHash, FeedID>>
    ) {
        self.init()
        self.tips = tips
        self.points = points
        self.branches = branches
        // A branch lies further up than what it is a branch of.
        var found: [FeedID: FeedID] = [:]
        for point in branches.entries.sorted(by: { $0.key.number < $1.key.number }) {
            let origin = found[point.key.feed] ?? point.key.feed
            for branch in point.value.entries { found[branch.value] = origin }
        }
        origins = SortedMap(
            ascending: found.sorted { $0.key < $1.key }.map { .init(key: $0.key, value: $0.value) })
    }

    public subscript(feed: FeedID) -> Tip? { tips[feed] }

    /// Whether the bundle of this position is there (spec/01-causality.md#front-4).
    public func contains(_ feed: FeedID, _ position: Position) -> Bool {
        guard let tip = tips[feed] else { return false }
        return position.number <= tip.number
    }

    /// How a bundle fits the tip of a feed.
    public func fit(
        _ number: BundleNumber, hash: BundleHash, previous: BundleHash, in feed: FeedID
    ) -> Fit {
        guard let tip = tips[feed] else {
            if number != .first { return .waits(for: .first) }
            return previous == .zero ? .next : .forked
        }
        if number < tip.number { return .duplicate }
        if number == tip.number { return hash == tip.hash ? .duplicate : .forked }
        if number > tip.number.next { return .waits(for: tip.number.next) }
        return previous == tip.hash ? .next : .forked
    }

    /// Moves a feed's tip forward by one bundle.
    package mutating func advance(_ feed: FeedID, to tip: Tip) {
        precondition(feed != .zero, "no feed has the zero id")
        if let old = tips[feed] {
            precondition(tip.number == old.number.next, "a frontier moves bundle by bundle")
        }
        tips[feed] = tip
    }

    /// Gives the tip of an own feed the hash that was not known yet.
    mutating func correct(_ feed: FeedID, to tip: Tip) {
        precondition(tips[feed] == Tip(tip.number, .zero), "only a tip without hash is corrected")
        tips[feed] = tip
    }

    /// Takes back the tip of an own feed whose bundle is not to be; nil if it has none other.
    mutating func withdraw(_ feed: FeedID, to tip: Tip?) {
        precondition(tips[feed]?.hash == .zero, "only a tip without hash is taken back")
        tips[feed] = tip
    }

    /// Remembers what came before a fork, so that every branch can be told by it.
    mutating func reach(_ point: ForkPoint, after previous: BundleHash) {
        points[point] = previous
    }

    /// What came before a fork, once it is known.
    func before(_ point: ForkPoint) -> BundleHash? {
        point.number == .first ? .zero : points[point]
    }

    /// Makes a branch known. False if there are as many as are kept (spec/01-causality.md#fork-1).
    mutating func open(_ branch: FeedID, startingWith first: BundleHash, at point: ForkPoint)
        -> Bool
    {
        let known = branches[point] ?? SortedMap()
        if known[first] == nil, known.count == Limits.branchesPerFork { return false }
        branches.modify(point, initial: SortedMap()) { $0[first] = branch }
        origins[branch] = origin(of: point.feed)
        return true
    }

    /// The feed that a branch is of, or of which it is a branch of a branch; a feed's own id else.
    @usableFromInline
    func origin(of feed: FeedID) -> FeedID {
        origins.isEmpty ? feed : origins[feed] ?? feed
    }

    /// The known branches of one chain that begin below a number.
    func branches(of chain: FeedID, below number: BundleNumber) -> [FeedID] {
        let start = branches.find(ForkPoint(feed: chain, number: .first)).index
        return branches.entries[start...].prefix { $0.key.feed == chain && $0.key.number < number }
            .flatMap { $0.value.entries.map(\.value) }
    }

    /// Joins feed by feed, the higher number winning. Returns the feeds of which the two hold
    /// different bundles under one number: proof of a fork, with no side taken in silence.
    public mutating func join(_ other: Self) -> [FeedID] {
        var disputed: [FeedID] = []
        for entry in other.tips.entries {
            tips.merge(entry.key, entry.value) { mine, theirs in
                if mine.number == theirs.number, mine.hash != theirs.hash {
                    disputed.append(entry.key)
                }
                // The hash breaks the tie only so that both sides hold the same frontier.
                if (theirs.number, theirs.hash) > (mine.number, mine.hash) { mine = theirs }
            }
        }
        points.merge(other.points) { $0 = $1 }
        origins.merge(other.origins) { $0 = $1 }
        for entry in other.branches.entries {
            branches.merge(entry.key, entry.value) { mine, theirs in
                for branch in theirs.entries { mine[branch.key] = branch.value }
            }
        }
        return disputed
    }
}

/// The frontiers of two states that are being joined.
public struct Frontiers {
    public let mine: Frontier
    public let theirs: Frontier

    public init(mine: Frontier, theirs: Frontier) {
        self.mine = mine
        self.theirs = theirs
    }
}
