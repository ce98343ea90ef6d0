import Bundles
import Charter
import Lattice
import Relief
import Replica
import Schema
import Simulation
import Tables
import TestSupport
import Testing

/// As many rows as a large operation has items.
@Suite("Many rows") struct BulkTests {
    private static let count = 10_000
    private static let header = [
        "code", "name:en", "name:es", "family", "unit", "weight", "about:en", "perishable", "least",
        "retired",
    ]

    private static func row(_ number: Int) -> [String] {
        [
            "ITM-\(number)", "Item \(number)", "Artículo \(number)", "Family \(number % 37)",
            number % 3 == 0 ? "kilogram" : "piece", "\(number % 500).\(number % 10)00",
            "As it is on shelf \(number % 91), “fragile”; keep dry", "\(number % 2 == 0)",
            "\(number).000", "false",
        ]
    }

    /// Ten columns, mapped by a guess.
    private static let mapping = Mapping.proposed(for: header, .item, in: Relief.schema)

    @Test("N6: ten thousand rows go in, all that is wrong is said in one pass, and they come out")
    func rows() throws {
        let office = Office()
        var rows = (0..<Self.count).map(Self.row)
        // One row in a hundred has something wrong with it, each in another way.
        var wrong: [Int] = []
        for (index, place) in stride(from: 7, to: Self.count, by: 100).enumerated() {
            switch index % 4 {
            case 0: rows[place][5] = "heavy"
            case 1: rows[place][4] = ""
            case 2: rows[place][0] = "ITM-\(place - 1)"
            default: rows[place][8] = "1,000"
            }
            wrong.append(place + 2)
        }
        #expect(Self.mapping.columns.count == 10)
        let file = Table(Self.header, rows).written()
        let made = try office.read(Table(reading: file), Self.mapping)
        #expect(made.outcomes.count == Self.count && made.unread == [])
        #expect(made.lines(.refused) == wrong && made.problems.map(\.line) == wrong)
        #expect(made.lines(.create).count == Self.count - wrong.count)

        // As much work as there are cells: one change for each, in entries that are nearly full.
        let entries = made.entries(in: .common)
        let edits = entries.map(\.edits.count).reduce(0, +)
        #expect(edits == (Self.count - wrong.count) * 9)
        let bytes = edits * 330
        #expect(entries.count <= bytes / (TableLimits.entryBytes / 2))
        let before = office.admin.bundles.count
        try office.enter(made)
        // And the bundle that opens the feed.
        #expect(office.admin.bundles.count - before <= entries.count + 1)

        // Mended, the rest goes in, and all of it comes out as it is in the file.
        var errors = Table(reading: try #require(made.errorTable).written())
        #expect(errors.lines.count == wrong.count)
        for index in errors.lines.indices {
            errors.lines[index].cells = Self.row(wrong[index] - 2) + ["mended"]
        }
        let rest = try office.read(errors, Self.mapping)
        #expect(rest.lines(.create).count == wrong.count && rest.problems == [])
        try office.enter(rest)
        let whole = Table(Self.header, (0..<Self.count).map(Self.row))
        let export = try #require(
            Export(by: Self.mapping, of: Relief.schema, beside: try office.known()))
        let out = export.table(of: try office.shown(.item))
        #expect(Set(out.lines.map(\.cells)) == Set(whole.lines.map(\.cells)))
        let again = try office.read(Table(reading: out.written()), Self.mapping)
        #expect(Set(again.deeds) == [.same] && again.outcomes.count == Self.count)
    }
}
