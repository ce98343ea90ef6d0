public import Schema

/// Some rows of an answer, in order.
public struct Page: Hashable, Sendable {
    public let items: [Shown]
    /// Where to go on; nil if there is nothing more.
    public let next: Cursor?
}

/// Finds one page of an answer among rows that it is shown one by one, each once, in any order. It
/// keeps no more than two pages at a time.
public struct Gatherer: Sendable {
    private struct Row: Sendable {
        let place: Place
        let shown: Shown
    }

    private let prepared: Prepared
    private let fingerprint: Fingerprint
    private let start: Place?
    /// Rows of the page, and one that says whether there are more.
    private let most: Int
    /// The best ones are among them; in no order.
    private var rows: [Row] = []
    /// Whatever does not come before it is not among the best; nil while there is room.
    private var bound: Place?

    /// Of a query that was checked against a schema with this kind.
    public init(
        _ query: Query, _ kind: RecordKind, after cursor: Cursor? = nil
    ) throws(CursorError) {
        prepared = Prepared(query, kind)
        fingerprint = query.fingerprint
        most = max(query.limit, 1) + 1
        start = cursor?.place
        guard let cursor else { return }
        guard cursor.query == fingerprint, cursor.place.keys.count == query.order.count else {
            throw .otherQuery
        }
    }

    /// Looks at a row.
    public mutating func take(_ shown: Shown) {
        guard prepared.matches(shown) else { return }
        let place = prepared.place(of: shown)
        if let start, !prepared.precedes(start, place) { return }
        if let bound, !prepared.precedes(place, bound) { return }
        rows.append(Row(place: place, shown: shown))
        // Sorting now and then costs less than keeping everything in order.
        guard rows.count >= 2 * most else { return }
        rows = best
        bound = rows.last?.place
    }

    /// Of an index of the first field of the order, the keys that rows of the page may have, as far
    /// as is known by now: it gets narrower. Rows that are not in the index are apart from that.
    /// Nil if there is no order.
    public var wanted: KeyRange? {
        guard let order = prepared.query.order.first else { return nil }
        let (first, last) = (start.map { $0.keys[0]?.bytes }, bound.map { $0.keys[0]?.bytes })
        // Where the page before ended among rows without a value, those with one are done.
        if case .some(nil) = first { return KeyRange(to: .before([])) }
        let (low, high) = order.direction == .ascending ? (first, last) : (last, first)
        return KeyRange(from: (low ?? []) ?? [], to: (high ?? nil).map { .with($0) } ?? .open)
    }

    private var best: [Row] {
        Array(rows.sorted { prepared.precedes($0.place, $1.place) }.prefix(most))
    }

    /// The page, of all rows seen so far.
    public var page: Page {
        let best = best
        guard best.count == most else { return Page(items: best.map(\.shown), next: nil) }
        let items = best.dropLast()
        return Page(
            items: items.map(\.shown),
            next: items.last.map { Cursor(query: fingerprint, place: $0.place) })
    }
}
