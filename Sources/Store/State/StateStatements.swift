internal import Lattice

extension StateFile {
    /// What the state file asks again and again, prepared once.
    struct Statements {
        let addScope: Statement
        let bookmark: Statement
        let keepBookmark: Statement
        let keepVersion: Statement
        let addFeed: Statement
        let record: Statement
        let addRecord: Statement
        let keepRecord: Statement
        let names: Statement
        let part: Statement
        let parts: Statement
        let keepPart: Statement
        let dropPart: Statement
        let page: Statement
        let addPage: Statement
        let addWaiting: Statement
        let dropWaiting: Statement

        init(_ database: Database) throws(StoreError) {
            addScope = try database.prepare("INSERT INTO scopes(address) VALUES(?1)")
            bookmark = try database.prepare("SELECT bookmark FROM scopes WHERE id = ?1")
            keepBookmark = try database.prepare("UPDATE scopes SET bookmark = ?1 WHERE id = ?2")
            keepVersion = try database.prepare("UPDATE moments SET version = ?1")
            addFeed = try database.prepare("INSERT INTO feeds VALUES(?1, ?2)")
            record = try database.prepare(
                """
                SELECT id, rows, places, has_pages FROM records
                WHERE scope = ?1 AND kind = ?2 AND name = ?3
                """)
            addRecord = try database.prepare(
                """
                INSERT INTO records(version, rows, places, has_pages, scope, kind, name)
                VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)
                """)
            keepRecord = try database.prepare(
                """
                UPDATE records SET version = ?1, rows = ?2, places = ?3, has_pages = ?4
                WHERE id = ?5
                """)
            names = try database.prepare("SELECT kind, name FROM records WHERE scope = ?1")
            part = try database.prepare(
                """
                SELECT row FROM parts WHERE record = ?1 AND field = ?2 AND sort = ?3 AND key = ?4
                """)
            parts = try database.prepare(
                "SELECT field, sort, key, row FROM parts WHERE record = ?1")
            keepPart = try database.prepare("REPLACE INTO parts VALUES(?1, ?2, ?3, ?4, ?5)")
            dropPart = try database.prepare(
                """
                DELETE FROM parts WHERE record = ?1 AND field = ?2 AND sort = ?3 AND key = ?4
                """)
            page = try database.prepare("SELECT places FROM pages WHERE record = ?1")
            addPage = try database.prepare("INSERT INTO pages VALUES(?1, ?2)")
            addWaiting = try database.prepare(
                "INSERT INTO waiting VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
            dropWaiting = try database.prepare("DELETE FROM waiting WHERE scope = ?1")
        }
    }
}

extension PartName {
    private static let elements: Int64 = 0
    private static let facts: Int64 = 1

    /// As columns two to four of a statement.
    func bind(to statement: Statement) {
        switch self {
        case .element(let field, let element):
            statement.bind(2, Int64(field.value))
            statement.bind(3, Self.elements)
            statement.bind(4, element.span)
        case .fact(let field, let key):
            statement.bind(2, Int64(field.value))
            statement.bind(3, Self.facts)
            statement.bind(4, key.octets)
        }
    }

    /// From the first three columns of a row.
    init?(_ row: Statement) {
        let field = FieldNumber(UInt32(truncatingIfNeeded: row.integer(0)))
        let key = row.bytes(2)
        guard row.integer(1) == Self.facts else {
            self = .element(field, Value(key))
            return
        }
        var reader = RowReader(key)
        guard let fact = try? reader.factKey() else { return nil }
        self = .fact(field, fact)
    }
}

extension FactKey {
    /// Its thirty-two bytes.
    var octets: [UInt8] {
        var writer = RowWriter()
        writer.put(self)
        return writer.bytes
    }
}
