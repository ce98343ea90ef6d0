internal import Bundles
internal import Charter
internal import Keys
public import Lattice
public import Replica
internal import Seal
internal import Wire

/// What became of the things of a stick.
public struct StickTally: Hashable, Sendable {
    /// New here; here already; things that lack something that has not come.
    public internal(set) var new = 0
    public internal(set) var known = 0
    public internal(set) var waiting = 0
    /// Not taken in for want of room (spec/11-sync.md#room-1).
    public internal(set) var declined = 0
    /// Not taken in at all, by the reason.
    public internal(set) var refused: [String: Int] = [:]
    /// The feeds of which something waits, as many as are remembered.
    public internal(set) var waitingFeeds: Set<FeedID> = []

    public init() {}

    public var refusedCount: Int { refused.values.reduce(0, +) }

    public mutating func add(_ other: Self) {
        new += other.new
        known += other.known
        waiting += other.waiting
        declined += other.declined
        for (reason, count) in other.refused { refuse(reason, count) }
        for feed in other.waitingFeeds { wait(feed) }
    }

    /// Another look at the same things: what was not here at the first is new.
    public mutating func supersede(_ earlier: Self) {
        new += known - min(known, earlier.known)
        known = min(known, earlier.known)
    }

    /// Whether to look again: something waits, and something came that it may have waited for.
    public func isWorthAnother(after earlier: Self?) -> Bool {
        guard waiting > 0 else { return false }
        return earlier.map { waiting < $0.waiting } ?? (new > 0)
    }

    mutating func refuse(_ reason: String, _ count: Int = 1) {
        let isKnown = refused[reason] != nil || refused.count < StickLimits.reasons
        refused[isKnown ? reason : "other reasons", default: 0] += count
    }

    mutating func wait(_ feed: FeedID) {
        if waitingFeeds.count < StickLimits.waiting { waitingFeeds.insert(feed) }
    }
}

/// Some things of a stick on their way into a replica: what is here already, and what cannot be
/// placed yet, is not handed in.
public struct StickIntake: Sendable {
    /// What the replica is to be told; nil if that is nothing.
    public private(set) var input: Input?
    private var tally = StickTally()
    private var handed: [Message.End] = []
    private var names: [HoldingName] = []
    private let sort: Sort

    public init<Store: Storage>(
        _ sort: Sort, _ all: [[UInt8]], _ replica: inout Replica<Store>
    ) {
        self.sort = sort
        if sort == .feed { sift(all, &replica) } else { siftOthers(all, &replica) }
    }

    private mutating func sift<Store: Storage>(
        _ all: [[UInt8]], _ replica: inout Replica<Store>
    ) {
        var chosen: [[UInt8]] = []
        var ends: [FeedID: BundleNumber] = [:]
        for bytes in all {
            guard let bundle = try? Bundle(parsing: bytes) else {
                tally.refuse(Refusal.unreadable)
                continue
            }
            let (feed, number) = (bundle.header.feed, bundle.header.number)
            let stored = replica.storedEnds(of: feed)?.ends.map(\.number).max()
            let tip = bundle.hashed().tip
            if let stored, number <= stored, replica.holds(tip, of: feed) {
                tally.known += 1
                continue
            }
            let last = ends[feed] ?? stored
            // What follows nothing that is here is tried again when the whole stick was read.
            guard number == .first || (last.map { number.previous ?? .first <= $0 } ?? false)
            else {
                tally.waiting += 1
                tally.wait(feed)
                continue
            }
            ends[feed] = max(last ?? number, number)
            chosen.append(bytes)
            handed.append(Message.End(feed: feed, tip: tip))
        }
        if !chosen.isEmpty { input = .bundles(chosen) }
    }

    private mutating func siftOthers<Store: Storage>(
        _ all: [[UInt8]], _ replica: inout Replica<Store>
    ) {
        var chosen: [[UInt8]] = []
        for bytes in all {
            guard let name = sort.name(of: bytes), (try? sort.input([bytes])) != nil else {
                tally.refuse(Refusal.unreadable)
                continue
            }
            // Of roots and proofs another copy may say more than the one that is here.
            let isSame = sort == .envelope || sort == .schema
            if isSame, replica.holding(sort, name) != nil {
                tally.known += 1
                continue
            }
            chosen.append(bytes)
            names.append(name)
        }
        if !chosen.isEmpty { input = try? sort.input(chosen) }
    }

    /// What came of it, by what the replica did when it was told.
    public func outcome<Store: Storage>(
        _ effects: [Effect], _ replica: inout Replica<Store>
    ) -> StickTally {
        var tally = tally
        var reasons: [String] = []
        var kept = 0
        for effect in effects {
            if case .refused(_, let refusal) = effect { reasons.append(refusal.reason) }
            if case .kept(let one, _) = effect, one.sort == sort { kept += 1 }
        }
        func refuse(_ count: Int) {
            for reason in reasons.prefix(count) { tally.refuse(reason) }
        }
        guard sort == .feed else {
            let here = Set(replica.otherHoldings(of: sort.tier ?? .keys).map(\.name))
            let isHere = names.count { here.contains($0) }
            tally.new += min(kept, isHere)
            tally.known += isHere - min(kept, isHere)
            let left = names.count - isHere
            refuse(left)
            tally.waiting += left - min(left, reasons.count)
            return tally
        }
        // A copy with another signature has the same hash: it is new once.
        var stored: Set<Message.End> = []
        for case .stored(let feed, let tip, _) in effects {
            stored.insert(Message.End(feed: feed, tip: tip))
        }
        let left = handed.filter { stored.remove($0) == nil }
        tally.new += handed.count - left.count
        refuse(left.count)
        // Which of them were refused is of no matter, but how many.
        for end in left.dropFirst(reasons.count) {
            if replica.holds(end.tip, of: end.feed) {
                tally.known += 1
            } else if replica.declines(end.feed) {
                tally.declined += 1
            } else {
                tally.waiting += 1
                tally.wait(end.feed)
            }
        }
        return tally
    }
}

extension Replica {
    /// Takes in things of a stick.
    public mutating func take(
        _ sort: Sort, _ all: [[UInt8]], at now: WallTime, into effects: inout [Effect]
    ) -> StickTally {
        let intake = StickIntake(sort, all, &self)
        var found: [Effect] = []
        if let input = intake.input { handle(input, at: now, into: &found) }
        effects += found
        return intake.outcome(found, &self)
    }
}

extension Refusal {
    fileprivate static let unreadable = "they are not as they should be"

    /// For people, and without what is different each time.
    fileprivate var reason: String {
        switch self {
        case .malformed, .badSchema: Self.unreadable
        case .misplaced(.foreignRealm): "they are of another realm"
        case .misplaced: "they are not where they belong"
        case .unsigned: "their signatures are not those of their authors"
        case .fallsBack: "they fall behind what comes before them"
        case .badRoot: "they are no records of the roots of this realm"
        case .badProof: "they prove nothing"
        case .badEnvelope: "their keys cannot be what they say"
        }
    }
}

extension Kept {
    fileprivate var sort: Sort {
        switch self {
        case .roots: .root
        case .proofs: .proof
        case .envelopes: .envelope
        case .schemas: .schema
        }
    }
}
