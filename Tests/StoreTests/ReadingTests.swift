import Bundles
import Lattice
import Queries
import Replica
import Schema
import Seal
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing
import Wire

/// Reading beside writing: pages, totals, and being told what changes.
@Suite("Reading rows")
struct ReadingTests {
    private let port = TestSupport.Port(seed: 91) { _ in MemoryStorage() }
    private let folder = TestFiles.Folder()
    private let device: Survivor
    private let kind = KindNumber(Harbour.boat)

    init() {
        device = Survivor(port, in: folder.place)
        _ = port.join()
        port.open(.hub(port.hub))
        port.spread()
        #expect(device.start() && device.learn())
    }

    private var hub: Address { .hub(port.hub) }

    private func reader() throws -> StateReader {
        let found = device.storage { storage in
            Result { try storage.reader(of: device.owner.seat) }
        }
        return try #require(found).get()
    }

    /// Boats with all that they can have.
    private func enterBoats(_ count: Int, _ random: inout SeededRandom) {
        for start in stride(from: 0, to: count, by: 100) {
            var edits: [Edit] = []
            for number in start..<min(start + 100, count) {
                let boat = Edit.Subject.new(edits.count)
                edits.append(.create(kind, FieldNumber(0), text("Boat \(number % 97)")))
                if random.chance(70) {
                    edits.append(.write(boat, FieldNumber(1), integer(Int64(random.below(400)))))
                }
                if random.chance(50) { edits.append(.write(boat, FieldNumber(3), integer(0))) }
                if random.chance(50) {
                    edits.append(.write(boat, FieldNumber(7), text("B\(random.below(9))")))
                }
                if random.chance(30) { edits.append(.count(boat, FieldNumber(5), 2)) }
                if random.chance(5) { edits.append(.delete(boat)) }
            }
            #expect(device.enter(edits))
        }
    }

    private func randomQuery(_ random: inout SeededRandom) -> Query {
        let (name, built, state, berth) = (
            FieldNumber(0), FieldNumber(1), FieldNumber(3), FieldNumber(7)
        )
        let filters: [Filter] = [
            .everything, .compare(built, .less, integer(Int64(random.below(400)))),
            .compare(built, .equal, integer(Int64(random.below(400)))),
            .compare(name, .equal, text("Boat \(random.below(97))")),
            .begins(name, "boat \(random.below(9))"), .missing(built),
            .all([
                .compare(berth, .equal, text("B\(random.below(9))")),
                .not(.compare(state, .equal, integer(0))),
            ]),
            .any([
                .compare(built, .greater, integer(Int64(random.below(400)))), .missing(state),
            ]),
            .search("boat \(random.below(9))"),
        ]
        let orders: [[Order]] = [
            [], [Order(name, .ascending)], [Order(built, .descending)],
            [Order(berth, .ascending), Order(built, .descending)], [Order(built, .ascending)],
        ]
        return Query(
            kind, where: filters[random.below(filters.count)],
            by: orders[random.below(orders.count)],
            presence: random.chance(80) ? .alive : .all, limit: 1 + random.below(60))
    }

    /// All that a query asks for, found the simple way.
    private func expected(_ query: Query) -> [Queries.Subject] {
        let boats = Harbour.boats
        let prepared = Prepared(query, boats)
        let rows = device.documents(of: hub).map {
            Shown($0.key, $0.value, of: boats, by: Blake2b.self)
        }
        return rows.filter { prepared.matches($0) }.sorted { prepared.sorts($0, before: $1) }
            .map(\.subject)
    }

    private func pages(_ query: Query, _ reader: StateReader) throws -> [Queries.Subject] {
        var found: [Queries.Subject] = []
        var cursor: Cursor?
        repeat {
            let page = try reader.page(query, in: [hub], of: Harbour.schema, after: cursor).content
            #expect(page.items.count <= query.limit)
            found += page.items.map(\.subject)
            cursor = page.next
        } while cursor != nil
        return found
    }

    @Test("ASK-2: with an index or without one, pages are what is there, in order")
    func pages() throws {
        var random = SeededRandom(seed: 4)
        enterBoats(1_500, &random)
        device.save()
        let reader = try reader()
        for _ in 0..<40 {
            let query = randomQuery(&random)
            #expect(try pages(query, reader) == expected(query), "\(query)")
        }
        // Indices were wished for, and are made.
        device.finish()
        device.save()
        #expect(try indexCount() > 2)
        for round in 0..<36 {
            let query = randomQuery(&random)
            #expect(try pages(query, reader) == expected(query), "\(query)")
            guard round % 6 == 0 else { continue }
            // They are kept up.
            enterBoats(5, &random)
            for (id, _) in device.documents(of: hub).sorted(by: { $0.key < $1.key }).prefix(30)
            where random.chance(50) {
                let built = integer(Int64(random.below(400)))
                _ = device.enter([
                    .restore(.record(id)), .write(.record(id), FieldNumber(1), built),
                ])
            }
            device.save()
        }
        // What was indexed is let go of with the seat, and asked for anew.
        device.stop()
        #expect(device.start())
        let query = Query(kind, by: [Order(FieldNumber(1), .ascending)])
        #expect(try pages(query, self.reader()) == expected(query))
    }

