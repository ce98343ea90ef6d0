import Lattice
import Schema

/// A schema with a field of every sort.
enum Yard {
    static let boat = KindNumber(64)
    static let trip = KindNumber(65)

    static let state: FieldType = .choice([
        0: .init("free", labels: ["de": "Frei"]), 1: .init("busy"), 7: .init("lost"),
    ])
    static let load: FieldType = .quantity(
        digits: 0, -(1 << 53)...(1 << 53), units: Datum.units)

    static let boats = RecordKind(
        "boat", .document,
        [
            FieldNumber(0): Field("name", .text(most: 1_000), isRequired: true, weight: 3),
            FieldNumber(1): Field("since", .date),
            FieldNumber(2): Field("crew", .integer(-9...9), initial: integer(3)),
            FieldNumber(3): Field("load", load),
            FieldNumber(4): Field("price", .money(currencies: nil)),
            FieldNumber(5): Field("state", state, weight: 1),
            FieldNumber(6): Field("leaks", .truth, initial: Datum.truth(false).value),
            FieldNumber(7): Field("owner", .person),
            FieldNumber(8): Field("tags", .token(most: 9), merging: .set, weight: 1),
            FieldNumber(9): Field("landings", .integer(0...5), merging: .counter),
            FieldNumber(10): Field("log", .group(line), merging: .facts),
            FieldNumber(11): Field("notes", .words(most: 99), weight: 1),
            FieldNumber(12): Field("calls", .list(most: 9, .text(most: 99))),
            FieldNumber(13): Field("home", .record(nil)),
            FieldNumber(14): Field("plan", .later(99, Value([0x81, 0x18, 99]))),
            FieldNumber(15): Field("code", .token(most: 9)),
            FieldNumber(16): Field("seen", .time),
            FieldNumber(17): Field("gone", .time),
            FieldNumber(18): Field("depth", .decimal(digits: 2, -900...900)),
            FieldNumber(19): Field("seat", .seat),
            FieldNumber(20): Field("picture", .file(most: 99), weight: 1),
            FieldNumber(21): Field("bought", .fact(nil)),
        ],
        title: [FieldNumber(0), FieldNumber(15)],
        rules: [
            .notAfter(FieldNumber(16), FieldNumber(17)),
            .needed(choice: FieldNumber(5), options: [1], fields: [FieldNumber(7)]),
            .unique([FieldNumber(15), FieldNumber(2)]),
        ])

    private static let line = [
        FieldNumber(0): Field("note", .text(most: 99), weight: 2),
        FieldNumber(1): Field("secret", .text(most: 99)),
    ]

    static let trips = RecordKind(
        "trip", .fact,
        [
            FieldNumber(0): Field("name", .text(most: 99), weight: 1),
            FieldNumber(3): Field("load", load),
            FieldNumber(5): Field("state", state),
            FieldNumber(7): Field("owner", .person),
            FieldNumber(16): Field("seen", .time),
            FieldNumber(21): Field("after", .fact(nil)),
        ],
        title: [FieldNumber(0)],
        sums: [
            Sum("loads", by: [FieldNumber(7), FieldNumber(5)], of: FieldNumber(3)),
            Sum(
                "balance", by: [FieldNumber(7)], of: FieldNumber(3),
                signs: Sum.Signs(FieldNumber(5), [0: 1, 1: -1])),
        ])

    static let schema = Schema(packs: ["yard": 1], kinds: [boat: boats, trip: trips])

    static func kind(_ number: KindNumber) -> RecordKind { number == boat ? boats : trips }
}
