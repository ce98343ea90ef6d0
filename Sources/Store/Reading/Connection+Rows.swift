internal import Bundles
internal import Lattice
internal import Queries
internal import Schema
internal import Seal

/// A row of the state file.
struct StateRow {
    let id: Int64
    let name: [UInt8]
    let rows: [UInt8]

    /// What people read of it, with the parts that are kept one by one; nil if nothing is there.
    func shown(
        _ number: KindNumber, _ kind: RecordKind, _ feeds: some FeedNumbers,
        in database: Database
    ) throws(StoreError) -> Shown? {
        guard case .record(let id)? = RowName(name, number.value, feeds) else {
            return RowReader.shown(name, rows, number, kind, feeds)
        }
        let document = try document(feeds, in: database)
        return document.isEmpty ? nil : Shown(id, document, of: kind, by: Blake2b.self)
    }

    func document(
        _ feeds: some FeedNumbers, in database: Database
    ) throws(StoreError) -> Document {
        var reader = RowReader(rows)
        guard case (var document, let isWhole)? = try? reader.document(feeds) else {
            throw StoreError(database.path, .damaged("a row"))
        }
        guard !isWhole else { return document }
        let parts = try database.prepare(
            "SELECT field, sort, key, row FROM parts WHERE record = ?1")
        parts.bind(1, id)
        while try parts.step() {
            var reader = RowReader(parts.bytes(3))
            switch PartName(parts) {
            case .element(let field, let name)?:
                guard let row = try? reader.element(feeds) else { continue }
                document.element(field, name) { $0 = row }
            case .fact(let field, let key)?:
                guard let row = try? reader.fact(feeds) else { continue }
                document.fact(field, key) { $0 = row }
            case nil: continue
            }
        }
        return document
    }
}

extension StateReader.Connection {
    /// The rows of one record or fact, as they lie.
    func row(
        _ kind: KindNumber, _ name: [UInt8], in scope: Int64
    ) throws(StoreError) -> StateRow? {
        let find = try database.prepare(
            "SELECT id, name, rows FROM records WHERE scope = ?1 AND kind = ?2 AND name = ?3")
        find.bind(1, scope)
        find.bind(2, Int64(kind.value))
        find.bind(3, name)
        return try find.step() ? StateRow(find) : nil
    }

    /// What people read of a row; nil if nothing is there.
    func shown(
        _ row: StateRow, _ number: KindNumber, _ kind: RecordKind
    ) throws(StoreError) -> Shown? {
        try row.shown(number, kind, self, in: database)
    }

    /// Shows all rows of a kind.
    func forEachRow(
        of kind: KindNumber, in scope: Address,
        _ body: (StateRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        guard let number = try number(of: scope) else { return }
        let rows = try database.prepare(
            "SELECT id, name, rows FROM records WHERE scope = ?1 AND kind = ?2")
        rows.bind(1, number)
        rows.bind(2, Int64(kind.value))
        while try rows.step() { try body(StateRow(rows)) }
    }

    /// Whether a fact of this name stands in one of some scopes.
    func has(
        _ name: [UInt8], _ kind: KindNumber, in scopes: ArraySlice<Address>
    ) throws(StoreError) -> Bool {
        for scope in scopes {
            guard let number = try number(of: scope) else { continue }
            if let row = try row(kind, name, in: number), !row.rows.isEmpty { return true }
        }
        return false
    }
}

extension StateReader.Connection {
    /// The index of a field, if it is there and whole.
    func index(
        _ kind: KindNumber, _ field: FieldNumber, _ scope: Int64, _ schema: Schema
    ) throws(StoreError) -> Int64? {
        let find = try database.prepare(
            """
            SELECT id FROM indices
            WHERE scope = ?1 AND kind = ?2 AND field = ?3 AND schema = ?4 AND is_whole = 1
            """)
        find.bind(1, scope)
        find.bind(2, Int64(kind.value))
        find.bind(3, Int64(field.value))
        find.bind(4, schema.hash.octets)
        return try find.step() ? find.integer(0) : nil
    }

    /// Shows rows by their keys, in order, for as long as they are asked for.
    func forEachKey(
        of index: Int64, in range: KeyRange, _ direction: Order.Direction,
        _ body: (StateRow, [UInt8]) throws(StoreError) -> Bool
    ) throws(StoreError) {
        let end =
            switch range.upper {
            case .before: "AND k.key < ?3"
            case .with: "AND k.key <= ?3"
            case .open: ""
            }
        let keys = try database.prepare(
            """
            SELECT r.id, r.name, r.rows, k.key FROM keys k JOIN records r ON r.id = k.record
            WHERE k.idx = ?1 AND k.has = 1 AND k.key >= ?2 \(end)
            ORDER BY k.key \(direction == .ascending ? "ASC" : "DESC")
            """)
        keys.bind(1, index)
        keys.bind(2, range.lower)
        switch range.upper {
        case .before(let end), .with(let end): keys.bind(3, end)
        case .open: break
        }
        while try keys.step() {
            guard try body(StateRow(keys), keys.bytes(3)) else { return }
        }
    }

    /// Shows the rows that have no value in an indexed field.
    func forEachRowWithoutKey(
        of index: Int64, _ body: (StateRow) throws(StoreError) -> Void
    ) throws(StoreError) {
        let rows = try database.prepare(
            """
            SELECT r.id, r.name, r.rows FROM keys k JOIN records r ON r.id = k.record
            WHERE k.idx = ?1 AND k.has = 0
            """)
        rows.bind(1, index)
        while try rows.step() { try body(StateRow(rows)) }
    }
}

extension StateRow {
    /// From the first three columns.
    init(_ row: Statement) {
        self.init(id: row.integer(0), name: row.bytes(1), rows: row.bytes(2))
    }
}
