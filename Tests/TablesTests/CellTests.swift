import Bundles
import Lattice
import Queries
import Replica
import Schema
import Seal
import Simulation
import Tables
import Testing
import Wire

/// What cells say, type by type, by a kind that has them all.
@Suite("Cells") struct CellTests {
    private static let number = KindNumber(300)
    private static let kind = RecordKind(
        "thing", .document,
        [
            FieldNumber(0): Field("code", .token(most: 8), isRequired: true),
            FieldNumber(1): Field("text", .text(most: 10)),
            FieldNumber(2): Field("whole", .integer(-5...2_000)),
            FieldNumber(3): Field("part", .decimal(digits: 2, -100_000...100_000_000)),
            FieldNumber(4): Field(
                "long", .quantity(digits: 1, 0...10_000, units: [0: .init("m"), 1: .init("m²")])),
            FieldNumber(5): Field("cost", .money(currencies: nil)),
            FieldNumber(6): Field("fine", .truth),
            FieldNumber(7): Field("on", .date),
            FieldNumber(8): Field("at", .time),
            FieldNumber(9): Field(
                "sort",
                .choice([
                    0: .init("first-one"), 3: .init("last", labels: ["es": "Último", "ar": "آخر"]),
                ])),
            FieldNumber(10): Field("hub", .hub),
            FieldNumber(11): Field("who", .person),
            FieldNumber(12): Field("tags", .list(most: 3, .text(most: 5))),
            FieldNumber(13): Field(
                "marks", .choice([0: .init("a"), 1: .init("b")]), merging: .set),
            FieldNumber(14): Field("used", .integer(0...100), merging: .counter),
            FieldNumber(15): Field("fee", .money(currencies: ["JPY": 0])),
            FieldNumber(16): Field("weight", .quantity(digits: 0, 0...9, units: [0: .init("kg")])),
        ])
    private static let schema = Schema(packs: ["things": 1], kinds: [number: kind])
    private static let hub = HubID(high: 1, low: 2)

    private static var known: Known {
        var known = Known(schema)
        known.add(hub, called: "Puerto Sur", "PS-1")
        known.add(HubID(high: 1, low: 3), called: "Twin")
        known.add(HubID(high: 1, low: 4), called: "twin")
        known.add(PersonID(high: 9, low: 9), called: "Ana Díaz")
        return known
    }

    /// What a row of one cell comes to: the edit of its field, or what is wrong.
    private func read(
        _ cell: String, _ field: UInt32, _ change: (inout Mapping) -> Void = { _ in }
    ) -> (edits: [Edit], remarks: [String]) {
        var mapping = Mapping(
            Self.number,
            [
                .init("code", to: .init(FieldNumber(0))), .init("x", to: .init(FieldNumber(field))),
            ], keys: [FieldNumber(0)])
        change(&mapping)
        let made = Import(
            Table(["code", "x"], [["A", cell]]), by: mapping, in: Self.schema, beside: Self.known,
            salt: Office.salt, hashing: Blake2b.self)
        let edits = made.entries(in: .common).flatMap(\.edits)
        return (Array(edits.dropFirst()), made.problems.map(\.remark))
    }

