import Bundles
import Charter
import Lattice
import Relief
import Replica
import Tables
import TestSupport
import Testing

/// What was refused comes back to be mended.
@Suite("Tables of errors") struct ErrorTableTests {
    private let office = Office()

    private static let text = """
        code;note;name;unit;weight
        A-1;keep;One;piece;1
        A-2;=this;Two;barrel;x
        A-3;"a ""b""
        c";Three;piece;2
        ;;Four;piece;
        A-5;;Five;piece;5;6

        """

    @Test("TABLE-8: refused rows come back as they were, with a last column of what is wrong")
    func rows() throws {
        var mapping = Mapping.items
        mapping.leftOut = ["note"]
        let made = try office.read(Self.text, mapping)
        let errors = try #require(made.errorTable)
        #expect(errors.separator == .semicolon)
        #expect(errors.header == ["code", "note", "name", "unit", "weight", "", Table.errorColumn])
        #expect(
            errors.lines.map { $0.cells.dropLast() } == [
                ["A-2", "=this", "Two", "barrel", "x", ""], ["", "", "Four", "piece", "", ""],
                ["A-5", "", "Five", "piece", "5", "6"],
            ])
        let reasons = errors.lines.map { $0.cells.last ?? "" }
        #expect(
            reasons[0].contains("unit: “barrel” is none") && reasons[0].contains(" | weight: “x”"))
        #expect(reasons[1].hasPrefix("code: there is nothing here"))
        #expect(Table(reading: errors.written()).lines.map(\.cells) == errors.lines.map(\.cells))
        #expect(try office.read("code,name,unit,weight\nA,B,piece,\n", .items).errorTable == nil)
    }

    @Test("TABLE-8: mended and read again it creates exactly what was missing")
    func mended() throws {
        var mapping = Mapping.items
        mapping.leftOut = ["note"]
        let made = try office.read(Self.text, mapping)
        try office.enter(made)
        #expect(made.deeds == [.create, .refused, .create, .refused, .refused])
        var errors = Table(reading: try #require(made.errorTable).written())
        // First a part of it, as people do.
        errors.lines[0].cells[3] = "box"
        errors.lines[2].cells[5] = ""
        let half = try office.read(errors, mapping)
        #expect(half.unread == [] && half.deeds == [.refused, .refused, .create])
        try office.enter(half)
        var rest = Table(reading: try #require(half.errorTable).written())
        #expect(rest.header.filter { $0 == Table.errorColumn }.count == 1)
        #expect(rest.lines.count == 2)
        rest.lines[0].cells[4] = "12.5"
        rest.lines[1].cells[0] = "A-4"
        let last = try office.read(Table(reading: rest.written()), mapping)
        #expect(last.deeds == [.create, .create] && last.errorTable == nil)
        try office.enter(last)
        #expect(try office.shown(.item).count == 5)
        // Nothing was taken twice, and all of it is there.
        let whole = try office.read(
            "code,name,unit,weight\nA-1,One,piece,1\nA-2,Two,box,12.5\nA-3,Three,piece,2\n"
                + "A-4,Four,piece,\nA-5,Five,piece,5\n", .items)
        #expect(Set(whole.deeds) == [.same])
    }

    @Test("TABLE-8: where nothing can be read at all, each row says why")
    func blocked() throws {
        let made = try office.read("code,name\nA-1,One\nA-2,Two\n", .items)
        let errors = try #require(made.errorTable)
        #expect(errors.lines.count == 2)
        #expect(errors.lines.allSatisfy { $0.cells.last?.contains("no such column") == true })
    }
}
