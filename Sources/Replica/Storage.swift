public import Bundles
public import Lattice
public import Seal

/// Where a replica keeps what it has: the log, which is for good, and the rows that follow from it.
///
/// All that is done between two commits is done or not done as one. Storage that fails remembers
/// its first failure, goes on giving nothing, and is asked before the commit, whose failure ends
/// the replica: what it has in memory was never said. It is opened again from what is stored.
public protocol Storage {
    /// Puts a bundle at the end of the log, and gives its place there.
    @discardableResult
    mutating func append(_ bundle: StoredBundle) -> LogPlace
    /// Takes bundles away that cannot be placed any more, since what places them is damaged.
    mutating func forget(_ place: LogPlace)
    mutating func forget(_ feed: FeedID)
    /// Keeps something else that travels; what is there already is kept once.
    mutating func keep(_ thing: Kept, _ bytes: [UInt8])
    /// All that was kept of a sort, in the order in which it came.
    mutating func all(_ sort: Kept) -> [[UInt8]]

    /// The feeds of which bundles are there, in the order in which they were opened.
    mutating func feeds() -> [FeedRecord]
    /// Notes where a feed begins to cite another version of the policy.
    mutating func note(step number: BundleNumber, of feed: FeedID)

    /// The bundles of a scope after a place in the log, in its order.
    mutating func bundles(of scope: Address, after place: LogPlace, most: Int) -> [LogEntry]
    mutating func entry(at place: LogPlace) -> LogEntry?
    /// The bundles of one feed from a number on, by number.
    mutating func bundles(of feed: FeedID, from number: BundleNumber, most: Int) -> [LogEntry]
    /// The hashes of the bundles of a feed that bear a number.
    mutating func hashes(of feed: FeedID, at number: BundleNumber) -> [BundleHash]

    /// The rows of a scope as a seat's device left them, and the bookmark that belongs to them.
    mutating func rows(of scope: Address, for seat: ActID) -> (
        shelf: CachedShelf, bookmark: [UInt8]?
    )
    /// Writes down the rows that have changed since the last time, with their bookmark.
    mutating func save(
        _ shelf: inout CachedShelf, _ bookmark: [UInt8], of scope: Address, for seat: ActID)
    /// Keeps what is written down of a seat's rows for the next start, so that only its owner can
    /// read it: a piece at a time. True when nothing is left to do.
    mutating func seal(_ owner: any Unlocked, _ entropy: inout Entropy) -> Bool
    /// Does a piece of what it has put off. Whether there is more.
    mutating func work() -> Bool
    /// Has nothing in the clear of a seat any more.
    mutating func letGo(of seat: ActID)
    /// Forgets the rows of a scope: they are made again, or are not to be read any more.
    mutating func drop(_ scope: Address, for seat: ActID)

    /// What each device said last that it holds, each in place of what it said before.
    mutating func statements() -> [[UInt8]]
    mutating func keep(statement: [UInt8], of device: DeviceKey)

    /// The incarnation under which own feeds are opened; nil before the first was drawn.
    mutating func incarnation() -> Incarnation?
    mutating func keep(_ incarnation: Incarnation)
    /// The time of the last own bundle.
    mutating func lastOwnTime() -> HybridTime?
}

/// What is kept beside bundles.
public enum Kept: Int, CaseIterable, Sendable {
    case roots, proofs, envelopes, schemas
}

/// Where in the log something stands: places ascend in the order in which things were stored.
public struct LogPlace: Hashable, Comparable, Sendable {
    public let number: UInt64

    public init(_ number: UInt64) { self.number = number }

    /// Before everything.
    public static let start = Self(0)

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// A bundle that passed the gates and is to be stored.
public struct StoredBundle: Hashable, Sendable {
    public let scope: Address
    public let feed: FeedID
    public let number: BundleNumber
    public let hash: BundleHash
    public let time: HybridTime
    public let bytes: [UInt8]
    /// Whether this device has written it.
    public let isOwn: Bool

    public init(
        scope: Address, feed: FeedID, number: BundleNumber, hash: BundleHash, time: HybridTime,
        bytes: [UInt8], isOwn: Bool
    ) {
        self.scope = scope
        self.feed = feed
        self.number = number
        self.hash = hash
        self.time = time
        self.bytes = bytes
        self.isOwn = isOwn
    }
}

/// A bundle as it is in the log.
public struct LogEntry: Hashable, Sendable {
    public let place: LogPlace
    public let hash: BundleHash
    public let bytes: [UInt8]

    public init(_ place: LogPlace, _ hash: BundleHash, _ bytes: [UInt8]) {
        self.place = place
        self.hash = hash
        self.bytes = bytes
    }
}

/// What storage knows of a feed.
public struct FeedRecord: Hashable, Sendable {
    public let feed: FeedID
    public let scope: Address
    /// The highest number, and how many bundles there are.
    public let highest: BundleNumber
    public let count: Int
    /// Of all of them.
    public let byteCount: Int
    /// Where it begins to cite another version of the policy than before, ascending.
    public let steps: [BundleNumber]

    public init(
        _ feed: FeedID, _ scope: Address, highest: BundleNumber, count: Int, byteCount: Int,
        steps: [BundleNumber]
    ) {
        self.feed = feed
        self.scope = scope
        self.highest = highest
        self.count = count
        self.byteCount = byteCount
        self.steps = steps
    }
}
