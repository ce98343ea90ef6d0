public import Lattice
public import Seal

/// What somebody holds, and can give away.
public protocol Library: ~Copyable {
    mutating func holdings(of tier: Tier) -> [Holding]
    /// Those that are no feeds.
    mutating func otherHoldings(of tier: Tier) -> [Holding]
    /// What is held under a name now; nil if it is not.
    mutating func holding(_ sort: Sort, _ name: HoldingName) -> Holding?
    /// The bundle of a line that bears a number.
    mutating func hash(of feed: FeedID, at number: BundleNumber) -> BundleHash?
    /// Bundles of a feed from a number on, by number.
    mutating func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) -> [(number: BundleNumber, bytes: [UInt8])]
    /// The ends of all that the seats of a device wrote, as far as it is here.
    mutating func ends(of device: DeviceKey) -> [(tier: Tier, end: Message.End)]
    /// Whether it is not to be given away yet (spec/11-sync.md#own-1).
    func isHeldBack(_ feed: FeedID) -> Bool
    /// Whether anything is, where it would go to this device, or to a relay if none is named.
    func holdsBack(from device: DeviceKey?) -> Bool
    /// What there is room for; nil if that is everything.
    var room: Message.Room? { get }
    /// Whether a feed is nothing but carried by a device, or by a relay if none is named.
    func isCarried(_ feed: FeedID, by device: DeviceKey?) -> Bool
    /// Whether nothing more is taken in of a feed.
    func declines(_ feed: FeedID) -> Bool
    /// Things that are no feeds, in their encodings; what is not there any more is left out.
    mutating func things(_ sort: Sort, _ names: [HoldingName]) -> [[UInt8]]
}

extension Library where Self: ~Copyable {
    public mutating func otherHoldings(of tier: Tier) -> [Holding] {
        holdings(of: tier).filter { $0.sort != .feed }
    }

    // What is nobody's own is held back by nobody.
    public mutating func ends(of _: DeviceKey) -> [(tier: Tier, end: Message.End)] { [] }
    public func isHeldBack(_: FeedID) -> Bool { false }
    public func holdsBack(from _: DeviceKey?) -> Bool { false }
    public var room: Message.Room? { nil }
    public func isCarried(_: FeedID, by _: DeviceKey?) -> Bool { false }
    public func declines(_: FeedID) -> Bool { false }
}
