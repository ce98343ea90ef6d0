import Lattice
import Testing

@Suite("Sets") struct SetTests {
    private let red = Value("red")

    private func set(_ deltas: KeyValuePairs<Dot, AddWinsSet.Delta>) -> AddWinsSet {
        var set = AddWinsSet()
        for (dot, delta) in deltas {
            set.join(delta, at: Stamp(dot: dot, time: HybridTime(word: 0)))
        }
        return set
    }

    @Test("SET-1: an element is in the set if one of its marks stands")
    func member() {
        let set = set([
            dot(.ann, 0): .add(red), dot(.ben, 0): .add(red),
            dot(.cas, 0): .remove(red, seen: seen([.ann: position(0)])),
            dot(.cas, 0, 1): .add(Value("blue")), dot(.cas, 0, 2): .add(Value([0xFF])),
        ])
        #expect(set.contains(red))
        #expect(!set.contains(Value("green")))
        #expect(set.members == [Value("blue"), red, Value([0xFF])])
    }

    @Test("SET-1: adding wins over a removal that did not see it")
    func addWins() {
        let removal = AddWinsSet.Delta.remove(red, seen: seen([.ann: position(0)]))
        let removedFirst = set([
            dot(.ann, 0): .add(red), dot(.ben, 0): removal, dot(.ann, 1): .add(red),
        ])
        let removedLast = set([
            dot(.ann, 0): .add(red), dot(.ann, 1): .add(red), dot(.ben, 0): removal,
        ])
        #expect(removedFirst.contains(red))
        #expect(removedLast.contains(red))
    }

    @Test("SET-2: an addition carries no vector and leaves one standing mark")
    func addition() throws {
        let before = set([dot(.ann, 0): .add(red), dot(.ben, 0): .add(red)])
        let delta = try before.adding(red, pen(.ben, 1, has: [.ann: 0, .ben: 0]))
        #expect(delta == .add(red))
        var after = before
        after.join(delta, at: stamp(.ben, 1))
        let marks = try #require(after.elements[red]?.marks)
        #expect(marks[.ann] == Mark(position(0), standing: Added()))
        #expect(marks[.ben] == Mark(position(1), standing: Added()))
        #expect(marks.entries.count == 2)
    }

