internal import Bundles
public import Lattice
internal import Seal

/// What comes before what (spec/11-sync.md#hold-1).
public enum Tier: UInt64, CaseIterable, Comparable, Sendable {
    case authority, keys, records

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// What sort of thing somebody holds.
public enum Sort: UInt64, CaseIterable, Sendable {
    case root, proof, feed, envelope, schema

    /// The tier of what has only one.
    var tier: Tier? {
        switch self {
        case .root, .proof: .authority
        case .envelope, .schema: .keys
        case .feed: nil
        }
    }
}

/// What a `HoldingName` names.
public enum Held {}
public typealias HoldingName = Identifier<Held>

/// A thing that a device holds, and how much of it.
public struct Holding: Hashable, Sendable {
    public let tier: Tier
    public let sort: Sort
    public let name: HoldingName
    /// Two who hold as much of it have the same state.
    public let state: [UInt8]
    /// The last bundle of a feed that is a line, or that all its ends follow; nil if there is none,
    /// and of everything else.
    public let end: BundleNumber?
    public let isForked: Bool

    public init(_ sort: Sort, _ tier: Tier, _ name: HoldingName, state: [UInt8] = []) {
        (self.sort, self.tier, self.name, self.state) = (sort, tier, name, state)
        (end, isForked) = (nil, false)
    }

    /// A feed, with its ends ascending.
    public init(_ feed: FeedID, _ tier: Tier, ends: [Tip], trunk: BundleNumber?) {
        (sort, self.tier, name) = (.feed, tier, HoldingName(high: feed.high, low: feed.low))
        state = ends.reduce(into: ByteBuffer()) { $0.put($1) }.bytes
        (end, isForked) = (trunk, ends.count > 1)
    }

    public var feed: FeedID { FeedID(high: name.high, low: name.low) }
}

extension ByteBuffer {
    fileprivate mutating func put(_ tip: Tip) {
        put(tip.number.value)
        put(tip.hash)
    }
}

/// What a `HoldingSalt` is.
public enum Salting {}
/// Drawn anew for each comparison, so that nobody can make things that look alike under it.
public typealias HoldingSalt = Identifier<Salting>

/// The short form of what somebody holds (spec/11-sync.md#hold-2).
public struct HoldingTag: Hashable, Comparable, Sendable {
    public static let byteCount = 4
    /// Below 2³².
    public let value: UInt64

    public init(_ value: UInt64) { self.value = value & 0xFFFF_FFFF }

    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

extension HoldingSalt {
    func tag(of holding: Holding) -> HoldingTag {
        tag(holding.sort, holding.name, holding.state)
    }

    /// The tag of a line that ends like this.
    func tag(of name: HoldingName, endingIn tip: Tip) -> HoldingTag {
        var state = ByteBuffer()
        state.put(tip)
        return tag(.feed, name, state.bytes)
    }

    private func tag(_ sort: Sort, _ name: HoldingName, _ state: [UInt8]) -> HoldingTag {
        HoldingTag(hash(sort, name, state).high >> 32)
    }

    /// What it adds to the root of all that is held (spec/11-sync.md#hold-4).
    func root(of holding: Holding) -> HoldingsRoot {
        hash(holding.sort, holding.name, holding.state)
    }

    /// In which of 2^bits buckets it lies (spec/11-sync.md#hold-3).
    func bucket(of holding: Holding, bits: Int) -> Int {
        bits == 0 ? 0 : Int(hash(holding.sort, holding.name, []).high >> (64 - UInt64(bits)))
    }

    private func hash(_ sort: Sort, _ name: HoldingName, _ state: [UInt8]) -> HoldingsRoot {
        var buffer = ByteBuffer()
        buffer.put(self)
        buffer.put(byte: UInt8(sort.rawValue))
        buffer.put(name)
        // Unsafe only in name: bytes have no padding that could show.
        buffer.put(raw: unsafe state.span.bytes)
        return Blake2b.hash(buffer.span, .holding, of: Holdings.self).short()
    }
}
