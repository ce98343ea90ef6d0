public import Lattice

/// What somebody asks for: records or facts of one kind that pass a filter, in an order.
public struct Query: Hashable, Sendable {
    public var kind: KindNumber
    public var filter: Filter
    /// What comes first decides first; rows that are alike in all of it stand by their subjects.
    public var order: [Order]
    public var presence: Presence
    /// Rows of a page.
    public var limit: Int

    public init(
        _ kind: KindNumber, where filter: Filter = .everything, by order: [Order] = [],
        presence: Presence = .alive, limit: Int = 100
    ) {
        self.kind = kind
        self.filter = filter
        self.order = order
        self.presence = presence
        self.limit = limit
    }
}

/// Which rows are asked for: what nobody created is in none of them.
public enum Presence: UInt64, Hashable, Sendable {
    /// Contested records too: a person should see them.
    case alive
    case deleted
    case all
}

/// A field to order by. Rows without a value there come last, whichever way it goes.
public struct Order: Hashable, Sendable {
    public enum Direction: UInt64, Hashable, Sendable {
        case ascending
        case descending
    }

    public var field: FieldNumber
    public var direction: Direction

    public init(_ field: FieldNumber, _ direction: Direction = .ascending) {
        self.field = field
        self.direction = direction
    }
}

/// How a value stands to another. A row without a value is unequal to any, and no more than that.
public enum Comparison: UInt64, Hashable, CaseIterable, Sendable {
    case equal
    case notEqual
    case less
    case lessOrEqual
    case greater
    case greaterOrEqual
}

/// What rows have to pass. Fields are what people read: the value that counts, or the default.
public indirect enum Filter: Hashable, Sendable {
    case everything
    /// Of a register, a counter, or a part of a fact. Quantities are equal if they are as much.
    case compare(FieldNumber, Comparison, Value)
    case among(FieldNumber, [Value])
    /// Of a text or token, in whatever case its letters are.
    case begins(FieldNumber, String)
    /// Of a set or a list.
    case contains(FieldNumber, Value)
    /// There is nothing in the field. A counter always counts something.
    case missing(FieldNumber)
    /// A person should look at a field; or, if none is named, at anything in the row.
    case contested(FieldNumber?)
    /// Each word is somewhere in a field that is searched, in whatever case its letters are.
    case search(String)
    case all([Filter])
    case any([Filter])
    case not(Filter)
}
