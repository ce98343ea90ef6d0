import Tables
import Testing

/// Files of rows, as programs write them and as they ought not to.
@Suite("Tables") struct TableTests {
    private func cells(_ text: String, _ separator: Table.Separator? = nil) -> [[String]] {
        let table = Table(text: text, separator: separator)
        return [table.header] + table.lines.map(\.cells)
    }

    @Test(
        "TABLE-1: cells, quotes and ends of lines are read as RFC 4180 has them, and as it has not",
        arguments: [
            ("a,b\r\n1,2\r\n", [["a", "b"], ["1", "2"]]), ("a,b\n1,2", [["a", "b"], ["1", "2"]]),
            ("a,b\r1,2\r", [["a", "b"], ["1", "2"]]),
            ("a,b\n\"x,\"\"y\"\"\",2\n", [["a", "b"], ["x,\"y\"", "2"]]),
            ("a,b\n\"x\r\ny\",\"\"\n", [["a", "b"], ["x\r\ny", ""]]),
            ("\u{FEFF}a,b\n1,\n", [["a", "b"], ["1", ""]]),
            ("\u{FEFF}\"a\",b\n,\n", [["a", "b"], ["", ""]]),
            ("\n\na,b\n\n1,2\n\n", [["a", "b"], ["1", "2"]]),
            ("a\n5\" pipe\n", [["a"], ["5\" pipe"]]), ("a\n\"\"\n", [["a"], [""]]),
            ("a,b\nü,\"日本\"\n", [["a", "b"], ["ü", "日本"]]),
        ])
    func reads(text: String, rows: [[String]]) {
        #expect(cells(text) == rows)
        #expect(Table(text: text).faults.isEmpty)
    }

    @Test(
        "TABLE-1: the separator is the one of which the header has most, outside of quotes",
        arguments: [
            ("a,b\n1;2;3,4\n", Table.Separator.comma), ("a;b,c;d\n1\n", .semicolon),
            ("a\tb\n1,2\n", .tab), ("\"a,b,c\";d\n", .semicolon), ("a\n1;2\n", .comma),
            ("\n\"x\n,,,\"\ty\n", .tab),
        ])
    func recognises(text: String, separator: Table.Separator) {
        #expect(Table(text: text).separator == separator)
    }

    @Test("TABLE-1: a separator that is given is the one, whatever the header looks like")
    func given() {
        #expect(cells("a,b;c\n1;2\n", .comma) == [["a", "b;c"], ["1;2"]])
    }

    @Test("TABLE-1: rows have the lines on which they begin, though cells have several")
    func lines() {
        let table = Table(text: "a,b\n\n\"x\ny\r\nz\",1\r\n3,4\r\r5,6")
        #expect(table.lines.map(\.number) == [3, 6, 8])
    }

    @Test("TABLE-2: a quote that does not end spoils its own line; what follows is read")
    func unclosed() {
        let table = Table(text: "a,b\n1,2\nx,\"y\n3,4\n5,6\n")
        #expect(table.faults.map(\.line) == [3] && table.faults.map(\.reason) == [.unclosedQuote])
        #expect(table.lines.map(\.cells) == [["1", "2"], ["x", "\"y"], ["3", "4"], ["5", "6"]])
        #expect(table.lines.map(\.number) == [2, 3, 4, 5])
        #expect(table.faults[0].description.hasPrefix("Line 3: "))
    }

    @Test("TABLE-2: text after a quote, bytes that are no UTF-8, and zero bytes are named by line")
    func spoiled() {
        let bytes =
            Array("a,b\n\"x\"y,1\n".utf8) + [0xFF, 0x2C, 0x31, 0x0A] + Array("\0,2\n3,4\n".utf8)
        let table = Table(reading: bytes)
        #expect(table.faults.map(\.reason) == [.afterQuote, .notUTF8, .zero])
        #expect(table.faults.map(\.line) == [2, 3, 4] && table.faults.map(\.row) == [2, 3, 4])
        #expect(table.lines.map(\.cells[1]) == ["1", "1", "2", "4"])
        #expect(Table(reading: []).faults.map(\.reason) == [.noHeader])
    }

    @Test("TABLE-2: too many cells, and too long ones, spoil their row and no other")
    func tooMuch() {
        let wide = Array(repeating: "1", count: TableLimits.columns + 1).joined(separator: ",")
        let long = String(repeating: "x", count: TableLimits.cell + 1)
        let fits = String(repeating: "x", count: TableLimits.cell)
        let table = Table(text: "a,b\n\(wide)\n\(long),2\n\"\(long)\",3\n\(fits),4\n")
        #expect(table.faults.map(\.reason) == [.tooManyColumns, .cellTooLong, .cellTooLong])
        #expect(table.faults.map(\.row) == [2, 3, 4])
        #expect(table.lines[0].cells.count == TableLimits.columns)
        #expect(table.lines[3].cells == [fits, "4"])
    }

    @Test("TABLE-2: rows beyond the most are not read, and the first of them is named")
    func tooManyRows() {
        let text = "a\n" + String(repeating: "1\n", count: TableLimits.rows)
        #expect(Table(text: text).faults.isEmpty)
        let table = Table(text: text + "2\n3\n")
        #expect(table.lines.count == TableLimits.rows)
        #expect(table.faults.map(\.line) == [TableLimits.rows + 2])
        #expect(table.faults.map(\.row) == [nil])
    }

    @Test(
        "TABLE-3: what a spreadsheet would calculate gets an apostrophe, and loses it when read",
        arguments: [
            ("=1+1", "'=1+1"), ("+1767", "'+1767"), ("@a", "'@a"), ("-x", "'-x"), ("-5", "-5"),
            ("-1.250,5", "-1.250,5"), ("-", "'-"), ("-5-6", "'-5-6"), ("-5.", "'-5."),
            ("\tx", "'\tx"), ("'=1", "''=1"), ("''-x", "'''-x"), ("'-5", "'-5"), ("'a", "'a"),
            ("a=1", "a=1"),
        ])
    func harmless(cell: String, written: String) {
        let table = Table(["a", "b"], [[cell, "1"]], separator: .semicolon)
        #expect(table.text == "a;b\r\n\(written);1\r\n")
        #expect(Table(text: table.text).lines[0].cells == [cell, "1"])
        // In quotes too.
        #expect(Table(text: "a;b\n\"\(written)\";1\n").lines[0].cells == [cell, "1"])
    }

    @Test("TABLE-3: quotes stand only where they are needed")
    func quotes() {
        let table = Table(
            ["a;b", "c"], [["x", "y z"], ["1,5", "a;b"], ["q\"", "l\nm"], ["", " "]])
        #expect(
            table.text
                == "\"a;b\",c\r\nx,y z\r\n\"1,5\",a;b\r\n\"q\"\"\",\"l\nm\"\r\n, \r\n")
        #expect(Table(["a"], [["b"], [""]]).text == "a\r\nb\r\n\"\"\r\n")
        #expect(Array(table.written(withMark: true).prefix(4)) == [0xEF, 0xBB, 0xBF, 0x22])
    }
}
