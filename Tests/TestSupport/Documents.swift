public import Lattice

extension CachedShelf {
    /// All records that there are rows of, whole.
    public var documents: [RecordID: Document] {
        var names = RecordNames()
        var visited = self
        visited.visitRows(&names)
        return names.found.reduce(into: [:]) { all, id in all[id] = document(id) }
    }
}

private struct RecordNames: RecordVisitor {
    var found: Set<RecordID> = []

    mutating func visit(_ record: RecordID, _: RowKey, _: borrowing some Row) {
        found.insert(record)
    }
}
