import Bundles
import Charter
import Lattice
import Queries
import Relief
import Replica
import Schema
import Seal
import Simulation
import Tables
import TestSupport
import Testing
import Wire

/// What goes out comes back as what it was.
@Suite("Exports") struct ExportTests {
    /// Makes records of a kind at random, with each field now and then.
    private static func edits(
        _ number: KindNumber, _ count: Int, _ office: Office, _ items: [RecordID],
        _ random: inout SeededRandom
    ) -> [[Edit]] {
        guard let kind = office.schema.kinds[number] else { return [] }
        let hubs = office.port.world.hubs
        let keys = kind.rules.flatMap { rule in
            if case .unique(let fields) = rule { fields } else { [FieldNumber]() }
        }
        var seen: Set<[Value]> = []
        var all: [[Edit]] = []
        for index in 0..<count {
            var values: [FieldNumber: Value] = [:]
            func draw(_ needed: Int) {
                for (field, what) in kind.fields.sorted(by: { $0.key < $1.key })
                where what.merging == .register && (what.isRequired || random.chance(needed)) {
                    values[field] = Samples.value(what.type, &random, hubs: hubs, records: items)
                }
            }
            draw(60)
            if !kind.broken(by: values).isEmpty { draw(100) }
            let key = keys.compactMap { field in
                kind.fields[field].flatMap { values[field]?.trimmed($0.type) }
            }
            guard key.isEmpty || seen.insert(key).inserted else { continue }
            let sorted = values.sorted { $0.key < $1.key }
            if kind.form == .fact {
                let content = group(sorted)
                all.append([.state(number, FactID(high: 1, low: UInt64(index) + 1), content)])
            } else {
                all.append(
                    sorted.enumerated().map { place, value in
                        place == 0
                            ? .create(number, value.key, value.value)
                            : .write(.new(0), value.key, value.value)
                    } + additions(kind, &random))
            }
        }
        return all
    }

    /// To sets and counters.
    private static func additions(_ kind: RecordKind, _ random: inout SeededRandom) -> [Edit] {
        var edits: [Edit] = []
        for (number, field) in kind.fields.sorted(by: { $0.key < $1.key }) {
            switch field.merging {
            case .set:
                for _ in 0..<random.below(4) {
                    edits.append(.add(.new(0), number, Samples.value(field.type, &random)))
                }
            case .counter:
                let amount = Int64(random.below(99)) - 9
                if amount != 0 { edits.append(.count(.new(0), number, amount)) }
            case .register, .facts: break
            }
        }
        return edits
    }

    private static func group(_ parts: [(key: FieldNumber, value: Value)]) -> Value {
        item { writer in
            writer.put(map: parts.count)
            for (number, value) in parts {
                writer.put(UInt64(number.value))
                writer.put(item: value.span)
            }
        }
    }

    private static let kinds: [KindNumber] = [
        .item, .hubProfile, .personProfile, .lot, .movement,
    ]