    @Test("SET-3: a removal covers its own feed's earlier additions and what it names")
    func removal() throws {
        let before = set([dot(.ann, 0): .add(red), dot(.ben, 0): .add(red)])
        let delta = try before.removing(red, pen(.ben, 1, has: [.ann: 0, .ben: 0]))
        #expect(delta == .remove(red, seen: seen([.ann: position(0)])))
        var after = before
        after.join(try #require(delta), at: stamp(.ben, 1))
        #expect(!after.contains(red))
        #expect(after.elements[red]?.marks[.ann] == Mark(covered: position(0)))
        #expect(after.elements[red]?.marks[.ben] == Mark(covered: position(1)))
    }

    @Test("SET-3: removing what is not there makes no change")
    func nothing() throws {
        let pen = pen(.ben, 0, has: [.ann: 0])
        #expect(try AddWinsSet().removing(red, pen) == nil)
        let early = set([dot(.ann, 0): .remove(red, seen: seen([.cas: position(0)]))])
        #expect(try early.removing(red, pen) == nil)
        var document = Document()
        #expect(try document.removing(red, from: .tags, pen) == nil)
        #expect(document.isEmpty)
    }

    @Test("SET-4: an early removal waits for its target and then leaves nothing")
    func early() throws {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let addition = ann.write(.add("red", to: boats))
        var node = Node(ben.write(.remove("red", from: boats, seen: seen([.ann: position(0)]))))
        let waiting = try #require(node[boats]?.sets[.tags]?.elements[red])
        #expect(waiting.marks.entries.map(\.key) == [.ann])
        #expect(!waiting.isPresent)
        node.receive(addition)
        #expect(node[boats]?.sets[.tags] == nil)
        #expect(node[boats]?.tags == [])
    }

    @Test("SET-4: the mark goes with the bundle that it names, also if that adds nothing")
    func unfounded() {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        var node = Node(ben.write(.remove("red", from: boats, seen: seen([.ann: position(1)]))))
        node.receive(ann.write())
        #expect(node[boats]?.sets[.tags]?.elements[red] != nil)
        node.receive(ann.write())
        #expect(node[boats]?.sets[.tags] == nil)
    }

    @Test("SET-4: it goes with an own bundle too, once that is closed")
    func ownBundle() throws {
        let boats = record(.ann, 0)
        var ben = Writer(.ben)
        var scope = Node(
            ben.write(.remove("red", from: boats, seen: seen([.ann: position(0, 5)])))
        ).scope
        let draft = try scope.open(.ann, at: HybridTime(word: 0))
        #expect(scope.shelf[boats]?.sets[.tags] != nil)
        _ = scope.close(draft, as: bundleHash("own"))
        #expect(scope.shelf[boats]?.sets[.tags] == nil)
        #expect(scope.digest == scope.recomputedDigest())
    }

    @Test("SET-4: a removed element leaves nothing behind")
    func leavesNothing() {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let node = Node(
            ann.write(.add("red", to: boats), .add("blue", to: boats)),
            ben.write(.remove("red", from: boats, seen: seen([.ann: position(0)]))))
        #expect(node[boats]?.sets[.tags]?.elements.keys.sorted() == [Value("blue")])
    }

    @Test("SET-4: voiding a removal brings back what it alone had covered, removed again or not")
    func answers() {
        let boats = record(.ann, 0)
        var (ann, ben, cas) = (Writer(.ann), Writer(.ben), Writer(.cas))
        var node = Node(
            ann.write(.add("red", to: boats)),
            ben.write(.remove("red", from: boats, seen: seen([.ann: position(0)]))),
            cas.write(.add("red", to: boats)),
            cas.write(.remove("red", from: boats, seen: FieldVector())))
        #expect(node[boats]?.tags == [])
        var view = View()
        view.cut(.ben, to: .nothing)
        node.adopt(view)
        #expect(node[boats]?.tags == [red])
    }

    @Test("SET-5: what one side removed goes from the other, whichever joins")
    func removedThere() {
        let one = set([dot(.ann, 0): .add(red)])
        let removed = AddWinsSet()
        let (less, more) = (frontier([.ann: 0]), frontier([.ann: 0, .ben: 0]))
        var (there, back) = (one, removed)
        there.join(removed, Frontiers(mine: less, theirs: more))
        back.join(one, Frontiers(mine: more, theirs: less))
        #expect(there == AddWinsSet())
        #expect(back == AddWinsSet())
    }

    @Test("SET-5: what one side has not heard of stays")
    func unheard() {
        let one = set([dot(.ann, 1): .add(red)])
        let (new, old) = (frontier([.ann: 1]), frontier([.ann: 0]))
        var (there, back) = (one, AddWinsSet())
        there.join(AddWinsSet(), Frontiers(mine: new, theirs: old))
        back.join(one, Frontiers(mine: old, theirs: new))
        #expect(there == one)
        #expect(back == one)
    }

    @Test("SET-5: an early removal meets the addition that the other side has")
    func earlyMeets() {
        let added = set([dot(.ann, 0): .add(red)])
        let early = set([dot(.ben, 0): .remove(red, seen: seen([.ann: position(0)]))])
        let (a, b) = (frontier([.ann: 0]), frontier([.ben: 0]))
        var (there, back) = (added, early)
        there.join(early, Frontiers(mine: a, theirs: b))
        back.join(added, Frontiers(mine: b, theirs: a))
        #expect(there == AddWinsSet())
        #expect(back == AddWinsSet())
    }
}
