import Lattice
import Queries
import Schema
import Testing

/// What may not be asked, and what is said then.
@Suite("Checking queries") struct CheckTests {
    private func error(_ query: Query) -> QueryError? {
        do throws(QueryError) {
            try query.check(against: Yard.schema)
            return nil
        } catch { return error }
    }

    private func error(
        where filter: Filter, by order: [Order] = [], of kind: KindNumber = Yard.boat
    ) -> QueryError? { error(Query(kind, where: filter, by: order)) }

    private static func field(_ number: UInt32) -> FieldNumber { FieldNumber(number) }

    @Test("What makes sense is let pass")
    func passes() {
        let filters: [Filter] = [
            .everything, .compare(FieldNumber(2), .less, integer(4)),
            .compare(FieldNumber(9), .less, integer(1 << 60)),
            .compare(FieldNumber(12), .equal, list([text("x")])), .among(FieldNumber(5), []),
            .among(FieldNumber(5), [integer(7)]), .begins(FieldNumber(0), "a"),
            .begins(FieldNumber(15), "a"), .contains(FieldNumber(8), text("A")),
            .contains(FieldNumber(12), text("A")), .missing(FieldNumber(8)),
            .missing(FieldNumber(10)), .contested(nil), .contested(FieldNumber(10)),
            .contested(FieldNumber(0)), .search("x"), .all([]), .any([]), .not(.everything),
            .compare(FieldNumber(14), .notEqual, integer(1)),
        ]
        for filter in filters { #expect(error(where: filter) == nil, "\(filter)") }
        for field in [0, 9, 18] as [UInt32] {
            #expect(error(where: .everything, by: [Order(FieldNumber(field))]) == nil)
        }
    }

    @Test("Each fault is said in a sentence that names what it is about")
    func sentences() {
        let field = Self.field
        expect(
            error(Query(KindNumber(99))),
            "the schema has no kind of record 99; ask for one that it has, or wait for the version "
                + "that has it")
        expect(
            error(where: .missing(field(77))), "boat has no field 77; ask for one that it has")
        expect(
            error(where: .compare(field(8), .equal, text("A"))),
            "“tags” of boat holds several values, so that it is neither compared nor ordered by; "
                + "ask whether it is missing, or what it contains if it is a set")
        expect(
            error(where: .contains(field(0), text("A"))),
            "“name” of boat is neither a set nor a list, so that it contains nothing; compare it "
                + "instead")
        expect(
            error(where: .missing(field(9))),
            "“landings” of boat counts, so that it is never missing; compare it with 0")
        expect(
            error(where: .contested(field(8))),
            "“tags” of boat merges without anybody losing; ask for what is contested without "
                + "naming it")
        expect(
            error(where: .compare(field(12), .less, list([text("x")]))),
            "“calls” of boat is of a type without an order; ask what it is equal to, and order by "
                + "another field")
        expect(
            error(where: .begins(field(2), "x")),
            "“crew” of boat is no text and begins with none; compare it instead")
        expect(
            error(where: .compare(field(2), .equal, integer(10))),
            "“crew” of boat never has the value that is asked for: “crew” has a value beyond its "
                + "bounds (out-of-bounds); ask for one that it can have")
    }

    @Test("So is what is too much")
    func limits() {
        let nested = (0..<QueryLimits.depth).reduce(Filter.everything) { all, _ in .not(all) }
        expect(
            error(where: nested),
            "filters stand more than 16 deep within each other; ask for less at once")
        if case .not(let less) = nested { #expect(error(where: less) == nil) }
        for wrap in [{ .all([$0]) }, { .any([.everything, $0]) }] as [(Filter) -> Filter] {
            let nested = (0..<QueryLimits.depth).reduce(Filter.everything) { all, _ in wrap(all) }
            #expect(error(where: nested) == .tooDeep)
        }
        let crowd = [Filter](repeating: .everything, count: QueryLimits.parts)
        expect(
            error(where: .all(crowd)),
            "the filter of boat has more than 1000 parts and values; ask for less at once")
        #expect(error(where: .all(Array(crowd.dropLast()))) == nil)
        let values = [Value](repeating: integer(1), count: QueryLimits.parts)
        #expect(error(where: .among(FieldNumber(2), values)) == .tooManyParts(kind: "boat"))
        let long = String(repeating: "x", count: QueryLimits.text)
        expect(
            error(where: .search(long + "x")),
            "the text that is looked for has 1001 bytes; shorten it to 1000")
        #expect(error(where: .search(long)) == nil)
        #expect(error(where: .begins(FieldNumber(0), long + "x")) == .tooLong(bytes: 1_001))
        let orders = [Order](repeating: Order(FieldNumber(0)), count: 5)
        expect(
            error(where: .everything, by: orders),
            "it is ordered by 5 fields; leave it at 4")
        #expect(error(where: .everything, by: Array(orders.dropLast())) == nil)
        for limit in [0, 1_001, -1] {
            expect(
                error(Query(Yard.boat, limit: limit)),
                "a page cannot have \(limit) rows; ask for 1 to 1000, and go on from its end")
        }
        for limit in [1, 1_000] { #expect(error(Query(Yard.boat, limit: limit)) == nil) }
    }

    @Test("Each part of a filter and of an order is looked at, however deep")
    func parts() {
        let (tags, log, crew) = (FieldNumber(8), FieldNumber(10), FieldNumber(2))
        let several = QueryError.severalValues(field: "tags", kind: "boat")
        let wrong = QueryError.wrongValue(
            field: "crew", kind: "boat", .wrongType(field: "crew"))
        #expect(error(where: .among(tags, [])) == several)
        #expect(error(where: .begins(tags, "x")) == several)
        #expect(error(where: .everything, by: [Order(tags)]) == several)
        #expect(
            error(where: .contains(log, integer(1))) == .oneValue(field: "log", kind: "boat"))
        #expect(
            error(where: .compare(log, .equal, group([])))
                == .severalValues(field: "log", kind: "boat"))
        for order in [11, 12, 14] as [UInt32] {
            let found = error(where: .everything, by: [Order(crew), Order(FieldNumber(order))])
            #expect(found?.description.contains("without an order") == true)
        }
        #expect(error(where: .not(.compare(crew, .equal, text("x")))) == wrong)
        #expect(error(where: .any([.everything, .among(crew, [integer(1), null])])) == wrong)
        #expect(
            error(where: .all([.contains(tags, text("small"))]))
                == .wrongValue(field: "tags", kind: "boat", .outOfBounds(field: "tags")))
        #expect(
            error(where: .contains(FieldNumber(12), integer(1)))
                == .wrongValue(field: "calls", kind: "boat", .wrongType(field: "calls")))
        #expect(
            error(where: .compare(FieldNumber(9), .equal, text("x")))
                == .wrongValue(field: "landings", kind: "boat", .wrongType(field: "landings")))
        #expect(
            error(where: .contested(FieldNumber(0)), of: Yard.trip)
                == .neverContested(field: "name", kind: "trip"))
    }

    private func expect(_ error: QueryError?, _ sentence: String) {
        #expect(error?.description == sentence)
    }
}
