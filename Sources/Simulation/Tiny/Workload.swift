public import Lattice

/// What somebody wants to do to a record. It makes sense in any state: where it cannot be done, it
/// comes to nothing. So a history of intents can be cut down at will and stays a history.
public enum Intent: Hashable, Sendable {
    case write(FieldNumber, Value)
    case add(FieldNumber, Value)
    case remove(FieldNumber, Value)
    case count(FieldNumber, Int64)
    case state(FieldNumber, FactKey, Value)
    case delete
    case restore

    /// The delta that does it, or nil if there is nothing to do.
    public func author(_ rows: inout some Rows, _ pen: Pen) throws(AuthorError) -> DocumentDelta? {
        switch self {
        case .write(let field, let value): try rows.writing(value, to: field, pen)
        case .add(let field, let value): try rows.adding(value, to: field, pen)
        case .remove(let field, let value): try rows.removing(value, from: field, pen)
        case .count(let field, let amount): try rows.counting(amount, in: field, pen)
        case .state(let field, let key, let value): try rows.stating(key, value, in: field, pen)
        case .delete: try rows.deleting(pen)
        case .restore: try rows.restoring(pen)
        }
    }
}

/// An intent, and the record it is about.
public struct Errand: Hashable, Sendable {
    public let record: RecordID
    public let intent: Intent

    public init(_ record: RecordID, _ intent: Intent) {
        self.record = record
        self.intent = intent
    }
}

/// Draws intents from a universe small enough that people get in each other's way.
public struct Workload: Hashable, Sendable {
    public var records: Int
    public var fields: Int
    public var values: Int
    public var people: Int

    public init(records: Int = 3, fields: Int = 2, values: Int = 3, people: Int = 2) {
        self.records = records
        self.fields = fields
        self.values = values
        self.people = people
    }

    /// The records of the universe, as if one bundle of a feed of old had created them.
    public static func record(_ index: Int) -> RecordID {
        RecordID(Dot(feed: FeedID(high: 0xCA, low: 0x5E), position: Position(word: UInt64(index))))
    }

    public func errand(_ random: inout SeededRandom) -> Errand {
        if random.chance(20) { return Errand(.ledger, stating(&random)) }
        return Errand(Self.record(random.below(records)), intent(&random))
    }

    public func intent(_ random: inout SeededRandom) -> Intent {
        switch random.below(100) {
        case ..<30: .write(field(&random), value(&random))
        case ..<50: .add(field(&random), value(&random))
        case ..<65: .remove(field(&random), value(&random))
        case ..<80: .count(field(&random), Int64(random.below(9)) - 4)
        case ..<88: stating(&random)
        case ..<95: .delete
        default: .restore
        }
    }

    /// A fact; now and then two contents meet under one key.
    public func stating(_ random: inout SeededRandom) -> Intent {
        let person = PersonID(high: 1, low: UInt64(random.below(people)))
        let key = FactKey(
            person: person, id: FactID(high: 0, low: UInt64(random.below(values * 2))))
        return .state(field(&random), key, Value("fact \(random.chance(90) ? 0 : random.below(3))"))
    }

    private func field(_ random: inout SeededRandom) -> FieldNumber {
        FieldNumber(UInt32(random.below(fields)))
    }

    private func value(_ random: inout SeededRandom) -> Value {
        Value("v\(random.below(values))")
    }
}
