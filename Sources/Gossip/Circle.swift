internal import Bundles
internal import Charter
internal import Keys
public import Lattice
public import Replica
internal import Schema
public import Seal
internal import Wire

/// Names a session, for as long as it lasts.
public struct SessionID: Hashable, Comparable, Sendable {
    public let number: UInt64

    public init(_ number: UInt64) { self.number = number }

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// What is to be done about others.
public enum CircleEffect: Hashable, Sendable {
    case send(SessionID, [UInt8])
    /// The session is to be closed: the other broke a rule.
    case end(SessionID, TalkError)
    /// Both hold what the other lets them hold (spec/11-sync.md#talk-7).
    case met(SessionID)
    /// The other has these on its disk for good.
    case isStored(SessionID, [Message.Stored])
    case clock(SessionID, WallTime)
    /// What the other holds, as one number.
    case root(SessionID, HoldingsRoot)
    /// What the other has room for.
    case room(SessionID, Message.Room)
    /// Of the replica, from what came.
    case replica(Effect, SessionID)
}

/// All that one device says to others: a conversation for each session, and between them whatever
/// one of them brings that is new to the others.
///
/// What comes goes to the replica at once; what follows from it for others is said when the storage
/// has committed (`committed`), so that nobody hears of anything that a power cut could take back.
public struct Circle: ~Copyable {
    var talks: SortedMap<SessionID, Talk> = SortedMap()
    private var entropy: Entropy
    /// What time it is, by a clock that goes on evenly, in milliseconds.
    public var ticks: UInt64 = 0
    /// What is new and not committed yet; and what is to be told when some of it has come together.
    var news: [News] = []
    var gathered: [News] = []
    var telling: UInt64?
    var errands = Errands()
    /// Nobody's, if it is a relay.
    let device: DeviceKey?
    /// This device, until somebody has said what they have of its own: nothing of that is given
    /// away before (spec/11-sync.md#own-1).
    private var inquirer: DeviceKey?
    /// Whose statements are new, and whom they came from.
    private var stated: [(device: DeviceKey, source: SessionID?)] = []
    /// To whom it was said which statements are here, and when.
    private var toldVersions: SortedMap<DeviceKey, UInt64> = SortedMap()

    struct Talk {
        var conversation: Conversation
        let device: DeviceKey?
        /// Whether all that is new reaches it by itself, since it is near.
        let isNear: Bool
        /// When it brought something last.
        var broughtLast: UInt64
        /// It may be told more than when the two compared.
        var isRaised = false
        /// The two have met, and this side has not said yet which statements it has.
        var owesVersions = false
        /// Of this device's own, what the other has and this one has not.
        var missing: [Message.End]?
        /// Came, and is not committed yet.
        var byteCount = 0
        var feeds: SortedMap<FeedID, BundleNumber> = SortedMap()
    }

    /// Of a device that may have forgotten what it wrote, if it is named.
    public init(_ entropy: consuming Entropy, asking device: DeviceKey? = nil) {
        self.entropy = entropy
        self.device = device
        inquirer = device
    }

    /// Whether nobody has said yet what they have of this device's own.
    public var mustAsk: Bool { inquirer != nil }

    /// The sessions that are open, ascending.
    public var sessions: [SessionID] { talks.keys }

    public func hasMet(_ session: SessionID) -> Bool {
        talks.read(session) { $0.conversation.hasMet } ?? false
    }

    /// Whether there is nothing that could be said in a session now.
    public func isQuiet(_ session: SessionID) -> Bool {
        talks.read(session) { $0.conversation.isQuiet } ?? true
    }

    /// Begins to talk over a session with a device whose key it has proven. One that is not named
    /// is a relay, or talks with one: it is given, and gives, what is sealed. Whoever is near hears
    /// of new bundles anyway.
    public mutating func open<Store: Storage>(
        _ session: SessionID, asAsker isAsker: Bool, with device: DeviceKey?, isNear: Bool = false,
        _ replica: inout Replica<Store>, at now: WallTime, into effects: inout [CircleEffect]
    ) {
        precondition(talks[session] == nil, "a session is opened once")
        let standing = device.map { replica.readership.roster.standing(of: $0) } ?? .welcome
        var talk = Talk(
            conversation: Conversation(asAsker: isAsker, with: standing, of: device),
            device: device, isNear: isNear, broughtLast: ticks)
        var outputs: [Conversation.Output] = []
        talk.conversation.start(&replica, salt: entropy.drawID(), at: now, into: &outputs)
        if let inquirer {
            replica.holdingBack = inquirer
            talk.conversation.inquire(as: inquirer, into: &outputs)
        }
        talks[session] = talk
        perform(outputs, session, &replica, at: now, into: &effects)
    }

