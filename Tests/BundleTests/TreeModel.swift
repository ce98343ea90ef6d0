import Bundles
import Lattice
import Simulation
import TestSupport

/// A bundle as a tree sees it.
struct Leaf: Hashable {
    let header: Header
    let hash: BundleHash

    var number: UInt64 { header.number.value }
}

/// What a tree of bundles means, said as simply as can be: sets of ancestors.
struct TreeModel {
    var bundles: [BundleHash: Leaf] = [:]

    /// A bundle and all that it follows.
    func ancestors(_ hash: BundleHash) -> Set<BundleHash> {
        var found: Set<BundleHash> = []
        var next = bundles[hash]
        while let leaf = next {
            found.insert(leaf.hash)
            next = bundles[leaf.header.previous]
        }
        return found
    }

    /// A bundle and all that follow it.
    func descendants(_ hash: BundleHash) -> Set<BundleHash> {
        Set(bundles.keys.filter { ancestors($0).contains(hash) })
    }

    func followers(_ hash: BundleHash) -> [BundleHash] {
        bundles.values.filter { $0.header.previous == hash }.map(\.hash).sorted()
    }

    /// What branches follow.
    var forks: Set<BundleHash> {
        Set(bundles.values.map(\.header.previous)).filter { followers($0).count > 1 }
    }

    /// The bundles that nothing follows.
    var ends: [Leaf] { bundles.values.filter { followers($0.hash).isEmpty } }

    /// Those that are within a tip that is there.
    func within(_ tip: Tip) -> Set<BundleHash>? {
        guard let leaf = bundles[tip.hash], leaf.header.number == tip.number else { return nil }
        return ancestors(tip.hash)
    }

    /// Those that are within a tip that is not there, of any feed but those of the charter
    /// (spec/06-authority.md#cut-2).
    func below(_ number: UInt64) -> Set<BundleHash> {
        guard ends.contains(where: { $0.number < number }) else { return [] }
        let lowest = forks.compactMap { fork in followers(fork).first }
            .compactMap { bundles[$0]?.number }.min()
        let left = bundles.values.filter { $0.number <= number && $0.number < lowest ?? .max }
        return Set(left.map(\.hash))
    }

    /// Those whose first bundle cites this version or a later one.
    func citing(_ version: UInt16) -> Set<BundleHash> {
        Set(
            bundles.keys.filter { hash in
                ancestors(hash).contains { ancestor in
                    bundles[ancestor].map { $0.number == 0 && $0.header.policy >= version } ?? false
                }
            })
    }
}

extension TreeModel {
    /// A feed that forks now and then, at its very beginning too.
    init(random: inout SeededRandom, count: Int, forking percent: Int) {
        var last: Leaf?
        for _ in 0..<count {
            let all = bundles.values.sorted { $0.hash < $1.hash }
            var before = last
            if random.chance(percent), !all.isEmpty {
                before = random.chance(10) ? nil : random.pick(all)
            }
            last = add(after: before, &random)
        }
    }

    @discardableResult
    mutating func add(after before: Leaf?, _ random: inout SeededRandom) -> Leaf {
        let hash = BundleHash(random.next(), random.next(), random.next(), random.next())
        let policy = before?.header.policy ?? UInt16(1 + random.below(4))
        let leaf = Leaf(
            header: made(
                Header(
                    feed: .all(1), number: number(before.map { $0.number + 1 } ?? 0),
                    previous: before?.hash ?? .zero,
                    time: HybridTime(word: (before?.header.time.word ?? 0) + 1), policy: policy)),
            hash: hash)
        bundles[hash] = leaf
        return leaf
    }

    /// The tree, with its bundles taken in in any order in which they fit; how each fitted is
    /// handed to whoever wants to look at it.
    func tree(
        _ random: inout SeededRandom,
        _ look: (Leaf, FeedTree, TreeModel) -> Void = { _, _, _ in }
    ) -> FeedTree {
        var tree = FeedTree()
        var present = TreeModel()
        var waiting = bundles.values.sorted { $0.hash < $1.hash }
        random.permute(&waiting)
        while !waiting.isEmpty {
            var left: [Leaf] = []
            for leaf in waiting {
                look(leaf, tree, present)
                switch tree.fit(leaf.header, leaf.hash) {
                case .next, .forks:
                    tree.insert(leaf.header, leaf.hash)
                    present.bundles[leaf.hash] = leaf
                default: left.append(leaf)
                }
            }
            waiting = left
        }
        return tree
    }
}

extension FeedTree {
    /// The bundles that are within a reach, whichever place they have.
    func hashes(_ reach: Reach) -> Set<BundleHash> {
        Set(places(within: reach).map { nodes[$0].hash })
    }
}
