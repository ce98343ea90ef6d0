import Lattice
import Simulation
import TestSupport
import Testing
import Wire

/// What an author is let write can be encoded.
@Suite("Drafts and bodies") struct DraftTests {
    private static let title = FieldNumber(1)

    private func write(_ count: Int, in scope: inout State, _ draft: inout Draft)
        throws(AuthorError)
    {
        try scope.change(own, in: &draft) { rows, pen throws(AuthorError) in
            try rows.writing(Value(Array(repeating: 7, count: count)), to: Self.title, pen)
        }
    }

    @Test("BODY-10: a value above its limit is refused when it is written")
    func tooLong() throws {
        var scope = State(shelf: MemoryShelf())
        var draft = try scope.open(.ann, at: HybridTime(word: 1))
        try write(65_536, in: &scope, &draft)
        let shelf = scope.shelf
        let long = Value(Array(repeating: 7, count: 65_537))
        #expect(throws: AuthorError.tooLong(65_537)) { try write(65_537, in: &scope, &draft) }
        #expect(throws: AuthorError.tooLong(65_537)) {
            try scope.change(own, in: &draft) { rows, pen throws(AuthorError) in
                try rows.adding(long, to: Self.title, pen)
            }
        }
        for record in [own, .ledger] {
            #expect(throws: AuthorError.tooLong(65_537)) {
                try scope.change(record, in: &draft) { rows, pen throws(AuthorError) in
                    try rows.stating(factKey, long, in: Self.title, pen)
                }
            }
        }
        #expect(draft.changes.count == 1)
        #expect(scope.shelf == shelf)
        #expect(AuthorError.tooLong(65_537).description.contains("65537"))
    }

    @Test("NAME-1: a fact of nobody is refused when it is written")
    func nobody() throws {
        var scope = State(shelf: MemoryShelf())
        var draft = try scope.open(.ann, at: HybridTime(word: 1))
        let shelf = scope.shelf
        for record in [own, .ledger] {
            for id in [FactID.zero, .all(0xF1)] {
                let key = FactKey(person: .zero, id: id)
                #expect(throws: AuthorError.nobody) {
                    try scope.change(record, in: &draft) { rows, pen throws(AuthorError) in
                        try rows.stating(key, Value("x"), in: Self.title, pen)
                    }
                }
            }
        }
        #expect(draft.changes.isEmpty)
        #expect(scope.shelf == shelf)
        #expect(AuthorError.nobody.description.contains("person"))
        // The id of a fact may be all zeros.
        let key = FactKey(person: .eva, id: .zero)
        try scope.change(.ledger, in: &draft) { rows, pen throws(AuthorError) in
            try rows.stating(key, Value("x"), in: Self.title, pen)
        }
        #expect(draft.changes.count == 1)
    }

    @Test(
        "BODY-10: a bundle is full before its body can reach the limit",
        arguments: [0, 1, 300, 65_536])
    func full(length: Int) throws {
        var scope = State(shelf: MemoryShelf())
        var draft = try scope.open(.ann, at: HybridTime(word: 1))
        var error: AuthorError?
        while error == nil, draft.changes.count <= 65_536 {
            do throws(AuthorError) { try write(length, in: &scope, &draft) } catch let caught {
                error = caught
            }
        }
        #expect(error == .full)
        let (count, shelf) = (draft.changes.count, scope.shelf)
        #expect(throws: AuthorError.full) { try write(length, in: &scope, &draft) }
        #expect(draft.changes.count == count)
        #expect(scope.shelf == shelf)
        let bytes = try Body(draft.changes).encoding(of: .ann, .first)
        #expect(bytes.count <= 1_048_576)
        #expect(try Body(reading: bytes, of: .ann, .first).changes == draft.changes)
    }

    @Test("BODY-10: a vector is let in while it fits into a body, and not beyond")
    func longVector() throws {
        for (count, fits) in [(31_700, true), (31_800, false)] {
            var scope = crowd(of: count)
            var draft = try scope.open(.ann, at: HybridTime(word: 1))
            var error: AuthorError?
            do throws(AuthorError) {
                try scope.change(Self.record(0), in: &draft) { rows, pen throws(AuthorError) in
                    try rows.writing(Value("x"), to: Self.title, pen)
                }
            } catch let caught {
                error = caught
            }
            #expect(error == (fits ? nil : .full))
            let bytes = try Body(draft.changes).encoding(of: .ann, draft.number)
            #expect((fits ? 1_000_000...1_048_576 : 1...1).contains(bytes.count))
        }
    }

    @Test("BODY-10: whatever a draft lets in can be encoded", arguments: Effort.seeds(12))
    func random(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var scope = crowd(of: random.pick([0, 1, 30, 3_000, 31_000, 34_000]))
        var draft = try scope.open(.ann, at: HybridTime(word: .max))
        #expect(draft.number == number(lastNumber))
        var refusals = 0
        while refusals < 20 {
            let (record, intent) = errand(&random)
            do throws(AuthorError) {
                try scope.change(record, in: &draft) { rows, pen throws(AuthorError) in
                    try intent.author(&rows, pen)
                }
            } catch {
                // Nothing else can be wrong with these.
                #expect(error == .full)
                refusals += 1
            }
        }
        let bytes = try Body(draft.changes).encoding(of: .ann, draft.number)
        #expect(bytes.count <= 1_048_576)
        #expect(!draft.changes.isEmpty)
        let read = try Body(reading: bytes, of: .ann, draft.number)
        #expect(read == Body(draft.changes))
        let bundle = scope.close(draft, as: .all(0xAA))
        #expect(bundle.changes == read.changes)
    }

    /// Changes that take as many bytes as one of their kind can, short texts apart: each names
    /// somebody new, and all numbers are the largest.
    private static let largest: [String: @Sendable (Int) -> (RecordID, Intent)] = [
        "facts": { index in
            let person = PersonID(high: 0xFACE, low: UInt64(index))
            let key = FactKey(person: person, id: FactID(high: .max, low: UInt64(index)))
            return (.ledger, .state(FieldNumber(.max), key, Value("")))
        },
        "counts": { index in
            (Self.record(index), .count(FieldNumber(.max), -Limits.counterStep))
        },
        "elements": { index in (Self.record(index), .add(FieldNumber(.max), Value("e"))) },
    ]

    @Test(
        "BODY-10: a bundle of the largest changes is full in time",
        arguments: ["facts", "counts", "elements"])
    func largest(kind: String) throws {
        let make = try #require(Self.largest[kind])
        var scope = crowd(of: 0)
        var draft = try scope.open(.ann, at: HybridTime(word: .max))
        var error: AuthorError?
        for index in 0..<65_537 where error == nil {
            let (record, intent) = make(index)
            do throws(AuthorError) {
                try scope.change(record, in: &draft) { rows, pen throws(AuthorError) in
                    try intent.author(&rows, pen)
                }
            } catch let caught {
                error = caught
            }
        }
        #expect(error == .full)
        let bytes = try Body(draft.changes).encoding(of: .ann, draft.number)
        // Nor much too early.
        #expect((600_000...1_048_576).contains(bytes.count))
    }

    private static func feed(_ index: Int) -> FeedID { FeedID(high: 0xF00D, low: UInt64(index)) }

    /// A scope in which as many as there is room for have written, as late as they can.
    private func crowd(of count: Int) -> State {
        let feeds = (0..<count).map { Self.feed($0 + 1) }
        let end = position(lastNumber, lastIndex)
        let write = Write(time: HybridTime(word: 1), value: Value("x"))
        var shelf = MemoryShelf()
        for index in 0..<3 {
            var document = Document()
            var register = Register()
            var (set, element) = (AddWinsSet(), Element())
            register.marks = Marks(
                SortedMap(
                    ascending: feeds.map { .init(key: $0, value: Mark(end, standing: write)) }))
            element.marks = Marks(
                SortedMap(
                    ascending: feeds.map { .init(key: $0, value: Mark(end, standing: Added())) }))
            set.modify(Value("0")) { $0 = element }
            document.life.marks = marks([.ben: Mark(end, standing: .alive)])
            document.registers[Self.title] = register
            document.sets[FieldNumber(.max)] = set
            shelf.documents[Self.record(index)] = document
        }
        let tip = Tip(number(lastNumber), .all(1))
        var tips = SortedMap<FeedID, Tip>(
            ascending: ([.ben] + feeds).sorted().map { .init(key: $0, value: tip) })
        tips[.ann] = Tip(number(lastNumber - 1), .all(2))
        let frontier = Frontier(tips: tips, points: SortedMap(), branches: SortedMap())
        return State(restoring: shelf, frontier: frontier, view: View())
    }

    private static func record(_ index: Int) -> RecordID {
        WireTests.record(feed(70_000 + index), lastNumber, lastIndex)
    }

    private func errand(_ random: inout SeededRandom) -> (RecordID, Intent) {
        let length = [0, 1, 23, 256, 5_000, 65_536][random.below(6)]
        let value = Value(Array(repeating: UInt8(random.below(256)), count: length))
        let person = PersonID(high: 1, low: random.next())
        let key = FactKey(person: person, id: .all(0xFF))
        let field = FieldNumber(.max)
        let fact = Intent.state(field, key, value)
        if random.chance(20) { return (.ledger, fact) }
        // Records of feeds that nothing else names.
        let stranger = WireTests.record(
            Self.feed(100_000 + random.below(1_000)), lastNumber, lastIndex)
        switch random.below(8) {
        case 0: return (Self.record(random.below(3)), .write(Self.title, value))
        case 1: return (Self.record(random.below(3)), .remove(field, Value("0")))
        case 2: return (Self.record(random.below(3)), .add(field, value))
        case 3: return (stranger, .write(FieldNumber(.max), value))
        case 4: return (stranger, .count(field, -(1 << 53)))
        case 5: return (stranger, .add(field, value))
        default: return (stranger, fact)
        }
    }
}
