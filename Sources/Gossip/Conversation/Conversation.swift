public import Charter
public import Lattice
public import Replica
public import Seal
internal import Wire

/// What two devices say to each other over one session until they hold the same, and from then on
/// what is new: one side of it (spec/11-sync.md#talk-2).
///
/// It is told what the other says and what its own device holds, and says what is to be sent and
/// what came. It waits for nothing, and knows nothing of what carries it.
public struct Conversation: Sendable {
    /// What comes of something that was said.
    public enum Output: Hashable, Sendable {
        /// To be sent to the other.
        case say([UInt8])
        /// To be taken in; once it is committed, `stored` is to be called with so many bytes.
        case goods(Sort, [[UInt8]], byteCount: Int)
        /// The other's clock, when it greeted.
        case clock(WallTime)
        /// The other has these on its disk for good.
        case isStored([Message.Stored])
        /// Both hold what the other lets them hold.
        case met
        /// What the other holds now.
        case root(HoldingsRoot)
        /// The other has said all that it had of a tier.
        case over
        /// What the other has of this device's own.
        case tips([Message.End])
        /// What the other has room for, and whether there was none before.
        case room(Message.Room, isFreed: Bool)
        /// Which statements the other has, and what statements it brings.
        case versions([Message.Version])
        case statements([Statement])
        /// What the other has now.
        case fresh(Tier, [Message.Want])
    }

    public let isAsker: Bool
    /// Who the other is; a relay, if it is not named.
    public let device: DeviceKey?
    /// What the other is to this device: it follows from the charter, and may change at any time.
    public var standing: DeviceStanding
    private var hasGreeted = false
    private var wasGreeted = false

    /// What the other has room for, if it said so.
    public private(set) var theirRoom: Message.Room?

    /// The comparison that is going on.
    var comparison: Comparison?
    var outbox = Outbox()
    /// Taken from the library, and about to be sent.
    var ready: [(sort: Sort, tier: Tier, bytes: [UInt8])] = []
    /// How far down it was looked for where the two sides of a feed meet.
    var descents: [FeedID: (step: UInt64, from: BundleNumber, hasMet: Bool)] = [:]
    /// Goods that come in parts, as far as they came.
    var parts: (sort: Sort, whole: Int, bytes: [UInt8])?
    /// What was being sent in parts.
    var rest: (sort: Sort, tier: Tier, whole: Int, bytes: ArraySlice<UInt8>)?

    /// How many bytes may be sent, and how many may come.
    var credit = TalkLimits.credit
    var window = TalkLimits.credit
    /// Stored, and not given back as credit yet.
    var owed = 0
    var handedIn = 0

    /// The tiers of which both have said that they are over.
    var saidOver: Set<Tier> = []
    var heardOver: Set<Tier> = []

    public init(
        asAsker isAsker: Bool, with standing: DeviceStanding, of device: DeviceKey? = nil
    ) {
        self.isAsker = isAsker
        self.device = device
        self.standing = standing
    }

    /// Whether both have said all that there was.
    public var hasMet: Bool {
        saidOver.count == Tier.allCases.count && heardOver.count == Tier.allCases.count
    }

    /// What goes to the other at all (spec/11-sync.md#meet-1).
    var shared: [Tier] {
        switch standing {
        case .welcome: Tier.allCases
        case .letGo, .new: [.authority]
        case .stranger: []
        }
    }

    /// Says hello; whoever asks begins to compare.
    public mutating func start(
        _ library: inout some Library & ~Copyable, salt: HoldingSalt, at now: WallTime,
        into outputs: inout [Output]
    ) {
        precondition(!hasGreeted, "one greets once")
        hasGreeted = true
        say(.greeting(wall: now), into: &outputs)
        if let room = library.room { say(.room(room), into: &outputs) }
        if isAsker { compare(&library, salt: salt, into: &outputs) }
    }

