import Simulation
import Tables
import TestSupport
import Testing

/// What is written is read as the same, whatever it is.
@Suite("Laws of tables") struct TableLawTests {
    @Test("TABLE-3: what was written is read as it was", arguments: Effort.seeds(300))
    func roundTrip(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let columns = 1 + random.below(5)
        func row() -> [String] { (0..<columns).map { _ in Samples.cell(&random) } }
        let header = row()
        let rows = (0..<random.below(12)).map { _ in row() }
        let table = Table(header, rows, separator: random.pick(Table.Separator.allCases))
        let bytes = table.written(withMark: random.chance(50))
        // One column shows no separator: it is any.
        let separators = [table.separator] + (columns > 1 ? [nil] : [])
        for separator in separators {
            let read = Table(reading: bytes, separator: separator)
            #expect(read.header.map(Samples.scalars) == header.map(Samples.scalars))
            #expect(
                read.lines.map { $0.cells.map(Samples.scalars) }
                    == rows.map { $0.map(Samples.scalars) })
            #expect(read.faults.isEmpty && read.separator == table.separator)
        }
    }

    @Test(
        "TABLE-2: any bytes are read to the end, and each fault is on a line of the file",
        arguments: Effort.seeds(200))
    func anything(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let alphabet = Array("a1,;\t\"\"'=\r\n\n".utf8) + [0xC3, 0xBC, 0xFF, 0]
        let bytes = (0..<random.below(200)).map { _ in random.pick(alphabet) }
        let table = Table(reading: bytes)
        let lines = bytes.count { $0 == 0x0A || $0 == 0x0D } + 1
        #expect(table.faults.allSatisfy { (1...lines).contains($0.line) })
        let numbers = table.lines.map(\.number)
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        // What was read can be written, and says the same again.
        let again = Table(reading: table.written(), separator: table.separator)
        if table.faults.isEmpty {
            #expect(again.header == table.header)
            #expect(again.lines.map(\.cells) == table.lines.map(\.cells))
        }
    }
}
