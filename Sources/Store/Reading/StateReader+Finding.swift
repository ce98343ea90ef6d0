public import Bundles
public import Lattice
public import Queries
public import Schema
internal import Wire

/// A page of what was found, and what can be said of all of it.
public struct Hits: Hashable, Sendable {
    /// The best first.
    public let items: [Hit]
    /// How many there are in all,
    public let total: Int
    /// of each kind,
    public let kinds: [KindNumber: Int]
    /// and of each value of what was asked.
    public let facets: [Facet]
    /// Words that nothing begins with, and what was looked for instead.
    public let corrections: [Correction]
    /// Where to go on; nil if there is nothing more.
    public let next: Cursor?
}

/// A record that was found.
public struct Hit: Hashable, Sendable {
    public let subject: Subject
    public let scope: Address
    public let kind: KindNumber
    /// What it is called by.
    public let title: [Value]
    /// Better ones are higher.
    public let rank: UInt64
    /// Where the words are in it.
    public let highlights: [Highlight]
}

extension StateReader {
    /// One page of the records in some scopes in which all words are (spec/08-store.md#find-1).
    public func find(
        _ finding: Finding, in scopes: [Address], of schema: Schema, after cursor: Cursor? = nil
    ) throws(AskError) -> Answer<Hits> {
        try find(finding, in: scopes, of: schema, after: cursor, isByIndex: true)
    }

    /// The same, by looking at all records if it is not to be by an index.
    package func find(
        _ finding: Finding, in scopes: [Address], of schema: Schema, after cursor: Cursor? = nil,
        isByIndex: Bool
    ) throws(AskError) -> Answer<Hits> {
        do throws(QueryError) { try finding.check(against: schema) } catch { throw .query(error) }
        var scopes = scopes
        var seen: Set<Address> = []
        scopes.removeAll { !seen.insert($0).inserted }
        let kinds = finding.kinds(of: schema)
        let finder: Finder
        do throws(CursorError) {
            finder = try Finder(finding, kinds, in: scopes.map(\.encoding), after: cursor)
        } catch { throw .cursor(error) }
        return try answer(scopes) { (connection) throws(StoreError) in
            let search = WordSearch(connection, scopes, schema, isByIndex: isByIndex)
            let hits = try search.look(finder, kinds)
            for wish in search.wishes { notices.wish(wish) }
            return hits
        }
    }
}

/// Looks for words in the rows of one moment.
private final class WordSearch {
    private let connection: StateReader.Connection
    private let scopes: [Address]
    private let schema: Schema
    private let isByIndex: Bool
    private var places: [Searched] = []
    /// Indices that would have helped.
    private(set) var wishes: [Notices.Wish] = []

    private struct Searched {
        let scope: Int
        let number: Int64
        let kind: RecordKind
        let words: SearchedPlace
    }

    /// From so many rows on an index is worth its place.
    private static let many = 100

    init(
        _ connection: StateReader.Connection, _ scopes: [Address], _ schema: Schema,
        isByIndex: Bool
    ) {
        (self.connection, self.scopes, self.schema) = (connection, scopes, schema)
        self.isByIndex = isByIndex
    }

    func look(_ prepared: Finder, _ kinds: [KindNumber]) throws(StoreError) -> Hits {
        for scope in scopes.indices { try open(scope, kinds) }
        var finder = prepared
        try finder.look(in: places.map(\.words))
        for index in places.indices { try filter(index, &finder) }
        let page = try finder.page { (place, spot) throws(StoreError) in
            try subject(spot, places[place])
        }
        let counts = finder.counts
        var kinds: [KindNumber: Int] = [:]
        for (place, count) in counts { kinds[places[place].words.kind, default: 0] += count }
        var items: [Hit] = []
        for found in page.found { if let hit = try hit(found, finder) { items.append(hit) } }
        return Hits(
            items: items, total: counts.values.reduce(0, +), kinds: kinds,
            facets: try facets(finder),
            corrections: finder.corrections, next: page.next)
    }

    private func open(_ scope: Int, _ kinds: [KindNumber]) throws(StoreError) {
        guard let number = try connection.number(of: scopes[scope]) else { return }
        for kind in kinds {
            guard let record = schema.kinds[kind] else { continue }
            let words: SearchedPlace
            if isByIndex, let index = try connection.words(kind, number, schema) {
                words = .index(index)
            } else {
                let (lexicon, rows) = try connection.lexicon(kind, record, in: scopes[scope])
                words = .lexicon(lexicon)
                if isByIndex, rows > Self.many {
                    wishes.append(
                        Notices.Wish(
                            scope: scopes[scope], kind: kind, field: nil, schema: schema))
                }
            }
            places.append(Searched(scope: scope, number: number, kind: record, words: words))
        }
    }

    /// Leaves out what does not pass the filter, and facts that stand in an earlier scope too.
    private func filter(_ index: Int, _ finder: inout Finder) throws(StoreError) {
        let place = places[index]
        let kind = place.words.kind
        let prepared = finder.finding.filters[kind].map {
            Prepared(Query(kind, where: $0), place.kind)
        }
        let isShared = place.kind.form == .fact && place.scope > 0
        guard prepared != nil || isShared else { return }
        try finder.keep(in: index) { (spot) throws(StoreError) in
            guard let row = try connection.row(kind, at: spot, in: place.number) else {
                return false
            }
            if isShared, try connection.has(row.name, kind, in: scopes[..<place.scope]) {
                return false
            }
            guard let prepared else { return true }
            return try connection.shown(row, kind, place.kind).map(prepared.matches) ?? false
        }
    }

    private func subject(_ spot: Spot, _ place: Searched) throws(StoreError) -> Subject {
        if let feed = connection.feed(spot.feed) {
            let dot = Dot(feed: feed, position: Position(word: spot.position))
            return .record(RecordID(dot, place.words.kind))
        }
        let row = try connection.row(place.words.kind, at: spot, in: place.number)
        guard let row,
            case .fact(.fact(_, let key))? = RowName(row.name, place.words.kind.value, connection)
        else { throw StoreError(connection.database.path, .damaged("a row")) }
        return .fact(key)
    }

    private func hit(_ found: Found, _ finder: Finder) throws(StoreError) -> Hit? {
        let place = places[found.place]
        let kind = place.words.kind
        guard let row = try connection.row(kind, at: found.spot, in: place.number),
            let shown = try connection.shown(row, kind, place.kind)
        else { return nil }
        return Hit(
            subject: found.subject, scope: scopes[place.scope], kind: kind, title: shown.title,
            rank: found.rank, highlights: finder.highlighter.highlights(shown, place.kind))
    }

    private func facets(_ finder: Finder) throws(StoreError) -> [Facet] {
        var facets: [Facet] = []
        let wanted = finder.finding.facets
        for kind in wanted.keys.sorted() {
            var counter = FacetCounter(kind, wanted[kind] ?? [])
            for (index, place) in places.enumerated() where place.words.kind == kind {
                for (number, hits) in finder.facets(in: index) {
                    counter.take(try place.words.facets(number), hits: hits)
                }
            }
            facets += counter.facets
        }
        return facets
    }
}
