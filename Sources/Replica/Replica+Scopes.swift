public import Bundles
internal import Charter
internal import Keys
public import Lattice
internal import Schema
public import Seal
internal import Wire

/// What is done in one go, before others have their turn.
enum Pace {
    /// Changes that are opened, judged or joined.
    static let changes = 3_000
    /// Of these, what joins as soon as it comes.
    static let atOnce = 500
    /// Anchors that are cleared.
    static let anchors = 500
    /// Records that are written down.
    static let rows = 1_000
    /// Records that were written down before all is, and committed.
    static let unsaved = 4_000
    /// Bundles that are read from the log at once.
    static let page = 64
}

/// What the seats that are unlocked read.
extension Replica {
    /// Opens the scopes that unlocked seats read and whose keys have begun to be there.
    mutating func openScopes(into effects: inout [Effect]) {
        for seat in desks.keys {
            for scope in readable(by: seat) where desks[seat]?.scopes[scope] == nil {
                let open = reopen(scope, for: seat)
                desks.change(seat) { $0.scopes[scope] = open }
                review(scope, for: seat, anew: false, into: &effects)
            }
            for scope in desks[seat]?.scopes.keys.sorted() ?? [] {
                unblock(scope, for: seat, into: &effects)
                catchUp(scope, for: seat, into: &effects)
            }
        }
    }

    /// The scopes of which a seat holds a key, ascending.
    private func readable(by seat: ActID) -> [Address] {
        guard let book = desks[seat]?.book else { return [] }
        var scopes: Set<Address> = []
        for act in book.held {
            if let (_, scope) = readership.epoch(act) { scopes.insert(scope.scope) }
        }
        return scopes.sorted()
    }

    private mutating func reopen(_ scope: Address, for seat: ActID) -> OpenScope {
        let (shelf, bytes) = storage.rows(of: scope, for: seat)
        // Rows without a bookmark that can be read are made again.
        if let bytes, let saved = try? SavedReading(encoding: bytes) {
            let kept = Scope<CachedShelf, Blake2b>(
                shelf: shelf, frontier: saved.frontier, view: saved.view, digest: saved.digest)
            return OpenScope(address: scope, scope: kept, reading: saved.bookmark)
        }
        storage.drop(scope, for: seat)
        let empty = Scope<CachedShelf, Blake2b>(shelf: storage.rows(of: scope, for: seat).shelf)
        return OpenScope(address: scope, scope: empty, reading: Bookmark())
    }

    /// Writes down what a seat has read so far, for those who read it and for another time. What is
    /// being made anew is not shown before it is whole. A piece at a time: true when all is
    /// written, once that is committed.
    public mutating func save(_ seat: ActID) -> Bool {
        let view = lastView ?? charter.viewID
        lastView = view
        var left = Pace.rows
        for address in desks[seat]?.scopes.keys.sorted() ?? [] {
            guard var open = take(address, of: seat) else { continue }
            if open.isSound {
                left -= open.scope.shelf.write(most: left)
                guard left > 0 else {
                    put(open, address, of: seat)
                    return false
                }
                let saved = SavedReading(
                    bookmark: open.reading, frontier: open.scope.frontier, view: open.scope.view,
                    viewID: view, digest: open.scope.digest)
                storage.save(&open.scope.shelf, saved.encoding, of: address, for: seat)
                open.scope.shelf.unsaved = 0
            }
            put(open, address, of: seat)
        }
        return true
    }

    /// How many records were written down since all was.
    func unsaved(by seat: ActID) -> Int {
        (desks[seat]?.scopes.values.lazy.filter(\.isSound).map(\.scope.shelf.unsaved))?
            .reduce(0, +) ?? 0
    }

    /// Takes a scope out, so that it can be changed beside all else; it is to be put back.
    mutating func take(_ address: Address, of seat: ActID) -> OpenScope? {
        desks.change(seat) { $0.scopes.removeValue(forKey: address) } ?? nil
    }

    mutating func put(_ open: consuming OpenScope, _ address: Address, of seat: ActID) {
        let open = open
        desks.change(seat) { $0.scopes[address] = open }
    }

    /// Joins what has come in the log, as much as there is time for.
    mutating func catchUp(
        _ address: Address, for seat: ActID, most: Int = Pace.changes, into effects: inout [Effect]
    ) {
        guard let book = desks[seat]?.book, var open = take(address, of: seat) else { return }
        var left = most
        var isDone = !open.isSound
        var needsReview = false
        while left > 0, !isDone, !needsReview {
            let entries = storage.bundles(of: address, after: open.reading.place, most: Pace.page)
            isDone = entries.count < Pace.page
            for entry in entries {
                if left <= 0 {
                    isDone = false
                    break
                }
                if changesView(entry, of: open.scope.view) {
                    needsReview = true
                    break
                }
                left -= join(entry, &open, book, address, into: &effects)
                open.reading.place = entry.place
            }
        }
        let isSound = open.isSound
        if isSound, isDone, !needsReview { check(&open) }
        put(open, address, of: seat)
        if needsReview {
            review(address, for: seat, anew: false, into: &effects)
        } else if !isDone || !isSound {
            effects.append(.busy)
        }
    }

