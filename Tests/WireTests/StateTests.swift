import Lattice
import Seal
import Testing
import Wire

/// Both ways: the bytes of a state, and the state that they are.
func expectSame<State: Canonical & Equatable>(
    _ state: State, _ text: String, sourceLocation: SourceLocation = #_sourceLocation
) throws {
    #expect(digits(state.encoding) == digits(hex(text)), sourceLocation: sourceLocation)
    let read = try State(encoding: hex(text))
    #expect(read == state, sourceLocation: sourceLocation)
}

func marks<Payload>(_ marks: KeyValuePairs<FeedID, Mark<Payload>>) -> Marks<Payload> {
    Marks(SortedMap(marks.map { ($0.key, $0.value) }))
}

/// Every type of state by hand-made bytes.
@Suite("States") struct StateTests {
    private var standing: Register {
        var register = Register()
        let write = Write(time: HybridTime(word: 7), value: Value("x"))
        register.marks = marks([
            .ann: Mark(position(5, 2), standing: write), .ben: Mark(covered: position(3)),
        ])
        return register
    }

    @Test("STATE-5: what is empty is an empty map where it is all there is")
    func empty() throws {
        try expectSame(Register(), "a0")
        try expectSame(Life(), "a0")
        try expectSame(AddWinsSet(), "a0")
        try expectSame(Counter(), "a0")
        try expectSame(Facts(), "a0")
        try expectSame(Document(), "a0")
        try expectSame(Frontier(), "a0")
        try expectSame(View(), "a0")
        try expectSame(State(shelf: MemoryShelf()), "a0")
    }

    @Test("STATE-1: a register's mark is covered, or has time and value")
    func register() throws {
        try expectSame(
            standing,
            """
            a2
              50 11*16 84 05 02 07 41 78    # Ann 5.2 stands: time 7, "x"
              50 22*16 82 03 00             # Ben 3.0 covered
            """)
        var register = Register()
        let write = Write(time: HybridTime(word: .max), value: Value([]))
        register.marks = marks([.ann: Mark(position(lastNumber, lastIndex), standing: write)])
        try expectSame(
            register,
            "a1 50 11*16 84 1b 000000ffffffffff 1a 00ffffff 1b ffffffffffffffff 40")
    }

    @Test("STATE-1: a life's mark is covered, alive or dead")
    func life() throws {
        var life = Life()
        life.marks = marks([
            .ann: Mark(position(1), standing: .alive), .ben: Mark(position(2), standing: .dead),
            .cas: Mark(covered: position(3)),
        ])
        try expectSame(
            life, "a3 50 11*16 83 01 00 f5 50 22*16 83 02 00 f4 50 33*16 82 03 00")
    }

    @Test("STATE-2: a set is its elements and their marks; what is shorter comes first")
    func set() throws {
        var set = AddWinsSet()
        for text in ["b", "aa", "", "a", "zz", "az"] {
            set.elements[Value(text)] = Element()
            set.elements[Value(text)]?.marks = marks([
                .ann: Mark(position(1), standing: Added())
            ])
        }
        set.elements[Value("a")]?.marks = marks([
            .ann: Mark(position(1), standing: Added()), .ben: Mark(covered: position(2)),
        ])
        try expectSame(
            set,
            """
            a6
              40 a1 50 11*16 83 01 00 f5
              41 61 a2 50 11*16 83 01 00 f5 50 22*16 82 02 00
              41 62 a1 50 11*16 83 01 00 f5
              42 6161 a1 50 11*16 83 01 00 f5
              42 617a a1 50 11*16 83 01 00 f5
              42 7a7a a1 50 11*16 83 01 00 f5
            """)
    }

    @Test("STATE-2: a counter is a position and two sums for each feed")
    func counter() throws {
        var counter = Counter()
        counter.tallies = SortedMap([
            (.ann, Tally(position: position(1, 2), up: 3, down: 4)),
            (.ben, Tally(position: position(0), up: .max, down: 0)),
            (.cas, Tally(position: position(0), up: 0, down: .max)),
        ])
        try expectSame(
            counter,
            """
            a3
              50 11*16 84 01 02 03 04
              50 22*16 84 00 00 1b ffffffffffffffff 00
              50 33*16 84 00 00 00 1b ffffffffffffffff
            """)
    }

    @Test("STATE-2: facts are keys, contents and carriers; what is shorter comes first")
    func facts() throws {
        var facts = Facts()
        for (text, carriers) in [
            ("b", [(.ann, position(1)), (.ben, position(2, 3))]), ("aa", [(.cas, position(4))]),
            ("", [(.ann, position(5))]), ("a", [(.ann, position(6))]),
        ] as [(String, [(FeedID, Position)])] {
            facts.modify(factKey) { $0.contents[Value(text)] = SortedMap(carriers) }
        }
        let other = FactKey(person: .all(0x01), id: .all(0xFF))
        facts.modify(other) { $0.contents[Value("z")] = SortedMap([(.dan, position(0))]) }
        try expectSame(
            facts,
            """
            a2
              58 20 01*16 ff*16 a1 41 7a a1 50 44*16 82 00 00
              58 20 ee*16 f1*16 a4
                40 a1 50 11*16 82 05 00
                41 61 a1 50 11*16 82 06 00
                41 62 a2 50 11*16 82 01 00 50 22*16 82 02 03
                42 6161 a1 50 33*16 82 04 00
            """)
    }

