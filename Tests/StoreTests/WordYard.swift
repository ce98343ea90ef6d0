import Bundles
import Lattice
import Queries
import Schema
import Seal
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing
import Wire

/// Others have findings too.
typealias Finding = Queries.Finding

/// The rows of one seat in three scopes, whose words come and go.
final class WordYard {
    static let thing = KindNumber(300)
    static let event = KindNumber(301)
    private static let quiet = KindNumber(302)

    static let schema = Schema(
        packs: ["words": 1],
        kinds: [
            thing: RecordKind(
                "thing", .document,
                [
                    FieldNumber(0): Field("name", .text(most: 200), weight: 3),
                    FieldNumber(1): Field("note", .text(most: 200), weight: 1),
                    FieldNumber(2): Field("state", .choice([0: .init("new"), 1: .init("old")])),
                    FieldNumber(3): Field("home", .record(nil)),
                    FieldNumber(4): Field("tags", .text(most: 40), merging: .set, weight: 2),
                ], title: [FieldNumber(0)]),
            event: RecordKind(
                "event", .fact,
                [
                    FieldNumber(0): Field("what", .text(most: 200), weight: 2),
                    FieldNumber(1): Field("sort", .choice([0: .init("in"), 1: .init("out")])),
                ], title: [FieldNumber(0)]),
            quiet: RecordKind("quiet", .document, [FieldNumber(0): Field("x", .text(most: 9))]),
        ])

    let scopes: [Address] = [.common, .group(1), .group(2)]
    private let folder = TestFiles.Folder()
    private let port = TestSupport.Port(seed: 95) { _ in MemoryStorage() }
    private let owner: Owner
    private var storage: FileStorage?
    private var shelves: [Address: CachedShelf] = [:]
    private var reader: StateReader?
    private var entropy = Entropy(
        Secret(copying: ([4, 4, 4, 4] as InlineArray<4, UInt64>).span.bytes))
    private var next: UInt64 = 1

    init() {
        owner = Survivor(port).owner
        do { try start() } catch { Issue.record("\(error)") }
    }

    deinit { storage?.close() }

    private func start() throws {
        var made = try FileStorage(folder.place, realm: port.world.realm.id)
        try made.prepare(owner)
        for scope in scopes { shelves[scope] = made.rows(of: scope, for: owner.seat).shelf }
        reader = try made.reader(of: owner.seat)
        storage = made
    }

    /// The process ends in peace, and another goes on with the rows.
    func restart() throws {
        try commit()
        while storage?.seal(owner, &entropy) == false { try storage?.commit() }
        try storage?.commit()
        storage?.close()
        (storage, reader, shelves) = (nil, nil, [:])
        try start()
    }

    /// Has all be there that somebody had use for.
    func settle() throws {
        try commit()
        let kinds = [Self.thing, Self.event]
        _ = try all(Finding("a", of: kinds), in: scopes)
        while storage?.work() == true {}
        try commit()
    }

    /// Does a piece of what somebody had use for.
    func nudge() throws {
        try commit()
        _ = storage?.work()
        try commit()
    }

    func commit() throws {
        for scope in scopes {
            shelves[scope]?.write()
            if var shelf = shelves[scope] {
                storage?.save(&shelf, [1], of: scope, for: owner.seat)
                shelves[scope] = shelf
            }
        }
        try storage?.commit()
    }

    func drop(_ scope: Address) throws {
        try commit()
        storage?.drop(scope, for: owner.seat)
        shelves[scope] = storage?.rows(of: scope, for: owner.seat).shelf
    }

    // MARK: Changes

    private struct Nobody: RowObserver {
        mutating func willChange(_: RowKey, _: borrowing some Row) {}
        mutating func didChange(_: RowKey, _: borrowing some Row) {}
    }

    static func id(_ number: Int) -> RecordID {
        let feed = FeedID(high: 0xE, low: UInt64(9 - number % 3))
        return RecordID(
            Dot(feed: feed, position: position(UInt64(number) + 1, 0)), thing)
    }

