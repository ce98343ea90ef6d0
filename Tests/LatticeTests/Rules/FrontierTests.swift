import Lattice
import Testing

@Suite("Frontiers") struct FrontierTests {
    @Test("FRONT-1: a frontier holds number and hash of each feed's last bundle")
    func tips() {
        var ann = Writer(.ann)
        let (first, second) = (ann.write(), ann.write())
        let node = Node(first, second)
        #expect(node.scope.frontier[.ann] == Tip(number(1), second.hash))
        #expect(node.scope.frontier[.ben] == nil)
    }

    @Test("FRONT-1: it is complete below: no bundle is taken in before those it follows")
    func complete() {
        var ann = Writer(.ann)
        let (first, second) = (ann.write(), ann.write())
        var scope = State(shelf: MemoryShelf())
        #expect(scope.receive(second) == .waits(for: number(0)))
        #expect(scope.frontier[.ann] == nil)
        #expect(scope.receive(first) == .joined(as: .ann))
        #expect(scope.receive(second) == .joined(as: .ann))
    }

    @Test("FRONT-2: what a removal names does not move the frontier")
    func names() {
        var ben = Writer(.ben)
        let node = Node(
            ben.write(.remove("x", from: record(.ann, 0), seen: seen([.ann: position(5)]))))
        #expect(node.scope.frontier[.ann] == nil)
        #expect(node.scope.frontier == Node(node.history.entries.map(\.bundle)).scope.frontier)
        var ann = Writer(.ann)
        var after = node
        #expect(after.receive(ann.write(.add("x", to: record(.ann, 0)))) == .joined(as: .ann))
    }

    private let tip = Tip(number(3), bundleHash("three"))

    private func fit(_ value: UInt64, _ hash: String, after previous: BundleHash) -> Fit {
        var frontier = Frontier()
        frontier.advance(.ann, to: tip)
        return frontier.fit(number(value), hash: bundleHash(hash), previous: previous, in: .ann)
    }

    @Test("FRONT-3: the next bundle follows the tip by number and hash")
    func next() {
        #expect(fit(4, "four", after: tip.hash) == .next)
        let new = Frontier()
        #expect(new.fit(.first, hash: bundleHash("zero"), previous: .zero, in: .ann) == .next)
    }

    @Test("FRONT-3: what is there already is a duplicate, what is too high waits")
    func duplicateAndWaits() {
        #expect(fit(3, "three", after: bundleHash("two")) == .duplicate)
        #expect(fit(2, "two", after: bundleHash("one")) == .duplicate)
        #expect(fit(5, "five", after: bundleHash("four")) == .waits(for: number(4)))
        let new = Frontier()
        let fit = new.fit(number(2), hash: bundleHash("two"), previous: bundleHash("one"), in: .ann)
        #expect(fit == .waits(for: .first))
    }

    @Test("FRONT-3: another hash at the tip, or before its successor, is evidence of a fork")
    func forked() {
        #expect(fit(3, "another three", after: bundleHash("two")) == .forked)
        #expect(fit(4, "four", after: bundleHash("another three")) == .forked)
        let new = Frontier()
        let fit = new.fit(.first, hash: bundleHash("a"), previous: bundleHash("b"), in: .ann)
        #expect(fit == .forked)
    }

    @Test("FRONT-3: evidence of a fork changes nothing before the view knows the fork")
    func forkedChangesNothing() {
        let boats = record(.ann, 0)
        var ann = Writer(.ann)
        var liar = ann
        var node = Node(ann.write(.write("one", to: boats)))
        let before = node.scope
        #expect(node.receive(liar.write(.write("other", to: boats))) == .forked)
        _ = liar.write()
        #expect(node.scope == before)
    }

    @Test("FRONT-3: a change that breaks a rule has no effect, and the others of its bundle do")
    func partly() {
        let boats = record(.ann, 0)
        var ann = Writer(.ann)
        let node = Node(
            ann.write(.delete(.ledger), .add("x", to: .ledger), .write("Boats", to: boats)))
        #expect(node[.ledger] == nil)
        #expect(node[boats]?.registers[.title]?.siblings.map(\.dot) == [dot(.ann, 0, 2)])
        #expect(node.scope.digest.total.rows == 2)
    }

    @Test("FRONT-4: a frontier contains every position up to the end of the tip's bundle")
    func contains() {
        let frontier = frontier([.ann: 3])
        #expect(frontier.contains(.ann, position(0)))
        #expect(frontier.contains(.ann, position(3, 0)))
        #expect(frontier.contains(.ann, position(3, 0xFF_FFFF)))
        #expect(!frontier.contains(.ann, position(4, 0)))
        #expect(!frontier.contains(.ben, position(0)))
    }

    @Test("FRONT-4: frontiers join feed by feed, the higher number winning")
    func join() {
        let (one, other) = (frontier([.ann: 3, .ben: 1]), frontier([.ben: 2, .cas: 0]))
        var (there, back) = (one, other)
        #expect(there.join(other).isEmpty)
        #expect(back.join(one).isEmpty)
        #expect(there == frontier([.ann: 3, .ben: 2, .cas: 0]))
        #expect(back == there)
    }

    @Test("FRONT-4: different hashes at one number are reported by either side")
    func disputed() {
        var (one, other) = (frontier([.ann: 1]), frontier([.ann: 1]))
        one.advance(.ben, to: Tip(.first, bundleHash("one")))
        other.advance(.ben, to: Tip(.first, bundleHash("other")))
        var (there, back) = (one, other)
        #expect(there.join(other) == [.ben])
        #expect(back.join(one) == [.ben])
    }

    @Test("FRONT-5: void bundles, and those that do not open, count into the joined frontier")
    func joined() {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        var view = View()
        view.cut(.ann, to: .nothing)
        var node = Node(under: view)
        #expect(node.receive(ann.write(.write("a", to: boats))) == .void(as: .ann))
        #expect(node.receive(ben.write()) == .joined(as: .ben))
        #expect(node.scope.frontier.contains(.ann, position(0)))
        #expect(node.scope.frontier.contains(.ben, position(0)))
        #expect(node.scope.digest.total.rows == 0)
    }

    @Test("FRONT-5: equal frontiers and equal views mean equal digests")
    func equalDigests() {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let bundles = [
            ann.write(.add("x", to: boats)),
            ben.write(.remove("x", from: boats, seen: seen([.ann: position(1)]))),
            ann.write(.add("x", to: boats), .add("y", to: boats)), ben.write(.delete(boats)),
        ]
        var view = View()
        view.cut(.ben, to: .upTo(.first))
        let orders = [[0, 1, 2, 3], [1, 0, 2, 3], [1, 3, 0, 2], [0, 2, 1, 3], [3, 2, 1, 0]]
        for sight in [View(), view] {
            let nodes = orders.map { Node($0.map { bundles[$0] }, under: sight) }
            for node in nodes {
                #expect(node.scope.frontier == nodes[0].scope.frontier)
                #expect(node.scope.digest == nodes[0].scope.digest)
            }
        }
    }
}
