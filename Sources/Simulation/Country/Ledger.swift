internal import Bundles
public import Lattice
internal import Replica
internal import Wire

/// What was seen of a country: what went over the wires, what was promised, and what was broken.
public struct Ledger: Sendable {
    /// Rare things that happened: a batch of seeds in which one never does proves nothing of it.
    public enum Mark: String, CaseIterable, Hashable, Sendable {
        case powerCut, lineBroken, corrupted, replayed, slept, clockAdvice
        case forked, refused, early, waited, misfit, returned, declined, restored, revoked, full
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
    /// When each came to be at each host, from when it was acknowledged.
    public private(set) var arrivals: [UInt64] = []
    private var born: [BundleHash: UInt64] = [:]
    public private(set) var traceHash: UInt64 = 0xCBF2_9CE4_8422_2325

    public struct Acknowledged: Hashable, Sendable {
        public let host: Int
        public let feed: FeedID
        public let tip: Tip
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