    /// Takes what the other says. After goods, `send` goes on when they are taken in.
    public mutating func hear(
        _ bytes: [UInt8], _ library: inout some Library & ~Copyable, into outputs: inout [Output]
    ) throws(TalkError) {
        let message: Message
        do throws(WireError) { message = try Message(encoding: bytes) } catch {
            throw .malformed(error)
        }
        if case .greeting(let wall) = message {
            guard !wasGreeted else { throw .outOfTurn }
            wasGreeted = true
            outputs.append(.clock(wall))
            return
        }
        guard wasGreeted else { throw .outOfTurn }
        switch message {
        case .greeting, .later: break
        case .summary(let salt, let sums):
            try answer(salt, sums, &library, into: &outputs)
        case .tags(let tier, let buckets, let isLast):
            try take(tier, buckets, isLast, into: &outputs)
        case .differences(let tier, let things, let unknown, let isLast):
            try take(tier, things, unknown, isLast, &library, into: &outputs)
        case .wants(let tier, let wants, let isLast):
            try take(tier, wants, isLast, &library)
        // Who the other is may follow from what came: nothing is said before it is taken in.
        case .goods(let sort, let all): return try take(sort, all, into: &outputs)
        case .part(let sort, let whole, let bytes):
            return try take(sort, whole, bytes, into: &outputs)
        case .credit(let bytes): credit += Int(bytes)
        case .stored(let all): outputs.append(.isStored(all))
        case .over(let tier):
            guard heardOver.insert(tier).inserted else { break }
            outputs.append(.over)
            meet(into: &outputs)
        case .root(let root): outputs.append(.root(root))
        case .inquiry(let device): answer(device, &library, into: &outputs)
        case .tips(let all): outputs.append(.tips(all))
        case .room(let room):
            let isFreed = theirRoom?.isFull == true && !room.isFull
            theirRoom = room
            outputs.append(.room(room, isFreed: isFreed))
        case .fresh(let tier, let all): outputs.append(.fresh(tier, all))
        case .versions(let all): if standing == .welcome { outputs.append(.versions(all)) }
        case .statements(let all): if standing == .welcome { outputs.append(.statements(all)) }
        }
        send(&library, into: &outputs)
    }

    /// Something is new here that did not come from the other.
    public mutating func offer(
        _ holding: Holding, from number: BundleNumber?,
        _ library: inout some Library & ~Copyable, into outputs: inout [Output]
    ) {
        guard hasGreeted, shared.contains(holding.tier) else { return }
        if holding.sort == .feed {
            outbox.add(
                holding.feed, from: number ?? .first, to: holding.end ?? .first, holding.tier)
        } else {
            outbox.add(holding.sort, holding.name, holding.tier)
        }
        if wasGreeted { send(&library, into: &outputs) }
    }

    /// Says what is here now, so that the other may want it (spec/11-sync.md#talk-8).
    public func announce(
        _ all: [Holding], _ library: inout some Library & ~Copyable, into outputs: inout [Output]
    ) {
        guard hasGreeted else { return }
        for tier in shared {
            let fresh = all.filter { holding in
                // What is to be sent anyway, or would not be taken in, is nothing new.
                holding.tier == tier && !outbox.holds(holding)
                    && !(theirRoom?.isFull == true && holding.sort == .feed
                        && library.isCarried(holding.feed, by: device))
            }
            for start in stride(from: 0, to: fresh.count, by: TalkLimits.entries) {
                let piece = fresh[start...].prefix(TalkLimits.entries).map { holding in
                    Message.Want(
                        sort: holding.sort, name: holding.name,
                        from: holding.sort == .feed ? holding.end ?? .first : nil)
                }
                say(.fresh(tier, piece), into: &outputs)
            }
        }
    }

    /// What came is on the disk for good: so many bytes, and these feeds up to there.
    public mutating func stored(
        byteCount: Int, _ feeds: [Message.Stored], into outputs: inout [Output]
    ) {
        for start in stride(from: 0, to: feeds.count, by: TalkLimits.entries) {
            let all = Array(feeds[start..<min(start + TalkLimits.entries, feeds.count)])
            say(.stored(all), into: &outputs)
        }
        giveBack(byteCount, into: &outputs)
    }

