import Lattice
import Queries
import Schema
import Simulation
import Testing

/// Answers page by page, against lists that are filtered and sorted by other means.
@Suite("Pages") struct PagingTests {
    @Test("Pages of any length give just what a naive answer gives", .timeLimit(.minutes(2)))
    func pages() throws {
        var (answers, rows) = (0, 0)
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            let kind = random.chance(75) ? Yard.boat : Yard.trip
            var models = (1...40).map { Model.any(UInt64($0), kind, &random) }
            let question = Question(kind, &random)
            let expected = question.naive(models).map(\.subject)
            answers += expected.isEmpty ? 0 : 1
            rows += expected.count
            for limit in [1, 2, 7, 39, 40, 41, 1_000] {
                random.permute(&models)
                let found = try question.walk(models, limit: limit)
                #expect(found == expected, "seed \(seed), limit \(limit): \(question.wish)")
            }
        }
        // Or nothing was compared.
        #expect(answers > 150 && rows > 2_000)
    }

    @Test("What stays as it is comes once, whatever changes between pages", .timeLimit(.minutes(2)))
    func changes() throws {
        var steady = 0
        for seed in 1...300 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            let kind = random.chance(75) ? Yard.boat : Yard.trip
            var models = (1...40).map { Model.any(UInt64($0), kind, &random) }
            let first = models
            let question = Question(kind, &random)
            var (found, touched): ([Subject], Set<Subject>) = ([], [])
            var cursor: Cursor?
            repeat {
                let page = try question.page(models, limit: 3, after: cursor)
                found += page.items.map(\.subject)
                cursor = page.next
                for _ in 0..<4 {
                    let index = random.below(models.count)
                    touched.insert(models[index].subject)
                    switch random.below(3) {
                    case 0: models.remove(at: index)
                    case 1: models[index] = .any(models[index].number, kind, &random)
                    default:
                        models.append(.any(UInt64(100 + touched.count), kind, &random))
                        touched.insert(models[models.count - 1].subject)
                    }
                    if models.isEmpty { models = [.any(99, kind, &random)] }
                }
            } while cursor != nil && found.count < 400
            let unchanged = question.naive(first).map(\.subject).filter { !touched.contains($0) }
            #expect(found.filter { !touched.contains($0) } == unchanged, "seed \(seed)")
            steady += unchanged.count
        }
        #expect(steady > 500)
    }

    @Test("A page says whether there is more, and holds no more than was asked for")
    func ends() throws {
        var random = SeededRandom(seed: 4)
        let models = (1...6).map { number in
            var model = Model.any(UInt64(number), Yard.boat, &random)
            model.existence = .alive
            return model
        }
        let all = Question(Yard.boat, .everything, [])
        #expect(try all.page(models, limit: 5, after: nil).items.count == 5)
        #expect(try all.page(models, limit: 5, after: nil).next != nil)
        #expect(try all.page(models, limit: 6, after: nil).next == nil)
        let none = try all.page([], limit: 6, after: nil)
        #expect(none.items.isEmpty && none.next == nil)
    }

    @Test("What has no value comes last, whichever way it goes")
    func missing() throws {
        var models = [1, 2, 3].map { Model(number: $0, kind: Yard.boat) }
        models[0].singles = [1: [nil]]
        models[1].singles = [1: [.number(5)]]
        models[2].singles = [1: [.number(-7)]]
        let up = Question(Yard.boat, .everything, [Order(FieldNumber(1))])
        let down = Question(Yard.boat, .everything, [Order(FieldNumber(1), .descending)])
        let subjects = models.map(\.subject)
        #expect(try up.walk(models, limit: 1) == [subjects[2], subjects[1], subjects[0]])
        #expect(try down.walk(models, limit: 1) == [subjects[1], subjects[2], subjects[0]])
    }

    @Test("Each presence gives its rows; contested ones are alive, and absent ones nowhere")
    func presence() throws {
        var models = [1, 2, 3].map { Model(number: $0, kind: Yard.boat) }
        models[1].existence = .contested
        models[2].existence = .deleted
        let absent = Shown(record(4), Document(), of: Yard.boats, by: SmallHash.self)
        func found(_ presence: Presence) throws -> [Subject] {
            let query = Query(Yard.boat, presence: presence)
            var gatherer = try Gatherer(query, Yard.boats)
            gatherer.take(absent)
            for model in models { gatherer.take(try #require(model.shown)) }
            return gatherer.page.items.map(\.subject).sorted()
        }
        let all = models.map(\.subject).sorted()
        #expect(try found(.all) == all)
        #expect(try found(.alive) == all.filter { $0 != models[2].subject })
        #expect(try found(.deleted) == [models[2].subject])
    }

    @Test("What is not wanted any more makes no difference to a page")
    func wanted() throws {
        var skipped = 0
        for seed in 1...200 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            let models = (1...40).map { Model.any(UInt64($0), Yard.boat, &random) }
            var question = Question(Yard.boat, &random)
            question.presence = .all
            guard let first = question.order.first?.field else { continue }
            let type = try #require(Yard.boats.fields[first]).type
            var query = question.query
            query.limit = 1 + random.below(5)
            var (cursor, turns): (Cursor?, Int) = (nil, 0)
            repeat {
                let all = try question.page(models, limit: query.limit, after: cursor)
                var gatherer = try Gatherer(query, Yard.boats, after: cursor)
                for model in models {
                    let key = model[first.value].flatMap { datum in
                        first == FieldNumber(9) ? nil : OrderKey.of(datum.value, type)
                    }
                    let isWanted = key.map { gatherer.wanted?.contains($0.bytes) ?? true } ?? true
                    if isWanted { gatherer.take(try #require(model.shown)) }
                    skipped += isWanted ? 0 : 1
                }
                #expect(gatherer.page == all, "seed \(seed)")
                cursor = all.next
                turns += 1
            } while cursor != nil && turns <= models.count
            #expect(cursor == nil, "seed \(seed): it comes to an end")
        }
        #expect(skipped > 1_000)
        #expect(try Gatherer(Query(Yard.boat), Yard.boats).wanted == nil)
    }

    @Test("Rows of another kind are passed over")
    func otherKind() throws {
        let trip = try #require(
            Model(number: 1, kind: Yard.trip, singles: [0: [.text("x")]]).shown)
        #expect(Query(Yard.trip).matches(trip, kind: Yard.trips))
        #expect(!Query(Yard.boat).matches(trip, kind: Yard.boats))
    }

    @Test("Rows are sorted by the order first, and by their subjects last")
    func sorting() throws {
        var models = [1, 2].map { Model(number: $0, kind: Yard.boat) }
        models[0].singles[2] = [.number(9)]
        let (one, two) = (try #require(models[0].shown), try #require(models[1].shown))
        func sorts(_ order: [Order]) -> [Bool] {
            let query = Query(Yard.boat, by: order)
            return [
                query.sorts(one, before: two, kind: Yard.boats),
                query.sorts(two, before: one, kind: Yard.boats),
                query.sorts(one, before: one, kind: Yard.boats),
            ]
        }
        #expect(sorts([]) == [true, false, false])
        #expect(sorts([Order(FieldNumber(2))]) == [false, true, false])
        #expect(sorts([Order(FieldNumber(2), .descending)]) == [true, false, false])
        #expect(sorts([Order(FieldNumber(6))]) == [true, false, false])
    }
}

/// A question, and two ways to answer it.
struct Question {
    let kind: KindNumber
    let wish: Wish
    let order: [Order]
    var presence = Presence.alive

    init(_ kind: KindNumber, _ wish: Wish, _ order: [Order]) {
        self.kind = kind
        self.wish = wish
        self.order = order
    }

    init(_ kind: KindNumber, _ random: inout SeededRandom) {
        let fields = (Model.fields[kind] ?? []) + (kind == Yard.boat ? [9] : [])
        let order = (0..<random.below(4)).map { _ in
            Order(
                FieldNumber(random.pick(fields)),
                random.chance(50) ? .ascending : .descending)
        }
        self.init(kind, .any(kind, &random), order)
        presence = random.pick([.alive, .alive, .all, .deleted])
    }

    var query: Query {
        Query(kind, where: wish.filter, by: order, presence: presence)
    }

    func page(_ models: [Model], limit: Int, after cursor: Cursor?) throws -> Page {
        var query = query
        query.limit = limit
        try query.check(against: Yard.schema)
        // Cursors are kept as bytes in between.
        let kept = try cursor.map { try Cursor(encoding: $0.encoding) }
        var gatherer = try Gatherer(query, Yard.kind(kind), after: kept)
        for model in models { gatherer.take(try #require(model.shown)) }
        #expect(gatherer.page.items.count <= limit)
        return gatherer.page
    }

    /// Page by page to the end.
    func walk(_ models: [Model], limit: Int) throws -> [Subject] {
        var found: [Subject] = []
        var cursor: Cursor?
        repeat {
            let page = try page(models, limit: limit, after: cursor)
            found += page.items.map(\.subject)
            cursor = page.next
        } while cursor != nil && found.count <= models.count
        return found
    }

    func naive(_ models: [Model]) -> [Model] {
        let present = models.filter { model in
            switch presence {
            case .alive: model.existence != .deleted
            case .deleted: model.existence == .deleted
            case .all: true
            }
        }
        return present.filter { wish.grants($0) }.sorted { isFirst($0, $1) }
    }

    private func isFirst(_ a: Model, _ b: Model) -> Bool {
        for order in order {
            let (mine, theirs) = (a[order.field.value], b[order.field.value])
            switch (mine, theirs) {
            case (nil, nil): continue
            case (nil, _): return false
            case (_, nil): return true
            case (let mine?, let theirs?):
                if mine.isEqual(to: theirs) { continue }
                return mine.comes(before: theirs) == (order.direction == .ascending)
            }
        }
        return a.kind == Yard.boat
            ? record(a.number) < record(b.number) : factKey(a.number) < factKey(b.number)
    }
}
