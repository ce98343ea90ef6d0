import Lattice
import Schema
import TestSupport
import Wire

/// Which schema grows out of which, and which rules a document breaks.
extension SchemaVectors {
    mutating func growth() throws {
        try growTypes()
        try growKinds()
        try growPlaces()
    }

    private static func one(_ kind: RecordKind) -> Schema {
        Schema(packs: ["a": 1], kinds: [KindNumber(64): kind])
    }

    private static func of(_ type: FieldType) -> Schema {
        one(RecordKind("a", .document, numbered(Field("b", type))))
    }

    private mutating func growTypes() throws {
        for (name, old, new) in wider {
            try grows(name, Self.of(old), Self.of(new), true)
            try grows("\(name), backwards", Self.of(new), Self.of(old), false)
        }
        for (name, old, new, isGrowth) in others {
            try grows(name, Self.of(old), Self.of(new), isGrowth)
        }
    }

    private mutating func growKinds() throws {
        func change(
            _ name: String, _ grows: Bool, of kind: RecordKind = Yard.carts,
            _ change: (inout RecordKind) -> Void
        ) throws {
            var grown = kind
            change(&grown)
            try self.grows(name, Self.one(kind), Self.one(grown), grows)
        }
        let (name, date) = (FieldNumber(0), FieldNumber(1))
        try change("nothing else", true) { _ in }
        try change("another name, title and labels, and retired", true) {
            $0 = RecordKind(
                "wagon", .document, $0.fields, labels: ["en": "Wagon"], title: [date],
                rules: $0.rules, isRetired: true)
        }
        try change("one more field", true) { $0.fields[FieldNumber(90)] = Field("hue", .truth) }
        try change("one more field that is required", false) {
            $0.fields[FieldNumber(90)] = Field("hue", .truth, isRequired: true)
        }
        try change("a field less", false) { $0.fields[FieldNumber(9)] = nil }
        try change("a field that is required no more", true) { $0.fields[name]?.isRequired = false }
        try change("a field that is required now", false) { $0.fields[date]?.isRequired = true }
        try change("another default", true) {
            $0.fields[FieldNumber(3)]?.initial = value("01")
            $0.fields[date]?.initial = value("00")
        }
        try change("another merging", false) { $0.fields[FieldNumber(4)]?.merging = .register }
        try change("one more rule of a document", true) { $0.rules.append(.notAfter(date, date)) }
        try change("a rule less of a fact", true, of: Yard.hauls) { $0.rules.removeFirst() }
        try change("a unique field more of a fact", true, of: Yard.hauls) {
            $0.rules.append(.unique([date]))
        }
        try change("the same rules of a fact in another order", true, of: Yard.hauls) {
            $0.rules.reverse()
        }
        try change("a rule more of a fact", false, of: Yard.hauls) {
            $0.rules.append(.notAfter(FieldNumber(2), date))
        }
        try change("a rule of a fact that needs more", false, of: Yard.hauls) {
            $0.rules[1] = .needed(
                choice: FieldNumber(3), options: [0, 1], fields: [FieldNumber(6), date])
        }
        try change("no sums any more", true, of: Yard.hauls) { $0.sums = [] }
        let votes = Votes.kind
        try change("facts that decide no more", true, of: votes) { $0.deciding = nil }
        try change("facts that decide by another field", true, of: votes) {
            $0.deciding?.about = Votes.other
        }
        var plain = votes
        plain.deciding = nil
        try change("facts that decide now", true, of: plain) { $0.deciding = votes.deciding }
        var form = Yard.hauls
        (form.form, form.sums) = (.document, [])
        try grows("another form", Self.one(Yard.hauls), Self.one(form), false)
        try grows("one more kind", Self.one(Yard.carts), Yard.schema, true)
        try grows("a kind less", Yard.schema, Self.one(Yard.carts), false)
    }

    /// What is fixed, and what happens at a hub.
    private mutating func growPlaces() throws {
        func change(
            _ name: String, _ grows: Bool, of kind: RecordKind,
            _ change: (inout RecordKind) -> Void
        ) throws {
            var grown = kind
            change(&grown)
            try self.grows(name, Self.one(kind), Self.one(grown), grows)
        }
        let (first, second) = (FieldNumber(0), FieldNumber(1))
        try change("a field that is fixed now", false, of: Yard.carts) {
            $0.fields[first]?.isFixed = true
        }
        var fixed = Yard.carts
        fixed.fields[first]?.isFixed = true
        try change("a field that is fixed no more", true, of: fixed) {
            $0.fields[first]?.isFixed = false
        }
        let hubs = numbered(
            Field("b", .hub, isRequired: true), Field("c", .hub, isRequired: true))
        let placed = RecordKind("a", .fact, hubs, place: first)
        try change("facts that are at no hub any more", true, of: placed) { $0.place = nil }
        try change("facts that are at another hub", false, of: placed) { $0.place = second }
        let anywhere = RecordKind("a", .fact, hubs)
        try change("facts that are at a hub now", false, of: anywhere) { $0.place = first }
    }

