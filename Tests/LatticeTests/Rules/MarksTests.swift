import Lattice
import Seal
import Testing

@Suite("Marks") struct MarksTests {
    private func write(_ text: String, time: UInt64 = 0) -> Write {
        Write(time: HybridTime(word: time), value: Value(text))
    }

    private func marks(_ entries: KeyValuePairs<FeedID, Mark<Write>>) -> Marks<Write> {
        var marks = Marks<Write>()
        for (feed, mark) in entries { marks.join(feed, mark) }
        return marks
    }

    @Test("MARK-1: a cell holds one mark for each feed, however often the feed wrote")
    func one() {
        var register = Register()
        for value in 0..<5 {
            register.join(Register.Delta(Value("\(value)")), at: stamp(.ann, UInt64(value)))
        }
        register.join(Register.Delta(Value("b")), at: stamp(.ben, 0))
        #expect(register.marks.entries.map(\.key) == [.ann, .ben])
        #expect(register.marks[.ann] == Mark(position(4), standing: write("4")))
    }

    @Test("MARK-2: a write stands, and what its vector names is covered")
    func covers() {
        var register = Register()
        register.join(Register.Delta(Value("a")), at: stamp(.ann, 3))
        register.join(
            Register.Delta(Value("b"), seen: seen([.ann: position(3), .cas: position(7)])),
            at: stamp(.ben, 0))
        #expect(
            register.marks
                == marks([
                    .ann: Mark(covered: position(3)),
                    .ben: Mark(position(0), standing: write("b")),
                    .cas: Mark(covered: position(7)),
                ]))
    }

    @Test("MARK-2: of two marks of a feed the higher position is taken")
    func higher() {
        let low = Mark(position(2), standing: write("low"))
        let high = Mark(position(2, 1), standing: write("high"))
        let covered = Mark<Write>(covered: position(2))
        #expect(joined(low, high) == high)
        #expect(joined(covered, high) == high)
        #expect(joined(low, Mark(covered: position(3))) == Mark(covered: position(3)))
    }

    @Test("MARK-2: at one position covered wins")
    func coveredWins() {
        let standing = Mark(position(2), standing: write("a"))
        #expect(joined(standing, Mark(covered: position(2))) == Mark(covered: position(2)))
    }

    /// The two joined, which must not depend on which is joined into which.
    private func joined(_ a: Mark<Write>, _ b: Mark<Write>) -> Mark<Write> {
        var (there, back) = (a, b)
        there.join(b)
        back.join(a)
        #expect(there == back)
        return there
    }

    @Test("MARK-3: of two payloads at one dot the larger is taken")
    func larger() {
        let cases = [
            (write("a"), write("b")), (write("z", time: 1), write("a", time: 2)),
            (write("a"), write("ab")),
        ]
        for (small, large) in cases {
            let (one, other) = (
                Mark(position(4), standing: small), Mark(position(4), standing: large)
            )
            #expect(joined(one, other) == other)
        }
    }

    @Test("MARK-3: of two tallies at one position the one with the larger sums is taken")
    func tallies() {
        let small = Tally(position: position(4), up: 3, down: 1)
        for large in [
            Tally(position: position(4), up: 5, down: 1),
            Tally(position: position(4), up: 3, down: 2),
        ] {
            var (there, back) = (small, large)
            there.join(large)
            back.join(small)
            #expect(there == large)
            #expect(back == large)
        }
    }

    @Test("MARK-4: a vector names every other feed's mark, standing or covered")
    func everyMark() throws {
        let cell = marks([
            .ann: Mark(position(5), standing: write("a")), .ben: Mark(covered: position(2, 1)),
            .cas: Mark(position(0), standing: write("c")),
        ])
        let vector = try cell.vector(pen(.cas, 1, has: [.ann: 9, .ben: 9, .cas: 0]))
        #expect(vector == seen([.ann: position(5), .ben: position(2, 1)]))
    }

    @Test("MARK-4: it goes no further than the bundles that its author has")
    func clamped() throws {
        let cell = marks([.ann: Mark(covered: position(8, 4)), .ben: Mark(covered: position(1))])
        let vector = try cell.vector(pen(.cas, 0, has: [.ann: 3]))
        #expect(vector == seen([.ann: position(3, 0xFF_FFFF)]))
    }

    @Test("MARK-4: nor further than those that count for its author")
    func clampedByView() throws {
        let cell = marks([.ann: Mark(covered: position(8, 4)), .ben: Mark(covered: position(1))])
        var view = View()
        view.cut(.ann, to: .upTo(number(2)))
        view.cut(.ben, to: .nothing)
        let vector = try cell.vector(pen(.cas, 0, has: [.ann: 9, .ben: 9], under: view))
        #expect(vector == seen([.ann: position(2, 0xFF_FFFF)]))

        view.cut(.ann, to: .upTo(number(30)))
        let beyond = try cell.vector(pen(.cas, 0, has: [.ann: 3], under: view))
        #expect(beyond == seen([.ann: position(3, 0xFF_FFFF)]))
    }

    @Test("MARK-4: what is covered once stays covered when a change in between is voided")
    func staysCovered() throws {
        let boats = record(.ann, 0)
        var (ann, ben, cas) = (Writer(.ann), Writer(.ben), Writer(.cas))
        var node = Node(
            ann.write(.write("one", to: boats)),
            ben.write(.write("two", to: boats, seen: seen([.ann: position(0)]))))
        let register = try #require(node[boats]?.registers[.title])
        let third = try register.writing(Value("three"), pen(.cas, 0, has: [.ann: 0, .ben: 0]))
        node.receive(cas.write(.write("three", to: boats, seen: third.vector)))
        var view = View()
        view.cut(.ben, to: .nothing)
        node.adopt(view)
        #expect(node[boats]?.registers[.title]?.siblings.map(\.write.value) == [Value("three")])
    }

    @Test("MARK-5: an author whose position is covered already is told so")
    func taken() throws {
        let cell = marks([.ann: Mark(covered: position(4, 2))])
        let dots = [dot(.ann, 4, 1), dot(.ann, 4, 2)]
        for dot in dots {
            #expect(throws: AuthorError.positionTaken(dot)) {
                try cell.vector(Pen(dot: dot, seen: frontier([.ann: 3])))
            }
        }
        #expect(try cell.vector(pen(.ann, 4, 3, has: [.ann: 3])) == FieldVector())
    }

    @Test("MARK-5: a position covered in the cell or in the life stops every kind of write")
    func everyKind() throws {
        let lie = seen([.ann: position(1)])
        var document = Document()
        document.life.join(Life.Delta(.alive, seen: lie), at: dot(.ben, 0))
        let taken = AuthorError.positionTaken(dot(.ann, 1))
        let pen = pen(.ann, 1, has: [.ann: 0])
        #expect(throws: taken) { try document.writing(Value("a"), to: .title, pen) }
        #expect(throws: taken) { try document.adding(Value("a"), to: .tags, pen) }
        #expect(throws: taken) { try document.removing(Value("a"), from: .tags, pen) }
        #expect(throws: taken) { try document.counting(1, in: .votes, pen) }
        #expect(throws: taken) { try document.stating(factKey(1), Value("a"), in: .notes, pen) }
        #expect(throws: taken) { try document.deleting(pen) }
        #expect(throws: taken) { try document.restoring(pen) }

        var cells = Document()
        cells.join(
            .field(.title, .register(Register.Delta(Value("b"), seen: lie))), at: stamp(.ben, 0))
        cells.join(.field(.tags, .set(.add(Value("x")))), at: stamp(.ben, 0, 1))
        cells.join(.field(.tags, .set(.remove(Value("y"), seen: lie))), at: stamp(.ben, 0, 2))
        #expect(throws: taken) { try cells.writing(Value("a"), to: .title, pen) }
        #expect(throws: taken) { try cells.adding(Value("y"), to: .tags, pen) }
        #expect(throws: Never.self) { try cells.adding(Value("x"), to: .tags, pen) }
    }

    @Test("MARK-5: a new feed writes on, and voiding the bundle that lied mends the cell")
    func mends() throws {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        var node = Node(
            ann.write(.write("one", to: boats)),
            ben.write(.write("lie", to: boats, seen: seen([.ann: position(9)]))))
        let cell = try #require(node[boats]?.registers[.title])
        #expect(throws: AuthorError.positionTaken(dot(.ann, 1))) {
            try cell.writing(Value("two"), pen(.ann, 1, has: [.ann: 0, .ben: 0]))
        }
        #expect(throws: Never.self) {
            try cell.writing(Value("two"), pen(.dan, 0, has: [.ann: 0, .ben: 0]))
        }
        var view = View()
        view.cut(.ben, to: .nothing)
        node.adopt(view)
        let mended = try #require(node[boats]?.registers[.title])
        #expect(mended.value == Value("one"))
        #expect(throws: Never.self) {
            try mended.writing(Value("two"), pen(.ann, 1, has: [.ann: 0, .ben: 0], under: view))
        }
    }

    @Test("MARK-4: the cut of a feed holds for its branches")
    func cutBranches() throws {
        let boats = record(.ann, 0)
        var ann = Writer(.ann)
        var ben = Writer(.ben)
        let bundles = (UInt64(1)...3).map { ann.write(.state("\($0)", as: factKey($0), in: boats)) }
        let branch = FeedID.branch(
            of: ForkPoint(feed: .ann, number: .first), startingWith: bundles[0].hash,
            by: Blake2b.self)
        var view = View()
        view.fork(.ann, at: .first)
        view.cut(.ann, to: .upTo(.first))
        let lie = ben.write(.delete(boats, seen: seen([branch: position(2)])))
        var scope = Node(bundles + [lie], under: view).scope
        var draft = try scope.open(.cas, at: HybridTime(word: 0))
        try scope.change(boats, in: &draft) { rows, pen throws(AuthorError) in
            try rows.restoring(pen)
        }
        guard case .life(let life) = draft.changes[0].delta else {
            Issue.record("a restoration is a change of the life")
            return
        }
        #expect(life.vector[branch] == position(0, 0xFF_FFFF))
    }

    @Test("MARK-3: of two lives alive is taken, of two values the larger bytewise")
    func largerPayload() {
        var life = Mark(position(0), standing: LifeSign.dead)
        life.join(Mark(position(0), standing: LifeSign.alive))
        #expect(life.payload == .alive)
        let time = HybridTime(word: 0)
        var write = Mark(position(0), standing: Write(time: time, value: Value("b")))
        write.join(Mark(position(0), standing: Write(time: time, value: Value("aa"))))
        #expect(write.payload?.value == Value("b"))
    }
}
