public import Bundles
public import Lattice
internal import Queries
internal import Schema
internal import Seal

/// Something that depends on a clock or a disk, and so is this device's own
/// (spec/10-relief.md#notice-1).
public struct Notice: Hashable, Sendable {
    public enum Sort: UInt8, CaseIterable, Comparable, Sendable {
        case expired = 64
        case lowStock, expiring, disk, clock

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    /// Each crossing has its own, before and after a restart.
    public let id: IssueID
    public let sort: Sort
    /// What it is about; nil of the device itself.
    public let bucket: Bucket?
    /// How much is there, in thousandths; of a clock by how many milliseconds it is ahead.
    public let amount: Int128

    init(_ sort: Sort, _ bucket: Bucket?, amount: Int128, crossing: [Int128], by fact: Matter?) {
        var name = ByteBuffer()
        name.put(byte: sort.rawValue)
        if let bucket {
            Matter.goods(Goods(bucket)).write(into: &name)
            if let batch = bucket.batch { name.put(Value(text: batch)) }
        }
        fact?.write(into: &name)
        for number in crossing { name.put(UInt64(truncatingIfNeeded: number)) }
        id = Blake2b.hash(name.span, .issue, of: Issued.self)
        self.sort = sort
        self.bucket = bucket
        self.amount = amount
    }
}

extension Operation {
    /// How many days before something expires people are told.
    public static let warning: Int64 = 30

    /// What crossed a line as of a day, the gravest first.
    public func notices(on day: Int64) -> [Notice] {
        var notices: [Notice] = []
        // Most items have no level, and most goods do not expire: only those that do are looked at.
        var shelves = Set(levels.keys.filter { ledgers.contains($0.hub) })
        for item in leasts.keys {
            for hub in ledgers where book.has(item, at: hub) {
                shelves.insert(Shelf(hub: hub, item: item))
            }
        }
        for shelf in shelves {
            if let notice = lowStock(of: shelf.item, at: shelf.hub) { notices.append(notice) }
        }
        for lot in lots.keys {
            guard case .hub(let hub) = lot.scope, ledgers.contains(hub) else { continue }
            let bucket = Bucket(hub, lot.item, lot.batch, .usable)
            if let notice = expiry(of: bucket, on: day) { notices.append(notice) }
        }
        return notices.sorted { ($0.sort, $0.id) < ($1.sort, $1.id) }
    }

    /// The level below which a hub wants to be told: its own, of several the highest, or else that
    /// of the item; nil if there is none.
    public func level(of item: RecordID, at hub: HubID) -> Int64? {
        (levels[Shelf(hub: hub, item: item)] ?? [:]).values.max()
            ?? leasts[item]
    }

    private func lowStock(of item: RecordID, at hub: HubID) -> Notice? {
        guard let least = level(of: item, at: hub) else { return nil }
        let buckets = buckets(of: Goods(hub, item, .usable))
        let there = buckets.reduce(Int128(0)) { $0 + book.stock(of: $1).onHand }
        guard there < least else { return nil }
        let fall = book.fall(of: buckets, below: Int128(least))
        return Notice(
            .lowStock, Bucket(hub, item, nil, .usable), amount: there, crossing: [Int128(least)],
            by: fall.map { .fact($0) })
    }

    private func expiry(of bucket: Bucket, on day: Int64) -> Notice? {
        guard let last = expiry(of: bucket), day > last - Self.warning else { return nil }
        let there = book.stock(of: bucket).onHand
        guard there > 0 else { return nil }
        return Notice(
            day > last ? .expired : .expiring, bucket, amount: there, crossing: [Int128(last)],
            by: nil)
    }
}

/// An item at a hub.
struct Shelf: Hashable, Sendable {
    let hub: HubID
    let item: RecordID
}

/// Says once for each time that something crosses a line: it does so again only after it was well
/// back (spec/10-relief.md#notice-1). Its state is kept, so that a restart does not say it again.
public struct Gauge: Hashable, Sendable {
    /// How often the line was crossed.
    public private(set) var crossings: UInt64
    public private(set) var isOver: Bool

    public init(crossings: UInt64 = 0, isOver: Bool = false) {
        (self.crossings, self.isOver) = (crossings, isOver)
    }

    /// Whether it crossed the line just now.
    private mutating func set(isOver over: Bool, isBack: Bool) -> Bool {
        if isOver, isBack { isOver = false }
        guard over, !isOver else { return false }
        isOver = true
        crossings += 1
        return true
    }

    /// So many bytes of so many are left.
    public mutating func disk(left: UInt64, of all: UInt64) -> Notice? {
        let isNew = set(isOver: left < all / 10, isBack: left >= all / 5)
        return isNew
            ? Notice(.disk, nil, amount: Int128(left), crossing: [Int128(crossings)], by: nil) : nil
    }

    /// This device's clock is so many milliseconds ahead of those around it.
    public mutating func clock(ahead: Int64) -> Notice? {
        let off = ahead.magnitude
        let isNew = set(isOver: off > 120_000, isBack: off <= 60_000)
        return isNew
            ? Notice(.clock, nil, amount: Int128(ahead), crossing: [Int128(crossings)], by: nil)
            : nil
    }
}
