internal import Identity
internal import Lattice
internal import Replica

/// Sessions: with whom, for how long, and what comes of them (spec/11-sync.md#meet-2).
extension Station {
    func busyLines(at now: UInt64) -> Int {
        lines.entries.lazy.filter { $0.value.isBusy(at: now) }.count
    }

    mutating func open(
        _ session: SessionID, _ opened: StationInput.Opened, at now: Now,
        into effects: inout [StationEffect]
    ) {
        if opened.isInitiator {
            dials[opened.endpoint] = nil
        }
        makeRoom(for: opened, at: now, into: &effects)
        let most = device == nil ? NearLimits.relaySessions : NearLimits.sessions
        guard lines.count < most, !isSecond(session, opened, at: now, into: &effects)
        else {
            effects.append(.close(session, nil))
            return
        }
        let isSlow = opened.device.map { slow.contains($0) } ?? false
        lines[session] = Line(opened, isSlow: isSlow, at: now.ticks)
        var said: [CircleEffect] = []
        circle.open(
            session, asAsker: opened.isInitiator, with: opened.device,
            isNear: links[opened.endpoint.link]?.link.reachesAll == true, &replica, at: now.wall,
            into: &said)
        act(on: said, at: now, into: &effects)
    }

    /// Who opens one session after the other ends the first of them, and nobody else's.
    private mutating func makeRoom(
        for opened: StationInput.Opened, at now: Now, into effects: inout [StationEffect]
    ) {
        guard let device = opened.device else { return }
        let all = lines.entries.filter { $0.value.device == device }
        guard all.count >= NearLimits.sessionsOfOne,
            let first = all.min(by: { ($0.value.began, $0.key) < ($1.value.began, $1.key) })
        else { return }
        end(first.key, at: now, into: &effects)
    }

    /// Ends a session in favour of another.
    private mutating func end(
        _ session: SessionID, at now: Now, into effects: inout [StationEffect]
    ) {
        lines[session] = nil
        effects.append(.close(session, nil))
        leave(session, at: now, into: &effects)
    }

    /// What was to come in a session is wanted of others.
    private mutating func leave(
        _ session: SessionID, at now: Now, into effects: inout [StationEffect]
    ) {
        var said: [CircleEffect] = []
        circle.close(session, &replica, into: &said)
        act(on: said, at: now, into: &effects)
    }

    /// Of two sessions with one peer one is enough: the later one that the same side began, or the
    /// one that was begun by the lower run. Both sides see it alike.
    private mutating func isSecond(
        _ session: SessionID, _ opened: StationInput.Opened, at now: Now,
        into effects: inout [StationEffect]
    ) -> Bool {
        guard let other = opened.run,
            let first = lines.entries.first(where: { $0.value.run == other })
        else { return false }
        let isInitiatorLower = opened.isInitiator == (run < other)
        if first.value.isInitiator != opened.isInitiator, !isInitiatorLower { return true }
        end(first.key, at: now, into: &effects)
        return false
    }

    /// A session is over, whoever ended it, and why ever. Where it brought nothing, or was one of
    /// those that should last and did not, the next one is begun ever later.
    mutating func drop(
        _ session: SessionID, at now: Now, into effects: inout [StationEffect]
    ) {
        leave(session, at: now, into: &effects)
        guard let line = lines[session] else { return }
        lines[session] = nil
        guard line.isInitiator else { return }
        let shouldLast =
            acquaintances[line.endpoint]?.isGiven == true && !isNear(line.run, at: now.ticks)
        let hasLasted = line.began + NearLimits.lasting <= now.ticks
        guard line.wasOfUse, hasLasted || !shouldLast else { return fail(line.endpoint, at: now) }
        acquaintances.change(line.endpoint) { $0.reset(at: now.ticks) }
    }

    mutating func hear(
        _ bytes: [UInt8], _ session: SessionID, at now: Now, into effects: inout [StationEffect]
    ) {
        guard lines.change(session, { $0.lastHeard = now.ticks }) != nil else { return }
        var said: [CircleEffect] = []
        circle.hear(bytes, from: session, &replica, at: now.wall, into: &said)
        act(on: said, at: now, into: &effects)
    }

    mutating func goOn(at now: Now, into effects: inout [StationEffect]) {
        var said: [CircleEffect] = []
        if circle.goOn(&replica, into: &said) { effects.append(.busy) }
        act(on: said, at: now, into: &effects)
    }

