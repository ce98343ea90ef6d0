import Bundles
import Lattice
import Simulation
import TestSupport
import Testing

/// The tree of a feed's bundles and what of it is reached, against sets of ancestors.
@Suite("Trees of bundles") struct FeedTreeTests {
    /// Runs with a random feed, and its tree in one order of insertion.
    private func each(
        _ count: Int = 300,
        _ body: (TreeModel, FeedTree, inout SeededRandom) throws -> Void
    ) rethrows {
        for seed in Effort.seeds(count) {
            var random = SeededRandom(seed: seed)
            let model = TreeModel(
                random: &random, count: 1 + random.below(14),
                forking: [0, 15, 40, 80][random.below(4)])
            let tree = model.tree(&random)
            try body(model, tree, &random)
        }
    }

    /// Tips: those that are there, and some that are not.
    private func tips(_ model: TreeModel, _ random: inout SeededRandom) -> [Tip] {
        let there = model.bundles.values.sorted { $0.hash < $1.hash }.map {
            Tip($0.header.number, $0.hash)
        }
        let missing = (0..<3).map { _ in
            Tip(number(UInt64(random.below(16))), .all(random.next()))
        }
        return there + missing
    }

    @Test("BUN-6: a bundle is next, a duplicate, a fork of what was there, or waits")
    func fits() {
        var counts: [String: Int] = [:]
        each(200) { model, _, random in
            _ = model.tree(&random) { leaf, tree, present in
                let before = leaf.header.previous
                let isThere = leaf.number == 0 || present.bundles[before] != nil
                switch tree.fit(leaf.header, leaf.hash) {
                case .next:
                    #expect(isThere && present.followers(before).isEmpty)
                    counts["next", default: 0] += 1
                case .forks(let other):
                    #expect(isThere && present.followers(before).contains(other))
                    counts["forks", default: 0] += 1
                case .waits(let number):
                    #expect(!isThere && number < leaf.header.number)
                    counts["waits", default: 0] += 1
                case .duplicate, .fallsBack: Issue.record("it is new, and rises")
                }
                for other in present.bundles.values {
                    #expect(tree.fit(other.header, other.hash) == .duplicate)
                }
            }
        }
        #expect(counts.count == 3)
    }

    @Test("BUN-6: on a chain it waits for the first that is missing")
    func waits() {
        var random = SeededRandom(seed: 1)
        let model = TreeModel(random: &random, count: 6, forking: 0)
        let chain = model.bundles.values.sorted { $0.number < $1.number }
        var tree = FeedTree()
        for leaf in chain.dropFirst() {
            #expect(tree.fit(leaf.header, leaf.hash) == .waits(for: .first))
        }
        for leaf in chain.prefix(3) { tree.insert(leaf.header, leaf.hash) }
        #expect(tree.fit(chain[4].header, chain[4].hash) == .waits(for: number(3)))
        #expect(tree.fit(chain[5].header, chain[5].hash) == .waits(for: number(3)))
        // Of a branch that is not there, the one before it.
        let other = made(
            Header(
                feed: .all(1), number: number(2), previous: .all(9),
                time: HybridTime(word: 99), policy: 4))
        #expect(tree.fit(other, .all(8)) == .waits(for: number(1)))
    }

