public import Lattice
internal import Wire

/// What a bundle says of itself in the clear (spec/05-bundles.md#bun-1).
public struct Header: Hashable, Sendable {
    public let feed: FeedID
    public let number: BundleNumber
    /// The hash of the bundle before it; zero for the first.
    public let previous: BundleHash
    public let time: HybridTime
    /// The version of the policy that it cites.
    public let policy: UInt16
    /// The version of the schema that it is written by.
    public let schema: UInt16
    /// The key that seals the body; nil if that is clear.
    public let epoch: EpochID?

    /// Nil if there can be no such header.
    public init?(
        feed: FeedID, number: BundleNumber, previous: BundleHash, time: HybridTime,
        policy: UInt16, schema: UInt16 = 0, epoch: EpochID? = nil
    ) {
        guard feed != .zero, (number == .first) == (previous == .zero), policy > 0 else {
            return nil
        }
        self.feed = feed
        self.number = number
        self.previous = previous
        self.time = time
        self.policy = policy
        self.schema = schema
        self.epoch = epoch
    }

    private init(read feed: FeedID, from reader: inout Reader) throws(WireError) {
        self.feed = feed
        number = try reader.number()
        let place = reader.offset
        previous = try reader.hash()
        guard (number == .first) == (previous == .zero) else {
            throw reader.fault(.outOfRange, at: place)
        }
        time = try reader.time()
        let version = reader.offset
        policy = UInt16(try reader.unsigned(upTo: UInt64(UInt16.max)))
        guard policy > 0 else { throw reader.fault(.outOfRange, at: version) }
        schema = UInt16(try reader.unsigned(upTo: UInt64(UInt16.max)))
        epoch = try reader.takeNull() ? nil : try reader.identifier()
    }

    /// Its items one after the other, as they stand in a bundle.
    public var items: [UInt8] {
        var writer = Writer()
        writeItems(to: &writer)
        return writer.bytes
    }

    /// The number of items that it is written as.
    static var items: Int { 7 }

    /// Its items, one after the other.
    func writeItems(to writer: inout Writer) {
        writer.put(feed)
        writer.put(number)
        writer.put(previous)
        writer.put(time)
        writer.put(UInt64(policy))
        writer.put(UInt64(schema))
        if let epoch { writer.put(epoch) } else { writer.putNull() }
    }

    /// Of a certain feed, if one is given.
    static func readItems(
        of expected: FeedID? = nil, from reader: inout Reader
    ) throws(WireError) -> Self {
        let place = reader.offset
        let feed = try reader.feed()
        guard expected == nil || feed == expected else {
            throw reader.fault(.outOfRange, at: place)
        }
        return try Self(read: feed, from: &reader)
    }
}
