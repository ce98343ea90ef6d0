import Lattice
import Seal
import Simulation
import Testing

/// Ann's feed is forked at number 1: she, or somebody with a copy of her laptop, went on twice.
@Suite("Forks") struct ForkTests {
    private let boats = record(.ann, 0)
    private let root: OpenBundle
    private let left: [OpenBundle]
    private let right: [OpenBundle]

    init() {
        var ann = Writer(.ann)
        root = ann.write(.write("Boats", to: boats))
        var other = ann
        left = [
            ann.write(
                .write("Left", to: boats), .state("left 1", as: factKey(1), in: .ledger)),
            ann.write(.add("left", to: boats), .state("left 2", as: factKey(2), in: boats)),
        ]
        right = [
            other.write(
                .write("Right", to: boats), .count(7, in: boats),
                .state("right 1", as: factKey(3), in: .ledger)),
            other.write(.add("right", to: boats), .state("right 2", as: factKey(4), in: boats)),
        ]
    }

    private var all: [OpenBundle] { [root] + left + right }

    private func view(_ fork: View.Fork = .undecided) -> View {
        var view = View()
        view.fork(.ann, at: number(1), fork)
        return view
    }

    private func branch(
        _ first: OpenBundle, of feed: FeedID = .ann, at value: UInt64 = 1
    ) -> FeedID {
        let point = ForkPoint(feed: feed, number: number(value))
        return FeedID.branch(of: point, startingWith: first.hash, by: Blake2b.self)
    }

