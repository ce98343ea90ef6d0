/// A shelf in memory: documents by record.
public struct MemoryShelf: Shelf, Sendable {
    /// Never an empty one.
    public var documents: [RecordID: Document]
    @usableFromInline var waiting: [BundleName: Set<ElementName>]

    public init() {
        documents = [:]
        waiting = [:]
    }

    /// Room for so many records, so that filling does not move them about.
    public mutating func reserve(records: Int) { documents.reserveCapacity(records) }

    public subscript(record: RecordID) -> Document? { documents[record] }

    @inlinable
    public mutating func record<Result, Failure: Error>(
        _ id: RecordID, _ body: (inout Document) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try documents.keep(id, initial: Document(), body)
    }

    @inlinable
    public mutating func expect(_ bundle: BundleName, for element: ElementName) {
        waiting[bundle, default: []].insert(element)
    }

    @inlinable
    public mutating func arrived(_ bundle: BundleName) -> Set<ElementName> {
        waiting.isEmpty ? [] : waiting.removeValue(forKey: bundle) ?? []
    }

    public mutating func clear() { self = Self() }

    public mutating func visitRows(_ visitor: inout some RecordVisitor) {
        for (record, document) in documents {
            var rows = OfRecord(record: record, visitor: visitor)
            document.visitRows(&rows)
            visitor = rows.visitor
        }
    }
}

extension MemoryShelf: Equatable {
    /// What waits is an index of the documents and need not be compared.
    public static func == (a: Self, b: Self) -> Bool { a.documents == b.documents }
}

extension MemoryShelf {
    /// Joins all records of another shelf. What waits for bundles is noted anew by the caller.
    mutating func join(_ other: Self, _ frontiers: Frontiers) {
        for id in documents.keys {
            record(id) { $0.join(other.documents[id] ?? Document(), frontiers) }
        }
        for (id, theirs) in other.documents where documents[id] == nil {
            record(id) { $0.join(theirs, frontiers) }
        }
        waiting = [:]
    }
}
