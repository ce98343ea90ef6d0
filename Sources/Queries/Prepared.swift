internal import Lattice
public import Schema

/// A query made ready for many rows of its kind.
public struct Prepared: Sendable {
    public let query: Query
    public let kind: RecordKind
    private let condition: Condition
    /// The types of the fields of the order.
    private let types: [FieldType]

    /// Of a query that was checked against a schema with this kind.
    public init(_ query: Query, _ kind: RecordKind) {
        self.query = query
        self.kind = kind
        condition = Condition(query.filter, kind)
        types = query.order.map { kind.fields[$0.field]?.type ?? .truth }
    }

    /// Whether a row is asked for.
    public func matches(_ shown: Shown) -> Bool {
        shown.kind == query.kind && isPresent(shown) && condition.passes(shown, kind)
    }

    /// Whether a row comes before another.
    public func sorts(_ a: Shown, before b: Shown) -> Bool {
        precedes(place(of: a), place(of: b))
    }

    private func isPresent(_ shown: Shown) -> Bool {
        switch query.presence {
        case .alive: shown.isAlive
        case .deleted: shown.existence == .deleted
        case .all: shown.existence != .absent
        }
    }
}

/// Where a row stands in an order.
struct Place: Hashable, Sendable {
    /// Nil where there is no value.
    let keys: [OrderKey?]
    let subject: Subject
}

extension Prepared {
    func place(of shown: Shown) -> Place {
        let keys = zip(query.order, types).map { order, type in
            shown.key(of: order.field, type)
        }
        return Place(keys: keys, subject: shown.subject)
    }

    func precedes(_ a: Place, _ b: Place) -> Bool {
        for (index, order) in query.order.enumerated() where a.keys[index] != b.keys[index] {
            // What has no value comes last either way.
            guard let mine = a.keys[index] else { return false }
            guard let theirs = b.keys[index] else { return true }
            return order.direction == .ascending ? mine < theirs : theirs < mine
        }
        return a.subject < b.subject
    }
}

extension Query {
    /// Whether a row is asked for. For many rows, prepare the query once.
    public func matches(_ shown: Shown, kind: RecordKind) -> Bool {
        Prepared(self, kind).matches(shown)
    }

    /// Whether a row comes before another. For many rows, prepare the query once.
    public func sorts(_ a: Shown, before b: Shown, kind: RecordKind) -> Bool {
        Prepared(self, kind).sorts(a, before: b)
    }
}
