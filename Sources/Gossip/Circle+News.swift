internal import Charter
internal import Keys
internal import Lattice
public import Replica

/// What is new, and who is told of it (spec/11-sync.md#talk-8).
extension Circle {
    struct News {
        let sort: Sort
        let name: HoldingName
        let from: BundleNumber?
        /// Whom it came from.
        let source: SessionID?
        /// Who said that they have it.
        var knownTo: [SessionID] = []
        /// Whether nobody else can have it yet.
        var isOwn = false

        init(_ sort: Sort, _ name: HoldingName, from: BundleNumber?, source: SessionID?) {
            (self.sort, self.name, self.from, self.source) = (sort, name, from, source)
        }

        init(_ feed: FeedID, from: BundleNumber, source: SessionID?) {
            let name = HoldingName(high: feed.high, low: feed.low)
            self.init(.feed, name, from: from, source: source)
        }

        /// What is held now. Of what is no feed the name says all.
        func holding<Store: Storage>(_ replica: inout Replica<Store>) -> Holding? {
            if let tier = sort.tier { return Holding(sort, tier, name) }
            return replica.holding(sort, name)
        }
    }

    /// When there is something to do.
    public var next: UInt64? { [telling, errands.next].compactMap { $0 }.min() }

    /// Tells what came together, and wants of others what did not come.
    public mutating func pass<Store: Storage>(
        _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        if let due = telling, due <= ticks { tellNews(&replica, into: &effects) }
        let asks = errands.pass(at: ticks) { talks.read($0) { $0.broughtLast } ?? 0 }
        ask(asks, &replica, into: &effects)
    }

    /// Takes what is new: what is to be sent to everybody at once. The rest they are told of, many
    /// things at a time, so that each of them comes to each from one only.
    mutating func takeUrgent<Store: Storage>(
        _ replica: inout Replica<Store>
    ) -> [(News, Holding)] {
        guard !news.isEmpty else { return [] }
        var urgent: [(News, Holding)] = []
        for var one in news {
            guard let holding = one.holding(&replica) else { continue }
            one.isOwn = holding.sort == .feed && isOwn(holding.feed, replica)
            let isTold = holding.sort == .feed ? !holding.isForked : holding.tier != .authority
            one.isOwn = one.isOwn && isTold
            if !isTold || one.isOwn { urgent.append((one, holding)) }
            if isTold { gathered.append(one) }
        }
        news = []
        if !gathered.isEmpty { telling = telling ?? ticks + TalkLimits.gathering }
        return urgent
    }

    private func isOwn<Store: Storage>(
        _ feed: FeedID, _ replica: borrowing Replica<Store>
    ) -> Bool { device.map { replica.isOf($0, feed) } ?? false }

    private mutating func tellNews<Store: Storage>(
        _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        var last: [Errands.Key: (place: Int, holding: Holding)] = [:]
        for (place, one) in gathered.enumerated() {
            guard let holding = one.holding(&replica) else { continue }
            last[Errands.Key(holding)] = (place, holding)
        }
        let all = last.sorted { $0.value.place < $1.value.place }
        for session in sessions {
            var outputs: [Conversation.Output] = []
            talks.change(session) { talk in
                var fresh: [Holding] = []
                for (key, (place, holding)) in all {
                    let one = gathered[place]
                    guard one.source != session, !one.knownTo.contains(session),
                        talk.isNear || !one.isOwn,
                        !errands.holders(key).contains(where: {
                            $0.session == session && $0.has(holding.end)
                        })
                    else { continue }
                    fresh.append(holding)
                }
                talk.conversation.announce(fresh, &replica, into: &outputs)
            }
            say(outputs, session, into: &effects)
        }
        (gathered, telling) = ([], nil)
    }

    // MARK: What others have

    /// Somebody has what may not be here.
    mutating func learn<Store: Storage>(
        _ all: [Message.Want], of tier: Tier, _ session: SessionID,
        _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        var wants: [Message.Want] = []
        for one in all {
            let key = Errands.Key(tier: tier, sort: one.sort, name: one.name)
            guard let want = want(key, upTo: one.from, &replica) else { continue }
            let holder = Errands.Holder(session: session, number: one.from)
            if errands.learn(key, holder, at: ticks) { wants.append(want) }
        }
        want(wants, tier, session, into: &effects)
    }

    /// What is wanted so that as much of something is here; nil if it is.
    private func want<Store: Storage>(
        _ key: Errands.Key, upTo number: BundleNumber?, _ replica: inout Replica<Store>
    ) -> Message.Want? {
        guard key.sort == .feed else {
            let isHere = replica.holding(key.sort, key.name) != nil
            return isHere ? nil : .init(sort: key.sort, name: key.name, from: nil)
        }
        let feed = FeedID(high: key.name.high, low: key.name.low)
        guard let stored = replica.storedEnds(of: feed) else {
            return .init(sort: .feed, name: key.name, from: .first)
        }
        let isHere = stored.ends.contains { $0.number >= number ?? .first }
        guard !isHere, !replica.declines(feed) else { return nil }
        return .init(sort: .feed, name: key.name, from: stored.trunk?.next ?? .first)
    }

    mutating func ask<Store: Storage>(
        _ asks: [Errands.Ask], _ replica: inout Replica<Store>, into effects: inout [CircleEffect]
    ) {
        for ask in asks {
            let number = errands.holders(ask.key).first?.number
            guard let want = want(ask.key, upTo: number, &replica) else { continue }
            self.want([want], ask.key.tier, ask.session, into: &effects)
        }
    }

    private func want(
        _ wants: [Message.Want], _ tier: Tier, _ session: SessionID,
        into effects: inout [CircleEffect]
    ) {
        guard !wants.isEmpty else { return }
        var outputs: [Conversation.Output] = []
        talks[session]?.conversation.want(wants, tier, into: &outputs)
        say(outputs, session, into: &effects)
    }

    /// A feed is here up to a number: perhaps somebody has more of it. Who has as much.
    mutating func came<Store: Storage>(
        _ feed: FeedID, _ number: BundleNumber, _ replica: inout Replica<Store>,
        into effects: inout [CircleEffect]
    ) -> [SessionID] {
        let name = HoldingName(high: feed.high, low: feed.low)
        guard !errands.isEmpty, let holding = replica.holding(.feed, name) else { return [] }
        let key = Errands.Key(holding)
        let holders = errands.holders(key).filter { $0.has(number) }.map(\.session)
        let next = errands.came(key, upTo: number, at: ticks)
        if let next { ask([next], &replica, into: &effects) }
        return holders
    }

    /// Something that is no feed is here. Who else has it.
    mutating func came(_ sort: Sort, _ name: HoldingName) -> [SessionID] {
        guard !errands.isEmpty, let tier = sort.tier else { return [] }
        let key = Errands.Key(tier: tier, sort: sort, name: name)
        let holders = errands.holders(key).map(\.session)
        _ = errands.came(key, upTo: nil, at: ticks)
        return holders
    }
}

extension Errands.Key {
    fileprivate init(_ holding: Holding) {
        self.init(tier: holding.tier, sort: holding.sort, name: holding.name)
    }
}
