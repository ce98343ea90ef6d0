import Bundles
import Charter
import Lattice
import Queries
import Relief
import Replica
import Schema
import Simulation
import Tables
import TestSupport
import Testing
import Wire

/// Which column goes where: guessed, said, kept, and used again.
@Suite("Mappings") struct MappingTests {
    private typealias Target = Mapping.Target

    private func proposed(_ headers: [String], _ kind: KindNumber = .item) -> [String: Target] {
        let mapping = Mapping.proposed(for: headers, kind, in: Relief.schema)
        return Dictionary(
            mapping.columns.map { ($0.header, $0.target) }, uniquingKeysWith: { first, _ in first })
    }

    @Test("TABLE-4: columns are guessed by names, however they are written, and by languages")
    func guesses() {
        let found = proposed([
            "Item Code", "NAME", "name_es", "Name (FR)", "Únit", "about:ar", "note", "error",
            "merged into",
        ])
        #expect(
            found == [
                "Item Code": ItemField.code, "NAME": ItemField.name(),
                "name_es": ItemField.name("es"), "Name (FR)": ItemField.name("fr"),
                "Únit": ItemField.unit, "about:ar": Target(FieldNumber(6), in: "ar"),
                "merged into": Target(FieldNumber(9)),
            ])
        let keys = Mapping.proposed(for: ["code"], .item, in: Relief.schema).keys
        #expect(keys == [ItemField.code.field])
        #expect(Mapping.proposed(for: ["name"], .item, in: Relief.schema).keys == [])
    }

    @Test("TABLE-4: labels in any language are guessed by, those of what is named too")
    func labels() {
        #expect(proposed(["Artículo"], .movement)["Artículo"] == Target(FieldNumber(1)))
        #expect(proposed(["صنف"], .movement)["صنف"] == Target(FieldNumber(1)))
        let kind = RecordKind(
            "boat", .document,
            [
                FieldNumber(0): Field(
                    "crew", .integer(0...9), labels: ["fr": "Équipage", "en": "People aboard"])
            ])
        let schema = Schema(packs: ["boats": 1], kinds: [KindNumber(70): kind])
        for header in ["equipage", "PEOPLE_ABOARD", "Crew", "boat crew"] {
            let mapping = Mapping.proposed(for: [header], KindNumber(70), in: schema)
            #expect(mapping.columns == [Mapping.Column(header, to: Target(FieldNumber(0)))])
        }
    }

    @Test("TABLE-4: no field gets two columns, and the best one wins")
    func once() {
        let found = proposed(["Item code", "code", "Name", "name:en"])
        #expect(found == ["code": ItemField.code, "Name": ItemField.name()])
    }

    @Test("TABLE-4: what cannot be is said of the mapping before any row is read")
    func faults() {
        func faults(_ change: (inout Mapping) -> Void) -> [String] {
            var mapping = Mapping.items
            change(&mapping)
            return mapping.faults(in: Relief.schema)
        }
        #expect(faults { _ in } == [])
        #expect(faults { $0.kind = KindNumber(9_999) }.count == 1)
        #expect(faults { $0.keys = [] }[0].contains("recognised"))
        #expect(faults { $0.keys = [FieldNumber(2)] }[0].contains("no column goes there"))
        #expect(faults { $0.columns.append(.init("p", to: Target(FieldNumber(4)))) }.count == 1)
        #expect(faults { $0.columns.append(.init("n", to: Target(FieldNumber(1)))) }.count == 1)
        #expect(faults { $0.columns.append(.init("c", to: ItemField.code)) }.count == 1)
        #expect(faults { $0.columns.append(.init("f", to: Target(FieldNumber(99)))) }.count == 1)
        #expect(faults { $0.zone = 900 }.count == 1)
    }

    /// One that says everything there is to say.
    private static let whole = Mapping(
        .item,
        [
            .init("Código", to: ItemField.code), .init("Nombre", to: ItemField.name("es")),
            .init("Name", to: ItemField.name("en")), .init("Peso", to: ItemField.weight),
        ], constants: [ItemField.unit: "piece", ItemField.name("fr"): "Objet"],
        leftOut: ["Existencias"], keys: [ItemField.code.field], dates: .dayFirst,
        decimals: .comma, zone: -240)

    @Test("TABLE-4: a mapping is kept as values of the pack's kind, and comes back the same")
    func kept() throws {
        let kind = try #require(Relief.schema.kinds[Office.mapping])
        for mapping in [Self.whole, .items] {
            let values = try mapping.values(called: "Items", as: kind)
            #expect(values[FieldNumber(0)] == text("Items"))
            #expect(try Mapping(reading: values, of: kind) == mapping)
        }
        #expect(throws: MappingFault.self) {
            try Mapping(reading: [FieldNumber(0): text("x")], of: kind)
        }
        let long = Mapping(.item, [.init(String(repeating: "x", count: 200), to: ItemField.code)])
        #expect(throws: MappingFault.self) { try long.values(called: "x", as: kind) }
        #expect(throws: MappingFault.self) { try Mapping(.item, []).values(called: "x", as: kind) }
    }

    @Test("G8: a mapping is saved under a person's own scope, and read and used again from there")
    func saved() throws {
        let office = Office()
        let kind = try #require(Relief.schema.kinds[Office.mapping])
        let own = Address.person(office.worker.person.seat.person)
        office.port.open(own)
        office.port.spread()
        func edits(_ mapping: Mapping, of record: RecordID?) throws -> [Edit] {
            let null = item { $0.putNull() }
            let values = try mapping.values(called: "From the old system", as: kind)
                .filter { record != nil || $0.value != null }.sorted { $0.key < $1.key }
            if let record {
                return values.map { .write(.record(record), $0.key, $0.value) }
            }
            return values.enumerated().map { index, value in
                index == 0
                    ? .create(Office.mapping, value.key, value.value)
                    : .write(.new(0), value.key, value.value)
            }
        }
        func stored() throws -> [Mapping] {
            try office.shown(Office.mapping, in: own, on: office.worker).map { shown in
                var values: [FieldNumber: Value] = [:]
                for field in kind.fields.keys { values[field] = shown.value(of: field) }
                return try Mapping(reading: values, of: kind)
            }
        }
        let made = try office.worker.enter(in: own, try edits(Self.whole, of: nil)).get()
        #expect(try stored() == [Self.whole])
        let table = Table(text: "Código;Nombre;Name;Peso;Existencias\nCB-1;Manta;Blanket;1,250;7\n")
        let read = try office.read(table, try stored()[0])
        #expect(read.deeds == [.create] && read.unread == [])
        // Saying less takes away what it said.
        _ = try office.worker.enter(in: own, try edits(.items, of: made.records[0])).get()
        #expect(try stored() == [.items])
    }
}
