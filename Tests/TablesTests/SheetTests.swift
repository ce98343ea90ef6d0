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

/// What follows from records, as people take it along.
@Suite("Sheets") struct SheetTests {
    private static let season = Season(.small, seed: 3)
    private let operation: Operation
    private let known: Known

    init() {
        var operation = Operation()
        var known = Known(Relief.schema)
        Self.season.forEachItem { id, document in
            guard let kind = Relief.schema.kinds[.item] else { return }
            let shown = Shown(id, document, of: kind, by: Blake2b.self)
            operation.set(shown, of: id, in: .common)
            known.add(shown)
        }
        var facts: [(name: LedgerKey, fact: ReliefFact?)] = []
        Self.season.forEachFact { facts.append(($0.name, $0)) }
        operation.set(facts)
        operation.set(ledgers: Set(Self.season.hubs))
        for (index, hub) in Self.season.hubs.enumerated() {
            // A name that a spreadsheet would take for a formula, and one with its separator in it.
            known.add(hub, called: index == 0 ? "=North" : "Hub \(index), east")
        }
        (self.operation, self.known) = (operation, known)
    }

    private var sheets: Sheets {
        Sheets(
            of: operation, beside: known, words: "en",
            asOf: HybridTime(WallTime(milliseconds: 1_700_000_000_000)), in: "view-1")
    }

    /// As whoever opens the file finds it: the cells of some columns of each row.
    private func read(_ table: Table, _ columns: String...) throws -> [[String]] {
        let again = Table(reading: table.written())
        #expect(again.faults.isEmpty && again.header == table.header)
        #expect(again.lines.allSatisfy { $0.cells.count == again.header.count })
        #expect(
            again.lines.allSatisfy { $0.cells.suffix(2) == ["2023-11-14T22:13:20Z", "view-1"] })
        let places = try columns.map { try #require(again.header.firstIndex(of: $0)) }
        return again.lines.map { line in places.map { line.cells[$0] } }
    }

    private func thousandths(_ text: String) -> Int128 {
        let parts = text.split(separator: ".")
        #expect(parts.count == 2 && parts[1].count == 3, "\(text)")
        return Int128(text.replacing(".", with: "")) ?? .max
    }

    @Test("TABLE-10: what moved adds up to the books, and the sheet of stock is what is there")
    func stock() throws {
        var moved: [[String]: Int128] = [:]
        for row in try read(sheets.movements(), "hub", "item", "batch", "condition", "amount") {
            moved[Array(row.prefix(4)), default: 0] += thousandths(row[4])
        }
        let stock = try read(
            sheets.stock(), "hub", "item", "batch", "condition", "book", "on-hand", "doubts")
        #expect(stock.count > 100)
        var onHand: Int128 = 0
        for row in stock {
            #expect(thousandths(row[4]) == moved.removeValue(forKey: Array(row.prefix(4))) ?? 0)
            onHand += thousandths(row[5])
        }
        #expect(moved.values.allSatisfy { $0 == 0 })
        let there = operation.book.hubs.reduce(Int128(0)) { sum, hub in
            sum
                + operation.book.items(at: hub).reduce(0) { sum, item in
                    sum
                        + operation.book.buckets(of: item, at: hub).reduce(0) {
                            $0 + operation.book.stock(of: $1).onHand
                        }
                }
        }
        #expect(onHand == there)
        #expect(stock.contains { $0[0] == "Hub 1, east" })
        // No formula gets out of it: the apostrophe is what a spreadsheet is shown.
        let bytes = String(decoding: sheets.stock().written(), as: UTF8.self)
        #expect(bytes.contains("\r\n'=North,") && !bytes.contains("\r\n=North"))
        let named = try read(sheets.stock(), "name", "unit")
        #expect(named.allSatisfy { !$0[0].isEmpty && !$0[1].isEmpty })
    }

