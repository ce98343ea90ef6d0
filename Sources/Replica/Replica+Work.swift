internal import Bundles
internal import Charter
internal import Keys
internal import Lattice
internal import Schema
internal import Seal

/// Long work, a piece at a time: rows that a change of the charter touches are made anew.
extension Replica {
    /// Does a piece of what was put off, for every seat.
    mutating func work(at now: WallTime, into effects: inout [Effect]) {
        if !deliversWhenTold { deliverKeys(now, into: &effects) }
        if storage.work() { effects.append(.busy) }
        for seat in desks.keys {
            // What was not committed together cannot be committed in pieces.
            guard unsaved(by: seat) < Pace.unsaved || save(seat) else {
                effects.append(.busy)
                continue
            }
            for scope in desks[seat]?.scopes.keys.sorted() ?? [] {
                step(scope, for: seat, into: &effects)
                catchUp(scope, for: seat, into: &effects)
            }
        }
    }

    /// Looks whether the charter lets other things count now.
    mutating func review(anew: Bool, into effects: inout [Effect]) {
        for seat in desks.keys {
            for scope in desks[seat]?.scopes.keys.sorted() ?? [] {
                review(scope, for: seat, anew: anew, into: &effects)
                catchUp(scope, for: seat, into: &effects)
            }
        }
    }

    mutating func review(
        _ address: Address, for seat: ActID, anew: Bool, into effects: inout [Effect]
    ) {
        guard let book = desks[seat]?.book, var open = take(address, of: seat) else { return }
        let view = view(of: address)
        let old = open.scope.view
        // What is being made anew is begun again: it was for a view that is no more.
        if anew || !open.isSound || !view.hasSameForks(as: old) {
            open.scope.reset()
            open.scope.look(through: view)
            open.reading = Bookmark()
            open.work = .none
            effects.append(.changedAnew(address, for: seat))
            effects.append(.busy)
            put(open, address, of: seat)
            return
        }
        let feeds = view.feedsCutOtherwise(than: old)
        if feeds.contains(where: { view.forks(of: $0) != nil }) {
            put(open, address, of: seat)
            return review(address, for: seat, anew: true, into: &effects)
        }
        let anchors = rejudged(&open, book)
        if !feeds.isEmpty || !anchors.isEmpty {
            open.work = .gathering(.init(view: view, feeds: feeds, anchors: anchors))
            effects.append(.busy)
        } else {
            open.scope.look(through: view)
        }
        put(open, address, of: seat)
    }

    /// What counts in a scope now.
    mutating func view(of address: Address) -> View {
        var all: [(opening: Opening, tree: FeedTree)] = []
        for feed in order {
            guard let known = feeds[feed]?.known, known.opening.scope == address else { continue }
            all.append((known.opening, outline(of: feed)))
        }
        return charter.view(of: all)
    }

    /// What hangs on changes that joined before enough was known, and are refused now.
    private mutating func rejudged(
        _ open: inout OpenScope, _ book: KeyBook
    ) -> Set<Anchor> {
        var anchors: Set<Anchor> = []
        for place in open.reading.provisional.keys {
            guard let entry = storage.entry(at: place), let verified = recall(entry),
                let opened = self.open(verified, book)
            else { continue }
            for (index, _) in opened.faults { anchors.insert(opened.clear.changes[index].anchor) }
            if !opened.isProvisional { open.reading.provisional[place] = nil }
            // Without their schema it could not be seen which facts they name.
            open.note(opened.clear.changes, at: entry.place, citing: opened.schema, schemas)
        }
        return anchors
    }

    /// A piece of the work on one scope.
    private mutating func step(
        _ address: Address, for seat: ActID, into effects: inout [Effect]
    ) {
        guard let book = desks[seat]?.book, var open = take(address, of: seat) else { return }
        let wasDue = !open.isSound
        switch open.work {
        case .none: break
        case .gathering(var gathering):
            open.work = .none
            if gather(&gathering, open, book) {
                open.scope.look(through: gathering.view)
                open.work = .remaking(.init(gathering.anchors))
            } else {
                open.work = .gathering(gathering)
            }
            effects.append(.busy)
        case .remaking(var remaking):
            // The anchors are many, and are not to be copied.
            open.work = .none
            if remake(&remaking, &open, book),
                !open.scope.finish(&remaking.rejoining, most: Pace.anchors)
            {
                effects.append(.changedAnew(address, for: seat))
            } else {
                open.work = .remaking(remaking)
                effects.append(.busy)
            }
        }
        put(open, address, of: seat)
        // Keys that came in the meantime were not tried.
        if wasDue, open.isSound { unblock(address, for: seat, into: &effects) }
    }

