internal import Bundles
public import Lattice
internal import Replica
internal import Wire

/// What was seen of a country: what went over the wires, what was promised, and what was broken.
public struct Ledger: Sendable {
    /// Rare things that happened: a batch of seeds in which one never does proves nothing of it.
    public enum Mark: String, CaseIterable, Hashable, Sendable {
        // What befell hosts, disks, clocks and the network.
        case powerCut, lineBroken, corrupted, replayed, slept, wokenTogether, restored, lost
        case diskFull, diskSlow, clockSet, clockStopped, clockDrifted, oneWay, muted
        case carried, introduced
        // What people did, and those who keep to no rule.
        case removed, revoked, enrolled, flooded, lied, equivocated, defied, intruded
        case misused
        // What replicas came to.
        case forked, refused, early, waited, misfit, returned, declined
        // What stations said to each other, as far as it shows from outside.
        case clockAdvice, repaired, filled, summed, tagged, wanted, inquired, heldBack
        case closedTwin, silenced, backedOff, ruleBroken
        // What relays did, and what was done to them.
        case relayed, crowded, withheld, disconnected
        // What people learn of who has what.
        case stated
        case upgraded
        // What was real: the store on disks, handshakes and sessions; and what came of these.
        case files, sealed, turnedAway, altered
    }

    public var marks: Set<Mark> = []
    public internal(set) var violations: [String] = []
    public internal(set) var complaints: [String] = []
    public var steps = 0
    public var datagrams = 0
    public var datagramBytes = 0
    public var lineBytes = 0
    public var heard = 0
    public var lost = 0
    public var meetings = 0
    /// What people were told is in the log for good, by whom and when.
    public private(set) var acknowledged: [Acknowledged] = []
    private var numbers: [Place: BundleHash] = [:]
    /// What people did to records, as far as it was committed.
    var touches: [Touch] = []
    /// What people stated, likewise.
    var stated: [Stated] = []
    /// What people did, and what came of it, of what a batch of seeds should see something.
    public internal(set) var sights: Set<String> = []
    /// What those wrote who had no right to, and the feeds of those who are nobody.
    var forbidden: [Forbidden] = []
    var strangers: Set<FeedID> = []
    /// Who does not keep to the rules: what they say of themselves proves nothing.
    var liars: Set<Int> = []
    /// Who was told that the clock is wrong, and who has said that the disk is full.
    var advised: Set<Int> = []
    var full: Set<Int> = []
    /// Whose feeds may be forked or cut, so that what they wrote need not count.
    var tainted: Set<Int> = []
    /// Of these all whose disks were copied, or whose keys signed what their stations did not.
    var doubled: Set<Int> = []
    /// When each came to be at each host, from when it was acknowledged.
    public private(set) var arrivals: [UInt64] = []
    private var born: [BundleHash: UInt64] = [:]
    public private(set) var traceHash: UInt64 = 0xCBF2_9CE4_8422_2325

    public struct Acknowledged: Hashable, Sendable {
        public let host: Int
        public let feed: FeedID
        public let tip: Tip
    }

    /// Something that somebody did to a record, and how much of its scope was known where that was
    /// done.
    struct Touch: Sendable {
        enum Sort: Sendable { case life, removal, restoration }

        let host: Int
        let scope: Address
        let record: RecordID
        let sort: Sort
        let feed: FeedID
        let number: BundleNumber
        /// Its place in the entry.
        let index: Int
        let seen: Frontier

        /// Whether this one was known where the other was done.
        func isSeen(by other: Self) -> Bool {
            if feed == other.feed, number == other.number { return index < other.index }
            return other.seen[feed].map { $0.number >= number } ?? false
        }
    }

    /// A fact that somebody stated.
    struct Stated: Sendable {
        let host: Int
        let scope: Address
        let kind: KindNumber
        let key: FactKey
        let content: Value
        let feed: FeedID
        let number: BundleNumber
    }

    /// What somebody wrote who was not allowed to, and nobody else writes: a name, or a fact.
    struct Forbidden: Sendable {
        let host: Int
        let scope: Address
        let record: RecordID
        let trait: Trait
    }

    private struct Place: Hashable {
        let feed: FeedID
        let number: BundleNumber
    }

    public init() {}

    public mutating func violate(_ rule: String, _ what: String) {
        if violations.count < 100 { violations.append("\(rule): \(what)") }
    }

    mutating func complain(_ what: String) {
        if complaints.count < 100 { complaints.append(what) }
    }

    /// Something is on a disk for good.
    mutating func note(_ all: Commitment) {
        touches += all.touches
        stated += all.stated
    }

    mutating func note(_ effect: Effect, of host: Int, at time: UInt64) {
        switch effect {
        case .entered(let receipt):
            acknowledged.append(.init(host: host, feed: receipt.feed, tip: receipt.tip))
            let place = Place(feed: receipt.feed, number: receipt.tip.number)
            if let other = numbers.updateValue(receipt.tip.hash, forKey: place),
                other != receipt.tip.hash, !marks.contains(.restored)
            {
                violate("numbers", "host \(host) used a number of \(receipt.feed) twice")
            }
            born[receipt.tip.hash] = time
        case .stored(_, let tip, _):
            if let since = born[tip.hash], time > since { arrivals.append(time - since) }
        case .forked: marks.insert(.forked)
        case .refused(_, let reason):
            marks.insert(.refused)
            complain("host \(host) refused something: \(reason)")
        case .early: marks.insert(.early)
        case .waits: marks.insert(.waited)
        case .misfit: marks.insert(.misfit)
        case .returned: marks.insert(.returned)
        case .declined: marks.insert(.declined)
        case .carrying(let now) where now.isFull:
            marks.insert(.crowded)
            full.insert(host)
        default: break
        }
    }

    /// Everything that is said goes into one number: the same seed gives the same.
    mutating func trace(_ bytes: [UInt8], at time: UInt64, _ host: Int) {
        func mix(_ word: UInt64) { traceHash = (traceHash ^ word) &* 0x0000_0100_0000_01B3 }
        mix(time)
        mix(UInt64(host))
        mix(UInt64(bytes.count))
        for place in stride(from: 0, to: bytes.count, by: 16) { mix(UInt64(bytes[place])) }
    }

    /// By when so many of a hundred arrivals had come, in milliseconds.
    public func latency(percent: Int) -> UInt64? {
        guard !arrivals.isEmpty else { return nil }
        let sorted = arrivals.sorted()
        return sorted[min(sorted.count - 1, sorted.count * percent / 100)]
    }
}
