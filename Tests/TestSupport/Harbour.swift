public import Lattice
public import Schema
public import Wire

// What tests of records are made of.

/// An item put together by hand.
public func item(_ write: (inout Writer) -> Void) -> Value {
    var writer = Writer()
    write(&writer)
    return Value(writer.bytes)
}

public func text(_ text: String) -> Value { item { $0.put(text: text) } }
public func integer(_ number: Int64) -> Value { item { $0.put(integer: number) } }
public let null = item { $0.putNull() }

/// Bytes in hexadecimal; spaces do not matter.
public func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.map { UInt8($0.hexDigitValue ?? 0) }
    return stride(from: 0, to: digits.count, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
}

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

public func numbered(_ fields: Field...) -> [FieldNumber: Field] {
    Dictionary(
        uniqueKeysWithValues: fields.enumerated().map {
            (FieldNumber(UInt32($0.offset)), $0.element)
        })
}

/// A group or fact of these parts.
public func group(_ parts: (UInt32, Value)...) -> Value {
    item { writer in
        writer.put(map: parts.count)
        for (number, value) in parts {
            writer.put(UInt64(number))
            writer.put(item: value.span)
        }
    }
}

/// Boats and their trips.
public enum Harbour {
    public static let boat: UInt32 = 200
    public static let trip: UInt32 = 201
    public static let plan: UInt32 = 202
    public static let ruling: UInt32 = 203

    public static var schema: Schema {
        Schema(
            packs: ["harbour": 1],
            kinds: [
                KindNumber(boat): boats, KindNumber(trip): trips, KindNumber(plan): plans,
                KindNumber(ruling): rulings,
            ])
    }

    public static let boats = RecordKind(
        "boat", .document,
        numbered(
            Field("name", .text(most: 40), isRequired: true, weight: 3),
            Field("built", .date), Field("sunk", .date),
            Field("state", .choice([0: .init("afloat"), 1: .init("sunk")])),
            Field("crew", .person, merging: .set),
            Field("repairs", .integer(0...100), merging: .counter),
            Field("log", .group(numbered(Field("line", .text(most: 80)))), merging: .facts),
            Field("berth", .token(most: 8), initial: text("A1"))),
        labels: ["en": "Boat", "fr": "Bateau"], title: [FieldNumber(0)],
        rules: [
            .notAfter(FieldNumber(1), FieldNumber(2)),
            .needed(choice: FieldNumber(3), options: [1], fields: [FieldNumber(2)]),
            .unique([FieldNumber(0)]),
        ])

    /// What somebody would like to be done, until somebody else decides it.
    public static let plans = RecordKind(
        "plan", .fact, numbered(Field("what", .text(most: 200), isRequired: true)))

    public static let rulings = RecordKind(
        "ruling", .fact,
        numbered(
            Field("plan", .fact([KindNumber(plan)])), Field("approved", .truth),
            Field("seen", .list(most: 16, .fact([KindNumber(ruling)]))),
            Field("because", .text(most: 200))),
        deciding: Deciding(
            about: FieldNumber(0), approves: FieldNumber(1), seen: FieldNumber(2)))

    public static let trips = RecordKind(
        "trip", .fact,
        numbered(
            Field("boat", .record([KindNumber(boat)]), isRequired: true),
            Field("left", .time), Field("back", .time),
            Field("direction", .choice([0: .init("out"), 1: .init("home"), 2: .init("drill")])),
            Field(
                "load",
                .quantity(
                    digits: 1, 0...100_000,
                    units: [0: .init("kg"), 1: .init("t", 1_000), 2: .init("lb", 454, over: 1_000)])
            ),
            Field("passengers", .list(most: 3, .group(numbered(Field("who", .text(most: 20))))))),
        rules: [.notAfter(FieldNumber(1), FieldNumber(2))],
        sums: [
            Sum("trips-load", by: [FieldNumber(0)], of: FieldNumber(4)),
            Sum(
                "ashore", by: [FieldNumber(0)], of: FieldNumber(4),
                signs: .init(FieldNumber(3), [0: 1, 1: -1])),
        ])
}
