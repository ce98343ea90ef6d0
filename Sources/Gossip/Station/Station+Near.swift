internal import Bundles
internal import Charter
internal import Identity
internal import Keys
internal import Lattice
internal import Replica
internal import Seal
internal import Wire

/// What is said to all who are near, and heard from them (spec/11-sync.md#near-1).
extension Station {
    // MARK: Hearing

    mutating func hear(
        _ bytes: [UInt8], from endpoint: Endpoint, at now: Now, into effects: inout [StationEffect]
    ) {
        guard links[endpoint.link] != nil, let (signal, isOfMember) = open(bytes, at: now),
            signal.run != run
        else { return }
        if case .later = signal.content { return }
        // What is for members is believed of members only.
        guard isOfMember || !signal.isForMembers else { return }
        if neighbours[signal.run] == nil {
            var one = Neighbour(endpoint: endpoint, root: .zero, lastHeard: now.ticks)
            one.endpoint.port = 0
            if case .beacon(let beacon) = signal.content {
                (one.endpoint.port, one.root) = (beacon.port, beacon.root)
            }
            neighbours.add(signal.run, one)
        }
        // What comes again is an echo, or somebody who recorded it.
        let isNew = neighbours.change(signal.run) { one in
            isOfMember
                ? one.membersSerials.isNew(signal.serial) : one.serials.isNew(signal.serial)
        }
        guard isNew == true else { return }
        switch signal.content {
        case .beacon(let beacon):
            hear(beacon, of: signal.run, from: endpoint, at: now, into: &effects)
        case .news(let bundles):
            hear(bundles, of: signal.run, over: endpoint.link, at: now, into: &effects)
        case .ask(let asks): for ask in asks { hear(ask, over: endpoint.link, at: now) }
        case .later: break
        }
    }

    private mutating func open(_ bytes: [UInt8], at now: Now) -> (Signal, isOfMember: Bool)? {
        let realm = replica.realm
        if let content = Datagram.open(bytes, in: realm, hello) {
            return (try? Signal(encoding: content)).map { ($0, false) }
        }
        freshen(at: now)
        for (_, key) in members {
            guard let content = Datagram.open(bytes, in: realm, key) else { continue }
            return (try? Signal(encoding: content)).map { ($0, true) }
        }
        return nil
    }

    private mutating func hear(
        _ beacon: Signal.Beacon, of run: RunID, from endpoint: Endpoint, at now: Now,
        into effects: inout [StationEffect]
    ) {
        let mine = root()
        let isKnownEqual = settled[run] == Line.Pair(mine: mine, theirs: beacon.root)
        let isEqual = beacon.root == mine || isKnownEqual
        let same = neighbours.count(holding: mine)
        var place = endpoint
        place.port = beacon.port
        // Anybody can pose as many.
        let delay = entropy.below(min(NearLimits.turn * same, NearLimits.turnAtMost) + 1)
        let mustAsk = mustAsk(run)
        let isNews =
            neighbours.change(run) { one in
                let isNew = one.lastHeard == now.ticks && one.other == nil
                (one.endpoint, one.root, one.isBusy) = (place, beacon.root, beacon.isBusy)
                one.lastHeard = now.ticks
                one.lead = Int64(beacon.wall.milliseconds) - Int64(now.wall.milliseconds)
                if isEqual {
                    (one.other, one.due) = (nil, mustAsk ? one.due ?? now.ticks + delay : nil)
                    return false
                }
                let isChanged = one.other?.root != beacon.root
                if isChanged {
                    let since = one.other?.since ?? now.ticks
                    one.other = (beacon.root, since, beacon.isAsking || isNew)
                    let patience = beacon.isAsking || isNew ? 0 : NearLimits.patience
                    one.due = one.due ?? now.ticks + patience + delay
                } else if one.due == nil {
                    one.due = now.ticks + delay
                }
                return isChanged
            } ?? false
        links.change(endpoint.link) { shore in
            if beacon.root == mine { shore.trickle.hear() }
            if isNews || beacon.isAsking { shore.trickle.reset(at: now.ticks, &entropy) }
        }
        if !beacon.aside.isEmpty, !isEqual { hearAside(beacon.aside, run, endpoint.link, at: now) }
        adviseOnClock(into: &effects)
    }

