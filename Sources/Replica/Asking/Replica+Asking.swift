internal import Bundles
internal import Charter
internal import Keys
internal import Lattice
internal import Schema

extension Replica {
    /// Looks at some more of what an inquiry is about. False if the seat does not read the scope
    /// now, or its rows are being made anew.
    public mutating func look(into inquiry: inout Inquiry) -> Bool {
        guard let book = desks[inquiry.seat]?.book,
            let open = desks[inquiry.seat]?.scopes[inquiry.scope], open.isSound
        else { return false }
        if inquiry.places == nil || inquiry.view != open.scope.view {
            inquiry.view = open.scope.view
            inquiry.places = []
            if case .anchor(let anchor) = inquiry.topic {
                inquiry.places = open.scope.shelf.places(of: anchor)
            }
            (inquiry.done, inquiry.found, inquiry.cited) = (0, [], [])
            (inquiry.walked, inquiry.closed) = (.start, [])
        }
        if inquiry.keys != book.held.count {
            inquiry.keys = book.held.count
            inquiry.places?.append(contentsOf: inquiry.closed)
            inquiry.closed = []
        }
        var left = Pace.changes
        while left > 0 {
            if inquiry.isDone { findMore(&inquiry) }
            guard let places = inquiry.places, inquiry.done < places.count else { break }
            let place = LogPlace(places[inquiry.done])
            inquiry.done += 1
            left -= 1
            guard let entry = storage.entry(at: place), let verified = recall(entry) else {
                continue
            }
            guard let opened = self.open(verified, book) else {
                inquiry.closed.append(place.number)
                continue
            }
            left -= opened.clear.changes.count
            note(opened, verified, entry, open, into: &inquiry)
        }
        // What is about all is done where nothing more is found.
        if inquiry.isDone { findMore(&inquiry) }
        return true
    }

    /// Goes on along the log, if that is what it is about.
    private mutating func findMore(_ inquiry: inout Inquiry) {
        if case .anchor = inquiry.topic { return }
        let more = storage.bundles(of: inquiry.scope, after: inquiry.walked, most: 64).map {
            $0.place
        }
        guard let last = more.last else { return }
        inquiry.walked = last
        inquiry.places?.append(contentsOf: more.map(\.number))
    }

    private func note(
        _ opened: Opened, _ verified: VerifiedBundle, _ entry: LogEntry, _ open: OpenScope,
        into inquiry: inout Inquiry
    ) {
        let (header, opening) = (verified.header, verified.feed.opening)
        let name = open.reading.names[entry.hash] ?? header.feed
        let isAdmitted = open.scope.view.admits(header.number, of: header.feed, as: name)
        let cuts = isAdmitted ? [] : charter.cuts(of: opening).map(\.revocation)
        let faults = Dictionary(
            opened.faults.map { ($0.index, $0.fault) }, uniquingKeysWith: { first, _ in first })
        func happening(_ index: Int, _ change: Change) -> Happening? {
            guard change.isSound, let position = Position(header.number, index: index) else {
                return nil
            }
            // On a branch that is not kept, facts count all the same.
            let counts = isAdmitted && (name == header.feed || change.isFact)
            return Happening(
                dot: Dot(feed: name, position: position), time: header.time, place: entry.place,
                bundle: entry.hash, signature: verified.content.bundle.signature,
                seat: opening.seat, person: charter.person(of: opening.seat),
                incarnation: opening.incarnation, grant: opening.grant, policy: header.policy,
                schema: header.schema, change: change,
                standing: faults[index].map { .refused($0) } ?? (counts ? .counts : .void(cuts)),
                verdict: charter.verdict(
                    on: change.kind, in: opening, at: header.time, citing: header.policy))
        }
        if inquiry.topic == .refused, faults.isEmpty { return }
        for (index, change) in opened.clear.changes.enumerated()
        where inquiry.isAbout(change, by: charter.person(of: opening.seat)) {
            if inquiry.topic == .refused, faults[index] == nil { continue }
            if let happening = happening(index, change) { inquiry.found.append(happening) }
        }
        guard case .anchor(.fact(let key)) = inquiry.topic else { return }
        for (index, fact) in schemas.references(in: opened.clear.changes, citing: header.schema)
        where fact.key == key {
            let change = opened.clear.changes[index]
            guard let happening = happening(index, change) else { continue }
            inquiry.cited.append(schemas.citation(of: fact, happening))
        }
    }
}

extension Schemas {
    fileprivate func citation(of fact: FactReference, _ happening: Happening) -> Citation {
        var decision: (about: FactReference, approves: Bool, seen: [FactReference], pulse: Int64?)?
        if case .field(_, .facts(let stated)) = happening.change.delta {
            let kinds = self[happening.schema].lazy.compactMap { $0.kinds[happening.change.kind] }
            decision = kinds.compactMap { $0.decision(in: stated.content) }.first
        }
        let isAbout = decision?.about == fact
        return Citation(
            happening: happening, fact: fact, approves: isAbout ? decision?.approves : nil,
            seen: isAbout ? decision?.seen ?? [] : [], pulse: isAbout ? decision?.pulse : nil)
    }
}

extension Inquiry {
    fileprivate func isAbout(_ change: Change, by author: PersonID?) -> Bool {
        switch topic {
        case .anchor(let anchor): change.anchor == anchor
        case .person(let person): author == person
        case .everything, .refused: true
        }
    }
}
