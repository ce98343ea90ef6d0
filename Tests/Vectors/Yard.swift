import Lattice
import Schema
import TestSupport
import Wire

/// The schema of most vectors, and those who write under it: carts, and what they carry.
enum Yard {
    static let feed = Cast.own
    static let number = Cast.number(9)
    static let cart: UInt32 = 64
    static let haul: UInt32 = 65

    static let units: [UInt16: FieldType.Unit] = [
        0: .init("kg"), 1: .init("t", 1_000), 2: .init("lb", 454, over: 1_000),
    ]

    static let schema = Schema(
        packs: ["yard": 1],
        kinds: [KindNumber(cart): carts, KindNumber(haul): hauls])

    static let carts = RecordKind(
        "cart", .document,
        numbered(
            Field("name", .text(most: 40), isRequired: true, labels: ["en": "Name"], weight: 3),
            Field("built", .date), Field("broken-up", .date),
            Field("state", .choice([0: .init("whole"), 1: .init("gone")]), initial: value("00")),
            Field("drivers", .person, merging: .set),
            Field("repairs", .integer(0...100), merging: .counter),
            Field(
                "log",
                .group(
                    numbered(
                        Field("line", .text(most: 80), isRequired: true), Field("by", .person))),
                merging: .facts),
            Field("plate", .token(most: 8), isRequired: true),
            Field("towed-by", .record([KindNumber(cart)])),
            Field("later", .later(99, value("82 1863 00")))),
        labels: ["ar": "عربة", "en": "Cart"], title: [FieldNumber(0), FieldNumber(7)],
        rules: [
            .notAfter(FieldNumber(1), FieldNumber(2)),
            .needed(
                choice: FieldNumber(3), options: [1], fields: [FieldNumber(2), FieldNumber(8)]),
            .unique([FieldNumber(7)]), .later(value("82 1863 f6")),
        ])

    static let hauls = RecordKind(
        "haul", .fact,
        numbered(
            Field("cart", .record([KindNumber(cart)])), Field("left", .time),
            Field("back", .time),
            Field(
                "way", .choice([0: .init("out"), 1: .init("home"), 2: .init("empty")]),
                isRequired: true),
            Field("load", .quantity(digits: 1, -100_000...(1 << 53), units: units)),
            Field("items", .integer(-9...9)), Field("place", .token(most: 8))),
        rules: [
            .notAfter(FieldNumber(1), FieldNumber(2)),
            .needed(choice: FieldNumber(3), options: [0, 1], fields: [FieldNumber(6)]),
            .unique([FieldNumber(0)]),
        ],
        sums: [
            Sum("load", by: [FieldNumber(6)], of: FieldNumber(4)),
            Sum(
                "items", by: [FieldNumber(6), FieldNumber(3)], of: FieldNumber(5),
                signs: .init(FieldNumber(3), [0: 1, 1: -1, 2: 0])),
        ])

    /// A cart that the bundle makes with the change at this index.
    static func own(_ index: Int, _ kind: UInt32 = cart) -> RecordID {
        Cast.record(feed, 9, index, KindNumber(kind))
    }

    /// A record that was there before.
    static func older(_ kind: UInt32 = cart) -> RecordID {
        Cast.record(Cast.lower, 3, 7, KindNumber(kind))
    }

    /// The name of one as a value.
    static func name(_ kind: UInt32) -> Value { item { $0.put(older(kind)) } }
}

/// A value in hexadecimal, as it is encoded.
func value(_ text: String) -> Value { Value(bytes(text)) }