    private func indexCount() throws -> Int {
        try #require(rowCount("indices WHERE is_whole = 1", in: folder.path + "/run"))
    }

    @Test("ASK-1: what is not committed is not read, and every answer says what it is as of")
    func committed() throws {
        let name = Query(kind)
        let reader = try reader()
        #expect(device.enter([.create(kind, FieldNumber(0), text("Ada"))]))
        #expect(try reader.page(name, in: [hub], of: Harbour.schema).content.items.isEmpty)
        device.save()
        let first = try reader.page(name, in: [hub, .common], of: Harbour.schema)
        #expect(first.content.items.count == 1)
        #expect(first.moments[.common] == nil)
        let moment = try #require(first.moments[hub])
        #expect(moment.view == device.view)
        #expect(moment.frontier == device.picture?.frontier)
        #expect(device.enter([.create(kind, FieldNumber(0), text("Bea"))]))
        device.save()
        let second = try reader.page(name, in: [hub], of: Harbour.schema)
        #expect(second.content.items.count == 2)
        #expect(try #require(second.moments[hub]).place > moment.place)
    }

    @Test("ASK-1: a scope that a seat lost is not read, and does not hold up what else it reads")
    func lost() throws {
        let folder = TestFiles.Folder()
        var storage = try FileStorage(folder.place, realm: port.world.realm.id)
        let seat = device.owner.seat
        try storage.prepare(device.owner)
        let reader = try storage.reader(of: seat)
        let id = record(Harbour.boat)
        func write(_ scope: Address) {
            var shelf = storage.rows(of: scope, for: seat).shelf
            shelf.record(id) { $0.life { $0.showSign(at: id.creation) } }
            storage.save(&shelf, [1], of: scope, for: seat)
        }
        func isThere(_ scope: Address) throws -> Bool {
            try reader.record(.record(id), kind, in: scope, of: Harbour.schema).content != nil
        }
        write(hub)
        try storage.commit()
        #expect(try isThere(hub))
        storage.drop(hub, for: seat)
        write(.common)
        try storage.commit()
        #expect(try !isThere(hub))
        #expect(try isThere(.common))
    }

    @Test("ASK-1: what is asked wrongly is said so, and what is locked is read no more")
    func refused() throws {
        let reader = try reader()
        let wrong = Query(kind, where: .compare(FieldNumber(99), .equal, text("x")))
        #expect(throws: AskError.query(.noSuchField(FieldNumber(99), kind: "boat"))) {
            try reader.page(wrong, in: [hub], of: Harbour.schema)
        }
        #expect(throws: AskError.query(.noSuchKind(KindNumber(999)))) {
            try reader.record(
                .record(.ledger), KindNumber(999), in: hub, of: Harbour.schema)
        }
        device.lock()
        #expect(throws: AskError.self) {
            try reader.page(Query(kind), in: [hub], of: Harbour.schema)
        }
        #expect((try? self.reader()) == nil)
    }

    @Test("ASK-1: records, facts, what they add up to, and which are alike")
    func others() throws {
        let boat = Edit.create(kind, FieldNumber(0), text("Ada"))
        #expect(device.enter([boat, boat, .create(kind, FieldNumber(0), text("Bea"))]))
        let ids = device.documents(of: hub).keys.sorted()
        for number in 0..<70 {
            // Many elements are kept one by one.
            let crew = item { $0.put(PersonID(high: 1, low: UInt64(number + 1))) }
            #expect(device.enter([.add(.record(ids[0]), FieldNumber(4), crew)]))
        }
        let trip = group(
            (0, item { $0.put(ids[0]) }), (3, integer(0)),
            (
                4,
                item {
                    $0.put(array: 2)
                    $0.put(integer: 15)
                    $0.put(UInt64(0))
                }
            ))
        for id in 1...3 {
            let fact = Edit.state(
                KindNumber(Harbour.trip), FactID(high: 9, low: UInt64(id)), trip)
            #expect(device.enter([fact]))
        }
        device.save()
        let reader = try reader()
        let alike = try reader.alike(kind, in: [hub], of: Harbour.schema).content
        #expect(alike.count == 1 && alike.first?.count == 2)
        let shown = try reader.record(.record(ids[0]), kind, in: hub, of: Harbour.schema).content
        guard case .set(let crew)? = shown?.fields[FieldNumber(4)] else {
            Issue.record("no crew")
            return
        }
        #expect(crew.count == 70)
        #expect(
            try reader.record(.record(record(200)), kind, in: hub, of: Harbour.schema)
                .content == nil)
        let trips = Query(KindNumber(Harbour.trip))
        #expect(try reader.page(trips, in: [hub], of: Harbour.schema).content.items.count == 3)
        // The same fact in a list of scopes is there once.
        #expect(
            try reader.page(trips, in: [hub, hub], of: Harbour.schema).content.items.count == 3)
        let totals = try reader.totals(
            0, of: KindNumber(Harbour.trip), in: [hub, hub], of: Harbour.schema
        ).content
        let once = try reader.totals(
            0, of: KindNumber(Harbour.trip), in: [hub], of: Harbour.schema
        ).content
        #expect(totals.rows == once.rows && !once.rows.isEmpty)
    }
}
