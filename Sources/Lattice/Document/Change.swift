/// The number of a field within its kind. The schema says what it means.
@frozen
public struct FieldNumber: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let value: UInt32

    @inlinable
    public init(_ value: UInt32) { self.value = value }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// A delta of one field. The case is part of the field's name: fields of one number and different
/// kinds are different fields (spec/02-data-types.md#doc-2).
@frozen
public enum FieldDelta: Hashable, Sendable {
    case register(Register.Delta)
    case set(AddWinsSet.Delta)
    case counter(Counter.Delta)
    case facts(Facts.Delta)
}

/// One delta of a document.
@frozen
public enum DocumentDelta: Hashable, Sendable {
    case life(Life.Delta)
    case field(FieldNumber, FieldDelta)
    case foreign(ForeignDelta)
}

/// A delta of a later version: kept as it came, in its place, and a sign of life for all that is
/// known of it (spec/03-encoding.md#body-8).
@frozen
public struct ForeignDelta: Hashable, Sendable {
    public let verb: UInt32
    public let field: FieldNumber
    /// The item that says the rest, unread.
    public let payload: Value

    @inlinable
    public init(verb: UInt32, field: FieldNumber, payload: Value) {
        self.verb = verb
        self.field = field
        self.payload = payload
    }
}

/// One delta, with the record it is for. Its place in the bundle is its index.
@frozen
public struct Change: Hashable, Sendable {
    public let record: RecordID
    public let delta: DocumentDelta

    @inlinable
    public init(_ record: RecordID, _ delta: DocumentDelta) {
        self.record = record
        self.delta = delta
    }

    /// What stands where a refused change stood: it has a dot, and no effect.
    public static let nothing = Change(.ledger, .life(Life.Delta(.alive, seen: FieldVector())))

    /// What the rows hang on that this change touches.
    @inlinable
    public var anchor: Anchor {
        if record == .ledger, case .field(_, .facts(let fact)) = delta { return .fact(fact.key) }
        return .record(record)
    }

    /// Whether the change can have an effect: the ledger holds facts and nothing else
    /// (spec/02-data-types.md#doc-6).
    @inlinable
    public var isSound: Bool {
        if record.creation.feed != .zero { return true }
        guard record == .ledger else { return false }
        if case .field(_, .facts) = delta { return true }
        return false
    }
}

/// What a row hangs on: its record, or for a fact of the ledger its key. Buckets of the digest and
/// the index for re-joining go by it.
@frozen
public enum Anchor: Hashable, Sendable {
    case record(RecordID)
    case fact(FactKey)
}
