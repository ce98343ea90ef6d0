public import Bundles
public import Lattice
internal import Queries
public import Replica
internal import Seal

/// A scope as somebody reads it, looked through row by row.
public struct CheckedScope: Sendable {
    public let moment: Moment
    /// What the rows come to, and what was kept up for them with every change
    /// (spec/02-data-types.md#dig-1).
    public let found: HashSum
    public let kept: HashSum
    /// Rows that cannot be read.
    public let unreadable: Int
}

extension StateReader {
    /// Adds up all rows of a scope; nil of one that nobody has read yet.
    public func check(_ scope: Address) throws(StoreError) -> CheckedScope? {
        try ask { (connection) throws(StoreError) in try connection.check(scope) }
    }
}

extension StateReader.Connection {
    fileprivate func check(_ scope: Address) throws(StoreError) -> CheckedScope? {
        guard let number = try number(of: scope), let bookmark = try bookmark(of: scope),
            let moment = Moment(bookmark: bookmark),
            let kept = Moment.digest(inBookmark: bookmark)
        else { return nil }
        var sum = OfOneRecord()
        var unreadable = 0
        let rows = try database.prepare("SELECT id, name, rows, kind FROM records WHERE scope = ?1")
        rows.bind(1, number)
        while try rows.step() {
            let row = StateRow(id: rows.integer(0), name: rows.bytes(1), rows: rows.bytes(2))
            do throws(StoreError) {
                guard
                    let (record, document) = try row.content(
                        UInt32(truncatingIfNeeded: rows.integer(3)), self, in: database)
                else {
                    unreadable += 1
                    continue
                }
                sum.record = record
                document.visitRows(&sum)
            } catch {
                guard case .damaged = error.reason else { throw error }
                unreadable += 1
            }
        }
        return CheckedScope(
            moment: moment, found: sum.digest.total, kept: kept, unreadable: unreadable)
    }
}

extension StateRow {
    /// What lies in a row, and in its parts.
    fileprivate func content(
        _ kind: UInt32, _ feeds: some FeedNumbers, in database: Database
    ) throws(StoreError) -> (RecordID, Document)? {
        // A record of which nothing is left keeps its place.
        switch RowName(name, kind, feeds) {
        case .record(let id)?: return (id, try document(feeds, in: database))
        case .fact(.fact(let field, let key))?:
            var document = Document()
            guard !rows.isEmpty else { return (.ledger, document) }
            var reader = RowReader(rows)
            guard let fact = try? reader.fact(feeds) else { return nil }
            document.fact(field, key) { $0 = fact }
            return (.ledger, document)
        default: return nil
        }
    }
}

private struct OfOneRecord: RowVisitor {
    var record = RecordID.ledger
    var digest = Digest<Blake2b>()

    mutating func visit(_ key: RowKey, _ row: borrowing some Row) {
        digest.add(key, of: record, row)
    }
}