    @Test("STATE-3: a document is its life and its fields by kind and number")
    func document() throws {
        var document = Document()
        document.life.marks = marks([.ann: Mark(position(0), standing: .alive)])
        document.registers[FieldNumber(1)] = standing
        document.registers[FieldNumber(.max)] = standing
        var (set, counter, facts) = (AddWinsSet(), Counter(), Facts())
        set.modify(Value("y")) { $0.marks = marks([.ann: Mark(covered: position(9))]) }
        counter.tallies[.ann] = Tally(position: position(1), up: 1, down: 0)
        facts.modify(factKey) { $0.contents[Value("z")] = SortedMap([(.ann, position(1))]) }
        document.sets[FieldNumber(1)] = set
        document.counters[FieldNumber(24)] = counter
        document.facts[FieldNumber(0)] = facts
        try expectSame(
            document,
            """
            a5
              00 a1 50 11*16 83 00 00 f5
              01 a2
                01 a2 50 11*16 84 05 02 07 41 78 50 22*16 82 03 00
                1a ffffffff a2 50 11*16 84 05 02 07 41 78 50 22*16 82 03 00
              02 a1 01 a1 41 79 a1 50 11*16 82 09 00
              03 a1 1818 a1 50 11*16 84 01 00 01 00
              04 a1 00 a1 58 20 ee*16 f1*16 a1 41 7a a1 50 11*16 82 01 00
            """)
        document = Document()
        document.counters[FieldNumber(0)] = counter
        try expectSame(document, "a1 03 a1 00 a1 50 11*16 84 01 00 01 00")
    }

    @Test("STATE-3: a frontier is tips, what comes before forks, and branches")
    func frontier() throws {
        let (two, nine) = (
            ForkPoint(feed: .ann, number: number(2)), ForkPoint(feed: .ann, number: number(9))
        )
        let frontier = Frontier(
            tips: SortedMap([
                (.ann, Tip(number(8), .all(0xA8))), (.cas, Tip(number(lastNumber), .all(0xC0))),
            ]),
            points: SortedMap([
                (two, .all(0xA1)), (nine, .all(0xA8)),
                (ForkPoint(feed: .ben, number: number(1)), .all(0xB0)),
            ]),
            branches: SortedMap([
                (two, SortedMap([(.all(0x02), .cas), (.all(0x01), .dan)])),
                (nine, SortedMap([(.all(0x03), .all(0x0F))])),
                (ForkPoint(feed: .ben, number: number(1)), SortedMap([(.all(0x01), .all(0x0E))])),
            ]))
        try expectSame(
            frontier,
            """
            a3
              00 a2
                50 11*16 82 08 58 20 a8*32
                50 33*16 82 1b 000000ffffffffff 58 20 c0*32
              01 a2
                50 11*16 a2 02 58 20 a1*32 09 58 20 a8*32
                50 22*16 a1 01 58 20 b0*32
              02 a2
                50 11*16 a2
                  02 a2 58 20 01*32 50 44*16 58 20 02*32 50 33*16
                  09 a1 58 20 03*32 50 0f*16
                50 22*16 a1 01 a1 58 20 01*32 50 0e*16
            """)
        try expectSame(
            Frontier(
                tips: SortedMap(), points: SortedMap([(two, .zero)]), branches: SortedMap()),
            "a1 01 a1 50 11*16 a1 02 58 20 00*32")
        try expectSame(
            Frontier(
                tips: SortedMap(), points: SortedMap(),
                branches: SortedMap([(two, SortedMap([(.zero, .ben)]))])),
            "a1 02 a1 50 11*16 a1 02 a1 58 20 00*32 50 22*16")
    }

    @Test("STATE-4: a view is cuts and forks")
    func view() throws {
        var view = View()
        view.cut(.cas, to: .nothing)
        view.cut(.ann, to: .upTo(number(300)))
        view.cut(.ben, to: .upTo(number(0)))
        view.cut(.dan, to: .everything)
        view.fork(.ann, at: number(24), .keep(.all(0xAA)))
        view.fork(.ann, at: number(3))
        view.fork(.ben, at: number(0), .keep(.zero))
        try expectSame(
            view,
            """
            a2
              00 a3 50 11*16 19 012c 50 22*16 00 50 33*16 f6
              01 a2
                50 11*16 a2 03 f6 1818 58 20 aa*32
                50 22*16 a1 00 58 20 00*32
            """)
        var forks = View()
        forks.fork(.ann, at: number(0))
        try expectSame(forks, "a1 01 a1 50 11*16 a1 00 f6")
    }

