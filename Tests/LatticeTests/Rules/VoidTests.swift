import Lattice
import Seal
import Testing

@Suite("Voiding") struct VoidTests {
    private let boats = record(.ann, 0)
    private let cars = record(.ann, 0, 1)

    /// Ann makes two records, Ben changes one of them in three bundles and both in a fourth.
    private var bundles: [OpenBundle] {
        var (ann, ben, cas) = (Writer(.ann), Writer(.ben), Writer(.cas))
        let zero = seen([.ann: position(0, 9)])
        return [
            ann.write(
                .write("Boats", to: boats), .write("Cars", to: cars), .add("red", to: boats),
                .state("paid", as: factKey(1), in: .ledger)),
            ben.write(.write("Ships", to: boats, seen: zero), .count(1, in: boats)),
            ben.write(
                .remove("red", from: boats, seen: zero), .count(2, in: boats),
                .state("paid", as: factKey(1), in: .ledger)),
            cas.write(.count(40, in: boats), .add("blue", to: boats)),
            ben.write(.delete(boats, seen: zero), .state("owed", as: factKey(2), in: .ledger)),
            ben.write(.write("Autos", to: cars, seen: zero), .write("Barks", to: boats)),
        ]
    }

    private func cut(_ feed: FeedID, to cut: View.Cut) -> View {
        var view = View()
        view.cut(feed, to: cut)
        return view
    }

    private var cuts: [View] {
        [View(), cut(.ben, to: .nothing), cut(.ann, to: .nothing)]
            + (0..<4).map { cut(.ben, to: .upTo(number($0))) }
    }

    @Test("VOID-1: under any cut the state is that of the admitted bundles alone")
    func fold() {
        for view in cuts {
            var node = Node(bundles)
            node.adopt(view)
            // A bundle that says nothing moves the frontier as a void one does.
            let admitted = bundles.map { bundle in
                view.admits(bundle.number, of: bundle.feed) ? bundle : bundle.emptied
            }
            let other = Node(admitted).scope
            #expect(node.scope.shelf == other.shelf)
            #expect(node.scope.digest == other.digest)
            #expect(node.scope.frontier == other.frontier)
        }
    }

    @Test("VOID-1: what is void is as if it had never been")
    func never() {
        var node = Node(bundles)
        node.adopt(cut(.ben, to: .nothing))
        #expect(node[boats]?.title == Value("Boats"))
        #expect(node[boats]?.votes == 40)
        #expect(node[boats]?.tags == [Value("blue"), Value("red")])
        #expect(node[boats]?.life.reading == .alive)
        #expect(node[.ledger]?.facts[.notes]?.keys == [factKey(1)])
    }

    @Test("VOID-2: a view leads to the same state by whatever views it is reached")
    func paths() {
        for first in cuts {
            for second in cuts {
                var node = Node(bundles, under: first)
                node.adopt(second)
                #expect(node.scope == Node(bundles, under: second).scope)
                #expect(node.scope.digest == node.recomputed)
            }
        }
    }

    @Test("VOID-2: marks are settled only when all changes are in again")
    func settledLast() {
        var (ann, ben, cas) = (Writer(.ann), Writer(.ben), Writer(.cas))
        // The removal comes before the addition it covers, in the history as on the way.
        let removal = ben.write(.remove("red", from: boats, seen: seen([.ann: position(0)])))
        let addition = ann.write(.add("red", to: boats))
        let other = cas.write(.add("blue", to: boats))
        var node = Node(removal, addition, other)
        node.adopt(cut(.cas, to: .nothing))
        #expect(node[boats]?.sets[.tags] == nil)
    }

    @Test("VOID-2: a mark that is early again waits for its bundle under the new view too")
    func earlyAgain() {
        var (ann, ben, cas) = (Writer(.ann), Writer(.ben), Writer(.cas))
        let removal = ben.write(.remove("red", from: boats, seen: seen([.ann: position(0)])))
        var node = Node(removal, cas.write(.add("blue", to: boats)))
        node.adopt(cut(.cas, to: .nothing))
        #expect(node[boats]?.sets[.tags]?.elements.count == 1)
        node.receive(ann.write(.add("red", to: boats)))
        #expect(node[boats]?.sets[.tags] == nil)
    }

    @Test("VOID-3: a changed cut concerns what the bundles between old and new cut touch")
    func anchors() {
        var scope = Node(bundles).scope
        let spy = Spy(Node(bundles).history)
        var asked: [Set<Anchor>] { spy.log.asked }
        let ledgerFact = Anchor.fact(factKey(2))

        #expect(scope.adopt(cut(.ben, to: .upTo(number(2))), from: spy) == nil)
        #expect(asked == [[.record(boats), .record(cars)]])
        scope.adopt(cut(.ben, to: .upTo(number(1))), from: spy)
        #expect(asked.last == [.record(boats), ledgerFact])
        scope.adopt(cut(.ben, to: .upTo(number(2))), from: spy)
        #expect(asked.last == [.record(boats), ledgerFact])
        scope.adopt(cut(.ben, to: .upTo(number(2))), from: spy)
        #expect(asked.count == 3)
        #expect(spy.log.walks == 0)
    }

    @Test("VOID-3: a changed fork concerns everything")
    func forks() throws {
        var node = Node(bundles)
        var view = View()
        view.fork(.ben, at: number(1))
        let adopted = node.adopt(view)
        let receptions = try #require(adopted)
        #expect(receptions.count == bundles.count)
        #expect(receptions[1] == .joined(as: .ben))
        #expect(receptions[2] != .joined(as: .ben))
        #expect(node.scope.frontier[.ben]?.number == .first)
        #expect(node.scope == Node(bundles, under: view).scope)
    }
}

extension OpenBundle {
    /// The same place in the feed, with nothing in it.
    fileprivate var emptied: Self {
        let empty = Self(
            feed: feed, number: number, previous: previous, hash: hash, time: time, changes: [])
        guard let empty else { preconditionFailure("a bundle may be empty") }
        return empty
    }
}

extension Node {
    fileprivate var recomputed: Digest<Blake2b> {
        var copy = scope
        return copy.recomputedDigest()
    }
}

/// A history that notes what it is asked for.
private struct Spy: History {
    final class Log {
        var asked: [Set<Anchor>] = []
        var walks = 0
    }

    let bundles: Bundles
    let log = Log()

    init(_ bundles: Bundles) { self.bundles = bundles }

    func forEachBundle(_ body: (OpenBundle, FeedID) -> Void) {
        log.walks += 1
        bundles.forEachBundle(body)
    }

    func forEachBundle(of feed: FeedID, _ body: (OpenBundle, FeedID) -> Void) {
        bundles.forEachBundle(of: feed, body)
    }

    func forEachBundle(
        touching anchors: Set<Anchor>, _ body: (OpenBundle, FeedID) -> Void
    ) {
        log.asked.append(anchors)
        bundles.forEachBundle(touching: anchors, body)
    }
}