    /// The session is over; what was not said is not said, and what it was to bring is wanted of
    /// others.
    public mutating func close<Store: Storage>(
        _ session: SessionID, _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        talks[session] = nil
        ask(errands.close(session, at: ticks), &replica, into: &effects)
    }

    /// Takes what the other side of a session says.
    public mutating func hear<Store: Storage>(
        _ bytes: [UInt8], from session: SessionID, _ replica: inout Replica<Store>,
        at now: WallTime, into effects: inout [CircleEffect]
    ) {
        var outputs: [Conversation.Output] = []
        do throws(TalkError) {
            try talks.change(session) { talk throws(TalkError) in
                try talk.conversation.hear(bytes, &replica, into: &outputs)
            }
            perform(outputs, session, &replica, at: now, into: &effects)
        } catch {
            effects.append(.end(session, error))
            close(session, &replica, into: &effects)
        }
    }

    /// Compares once more with somebody whom it met.
    public mutating func compare<Store: Storage>(
        _ session: SessionID, _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        guard hasMet(session) else { return }
        var outputs: [Conversation.Output] = []
        let salt: HoldingSalt = entropy.drawID()
        talks.change(session) {
            $0.conversation.compare(&replica, salt: salt, into: &outputs)
        }
        say(outputs, session, into: &effects)
    }

    /// Goes on sending where the last time was not enough. Whether there is more to do.
    public mutating func goOn<Store: Storage>(
        _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) -> Bool {
        var isMore = false
        for session in sessions {
            var outputs: [Conversation.Output] = []
            let left = talks.change(session) { talk in
                talk.conversation.hasMore && talk.conversation.send(&replica, into: &outputs)
            }
            if left == true { isMore = true }
            say(outputs, session, into: &effects)
        }
        return isMore
    }

    /// Notes what the replica did; what others are to hear of it they hear once it is committed.
    public mutating func note<Store: Storage>(
        _ found: [Effect], from session: SessionID? = nil, _ replica: inout Replica<Store>,
        into effects: inout [CircleEffect]
    ) {
        for effect in found {
            switch effect {
            case .stored(let feed, let tip, _):
                noteFound(feed, tip)
                var one = News(feed, from: tip.number, source: session)
                one.knownTo = came(feed, tip.number, &replica, into: &effects)
                news.append(one)
                guard let session else { break }
                talks.change(session) { $0.feeds[feed] = tip.number }
                // Of a fork that was proven before nothing else is heard.
                guard meets(feed, session) else { break }
                news.append(News(feed, from: tip.number, source: nil))
            case .kept(let kept, let bytes):
                guard let (sort, name) = replica.name(of: kept, bytes) else { break }
                var one = News(sort, name, from: nil, source: session)
                one.knownTo = came(sort, name)
                news.append(one)
            case .forked(let proof):
                // Whoever brought the other side of it is told of this one too.
                news.append(News(proof.feed, from: proof.number, source: nil))
                if let session { _ = meets(proof.feed, session) }
            case .waits(let feed, let number):
                lack(feed, before: number, session, &replica, into: &effects)
            case .charterChanged: judge(replica, into: &effects)
            case .carrying: tellRoom(replica, into: &effects)
            case .stated(let device): stated.append((device, session))
            default: break
            }
        }
    }

    /// What came, and what was noted, is on the disk for good: who sent it is told so, and the
    /// others hear of it.
    public mutating func committed<Store: Storage>(
        _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        let urgent = takeUrgent(&replica)
        for session in sessions {
            var outputs: [Conversation.Output] = []
            talks.change(session) { talk in
                let isTouched = talk.byteCount > 0 || !talk.feeds.isEmpty || !urgent.isEmpty
                guard isTouched || talk.conversation.hasMore else { return }
                if talk.byteCount > 0 || !talk.feeds.isEmpty {
                    talk.conversation.stored(
                        byteCount: talk.byteCount,
                        talk.feeds.entries.map { .init(feed: $0.key, number: $0.value) },
                        into: &outputs)
                    (talk.byteCount, talk.feeds) = (0, SortedMap())
                }
                for (one, holding) in urgent
                where one.source != session && !(talk.isNear && one.isOwn) {
                    talk.conversation.offer(holding, from: one.from, &replica, into: &outputs)
                }
                talk.conversation.send(&replica, into: &outputs)
            }
            say(outputs, session, into: &effects)
            raise(session, &replica, into: &effects)
        }
        tellStatements(replica, into: &effects)
    }

