internal import Lattice

extension StateFile {
    /// What the state file asks again and again, prepared once.
    struct Statements {
        let addScope: Statement
        let bookmark: Statement
        let keepBookmark: Statement
        let addFeed: Statement
        let record: Statement
        let addRecord: Statement
        let keepHead: Statement
        let names: Statement
        let part: Statement
        let parts: Statement
        let keepPart: Statement
        let dropPart: Statement
        let addWaiting: Statement

        init(_ database: Database) throws(StoreError) {
            addScope = try database.prepare("INSERT INTO scopes(address) VALUES(?1)")
            bookmark = try database.prepare("SELECT bookmark FROM scopes WHERE id = ?1")
            keepBookmark = try database.prepare("UPDATE scopes SET bookmark = ?1 WHERE id = ?2")
            addFeed = try database.prepare("INSERT INTO feeds VALUES(?1, ?2)")
            record = try database.prepare(
                "SELECT id, head FROM records WHERE scope = ?1 AND name = ?2")
            addRecord = try database.prepare(
                "INSERT INTO records(head, scope, name, kind) VALUES(?1, ?2, ?3, ?4)")
            keepHead = try database.prepare("UPDATE records SET head = ?1 WHERE id = ?2")
            names = try database.prepare("SELECT name FROM records WHERE scope = ?1")
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
            addWaiting = try database.prepare(
                "INSERT INTO waiting VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
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
            statement.bind(4, key.person.octets + key.id.octets)
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
        guard key.count == 32, let person = PersonID(octets: Array(key[..<16])),
            let id = FactID(octets: Array(key[16...]))
        else { return nil }
        self = .fact(field, FactKey(person: person, id: id))
    }
}

extension RecordID {
    /// Its twenty-eight bytes.
    var octets: [UInt8] {
        var bytes = ByteBuffer()
        bytes.put(self)
        return bytes.bytes
    }

    /// Nil of other than twenty-eight bytes, and of what names no record.
    init?(octets: [UInt8]) {
        guard octets.count == 28, let feed = FeedID(octets: Array(octets[..<16])) else {
            return nil
        }
        let kind = KindNumber(octets[24...].reduce(0) { $0 << 8 | UInt32($1) })
        let position = Position(word: octets[16..<24].word)
        self.init(Dot(feed: feed, position: position), kind)
    }
}