    /// Looks once whether all bundles that are stored were found: an index may be damaged.
    private mutating func check(_ open: inout OpenScope) {
        guard !open.isChecked else { return }
        open.isChecked = true
        for feed in order {
            guard let stored = feeds[feed], stored.known.opening.scope == open.address,
                case .line(let line) = stored.shape, open.scope.view.forks(of: feed) == nil,
                open.reading.blocked[feed] == nil
            else { continue }
            let last = Position(endOf: line.end.header.number)
            if !open.scope.frontier.contains(feed, last) { damage += 1 }
        }
    }

    /// Whether the view has to say something of a bundle's feed that it does not say yet.
    private mutating func changesView(_ entry: LogEntry, of view: View) -> Bool {
        guard let header = try? Bundle(parsing: entry.bytes).header,
            header.number == .first || charter.policies(of: header.policy).isEmpty,
            let known = feeds[header.feed]?.known
        else { return false }
        let part = charter.view(of: [(known.opening, outline(of: header.feed))])
        return part.cut(of: header.feed) != view.cut(of: header.feed)
            || part.forks(of: header.feed) != view.forks(of: header.feed)
    }

    /// Joins a bundle of the log. Returns what it cost.
    mutating func join(
        _ entry: LogEntry, _ open: inout OpenScope, _ book: KeyBook,
        _ address: Address, into effects: inout [Effect]
    ) -> Int {
        guard let verified = recall(entry) else { return 1 }
        let header = verified.header
        let blocked = open.reading.blocked[header.feed]
        // Of a forked feed one branch may wait for its key, and another go on: what follows what is
        // not joined does not fit, whichever came first.
        if open.scope.view.forks(of: header.feed) == nil,
            blocked != nil
                || open.scope.frontier.contains(header.feed, Position(endOf: header.number))
        {
            return 1
        }
        guard let opened = self.open(verified, book) else {
            open.reading.blocked[header.feed] = min(blocked ?? header.number, header.number)
            return 1
        }
        let bundle = opened.bundle
        if opened.isProvisional { open.reading.provisional[entry.place] = true }
        for (index, fault) in opened.faults {
            effects.append(.misfit(header.feed, header.number, index: index, fault))
        }
        switch open.scope.receive(bundle) {
        case .joined(let feed):
            open.took(opened, entry, as: feed, schemas)
            let anchors = Set(bundle.changes.lazy.filter(\.isSound).map(\.anchor))
            if !anchors.isEmpty {
                effects.append(.changed(address, anchors, by: entry.hash, for: book.seat))
            }
        case .void(let feed): open.took(opened, entry, as: feed, schemas)
        case .duplicate, .waits, .forked, .surplus, .refused: break
        }
        return bundle.changes.count + 1
    }

    /// A bundle of the log as it was verified; nil if it is not that one any more.
    mutating func recall(_ entry: LogEntry) -> VerifiedBundle? {
        guard let bundle = try? Bundle(parsing: entry.bytes),
            let placed = try? bundle.placed(
                in: realm, feed: { charter.feed($0) ?? feeds[$0]?.known },
                seat: { charter.key(of: $0) }),
            let verified = placed.remembered(as: entry.hash)
        else {
            damage += 1
            return nil
        }
        return verified
    }

    /// Opens a bundle and judges its changes; nil while its key is not held.
    func open(_ verified: VerifiedBundle, _ book: KeyBook) -> Opened? {
        let clear: OpenBundle
        do throws(OpenError) {
            clear = try verified.opened { bundle, id throws(OpenError) in
                try book.open(bundle, id, readership)
            }.bundle
        } catch { return nil }
        return Opened(
            clear,
            Judge(charter: charter, schemas: schemas).judge(
                verified.header, verified.feed.opening, clear.changes),
            citing: verified.header.schema)
    }

    /// Feeds whose key has come go on where they stopped.
    mutating func unblock(_ address: Address, for seat: ActID, into effects: inout [Effect]) {
        guard let book = desks[seat]?.book, var open = take(address, of: seat) else { return }
        defer { put(open, address, of: seat) }
        guard open.isSound else { return }
        for feed in open.reading.blocked.keys {
            guard let number = open.reading.blocked[feed] else { continue }
            open.reading.blocked[feed] = nil
            var next: BundleNumber? = number
            let isForked = open.scope.view.forks(of: feed) != nil
            while let from = next, isForked || open.reading.blocked[feed] == nil {
                let entries = storage.bundles(of: feed, from: from, most: Pace.page)
                for entry in entries where entry.place <= open.reading.place {
                    _ = join(entry, &open, book, address, into: &effects)
                }
                let last = entries.last.flatMap { try? Bundle(parsing: $0.bytes).header.number }
                // Of a forked feed there may be more of the last number.
                let isMore = isForked && last.map { $0 > from } == true
                next = entries.count == Pace.page ? isMore ? last : last?.next : nil
            }
        }
    }
}

extension Replica {
    /// The records of a scope as a seat reads them; nil if it does not, or while they are being
    /// made anew.
    public func state(of scope: Address, for seat: ActID) -> Scope<CachedShelf, Blake2b>? {
        guard let open = desks[seat]?.scopes[scope], open.isSound else { return nil }
        return open.scope
    }
}
