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
                let counted = old.admits(bundle.number, of: bundle.feed, as: name)
                guard counted != view.admits(bundle.number, of: bundle.feed, as: name) else {
                    return
                }
                for change in bundle.changes where change.isSound { anchors.insert(change.anchor) }
            }
        }
        rejoin(anchors, from: history)
        return nil
    }

    @usableFromInline
    mutating func look(through view: View) { self.view = view }

    @usableFromInline
    mutating func forgetFrontier() { frontier = Frontier() }

    /// Makes rows, digest and frontier anew from all bundles.
    @inlinable
    @discardableResult
    public mutating func rebuild(from history: some History) -> [Reception] {
        shelf.clear()
        upkeep = Upkeep()
        forgetFrontier()
        var receptions: [Reception] = []
        history.forEachBundle { bundle, _ in receptions.append(receive(bundle)) }
        return receptions
    }

    /// Clears what hangs on the anchors and joins the admitted changes again
    /// (spec/02-data-types.md#void-2).
    @inlinable
    mutating func rejoin(_ anchors: Set<Anchor>, from history: some History) {
        guard !anchors.isEmpty else { return }
        for anchor in anchors { Self.clear(anchor, &shelf, &upkeep.digest) }
        var settled: Set<ElementName> = []
        history.forEachBundle(touching: anchors) { bundle, feed in
            guard view.admits(bundle.number, of: bundle.feed, as: feed) else { return }
            forEachChange(of: bundle, as: feed) { scope, change, stamp in
                guard anchors.contains(change.anchor) else { return }
                Self.apply(change, at: stamp, to: &scope.shelf, &scope.upkeep)
                if case .field(let field, .set(let delta)) = change.delta {
                    settled.insert(ElementName(change.record, field, delta.element))
                }
            }
        }
        // Only now: a removal may have come before the addition it covers.
        for element in settled { settle(element) }
        upkeep.finish(in: &shelf)
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