    /// Says to whom it met which statements are here, and to all what is new of them.
    private mutating func tellStatements<Store: Storage>(
        _ replica: borrowing Replica<Store>, into effects: inout [CircleEffect]
    ) {
        let fresh = stated
        stated = []
        for session in sessions where hasMet(session) {
            guard !fresh.isEmpty || talks.read(session, { $0.owesVersions }) == true else {
                continue
            }
            let owes = owesVersions(session)
            var outputs: [Conversation.Output] = []
            talks.change(session) { talk in
                talk.owesVersions = false
                if owes {
                    let all = replica.statements.map {
                        Message.Version(device: $0.device, time: $0.time)
                    }
                    talk.conversation.tell(all, into: &outputs)
                }
                let news = fresh.filter { $0.source != session }
                    .compactMap { replica.statement(of: $0.device) }
                talk.conversation.tell(news, into: &outputs)
            }
            say(outputs, session, into: &effects)
        }
    }

    /// Whether it is to be said which statements are here: not again and again to one device.
    private mutating func owesVersions(_ session: SessionID) -> Bool {
        guard talks.read(session, { $0.owesVersions }) == true else { return false }
        guard let device = talks.read(session, { $0.device }) ?? nil else { return true }
        if let last = toldVersions[device], ticks < last + TalkLimits.telling { return false }
        if toldVersions.count >= TalkLimits.told { toldVersions = SortedMap() }
        toldVersions[device] = ticks
        return true
    }

    /// What the other lacks of what devices say that they hold, the last said first.
    private func answer<Store: Storage>(
        _ versions: [Message.Version], _ session: SessionID, _ replica: borrowing Replica<Store>,
        into effects: inout [CircleEffect]
    ) {
        let known = Dictionary(versions.map { ($0.device, $0.time) }, uniquingKeysWith: max)
        var room = TalkLimits.statements
        let all = replica.statements
            .filter { one in known[one.device].map { $0 < one.time } ?? true }
            .sorted { ($1.time, $1.device) < ($0.time, $0.device) }
            .prefix { one in
                room -= one.encoding.count
                return room >= 0
            }
        var outputs: [Conversation.Output] = []
        talks[session]?.conversation.tell(Array(all), into: &outputs)
        say(outputs, session, into: &effects)
    }

    /// Compares once more with somebody who may be told more than before.
    private mutating func raise<Store: Storage>(
        _ session: SessionID, _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        guard talks.read(session, { $0.isRaised }) == true, hasMet(session) else { return }
        talks.change(session) { $0.isRaised = false }
        compare(session, &replica, into: &effects)
    }

    /// Says to everybody what there is room for now.
    private func tellRoom<Store: Storage>(
        _ replica: borrowing Replica<Store>, into effects: inout [CircleEffect]
    ) {
        // Whose quota was taken away has room too, and others do not know yet.
        let room =
            replica.room ?? Message.Room(carried: 0, quota: TalkLimits.room, isFull: false)
        for session in sessions {
            var outputs: [Conversation.Output] = []
            talks[session]?.conversation.tell(room, into: &outputs)
            say(outputs, session, into: &effects)
        }
    }

    /// Says what is held now.
    public func tell(
        _ root: HoldingsRoot, _ session: SessionID, into effects: inout [CircleEffect]
    ) {
        var outputs: [Conversation.Output] = []
        talks[session]?.conversation.tell(root, into: &outputs)
        say(outputs, session, into: &effects)
    }

    // MARK: What follows

    private mutating func meets(_ feed: FeedID, _ session: SessionID) -> Bool {
        talks.change(session) { $0.conversation.meets(feed) } ?? false
    }

    private mutating func perform<Store: Storage>(
        _ outputs: [Conversation.Output], _ session: SessionID, _ replica: inout Replica<Store>,
        at now: WallTime, into effects: inout [CircleEffect]
    ) {
        for output in outputs {
            if case .tips(let all) = output {
                take(all, session, &replica, into: &effects)
                continue
            }
            if case .room(let room, let isFreed) = output {
                effects.append(.room(session, room))
                // What was not sent for want of room is looked for as soon as may be.
                if isFreed { talks.change(session) { $0.isRaised = true } }
                raise(session, &replica, into: &effects)
                continue
            }
            if case .versions(let all) = output {
                answer(all, session, replica, into: &effects)
                continue
            }
            if case .fresh(let tier, let all) = output {
                learn(all, of: tier, session, &replica, into: &effects)
                continue
            }
            if case .statements(let all) = output {
                var found: [Effect] = []
                replica.handle(.statements(all), at: now, into: &found)
                note(found, from: session, &replica, into: &effects)
                effects += found.map { .replica($0, session) }
                continue
            }
            guard case .goods(let sort, let all, let byteCount) = output else {
                say([output], session, into: &effects)
                if case .met = output { talks.change(session) { $0.owesVersions = true } }
                if case .over = output { answerIsKnown(session, &replica, into: &effects) }
                continue
            }
            talks.change(session) {
                $0.byteCount += byteCount
                $0.broughtLast = ticks
            }
            let input: Input
            do throws(WireError) { input = try sort.input(all) } catch {
                effects.append(.end(session, .malformed(error)))
                return close(session, &replica, into: &effects)
            }
            var found: [Effect] = []
            replica.handle(input, at: now, into: &found)
            note(found, from: session, &replica, into: &effects)
            effects += found.map { .replica($0, session) }
            answerIsKnown(session, &replica, into: &effects)
        }
    }

