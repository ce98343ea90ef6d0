internal import Lattice
internal import Queries
internal import Schema
internal import Seal

/// Keys of single fields, in order, made when somebody first had use for them
/// (spec/08-store.md#ask-2).
struct Indices {
    private struct Index {
        let id: Int64
        let scope: Int64
        let number: KindNumber
        let kind: RecordKind
        let field: FieldNumber
        let schema: [UInt8]
        var done: Int64 = 0
        var isWhole = false
    }

    private let database: Database
    private var all: [Index] = []

    /// So many indices of one kind are kept; whoever asks for more has the oldest go.
    private static let most = 8
    /// Rows that are looked at in one go.
    private static let pace = 1_000

    private let find: Statement
    private let drop: Statement
    private let add: Statement

    init(_ database: Database) throws(StoreError) {
        self.database = database
        find = try database.prepare("SELECT has, key FROM keys WHERE record = ?1 AND idx = ?2")
        drop = try database.prepare("DELETE FROM keys WHERE record = ?1 AND idx = ?2")
        add = try database.prepare("INSERT INTO keys VALUES(?1, ?2, ?3, ?4)")
        // What they are of is not known any more.
        try database.run("DELETE FROM keys; DELETE FROM indices")
    }

    var isUnfinished: Bool { all.contains { !$0.isWhole } }

    func has(_ kind: KindNumber, in scope: Int64) -> Bool {
        !all.isEmpty && all.contains { $0.scope == scope && $0.number == kind }
    }

    mutating func forget(_ scope: Int64) { all.removeAll { $0.scope == scope } }

    mutating func make(_ wish: Notices.Wish, for scope: Int64) throws(StoreError) {
        guard let kind = wish.schema.kinds[wish.kind], let field = wish.field else { return }
        let schema = wish.schema.hash.octets
        let mine = all.filter { $0.scope == scope && $0.number == wish.kind }
        if mine.contains(where: { $0.field == field && $0.schema == schema }) { return }
        // Those of the field under another schema, and what is too many.
        var gone = mine.filter { $0.field == field }
        if mine.count - gone.count >= Self.most {
            gone += mine.filter { $0.field != field }.prefix(1)
        }
        for index in gone {
            try database.run(
                """
                DELETE FROM indices WHERE id = \(index.id);
                DELETE FROM keys WHERE idx = \(index.id);
                """)
            all.removeAll { $0.id == index.id }
        }
        let note = try database.prepare(
            """
            INSERT INTO indices(scope, kind, field, schema, done, is_whole)
            VALUES(?1, ?2, ?3, ?4, 0, 0)
            """)
        note.bind(1, scope)
        note.bind(2, Int64(wish.kind.value))
        note.bind(3, Int64(field.value))
        note.bind(4, schema)
        try note.run()
        all.append(
            Index(
                id: database.lastRow, scope: scope, number: wish.kind, kind: kind,
                field: field, schema: schema))
    }

    /// Looks at some more rows for an index that is not whole. Whether there is more to do.
    mutating func step(_ file: StateFile) throws(StoreError) -> Bool {
        guard let place = all.firstIndex(where: { !$0.isWhole }) else { return false }
        var index = all[place]
        let rows = try database.prepare(
            """
            SELECT id, name, rows FROM records WHERE id > ?1 AND scope = ?2 AND kind = ?3
            ORDER BY id LIMIT \(Self.pace)
            """)
        rows.bind(1, index.done)
        rows.bind(2, index.scope)
        rows.bind(3, Int64(index.number.value))
        var count = 0
        while try rows.step() {
            count += 1
            index.done = rows.integer(0)
            let shown = RowReader.shown(
                rows.bytes(1), rows.bytes(2), index.number, index.kind, file)
            try put(shown, of: index.done, into: index)
        }
        index.isWhole = count < Self.pace
        all[place] = index
        if index.isWhole {
            try database.run("UPDATE indices SET is_whole = 1 WHERE id = \(index.id)")
        }
        return isUnfinished
    }

    /// Brings the keys of a row up to date.
    func update(
        _ record: Int64, _ kind: KindNumber, in scope: Int64, _ show: (RecordKind) -> Shown?
    ) throws(StoreError) {
        for index in all where index.scope == scope && index.number == kind {
            // What is still to be looked at is looked at then.
            guard index.isWhole || record <= index.done else { continue }
            try put(show(index.kind), of: record, into: index)
        }
    }

    private func put(
        _ shown: Shown?, of record: Int64, into index: Index
    ) throws(StoreError) {
        let type = index.kind.fields[index.field]?.type
        let value = shown?.value(of: index.field)
        let key = type.flatMap { type in value.flatMap { OrderKey.of($0, type)?.bytes } }
        defer { find.reset() }
        find.bind(1, record)
        find.bind(2, index.id)
        if try find.step() {
            let isSame = (find.integer(0) == 1) == (key != nil) && find.bytes(1) == key ?? []
            guard !isSame else { return }
            find.reset()
            drop.bind(1, record)
            drop.bind(2, index.id)
            try drop.run()
        }
        add.bind(1, index.id)
        add.bind(2, key == nil ? 0 : 1)
        add.bind(3, key ?? [])
        add.bind(4, record)
        try add.run()
    }
}
