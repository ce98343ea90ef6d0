import Charter
import Gossip
import Lattice
import Seal
import Simulation
import Wire

/// A library of things that are nothing but bytes.
struct Pile: Library {
    var feeds: [FeedID: (tier: Tier, bundles: [[UInt8]])] = [:]
    var things: [Sort: [HoldingName: [UInt8]]] = [:]

    static func number(_ value: Int) -> BundleNumber {
        guard let number = BundleNumber(UInt64(value)) else { preconditionFailure("no number") }
        return number
    }

    static func hash(_ bytes: [UInt8]) -> BundleHash {
        let buffer = bytes.reduce(into: ByteBuffer()) { $0.put(byte: $1) }
        return Blake2b.hash(buffer.span, .body, of: OpenBundle.self)
    }

    private func holding(_ feed: FeedID) -> Holding? {
        guard let (tier, bundles) = feeds[feed], let last = bundles.last else { return nil }
        let end = Tip(Self.number(bundles.count - 1), Self.hash(last))
        return Holding(feed, tier, ends: [end], trunk: end.number)
    }

    func holdings(of tier: Tier) -> [Holding] {
        let feeds = feeds.keys.sorted().compactMap { holding($0) }.filter { $0.tier == tier }
        let tierOf: [Sort: Tier] = [
            .root: .authority, .proof: .authority, .envelope: .keys, .schema: .keys,
        ]
        let others = Sort.allCases.filter { tierOf[$0] == tier }.flatMap { sort in
            (things[sort] ?? [:]).keys.sorted().map { Holding(sort, tier, $0) }
        }
        return feeds + others
    }

    func holding(_ sort: Sort, _ name: HoldingName) -> Holding? {
        if sort == .feed { return holding(FeedID(high: name.high, low: name.low)) }
        guard things[sort]?[name] != nil else { return nil }
        return Holding(sort, sort == .root || sort == .proof ? .authority : .keys, name)
    }

    func hash(of feed: FeedID, at number: BundleNumber) -> BundleHash? {
        guard let bundles = feeds[feed]?.bundles, number.value < bundles.count else { return nil }
        return Self.hash(bundles[Int(number.value)])
    }

    func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) -> [(number: BundleNumber, bytes: [UInt8])] {
        let all = feeds[feed]?.bundles ?? []
        return all.indices.dropFirst(Int(number.value)).prefix(most)
            .map { (Self.number($0), all[$0]) }
    }

    func things(_ sort: Sort, _ names: [HoldingName]) -> [[UInt8]] {
        names.compactMap { things[sort]?[$0] }
    }

    /// Takes in what came; bundles say themselves whose they are.
    mutating func take(_ sort: Sort, _ all: [[UInt8]]) {
        for bytes in all {
            guard sort == .feed else {
                let hash = Self.hash(bytes).words
                things[sort, default: [:]][HoldingName(high: hash.0, low: hash.1)] = bytes
                continue
            }
            let feed = FeedID(high: 1, low: UInt64(bytes[0]) << 8 | UInt64(bytes[1]))
            let place = Int(bytes[2]) << 8 | Int(bytes[3])
            if feeds[feed] == nil { feeds[feed] = (bytes[4] == 0 ? .authority : .records, []) }
            guard feeds[feed]?.bundles.count == place else { continue }
            feeds[feed]?.bundles.append(bytes)
        }
    }

    /// Adds bundles to a feed.
    mutating func write(
        _ count: Int, to number: Int, in tier: Tier = .records, size: Int = 60,
        _ random: inout SeededRandom
    ) {
        let feed = FeedID(high: 1, low: UInt64(number))
        for _ in 0..<count {
            let place = feeds[feed]?.bundles.count ?? 0
            let head = [
                number >> 8, number & 255, place >> 8, place & 255, tier == .records ? 1 : 0,
            ]
            let bytes = head.map { UInt8($0) } + (5..<size).map { _ in UInt8(random.below(256)) }
            take(.feed, [bytes])
        }
    }
}

extension Pile: Equatable {
    static func == (a: Self, b: Self) -> Bool {
        a.things == b.things && a.feeds.mapValues(\.bundles) == b.feeds.mapValues(\.bundles)
    }
}

/// Two piles whose owners talk, over one perfect line.
struct PileTalk {
    var piles: [Pile]
    var talks: [Conversation]
    /// What each has said, and whether it is held back.
    var said: [[Gossip.Message]] = [[], []]
    var bytes = [0, 0]
    var queue: [(to: Int, bytes: [UInt8])] = []
    var storesAtOnce = true
    /// Of each, what came and is not called stored yet.
    var unstored = [0, 0]
    private var random = SeededRandom(seed: 3)

    init(_ asker: Pile, _ answerer: Pile) {
        piles = [asker, answerer]
        talks = [
            Conversation(asAsker: true, with: .welcome),
            Conversation(asAsker: false, with: .welcome),
        ]
    }

    /// Whether both hold the same.
    var areEqual: Bool { piles[0] == piles[1] }

    mutating func start(salt: HoldingSalt = HoldingSalt(high: 5, low: 6)) {
        for side in 0..<2 {
            var outputs: [Conversation.Output] = []
            talks[side].start(
                &piles[side], salt: salt, at: WallTime(milliseconds: 1), into: &outputs)
            perform(outputs, side)
        }
    }

    mutating func run() throws {
        while !queue.isEmpty { try step() }
    }

    mutating func step() throws {
        let (side, bytes) = queue.removeFirst()
        var outputs: [Conversation.Output] = []
        try talks[side].hear(bytes, &piles[side], into: &outputs)
        perform(outputs, side)
        goOn(side)
    }

    mutating func goOn(_ side: Int) {
        var outputs: [Conversation.Output] = []
        while talks[side].send(&piles[side], into: &outputs) {}
        perform(outputs, side)
    }

    mutating func perform(_ outputs: [Conversation.Output], _ side: Int) {
        for output in outputs {
            switch output {
            case .say(let bytes):
                guard let message = try? Gossip.Message(encoding: bytes) else { continue }
                said[side].append(message)
                self.bytes[side] += bytes.count
                queue.append((1 - side, bytes))
            case .goods(let sort, let all, let count):
                piles[side].take(sort, all)
                unstored[side] += count
                if storesAtOnce { store(side) }
            case .clock, .isStored, .met, .over, .root, .tips, .room, .versions, .statements,
                .fresh:
                break
            }
        }
    }

    mutating func store(_ side: Int) {
        var outputs: [Conversation.Output] = []
        talks[side].stored(byteCount: unstored[side], [], into: &outputs)
        unstored[side] = 0
        perform(outputs, side)
    }
}