    @Test("FORK-1: below the fork all stays, from it on there are branches with tips of their own")
    func branches() {
        let node = Node(all, under: view())
        #expect(node.scope.frontier[.ann] == root.tip)
        #expect(node.scope.frontier[branch(left[0])] == left[1].tip)
        #expect(node.scope.frontier[branch(right[0])] == right[1].tip)
        #expect(node[boats]?.title == Value("Boats"))
        let point = ForkPoint(feed: .ann, number: number(1))
        #expect(
            node.scope.frontier.branches[point]
                == SortedMap([
                    (left[0].hash, branch(left[0])), (right[0].hash, branch(right[0])),
                ]))
    }

    @Test("FORK-1: a branch is a feed of its own, on which bundles wait and come twice")
    func branchIsFeed() {
        var scope = Node([root, left[0]], under: view()).scope
        let before = scope
        #expect(scope.receive(left[0]) == .duplicate)
        #expect(scope.receive(root) == .duplicate)
        if case .waits = scope.receive(right[1]) {} else { Issue.record("it has to wait") }
        #expect(scope == before)
        #expect(scope.receive(left[1]) == .joined(as: branch(left[0])))
        #expect(scope.receive(right[0]) == .joined(as: branch(right[0])))
        #expect(scope.receive(right[1]) == .joined(as: branch(right[0])))
    }

    @Test("FORK-1: a branch may be forked in its turn and is named by the last fork on its way")
    func nested() {
        var liar = Writer(.ann)
        _ = liar.write(.write("Boats", to: boats))
        let first = liar.write(.state("1", as: factKey(1), in: .ledger))
        var again = liar
        let one = liar.write(.state("2", as: factKey(2), in: .ledger))
        let two = again.write(.state("3", as: factKey(3), in: .ledger))
        let outer = branch(first)
        var nested = view(.keep(left[0].hash))
        nested.fork(outer, at: number(2))
        let bundles = [root, first, one, two] + left
        var node = Node(bundles, under: nested)
        let inner = [one, two].map { branch($0, of: outer, at: 2) }
        #expect(node.scope.frontier[outer] == first.tip)
        #expect(node.scope.frontier[inner[0]] == one.tip)
        #expect(node.scope.frontier[inner[1]] == two.tip)
        #expect(node.scope.frontier[.ann] == left[1].tip)
        #expect(node[.ledger]?.facts[.notes]?.keys == [factKey(1), factKey(2), factKey(3)])

        // To keep the branch and one of its branches makes a straight feed of them.
        var kept = view(.keep(first.hash))
        kept.fork(.ann, at: number(2), .keep(two.hash))
        node.adopt(kept)
        #expect(node.scope.frontier[.ann] == two.tip)
        #expect(node.scope.frontier[branch(one, at: 2)] == one.tip)
        #expect(node.scope == Node(bundles, under: kept).scope)
    }

    @Test("FORK-1: eight branches are kept beside the kept one, a ninth is refused")
    func ninth() {
        var ann = Writer(.ann)
        let root = ann.write()
        let firsts = (UInt64(1)...10).map { id in
            var liar = ann
            return liar.write(.state("\(id)", as: factKey(id), in: .ledger))
        }
        var scope = Node([root], under: view(.keep(firsts[9].hash))).scope
        for first in firsts[..<8] {
            #expect(scope.receive(first) == .joined(as: branch(first)))
        }
        let before = scope
        #expect(scope.receive(firsts[8]) == .surplus)
        #expect(scope == before)
        #expect(scope.receive(firsts[0]) == .duplicate)
        #expect(scope.receive(firsts[9]) == .joined(as: .ann))
        #expect(scope.shelf[.ledger]?.facts[.notes]?.count == 9)
    }

    @Test("FORK-1: the limit is that of one fork and not of the feed")
    func limitOfOne() {
        var ann = Writer(.ann)
        let root = ann.write()
        var bundles = [root]
        for id: UInt64 in 1...8 {
            var liar = ann
            bundles.append(liar.write(.state("a\(id)", as: factKey(id), in: .ledger)))
        }
        let kept = ann.write()
        bundles.append(kept)
        for id: UInt64 in 11...18 {
            var liar = ann
            bundles.append(liar.write(.state("b\(id)", as: factKey(id), in: .ledger)))
        }
        var view = view(.keep(kept.hash))
        view.fork(.ann, at: number(2))
        let node = Node(bundles, under: view)
        #expect(node[.ledger]?.facts[.notes]?.count == 16)
    }

    @Test("FORK-2: facts of every branch count, with the sign of life they are, and no more")
    func factsCount() throws {
        let node = Node(all, under: view())
        #expect(node[.ledger]?.facts[.notes]?.keys == [factKey(1), factKey(3)])
        let document = try #require(node[boats])
        #expect(document.facts[.notes]?.keys == [factKey(2), factKey(4)])
        #expect(document.title == Value("Boats"))
        #expect(document.votes == 0)
        #expect(document.tags == [])
        #expect(
            document.life.marks[branch(left[0])] == Mark(position(2, 1), standing: .alive))
        #expect(
            document.life.marks[branch(right[0])] == Mark(position(2, 1), standing: .alive))
        #expect(document.life.marks[.ann] == Mark(position(0), standing: .alive))
    }

    @Test("FORK-2: what is no fact counts only on the kept branch")
    func kept() {
        let node = Node(all, under: view(.keep(right[0].hash)))
        #expect(node[boats]?.title == Value("Right"))
        #expect(node[boats]?.votes == 7)
        #expect(node[boats]?.tags == [Value("right")])
        #expect(node[.ledger]?.facts[.notes]?.keys == [factKey(1), factKey(3)])
        #expect(node[boats]?.facts[.notes]?.keys == [factKey(2), factKey(4)])
    }

    @Test("FORK-2: a keep may be lifted, or name another branch, later")
    func lifted() {
        var node = Node(all, under: view(.keep(right[0].hash)))
        for fork in [View.Fork.undecided, .keep(left[0].hash), .keep(right[0].hash), .undecided] {
            node.adopt(view(fork))
            #expect(node.scope == Node(all, under: view(fork)).scope)
        }
        #expect(node[boats]?.title == Value("Boats"))
        #expect(node.history.entries.count == all.count)
    }

    @Test("FORK-2: the order of arrival does not show, nor when the fork was proven")
    func arrival() {
        let fork = view(.keep(left[0].hash))
        let reference = Node(all, under: fork).scope
        for seed in 0..<60 {
            var random = SeededRandom(seed: UInt64(seed))
            var bundles = all
            random.permute(&bundles)
            #expect(Node(bundles, under: fork).scope == reference, "\(seed)")
            var late = Node(Array(bundles[..<3]))
            late.adopt(view())
            for bundle in bundles[3...] { late.receive(bundle) }
            late.adopt(fork)
            #expect(late.scope == reference, "\(seed)")
        }
    }

    @Test("FORK-2: a feed may be forked from its first bundle on")
    func fromTheFirst() {
        var (one, two) = (Writer(.ben), Writer(.ben))
        let first = one.write(.count(1, in: boats), .state("1", as: factKey(1), in: .ledger))
        let second = two.write(.count(2, in: boats), .state("2", as: factKey(2), in: .ledger))
        var view = View()
        view.fork(.ben, at: .first, .keep(second.hash))
        let node = Node([first, second, two.write(.count(4, in: boats))], under: view)
        #expect(node[boats]?.votes == 6)
        #expect(node[.ledger]?.facts[.notes]?.count == 2)
        #expect(node.scope.frontier[branch(first, of: .ben, at: 0)] == first.tip)
    }

    @Test("FORK-3: a kept branch is the feed, under the feed's own id")
    func keptIsFeed() {
        let node = Node(all, under: view(.keep(right[0].hash)))
        #expect(node.scope.frontier[.ann] == right[1].tip)
        #expect(node.scope.frontier[branch(right[0])] == nil)
        let dots = node[boats]?.registers[.title]?.siblings.map(\.dot)
        #expect(dots == [dot(.ann, 1)])
        let carriers = node[.ledger]?.facts[.notes]?[factKey(3)]?.contents[Value("right 1")]
        #expect(carriers == SortedMap([(.ann, position(1, 2))]))
    }

    @Test("FORK-3: another branch has the id made of feed, number and first hash")
    func derived() {
        let carriers = Node(all, under: view())[.ledger]?.facts[.notes]?[factKey(1)]?
            .contents[Value("left 1")]
        #expect(carriers == SortedMap([(branch(left[0]), position(1, 1))]))

        // Feed, number and hash, one after the other; the hash of that cut to 16 bytes.
        let first = BundleHash(0x0102_0304_0506_0708, 0x1112_1314_1516_1718, 0x21, 0x31)
        let point = ForkPoint(feed: .ann, number: number(5))
        let bytes = hex(
            "1a5f0c3d9e774b216d0293b8f1a455ce 0000000000000005"
                + "01020304050607081112131415161718 00000000000000210000000000000031")
        let words = rowHash(bytes).words
        let id = FeedID.branch(of: point, startingWith: first, by: Blake2b.self)
        #expect(id == FeedID(high: words.0, low: words.1))
    }

    @Test("FORK-3: no dot ever names two changes")
    func dotsDiffer() {
        // Both branches carry their first fact in under position 1.1 of the one feed.
        var (one, two) = (Writer(.ben), Writer(.ben))
        let first = one.write(.state("same", as: factKey(1), in: .ledger), time: 1)
        let second = two.write(.state("same", as: factKey(1), in: .ledger), time: 2)
        var view = View()
        view.fork(.ben, at: .first)
        let node = Node([first, second], under: view)
        let carriers = node[.ledger]?.facts[.notes]?[factKey(1)]?.contents[Value("same")]
        let feeds = [branch(first, of: .ben, at: 0), branch(second, of: .ben, at: 0)]
        #expect(carriers?.entries.map(\.key) == feeds.sorted())
    }

    @Test("FORK-4: a name given before the proof covers the kept branch's write of that position")
    func named() {
        var ben = Writer(.ben)
        // Ben has seen the left branch and replaces its title.
        let honest = ben.write(.write("Ben's", to: boats, seen: seen([.ann: position(1)])))
        let node = Node(all + [honest], under: view(.keep(right[0].hash)))
        let standing = node[boats]?.registers[.title]?.siblings.map(\.write.value)
        #expect(standing == [Value("Ben's")])
    }

    @Test("FORK-4: records that two branches created under one dot are one record")
    func oneRecord() {
        let created = record(.ben, 0)
        var (one, two) = (Writer(.ben), Writer(.ben))
        let first = one.write(.write("Trees", to: created))
        let second = two.write(
            .write("Stars", to: created), .state("seen", as: factKey(1), in: created))
        var view = View()
        view.fork(.ben, at: .first, .keep(first.hash))
        let node = Node([first, second], under: view)
        #expect(node[created]?.title == Value("Trees"))
        #expect(node[created]?.note(factKey(1)) == Value("seen"))
    }

    @Test("FORK-5: whose feed is forked writes it no further, whatever is kept")
    func closed() {
        for fork in [View.Fork.undecided, .keep(left[0].hash)] {
            var scope = Node(all, under: view(fork)).scope
            #expect(throws: AuthorError.forked(.ann)) {
                try scope.open(.ann, at: HybridTime(word: 9))
            }
        }
    }

    @Test("FRONT-3: at a known fork too, what follows something else is evidence of another")
    func forkBelow() {
        var liar = Writer(.ann)
        _ = liar.write(.write("another root", to: boats))
        let wrong = liar.write(.count(2, in: boats))
        var scope = Node([root], under: view()).scope
        #expect(scope.receive(wrong) == .forked)
    }
}