    /// Looks for what counts under one of the views alone. Returns whether it is done.
    private mutating func gather(
        _ gathering: inout OpenScope.Gathering, _ open: OpenScope,
        _ book: KeyBook
    ) -> Bool {
        var left = Pace.changes
        while let feed = gathering.feeds.last {
            let joined = open.scope.frontier[feed]?.number
            let entries = storage.bundles(of: feed, from: gathering.next, most: Pace.page)
            var isEnd = entries.count < Pace.page
            for entry in entries {
                guard let verified = recall(entry), let joined, verified.header.number <= joined,
                    let bundle = self.open(verified, book)?.clear
                else {
                    isEnd = true
                    break
                }
                gathering.next = bundle.number < .last ? bundle.number.next : bundle.number
                left -= bundle.changes.count + 1
                guard gathering.view.countsOtherwise(bundle, as: feed, than: open.scope.view) else {
                    continue
                }
                for change in bundle.changes where change.isSound {
                    gathering.anchors.insert(change.anchor)
                }
                if left <= 0 {
                    isEnd = false
                    break
                }
            }
            if isEnd {
                gathering.feeds.removeLast()
                gathering.next = .first
            }
            if left <= 0 { return gathering.feeds.isEmpty }
        }
        return true
    }

    /// Finds, clears, then joins again. Returns whether it is done.
    private mutating func remake(
        _ remaking: inout OpenScope.Remaking, _ open: inout OpenScope, _ book: KeyBook
    ) -> Bool {
        guard remaking.unfound.isEmpty else {
            for anchor in remaking.unfound.suffix(Pace.anchors) {
                remaking.places.formUnion(open.scope.shelf.places(of: anchor))
            }
            remaking.unfound.removeLast(min(Pace.anchors, remaking.unfound.count))
            return false
        }
        if remaking.isJoined { return true }
        if open.scope.clear(&remaking.rejoining, most: Pace.anchors) { return false }
        if remaking.way == nil, remaking.places.count <= Pace.changes {
            remaking.way = remaking.places.sorted()
        }
        var left = Pace.changes
        while left > 0 {
            if let way = remaking.way {
                guard remaking.done < way.count else {
                    remaking.isJoined = true
                    return true
                }
                let entry = storage.entry(at: LogPlace(way[remaking.done]))
                remaking.done += 1
                if let entry { left -= rejoin(entry, &remaking, &open, book) }
                continue
            }
            let entries = storage.bundles(of: open.address, after: remaking.place, most: Pace.page)
            for entry in entries {
                guard entry.place <= open.reading.place else {
                    remaking.isJoined = true
                    return true
                }
                guard left > 0 else { return false }
                remaking.place = entry.place
                left -= rejoin(entry, &remaking, &open, book)
            }
            remaking.isJoined = entries.count < Pace.page
            if remaking.isJoined { return true }
        }
        return false
    }

    private mutating func rejoin(
        _ entry: LogEntry, _ remaking: inout OpenScope.Remaking, _ open: inout OpenScope,
        _ book: KeyBook
    ) -> Int {
        guard remaking.places.contains(entry.place.number), let verified = recall(entry),
            isJoined(verified, open), let bundle = self.open(verified, book)?.bundle
        else { return 1 }
        let name = open.reading.names[entry.hash] ?? bundle.feed
        open.scope.rejoin(bundle, as: name, &remaking.rejoining)
        return bundle.changes.count + 1
    }

    func isJoined(_ bundle: VerifiedBundle, _ open: OpenScope) -> Bool {
        let name = open.reading.names[bundle.hash] ?? bundle.header.feed
        return open.scope.frontier.contains(name, Position(endOf: bundle.header.number))
    }
}
