import Lattice
import Seal
import Testing

@Suite("Views") struct ViewTests {
    @Test("VIEW-1: a view says everything counts where it says nothing")
    func open() {
        let view = View()
        #expect(view.cut(of: .ann) == .everything)
        #expect(view.forks(of: .ann) == nil)
        #expect(view.admits(.last, of: .ann))
    }

    @Test("VIEW-1: it holds a cut for each cut feed, and forks with what is kept of them")
    func says() {
        var view = View()
        view.cut(.ann, to: .upTo(number(4)))
        view.cut(.ben, to: .nothing)
        view.fork(.cas, at: number(7), .keep(bundleHash("kept")))
        view.fork(.cas, at: number(2))
        #expect(view.cut(of: .ann) == .upTo(number(4)))
        #expect(view.cut(of: .ben) == .nothing)
        #expect(
            view.forks(of: .cas)
                == SortedMap([
                    (number(2), .undecided), (number(7), .keep(bundleHash("kept"))),
                ]))
    }

    @Test("VIEW-1: the order in which it was told does not show")
    func order() {
        let sayings: [(inout View) -> Void] = [
            { $0.cut(.ann, to: .upTo(number(4))) }, { $0.cut(.ben, to: .nothing) },
            { $0.fork(.cas, at: number(2)) }, { $0.fork(.cas, at: number(7)) },
        ]
        let views = [sayings, sayings.reversed()].map { sayings in
            sayings.reduce(into: View()) { view, say in say(&view) }
        }
        #expect(views[0] == views[1])
        // Nor does what was said and taken back.
        var undone = View()
        undone.cut(.ann, to: .upTo(number(4)))
        undone.cut(.ann, to: .everything)
        #expect(undone == View())
    }

    @Test("VIEW-1: no order of arrival decides what counts")
    func arrival() {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let bundles = [
            ann.write(.add("red", to: boats)), ann.write(.add("blue", to: boats)),
            ben.write(.count(1, in: boats)), ben.write(.count(2, in: boats), time: .max),
        ]
        var view = View()
        view.cut(.ann, to: .upTo(number(0)))
        view.cut(.ben, to: .upTo(number(0)))
        let reference = Node(bundles, under: view)
        #expect(reference[boats]?.tags == [Value("red")])
        #expect(reference[boats]?.votes == 1)
        #expect(Node(bundles.reversed(), under: view).scope == reference.scope)
        var late = Node(bundles.reversed())
        late.adopt(view)
        #expect(late.scope == reference.scope)
    }

    @Test("VIEW-2: what lies above the cut does not count, facts included")
    func cut() {
        let boats = record(.ann, 0)
        var ann = Writer(.ann)
        var view = View()
        view.cut(.ann, to: .upTo(number(1)))
        var node = Node(under: view)
        let first = ann.write(.write("Boats", to: boats))
        let second = ann.write(.count(1, in: boats))
        let third = ann.write(
            .count(1, in: boats), .state("paid", as: factKey(1), in: .ledger))
        #expect(node.receive(first) == .joined(as: .ann))
        #expect(node.receive(second) == .joined(as: .ann))
        #expect(node.receive(third) == .void(as: .ann))
        #expect(node[boats]?.votes == 1)
        #expect(node[.ledger] == nil)
    }

    @Test("VIEW-2: a cut to nothing leaves not even the first bundle")
    func nothing() {
        var view = View()
        view.cut(.ann, to: .nothing)
        #expect(!view.admits(.first, of: .ann))
        view.cut(.ann, to: .upTo(.first))
        #expect(view.admits(.first, of: .ann))
        #expect(!view.admits(number(1), of: .ann))
        #expect(view.admits(number(1), of: .ben))
    }

    @Test("VIEW-2: a branch with a cut of its own has that, from the first or when it is adopted")
    func ownCut() {
        var ann = Writer(.ann)
        let root = ann.write(.state("root", as: factKey(1), in: .ledger))
        var other = ann
        let kept = ann.write(.state("kept", as: factKey(2), in: .ledger))
        let first = other.write(.state("first", as: factKey(3), in: .ledger))
        let second = other.write(.state("second", as: factKey(4), in: .ledger))
        var forked = View()
        forked.fork(.ann, at: number(1), .keep(kept.hash))
        let branch = FeedID.branch(
            of: ForkPoint(feed: .ann, number: number(1)), startingWith: first.hash,
            by: Blake2b.self)
        let bundles = [root, kept, first, second]
        for (feed, own, expected) in [
            (View.Cut.everything, View.Cut.upTo(number(1)), [UInt64(1), 2, 3]),
            (.everything, .nothing, [1, 2]), (.upTo(.first), .everything, [1, 3, 4]),
            (.nothing, .upTo(number(1)), [3]), (.upTo(.first), .upTo(.first), [1]),
        ] {
            var view = forked
            view.cut(.ann, to: feed)
            view.cut(branch: branch, to: own)
            let node = Node(bundles, under: view)
            let keys = node[.ledger]?.facts[.notes].map { Array($0.keys) } ?? []
            #expect(keys == expected.map { factKey($0) }, "\(feed) \(own)")
            var adopting = Node(bundles, under: forked)
            adopting.adopt(view)
            #expect(adopting.scope == node.scope, "\(feed) \(own), adopted")
            adopting.adopt(forked)
            #expect(adopting.scope == Node(bundles, under: forked).scope, "and back")
        }
    }

    @Test("VIEW-2: the cut holds for branches as for the feed")
    func branches() {
        var ann = Writer(.ann)
        let root = ann.write()
        var other = ann
        let kept = [
            ann.write(.state("a1", as: factKey(1), in: .ledger)),
            ann.write(.state("a2", as: factKey(2), in: .ledger)),
        ]
        let branch = [
            other.write(.state("b1", as: factKey(3), in: .ledger)),
            other.write(.state("b2", as: factKey(4), in: .ledger)),
        ]
        var view = View()
        view.fork(.ann, at: number(1), .keep(kept[0].hash))
        view.cut(.ann, to: .upTo(number(1)))
        let node = Node([root] + kept + branch, under: view)
        #expect(node[.ledger]?.facts[.notes]?.keys == [factKey(1), factKey(3)])

        var moved = Node([root] + kept + branch)
        moved.adopt(view)
        #expect(moved.scope == node.scope)
        var cutMore = view
        cutMore.cut(.ann, to: .upTo(number(0)))
        moved.adopt(cutMore)
        #expect(moved[.ledger] == nil)
        moved.adopt(view)
        #expect(moved.scope == node.scope)
    }

    @Test("VIEW-3: states are joined only under equal views")
    func equalViews() async {
        await #expect(processExitsWith: .failure) {
            var view = View()
            view.cut(.ann, to: .nothing)
            var one = Node().scope
            _ = one.join(Node(under: view).scope)
        }
    }

    @Test("VIEW-3: of a feed that neither follows, the fork is told and nothing is joined")
    func disputed() {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        var liar = ann
        var one = Node(ann.write(.count(1, in: boats))).scope
        let other = Node(liar.write(.count(2, in: boats)), ben.write(.add("x", to: boats))).scope
        let before = one
        #expect(one.join(other) == [.ann])
        #expect(one == before)
    }

    @Test("VIEW-3: where one tip follows the other the states are joined")
    func follows() {
        let boats = record(.ann, 0)
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let first = ann.write(.add("red", to: boats), .count(1, in: boats))
        let second = ann.write(.count(2, in: boats))
        let removal = ben.write(.remove("red", from: boats, seen: seen([.ann: position(0)])))
        var (there, back) = (Node(first, second).scope, Node(first, removal).scope)
        let (one, other) = (there, back)
        #expect(there.join(other) == [])
        #expect(back.join(one) == [])
        #expect(there == back)
        #expect(there == Node(first, second, removal).scope)
    }
}
