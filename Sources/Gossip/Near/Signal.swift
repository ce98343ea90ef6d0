public import Identity
public import Lattice

/// What a device says to all who are near, in one datagram (spec/11-sync.md#near-1).
public struct Signal: Hashable, Sendable {
    /// The run of the program that says it, and how many it had said before.
    public let run: RunID
    public let serial: UInt64
    public let content: Content

    public enum Content: Hashable, Sendable {
        case beacon(Beacon)
        /// Bundles that are new, or that somebody asked for.
        case news([[UInt8]])
        case ask([Ask])
        /// Of a later version: nothing is meant here.
        case later(UInt64)
    }

    /// That somebody is there, and what they hold.
    public struct Beacon: Hashable, Sendable {
        /// Where sessions are taken; zero for nowhere.
        public var port: UInt16
        public var root: HoldingsRoot
        public var wall: WallTime
        /// Whoever hears this may say at once what they hold.
        public var isAsking: Bool
        /// Has no time for more sessions.
        public var isBusy: Bool
        /// What was new lately: sealed, for members only.
        public var aside: [UInt8]

        public init(
            port: UInt16, root: HoldingsRoot, wall: WallTime, isAsking: Bool = false,
            isBusy: Bool = false, aside: [UInt8] = []
        ) {
            (self.port, self.root, self.wall) = (port, root, wall)
            (self.isAsking, self.isBusy, self.aside) = (isAsking, isBusy, aside)
        }
    }

    /// Bundles that somebody lacks and who seems to have them.
    public struct Ask: Hashable, Sendable {
        public let feed: FeedID
        public let from: BundleNumber
        public let to: BundleNumber

        public init(feed: FeedID, from: BundleNumber, to: BundleNumber) {
            (self.feed, self.from, self.to) = (feed, from, to)
        }
    }

    public init(_ run: RunID, _ serial: UInt64, _ content: Content) {
        (self.run, self.serial, self.content) = (run, serial, content)
    }

    /// News, and what is asked for, are for members; that somebody is there is for the realm.
    var isForMembers: Bool { if case .beacon = content { false } else { true } }
}

/// Where feeds end, of those that grew last (spec/11-sync.md#near-3).
public struct Hints: Hashable, Sendable {
    public struct Hint: Hashable, Sendable {
        public let feed: FeedID
        public let number: BundleNumber
        public let isForked: Bool

        public init(feed: FeedID, number: BundleNumber, isForked: Bool) {
            (self.feed, self.number, self.isForked) = (feed, number, isForked)
        }
    }

    public var all: [Hint]

    public init(_ all: [Hint]) { self.all = all }
}
