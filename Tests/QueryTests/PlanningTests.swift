import Lattice
import Queries
import Schema
import Simulation
import Testing

/// Where an index has to be looked at, and which would help.
@Suite("Planning") struct PlanningTests {
    @Test("Whatever matches lies within the ranges", .timeLimit(.minutes(2)))
    func soundness() throws {
        var (bounded, inside, outside) = (0, 0, 0)
        for seed in 1...2_000 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            let wish = Wish.any(Yard.boat, &random)
            let query = Query(Yard.boat, where: wish.filter, presence: .all)
            let models = (1...12).map { Model.any(UInt64($0), Yard.boat, &random) }
            for field in Model.fields[Yard.boat] ?? [] {
                let number = FieldNumber(field)
                let type = try #require(Yard.boats.fields[number]).type
                guard let ranges = query.ranges(of: number, type: type) else { continue }
                bounded += 1
                #expect(ranges.allSatisfy { !$0.isEmpty }, "seed \(seed)")
                for (range, next) in zip(ranges, ranges.dropFirst()) {
                    #expect(!range.contains(next.lower), "seed \(seed): they do not meet")
                }
                for model in models {
                    let key = model[field].flatMap { OrderKey.of($0.value, type) }
                    let isInside = ranges.contains { range in
                        key.map { range.contains($0.bytes) } ?? false
                    }
                    if wish.grants(model) { #expect(isInside, "seed \(seed): \(wish)") }
                    inside += isInside ? 1 : 0
                    outside += isInside ? 0 : 1
                }
            }
        }
        #expect(bounded > 1_000 && inside > 2_000 && outside > 2_000)
    }

    private func ranges(_ field: UInt32, _ filter: Filter) throws -> [KeyRange]? {
        let number = FieldNumber(field)
        let type = try #require(Yard.boats.fields[number]).type
        return Query(Yard.boat, where: filter).ranges(of: number, type: type)
    }

    /// Of the numbers −9 to 9, those whose keys are within the ranges of field 2.
    private func numbers(_ filter: Filter) throws -> [Int]? {
        try ranges(2, filter).map { ranges in
            (-9...9).filter { number in
                guard let key = OrderKey.of(integer(number), .date) else { return false }
                return ranges.contains { $0.contains(key.bytes) }
            }
        }
    }

    private func crew(_ comparison: Comparison, _ number: Int) -> Filter {
        .compare(FieldNumber(2), comparison, integer(number))
    }

    @Test("Ranges leave out what cannot match")
    func exclusion() throws {
        #expect(try numbers(crew(.equal, 2)) == [2])
        #expect(try numbers(crew(.less, -7)) == [-9, -8])
        #expect(try numbers(crew(.lessOrEqual, -8)) == [-9, -8])
        #expect(try numbers(crew(.greaterOrEqual, 8)) == [8, 9])
        #expect(try numbers(.all([crew(.greaterOrEqual, -1), crew(.less, 2)])) == [-1, 0, 1])
        #expect(try numbers(.all([crew(.equal, 1), crew(.equal, 2)])) == [])
        #expect(try numbers(.any([crew(.equal, 5), crew(.less, -8)])) == [-9, 5])
        #expect(try numbers(.any([])) == [])
        // One within another, and one that goes on where another ends.
        #expect(try numbers(.any([crew(.less, -5), crew(.equal, -8)])) == [-9, -8, -7, -6])
        #expect(try numbers(.any([crew(.less, -7), crew(.lessOrEqual, -6)])) == [-9, -8, -7, -6])
        #expect(try ranges(2, .any([crew(.lessOrEqual, 2), crew(.greater, 2)]))?.count == 1)
        let some = Filter.among(FieldNumber(2), [integer(4), integer(-4), integer(4)])
        #expect(try numbers(some) == [-4, 4])
        #expect(try ranges(2, some)?.count == 2)
        #expect(try numbers(.all([some, crew(.less, 0), .search("x")])) == [-4])
        #expect(try numbers(.not(.any([.missing(FieldNumber(1)), crew(.notEqual, 3)]))) == [3])
        #expect(try numbers(.not(.not(crew(.equal, 3)))) == [3])
    }

    @Test("What rows without a value pass bounds nothing")
    func unbounded() throws {
        let filters: [Filter] = [
            .everything, crew(.notEqual, 1), .not(crew(.equal, 1)), .not(crew(.less, 1)),
            .missing(FieldNumber(2)), .contested(FieldNumber(2)), .search("x"), .all([]),
            .any([crew(.equal, 1), .everything]), .not(.among(FieldNumber(2), [])),
            .compare(FieldNumber(1), .equal, integer(1)),
            .not(.all([crew(.notEqual, 1), .everything])),
        ]
        for filter in filters { #expect(try ranges(2, filter) == nil, "\(filter)") }
        #expect(try ranges(12, .compare(FieldNumber(12), .equal, list([text("x")]))) == nil)
    }

    @Test("Texts that begin alike lie together; those that are cut stay within")
    func texts() throws {
        func isWithin(_ text: String, _ filter: Filter) throws -> Bool {
            let key = try #require(OrderKey.of(QueryTests.text(text), .text(most: 1_000)))
            return try #require(try ranges(0, filter)).contains { $0.contains(key.bytes) }
        }
        let begins = Filter.begins(FieldNumber(0), "aN")
        for name in ["an", "AN", "anna", "An\u{FFFD}", "an\u{0}"] {
            #expect(try isWithin(name, begins), "\(name)")
        }
        for name in ["a", "ao", "am", "b", "A", "a\u{0}n"] {
            #expect(try !isWithin(name, begins), "\(name)")
        }
        let long = String(repeating: "x", count: 400)
        let (a, b) = (QueryTests.text(long + "a"), QueryTests.text(long + "b"))
        let name = FieldNumber(0)
        #expect(try isWithin(long + "a", .compare(name, .less, b)))
        #expect(try isWithin(long + "b", .compare(name, .greater, a)))
        #expect(try isWithin(long + "a", .compare(name, .equal, a)))
        #expect(try isWithin(long + "a", .begins(name, long)))
        #expect(try !isWithin("w" + long, .begins(name, long)))
        #expect(try ranges(0, .begins(name, ""))?.count == 1)
    }

    @Test("Indexes are wished for by how much they help, and only where there can be one")
    func wishes() {
        func wishes(_ filter: Filter, _ order: [Order] = []) -> [UInt32] {
            Query(Yard.boat, where: filter, by: order).wishes(kind: Yard.boats).map(\.value)
        }
        let filter = Filter.all([
            .begins(FieldNumber(0), "a"), crew(.less, 4),
            .among(FieldNumber(7), [Datum.person(1).value]),
            .compare(FieldNumber(5), .equal, integer(1)),
            .compare(FieldNumber(9), .equal, integer(1)), .contains(FieldNumber(8), text("A")),
        ])
        #expect(
            wishes(filter, [Order(FieldNumber(16)), Order(FieldNumber(17))]) == [5, 7, 0, 2, 16])
        #expect(wishes(filter, [Order(FieldNumber(2))]) == [5, 7, 0, 2])
        #expect(wishes(.everything, [Order(FieldNumber(9)), Order(FieldNumber(2))]) == [])
        #expect(wishes(.any([crew(.equal, 1), .search("x")])) == [])
        #expect(wishes(crew(.notEqual, 1)) == [])
    }
}