    mutating func act(
        on said: [CircleEffect], at now: Now, into effects: inout [StationEffect]
    ) {
        for effect in said {
            switch effect {
            case .send(let session, let bytes): effects.append(.say(bytes, session))
            case .end(let session, let error):
                drop(session, at: now, into: &effects)
                effects.append(.close(session, error))
            case .met(let session):
                lines.change(session) { line in
                    (line.hasMet, line.lastNews, line.told) = (true, now.ticks, nil)
                    (line.nextLook, line.isSlow, line.wasOfUse) = (now.ticks, false, true)
                }
                slow.removeAll { $0 == lines[session]?.device }
                if let line = lines[session], line.isInitiator { know(line.endpoint, at: now) }
                if circle.mustAsk, let run = lines[session]?.run {
                    if asked.count >= NearLimits.neighbours { asked = [] }
                    asked.insert(run)
                }
                effects.append(.met(session))
                state(at: now, into: &effects)
            case .isStored(let session, let all):
                lines.change(session) { $0.lastNews = now.ticks }
                effects.append(.isStored(session, all))
            case .root(let session, let theirs):
                hear(theirs, session, at: now, into: &effects)
            case .room(let session, let room): effects.append(.room(session, room))
            case .clock: break
            case .replica(let effect, let session):
                // Everybody near hears what came from far; what is near says itself.
                let place = lines[session]
                let isNear = isNear(place?.run, at: now.ticks)
                see(effect, over: isNear ? place?.endpoint.link : nil)
                switch effect {
                case .stored, .kept: lines.change(session) { $0.lastNews = now.ticks }
                default: break
                }
                effects.append(.replica(effect))
            }
        }
    }

    /// Says anew what is held here, if that is another thing than was said, and not too often
    /// (spec/11-sync.md#have-2).
    private mutating func state(at now: Now, into effects: inout [StationEffect]) {
        let root = root()
        guard device != nil, !circle.mustAsk, stated?.root != root,
            stated.map({ $0.time + NearLimits.stating <= now.ticks }) ?? true
        else { return }
        stated = (root, now.ticks)
        tell(.state, at: now, into: &effects)
    }

    // MARK: Whether both hold the same

    /// Says in each session, when all was said, what is held now.
    mutating func tellRoots(at now: Now, into effects: inout [StationEffect]) {
        for (session, line) in lines.entries.map({ ($0.key, $0.value) })
        where line.hasMet && line.nextLook <= now.ticks {
            guard circle.isQuiet(session) else {
                lines.change(session) { $0.nextLook = now.ticks + NearLimits.patience }
                continue
            }
            let root = root()
            let isNews = line.told != root
            let isNear = isNear(line.run, at: now.ticks)
            let differs = line.theirs != nil && line.theirs != root
            lines.change(session) { line in
                line.told = root
                line.nextLook =
                    now.ticks
                    + (isNews || isNear || differs ? NearLimits.patience : NearLimits.look)
            }
            check(session, at: now, into: &effects)
            guard isNews || !(isNear || differs) else { continue }
            var said: [CircleEffect] = []
            circle.tell(root, session, into: &said)
            act(on: said, at: now, into: &effects)
        }
    }

    private mutating func hear(
        _ theirs: HoldingsRoot, _ session: SessionID, at now: Now,
        into effects: inout [StationEffect]
    ) {
        lines.change(session) { $0.theirs = theirs }
        check(session, at: now, into: &effects)
    }

    /// Where two hold different things although all was said, one of them looks once more; if that
    /// does not help either, they count as equal until one of them changes.
    private mutating func check(
        _ session: SessionID, at now: Now, into effects: inout [StationEffect]
    ) {
        guard let line = lines[session], line.hasMet, let theirs = line.theirs,
            let mine = line.told, mine == root(), mine != theirs
        else {
            lines.change(session) { ($0.differing, $0.fruitless) = (nil, 0) }
            return
        }
        let pair = Line.Pair(mine: mine, theirs: theirs)
        guard let differing = line.differing, differing.pair == pair else {
            lines.change(session) { $0.differing = (pair, now.ticks) }
            return
        }
        // What is on its way comes by itself.
        guard now.ticks - differing.since >= NearLimits.patience else { return }
        let isOver = line.compared == pair
        if isOver || !line.isInitiator, let run = line.run {
            settled[run] = pair
            if settled.count > NearLimits.neighbours,
                let first = settled.keys.first(where: { $0 != run })
            {
                settled[first] = nil
            }
        }
        // What changes is said anyway: where it brought nothing it is not soon tried again.
        guard !isOver, line.isInitiator, line.mayCompare(at: now.ticks) else { return }
        lines.change(session) { line in
            (line.compared, line.hasMet, line.comparedAt) = (pair, false, now.ticks)
            line.fruitless += 1
        }
        var said: [CircleEffect] = []
        circle.compare(session, &replica, into: &said)
        act(on: said, at: now, into: &effects)
    }

    /// When a session is to be looked at again.
    func next(of line: Line) -> UInt64 {
        line.hasMet ? min(line.nextLook, line.deadline) : line.deadline
    }

    /// Tells what changed where it was not told, and ends what is of no more use.
    mutating func look(at now: Now, into effects: inout [StationEffect]) {
        tellRoots(at: now, into: &effects)
        for (session, line) in lines.entries.map({ ($0.key, $0.value) }) {
            if !line.hasMet, !line.isSlow, line.patienceEnds <= now.ticks {
                lines.change(session) { $0.isSlow = true }
                if let device = line.device { slow = (slow + [device]).suffix(NearLimits.slow) }
            }
            let idle = NearLimits.idle * (line.isInitiator ? 1 : 4)
            let isOver =
                line.hasMet && isNear(line.run, at: now.ticks)
                && line.lastNews + idle <= now.ticks && circle.isQuiet(session)
            guard isOver || line.deadline <= now.ticks else { continue }
            drop(session, at: now, into: &effects)
            effects.append(.close(session, nil))
        }
    }
}
