internal import Bundles
internal import Lattice
internal import Queries
internal import Schema

/// Where words are looked for: in an index, or in all that there is.
enum SearchedPlace: WordPlace {
    case index(IndexedWords)
    case lexicon(Lexicon)

    var kind: KindNumber {
        switch self {
        case .index(let index): index.kind
        case .lexicon(let lexicon): lexicon.kind
        }
    }

    var records: Int {
        switch self {
        case .index(let index): index.records
        case .lexicon(let lexicon): lexicon.records
        }
    }

    var length: Int {
        switch self {
        case .index(let index): index.length
        case .lexicon(let lexicon): lexicon.length
        }
    }

    func forEachPosting(
        beginning letters: [UInt8], _ body: (Posting, Bool) -> Void
    ) throws(StoreError) {
        switch self {
        case .index(let index): try index.forEachPosting(beginning: letters, body)
        case .lexicon(let lexicon): lexicon.forEachPosting(beginning: letters, body)
        }
    }

    func forEachPosting(
        of letters: [UInt8], _ body: (Posting) -> Void
    ) throws(StoreError) {
        switch self {
        case .index(let index): try index.forEachPosting(of: letters, body)
        case .lexicon(let lexicon): lexicon.forEachPosting(of: letters, body)
        }
    }

    func forEachWord(
        sharing trigrams: [[UInt8]], _ body: ([UInt8]) -> Void
    ) throws(StoreError) {
        switch self {
        case .index(let index): try index.forEachWord(sharing: trigrams, body)
        case .lexicon(let lexicon): lexicon.forEachWord(sharing: trigrams, body)
        }
    }

    func facets(_ number: Int64) throws(StoreError) -> FacetValues {
        switch self {
        case .index(let index): try index.facets(number)
        case .lexicon(let lexicon): lexicon.facets(number)
        }
    }
}

/// The index of words of one kind in one scope, as it is at one moment.
struct IndexedWords: WordPlace {
    let database: Database
    let id: Int64
    let kind: KindNumber
    let records: Int
    let length: Int

    func forEachPosting(
        beginning letters: [UInt8], _ body: (Posting, Bool) -> Void
    ) throws(StoreError) {
        let find = try database.prepare(
            """
            SELECT feed, position, weight, length, facets, length(word) FROM words
            WHERE idx = ?1 AND word >= ?2 AND word < ?3
            """)
        find.bind(1, id)
        find.bind(2, letters)
        // No letter has this byte.
        find.bind(3, letters + [0xFF])
        while try find.step() {
            body(Posting(find), find.integer(5) == Int64(letters.count))
        }
    }

    func forEachPosting(
        of letters: [UInt8], _ body: (Posting) -> Void
    ) throws(StoreError) {
        let find = try database.prepare(
            """
            SELECT feed, position, weight, length, facets FROM words WHERE idx = ?1 AND word = ?2
            """)
        find.bind(1, id)
        find.bind(2, letters)
        while try find.step() { body(Posting(find)) }
    }

    func forEachWord(
        sharing trigrams: [[UInt8]], _ body: ([UInt8]) -> Void
    ) throws(StoreError) {
        let find = try database.prepare(
            "SELECT word FROM trigrams WHERE idx = ?1 AND trigram = ?2")
        for trigram in trigrams {
            find.bind(1, id)
            find.bind(2, trigram)
            while try find.step() { body(find.bytes(0)) }
            find.reset()
        }
    }

    func facets(_ number: Int64) throws(StoreError) -> FacetValues {
        let find = try database.prepare("SELECT content FROM facets WHERE idx = ?1 AND id = ?2")
        find.bind(1, id)
        find.bind(2, number)
        return FacetValues(bytes: try find.step() ? find.bytes(0) : [])
    }
}

extension Posting {
    /// From the first five columns.
    fileprivate init(_ row: Statement) {
        self.init(
            Spot(
                feed: UInt64(bitPattern: row.integer(0)),
                position: UInt64(bitPattern: row.integer(1))),
            weight: Int(row.integer(2)), length: Int(row.integer(3)), facets: row.integer(4))
    }
}

extension StateReader.Connection {
    /// The index of the words of a kind, if it is there and whole.
    func words(
        _ kind: KindNumber, _ scope: Int64, _ schema: Schema
    ) throws(StoreError) -> IndexedWords? {
        let find = try database.prepare(
            """
            SELECT id, records, length FROM word_indices
            WHERE scope = ?1 AND kind = ?2 AND schema = ?3 AND is_whole = 1
            """)
        find.bind(1, scope)
        find.bind(2, Int64(kind.value))
        find.bind(3, schema.hash.octets)
        guard try find.step() else { return nil }
        return IndexedWords(
            database: database, id: find.integer(0), kind: kind, records: Int(find.integer(1)),
            length: Int(find.integer(2)))
    }

    /// All words of a kind, read from its records. Also how many rows were looked at.
    func lexicon(
        _ number: KindNumber, _ kind: RecordKind, in scope: Address
    ) throws(StoreError) -> (lexicon: Lexicon, rows: Int) {
        var lexicon = Lexicon(number)
        var count = 0
        try forEachRow(of: number, in: scope) { (row) throws(StoreError) in
            count += 1
            guard let spot = row.spot(number, self),
                let wording = try shown(row, number, kind).flatMap({ Wording($0, kind) })
            else { return }
            lexicon.add(wording, at: spot)
        }
        return (lexicon, count)
    }

    /// The row of a record that was found.
    func row(
        _ kind: KindNumber, at spot: Spot, in scope: Int64
    ) throws(StoreError) -> StateRow? {
        guard spot.feed == 0 else {
            var name = RowWriter()
            name.put(spot.feed)
            name.put(spot.position)
            return try row(kind, name.bytes, in: scope)
        }
        let find = try database.prepare(
            "SELECT id, name, rows FROM records WHERE id = ?1 AND scope = ?2 AND kind = ?3")
        find.bind(1, Int64(bitPattern: spot.position))
        find.bind(2, scope)
        find.bind(3, Int64(kind.value))
        return try find.step() ? StateRow(find) : nil
    }
}
