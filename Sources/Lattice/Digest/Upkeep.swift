/// Keeps a digest up while rows change.
///
/// A row is taken out of the sums before it changes and put back after. A large one stays out until
/// the whole bundle is in: so a bundle that changes a large row a thousand times, by mistake or on
/// purpose, has it hashed twice and not two thousand times.
@usableFromInline
struct Upkeep<Hasher: Hashing>: RowObserver, Sendable {
    /// Lacks the rows that are out.
    @usableFromInline var digest: Digest<Hasher>
    /// The large rows that were touched, in the order in which they first were.
    @usableFromInline var out: [RowName] = []
    @usableFromInline var known: Set<RowName> = []
    /// Whether the row that is being changed is out.
    @usableFromInline var isOut = false
    /// Whose rows are being changed.
    @usableFromInline var record: RecordID

    @usableFromInline
    struct RowName: Hashable, Sendable {
        @usableFromInline let record: RecordID
        @usableFromInline let key: RowKey

        @inlinable
        init(_ record: RecordID, _ key: RowKey) {
            self.record = record
            self.key = key
        }
    }

    @inlinable
    init(_ digest: Digest<Hasher> = Digest()) {
        self.digest = digest
        record = .ledger
    }

    /// Begins to look at the rows of this record.
    @inlinable
    mutating func watch(_ record: RecordID) { self.record = record }

    @inlinable
    mutating func willChange(_ key: RowKey, _ row: borrowing some Row) {
        guard Hasher.isOn else { return }
        // A row may have been large when it went out, and no longer be.
        isOut = row.isLarge || !known.isEmpty && known.contains(RowName(record, key))
        if isOut {
            let name = RowName(record, key)
            guard known.insert(name).inserted else { return }
            out.append(name)
        }
        digest.subtract(key, of: record, row)
    }

    @inlinable
    mutating func didChange(_ key: RowKey, _ row: borrowing some Row) {
        if !isOut { digest.add(key, of: record, row) }
    }

    /// Puts back what is out.
    @inlinable
    mutating func finish(in shelf: inout some Shelf) {
        guard !out.isEmpty else { return }
        for index in out.indices {
            let name = out[index]
            watch(name.record)
            shelf.record(name.record) { $0.show(name.key, to: &self) }
        }
        out.removeAll(keepingCapacity: true)
        known.removeAll(keepingCapacity: true)
    }
}

/// Adds what it is shown.
extension Upkeep: RowVisitor {
    @inlinable
    mutating func visit(_ key: RowKey, _ row: borrowing some Row) {
        digest.add(key, of: record, row)
    }
}