    @Test("STATE-4: a scope is its frontier, its view and its documents")
    func scope() throws {
        var shelf = MemoryShelf()
        var (document, ledger) = (Document(), Document())
        document.registers[FieldNumber(1)] = standing
        var facts = Facts()
        facts.modify(factKey) { $0.contents[Value("z")] = SortedMap([(.ann, position(1))]) }
        ledger.facts[FieldNumber(0)] = facts
        shelf.documents = [
            record(.ann, 1): document, .ledger: ledger, record(.ann, 0, 5): document,
        ]
        let frontier = Frontier(
            tips: SortedMap([(.ann, Tip(number(5), .all(0xA5)))]), points: SortedMap(),
            branches: SortedMap())
        var view = View()
        view.cut(.dan, to: .nothing)
        let row = "a1 01 a1 01 a2 50 11*16 84 05 02 07 41 78 50 22*16 82 03 00"
        let documents = """
            a3
              58 1c 00*28
                a1 04 a1 00 a1 58 20 ee*16 f1*16 a1 41 7a a1 50 11*16 82 01 00
              58 1c 11*16 00*7 05 00*4 \(row)
              58 1c 11*16 00*4 01 00*7 \(row)
            """
        try expectSame(
            State(restoring: shelf, frontier: frontier, view: view),
            """
            a3
              00 a1 00 a1 50 11*16 82 05 58 20 a5*32
              01 a1 00 a1 50 44*16 f6
              02 \(documents)
            """)
        try expectSame(
            State(restoring: shelf, frontier: Frontier(), view: View()), "a1 02 \(documents)")
        try expectSame(
            State(restoring: MemoryShelf(), frontier: Frontier(), view: view),
            "a1 01 a1 00 a1 50 44*16 f6")
    }

    @Test("STATE-5: what early marks wait for follows from the rows")
    func early() throws {
        let added = record(.ben, 0)
        func bundle(_ feed: FeedID, _ delta: AddWinsSet.Delta) -> OpenBundle {
            let changes = [Change(added, .field(FieldNumber(2), .set(delta)))]
            let bundle = OpenBundle(
                feed: feed, number: .first, previous: .zero, hash: .all(feed.high & 0xFF),
                time: HybridTime(word: 1), changes: changes)
            guard let bundle else { preconditionFailure("a test writes possible bundles") }
            return bundle
        }
        var scope = State(shelf: MemoryShelf())
        let vector = seen([.ben: position(0)])
        #expect(
            scope.receive(bundle(.ann, .remove(Value("y"), seen: vector))) == .joined(as: .ann))
        var read = try State(encoding: scope.encoding)
        #expect(read == scope)
        _ = scope.receive(bundle(.ben, .add(Value("y"))))
        _ = read.receive(bundle(.ben, .add(Value("y"))))
        #expect(read == scope)
        #expect(read.encoding == scope.encoding)
        #expect(read.shelf[added]?.sets.isEmpty == true)
    }

    @Test("STATE-6: a sum is rows and sum, the shown digest an array of sums")
    func sums() throws {
        var sum = HashSum()
        try expectSame(sum, "82 00 58 20 00*32")
        sum.add(.all(0x77))
        try expectSame(sum, "82 01 58 20 77*32")
        sum.rows = .max
        try expectSame(sum, "82 1b 7fffffffffffffff 58 20 77*32")
        // Some rows may come to zero.
        try expectSame(try HashSum(encoding: hex("82 01 58 20 00*32")), "82 01 58 20 00*32")
        sum.rows = 300
        try expectSame(sum, "82 19 012c 58 20 77*32")
        try expectSame([sum], "81 82 19 012c 58 20 77*32")
        try expectSame([sum, HashSum()], "82 82 19 012c 58 20 77*32 82 00 58 20 00*32")
        try expectSame(
            Array(repeating: HashSum(), count: 4_096),
            "99 1000 " + String(repeating: "82 00 58 20 00*32 ", count: 4_096))
    }

    @Test("STATE-6: a proof is index, count and path")
    func proofs() throws {
        typealias Proof = HashTree<Blake2b>.Proof
        try expectSame(Proof(index: 0, count: 1, path: []), "83 00 01 80")
        try expectSame(
            Proof(index: 23, count: 24, path: [.all(0x99), .zero]),
            "83 17 1818 82 58 20 99*32 58 20 00*32")
        try expectSame(
            Proof(index: .max - 1, count: .max, path: []),
            "83 1b 7ffffffffffffffe 1b 7fffffffffffffff 80")
        let hashes = (1...5).map { RowHash.all($0) }
        let tree = HashTree<Blake2b>(of: hashes)
        let proof = try #require(tree.proof(of: .all(3)))
        #expect(try Proof(encoding: proof.encoding) == proof)
        #expect(try Proof(encoding: proof.encoding).holds(.all(3), under: tree.root))
    }
}