    /// Where feeds end that grew lately: small gaps are filled by datagram.
    private mutating func hearAside(
        _ aside: [UInt8], _ run: RunID, _ link: LinkID, at now: Now
    ) {
        freshen(at: now)
        for (_, key) in members {
            guard let content = Datagram.open(aside, in: replica.realm, key),
                let hints = try? Hints(encoding: content)
            else { continue }
            for hint in hints.all where !hint.isForked {
                let next: BundleNumber
                if let ends = replica.storedEnds(of: hint.feed) {
                    guard ends.ends.count == 1, let end = ends.trunk, end < hint.number else {
                        continue
                    }
                    next = end.next
                } else {
                    next = .first
                }
                guard hint.number.value - next.value < NearLimits.gap else { continue }
                let due = now.ticks + entropy.pick(NearLimits.askDelay)
                repairs.lack(hint.feed, next...hint.number, from: run, on: link, due: due)
            }
            return
        }
    }

    private mutating func hear(
        _ bundles: [[UInt8]], of run: RunID, over link: LinkID, at now: Now,
        into effects: inout [StationEffect]
    ) {
        for bytes in bundles {
            guard let header = try? Bundle(parsing: bytes).header else { continue }
            repairs.said(header.feed, header.number, at: now.ticks)
        }
        var found: [Effect] = []
        replica.handle(.bundles(bundles), at: now.wall, into: &found)
        note(found, over: link, from: run, at: now, into: &effects)
    }

    /// Somebody lacks something; whoever has it answers, soon, unless another did.
    private mutating func hear(_ ask: Signal.Ask, over link: LinkID, at now: Now) {
        repairs.heard(ask, until: now.ticks + entropy.pick(NearLimits.answerDelay) + 40)
        guard let end = replica.storedEnds(of: ask.feed)?.trunk, ask.from <= end else { return }
        // Who wrote it, or has it from far, is asked as well as all others.
        var number = ask.from
        let base = now.ticks
        let delay = grown.first == ask.feed ? 0 : entropy.pick(NearLimits.answerDelay)
        while number <= min(ask.to, end), number.value - ask.from.value < NearLimits.gap {
            repairs.promise(.init(link: link, number: number, feed: ask.feed, due: base + delay))
            number = number.next
        }
    }

    private mutating func adviseOnClock(into effects: inout [StationEffect]) {
        guard let lead = neighbours.medianLead else { return }
        let isOff = abs(lead) > NearLimits.clock
        guard isOff ? abs(lead - toldLead) > NearLimits.clock : toldLead != 0 else { return }
        toldLead = isOff ? lead : 0
        effects.append(.clockIsOff(by: toldLead))
    }

    // MARK: Speaking

    mutating func shoutBeacon(
        _ link: LinkID, asking isAsking: Bool = false, at now: Now,
        into effects: inout [StationEffect]
    ) {
        let presence = neighbours.presence()
        let jitter = entropy.below(presence / 4)
        links.change(link) { shore in
            shore.presence = now.ticks + presence - jitter
            // Once in an interval is enough, whatever it was for.
            shore.trickle.hear()
        }
        guard links[link]?.link.reachesAll == true else { return }
        let wall = min(now.wall.milliseconds, TalkLimits.wall)
        let beacon = Signal.Beacon(
            port: port, root: root(), wall: WallTime(milliseconds: Int64(wall)), isAsking: isAsking,
            isBusy: busyLines(at: now.ticks) >= NearLimits.busySessions, aside: hints(at: now))
        shout(.beacon(beacon), link, at: now, into: &effects)
    }

    /// Sealed for members; nothing if no key is there that only they have.
    private mutating func hints(at now: Now) -> [UInt8] {
        freshen(at: now)
        guard mayShoutNews, !circle.mustAsk, let key = members.first?.key, !grown.isEmpty else {
            return []
        }
        var hints = Hints([])
        for feed in grown {
            guard let ends = replica.storedEnds(of: feed), let end = ends.trunk else { continue }
            hints.all.append(.init(feed: feed, number: end, isForked: ends.ends.count > 1))
        }
        return Datagram.seal(hints.encoding, in: replica.realm, key, &entropy) ?? []
    }

