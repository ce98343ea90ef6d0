import Lattice
import Testing

@Suite("Registers") struct RegisterTests {
    private func delta(
        _ text: String, seen vector: FieldVector = FieldVector()
    ) -> Register.Delta {
        Register.Delta(Value(text), seen: vector)
    }

    @Test("REG-1: a mark holds time and value, and covered marks are kept")
    func marks() {
        var register = Register()
        register.join(delta("a"), at: stamp(.ann, 0, time: 7))
        register.join(delta("b", seen: seen([.ann: position(0)])), at: stamp(.ben, 0, time: 8))
        register.settle(within: frontier([.ann: 5, .ben: 5]))
        let write = Write(time: HybridTime(word: 8), value: Value("b"))
        #expect(register.marks[.ben] == Mark(position(0), standing: write))
        #expect(register.marks[.ann] == Mark(covered: position(0)))
    }

    @Test("REG-1: values are opaque bytes, compared bytewise")
    func bytes() {
        // The same letter to a reader, other bytes.
        let (composed, decomposed) = (Value("\u{E9}"), Value("e\u{301}"))
        #expect(composed != decomposed)
        #expect(Value([0x61]) < Value([0x61, 0x00]))
        #expect(Value([0x7F]) < Value([0x80]))
        #expect(Value("ab") < Value("b"))
        var register = Register()
        register.join(Register.Delta(composed), at: stamp(.ann, 0))
        register.join(Register.Delta(decomposed), at: stamp(.ben, 0))
        #expect(register.isInConflict)
    }

    @Test("REG-2: a vector is the join of the vectors it replaces and their dots")
    func vector() throws {
        var register = Register()
        register.join(delta("a", seen: seen([.cas: position(4)])), at: stamp(.ann, 2))
        register.join(delta("b"), at: stamp(.ben, 1, 3))
        let next = try register.writing(
            Value("d"), pen(.dan, 0, has: [.ann: 2, .ben: 1, .cas: 4]))
        let all = seen([.ann: position(2), .ben: position(1, 3), .cas: position(4)])
        #expect(next.vector == all)
    }

    @Test("REG-2: there is one sibling per feed, and size depends on feeds and not on writes")
    func size() throws {
        var register = Register()
        for value in 0..<20 {
            for feed in [FeedID.ann, .ben] {
                register.join(delta("\(value)"), at: stamp(feed, UInt64(value)))
            }
        }
        #expect(register.siblings.map(\.dot.feed) == [.ben, .ann])
        #expect(register.marks.entries.count == 2)
    }

    @Test("REG-3: of the writes that stand the latest is read")
    func latest() {
        var register = Register()
        #expect(register.value == nil)
        #expect(register.siblings.isEmpty)
        register.join(delta("late"), at: stamp(.ann, 0, time: 9))
        register.join(delta("soon"), at: stamp(.ben, 0, time: 3))
        #expect(register.value == Value("late"))
        #expect(register.siblings.map(\.write.value) == [Value("late"), Value("soon")])
    }

    @Test("REG-3: at one time the higher feed is read")
    func tie() {
        var register = Register()
        register.join(delta("z"), at: stamp(.ann, 8, time: 5))
        register.join(delta("a"), at: stamp(.ben, 0, time: 5))
        #expect(register.value == Value("a"))
    }

    @Test("REG-3: it is in conflict only if siblings differ in value")
    func conflict() {
        var register = Register()
        register.join(delta("same"), at: stamp(.ann, 0, time: 1))
        #expect(!register.isInConflict)
        register.join(delta("same"), at: stamp(.ben, 0, time: 2))
        #expect(!register.isInConflict)
        register.join(delta("other"), at: stamp(.cas, 0, time: 3))
        #expect(register.isInConflict)
        let all = seen([.ann: position(0), .ben: position(0), .cas: position(0)])
        register.join(delta("settled", seen: all), at: stamp(.dan, 0, time: 0))
        #expect(!register.isInConflict)
        #expect(register.value == Value("settled"))
    }

    @Test("REG-3: nothing is read where every write is covered")
    func covered() {
        var register = Register()
        register.join(delta("a", seen: seen([.ben: position(0)])), at: stamp(.ann, 0))
        register.join(delta("b", seen: seen([.ann: position(0)])), at: stamp(.ben, 0))
        #expect(register.value == nil)
        #expect(!register.isInConflict)
    }
}
