import Lattice
import Seal
import Testing

@Suite("Scopes") struct ScopeTests {
    private let boats = record(.ann, 0)

    @Test("SCOPE-1: documents, joined frontier, view and digest make a scope")
    func parts() {
        var ann = Writer(.ann)
        let bundle = ann.write(.write("Boats", to: boats))
        let node = Node(bundle)
        #expect(node.scope == Node(bundle).scope)
        #expect(Array(node.scope.shelf.documents.keys) == [boats])
        #expect(node.scope.frontier[.ann] == bundle.tip)
        #expect(node.scope.view == View())
        #expect(node.scope.digest.total.rows == 2)
        #expect(node.scope != Node().scope)
        var view = View()
        view.cut(.dan, to: .nothing)
        #expect(node.scope != Node([bundle], under: view).scope)
    }

    @Test("SCOPE-2: a bundle is taken in whole, in the order of its changes")
    func order() {
        var ann = Writer(.ann)
        let node = Node(
            ann.write(
                .write("first", to: boats), .write("second", to: boats), .count(2, in: boats),
                .count(3, in: boats), .add("red", to: boats),
                .remove("red", from: boats, seen: FieldVector()), .add("blue", to: boats),
                time: 77))
        #expect(node[boats]?.title == Value("second"))
        let write = node[boats]?.registers[.title]?.siblings.first?.write
        #expect(write?.time == HybridTime(word: 77))
        #expect(node[boats]?.votes == 5)
        #expect(node[boats]?.tags == [Value("blue")])
        #expect(node[boats]?.life.marks[.ann]?.position == position(0, 6))
    }

    @Test("SCOPE-2: what is not the next of its feed changes nothing")
    func notNext() {
        var ann = Writer(.ann)
        let first = ann.write(.count(1, in: boats))
        let second = ann.write(.count(10, in: boats))
        let third = ann.write(.count(100, in: boats))
        var scope = State(shelf: MemoryShelf())
        #expect(scope.receive(first) == .joined(as: .ann))
        let before = scope
        #expect(scope.receive(first) == .duplicate)
        #expect(scope.receive(third) == .waits(for: number(1)))
        #expect(scope == before)
        #expect(scope.receive(second) == .joined(as: .ann))
        #expect(scope.shelf[boats]?.votes == 11)
    }

    @Test("SCOPE-2: the frontier moves with a bundle, and early marks are settled")
    func settles() {
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let removal = ben.write(
            .remove("red", from: boats, seen: seen([.ann: position(0)])),
            .remove("blue", from: boats, seen: seen([.ann: position(1)])))
        var node = Node(removal)
        #expect(node[boats]?.sets[.tags]?.elements.count == 2)
        node.receive(ann.write(.add("red", to: boats)))
        #expect(node[boats]?.sets[.tags]?.elements.keys.sorted() == [Value("blue")])
        #expect(node.scope.digest == Node(node.history.entries.map(\.bundle)).scope.digest)
    }

    @Test("SCOPE-2: early marks are settled only when all changes of the bundle are in")
    func settlesLast() {
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let first = ann.write(.add("red", to: boats))
        let second = ann.write(
            .remove("red", from: boats, seen: FieldVector()), .add("red", to: boats))
        // Ben has both and removes what the second added; his bundle may overtake hers.
        let removal = ben.write(.remove("red", from: boats, seen: seen([.ann: position(1, 1)])))
        let node = Node(first, second, removal)
        #expect(node[boats]?.tags == [])
        #expect(Node(removal, first, second).scope == node.scope)
        #expect(Node(first, removal, second).scope == node.scope)
    }

    @Test("SCOPE-2: a void bundle moves the frontier and settles, no more")
    func void() {
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let removal = ben.write(.remove("red", from: boats, seen: seen([.ann: position(0)])))
        let addition = ann.write(.add("red", to: boats), .write("Boats", to: boats))
        var view = View()
        view.cut(.ann, to: .nothing)
        var node = Node([removal], under: view)
        #expect(node[boats]?.sets[.tags] != nil)
        #expect(node.receive(addition) == .void(as: .ann))
        #expect(node.scope.frontier[.ann] == addition.tip)
        #expect(node[boats]?.sets[.tags] == nil)
        #expect(node[boats]?.title == nil)
        #expect(node[boats]?.life.marks.entries.map(\.key) == [.ben])
    }

    @Test("SCOPE-3: taking a bundle in touches the records it is about, however many there are")
    func cost() {
        let few = touches(among: 10)
        let many = touches(among: 1_000)
        #expect(few == many)
        #expect(few.walks == 0)
        #expect((1...10).contains(few.records))
    }

    /// What it costs to take in two bundles about one record, one of them awaited by an early mark.
    private func touches(among count: Int) -> (records: Int, walks: Int) {
        var (ann, ben, cas) = (Writer(.ann), Writer(.ben), Writer(.cas))
        var scope = Scope<CountingShelf, Blake2b>(shelf: CountingShelf())
        for index in 0..<count {
            let other = record(.dan, 0, index)
            _ = scope.receive(ann.write(.write("\(index)", to: other), .add("red", to: other)))
        }
        _ = scope.receive(ben.write(.remove("red", from: boats, seen: seen([.cas: position(0)]))))
        scope.shelf.records = 0
        scope.shelf.walks = 0
        _ = scope.receive(cas.write(.add("red", to: boats)))
        _ = scope.receive(ben.write(.write("Boats", to: boats)))
        return (scope.shelf.records, scope.shelf.walks)
    }
}

/// A shelf in memory that counts how often it is asked for a record, and for everything.
private struct CountingShelf: Shelf {
    var memory = MemoryShelf()
    var records = 0
    var walks = 0

    mutating func record<Result, Failure: Error>(
        _ id: RecordID, _ body: (inout Document) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        records += 1
        return try memory.record(id, body)
    }

    mutating func expect(_ bundle: BundleName, for element: ElementName) {
        memory.expect(bundle, for: element)
    }

    mutating func arrived(_ bundle: BundleName) -> Set<ElementName> { memory.arrived(bundle) }

    mutating func clear() {
        walks += 1
        memory.clear()
    }

    mutating func visitRows(_ visitor: inout some RecordVisitor) {
        walks += 1
        memory.visitRows(&visitor)
    }
}
