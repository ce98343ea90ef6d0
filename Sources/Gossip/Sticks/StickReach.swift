internal import Bundles
public import Identity
public import Lattice
public import Replica

/// What somebody has, as far as it is known to whoever writes a stick for them.
public struct StickReach: Sendable {
    /// All ends of feeds, where they are known with their hashes.
    public private(set) var ends: [FeedID: [Tip]] = [:]
    /// How far feeds go, where no more is known.
    public var numbers: [FeedID: BundleNumber] = [:]
    /// Envelopes and schemas.
    public private(set) var things: Set<HoldingName> = []
    private var count = 0

    public init() {}

    /// What a device has said that it holds.
    public init(_ statement: Statement) {
        for reach in statement.feeds { numbers[reach.feed] = reach.number }
    }

    /// What a wish says, bit by bit.
    public mutating func take(_ event: StickEvent) {
        switch event {
        case .tips(let all) where count < StickLimits.reach:
            count += all.count
            for end in all { ends[end.feed, default: []].append(end.tip) }
        case .fresh(.keys, let all) where count < StickLimits.reach:
            count += all.count
            things.formUnion(all.map(\.name))
        default: break
        }
    }
}

/// What stands in a stick that was begun and is gone on with (spec/15-files.md#stick-6).
public struct StickWritten: Sendable {
    public private(set) var plan: StickPlan?
    public private(set) var stick: StickID?
    public private(set) var counts = StickCounts()
    /// The next piece, and where in the file it begins.
    public private(set) var piece: UInt64 = 0
    public private(set) var byteCount = UInt64(StickLimits.header)
    private(set) var feeds: [FeedID: BundleNumber] = [:]
    private(set) var things: Set<HoldingName> = []
    public private(set) var isOver = false

    public init() {}

    /// What was read in one go. What came after the last whole piece is not there.
    public mutating func take(_ events: [StickEvent]) {
        let end = events.lastIndex { if case .piece = $0 { true } else { false } }
        for event in events.prefix((end ?? -1) + 1) { take(event) }
        if case .end = events.last { isOver = true }
    }

    private mutating func take(_ event: StickEvent) {
        switch event {
        case .plan(let plan, let stick): (self.plan, self.stick) = (plan, stick)
        case .goods(let sort, let all):
            counts.add(sort, all.count)
            for bytes in all { take(sort, bytes) }
        case .statements(let all): counts.statements += all.count
        case .piece(let number, let byteCount):
            (piece, self.byteCount) = (number + 1, byteCount)
        case .tips, .fresh, .inquiry, .end: break
        }
    }

    private mutating func take(_ sort: Sort, _ bytes: [UInt8]) {
        guard feeds.count + things.count < StickLimits.reach else { return }
        if sort != .feed {
            if let name = sort.name(of: bytes) { things.insert(name) }
        } else if let header = try? Bundle(parsing: bytes).header {
            feeds[header.feed] = max(feeds[header.feed] ?? .first, header.number)
        }
    }
}

extension Replica {
    /// From where on somebody lacks a feed, or has to be given it to see that it is divided; nil if
    /// they have it all.
    mutating func start(of stored: StoredEnds, for reach: StickReach) -> BundleNumber? {
        let highest = stored.ends.map(\.number).max() ?? .first
        let trunk = stored.trunk
        func after(_ number: BundleNumber) -> BundleNumber? {
            number < highest ? number.next : nil
        }
        if let tips = reach.ends[stored.feed], let lowest = tips.map(\.number).min() {
            if Set(tips) == Set(stored.ends) { return nil }
            guard tips.allSatisfy({ holds($0, of: stored.feed) }) else {
                // Whoever is ahead may be so on another branch: the last bundle shows it.
                let isAhead = stored.ends.count == 1 && lowest >= highest
                return isAhead && !tips.contains { $0.number == highest } ? highest : .first
            }
            if stored.ends.count == 1 { return after(lowest) }
            return trunk.flatMap { after(min($0, lowest)) } ?? .first
        }
        if let number = reach.numbers[stored.feed] {
            guard stored.ends.count > 1 else { return after(number) }
            return trunk.flatMap { after(min($0, number)) } ?? .first
        }
        return .first
    }
}