    private func expect(
        _ cell: String, _ field: UInt32, is value: Value,
        _ change: (inout Mapping) -> Void = { _ in },
        at location: SourceLocation = #_sourceLocation
    ) {
        let found = read(cell, field, change)
        #expect(
            found.edits == [.write(.new(0), FieldNumber(field), value)], sourceLocation: location)
        #expect(found.remarks.isEmpty, sourceLocation: location)
    }

    private func refuse(
        _ cell: String, _ field: UInt32, saying words: String,
        _ change: (inout Mapping) -> Void = { _ in },
        at location: SourceLocation = #_sourceLocation
    ) {
        let found = read(cell, field, change)
        #expect(found.edits.isEmpty, sourceLocation: location)
        let isSaid = found.remarks.count == 1 && found.remarks[0].contains(words)
        #expect(isSaid, "\(found.remarks)", sourceLocation: location)
        // What to do comes after what is wrong, and the column before.
        #expect(found.remarks.allSatisfy { $0.hasPrefix("x: ") }, sourceLocation: location)
    }

    @Test("TABLE-5: numbers are read with a point or a comma, and never rounded")
    func numbers() {
        let comma: (inout Mapping) -> Void = { $0.decimals = .comma }
        expect("12", 2, is: integer(12))
        expect(" -5 ", 2, is: integer(-5))
        expect("1 000", 2, is: integer(1_000))
        expect("12.00", 2, is: integer(12))
        expect("12.5", 3, is: integer(1_250))
        expect("-0.01", 3, is: integer(-1))
        expect("1,234.50", 3, is: integer(123_450))
        expect("1,000,000", 3, is: integer(100_000_000))
        expect("12,5", 3, is: integer(1_250), comma)
        expect("1.234,50", 3, is: integer(123_450), comma)
        expect("1'234,5", 3, is: integer(123_450), comma)
        expect("١٢٫٥", 3, is: integer(1_250), comma)
        expect("\u{2212}3", 2, is: integer(-3))
        refuse("1,234", 3, saying: "two ways")
        refuse("1.234", 3, saying: "two ways", comma)
        refuse("12,5", 3, saying: "is no number")
        refuse("12.345", 3, saying: "more than 2 digits")
        refuse("12.5", 2, saying: "no whole number")
        refuse("2001", 2, saying: "beyond -5 to 2000")
        refuse("99999999999999999999", 3, saying: "beyond")
        for wrong in ["x", "1.", ".", "-", "--1", "1.2.3", "1e3", "1,23,456.0", "+5"] {
            refuse(wrong, 3, saying: "is no number; write it like 1.25")
        }
    }

    @Test("TABLE-5: quantities and money come with what they are counted in")
    func counted() {
        func pair(_ amount: Int64, _ other: Value) -> Value {
            Samples.list([integer(amount), other])
        }
        expect("5.5 m", 4, is: pair(55, integer(0)))
        expect("5m", 4, is: pair(50, integer(0)))
        expect("7 m²", 4, is: pair(70, integer(1)))
        expect("8", 16, is: pair(8, integer(0)))
        expect("8 KG", 16, is: pair(8, integer(0)))
        refuse("5.5", 4, saying: "write one of m, m²")
        refuse("5 ft", 4, saying: "write one of m, m²")
        expect("12.5 EUR", 5, is: pair(1_250, text("EUR")))
        expect("eur 12.5", 5, is: pair(1_250, text("EUR")))
        expect("-3 BHD", 5, is: pair(-3_000, text("BHD")))
        expect("300", 15, is: pair(300, text("JPY")))
        refuse("12.5 JPY", 5, saying: "no whole number")
        refuse("12.5", 5, saying: "no currency")
        refuse("1 EUR", 15, saying: "no currency")
    }

    @Test("TABLE-5: yes and no are understood in four languages")
    func truths() {
        for yes in ["yes", "TRUE", "1", "Sí", "si", "oui", "Vrai", "نعم"] {
            expect(yes, 6, is: item { $0.put(true) })
        }
        for no in ["no", "False", "0", "Non", "faux", "falso", "لا"] {
            expect(no, 6, is: item { $0.put(false) })
        }
        refuse("maybe", 6, saying: "neither yes nor no")
    }

    @Test("TABLE-5: days are read in the order that the mapping says, or as ISO 8601 has them")
    func days() {
        let day: (inout Mapping) -> Void = { $0.dates = .dayFirst }
        let month: (inout Mapping) -> Void = { $0.dates = .monthFirst }
        expect("2026-01-31", 7, is: integer(20_484))
        expect("2026-01-31", 7, is: integer(20_484), day)
        expect("31/01/2026", 7, is: integer(20_484), day)
        expect("31.1.2026", 7, is: integer(20_484), day)
        expect("01/31/2026", 7, is: integer(20_484), month)
        expect("1970-01-01", 7, is: integer(0))
        expect("0001-01-01", 7, is: integer(-719_162))
        expect("29/02/2024", 7, is: integer(19_782), day)
        refuse("29/02/2026", 7, saying: "write it like 31/01/2026", day)
        refuse("01/31/2026", 7, saying: "is no date", day)
        refuse("31/01/2026", 7, saying: "write it like 2026-01-31")
        refuse("31/01-2026", 7, saying: "is no date", day)
        refuse("1/2/26", 7, saying: "is no date", day)
    }

    @Test("TABLE-5: moments say their zone, or the mapping does")
    func moments() {
        let zone: (inout Mapping) -> Void = {
            $0.zone = -240
            $0.dates = .dayFirst
        }
        let noon: Int64 = 20_484 * 86_400_000 + 12 * 3_600_000
        expect("2026-01-31T12:00:00Z", 8, is: integer(noon))
        expect("2026-01-31 12:00Z", 8, is: integer(noon))
        expect("2026-01-31T14:30:00.25+02:30", 8, is: integer(noon + 250))
        expect("31/01/2026 8:00", 8, is: integer(noon), zone)
        expect("31/01/2026 12:00Z", 8, is: integer(noon), zone)
        refuse("2026-01-31 12:00", 8, saying: "does not say its zone")
        refuse("2026-01-31", 8, saying: "is no time")
        refuse("2026-01-31T24:00Z", 8, saying: "is no time")
    }

    @Test("TABLE-5: choices are known by name or any label, however they are written")
    func choices() {
        for last in ["last", "Last", "ULTIMO", "último", "آخر"] {
            expect(last, 9, is: integer(3))
        }
        expect("First one", 9, is: integer(0))
        refuse("middle", 9, saying: "write one of first-one, last")
    }

    @Test("TABLE-5: hubs and persons are known by what they are called, or by their ids")
    func called() {
        for name in ["Puerto Sur", "puerto-sur", "ps1", Self.hub.description] {
            expect(name, 10, is: item { $0.put(Self.hub) })
        }
        expect("ana diaz", 11, is: item { $0.put(PersonID(high: 9, low: 9)) })
        refuse("Twin", 10, saying: "several hubs are called")
        refuse("Norte", 10, saying: "no hub that is known")
        refuse("Puerto Sur", 11, saying: "no person that is known")
    }

    @Test("TABLE-5: lists and sets are parted by semicolons, and texts have their bounds")
    func lists() {
        expect("a; b;;c\\;d", 12, is: Samples.list([text("a"), text("b"), text("c;d")]))
        refuse("a;b;c;d", 12, saying: "3 are the most")
        refuse("a;longer", 12, saying: "5 are the most; shorten it")
        #expect(
            read("b;A;b", 13).edits
                == [0, 1].map { .add(.new(0), FieldNumber(13), integer($0)) })
        #expect(read("7", 14).edits == [.count(.new(0), FieldNumber(14), 7)])
        expect("  ten bytes ", 1, is: text("ten bytes"))
        refuse("eleven byte", 1, saying: "10 are the most; shorten it")
    }

    @Test("TABLE-5: codes are written in capitals, and have no other letters")
    func tokens() {
        func first(_ code: String) -> [Edit] {
            let mapping = Mapping(
                Self.number, [.init("c", to: .init(FieldNumber(0)))], keys: [FieldNumber(0)])
            return Import(
                Table(["c"], [[code]]), by: mapping, in: Self.schema, beside: Self.known,
                salt: Office.salt, hashing: Blake2b.self
            ).entries(in: .common).flatMap(\.edits)
        }
        #expect(first("ab-1/2.") == [.create(Self.number, FieldNumber(0), text("AB-1/2."))])
        #expect(first("a b") == [] && first("Ñ") == [] && first("ABCDEFGHI") == [])
    }
}