    /// Says what is new, to all who did not bring it.
    mutating func shoutNews(at now: Now, into effects: inout [StationEffect]) {
        let all = fresh
        fresh = []
        guard !all.isEmpty, all.count <= NearLimits.newsBundles, !circle.mustAsk else { return }
        for (link, shore) in links.entries.map({ ($0.key, $0.value) }) where shore.link.reachesAll {
            let told = all.filter { $0.link != link }
            var bundles: [[UInt8]] = []
            for one in told {
                guard let bytes = bundle(one.feed, one.number) else { continue }
                repairs.said(one.feed, one.number, at: now.ticks)
                bundles.append(bytes)
            }
            shout(bundles, link, at: now, into: &effects)
        }
    }

    private mutating func bundle(_ feed: FeedID, _ number: BundleNumber) -> [UInt8]? {
        let found: [(number: BundleNumber, bytes: [UInt8])] =
            replica.bundles(of: feed, from: number, most: 1)
        return found.first { $0.number == number }?.bytes
    }

    /// Puts bundles into as few datagrams as they need. What does not fit one is left to sessions.
    private mutating func shout(
        _ bundles: [[UInt8]], _ link: LinkID, leaving reserve: UInt64 = 0, at now: Now,
        into effects: inout [StationEffect]
    ) {
        var batch: [[UInt8]] = []
        var size = 0
        let room = NearLimits.signal - 64
        for bytes in bundles where bytes.count + 3 <= room {
            if size + bytes.count + 3 > room || batch.count == NearLimits.newsBundles {
                shout(.news(batch), link, leaving: reserve, at: now, into: &effects)
                (batch, size) = ([], 0)
            }
            batch.append(bytes)
            size += bytes.count + 3
        }
        guard !batch.isEmpty else { return }
        shout(.news(batch), link, leaving: reserve, at: now, into: &effects)
    }

    mutating func repair(at now: Now, into effects: inout [StationEffect]) {
        let (asks, unfilled) = repairs.asks(at: now.ticks) { [askAgain = NearLimits.askAgain] in
            askAgain << UInt64(min($0, 4))
        }
        for link in asks.keys.sorted() {
            shout(.ask(asks[link] ?? []), link, at: now, into: &effects)
        }
        for gap in unfilled { neighbours.change(gap.source) { $0.due = $0.due ?? now.ticks } }
        let answers = repairs.due(at: now.ticks)
        for link in answers.keys.sorted() {
            var bundles: [[UInt8]] = []
            for one in answers[link] ?? [] {
                guard let bytes = bundle(one.feed, one.number) else { continue }
                repairs.said(one.feed, one.number, at: now.ticks)
                bundles.append(bytes)
            }
            shout(bundles, link, leaving: NearLimits.reserve, at: now, into: &effects)
        }
    }

    private mutating func shout(
        _ content: Signal.Content, _ link: LinkID, leaving reserve: UInt64 = 0, at now: Now,
        into effects: inout [StationEffect]
    ) {
        let signal = Signal(run, spoken, content)
        let bytes: [UInt8]?
        if signal.isForMembers {
            freshen(at: now)
            guard mayShoutNews, let key = members.first?.key else { return }
            bytes = Datagram.seal(signal.encoding, in: replica.realm, key, &entropy)
        } else {
            let content = signal.encoding
            // Unsafe only in name: bytes have no padding that could show.
            bytes = Datagram.seal(
                unsafe content.span.bytes, in: replica.realm, hello, &entropy)
        }
        guard let bytes else { preconditionFailure("a signal fits a datagram") }
        let isPaid =
            links.change(link) {
                $0.pay(UInt64(bytes.count), leaving: reserve, at: now.ticks)
            } ?? false
        // Whoever says too much is silent for a moment: sessions and beacons tell the rest.
        guard isPaid else { return }
        spoken += 1
        effects.append(.shout(bytes, link))
    }

    /// Looks again which keys members have.
    private mutating func freshen(at now: Now) {
        guard areMembersOld else { return }
        areMembersOld = false
        let (keys, isSound) = replica.memberKeys(at: now.wall)
        mayShoutNews = isSound
        members = keys.map { act, key in
            (act, members.first { $0.act == act }?.key ?? key.beaconKey())
        }
    }
}

extension Station.Shore {
    /// Takes out of what may be said. False if it is not enough.
    fileprivate mutating func pay(_ bytes: UInt64, leaving reserve: UInt64, at now: UInt64) -> Bool
    {
        tokens = min(tokens + (now - filled) * NearLimits.rate / 1_000, NearLimits.burst)
        filled = now
        guard tokens >= bytes + reserve else { return false }
        tokens -= bytes
        return true
    }
}
