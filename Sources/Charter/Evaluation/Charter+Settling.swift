internal import Bundles
internal import Lattice

extension Charter {
    /// Draws the consequences of everything that was inserted since the last time.
    ///
    /// Roots come first, then the feeds of the realm level by level, then those of agencies: what
    /// an act does, it does only to feeds that come later. So each is looked at once, and nothing
    /// depends on the order in which anything arrived (spec/06-authority.md#rank-2).
    public mutating func settle() {
        settleRoots()
        if dirty.everything { dirty.whole.formUnion(feeds.indices) }
        dirty.feeds.formUnion(dirty.whole)
        var queue = RankQueue()
        for feed in dirty.feeds {
            queue.insert(feed, at: rank(of: feed))
        }
        while let (feed, rank) = queue.popFirst() {
            for act in evaluate(feed, whole: dirty.whole.contains(feed)) {
                for next in reliant(on: act) {
                    let later = self.rank(of: next)
                    if later > rank { queue.insert(next, at: later) }
                }
            }
        }
        dirty = Dirt()
    }

    /// Where a feed stands in the order of evaluation.
    private func rank(of feed: Int) -> Int {
        guard let author = feeds[feed].author else { return .max }
        return (author.domain == realm ? 0 : 1 << 8) + Int(author.level.value)
    }

    /// Judges a feed. Returns the acts for which others have to be judged anew.
    private mutating func evaluate(_ feed: Int, whole: Bool) -> [Int] {
        let state = feeds[feed]
        let standing = standing(of: state.opening)
        let reach = reach(of: state.opening, in: state.tree)
        var counting = reach
        excludeUnknownPolicies(of: state, from: &counting)
        let isSame =
            standing == state.standing && reach == state.reach && counting == state.counting
        feeds[feed].standing = standing
        feeds[feed].reach = reach
        feeds[feed].counting = counting
        let start = whole || !isSame ? 0 : state.judged
        feeds[feed].judged = state.tree.nodes.count
        var moved: [Int] = []
        for node in start..<state.tree.nodes.count {
            for act in state.acts[node] where judge(act, at: node, in: feed) { moved.append(act) }
        }
        return moved
    }

    /// A feed counts no further than the policies that are known (spec/06-authority.md#cut-5).
    private func excludeUnknownPolicies(of state: FeedState, from reach: inout Reach) {
        guard !state.policies.allSatisfy({ policies[$0] != nil }) else { return }
        for (place, node) in state.tree.nodes.enumerated() where policies[node.header.policy] == nil
        {
            state.tree.exclude(place, from: &reach)
        }
    }

    /// Judges one act. Returns whether others have to be judged anew.
    private mutating func judge(_ place: Int, at node: Int, in feed: Int) -> Bool {
        let state = feeds[feed]
        let verdict: Verdict
        if let standing = state.standing {
            verdict = standing
        } else if !state.tree.contains(node, state.reach) {
            verdict = .quarantined
        } else if !state.tree.contains(node, state.counting) {
            verdict = .waits(.unknownPolicy)
        } else {
            verdict = judgement(of: place, citing: state.tree.nodes[node].header.policy)
        }
        return accept(verdict, for: place)
    }

    mutating func accept(_ verdict: Verdict, for place: Int) -> Bool {
        let old = acts[place].verdict
        guard old != verdict else { return false }
        acts[place].verdict = verdict
        let isMoved = old.isAdmitted != verdict.isAdmitted
        if isMoved { index.count(acts[place], at: place, verdict.isAdmitted) }
        // Of a seat or a grant it also matters why it is not admitted.
        switch acts[place].act {
        case .seat, .grant: return true
        default: return isMoved
        }
    }
}

/// Feeds in the order of their ranks.
private struct RankQueue {
    private var ranks: SortedMap<Int, Set<Int>> = SortedMap()

    mutating func insert(_ feed: Int, at rank: Int) {
        _ = ranks.modify(rank, initial: []) { $0.insert(feed) }
    }

    mutating func popFirst() -> (feed: Int, rank: Int)? {
        guard let first = ranks.entries.first else { return nil }
        let feed = ranks.modify(first.key, initial: []) { $0.removeFirst() }
        if first.value.count == 1 { ranks[first.key] = nil }
        return (feed, first.key)
    }
}
