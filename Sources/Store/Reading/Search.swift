internal import Bundles
internal import Lattice
internal import Queries
internal import Schema

/// Looks for what a query asks for, by an index if there is one that helps.
final class Search {
    private let query: Query
    private let kind: RecordKind
    private let schema: Schema
    private var gatherer: Gatherer
    /// Rows that were looked at.
    private var seen = 0

    /// From so many rows on an index is worth its place.
    private static let many = 512

    init(_ query: Query, _ kind: RecordKind, of schema: Schema, _ gatherer: Gatherer) {
        (self.query, self.kind, self.schema, self.gatherer) = (query, kind, schema, gatherer)
    }

    var page: Page { gatherer.page }

    /// Looks at all that may be on the page. Returns what index would have helped.
    func look(
        in scope: Address, besides earlier: ArraySlice<Address>,
        _ connection: StateReader.Connection
    ) throws(StoreError) -> Notices.Wish? {
        guard let number = try connection.number(of: scope) else { return nil }
        let wishes = query.wishes(kind: kind)
        for field in wishes {
            guard let type = kind.fields[field]?.type,
                let index = try connection.index(query.kind, field, number, schema)
            else { continue }
            let ranges = query.ranges(of: field, type: type)
            if let order = query.order.first, order.field == field {
                try walk(index, order, ranges, earlier, connection)
                return nil
            }
            guard let ranges else { continue }
            for range in ranges {
                try connection.forEachKey(of: index, in: range, .ascending) {
                    (row, _) throws(StoreError) in
                    try take(row, earlier, connection)
                    return true
                }
            }
            return nil
        }
        let before = seen
        try connection.forEachRow(of: query.kind, in: scope) { (row) throws(StoreError) in
            try take(row, earlier, connection)
        }
        guard seen - before > Self.many, let wish = wishes.first else { return nil }
        return Notices.Wish(scope: scope, kind: query.kind, field: wish, schema: schema)
    }

    /// Goes along an index in the order of the page, until the page is full.
    private func walk(
        _ index: Int64, _ order: Order, _ ranges: [KeyRange]?, _ earlier: ArraySlice<Address>,
        _ connection: StateReader.Connection
    ) throws(StoreError) {
        guard let wanted = gatherer.wanted else { return }
        var isFull = false
        let all = ranges?.compactMap { $0.common(with: wanted) } ?? [wanted]
        for range in order.direction == .ascending ? all : all.reversed() where !isFull {
            try connection.forEachKey(of: index, in: range, order.direction) {
                (row, key) throws(StoreError) in
                // What is wanted gets less as the page fills.
                isFull = gatherer.wanted?.contains(key) != true
                if !isFull { try take(row, earlier, connection) }
                return !isFull
            }
        }
        guard !isFull, ranges == nil else { return }
        // What has no value comes last, either way.
        try connection.forEachRowWithoutKey(of: index) { (row) throws(StoreError) in
            try take(row, earlier, connection)
        }
    }

    private func take(
        _ row: StateRow, _ earlier: ArraySlice<Address>, _ connection: StateReader.Connection
    ) throws(StoreError) {
        seen += 1
        // A fact that stands in two scopes is one.
        if kind.form == .fact, try connection.has(row.name, query.kind, in: earlier) { return }
        guard let shown = try connection.shown(row, query.kind, kind) else { return }
        gatherer.take(shown)
    }
}
