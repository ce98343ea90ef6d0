import Bundles
import Charter
import Lattice
import Relief
import Replica
import Schema
import Seal
import Simulation
import Tables
import TestSupport
import Testing

/// Rows that say what happened: stated once, however often they are read.
@Suite("Imports of facts") struct FactImportTests {
    private let office = Office()
    private static let names = ["sort", "item", "amount", "condition", "", "", "on", "reason"]
    private static let header = "sort,item,amount,condition,on,reason"

    private var mapping: Mapping {
        let columns = Self.names.enumerated().filter { !$0.element.isEmpty }.map {
            Mapping.Column($0.element, to: .init(FieldNumber(UInt32($0.offset))))
        }
        return Mapping(.movement, columns)
    }

    private static let lines = [
        "intake,WTR-1,5.5,usable,2026-01-31T12:00:00Z,",
        "loss,WTR-1,1,usable,2026-02-01T12:00:00Z,spilt",
        "intake,WTR-1,5.5,usable,2026-01-31T12:00:00Z,",
    ]

    private func text(_ lines: [String]) -> String {
        ([Self.header] + lines).joined(separator: "\n") + "\n"
    }

    private func stock() throws {
        try office.enter(
            try office.read("code,name,unit,weight\nWTR-1,Water,litre,1\n", .items))
        office.port.meet()
    }

    private func state(_ made: Import) throws {
        try office.enter(made, in: office.hub, by: office.worker)
    }

    private func movements() throws -> Int {
        try office.shown(.movement, in: office.hub, on: office.worker).count
    }

    @Test("TABLE-7: the same file read twice states nothing twice, nor do its rows in another file")
    func twice() throws {
        try stock()
        let made = try office.read(text(Self.lines), mapping)
        #expect(made.stated.count == 3 && made.problems == [])
        // Two rows that say the same are two facts.
        #expect(Set(made.stated).count == 3)
        try state(made)
        #expect(try movements() == 3)
        let again = try office.read(text(Self.lines), mapping)
        #expect(again.deeds == [.same, .same, .same])
        // In another order, and with one more of the same.
        let more = try office.read(text(Self.lines.reversed() + [Self.lines[0]]), mapping)
        #expect(more.lines(.same) == [2, 3, 4] && more.stated.count == 1)
        try state(more)
        #expect(try movements() == 4)
    }

    @Test("TABLE-7: who imports the same without having heard of it states the same facts")
    func apart() throws {
        try stock()
        let known = try office.known()
        let table = Table(text: text(Self.lines))
        let one = try office.read(table, mapping, beside: known)
        let other = try office.read(
            Table(text: text(Self.lines.reversed())), mapping, beside: known)
        #expect(Set(one.stated) == Set(other.stated))
        let salted = Import(
            table, by: mapping, in: Relief.schema, beside: known,
            salt: ImportSalt(high: 5, low: 8), hashing: Blake2b.self)
        #expect(Set(one.stated).isDisjoint(with: salted.stated))
        try state(one)
        try state(other)
        #expect(try movements() == 3)
    }

    @Test("TABLE-6: a fact is held against its rules, and what it names has to be there")
    func rules() throws {
        try stock()
        let made = try office.read(
            text([
                "loss,WTR-1,1,usable,2026-02-01T12:00:00Z,", "intake,TENT,1,usable,x,",
                "found,water,0,usable,2026-02-01T12:00:00Z,", "mistake-in,Water,1,usable,,",
            ]), mapping)
        #expect(
            made.remarks == [
                "Line 2, reason: there is nothing here, and what “sort” says asks for it; fill it",
                "Line 3, item: “TENT” is no record that is known here; look how it is called, or "
                    + "add it first",
                "Line 3, on: “x” is no time; write it like 2026-01-31T12:30:00Z",
                "Line 4, amount: “0” is beyond 0.001 to 9000000000.000; write a number within",
                "Line 5, on: there is nothing here; every movement has this, fill it",
                "Line 5, reason: there is nothing here, and what “sort” says asks for it; fill it",
                "Line 5, corrects: there is nothing here, and what “sort” says asks for it; "
                    + "fill it",
            ])
    }

    @Test("TABLE-7: a fact that is told by a code is never stated with something else beside it")
    func keyed() throws {
        try stock()
        var mapping = mapping
        mapping.columns.append(.init("code", to: .init(FieldNumber(8))))
        mapping.keys = [FieldNumber(8)]
        func read(_ amounts: [String]) throws -> Import {
            let lines = amounts.enumerated().map { index, amount in
                "intake,WTR-1,\(amount),usable,2026-01-31T12:00:00Z,,GRN-\(index)"
            }
            return try office.read(
                ([Self.header + ",code"] + lines).joined(separator: "\n"), mapping)
        }
        try state(try read(["1", "2"]))
        let made = try read(["1", "3", "4"])
        #expect(made.deeds[0] == .same && made.deeds[1] == .refused && made.stated.count == 1)
        #expect(made.remarks.first?.hasPrefix("Line 3, code: this was stated already") == true)
    }
}