    private func join(
        _ delta: DocumentDelta, to id: RecordID, in scope: Address, by feed: UInt64 = 1
    ) {
        let feed = FeedID(high: 0xF, low: feed)
        let dot = Dot(feed: feed, position: position(next, 0))
        let stamp = Stamp(dot: dot, time: HybridTime(word: next))
        next += 1
        var nobody = Nobody()
        shelves[scope]?.record(id) {
            $0.join(Change(id, delta), at: stamp, observer: &nobody)
        }
    }

    func write(_ value: String, to number: Int, in scope: Address) {
        put(number, ["name": value], in: scope)
    }

    func put(_ number: Int, _ values: [String: String], in scope: Address) {
        for (field, value) in values.sorted(by: { $0.key < $1.key }) {
            let (place, value) =
                switch field {
                case "name": (0, text(value))
                case "note": (1, text(value))
                default: (2, integer(Int64(value) ?? 0))
                }
            write(value, field: UInt32(place), number, in: scope)
        }
    }

    private func write(
        _ value: Value, field: UInt32, _ number: Int, in scope: Address, by feed: UInt64 = 1
    ) {
        let delta = FieldDelta.register(Register.Delta(value))
        join(.field(FieldNumber(field), delta), to: Self.id(number), in: scope, by: feed)
    }

    func tag(_ tag: String, _ isThere: Bool, _ number: Int, in scope: Address) {
        let value = text(tag)
        let delta = isThere ? AddWinsSet.Delta.add(value) : .remove(value, seen: FieldVector())
        join(.field(FieldNumber(4), .set(delta)), to: Self.id(number), in: scope)
    }

    func delete(_ number: Int, in scope: Address) {
        join(.life(Life.Delta(.dead, seen: FieldVector())), to: Self.id(number), in: scope)
    }

    /// Somebody restores it who has not seen why it was deleted: it is contested.
    private func restore(_ number: Int, in scope: Address) {
        join(.life(Life.Delta(.alive, seen: FieldVector())), to: Self.id(number), in: scope, by: 2)
    }