    @Test(
        "TABLE-9: what was exported changes nothing when imported, whatever its types and forms",
        arguments: Effort.seeds(6))
    func law(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let office = Office(seed: seed)
        for number in Self.kinds {
            let isAtHub = number == .lot || number == .movement
            let items = try office.shown(.item).compactMap { shown -> RecordID? in
                if case .record(let id) = shown.subject { id } else { nil }
            }
            for edits in Self.edits(number, 25, office, items, &random) {
                let laptop = isAtHub ? office.worker : office.admin
                _ = try laptop.enter(in: isAtHub ? office.hub : .common, edits).get()
            }
            office.port.meet()
            let rows = try office.shown(
                number, in: isAtHub ? office.hub : .common, on: office.worker)
            let kind = try #require(Relief.schema.kinds[number])
            try #require(rows.count > 10)
            let export = try #require(
                Export(
                    number, of: Relief.schema, beside: try office.known(),
                    words: Export.languages(of: rows, kind),
                    dates: random.pick(Mapping.DateOrder.allCases),
                    decimals: random.pick(Mapping.DecimalMark.allCases)))
            #expect(export.mapping.faults(in: Relief.schema) == [])
            let table = export.table(
                of: rows, separator: random.pick(Table.Separator.allCases))
            let made = try office.read(
                Table(reading: table.written()), export.mapping)
            #expect(made.problems == [], "\(kind.name)")
            #expect(Set(made.deeds) == [.same], "\(kind.name)")
            #expect(made.outcomes.count == rows.count)
        }
    }

    /// What no kind of the pack has.
    private static let others = RecordKind(
        "thing", .document,
        [
            FieldNumber(0): Field("code", .token(most: 12), isRequired: true),
            FieldNumber(1): Field(
                "size",
                .quantity(
                    digits: 2, -500...5_000_000,
                    units: [0: .init("m"), 1: .init("m²"), 2: .init("km")]
                )),
            FieldNumber(2): Field("cost", .money(currencies: nil)),
            FieldNumber(3): Field("fee", .money(currencies: ["JPY": 0, "EUR": 2])),
            FieldNumber(4): Field("names", .list(most: 9, .text(most: 40))),
            FieldNumber(5): Field("days", .list(most: 9, .date)),
            FieldNumber(6): Field("tags", .text(most: 40), merging: .set),
            FieldNumber(7): Field("sorts", .choice([0: .init("a"), 4: .init("b")]), merging: .set),
            FieldNumber(8): Field("used", .decimal(digits: 1, 0...9), merging: .counter),
            FieldNumber(9): Field("seat", .seat),
            FieldNumber(10): Field("hubs", .list(most: 3, .hub)),
        ], rules: [.unique([FieldNumber(0)])])

    @Test(
        "TABLE-9: so it is with lists, sets, counters, quantities and money",
        arguments: Effort.seeds(10))
    func otherLaw(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let schema = Schema(packs: ["things": 1], kinds: [.item: Self.others])
        let office = Office(seed: seed, of: schema)
        for edits in Self.edits(.item, 25, office, [], &random) {
            _ = try office.admin.enter(in: .common, edits).get()
        }
        let rows = try office.shown(.item)
        let export = try #require(
            Export(
                .item, of: schema, beside: try office.known(), words: [],
                decimals: random.pick(Mapping.DecimalMark.allCases)))
        let bytes = export.table(of: rows).written()
        let made = try office.read(Table(reading: bytes), export.mapping)
        #expect(made.problems == [])
        #expect(Set(made.deeds) == [.same] && rows.count > 10)
        // Into an empty place it brings all of it.
        let fresh = Office(seed: seed, of: schema)
        let copied = try fresh.read(Table(reading: bytes), export.mapping)
        #expect(Set(copied.deeds) == [.create])
        try fresh.enter(copied)
        let again = try #require(
            Export(by: export.mapping, of: schema, beside: try fresh.known()))
        let other = again.table(of: try fresh.shown(.item))
        #expect(
            try fresh.read(Table(reading: bytes), export.mapping).deeds.allSatisfy { $0 == .same })
        #expect(other.lines.count == rows.count)
    }

    @Test("TABLE-9: columns are those of the fields, in their order, as people write the values")
    func columns() throws {
        let office = Office()
        try office.enter(
            try office.read(
                "code,name,unit,weight\nTENT-4,Family tent,piece,55.5\nWTR-1,\"5,5\",litre,\n",
                .items))
        let rows = try office.shown(.item)
        let export = try #require(
            Export(.item, of: Relief.schema, beside: try office.known(), words: ["es", "en"]))
        #expect(
            export.table(of: rows).text == """
                code,name:en,name:es,family,unit,weight,about:en,about:es,perishable,least,\
                merged-into,retired\r
                TENT-4,Family tent,,,piece,55.500,,,,,,\r
                WTR-1,"5,5",,,litre,,,,,,,\r

                """)
        // In the order in which they were asked for.
        #expect(export.table(of: rows.reversed()).lines.map(\.cells[0]) == ["WTR-1", "TENT-4"])
    }

    @Test("TABLE-9: with the columns of a mapping it comes out as the other system has it")
    func mapped() throws {
        let office = Office()
        let mapping = Mapping(
            .item,
            [
                .init("Peso (kg)", to: ItemField.weight), .init("Código", to: ItemField.code),
                .init("Nombre", to: ItemField.name("es")), .init("Unidad", to: ItemField.unit),
            ], keys: [ItemField.code.field], decimals: .comma)
        let text = "Peso (kg);Código;Nombre;Unidad\r\n1,250;CB-1;Manta;piece\r\n"
        try office.enter(try office.read(text, mapping))
        let export = try #require(
            Export(by: mapping, of: Relief.schema, beside: try office.known()))
        #expect(export.table(of: try office.shown(.item), separator: .semicolon).text == text)
    }

    @Test("TABLE-9: headers are labels in a language, where there are any")
    func labels() throws {
        let kind = RecordKind(
            "boat", .document,
            [
                FieldNumber(0): Field("code", .token(most: 5), labels: ["es": "Código"]),
                FieldNumber(1): Field("name", .words(most: 9), labels: ["es": "Nombre"]),
                FieldNumber(2): Field("crew", .integer(0...9), labels: ["en": "Crew"]),
            ], rules: [.unique([FieldNumber(0)])])
        let schema = Schema(packs: ["boats": 1], kinds: [KindNumber(70): kind])
        let export = try #require(
            Export(
                KindNumber(70), of: schema, beside: Known(schema), words: ["en"], labelled: "es"))
        let header = export.table(of: []).header
        #expect(header == ["Código", "Nombre (en)", "crew"])
        #expect(Mapping.proposed(for: header, KindNumber(70), in: schema) == export.mapping)
    }

    @Test("TABLE-9: records are named by code where that names one, and by id where it does not")
    func references() throws {
        let office = Office()
        for _ in 0..<2 {
            let made = Import(
                Table(text: "code,name,unit,weight\nA-1,One,piece,\nB-1,Two,piece,\n"), by: .items,
                in: Relief.schema, beside: Known(Relief.schema), salt: Office.salt,
                hashing: Blake2b.self)
            try office.enter(made)
        }
        try office.enter(
            try office.read("code,name,unit,weight\nC-1,Three,piece,\n", .items))
        office.port.meet()
        let items = try office.shown(.item)
        for shown in items {
            guard case .record(let id) = shown.subject else { continue }
            let value = item { $0.put(id) }
            let edits: [Edit] = [
                .create(.lot, FieldNumber(0), value),
                .write(.new(0), FieldNumber(1), text("B")),
            ]
            _ = try office.worker.enter(in: office.hub, edits).get()
        }
        let lots = try office.shown(.lot, in: office.hub, on: office.worker)
        let export = try #require(
            Export(.lot, of: Relief.schema, beside: try office.known(), words: []))
        let cells = export.table(of: lots).lines.map(\.cells[0])
        #expect(cells.filter { $0 == "C-1" }.count == 1)
        #expect(cells.filter { $0.hasSuffix("/96") }.count == 4)
    }
}

extension Value {
    /// What is left of a text where spaces around it are not: two of those are one key.
    fileprivate func trimmed(_ type: FieldType) -> Value {
        guard case .text = type else { return self }
        var reader = Reader(span, of: .value)
        let text = ((try? reader.text(most: .max)) ?? "").unicodeScalars
            .filter { !$0.properties.isWhitespace }
        return Value(String(String.UnicodeScalarView(text)))
    }
}
