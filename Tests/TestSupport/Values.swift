public import Lattice
internal import Simulation
internal import Wire

// What tests of records are made of.

public let null = item { $0.putNull() }

extension FeedID {
    public static let ann = FeedID(high: 0xA, low: 0xA)
    public static let ben = FeedID(high: 0xB, low: 0xB)
}

public func position(_ bundle: UInt64, _ index: Int) -> Position {
    guard let number = BundleNumber(bundle), let position = Position(number, index: index) else {
        preconditionFailure("no such position")
    }
    return position
}

public func record(
    _ kind: UInt32, _ index: Int = 0, of feed: FeedID = .ann, in bundle: UInt64 = 1
) -> RecordID {
    RecordID(Dot(feed: feed, position: position(bundle, index)), KindNumber(kind))
}

public func write(_ value: Value, to field: UInt32, of record: RecordID) -> Change {
    Change(record, .field(FieldNumber(field), .register(Register.Delta(value))))
}

public func state(_ content: Value, as kind: UInt32, _ id: UInt64 = 1) -> Change {
    let key = FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 7, low: id))
    return Change(.ledger, .field(FieldNumber(kind), .facts(Facts.Delta(key, content))))
}