    func state(_ number: UInt64, _ what: String, sort: Int64? = nil, in scopes: [Address]) {
        let key = FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 7, low: number))
        let content =
            sort.map { group((0, text(what)), (1, integer($0))) } ?? group((0, text(what)))
        let delta = FieldDelta.facts(Facts.Delta(key, content))
        for scope in scopes {
            join(.field(FieldNumber(Self.event.value), delta), to: .ledger, in: scope)
        }
    }

    private func forget(_ number: UInt64, in scope: Address) {
        struct Looker: RowVisitor { mutating func visit(_: RowKey, _: borrowing some Row) {} }
        let key = FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 7, low: number))
        var looker = Looker()
        shelves[scope]?.record(.ledger) { $0.clear(key, &looker) }
    }

    // MARK: By chance

    private static let words = [
        "Tarpaulin", "tarp", "Tarpaulins", "Melón", "melon", "MELONEN", "Mela", "Wasser",
        "Wassermelone",
        "kitchen", "Küche", "kit", "أحمد", "احمد", "B12", "Äpfel", "Apfelbaum", "rice", "ricé",
        "水泵",
        "blanket", "blankets", "lantern", "Laterne", "Zelt", "tent", "tents", "Straße", "strasse",
    ]

    private func phrase(_ random: inout SeededRandom) -> String {
        (0...random.below(4)).map { _ in random.pick(Self.words) }.joined(separator: " ")
    }

    func fill(_ scope: Address, _ count: Int, _ random: inout SeededRandom) {
        for number in 0..<count {
            write(text(phrase(&random)), field: 0, number, in: scope)
            if random.chance(50) { write(text(phrase(&random)), field: 1, number, in: scope) }
            if random.chance(50) { write(integer(1), field: 2, number, in: scope) }
            state(UInt64(number + 1), phrase(&random), in: [scope])
        }
    }

    func happen(_ random: inout SeededRandom) throws {
        let (scope, number) = (random.pick(scopes), random.below(130))
        switch random.below(24) {
        case 0..<6: write(text(phrase(&random)), field: 0, number, in: scope)
        case 6: write(text(phrase(&random)), field: 1, number, in: scope, by: 3)
        case 7: write(null, field: 1, number, in: scope)
        case 8: write(integer(Int64(random.below(2))), field: 2, number, in: scope)
        case 9:
            let home = item { $0.put(Self.id(random.below(5))) }
            write(home, field: 3, number, in: scope)
        case 10..<13: delete(number, in: scope)
        case 13..<15: restore(number, in: scope)
        case 15..<18: tag(random.pick(Self.words), random.chance(60), number % 9, in: scope)
        case 18: for tag in 0..<70 { self.tag("t\(tag)", random.chance(70), 5, in: scope) }
        case 19..<21:
            state(
                UInt64(1 + number), phrase(&random), sort: Int64(random.below(2)),
                in: random.chance(30) ? scopes : [scope])
        case 21: for _ in 0..<3 { forget(UInt64(1 + random.below(130)), in: scope) }
        case 22 where random.chance(20):
            try drop(scope)
            fill(scope, random.below(130), &random)
        case 23 where random.chance(20):
            // What counts has changed: all of it is made anew.
            shelves[scope]?.clear()
            fill(scope, 110, &random)
        default: break
        }
    }

    func some(_ random: inout SeededRandom) -> [Address] {
        var some = scopes
        random.permute(&some)
        return Array(some.prefix(1 + random.below(3)))
    }

    func finding(_ random: inout SeededRandom) -> Finding {
        let words = (0...random.below(2)).map { _ in
            var word = Array(random.pick(Self.words))
            if random.chance(40) { word = Array(word.prefix(1 + random.below(word.count))) }
            if random.chance(30) { word.remove(at: random.below(word.count)) }
            return String(word)
        }
        var finding = Finding(words.joined(separator: " "), limit: 1 + random.below(40))
        if random.chance(30) { finding.kinds = [random.pick([Self.thing, Self.event])] }
        if random.chance(30) {
            finding.filters[Self.thing] = .compare(FieldNumber(2), .equal, integer(1))
        }
        if random.chance(60) {
            finding.facets = [
                Self.thing: [FieldNumber(2), FieldNumber(3)], Self.event: [FieldNumber(1)],
            ]
        }
        return finding
    }

    // MARK: Asking

    func page(
        _ finding: Finding, in scopes: [Address], after cursor: Cursor?, isByIndex: Bool = true
    ) throws -> Hits {
        try #require(reader).find(
            finding, in: scopes, of: Self.schema, after: cursor, isByIndex: isByIndex
        ).content
    }

    /// All that is found, page by page.
    struct Everything: Equatable {
        var items: [Hit] = []
        var total = 0
        var kinds: [KindNumber: Int] = [:]
        var facets: [Facet] = []
        var corrections: [Correction] = []
    }

    func all(
        _ finding: Finding, in scopes: [Address], isByIndex: Bool = true
    ) throws -> Everything {
        var all = Everything()
        var cursor: Cursor?
        repeat {
            let hits = try page(finding, in: scopes, after: cursor, isByIndex: isByIndex)
            all.items += hits.items
            (all.total, all.kinds, all.facets) = (hits.total, hits.kinds, hits.facets)
            all.corrections = hits.corrections
            cursor = hits.next
        } while cursor != nil
        #expect(all.items.count == all.total && Set(all.items).count == all.total)
        return all
    }

    func rowCount(_ table: String) -> Int {
        StoreTests.rowCount(table, in: folder.path + "/run") ?? -1
    }

    /// Nothing is left of what is not there any more.
    func checkTables() throws {
        for table in ["words", "trigrams", "wordings", "facets"] {
            #expect(rowCount("\(table) WHERE idx NOT IN (SELECT id FROM word_indices)") == 0)
        }
        #expect(
            rowCount(
                """
                trigrams t WHERE NOT EXISTS
                (SELECT 1 FROM words w WHERE w.idx = t.idx AND w.word = t.word)
                """) == 0)
        #expect(rowCount("facets WHERE records <= 0") == 0)
    }
}
