internal import Bundles
internal import Lattice
internal import Seal

/// What a view says of one feed (spec/06-authority.md#view-6).
struct FeedView {
    private let feed: FeedID
    private let tree: FeedTree
    private let reach: Reach
    private let counting: Reach
    private let hasStanding: Bool
    private let isRevoked: Bool
    private let isWhole: Bool
    private let kept: SortedMap<BundleNumber, [BundleHash]>
    /// What branches follow, as proofs show.
    private let shown: Set<BundleHash>
    /// The same, and where both branches are there: whoever holds them can make the proof.
    private let forks: Set<BundleHash>

    init(_ charter: Charter, _ opening: Opening, _ tree: FeedTree) {
        feed = opening.feed
        self.tree = tree
        reach = charter.reach(of: opening, in: tree)
        counting = charter.counting(of: opening, in: tree)
        hasStanding = charter.standing(of: opening) == nil
        isRevoked = !reach.isEverything
        isWhole = counting.isEverything
        kept = charter.kept(of: opening)
        let shown = (charter.proofs[feed]?.points ?? []).map(\.before)
        self.shown = Set(shown.filter { $0 == .zero || tree[$0] != nil })
        forks = self.shown.union(tree.forks)
    }

    /// What goes on over each fork that is there and where something does.
    var choices: [(number: BundleNumber, hash: BundleHash)] {
        shown.sorted().compactMap { before in
            let number = number(after: before)
            return choice(among: tree.followers(of: before), at: number).map { (number, $0) }
        }
    }

    func write(to view: inout View) {
        guard !forks.isEmpty else {
            view.cut(feed, to: tree.cut(of: 0, counting))
            return
        }
        // One line after the other, or whoever forks again and again could exhaust the stack.
        var branches: [Line] = []
        let cut = follow(Line(name: feed, before: .zero), &view, &branches)
        view.cut(feed, to: cut)
        while let branch = branches.popLast() {
            let own = follow(branch, &view, &branches)
            if !isSame(own, cut, from: number(after: branch.before)) {
                view.cut(branch: branch.name, to: own)
            }
        }
    }

    /// A line, and the branches that leave it: each a line of its own.
    private struct Line {
        let name: FeedID
        /// What its first bundle follows.
        let before: BundleHash
        /// Of a branch, its first bundle.
        var first: BundleHash?
    }

    /// Walks a line to its end, and notes the branches that leave it. Returns its cut.
    private func follow(
        _ line: Line, _ view: inout View, _ branches: inout [Line]
    ) -> View.Cut {
        var last: Int?
        var isCut = false
        var previous = line.before
        while true {
            let number = number(after: previous)
            var next =
                previous == line.before && line.first != nil
                ? [line.first].compactMap { $0 } : tree.followers(of: previous)
            if forks.contains(previous), previous != line.before || line.first == nil {
                let point = ForkPoint(feed: line.name, number: number)
                let choice = choice(among: next, at: number)
                view.fork(line.name, at: number, choice.map { .keep($0) } ?? .undecided)
                for other in next where other != choice {
                    let name = FeedID.branch(of: point, startingWith: other, by: Blake2b.self)
                    branches.append(Line(name: name, before: previous, first: other))
                }
                next = next.filter { $0 == choice }
            }
            guard let hash = next.first, let place = tree.place(of: hash) else { break }
            isCut = isCut || !tree.contains(place, counting)
            if !isCut { last = place }
            previous = hash
        }
        return cut(after: last, isCut: isCut, endsAt: previous)
    }

    private func number(after hash: BundleHash) -> BundleNumber {
        guard let number = tree[hash]?.header.number, number < .last else { return .first }
        return number.next
    }

    /// The branch that goes on: kept by an act, or the only one that a cut leaves.
    private func choice(among next: [BundleHash], at number: BundleNumber) -> BundleHash? {
        let named = kept[number] ?? []
        // What is there, and not here, is of a fork at the same number on another line.
        if let hash = named.first(where: { next.contains($0) || tree[$0] == nil }) { return hash }
        let left = next.filter { hash in
            tree.place(of: hash).map { tree.contains($0, reach) } ?? false
        }
        return hasStanding && isRevoked && left.count == 1 ? left[0] : nil
    }

    /// The cut of a line that counts to a place.
    private func cut(after last: Int?, isCut: Bool, endsAt end: BundleHash) -> View.Cut {
        if isWhole { return .everything }
        guard let last else { return .nothing }
        // At its very end, bundles to come may count too; but not where the line ends at a fork.
        if !isCut, !forks.contains(end) { return tree.cut(of: last, counting) }
        return .upTo(tree.nodes[last].header.number)
    }

    /// Whether two cuts admit the same of what has at least this number.
    private func isSame(_ a: View.Cut, _ b: View.Cut, from number: BundleNumber) -> Bool {
        guard a != b else { return true }
        return a < .upTo(number) && b < .upTo(number)
    }
}
