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

/// Rows become records and facts, or are told what is wrong with them.
@Suite("Imports") struct ImportTests {
    private let office = Office()

    /// Enters two items.
    private func stock() throws {
        let made = try office.read(
            "code,name,unit,weight\nTENT-4,Family tent,piece,55.5\nWTR-1,Water,litre,1\n", .items)
        try office.enter(made)
    }

    @Test("TABLE-6: a row creates, changes exactly what differs, or does nothing")
    func deeds() throws {
        try stock()
        #expect(try office.shown(.item).count == 2)
        let text = """
            code,name,unit,weight
            TENT-4,Family tent,piece,55.500
            WTR-1,Drinking water,litre,1
            ,,,
            BLK-2,Blanket,piece,

            """
        let made = try office.read(text, .items)
        #expect(made.problems == [] && made.unread == [])
        #expect(made.lines(.same) == [2] && made.changed == [3] && made.lines(.blank) == [4])
        #expect(made.lines(.create) == [5])
        #expect(made.outcomes[1].fields == [FieldNumber(1)])
        #expect(made.outcomes[3].fields == [0, 1, 3].map { FieldNumber($0) })
        // What would be done is done, and then there is nothing left to do.
        try office.enter(made)
        let again = try office.read(text, .items)
        #expect(again.deeds == [.same, .same, .blank, .same] && again.entries(in: .common) == [])
        #expect(try office.shown(.item).count == 3)
    }

