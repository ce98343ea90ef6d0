public import Bundles
public import Lattice
public import Seal
public import Wire

/// What a device says that it holds: for people who want to know who has what, and for nothing else
/// (spec/11-sync.md#have-1).
public struct Statement: Hashable, Sendable {
    /// As far as a device has a feed.
    public struct Reach: Hashable, Sendable {
        public let feed: FeedID
        /// The end of a line, or the last bundle that all ends of a forked feed follow.
        public let number: BundleNumber

        public init(_ feed: FeedID, to number: BundleNumber) {
            (self.feed, self.number) = (feed, number)
        }
    }

    public let device: DeviceKey
    /// A seat of that device, which signs it.
    public let seat: ActID
    public let time: HybridTime
    /// Whether it holds nothing else.
    public let isWhole: Bool
    /// Ascending by their ids.
    public let feeds: [Reach]
    public let signature: Signature
    /// What is signed.
    public let hash: Hash<Statement>

    /// So many feeds at most, and so many devices whose statements are kept.
    public static let mostFeeds = 2_000
    public static let mostDevices = 1_000

    /// Made and signed. Of more feeds than can be said those of the lowest ids are.
    public init(
        of device: DeviceKey, at time: HybridTime, _ feeds: [Reach], by seat: ActID,
        in realm: DomainID,
        signedBy key: borrowing SigningKey
    ) {
        let said = Array(feeds.sorted { $0.feed < $1.feed }.prefix(Self.mostFeeds))
        let isWhole = said.count == feeds.count
        let hash = Self.hash(device, seat, time, isWhole, said)
        self.init(
            device, seat, time, isWhole, said, key.sign(.signStatement, for: realm, hash), hash)
    }

    private init(
        _ device: DeviceKey, _ seat: ActID, _ time: HybridTime, _ isWhole: Bool, _ feeds: [Reach],
        _ signature: Signature, _ hash: Hash<Statement>
    ) {
        self.device = device
        self.seat = seat
        self.time = time
        self.isWhole = isWhole
        self.feeds = feeds
        self.signature = signature
        self.hash = hash
    }

    private static func hash(
        _ device: DeviceKey, _ seat: ActID, _ time: HybridTime, _ isWhole: Bool, _ feeds: [Reach]
    ) -> Hash<Statement> {
        var writer = Writer()
        write(device, seat, time, isWhole, feeds, to: &writer)
        return Blake2b.hash(writer.span, .statement, of: Statement.self)
    }

    /// Whether the device says that it has a bundle. What only some ends of a forked feed follow
    /// is not among what it says.
    public func names(_ feed: FeedID, _ number: BundleNumber) -> Bool {
        feeds.contains { $0.feed == feed && number <= $0.number }
    }
}

extension Statement: Canonical {
    public static var part: WireError.Part { .statement }

    private static func write(
        _ device: DeviceKey, _ seat: ActID, _ time: HybridTime, _ isWhole: Bool, _ feeds: [Reach],
        to writer: inout Writer
    ) {
        writer.put(device.bytes)
        writer.put(seat)
        writer.put(time)
        writer.put(isWhole)
        writer.put(array: feeds.count)
        for reach in feeds {
            writer.put(array: 2)
            writer.put(reach.feed)
            writer.put(reach.number)
        }
    }

    public func write(to writer: inout Writer) {
        writer.put(array: 6)
        Self.write(device, seat, time, isWhole, feeds, to: &writer)
        writer.put(words: signature.words)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 6)
        let device = DeviceKey(try reader.hash())
        let seat: ActID = try reader.hash()
        let time = try reader.time()
        let isWhole = try reader.bool()
        var feeds: [Reach] = []
        let start = reader.offset
        let claimed = try reader.arrayHead()
        guard claimed <= UInt64(mostFeeds) else { throw reader.fault(.tooLong, at: start) }
        reader.rewind(to: start)
        for _ in 0..<(try reader.array()) {
            let place = reader.offset
            try reader.array(of: 2)
            let reach = Reach(try reader.feed(), to: try reader.number())
            if let last = feeds.last, last.feed >= reach.feed {
                throw reader.fault(last.feed == reach.feed ? .repeated : .unsorted, at: place)
            }
            feeds.append(reach)
        }
        let signature = Signature(try reader.words())
        let hash = hash(device, seat, time, isWhole, feeds)
        return Self(device, seat, time, isWhole, feeds, signature, hash)
    }
}
