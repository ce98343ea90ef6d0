internal import Bundles
internal import Charter
internal import Keys
internal import Lattice
internal import Schema
internal import Seal
internal import Wire

/// Entries of people: checked like a stranger's, then signed.
extension Replica {
    mutating func enter(
        _ entry: Entry, by seat: ActID, at now: WallTime, into effects: inout [Effect]
    ) throws(EntryError) -> Receipt {
        guard let hand = desks[seat]?.hand else { throw .locked(seat) }
        guard !entry.edits.isEmpty else { throw .empty }
        guard let policy = charter.policyVersion, let schema = schemas.latest else {
            throw .noCharter
        }
        let time = clock.tick(now)
        let key = try writingKey(entry.scope, hand, at: time, policy, now, into: &effects)
        guard let person = charter.person(of: seat) else { throw .notReadable(entry.scope) }
        let opening = try opening(for: entry, by: seat, at: time, citing: policy)
        if desks[seat]?.scopes[entry.scope] == nil { openScopes(into: &effects) }
        open(opening, by: hand.owner, policy, schema, at: now, into: &effects)
        catchUp(entry.scope, for: seat, into: &effects)
        guard var open = take(entry.scope, of: seat) else { throw .notReadable(entry.scope) }
        // What is still to be read may be this very feed: its numbers are not to be used twice.
        guard open.isSound, isJoined(opening.feed, open) else {
            put(open, entry.scope, of: seat)
            effects.append(.busy)
            throw .busy(entry.scope)
        }
        let made: Made
        do throws(EntryError) {
            made = try draft(
                entry, as: person, opening, key, hand.book, hand.owner, (policy, schema), &open,
                at: clock.tick(now))
        } catch {
            put(open, entry.scope, of: seat)
            throw error
        }
        let isNext = isCaughtUp(open)
        let place = storeOwn(made.bundle, opening, hand.owner, into: &effects)
        if isNext { open.reading.place = place }
        open.note(made.changes, at: place, citing: schema, schemas)
        let hash = made.bundle.hashed().hash
        let anchors = Set(made.changes.map(\.anchor))
        effects.append(.changed(entry.scope, anchors, by: hash, for: seat))
        put(open, entry.scope, of: seat)
        return Receipt(
            seat: seat, scope: entry.scope, feed: opening.feed,
            tip: Tip(made.bundle.header.number, hash), records: made.records)
    }

    private struct Made {
        let bundle: Bundle
        let records: [RecordID]
        let changes: [Change]
    }

    /// Whether all that is stored of a feed was read.
    private func isJoined(_ feed: FeedID, _ open: OpenScope) -> Bool {
        guard case .line(let line)? = feeds[feed]?.shape else { return false }
        return open.scope.frontier[feed] == Tip(line.end.header.number, line.end.hash)
    }

    private mutating func isCaughtUp(_ open: OpenScope) -> Bool {
        storage.bundles(of: open.address, after: open.reading.place, most: 1).isEmpty
    }

    /// Makes the bundle of an entry; if it cannot be, the scope is as it was.
    private mutating func draft(
        _ entry: Entry, as person: PersonID, _ opening: Opening, _ key: EpochKey,
        _ book: KeyBook, _ owner: any Unlocked, _ versions: (policy: UInt16, schema: UInt16),
        _ open: inout OpenScope, at time: HybridTime
    ) throws(EntryError) -> Made {
        var draft: Draft
        do throws(AuthorError) { draft = try open.scope.open(opening.feed, at: time) } catch {
            throw .author(edit: 0, error)
        }
        var records: [RecordID] = []
        do throws(EntryError) {
            for (index, edit) in entry.edits.enumerated() {
                try apply(edit, index, person, &records, &draft, &open.scope)
            }
            let header = Header(
                feed: opening.feed, number: draft.number, previous: draft.previous,
                time: draft.time, policy: versions.policy, schema: versions.schema, epoch: key.id)
            guard let header else { preconditionFailure("a draft has a possible header") }
            try check(draft, header, opening, entry)
            guard let body = try? Body(draft.changes).encoding(of: draft.feed, draft.number) else {
                preconditionFailure("what a draft lets in can be written")
            }
            // Unsafe only in name: bytes have no padding that could show.
            let sealed = unsafe key.seal(body.span.bytes, under: header, &entropy)
            let bundle = owner.withSigningKey { signing in
                Bundle(header, body: unsafe sealed.span.bytes, signedBy: signing, in: realm)
            }
            _ = open.scope.close(draft, as: bundle.hashed().hash)
            return Made(bundle: bundle, records: records, changes: draft.changes)
        } catch {
            let history = history(of: Set(draft.changes.map(\.anchor)), open, book)
            open.scope.abandon(draft, from: history)
            throw error
        }
    }

    /// Holds the whole bundle against charter and schema, as every peer will.
    private func check(
        _ draft: Draft, _ header: Header, _ opening: Opening, _ entry: Entry
    ) throws(EntryError) {
        let judgement = Judge(charter: charter, schemas: schemas)
            .judge(header, opening, draft.changes)
        guard let (index, fault) = judgement.faults.first else { return }
        switch fault {
        case .schema(let fault): throw .misfit(edit: index, fault)
        case .charter(let verdict): throw .notPermitted(draft.changes[index].kind, verdict)
        case .otherPerson: preconditionFailure("facts are stated by who signs")
        }
    }

    /// Adds what one edit says to the draft.
    private func apply(
        _ edit: Edit, _ index: Int, _ person: PersonID, _ records: inout [RecordID],
        _ draft: inout Draft, _ scope: inout Scope<CachedShelf, Blake2b>
    ) throws(EntryError) {
        let record: RecordID
        switch edit {
        case .create(let kind, _, _):
            do throws(AuthorError) { record = RecordID(try draft.nextDot(), kind) } catch {
                throw .author(edit: index, error)
            }
        case .state: record = .ledger
        default:
            switch edit.subject {
            case .record(let id)?: record = id
            case .new(let place)?:
                guard records.indices.contains(place), records[place] != .ledger else {
                    throw .noSuchEdit(index)
                }
                record = records[place]
            case nil: throw .noSuchEdit(index)
            }
        }
        records.append(record)
        do throws(AuthorError) {
            try scope.change(record, in: &draft) { rows, pen throws(AuthorError) in
                try edit.delta(on: &rows, pen, person)
            }
        } catch { throw .author(edit: index, error) }
    }
}

extension Edit {
    /// What it comes to on the rows of its record.
    fileprivate func delta(
        on rows: inout some Rows, _ pen: Pen, _ person: PersonID
    ) throws(AuthorError) -> DocumentDelta? {
        switch self {
        case .create(_, let field, let value), .write(_, let field, let value):
            return try rows.writing(value, to: field, pen)
        case .add(_, let field, let value): return try rows.adding(value, to: field, pen)
        case .remove(_, let field, let value): return try rows.removing(value, from: field, pen)
        case .count(_, let field, let amount): return try rows.counting(amount, in: field, pen)
        case .note(_, let field, let id, let value):
            return try rows.stating(FactKey(person: person, id: id), value, in: field, pen)
        case .state(let kind, let id, let value):
            let key = FactKey(person: person, id: id)
            return try rows.stating(key, value, in: FieldNumber(kind.value), pen)
        case .delete: return try rows.deleting(pen)
        case .restore: return try rows.restoring(pen)
        }
    }
}