    @Test("BUN-7: who falls back neither follows nor forks, wherever it would stand")
    func fallsBack() {
        each(100) { model, tree, _ in
            for leaf in model.bundles.values {
                let next = number(leaf.number + 1)
                func fit(_ time: UInt64, _ policy: UInt16) -> FeedTree.Fit {
                    let header = made(
                        Header(
                            feed: .all(1), number: next, previous: leaf.hash,
                            time: HybridTime(word: time), policy: policy))
                    return tree.fit(header, .all(7))
                }
                let (time, policy) = (leaf.header.time.word, leaf.header.policy)
                #expect(fit(time, policy) == .fallsBack)
                #expect(fit(time - 1, policy + 1) == .fallsBack)
                if policy > 1 { #expect(fit(time + 1, policy - 1) == .fallsBack) }
                let isEnd = model.followers(leaf.hash).isEmpty
                #expect((fit(time + 1, policy) == .next) == isEnd)
            }
        }
    }

    @Test("BUN-8: a tree tells of all its bundles, forks and followers")
    func shape() {
        each { model, tree, _ in
            #expect(Set(tree.nodes.map(\.hash)) == Set(model.bundles.keys))
            #expect(tree.nodes.count == model.bundles.count)
            #expect(Set(tree.forks) == model.forks && tree.forks.count == model.forks.count)
            #expect(tree.isForked == !model.forks.isEmpty)
            #expect(tree.highest?.value == model.bundles.values.map(\.number).max())
            let divided = model.forks.map { hash in
                hash == .zero ? -1 : Int(model.bundles[hash]?.number ?? 0)
            }
            let trunk = divided.min() ?? Int(tree.highest?.value ?? 0)
            #expect(tree.trunk.map { Int($0.value) } ?? -1 == trunk)
            for hash in Array(model.bundles.keys) + [.zero, .all(9)] {
                #expect(tree.followers(of: hash) == model.followers(hash))
                #expect(tree[hash]?.header == model.bundles[hash]?.header)
            }
            for (place, node) in tree.nodes.enumerated() {
                #expect(tree.place(of: node.hash) == place)
                #expect(node.parent == tree.place(of: node.header.previous) ?? -1)
                #expect(node.parent < place)
            }
        }
    }

    @Test("CUT-2: within a tip that is there is what comes before it, and itself")
    func tips() {
        each { model, tree, random in
            for tip in tips(model, &random) {
                let strict = tree.hashes(tree.reach(of: tip, strictly: true))
                let loose = tree.hashes(tree.reach(of: tip, strictly: false))
                if let expected = model.within(tip) {
                    #expect(strict == expected && loose == expected)
                } else {
                    // Of a charter feed nothing, of others what lies below every fork.
                    #expect(strict == [])
                    #expect(loose == model.below(tip.number.value))
                }
            }
        }
    }

    @Test(
        "CUT-2: nothing is within a tip that has another number than the bundle of its hash")
    func misnumbered() {
        each { model, tree, _ in
            for leaf in model.bundles.values {
                for other in [leaf.number + 1, leaf.number + 5] {
                    let tip = Tip(number(other), leaf.hash)
                    #expect(tree.hashes(tree.reach(of: tip, strictly: true)) == [])
                    #expect(tree.hashes(tree.reach(of: tip, strictly: false)) == [])
                }
            }
        }
    }

    @Test("CUT-3: several tips leave what any of them leaves, several cuts what each leaves")
    func joins() {
        each { model, tree, random in
            let tips = tips(model, &random)
            for _ in 0..<6 {
                let (a, b) = (random.pick(tips), random.pick(tips))
                let (isStrict, isStrictToo) = (random.chance(50), random.chance(50))
                let (first, second) = (
                    tree.reach(of: a, strictly: isStrict), tree.reach(of: b, strictly: isStrictToo)
                )
                var union = first
                union.formUnion(second)
                #expect(tree.hashes(union) == tree.hashes(first).union(tree.hashes(second)))
                var both = first
                both.formIntersection(second)
                #expect(tree.hashes(both) == tree.hashes(first).intersection(tree.hashes(second)))
            }
        }
    }

    @Test("CUT-5: what is excluded goes with all that follows it, and nothing else does")
    func excludes() {
        each { model, tree, random in
            let tips = tips(model, &random)
            for leaf in model.bundles.values.sorted(by: { $0.hash < $1.hash }) {
                let place = made(tree.place(of: leaf.hash))
                for start in [tree.everything, tree.reach(of: random.pick(tips), strictly: false)] {
                    var reach = start
                    tree.exclude(place, from: &reach)
                    let expected = tree.hashes(start).subtracting(model.descendants(leaf.hash))
                    #expect(tree.hashes(reach) == expected)
                }
            }
        }
    }

    @Test("CUT-5: everything and nothing are what they say")
    func extremes() {
        each { model, tree, _ in
            #expect(tree.hashes(tree.everything) == Set(model.bundles.keys))
            #expect(tree.hashes(tree.nothing) == [])
            #expect(tree.everything.isEverything && !tree.nothing.isEverything)
            for place in tree.nodes.indices {
                #expect(tree.cut(of: place, tree.everything) == .everything)
                #expect(tree.cut(of: place, tree.nothing) == .nothing)
                #expect(tree.contains(place, tree.everything))
                #expect(!tree.contains(place, tree.nothing))
            }
        }
    }

    @Test("POL-3: of a feed that forked at its beginning the lines that cite a version are left")
    func citing() {
        each { model, tree, _ in
            for version in UInt16(1)..<6 {
                let reach = tree.reach(ofLinesCiting: version)
                #expect(tree.hashes(reach) == model.citing(version))
                #expect(reach.isEverything == (model.citing(version).count == tree.nodes.count))
            }
        }
    }

    @Test("CUT-2: bundles to come are reached as the tip says, also where they fork")
    func later() {
        each { model, tree, random in
            var grown = model
            var larger = tree
            let tips = tips(model, &random)
            for _ in 0..<4 {
                let before = random.pick(grown.bundles.values.sorted { $0.hash < $1.hash })
                let leaf = grown.add(after: before, &random)
                larger.insert(leaf.header, leaf.hash)
            }
            for tip in tips {
                let reach = larger.reach(of: tip, strictly: false)
                #expect(
                    larger.hashes(reach) == grown.within(tip) ?? grown.below(tip.number.value))
            }
            #expect(Set(larger.forks) == grown.forks)
        }
    }

