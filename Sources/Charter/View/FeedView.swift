internal import Bundles
internal import Lattice
internal import Seal

/// What a view says of one feed (spec/06-authority.md#view-6).
struct FeedView {
    private let feed: FeedID
    private let tree: FeedTree
    private let reach: Reach
    private let counting: Reach
    private let kept: SortedMap<BundleNumber, [BundleHash]>
    /// What branches follow, those included that only proofs show.
    private let forks: Set<BundleHash>

    init(_ charter: Charter, _ opening: Opening, _ tree: FeedTree) {
        feed = opening.feed
        self.tree = tree
        reach = charter.reach(of: opening, in: tree)
        counting = charter.counting(of: opening, in: tree)
        kept = charter.kept(of: opening)
        let shown = (charter.proofs[feed]?.points ?? []).map(\.before)
        forks = Set(shown.filter { $0 == .zero || tree[$0] != nil }).union(tree.forks)
    }

    func write(to view: inout View) {
        guard !forks.isEmpty else {
            view.cut(feed, to: tree.cut(of: 0, counting))
            return
        }
        follow(Line(name: feed, before: .zero), &view, inherited: nil)
    }

    /// A line, and the branches that leave it: each a line of its own.
    private struct Line {
        let name: FeedID
        /// What its first bundle follows.
        let before: BundleHash
        /// Of a branch, its first bundle.
        var first: BundleHash?
    }

    /// Walks a line to its end, and then its branches. What a branch inherits is the feed's cut.
    private func follow(_ line: Line, _ view: inout View, inherited: View.Cut?) {
        var branches: [Line] = []
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
        let cut = cut(after: last, isCut: isCut, endsAt: previous)
        if let inherited {
            if !isSame(cut, inherited, from: number(after: line.before)) {
                view.cut(branch: line.name, to: cut)
            }
        } else {
            view.cut(line.name, to: cut)
        }
        for branch in branches { follow(branch, &view, inherited: inherited ?? cut) }
    }

    private func number(after hash: BundleHash) -> BundleNumber {
        guard let number = tree[hash]?.header.number, number < .last else { return .first }
        return number.next
    }

    /// The branch that goes on: kept by an act, or the only one that a cut leaves.
    private func choice(among next: [BundleHash], at number: BundleNumber) -> BundleHash? {
        let named = kept[number] ?? []
        if let hash = named.first(where: next.contains) ?? named.first(where: { tree[$0] == nil }) {
            return hash
        }
        let left = next.filter { hash in
            tree.place(of: hash).map { tree.contains($0, reach) } ?? false
        }
        return !reach.isEverything && left.count == 1 ? left[0] : nil
    }

    /// The cut of a line that counts to a place.
    private func cut(after last: Int?, isCut: Bool, endsAt end: BundleHash) -> View.Cut {
        if counting.isEverything { return .everything }
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
