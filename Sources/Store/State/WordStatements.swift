internal import Lattice
internal import Queries

/// As what a record stands in an index of words: what has to go when it changes.
struct KeptWording: Hashable {
    /// Under what it is counted; zero for nothing.
    let facets: Int64
    let length: Int
    let words: [Wording.Word]

    init(facets: Int64, length: Int, words: [Wording.Word]) {
        (self.facets, self.length, self.words) = (facets, length, words)
    }

    var bytes: [UInt8] {
        var writer = RowWriter()
        writer.put(UInt64(facets))
        writer.put(length)
        writer.put(words.count)
        for word in words {
            writer.put(word.weight)
            writer.put(Value(word.letters))
        }
        return writer.bytes
    }

    init(bytes: [UInt8]) throws(RowFault) {
        var reader = RowReader(bytes)
        facets = Int64(bitPattern: try reader.number())
        length = Int(truncatingIfNeeded: try reader.number())
        var words: [Wording.Word] = []
        for _ in 0..<(try reader.count()) {
            let weight = Int(truncatingIfNeeded: try reader.number())
            words.append(Wording.Word(try reader.value().bytes, weight: weight))
        }
        self.words = words
    }
}

/// What indices of words ask again and again, prepared once.
struct WordStatements {
    private let path: String
    private let database: Database
    private let wording: Statement
    private let keepWording: Statement
    private let dropWording: Statement
    private let count: Statement
    private let findFacets: Statement
    private let addFacets: Statement
    private let countFacets: Statement
    private let dropFacets: Statement
    private let addWord: Statement
    private let dropWord: Statement
    private let hasWord: Statement
    let addTrigram: Statement
    let dropTrigram: Statement

    init(_ database: Database) throws(StoreError) {
        path = database.path
        self.database = database
        wording = try database.prepare(
            "SELECT wording FROM wordings WHERE idx = ?1 AND record = ?2")
        keepWording = try database.prepare("REPLACE INTO wordings VALUES(?1, ?2, ?3)")
        dropWording = try database.prepare("DELETE FROM wordings WHERE idx = ?1 AND record = ?2")
        count = try database.prepare(
            """
            UPDATE word_indices SET records = records + ?2, length = length + ?3 WHERE id = ?1
            """)
        findFacets = try database.prepare("SELECT id FROM facets WHERE idx = ?1 AND content = ?2")
        addFacets = try database.prepare(
            "INSERT INTO facets(idx, content, records) VALUES(?1, ?2, 0)")
        countFacets = try database.prepare(
            "UPDATE facets SET records = records + ?3 WHERE id = ?2 AND idx = ?1")
        dropFacets = try database.prepare(
            "DELETE FROM facets WHERE id = ?2 AND idx = ?1 AND records <= 0")
        addWord = try database.prepare("REPLACE INTO words VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
        dropWord = try database.prepare(
            "DELETE FROM words WHERE idx = ?1 AND word = ?2 AND feed = ?3 AND position = ?4")
        hasWord = try database.prepare("SELECT 1 FROM words WHERE idx = ?1 AND word = ?2 LIMIT 1")
        addTrigram = try database.prepare("INSERT OR IGNORE INTO trigrams VALUES(?1, ?2, ?3)")
        dropTrigram = try database.prepare(
            "DELETE FROM trigrams WHERE idx = ?1 AND trigram = ?2 AND word = ?3")
    }

    func wording(of record: Int64, in index: Int64) throws(StoreError) -> KeptWording? {
        defer { wording.reset() }
        wording.bind(1, index)
        wording.bind(2, record)
        guard try wording.step() else { return nil }
        guard let kept = try? KeptWording(bytes: wording.bytes(0)) else {
            throw StoreError(path, .damaged("a row"))
        }
        return kept
    }

    func keep(
        _ kept: KeptWording?, of record: Int64, in index: Int64
    ) throws(StoreError) {
        let put = kept == nil ? dropWording : keepWording
        put.bind(1, index)
        put.bind(2, record)
        if let kept { put.bind(3, kept.bytes) }
        try put.run()
    }

    /// Takes a record out of all numbers, and puts it back in as it is now.
    func count(
        from before: KeptWording?, to after: KeptWording?, in index: Int64
    ) throws(StoreError) {
        count.bind(1, index)
        count.bind(2, Int64((after == nil ? 0 : 1) - (before == nil ? 0 : 1)))
        count.bind(3, Int64((after?.length ?? 0) - (before?.length ?? 0)))
        try count.run()
        guard before?.facets != after?.facets else { return }
        for (kept, step) in [(after, Int64(1)), (before, -1)] {
            guard let number = kept?.facets, number != 0 else { continue }
            countFacets.bind(1, index)
            countFacets.bind(2, number)
            countFacets.bind(3, step)
            try countFacets.run()
        }
        guard let number = before?.facets, number != 0 else { return }
        dropFacets.bind(1, index)
        dropFacets.bind(2, number)
        try dropFacets.run()
    }

    /// The number of what records are counted under.
    func facets(_ content: [UInt8], in index: Int64) throws(StoreError) -> Int64 {
        guard !content.isEmpty else { return 0 }
        defer { findFacets.reset() }
        findFacets.bind(1, index)
        findFacets.bind(2, content)
        if try findFacets.step() { return findFacets.integer(0) }
        addFacets.bind(1, index)
        addFacets.bind(2, content)
        try addFacets.run()
        return database.lastRow
    }

    func has(_ word: [UInt8], in index: Int64) throws(StoreError) -> Bool {
        defer { hasWord.reset() }
        hasWord.bind(1, index)
        hasWord.bind(2, word)
        return try hasWord.step()
    }

    func add(_ posting: Posting, of word: [UInt8], in index: Int64) throws(StoreError) {
        addWord.bind(1, index)
        addWord.bind(2, word)
        addWord.bind(posting.spot)
        addWord.bind(5, Int64(posting.weight))
        addWord.bind(6, Int64(posting.length))
        addWord.bind(7, posting.facets)
        try addWord.run()
    }

    func drop(_ word: [UInt8], at spot: Spot, in index: Int64) throws(StoreError) {
        dropWord.bind(1, index)
        dropWord.bind(2, word)
        dropWord.bind(spot)
        try dropWord.run()
    }

    func run(
        _ statement: Statement, _ trigram: [UInt8], _ word: [UInt8], in index: Int64
    ) throws(StoreError) {
        statement.bind(1, index)
        statement.bind(2, trigram)
        statement.bind(3, word)
        try statement.run()
    }
}

extension Statement {
    /// As columns three and four.
    fileprivate func bind(_ spot: Spot) {
        bind(3, Int64(bitPattern: spot.feed))
        bind(4, Int64(bitPattern: spot.position))
    }
}
