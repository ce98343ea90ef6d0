extension Scope where Shelf == MemoryShelf {
    /// Joins another state of the scope, held under the same view. Returns the feeds of which the
    /// two hold different bundles under one number; if there are any, nothing is joined. That a
    /// longer chain contains a shorter one is for the caller, who has the hashes, to know
    /// (spec/01-causality.md#view-3).
    public mutating func join(_ other: Self) -> [FeedID] {
        precondition(view == other.view, "states are joined only under equal views")
        precondition(drafting == nil && other.drafting == nil, "a draft is open")
        var joined = frontier
        let disputed = joined.join(other.frontier)
        guard disputed.isEmpty else { return disputed }
        shelf.join(other.shelf, Frontiers(mine: frontier, theirs: other.frontier))
        frontier = joined
        upkeep = Upkeep()
        shelf.visitRows(&upkeep.digest)
        awaitEarly()
        return []
    }

    /// A scope made again from what it held; what its early marks wait for is noted anew.
    public init(restoring shelf: MemoryShelf, frontier: Frontier, view: View) {
        self.init(shelf: shelf, frontier: frontier, view: view)
        awaitEarly()
    }

    /// Notes anew what the early marks wait for.
    private mutating func awaitEarly() {
        var early = EarlyMarks()
        shelf.visitRows(&early)
        for (bundle, element) in early.found { shelf.expect(bundle, for: element) }
    }
}

/// Collects the marks of sets that still wait for their bundle.
private struct EarlyMarks: RecordVisitor {
    var found: [(BundleName, ElementName)] = []

    mutating func visit(_ record: RecordID, _ key: RowKey, _ row: borrowing some Row) {
        guard case .element(let field, let name) = key, let row = copy row as? Element else {
            return
        }
        for mark in row.marks.entries where mark.value.payload == nil {
            let bundle = BundleName(mark.key, mark.value.position.number)
            found.append((bundle, ElementName(record, field, name)))
        }
    }
}

extension Scope {
    /// The hash tree over all rows, made from the shelf (spec/02-data-types.md#dig-4).
    public mutating func hashTree() -> HashTree<Hasher> {
        var hashes = RowHashes<Hasher>()
        shelf.visitRows(&hashes)
        return HashTree(of: hashes.found)
    }

    /// The digest as the rows have it now, whatever was kept up; `verify` compares the two.
    public mutating func recomputedDigest() -> Digest<Hasher> {
        var digest = Digest<Hasher>()
        shelf.visitRows(&digest)
        return digest
    }
}

private struct RowHashes<Hasher: Hashing>: RecordVisitor {
    var digest = Digest<Hasher>()
    var found: [RowHash] = []

    mutating func visit(_ record: RecordID, _ key: RowKey, _ row: borrowing some Row) {
        found.append(digest.hash(key, of: record, row))
    }
}