    @Test("CUT-2: on a chain the cut of a tip is its number, whether it is there or not")
    func cuts() {
        var random = SeededRandom(seed: 3)
        let model = TreeModel(random: &random, count: 5, forking: 0)
        let tree = model.tree(&random)
        for leaf in model.bundles.values {
            let reach = tree.reach(of: Tip(leaf.header.number, leaf.hash), strictly: true)
            for place in tree.nodes.indices {
                #expect(tree.cut(of: place, reach) == .upTo(leaf.header.number))
            }
        }
        // Beyond the end: bundles to come are within it too, up to the number.
        let beyond = tree.reach(of: Tip(number(9), .all(7)), strictly: false)
        #expect(tree.cut(of: 0, beyond) == .upTo(number(9)))
        #expect(tree.hashes(beyond).count == 5)
        // A number that the line has reached with another bundle: nothing is known to be within.
        for reached in [0, 2, 4] as [UInt64] {
            let reach = tree.reach(of: Tip(number(reached), .all(7)), strictly: false)
            #expect(tree.cut(of: 0, reach) == .nothing)
        }
        #expect(
            tree.cut(of: 0, tree.reach(of: Tip(number(9), .all(7)), strictly: true)) == .nothing)
        let last = tree.reach(of: Tip(.last, .all(7)), strictly: false)
        #expect(tree.cut(of: 0, last) == .upTo(.last))
    }

    @Test("BUN-8: what follows from a tree does not depend on what came first")
    func orders() {
        for seed in Effort.seeds(150) {
            var random = SeededRandom(seed: seed)
            let model = TreeModel(random: &random, count: 12, forking: 40)
            let trees = (0..<4).map { _ in model.tree(&random) }
            let tips = tips(model, &random)
            for tree in trees.dropFirst() {
                #expect(Set(tree.forks) == Set(trees[0].forks))
                #expect(tree.highest == trees[0].highest)
                for tip in tips {
                    for isStrict in [true, false] {
                        let (a, b) = (
                            tree.reach(of: tip, strictly: isStrict),
                            trees[0].reach(of: tip, strictly: isStrict)
                        )
                        #expect(tree.hashes(a) == trees[0].hashes(b))
                        for hash in model.bundles.keys {
                            expectSameCut(hash, (tree, a), (trees[0], b), model)
                        }
                    }
                }
            }
        }
    }

    /// The cut of a line that ends where nothing follows is the same in any order.
    private func expectSameCut(
        _ hash: BundleHash, _ a: (tree: FeedTree, reach: Reach),
        _ b: (tree: FeedTree, reach: Reach),
        _ model: TreeModel
    ) {
        guard model.followers(hash).isEmpty else { return }
        let places = (made(a.tree.place(of: hash)), made(b.tree.place(of: hash)))
        guard a.tree.contains(places.0, a.reach) else { return }
        #expect(a.tree.cut(of: places.0, a.reach) == b.tree.cut(of: places.1, b.reach))
    }

    @Test("FEED-2: an empty tree has nothing, and begins with any first bundle")
    func empty() {
        let tree = FeedTree()
        #expect(tree.highest == nil && !tree.isForked && tree.forks.isEmpty)
        #expect(tree.followers(of: .zero) == [] && tree.place(of: .zero) == nil)
        let reach = tree.reach(of: Tip(number(3), .all(1)), strictly: false)
        #expect(tree.places(within: reach) == [])
        var random = SeededRandom(seed: 1)
        var model = TreeModel()
        let first = model.add(after: nil, &random)
        #expect(tree.fit(first.header, first.hash) == .next)
    }

    @Test(
        "CUT-2: of a feed of which nothing is there yet, nothing is not everything")
    func emptyNothing() {
        let tree = FeedTree()
        #expect(tree.everything.isEverything)
        #expect(!tree.nothing.isEverything)
    }
}