    mutating func rules() throws {
        let plate = (UInt32(7), text("A"))
        let gone = (UInt32(3), integer(1))
        let (early, late) = (integer(5), integer(6))
        let rows: [(String, [(UInt32, Value)], [Int])] = [
            ("nothing", [], []), ("in order", [(1, early), (2, late)], []),
            ("equal", [(1, early), (2, early)], []),
            ("out of order", [(1, late), (2, early)], [0]),
            ("one without the other", [(1, late)], []),
            ("one cleared", [(1, late), (2, null)], []),
            ("an option that needs nothing", [(3, integer(0)), plate], []),
            ("all missing that is needed", [gone], [1]),
            ("one missing that is needed", [(2, late), gone], [1]),
            (
                "one cleared that is needed",
                [(2, late), gone, (8, null)], [1]
            ),
            ("all that is needed", [(2, late), gone, (8, Yard.name(64))], []),
            ("a choice that was cleared", [(3, null)], []),
            ("two rules", [(1, late), (2, early), gone], [0, 1]),
        ]
        for (name, values, wanted) in rows {
            try breaks(name, Yard.schema, Yard.cart, values, wanted)
        }
    }
}

private let one: [UInt16: FieldType.Unit] = [0: .init("kg")]
private let two: [UInt16: FieldType.Unit] = [0: .init("kg"), 1: .init("t", 1_000)]
private let halves: [UInt16: FieldType.Unit] = [0: .init("kg"), 1: .init("to", 2_000, over: 2)]
private let long: [UInt16: FieldType.Unit] = [0: .init("kg"), 1: .init("t", 1_016)]

/// What grows, and does not shrink back.
private let wider: [(String, FieldType, FieldType)] = [
    ("a longer text", .text(most: 4), .text(most: 5)),
    ("longer words", .words(most: 4), .words(most: 5)),
    ("a longer token", .token(most: 4), .token(most: 5)),
    ("a larger file", .file(most: 4), .file(most: 5)),
    ("a lower integer", .integer(0...4), .integer(-1...4)),
    ("a higher decimal", .decimal(digits: 1, 0...4), .decimal(digits: 1, 0...5)),
    (
        "a higher quantity", .quantity(digits: 1, 0...4, units: one),
        .quantity(digits: 1, 0...5, units: one)
    ),
    (
        "one more unit", .quantity(digits: 1, 0...4, units: one),
        .quantity(digits: 1, 0...4, units: two)
    ),
    (
        "one more currency", .money(currencies: ["EUR": 2]),
        .money(currencies: ["EUR": 2, "USD": 2])
    ),
    ("any currency", .money(currencies: ["EUR": 2]), .money(currencies: nil)),
    ("one more option", .choice([1: .init("a")]), .choice([0: .init("a"), 1: .init("b")])),
    (
        "one more kind of record", .record([KindNumber(65)]),
        .record([KindNumber(64), KindNumber(65)])
    ),
    ("a record of any kind", .record([KindNumber(65)]), .record(nil)),
    (
        "one more kind of fact", .fact([KindNumber(65)]), .fact([KindNumber(64), KindNumber(65)])
    ),
    ("a fact of any kind", .fact([KindNumber(65)]), .fact(nil)),
    (
        "a list of facts of more kinds", .list(most: 2, .fact([KindNumber(65)])),
        .list(most: 2, .fact([KindNumber(65), KindNumber(66)]))
    ),
    ("a longer list", .list(most: 2, .truth), .list(most: 3, .truth)),
    ("a list of more", .list(most: 2, .text(most: 1)), .list(most: 2, .text(most: 2))),
    (
        "a part that may be left out",
        .group(numbered(Field("a", .truth, isRequired: true))),
        .group(numbered(Field("a", .truth)))
    ),
    (
        "one more part", .group(numbered(Field("a", .truth))),
        .group(numbered(Field("b", .truth), Field("a", .truth)))
    ),
]

/// What may become what, or not.
private let others: [(String, FieldType, FieldType, Bool)] = [
    (
        "another unknown type", .later(99, value("821863 00")),
        .later(99, value("821863 01")), false
    ),
    (
        "the same unknown type", .later(99, value("821863 00")),
        .later(99, value("821863 00")), true
    ),
    (
        "the same factor, otherwise written", .quantity(digits: 1, 0...4, units: two),
        .quantity(digits: 1, 0...4, units: halves), true
    ),
    (
        "another factor", .quantity(digits: 1, 0...4, units: two),
        .quantity(digits: 1, 0...4, units: long), false
    ),
    (
        "more digits", .decimal(digits: 1, 0...4), .decimal(digits: 2, 0...40), false
    ),
    (
        "more digits of a quantity", .quantity(digits: 1, 0...4, units: one),
        .quantity(digits: 0, 0...4, units: one), false
    ),
    (
        "other digits of a currency", .money(currencies: ["EUR": 2]),
        .money(currencies: ["EUR": 0]), false
    ),
    ("another type", .person, .hub, false),
    ("a fact of another kind", .fact([KindNumber(64)]), .fact([KindNumber(65)]), false),
    ("a fact of the same kinds", .fact([KindNumber(64)]), .fact([KindNumber(64)]), true),
    ("a fact for a record", .record(nil), .fact(nil), false),
    ("an integer for a date", .date, .integer(0...9), false),
    (
        "a new part that is required", .group(numbered(Field("a", .truth))),
        .group(numbered(Field("a", .truth), Field("b", .truth, isRequired: true))), false
    ),
]
