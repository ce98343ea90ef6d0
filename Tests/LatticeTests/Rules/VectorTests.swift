import Lattice
import Testing

@Suite("Vectors") struct VectorTests {
    @Test("VEC-1: a vector covers a feed's changes up to and including its position")
    func covers() {
        let vector = seen([.ann: position(3, 1)])
        #expect(vector.covers(dot(.ann, 0, 9)))
        #expect(vector.covers(dot(.ann, 3, 0)))
        #expect(vector.covers(dot(.ann, 3, 1)))
        #expect(!vector.covers(dot(.ann, 3, 2)))
        #expect(!vector.covers(dot(.ann, 4, 0)))
        #expect(!vector.covers(dot(.ben, 0, 0)))
    }

    @Test("VEC-1: it stands for changes in its own cell and in no other")
    func cell() {
        let (boats, cars) = (record(.ann, 0), record(.ann, 0, 1))
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let node = Node(
            ann.write(
                .write("Boats", to: boats), .write("Cars", to: cars), .add("red", to: boats),
                .add("old", to: boats)),
            ben.write(
                .write("Ships", to: boats, seen: seen([.ann: position(0, 0xFFFF)])),
                .remove("red", from: boats, seen: seen([.ann: position(0, 0xFFFF)]))))
        #expect(node[boats]?.title == Value("Ships"))
        #expect(node[boats]?.tags == [Value("old")])
        #expect(node[cars]?.title == Value("Cars"))
    }

    @Test("VEC-1: the join of two vectors is the least that covers what either covers")
    func join() {
        let one = seen([.ann: position(3), .ben: position(1)])
        let other = seen([.ben: position(2, 4), .cas: position(0)])
        var (there, back) = (one, other)
        there.join(other)
        back.join(one)
        #expect(there == seen([.ann: position(3), .ben: position(2, 4), .cas: position(0)]))
        #expect(back == there)
    }

    @Test("VEC-2: a later write of a feed covers its own earlier ones without saying so")
    func own() {
        var register = Register()
        register.join(Register.Delta(Value("first")), at: stamp(.ann, 0))
        register.join(Register.Delta(Value("second")), at: stamp(.ann, 0, 1))
        #expect(register.siblings.map(\.write.value) == [Value("second")])
    }

    @Test("VEC-2: one position per feed covers all that came before it")
    func before() {
        var register = Register()
        register.join(Register.Delta(Value("old")), at: stamp(.ann, 2))
        register.join(
            Register.Delta(Value("new"), seen: seen([.ann: position(6)])), at: stamp(.ben, 0))
        #expect(register.siblings.map(\.write.value) == [Value("new")])
    }

    @Test("VEC-3: what a vector says of its own feed has no effect")
    func ownFeed() {
        let lie = seen([.ann: position(9)])
        var register = Register()
        register.join(Register.Delta(Value("here"), seen: lie), at: stamp(.ann, 2))
        #expect(register.value == Value("here"))
        #expect(register.marks[.ann]?.position == position(2))

        var life = Life()
        life.join(Life.Delta(.alive, seen: lie), at: dot(.ann, 2))
        #expect(life.reading == .alive)

        var set = AddWinsSet()
        set.join(.remove(Value("x"), seen: lie), at: stamp(.ann, 2))
        set.join(.add(Value("x")), at: stamp(.ann, 3))
        #expect(set.contains(Value("x")))
    }

    @Test("VEC-3: an author never names its own feed")
    func authors() throws {
        var register = Register()
        register.join(Register.Delta(Value("mine")), at: stamp(.ann, 0))
        register.join(Register.Delta(Value("theirs")), at: stamp(.ben, 0))
        let delta = try register.writing(
            Value("both"), pen(.ann, 1, has: [.ann: 0, .ben: 0]))
        #expect(delta.vector == seen([.ben: position(0)]))
    }
}