    /// Lets the other send so much more.
    mutating func giveBack(_ byteCount: Int, into outputs: inout [Output]) {
        // Somebody who was let go of gets no more room than a quota has.
        handedIn += byteCount
        guard standing == .welcome || handedIn <= TalkLimits.handIn else { return }
        owed += byteCount
        guard owed >= TalkLimits.credit / 4 else { return }
        window += owed
        say(.credit(UInt64(owed)), into: &outputs)
        owed = 0
    }

    /// A bundle of a feed came that follows what is not here: what is before it is wanted, further
    /// and further down (spec/11-sync.md#talk-3).
    public mutating func lacks(
        _ feed: FeedID, before number: BundleNumber, _ tier: Tier, into outputs: inout [Output]
    ) {
        // Of many that follow what is not here the lowest says where to look.
        let last = descents[feed]
        if let last, number >= last.from { return }
        let step = last.map { min($0.step << 1, 1 << 40) } ?? 1
        let from = BundleNumber(number.value - min(step - 1, number.value)) ?? .first
        descents[feed] = (step, from, false)
        want(feed, from: from, tier, into: &outputs)
    }

    /// Whether the other has said all that it had.
    var heardAll: Bool { heardOver.count == Tier.allCases.count }

    /// Whether there is nothing that could be said now.
    public var isQuiet: Bool { hasMet && !hasMore }

    /// Says what is held now.
    public func tell(_ root: HoldingsRoot, into outputs: inout [Output]) {
        say(.root(root), into: &outputs)
    }

    /// Says what there is room for now (spec/11-sync.md#room-2).
    public func tell(_ room: Message.Room, into outputs: inout [Output]) {
        if hasGreeted { say(.room(room), into: &outputs) }
    }

    /// Says which statements are here (spec/11-sync.md#have-2).
    public func tell(_ versions: [Message.Version], into outputs: inout [Output]) {
        if standing == .welcome { say(.versions(versions), into: &outputs) }
    }

    /// Says what devices say that they hold, as many as fit in each message.
    public func tell(_ statements: [Statement], into outputs: inout [Output]) {
        guard standing == .welcome else { return }
        var batch: [Statement] = []
        var size = 0
        for statement in statements {
            let count = statement.encoding.count
            if size + count > TalkLimits.part, !batch.isEmpty {
                say(.statements(batch), into: &outputs)
                (batch, size) = ([], 0)
            }
            batch.append(statement)
            size += count
        }
        if !batch.isEmpty { say(.statements(batch), into: &outputs) }
    }

    /// Asks what the other has of this device's own feeds (spec/11-sync.md#own-1).
    public func inquire(as device: DeviceKey, into outputs: inout [Output]) {
        say(.inquiry(device), into: &outputs)
    }

    private func answer(
        _ device: DeviceKey, _ library: inout some Library & ~Copyable,
        into outputs: inout [Output]
    ) {
        let ends = library.ends(of: device).filter { shared.contains($0.tier) }
        say(.tips(ends.prefix(TalkLimits.entries).map(\.end)), into: &outputs)
    }

    /// What is wanted beside what comparing brings.
    public func want(
        _ feed: FeedID, from number: BundleNumber, _ tier: Tier, into outputs: inout [Output]
    ) {
        let name = HoldingName(high: feed.high, low: feed.low)
        want([Message.Want(sort: .feed, name: name, from: number)], tier, into: &outputs)
    }

    public func want(_ wants: [Message.Want], _ tier: Tier, into outputs: inout [Output]) {
        say(.wants(tier, wants, isLast: false), into: &outputs)
    }

    /// Something of a feed came that fits, or forks it. Whether it is the first of what was looked
    /// for further down: then the other lacks what is here beside it.
    mutating func meets(_ feed: FeedID) -> Bool {
        guard descents[feed]?.hasMet == false else { return false }
        descents[feed]?.hasMet = true
        return true
    }

    func say(_ message: Message, into outputs: inout [Output]) {
        outputs.append(.say(message.encoding))
    }

    mutating func meet(into outputs: inout [Output]) {
        if hasMet { outputs.append(.met) }
    }
}
