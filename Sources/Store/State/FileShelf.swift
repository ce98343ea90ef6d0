public import Lattice

/// The rows of one scope in a state file.
public struct FileShelf: Shelf {
    let file: StateFile
    let scope: Int64

    public mutating func record<Result, Failure: Error>(
        _ id: RecordID, _ body: (inout StoredRecord) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try file.withRecord(id, of: scope, body)
    }

    public mutating func expect(_ bundle: BundleName, for element: ElementName) {
        file.expect(bundle, for: element, of: scope)
    }

    public mutating func arrived(_ bundle: BundleName) -> Set<ElementName> {
        file.arrived(bundle, of: scope)
    }

    public mutating func clear() { file.clear(scope) }

    public mutating func visitRows(_ visitor: inout some RecordVisitor) {
        var showing = visitor
        file.forEachRecord(of: scope) { record in
            var rows = OfRecord(record: record.name, visitor: showing)
            record.visitRows(&rows)
            showing = rows.visitor
        }
        visitor = showing
    }

    /// Passes rows on with the record they are of.
    private struct OfRecord<Visitor: RecordVisitor>: RowVisitor {
        let record: RecordID
        var visitor: Visitor

        mutating func visit(_ key: RowKey, _ row: borrowing some Row) {
            visitor.visit(record, key, row)
        }
    }
}
