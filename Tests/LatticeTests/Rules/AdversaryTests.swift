import Lattice
import Seal
import Simulation
import Testing

/// What a peer may send to hurt a node rather than to say something: it must cost the peer, and
/// never more than its own size.
@Suite("Adversaries") struct AdversaryTests {
    private let boats = record(.ann, 0)

    @Test("SET-4: one removal is noted once for each bundle it waits for, however often it is said")
    func repeatedRemovals() throws {
        let count = 500
        let feeds = (0..<count).map { FeedID(high: 5 + UInt64($0), low: 1) }
        let vector = FieldVector(feeds.map { ($0, position(9)) })
        var changes = [Change.remove("e", from: boats, seen: vector)]
        for _ in 0..<count { changes.append(.remove("e", from: boats, seen: FieldVector())) }
        let bundle = try #require(
            OpenBundle(
                feed: .ben, number: .first, previous: .zero, hash: bundleHash("b"),
                time: HybridTime(word: 0), changes: changes))
        var scope = Node().scope
        _ = scope.receive(bundle)
        let waiting = feeds.reduce(into: 0) {
            $0 += scope.shelf.arrived(BundleName($1, number(9))).count
        }
        #expect(waiting == count)
    }

    @Test("SET-4: changing views does not heap up what waits")
    func viewsAndWaiting() {
        var ben = Writer(.ben)
        var cas = Writer(.cas)
        var node = Node(
            ben.write(.remove("red", from: boats, seen: seen([.ann: position(9)]))),
            cas.write(.add("blue", to: boats)))
        for _ in 0..<20 {
            var view = View()
            view.cut(.cas, to: .nothing)
            node.adopt(view)
            node.adopt(View())
        }
        var shelf = node.scope.shelf
        #expect(shelf.arrived(BundleName(.ann, number(9))).count == 1)
    }

    @Test("FORK-3: nobody writes under the id of a branch")
    func foreignBranchFeed() throws {
        var ann = Writer(.ann)
        let root = ann.write(.write("Boats", to: boats))
        let left = ann.write()
        var view = View()
        view.fork(.ann, at: number(1))
        view.cut(.ann, to: .nothing)
        var scope = Node([root, left], under: view).scope
        let branch = FeedID.branch(
            of: ForkPoint(feed: .ann, number: number(1)), startingWith: left.hash,
            by: Blake2b.self)
        let before = scope
        let intruder = try #require(
            OpenBundle(
                feed: branch, number: number(2), previous: left.hash, hash: bundleHash("bad"),
                time: HybridTime(word: 9), changes: [.write("Mine", to: boats)]))
        #expect(scope.receive(intruder) == .refused)
        #expect(scope == before)
    }

    @Test("FORK-1: forks within forks, hundreds deep, are followed to the end")
    func nestedForks() throws {
        var view = View()
        var name = FeedID.ann
        var previous = BundleHash.zero
        var bundles: [OpenBundle] = []
        for depth: UInt64 in 0..<800 {
            view.fork(name, at: number(depth))
            let hash = bundleHash("\(depth)")
            bundles.append(
                try #require(
                    OpenBundle(
                        feed: .ann, number: number(depth), previous: previous, hash: hash,
                        time: HybridTime(word: 0), changes: [])))
            let point = ForkPoint(feed: name, number: number(depth))
            name = FeedID.branch(of: point, startingWith: hash, by: Blake2b.self)
            previous = hash
        }
        var scope = Node().scope
        scope.adopt(view, from: Bundles())
        for bundle in bundles { #expect(scope.receive(bundle) != .forked) }
        #expect(scope.frontier[name]?.hash == previous)
        let frontier = scope.frontier
        let stored = Frontier(
            tips: frontier.tips, points: frontier.points, branches: frontier.branches)
        #expect(stored == frontier)
    }

    @Test("FRONT-3: only the first bundle of a feed follows nothing, and it follows nothing else")
    func malformedFirst() {
        for (value, previous) in [(UInt64(0), bundleHash("?")), (1, .zero)] {
            let bundle = OpenBundle(
                feed: .ann, number: number(value), previous: previous, hash: bundleHash("b"),
                time: HybridTime(word: 0), changes: [])
            #expect(bundle == nil)
        }
    }

    @Test("DIG-2: looking at a row that is not there leaves nothing behind")
    func emptyTally() throws {
        var scope = Node().scope
        let before = scope
        let root = scope.hashTree().root
        scope.shelf.record(boats) { rows in
            rows.tally(.votes, .ann) { #expect($0.isEmpty) }
            rows.register(.title) { #expect($0.isEmpty) }
            rows.element(.tags, Value("red")) { #expect($0.isEmpty) }
            rows.fact(.notes, factKey(1)) { #expect($0.isEmpty) }
        }
        #expect(scope == before)
        #expect(scope.hashTree().root == root)
    }

    @Test("VEC-1: large vectors merge like small ones")
    func largeVectors() {
        // Where both name a feed, now the one names more of it, now the other.
        func vector(_ feeds: [Int], _ modulus: Int) -> FieldVector {
            FieldVector(
                feeds.map { (FeedID(high: UInt64($0), low: 1), position(UInt64($0 % modulus))) })
        }
        let (odd, third) = (
            vector(Array(stride(from: 1, to: 400, by: 2)), 7),
            vector(Array(stride(from: 3, to: 500, by: 3)), 11)
        )
        var (register, slowly) = (Register(), Register())
        let (first, second) = (stamp(.ann, 0), stamp(.ben, 0))
        register.join(Register.Delta(Value("a"), seen: odd), at: first)
        register.join(Register.Delta(Value("b"), seen: third), at: second)
        slowly.join(Register.Delta(Value("a")), at: first)
        slowly.join(Register.Delta(Value("b")), at: second)
        for entry in odd.entries + third.entries {
            let one = FieldVector([(entry.key, entry.value)])
            slowly.marks.cover(one, by: first.dot)
        }
        #expect(register == slowly)
        var joined = odd
        joined.join(third)
        #expect(joined.count == Set(odd.keys).union(third.keys).count)
        for entry in joined.entries {
            #expect(
                entry.value == max(odd[entry.key] ?? entry.value, third[entry.key] ?? entry.value))
        }
    }

    @Test("SCOPE-1: a scope goes on as it was left")
    func restored() {
        var ann = Writer(.ann)
        var ben = Writer(.ben)
        let bundles = [
            ann.write(.write("Boats", to: boats), .add("red", to: boats)),
            ben.write(.remove("blue", from: boats, seen: seen([.ann: position(1)]))),
        ]
        var scope = Node(bundles).scope
        var again = Peer.State(shelf: scope.shelf, frontier: scope.frontier, view: scope.view)
        #expect(again == scope)
        let next = ann.write(.add("blue", to: boats))
        #expect(again.receive(next) == scope.receive(next))
        #expect(again == scope)
    }
}
