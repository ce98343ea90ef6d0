extension Scope {
    /// Lets another view say what counts (spec/02-data-types.md#void-1).
    ///
    /// Changed cuts touch the rows of the bundles they move over; changed forks, which move the
    /// frontier itself, make everything anew. Returns what then became of each bundle of the
    /// history, in its order, or nil where no bundle's place can have changed.
    @inlinable
    @discardableResult
    public mutating func adopt(_ view: View, from history: some History) -> [Reception]? {
        precondition(drafting == nil, "a draft is open")
        let old = self.view
        look(through: view)
        guard view.hasSameForks(as: old) else { return rebuild(from: history) }
        var anchors: Set<Anchor> = []
        for feed in view.feedsCutOtherwise(than: old) {
            history.forEachBundle(of: frontier.origin(of: feed)) { bundle, name in
                guard view.countsOtherwise(bundle, as: name, than: old) else { return }
                for change in bundle.changes where change.isSound { anchors.insert(change.anchor) }
            }
        }
        rejoin(anchors, from: history)
        return nil
    }

    /// Forgets all that was received. Rows, digest and frontier come again by receiving it again.
    public mutating func reset() {
        precondition(drafting == nil, "a draft is open")
        shelf.clear()
        upkeep = Upkeep()
        frontier = Frontier()
    }

    /// Makes rows, digest and frontier anew from all bundles.
    @inlinable
    @discardableResult
    public mutating func rebuild(from history: some History) -> [Reception] {
        reset()
        var receptions: [Reception] = []
        history.forEachBundle { bundle, _ in receptions.append(receive(bundle)) }
        return receptions
    }

    /// Clears what hangs on the anchors and joins the admitted changes again
    /// (spec/02-data-types.md#void-2).
    @inlinable
    mutating func rejoin(_ anchors: Set<Anchor>, from history: some History) {
        guard !anchors.isEmpty else { return }
        var rejoining = Rejoining(anchors)
        while clear(&rejoining, most: .max) {}
        history.forEachBundle(touching: anchors) { bundle, feed in
            rejoin(bundle, as: feed, &rejoining)
        }
        while finish(&rejoining, most: .max) {}
    }

    @inlinable
    static func clear(
        _ anchor: Anchor, _ shelf: inout Shelf, _ digest: inout Digest<Hasher>
    ) {
        switch anchor {
        case .record(let record):
            var leaving = Leaving(record: record, digest: digest)
            shelf.record(record) { $0.clear(&leaving) }
            digest = leaving.digest
        case .fact(let key):
            var leaving = Leaving(record: .ledger, digest: digest)
            shelf.record(.ledger) { $0.clear(key, &leaving) }
            digest = leaving.digest
        }
    }
}

/// Takes rows out of a digest as they are shown.
@usableFromInline
struct Leaving<Hasher: Hashing>: RowVisitor {
    @usableFromInline let record: RecordID
    @usableFromInline var digest: Digest<Hasher>

    @inlinable
    init(record: RecordID, digest: Digest<Hasher>) {
        self.record = record
        self.digest = digest
    }

    @inlinable
    mutating func visit(_ key: RowKey, _ row: borrowing some Row) {
        digest.subtract(key, of: record, row)
    }
}
