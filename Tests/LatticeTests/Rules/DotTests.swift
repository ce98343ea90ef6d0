import Lattice
import Testing

@Suite("Dots") struct DotTests {
    @Test("DOT-1: every change of a bundle has a dot, and what has no effect keeps its index")
    func counted() throws {
        var ann = Writer(.ann)
        // The first has no effect, because the ledger has no title; it is counted all the same.
        let bundle = ann.write(.write("a", to: .ledger), .write("b", to: record(.ann, 0, 1)))
        let node = Node(bundle)
        let document = try #require(node[record(.ann, 0, 1)])
        #expect(document.registers[.title]?.siblings.map(\.dot) == [dot(.ann, 0, 1)])
    }

    @Test("DOT-2: a position is the number in the upper 40 bits and the index in the lower 24")
    func word() {
        let middle = position(0x12_3456_789A, 0xBC_DEF0)
        #expect(middle.word == 0x1234_5678_9ABC_DEF0)
        #expect(middle.number == number(0x12_3456_789A))
        #expect(middle.index == 0xBC_DEF0)
        #expect(position(0xFF_FFFF_FFFF, 0xFF_FFFF).word == .max)
    }

    @Test("DOT-2: positions are ordered as the author made the changes")
    func order() {
        let made = [position(0, 0), position(0, 1), position(0, 0xFF_FFFF), position(1, 0)]
        #expect(made.reversed().sorted() == made)
    }

    @Test("DOT-2: numbers from 2^40 and indices from 2^24 on do not exist")
    func bounds() {
        #expect(BundleNumber(1 << 40 - 1) == .last)
        #expect(BundleNumber(1 << 40) == nil)
        #expect(BundleNumber(.max) == nil)
        #expect(Position(.first, index: 1 << 24 - 1) != nil)
        #expect(Position(.first, index: 1 << 24) == nil)
        #expect(Position(.first, index: -1) == nil)
    }

    @Test("DOT-2: numbers are counted from zero, up and down")
    func neighbours() {
        #expect(BundleNumber.first.value == 0)
        #expect(BundleNumber.first.previous == nil)
        #expect(number(7).next == number(8))
        #expect(number(8).previous == number(7))
    }

    @Test("DOT-3: feeds are ordered by their words, dots by feed and then position")
    func dots() {
        let low = FeedID(high: 1, low: .max)
        let high = FeedID(high: 2, low: 0)
        #expect(low < high)
        #expect(FeedID(high: 1, low: 1) < FeedID(high: 1, low: 2))
        let dots = [dot(low, 4), dot(low, 9, 3), dot(high, 0), dot(high, 0, 1)]
        #expect(dots.reversed().sorted() == dots)
        #expect(low.description == "0000000000000001ffffffffffffffff")
    }

    @Test("DOT-4: a record is named by the first change of it")
    func creation() throws {
        var scope = State(shelf: MemoryShelf())
        var draft = try scope.open(.ann, at: HybridTime(word: 1))
        let created = RecordID(try draft.nextDot())
        try scope.change(created, in: &draft) { rows, pen throws(AuthorError) in
            try rows.writing(Value("Boats"), to: .title, pen)
        }
        let bundle = scope.close(draft, as: bundleHash("one"))
        #expect(created == record(.ann, 0, 0))
        #expect(bundle.changes.map(\.record) == [created])
        #expect(scope.shelf[created]?.title == Value("Boats"))
    }

    @Test("DOT-4: of another kind it is another record, whatever created it")
    func kinds() throws {
        var scope = State(shelf: MemoryShelf())
        var draft = try scope.open(.ann, at: HybridTime(word: 1))
        let dot = try draft.nextDot()
        let (boat, crew) = (RecordID(dot, KindNumber(64)), RecordID(dot, KindNumber(65)))
        for (id, text) in [(boat, "Boat"), (crew, "Crew")] {
            try scope.change(id, in: &draft) { rows, pen throws(AuthorError) in
                try rows.writing(Value(text), to: .title, pen)
            }
        }
        let bundle = scope.close(draft, as: bundleHash("one"))
        #expect(scope.shelf[boat]?.title == Value("Boat"))
        #expect(scope.shelf[crew]?.title == Value("Crew"))
        #expect(scope.shelf[RecordID(dot)] == nil)
        #expect(boat < crew && RecordID(dot) < boat)
        #expect(boat.description == "\(dot)/64")
        // Kinds matter to the digest too.
        var other = State(shelf: MemoryShelf())
        let swapped = bundle.changes.map { change in
            Change(change.record == boat ? crew : boat, change.delta)
        }
        let bent = try #require(
            OpenBundle(
                feed: .ann, number: .first, previous: .zero, hash: bundle.hash,
                time: bundle.time, changes: swapped))
        _ = other.receive(bent)
        #expect(other.digest != scope.digest)
    }

    @Test("DOT-4: changes of a record may arrive before the one that created it")
    func early() throws {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let creation = ann.write(.add("red", to: boats))
        let change = ben.write(.add("blue", to: boats))
        let first = Node(change)
        #expect(first[boats]?.tags == [Value("blue")])
        #expect(Node(change, creation).scope == Node(creation, change).scope)
    }

    @Test("DOT-4: the ledger is the record of three zero words, and no feed creates it")
    func ledger() {
        let creation = RecordID.ledger.creation
        #expect((creation.feed.high, creation.feed.low, creation.position.word) == (0, 0, 0))
        #expect(RecordID.ledger.description == "ledger")
        #expect(RecordID.ledger < record(.ann, 0))
    }

    @Test("DOT-4: the ledger holds the facts of the scope")
    func scopeFacts() {
        var ann = Writer(.ann)
        let node = Node(ann.write(.state("paid 3", as: factKey(1), in: .ledger)))
        #expect(node[.ledger]?.note(factKey(1)) == Value("paid 3"))
    }

    @Test("DOT-4: there is no bundle of the all-zero feed id")
    func noFeed() {
        func bundle(of feed: FeedID) -> OpenBundle? {
            OpenBundle(
                feed: feed, number: .first, previous: .zero, hash: bundleHash("one"),
                time: HybridTime(word: 0), changes: [])
        }
        #expect(bundle(of: .zero) == nil)
        #expect(bundle(of: .ann) != nil)
    }

    @Test("DOT-4: no record but the ledger is named by the all-zero feed, and no vector names it")
    func zeroNames() {
        let nowhere = record(.zero, 3)
        let boats = record(.ann, 0)
        var ann = Writer(.ann)
        let scope = Node(
            ann.write(
                .write("lost", to: nowhere),
                .write("kept", to: boats, seen: seen([.zero: position(5)]))
            )
        ).scope
        #expect(scope.shelf[nowhere] == nil)
        #expect(scope.shelf[boats]?.registers.entries[0].value.marks[.zero] == nil)
        #expect(scope.shelf[boats]?.title == Value("kept"))
    }
}
