import Lattice
import Queries
import Schema
import Simulation
import Testing

@Suite("Cursors") struct CursorTests {
    private let query = Query(
        Yard.boat, where: .search("a"),
        by: [Order(FieldNumber(0)), Order(FieldNumber(1)), Order(FieldNumber(9))], limit: 1)

    private func cursor(_ query: Query) throws -> Cursor {
        var gatherer = try Gatherer(query, Yard.kind(query.kind))
        for number in 1...3 as ClosedRange<UInt64> {
            let name = String(repeating: "anna", count: 99)
            let model = Model(number: number, kind: query.kind, singles: [0: [.text(name)]])
            gatherer.take(try #require(model.shown))
        }
        return try #require(gatherer.page.next)
    }

    @Test("A cursor is read back from its bytes")
    func roundTrip() throws {
        var other = query
        for kind in [Yard.boat, Yard.trip] {
            other.kind = kind
            if kind == Yard.trip { other.order = [Order(FieldNumber(16))] }
            let cursor = try cursor(other)
            #expect(try Cursor(encoding: cursor.encoding) == cursor)
        }
    }

    @Test("A damaged cursor is refused: whatever byte is flipped, cut off or put to it")
    func flips() throws {
        let whole = try cursor(query).encoding
        for index in whole.indices {
            for bit in 0..<8 {
                var bytes = whole
                bytes[index] ^= 1 << UInt8(bit)
                #expect(throws: CursorError.damaged) { try Cursor(encoding: bytes) }
            }
            #expect(throws: CursorError.damaged) { try Cursor(encoding: Array(whole[..<index])) }
        }
        #expect(throws: CursorError.damaged) { try Cursor(encoding: whole + [0]) }
    }

    @Test("Garbage is refused, and never stops the program")
    func garbage() {
        var random = SeededRandom(seed: 7)
        var refused = 0
        for _ in 0..<5_000 {
            let bytes = (0..<random.below(80)).map { _ in
                random.chance(50)
                    ? random.pick([0x80, 0x82, 0x84, 0x00, 0xF6, 0x58, 0x1B, 0xFF])
                    : UInt8(random.below(256))
            }
            do throws(CursorError) {
                _ = try Cursor(encoding: bytes)
            } catch { refused += error == .damaged ? 1 : 0 }
        }
        #expect(refused == 5_000)
        let huge = [UInt8](repeating: 0, count: QueryLimits.cursor + 1)
        #expect(throws: CursorError.damaged) { try Cursor(encoding: huge) }
    }

    @Test("A cursor of another query is refused; only the length of pages may change")
    func otherQuery() throws {
        let cursor = try cursor(query)
        var longer = query
        longer.limit = 9
        #expect(throws: Never.self) { try Gatherer(longer, Yard.boats, after: cursor) }
        let changes: [(inout Query) -> Void] = [
            { $0.kind = Yard.trip }, { $0.presence = .all }, { $0.order.removeLast() },
            { $0.order[0].direction = .descending }, { $0.order[1].field = FieldNumber(2) },
            { $0.filter = .search("b") }, { $0.filter = .begins(FieldNumber(0), "a") },
            { $0.filter = .not($0.filter) }, { $0.filter = .all([$0.filter]) },
            { $0.filter = .any([$0.filter]) }, { $0.filter = .everything },
        ]
        for (place, change) in changes.enumerated() {
            var other = query
            change(&other)
            #expect(throws: CursorError.otherQuery, "change \(place)") {
                try Gatherer(other, Yard.kind(other.kind), after: cursor)
            }
        }
    }

    @Test("Every filter leaves its mark on a cursor")
    func filters() throws {
        let field = FieldNumber(0)
        let filters: [Filter] = [
            .everything, .compare(field, .equal, integer(1)), .compare(field, .less, integer(1)),
            .compare(field, .less, integer(2)), .among(field, [integer(1)]),
            .among(field, [integer(2)]), .among(field, []), .begins(field, "a"),
            .begins(field, "b"), .contains(field, text("a")), .contains(field, text("b")),
            .missing(field), .missing(FieldNumber(1)), .contested(nil), .contested(field),
            .search("a"), .search("b"), .all([]), .all([.everything]), .any([]),
            .any([.everything]), .not(.everything), .not(.not(.everything)),
            .all([.any([]), .everything]), .all([.any([.everything])]),
        ]
        // Cursors of queries with equal rows differ by their queries alone.
        var cursors: Set<[UInt8]> = []
        for filter in filters {
            let place = try cursor(Query(Yard.boat, limit: 1))
            var refusals = 0
            do throws(CursorError) {
                _ = try Gatherer(Query(Yard.boat, where: filter), Yard.boats, after: place)
            } catch { refusals = 1 }
            #expect(refusals == (filter == .everything ? 0 : 1), "\(filter)")
            let query = Query(Yard.boat, where: .any([.everything, filter]), limit: 1)
            cursors.insert(try cursor(query).encoding)
        }
        #expect(cursors.count == filters.count)
    }

    @Test("What is wrong with a cursor is said for people")
    func sentences() {
        #expect(
            CursorError.damaged.description
                == "this is no mark of where a page ended; begin at the first page")
        #expect(
            CursorError.otherQuery.description
                == "the page before was of another query; begin at the first page of this")
    }
}