    @Test("TABLE-6: an empty cell says nothing: nothing is taken away, in no language either")
    func empty() throws {
        try stock()
        var mapping = Mapping.items
        mapping.columns.append(.init("nombre", to: ItemField.name("es")))
        let made = try office.read(
            "code,name,unit,weight,nombre\nTENT-4,,,,Carpa\nWTR-1,,,,\n", mapping)
        #expect(made.changed == [2] && made.lines(.same) == [3])
        try office.enter(made)
        let name = try office.shown(.item).compactMap { $0.value(of: FieldNumber(1)) }
        #expect(
            name.contains(
                item { writer in
                    writer.put(map: 2)
                    for text in ["en", "Family tent", "es", "Carpa"] { writer.put(text: text) }
                }))
    }

    @Test("TABLE-6: all that is wrong is said at once, each with its line, column and cell")
    func problems() throws {
        try stock()
        let text = """
            code,name,unit,weight
            TENT-4,Family tent,box,12,5
            ,Nameless,piece,1
            A B,X,gallon,x
            BLK-2,"",piece,2
            BLK-3,Blanket,,3
            WTR-1,Water,litre,-1
            OK-1,Fine,piece,1

            """
        let made = try office.read(text, .items)
        #expect(
            made.remarks == [
                "Line 2, “5” stands under no header; put it into a column that has one, or in "
                    + "quotes with the cell before",
                "Line 2, unit: this stays what it was when the item was made; take it out, or make "
                    + "another item",
                "Line 3, code: there is nothing here; fill it, it says which item this is",
                "Line 4, code: “A B” may have A to Z, 0 to 9, “-”, “.” and “/” alone; take the "
                    + "rest out",
                "Line 4, unit: “gallon” is none of what can be chosen; write one of piece, "
                    + "kilogram, litre, metre, square-metre, set, pair, box, bag, bottle, tin, "
                    + "roll and 3 others",
                "Line 4, weight: “x” is no number; write it like 0.125",
                "Line 5, name: there is nothing here; every item has this, fill it",
                "Line 6, unit: there is nothing here; every item has this, fill it",
                "Line 7, weight: “-1” is beyond 0.000 to 1000000.000; write a number within",
            ])
        #expect(made.problems[5].cell == "x" && made.problems[5].column == "weight")
        // The others go on.
        #expect(made.lines(.refused) == [2, 3, 4, 5, 6, 7] && made.lines(.create) == [8])
        try office.enter(made)
        #expect(try office.shown(.item).count == 3)
    }

    @Test("TABLE-6: of two rows about one record the second is refused, and names the first")
    func twice() throws {
        let made = try office.read(
            "code,name,unit,weight\nA-1,One,piece,\na-1,Two,piece,\nA-1,Three,bad,\n", .items)
        #expect(made.deeds == [.create, .refused, .refused])
        #expect(
            made.remarks.filter { $0.contains("line 2 is about the same item") }.map {
                $0.prefix(6)
            } == ["Line 3", "Line 4"])
        // A first that is refused counts too: both are to be mended.
        let both = try office.read(
            "code,name,unit,weight\nA-1,One,bad,\nA-1,Two,piece,\n", .items)
        #expect(both.deeds == [.refused, .refused])
    }

    @Test("TABLE-6: what two records may not both say is found in the file, and in what is there")
    func unique() throws {
        let name = Mapping.Target(FieldNumber(1))
        let mapping = Mapping(
            .hubProfile,
            [
                .init("hub", to: .init(FieldNumber(0))), .init("name", to: name),
                .init("sort", to: .init(FieldNumber(2))),
            ], keys: [name.field])
        let first = try office.read("hub,name,sort\nH-1,North,main\nH-2,East,sub\n", mapping)
        #expect(first.deeds == [.create, .create])
        try office.enter(first)
        let second = try office.read(
            "hub,name,sort\nH-1,North,sub\nH-3,South,sub\nH-3,West,sub\nH-2,Centre,sub\n", mapping)
        #expect(second.changed == [2] && second.lines(.create) == [3])
        #expect(
            second.remarks == [
                "Line 4, hub: line 3 says the same, and no two may; change one of them",
                "Line 5, hub: another hub-profile that is there already says the same, and no two "
                    + "may; change it",
            ])
    }

    @Test("TABLE-6: records that are told by the same are not guessed between")
    func ambiguous() throws {
        for _ in 0..<2 {
            let made = Import(
                Table(text: "code,name,unit,weight\nA-1,One,piece,\n"), by: .items,
                in: Relief.schema, beside: Known(Relief.schema), salt: Office.salt,
                hashing: Blake2b.self)
            try office.enter(made)
        }
        let made = try office.read("code,name,unit,weight\nA-1,Two,piece,\n", .items)
        #expect(
            made.remarks == [
                "Line 2, code: 2 of what is there already are called so; make them one first"
            ])
    }

    @Test("TABLE-6: the rules of a kind are held against each row, with what is there already")
    func rules() throws {
        let field = { (number: UInt32) in Mapping.Target(FieldNumber(number)) }
        let kind = RecordKind(
            "stay", .document,
            [
                FieldNumber(0): Field("code", .token(most: 8), isRequired: true),
                FieldNumber(1): Field("from", .date), FieldNumber(2): Field("until", .date),
                FieldNumber(3): Field("state", .choice([0: .init("open"), 1: .init("shut")])),
                FieldNumber(4): Field("reason", .text(most: 40)),
                FieldNumber(5): Field(
                    "places", .integer(0...9), isRequired: true, initial: integer(3)),
            ],
            rules: [
                .notAfter(FieldNumber(1), FieldNumber(2)),
                .needed(choice: FieldNumber(3), options: [1], fields: [FieldNumber(4)]),
            ])
        let schema = Schema(packs: ["stays": 1], kinds: [KindNumber(70): kind])
        let names = ["code", "from", "until", "state", "reason"]
        let mapping = Mapping(
            KindNumber(70),
            names.enumerated().map { .init($0.element, to: field(UInt32($0.offset))) },
            keys: [FieldNumber(0)])
        let table = Table(
            names,
            [
                ["A", "2026-01-02", "2026-01-01", "", ""], ["B", "", "", "shut", ""],
                ["C", "2026-01-01", "2026-01-01", "shut", "rain"],
                ["D", "2026-01-05", "", "open", ""],
            ])
        let made = Import(
            table, by: mapping, in: schema, beside: Known(schema), salt: Office.salt,
            hashing: Blake2b.self)
        #expect(
            made.remarks == [
                "Line 2, from: this is more, or later, than “until”; mend one of them",
                "Line 3, reason: there is nothing here, and what “state” says asks for it; fill it",
            ])
        #expect(made.deeds == [.refused, .refused, .create, .create])
        // What has to be there and has a default is created with it.
        #expect(made.outcomes[3].fields.contains(FieldNumber(5)))
    }

    @Test("TABLE-4: constants fill what no column says, and columns nobody asked for are named")
    func constants() throws {
        var mapping = Mapping.items
        mapping.columns.removeAll { $0.header == "unit" }
        mapping.constants = [ItemField.unit: "Kilogram", ItemField.weight: "2.5"]
        mapping.leftOut = ["stock"]
        let made = try office.read(
            "Code , NAME,weight,stock,colour,error\nA-1,One,,5,red,x\nA-2,Two,7,,,\n", mapping)
        #expect(made.unread == ["colour"] && made.deeds == [.create, .create])
        try office.enter(made)
        let weights = try office.shown(.item).map { $0.value(of: FieldNumber(5)) }
        #expect(weights == [integer(2_500), integer(7_000)])
        let units = try office.shown(.item).map { $0.value(of: FieldNumber(3)) }
        #expect(units == [integer(1), integer(1)])
    }

    @Test("TABLE-4: where a column lacks, is there twice, or a constant is none, nothing is taken")
    func columns() throws {
        var mapping = Mapping.items
        mapping.constants = [ItemField.family: "x", ItemField.least: "much"]
        let made = try office.read(
            "code,name,name,unit\nA-1,One,Two,piece\nA-2,One,,bad\n", mapping)
        #expect(
            made.remarks == [
                "Line 1, name: there are 2 columns of this name; rename them",
                "Line 1, weight: there is no such column; add it, or take it out of the mapping",
                "Line 1, least: “much” is no number; write it like 0.125",
                "Line 3, unit: “bad” is none of what can be chosen; write one of piece, kilogram, "
                    + "litre, metre, square-metre, set, pair, box, bag, bottle, tin, roll and 3 "
                    + "others",
            ])
        #expect(made.deeds == [.refused, .refused] && made.entries(in: .common) == [])
    }

    @Test("TABLE-2: a row that the file itself spoils is refused, and the rows around it are not")
    func spoiled() throws {
        let made = try office.read(
            "code,name,unit,weight\nA-1,One,piece,\nA-2,\"Two,piece,\nA-3,Three,piece,\n", .items)
        #expect(made.deeds == [.create, .refused, .create])
        #expect(made.remarks.first?.hasPrefix("Line 3, A quote begins here") == true)
    }

    @Test("TABLE-2: below a header that the file spoils nothing is taken")
    func spoiledHeader() throws {
        let made = try office.read(
            "code,name,unit,weight,\"x\"y\nA-1,One,piece,1,\n", .items)
        #expect(made.deeds == [.refused] && made.entries(in: .common) == [])
        #expect(made.remarks.first?.hasPrefix("Line 1, After a quote that ends") == true)
    }

    @Test("TABLE-7: whole rows go into entries, as few as have room, and each is one bundle")
    func entries() throws {
        let long = String(repeating: "x", count: 200)
        let rows = (0..<900).map { ["C-\($0)", long, "piece", "1"] }
        let made = try office.read(Table(["code", "name", "unit", "weight"], rows), .items)
        let entries = made.entries(in: .common)
        #expect(entries.map(\.edits.count).reduce(0, +) == 3_600)
        for entry in entries {
            #expect(entry.edits.count <= TableLimits.edits && entry.edits.count % 4 == 0)
            guard case .create? = entry.edits.first else {
                Issue.record("an entry begins with a whole row")
                return
            }
        }
        // The bytes of the estimate are what is full first.
        #expect(entries.count == 3)
        #expect(try office.enter(made) == 3)
        #expect(try office.shown(.item).count == 900)
    }

    @Test("TABLE-7: a row that no bundle has room for is refused")
    func tooLarge() throws {
        let fields = (0..<12).map {
            (FieldNumber($0), Field("f-\($0)", .text(most: 65_000), isRequired: $0 == 0))
        }
        let kind = RecordKind("page", .document, Dictionary(uniqueKeysWithValues: fields))
        let schema = Schema(packs: ["pages": 1], kinds: [KindNumber(70): kind])
        let mapping = Mapping(
            KindNumber(70), fields.map { .init($0.1.name, to: .init($0.0)) }, keys: [FieldNumber(0)]
        )
        func row(_ count: Int) -> [String] {
            (0..<12).map { String(repeating: $0 < count ? "x" : "", count: 64_000) }
        }
        let made = Import(
            Table(fields.map(\.1.name), [row(8), ["y"] + row(10).dropFirst()]), by: mapping,
            in: schema, beside: Known(schema), salt: Office.salt, hashing: Blake2b.self)
        #expect(made.deeds == [.create, .refused])
        #expect(made.remarks.first?.contains("more than one entry holds") == true)
    }
}
