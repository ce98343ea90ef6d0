internal import Lattice
internal import Queries
internal import Schema

/// Words of records, one index for each kind in each scope, made when somebody first looked for
/// words there (spec/08-store.md#find-4). Nothing in one knows of another.
struct WordIndices {
    private struct Index {
        let id: Int64
        let scope: Int64
        let number: KindNumber
        let kind: RecordKind
        let schema: [UInt8]
        var done: Int64 = 0
        var isWhole = false
    }

    static let tables = """
        CREATE TABLE word_indices(
            id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, kind INTEGER NOT NULL,
            schema BLOB NOT NULL, is_whole INTEGER NOT NULL, records INTEGER NOT NULL,
            length INTEGER NOT NULL);
        CREATE TABLE words(
            idx INTEGER NOT NULL, word BLOB NOT NULL, feed INTEGER NOT NULL,
            position INTEGER NOT NULL, weight INTEGER NOT NULL, length INTEGER NOT NULL,
            facets INTEGER NOT NULL,
            PRIMARY KEY (idx, word, feed, position)) WITHOUT ROWID;
        CREATE TABLE trigrams(
            idx INTEGER NOT NULL, trigram BLOB NOT NULL, word BLOB NOT NULL,
            PRIMARY KEY (idx, trigram, word)) WITHOUT ROWID;
        CREATE TABLE wordings(
            idx INTEGER NOT NULL, record INTEGER NOT NULL, wording BLOB NOT NULL,
            PRIMARY KEY (idx, record)) WITHOUT ROWID;
        CREATE TABLE facets(
            id INTEGER PRIMARY KEY, idx INTEGER NOT NULL, content BLOB NOT NULL,
            records INTEGER NOT NULL);
        CREATE UNIQUE INDEX facets_by_content ON facets(idx, content);
        """

    private let database: Database
    private let statements: WordStatements
    private var all: [Index] = []

    /// Rows that are looked at in one go.
    private static let pace = 100

    init(_ database: Database) throws(StoreError) {
        self.database = database
        statements = try WordStatements(database)
        // What they are of is not known any more.
        try database.run(
            """
            DELETE FROM word_indices; DELETE FROM words; DELETE FROM trigrams;
            DELETE FROM wordings; DELETE FROM facets;
            """)
    }

    var isUnfinished: Bool { all.contains { !$0.isWhole } }

    func has(_ kind: KindNumber, in scope: Int64) -> Bool {
        !all.isEmpty && all.contains { $0.scope == scope && $0.number == kind }
    }

    /// Takes away all that is known of a scope.
    mutating func forget(_ scope: Int64) throws(StoreError) {
        for index in all where index.scope == scope { try drop(index.id) }
    }

    private mutating func drop(_ index: Int64) throws(StoreError) {
        all.removeAll { $0.id == index }
        try database.run(
            """
            DELETE FROM word_indices WHERE id = \(index); DELETE FROM words WHERE idx = \(index);
            DELETE FROM trigrams WHERE idx = \(index); DELETE FROM wordings WHERE idx = \(index);
            DELETE FROM facets WHERE idx = \(index);
            """)
    }

    mutating func make(_ wish: Notices.Wish, for scope: Int64) throws(StoreError) {
        guard let kind = wish.schema.kinds[wish.kind] else { return }
        let schema = wish.schema.hash.octets
        // There is one for a kind: that of another schema goes.
        if let known = all.first(where: { $0.scope == scope && $0.number == wish.kind }) {
            guard known.schema != schema else { return }
            try drop(known.id)
        }
        let note = try database.prepare(
            """
            INSERT INTO word_indices(scope, kind, schema, is_whole, records, length)
            VALUES(?1, ?2, ?3, 0, 0, 0)
            """)
        note.bind(1, scope)
        note.bind(2, Int64(wish.kind.value))
        note.bind(3, schema)
        try note.run()
        all.append(
            Index(
                id: database.lastRow, scope: scope, number: wish.kind, kind: kind, schema: schema))
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
            let row = StateRow(rows)
            index.done = row.id
            guard let spot = row.spot(index.number, file) else { continue }
            let shown =
                row.rows.isEmpty
                ? nil : try row.shown(index.number, index.kind, file, in: database)
            try put(shown, of: row.id, at: spot, into: index)
        }
        index.isWhole = count < Self.pace
        all[place] = index
        if index.isWhole {
            try database.run("UPDATE word_indices SET is_whole = 1 WHERE id = \(index.id)")
        }
        return isUnfinished
    }

    /// Brings the words of a row up to date.
    func update(
        _ record: Int64, _ spot: Spot, _ kind: KindNumber, in scope: Int64,
        _ show: (RecordKind) throws(StoreError) -> Shown?
    ) throws(StoreError) {
        for index in all where index.scope == scope && index.number == kind {
            // What is still to be looked at is looked at then.
            guard index.isWhole || record <= index.done else { continue }
            try put(try show(index.kind), of: record, at: spot, into: index)
        }
    }

    private func put(
        _ shown: Shown?, of record: Int64, at spot: Spot, into index: Index
    ) throws(StoreError) {
        let before = try statements.wording(of: record, in: index.id)
        var after: KeptWording?
        if let wording = shown.flatMap({ Wording($0, index.kind) }) {
            let facets = try statements.facets(wording.facets, in: index.id)
            after = KeptWording(facets: facets, length: wording.length, words: wording.words)
        }
        guard before != after else { return }
        try statements.keep(after, of: record, in: index.id)
        try statements.count(from: before, to: after, in: index.id)
        // Each place of a word says how long the record is, and what it is counted under.
        let isAlike = before?.length == after?.length && before?.facets == after?.facets
        var gone: [[UInt8]: Int] = [:]
        for word in before?.words ?? [] { gone[word.letters] = word.weight }
        for word in after?.words ?? [] {
            let weight = gone.removeValue(forKey: word.letters)
            if isAlike, weight == word.weight { continue }
            if weight == nil { try learn(word.letters, in: index.id) }
            guard let after else { continue }
            let posting = Posting(
                spot, weight: word.weight, length: after.length, facets: after.facets)
            try statements.add(posting, of: word.letters, in: index.id)
        }
        for word in gone.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            try statements.drop(word, at: spot, in: index.id)
            try forget(word, in: index.id)
        }
    }

    /// Notes by what a word is found that somebody mistypes, if it is new here.
    private func learn(_ word: [UInt8], in index: Int64) throws(StoreError) {
        guard try !statements.has(word, in: index) else { return }
        for trigram in Nearest.trigrams(of: word) {
            try statements.run(statements.addTrigram, trigram, word, in: index)
        }
    }

    /// The same the other way round, if it is nowhere here any more.
    private func forget(_ word: [UInt8], in index: Int64) throws(StoreError) {
        guard try !statements.has(word, in: index) else { return }
        for trigram in Nearest.trigrams(of: word) {
            try statements.run(statements.dropTrigram, trigram, word, in: index)
        }
    }
}

extension StateRow {
    /// Where it is found; nil if nobody can tell what it is of.
    func spot(_ kind: KindNumber, _ feeds: some FeedNumbers) -> Spot? {
        switch RowName(name, kind.value, feeds) {
        case .record(let id)?:
            Spot(
                feed: feeds.number(of: id.creation.feed),
                position: id.creation.position.word)
        case .fact?: Spot(feed: 0, position: UInt64(id))
        case nil: nil
        }
    }
}