    // MARK: What was forgotten

    /// Takes what somebody has of this device's own. What is not here is wanted first.
    private mutating func take<Store: Storage>(
        _ tips: [Message.End], _ session: SessionID, _ replica: inout Replica<Store>,
        into effects: inout [CircleEffect]
    ) {
        guard let inquirer, let standing = talks[session]?.conversation.standing,
            standing == .welcome
                // In a realm of one nobody else can know: whoever joins it may be granted nothing.
                || standing == .new && replica.readership.roster.isAlone(inquirer)
        else { return }
        let missing = tips.filter { !replica.holds($0.tip, of: $0.feed) }
        var outputs: [Conversation.Output] = []
        talks.change(session) { talk in
            talk.missing = missing
            for end in missing {
                let stored = replica.storedEnds(of: end.feed)
                let tier: Tier = stored?.scope == .charter ? .authority : .records
                let next = stored?.trunk.map { min($0.next, end.tip.number) }
                talk.conversation.want(end.feed, from: next ?? .first, tier, into: &outputs)
                // Of which tier it is who has nothing of it cannot know.
                guard stored == nil else { continue }
                talk.conversation.want(end.feed, from: .first, .authority, into: &outputs)
            }
        }
        say(outputs, session, into: &effects)
        answerIsKnown(session, &replica, into: &effects)
    }

    private mutating func noteFound(_ feed: FeedID, _ tip: Tip) {
        guard inquirer != nil else { return }
        for session in sessions {
            talks.change(session) { talk in
                talk.missing?.removeAll { $0.feed == feed && $0.tip == tip }
            }
        }
    }

    /// Gives away what is this device's own as soon as somebody has given all that they have of it,
    /// or has nothing to give any more.
    private mutating func answerIsKnown<Store: Storage>(
        _ session: SessionID, _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        guard inquirer != nil, let talk = talks[session], let missing = talk.missing,
            missing.isEmpty || talk.conversation.heardAll
        else { return }
        inquirer = nil
        replica.holdingBack = nil
        for session in sessions {
            var outputs: [Conversation.Output] = []
            talks.change(session) { _ = $0.conversation.send(&replica, into: &outputs) }
            say(outputs, session, into: &effects)
        }
    }

    func say(
        _ outputs: [Conversation.Output], _ session: SessionID,
        into effects: inout [CircleEffect]
    ) {
        for output in outputs {
            switch output {
            case .say(let bytes): effects.append(.send(session, bytes))
            case .clock(let wall): effects.append(.clock(session, wall))
            case .isStored(let all): effects.append(.isStored(session, all))
            case .met: effects.append(.met(session))
            case .root(let root): effects.append(.root(session, root))
            case .over: break
            case .goods, .tips, .room, .versions, .statements, .fresh:
                preconditionFailure("this is taken in")
            }
        }
    }

    private mutating func lack<Store: Storage>(
        _ feed: FeedID, before number: BundleNumber, _ session: SessionID?,
        _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        guard let session, let stored = replica.storedEnds(of: feed) else { return }
        let tier: Tier = stored.scope == .charter ? .authority : .records
        var outputs: [Conversation.Output] = []
        talks.change(session) {
            $0.conversation.lacks(feed, before: number, tier, into: &outputs)
        }
        say(outputs, session, into: &effects)
    }

    /// Who the others are may be another thing now (spec/11-sync.md#meet-1).
    private mutating func judge<Store: Storage>(
        _ replica: borrowing Replica<Store>, into effects: inout [CircleEffect]
    ) {
        let roster = replica.readership.roster
        for session in sessions {
            var outputs: [Conversation.Output] = []
            talks.change(session) { talk in
                guard let device = talk.device else { return }
                let standing = roster.standing(of: device)
                if standing == .welcome, talk.conversation.standing != .welcome {
                    talk.isRaised = true
                    // What it answered before was not believed (spec/11-sync.md#own-1).
                    if let inquirer {
                        talk.conversation.inquire(as: inquirer, into: &outputs)
                    }
                }
                talk.conversation.standing = standing
            }
            say(outputs, session, into: &effects)
        }
    }
}

extension Sort {
    /// What a replica is told of such goods.
    func input(_ all: [[UInt8]]) throws(WireError) -> Input {
        switch self {
        case .root: .roots(try all.map(RootRecord.init(encoding:)))
        case .proof: .proofs(try all.map(ForkProof.init(encoding:)))
        case .envelope: .envelopes(try all.map(Envelope.init(encoding:)))
        case .feed: .bundles(all)
        case .schema: .schemas(all)
        }
    }
}
