import Bundles
import Charter
import Lattice
import Queries
import Relief
import Replica
import Simulation
import Tables
import TestSupport
import Testing
import Wire

/// What another system hands over: its own headers, semicolons, and commas in its numbers.
@Suite("Another system") struct ForeignTests {
    private let office = Office()

    private static let items = """
        \u{FEFF}Código artículo;Descripción;Unidad de medida;Peso (kg);Perecedero;Existencias
        CB-001;Manta térmica;piece;1,25;No;1.200
        CB-002;"Agua ""Sur""; 5 L";litre;5,000;Sí;80
        CB-003;Carpa familiar;piece;1.055,5;no;12

        """

    private static let mapping = Mapping(
        .item,
        [
            .init("Código artículo", to: ItemField.code),
            .init("Descripción", to: ItemField.name("es")),
            .init("Unidad de medida", to: ItemField.unit),
            .init("Peso (kg)", to: ItemField.weight),
            .init("Perecedero", to: ItemField.perishable),
        ], leftOut: ["Existencias"], keys: [ItemField.code.field], decimals: .comma)

    private static let hubs = Mapping(
        .hubProfile,
        [
            .init("Centro", to: .init(FieldNumber(0))), .init("Nombre", to: .init(FieldNumber(1))),
            .init("Depende de", to: .init(FieldNumber(3))),
            .init("Teléfono", to: .init(FieldNumber(5))),
        ], constants: [.init(FieldNumber(2)): "sub"], keys: [FieldNumber(0)])

    @Test("D38: items of another system come in as its table has them")
    func items() throws {
        let made = try office.read(Self.items, Self.mapping)
        #expect(made.problems == [] && made.unread == [])
        try office.enter(made)
        let shown = try office.shown(.item)
        #expect(
            shown.map { $0.value(of: FieldNumber(5)) }
                == [integer(1_250), integer(5_000), integer(1_055_500)])
        #expect(
            shown.map { $0.value(of: FieldNumber(1)) }
                == ["Manta térmica", "Agua \"Sur\"; 5 L", "Carpa familiar"].map { words in
                    item { writer in
                        writer.put(map: 1)
                        writer.put(text: "es")
                        writer.put(text: words)
                    }
                })
    }

    @Test("D38: hubs and persons come in, and what names them by their codes is understood")
    func hubsAndPersons() throws {
        let hubs = try office.read(
            "Centro;Nombre;Depende de;Teléfono\nH-1;Puerto Norte;;+1 767 123\nhub 2;Sur;H-1;-5-6\n",
            Self.hubs)
        #expect(hubs.problems == [])
        try office.enter(hubs)
        let people = Mapping(
            .personProfile,
            [
                .init("Persona", to: .init(FieldNumber(0))),
                .init("Nombre", to: .init(FieldNumber(1))),
            ], keys: [FieldNumber(0)])
        let person = office.worker.person.seat.person
        var known = try office.known()
        known.add(person, called: "P-7")
        let made = try office.read(
            Table(text: "Persona\tNombre\nP-7\tAna Díaz\nP-8\tLuis\n"), people, beside: known)
        #expect(made.deeds == [.create, .refused])
        #expect(made.remarks.first?.contains("“P-8” is no person that is known here") == true)
        try office.enter(made)
        #expect(
            try office.shown(.personProfile).map { $0.value(of: FieldNumber(0)) } == [
                item { $0.put(person) }
            ])
        let parents = try office.shown(.hubProfile).map { $0.value(of: FieldNumber(3)) }
        #expect(parents == [nil, item { $0.put(office.port.world.hubs[0]) }])
    }

    @Test("D38: what comes of it goes out in the other system's columns, and harmlessly")
    func out() throws {
        try office.enter(try office.read(Self.items, Self.mapping))
        try office.enter(
            try office.read(
                "Centro;Nombre;Depende de;Teléfono\nH-1;=Norte;;+1 767 123\n", Self.hubs))
        let known = try office.known()
        let export = try #require(Export(by: Self.mapping, of: Relief.schema, beside: known))
        #expect(
            export.table(of: try office.shown(.item), separator: .semicolon).text
                == "Código artículo;Descripción;Unidad de medida;Peso (kg);Perecedero\r\n"
                + "CB-001;Manta térmica;piece;1,250;false\r\n"
                + "CB-002;\"Agua \"\"Sur\"\"; 5 L\";litre;5,000;true\r\n"
                + "CB-003;Carpa familiar;piece;1055,500;false\r\n")
        let hubs = try #require(Export(by: Self.hubs, of: Relief.schema, beside: known))
        let table = hubs.table(of: try office.shown(.hubProfile), separator: .semicolon)
        #expect(
            table.text == "Centro;Nombre;Depende de;Teléfono\r\nHub 1;'=Norte;;'+1 767 123\r\n")
        #expect(try office.read(Table(reading: table.written()), Self.hubs).deeds == [.same])
    }

    @Test("D38: what happened there is stated here, once, with its own zone and order of days")
    func movements() throws {
        try office.enter(try office.read(Self.items, Self.mapping))
        office.port.meet()
        let field = { (number: UInt32) in Mapping.Target(FieldNumber(number)) }
        let mapping = Mapping(
            .movement,
            [
                .init("Artículo", to: field(1)), .init("Cantidad", to: field(2)),
                .init("Fecha", to: field(6)), .init("Guía", to: field(8)),
            ], constants: [field(0): "intake", field(3): "usable"], dates: .dayFirst,
            decimals: .comma, zone: -240)
        let text =
            "Artículo;Cantidad;Fecha;Guía\nCB-001;1.200,5;31/01/2026 08:30;g-1\n"
            + "manta termica;2;01/02/2026 08:30;g-2\n"
        let made = try office.read(text, mapping)
        #expect(made.problems == [] && made.stated.count == 2)
        try office.enter(made, in: office.hub, by: office.worker)
        let shown = try office.shown(.movement, in: office.hub, on: office.worker)
        #expect(
            Set(shown.map { $0.value(of: FieldNumber(2)) })
                == [integer(1_200_500), integer(2_000)])
        let noon = Int64(20_484) * 86_400_000 + (12 * 60 + 30) * 60_000
        #expect(
            Set(shown.map { $0.value(of: FieldNumber(6)) })
                == [integer(noon), integer(noon + 86_400_000)])
        #expect(try office.read(text, mapping).deeds == [.same, .same])
    }
}