    @Test("TABLE-10: orders and demands are there line by line, with what became of them")
    func orders() throws {
        let all = operation.orders.all
        let rows = try read(sheets.orders(), "state", "ordered", "sent", "good", "open")
        #expect(rows.count == all.reduce(0) { $0 + $1.standing.lines.count } && !rows.isEmpty)
        #expect(Set(rows.map { $0[0] }) == Set(all.map(\.standing.state.rawValue)))
        let sent = all.flatMap(\.standing.lines).reduce(Int128(0)) { $0 + $1.sent }
        #expect(rows.reduce(0) { $0 + thousandths($1[2]) } == sent && sent > 0)
        let needs = operation.orders.allDemands.flatMap(\.standing.needs)
        let wanted = try read(sheets.demands(), "wanted", "received")
        #expect(wanted.count == needs.count)
        #expect(
            wanted.reduce(0) { $0 + thousandths($1[0]) } == needs.reduce(0) { $0 + $1.wanted })
    }

    @Test("TABLE-10, C10: the timeline says who, when, old and new, what does not count, signed")
    func timeline() throws {
        let office = Office()
        let made = office.admin.enter(
            in: .common,
            [
                .create(.item, FieldNumber(0), text("TARP")),
                .write(
                    .new(0), FieldNumber(1),
                    Simulation.item { writer in
                        writer.put(map: 1)
                        writer.put(text: "en")
                        writer.put(text: "tarpaulin")
                    }),
                .write(.new(0), FieldNumber(3), integer(0)),
            ])
        let item = try #require(made.get().records.first)
        let line = group(
            (0, integer(0)), (1, Simulation.item { $0.put(item) }), (2, integer(5_000)),
            (3, integer(0)), (6, integer(1_000)), (7, text("by lorry; \"two\"")))
        _ = try office.worker.enter(
            in: office.hub, [.state(.movement, FactID(high: 1, low: 1), line)]
        ).get()
        _ = try office.admin.enter(
            in: .common, [.write(.record(item), FieldNumber(0), text("TARP-2"))]
        ).get()
        let changes = try read(
            sheets.timeline(told(.common, office.admin)), "kind", "field", "old", "new",
            "standing", "signature", "person")
        let codes = changes.filter { $0[1] == "code" }
        #expect(codes.map { Array($0[2...3]) } == [["", "TARP"], ["TARP", "TARP-2"]])
        #expect(codes.allSatisfy { $0[0] == "item" && $0[4] == "counts" && $0[5].count == 128 })
        #expect(Set(codes.map { $0[5] }).count == 2)
        let facts = try read(
            sheets.timeline(told(office.hub, office.worker)), "kind", "step", "new", "time")
        #expect(facts.count == 1 && facts[0][0] == "movement" && facts[0][1] == "fact")
        #expect(facts[0][2].contains("by lorry; \"two\"") && facts[0][3].hasSuffix("Z"))
        #expect(sheets.timeline([]).lines.isEmpty)
    }

    private func told(
        _ scope: Address, _ laptop: Laptop<MemoryStorage>
    ) -> [TimelineEntry] {
        var inquiry = Inquiry(into: .everything, in: scope, by: laptop.person.seat.id)
        repeat { guard laptop.look(into: &inquiry) else { break } } while !inquiry.isDone
        return inquiry.timeline
    }

    @Test("TABLE-10: what has no code and no name is called by its id; nothing is lost of nothing")
    func unknown() throws {
        let bare = Sheets(
            of: operation, beside: Known(Relief.schema), words: "fr",
            asOf: HybridTime(word: 0), in: "")
        #expect(bare.stock().lines.count == sheets.stock().lines.count)
        #expect(bare.stock().lines.allSatisfy { $0.cells[0].count == 32 })
        let empty = Sheets(
            of: Operation(), beside: known, words: "en", asOf: HybridTime(word: 0), in: "")
        for table in [empty.stock(), empty.movements(), empty.orders(), empty.demands()] {
            #expect(table.lines.isEmpty && table.header.count > 6)
        }
    }
}
