public import Lattice
public import Replica
public import Seal
public import Wire

/// What one device says to another (spec/11-sync.md#talk-1).
public enum Message: Hashable, Sendable {
    case greeting(wall: WallTime)
    case summary(HoldingSalt, [Tier: [UInt64]])
    case tags(Tier, [Int: [HoldingTag]], isLast: Bool)
    case differences(Tier, [Thing], unknown: [HoldingTag], isLast: Bool)
    case wants(Tier, [Want], isLast: Bool)
    case goods(Sort, [[UInt8]])
    case part(Sort, of: Int, [UInt8])
    case credit(UInt64)
    case stored([Stored])
    case over(Tier)
    /// What the sender holds, all said.
    case root(HoldingsRoot)
    /// What the other has of the seats of a device: the sender's own.
    case inquiry(DeviceKey)
    /// The ends of what was inquired about.
    case tips([End])
    /// How much the sender only carries for others, and whether it takes more of that.
    case room(Room)
    /// Which statement of each device the sender has.
    case versions([Version])
    /// What devices say that they hold.
    case statements([Statement])
    /// What the sender has now, a feed up to a number.
    case fresh(Tier, [Want])
    /// Of a later version: nothing is meant here.
    case later(UInt64)

    /// A thing whose holders differ.
    public struct Thing: Hashable, Sendable {
        public let sort: Sort
        public let name: HoldingName
        /// Of a feed.
        public let line: Line?

        public struct Line: Hashable, Sendable {
            /// The last bundle, or the last that all ends follow; zero if there is none.
            public let end: BundleNumber
            public let tag: HoldingTag
            public let isForked: Bool

            public init(end: BundleNumber, tag: HoldingTag, isForked: Bool) {
                (self.end, self.tag, self.isForked) = (end, tag, isForked)
            }
        }

        public init(sort: Sort, name: HoldingName, line: Line?) {
            (self.sort, self.name, self.line) = (sort, name, line)
        }
    }

    public struct Want: Hashable, Sendable {
        public let sort: Sort
        public let name: HoldingName
        /// Of a feed: from this one on; of what is new, up to this one.
        public let from: BundleNumber?

        public init(sort: Sort, name: HoldingName, from: BundleNumber?) {
            (self.sort, self.name, self.from) = (sort, name, from)
        }
    }

    /// What somebody has room for (spec/11-sync.md#room-1).
    public struct Room: Hashable, Sendable {
        public let carried: UInt64
        public let quota: UInt64
        public let isFull: Bool

        public init(carried: UInt64, quota: UInt64, isFull: Bool) {
            (self.carried, self.quota, self.isFull) = (carried, quota, isFull)
        }
    }

    /// Of when the statement of a device is (spec/11-sync.md#have-2).
    public struct Version: Hashable, Sendable {
        public let device: DeviceKey
        public let time: HybridTime

        public init(device: DeviceKey, time: HybridTime) {
            (self.device, self.time) = (device, time)
        }
    }

    /// Where a feed ends.
    public struct End: Hashable, Sendable {
        public let feed: FeedID
        public let tip: Tip

        public init(feed: FeedID, tip: Tip) { (self.feed, self.tip) = (feed, tip) }
    }

    public struct Stored: Hashable, Sendable {
        public let feed: FeedID
        public let number: BundleNumber

        public init(feed: FeedID, number: BundleNumber) {
            (self.feed, self.number) = (feed, number)
        }
    }
}

/// Why a conversation ended that was not over.
public enum TalkError: Error, Hashable, Sendable {
    case malformed(WireError)
    case outOfTurn
    case beyondCredit
}

extension TalkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .malformed(let error):
            "The other device said something that breaks its form: \(error)."
        case .outOfTurn: "The other device said something when it was not its turn (out-of-turn)."
        case .beyondCredit: "The other device sent more than it was allowed to (beyond-credit)."
        }
    }
}
