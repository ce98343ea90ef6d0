/// Where a bundle belongs: on its feed, or on a branch of it.
@usableFromInline
struct Place {
    /// The feed that its dots are named by: its own, or the derived id of a branch.
    @usableFromInline var feed: FeedID
    @usableFromInline var fit: Fit
    /// The fork that this bundle opens a branch of, if it does.
    @usableFromInline var opens: ForkPoint?
}

extension FeedID {
    /// The id of a branch that is not kept (spec/01-causality.md#fork-3).
    public static func branch(
        of point: ForkPoint, startingWith first: BundleHash, by hashing: (some Hashing).Type
    ) -> FeedID {
        var bytes = RowBytes()
        bytes.put(point.feed)
        bytes.put(point.number.value)
        bytes.put(first)
        let hash = bytes.hash(by: hashing, of: Feed.self)
        return FeedID(high: hash.words.0, low: hash.words.1)
    }
}

extension Scope {
    /// Where a bundle belongs under the view. One that follows nothing known waits.
    @usableFromInline
    func place(of bundle: OpenBundle) -> Place {
        if let place = locate(bundle, in: bundle.feed) { return place }
        let next = frontier[bundle.feed]?.number.next ?? .first
        // At the lowest fork, what does not follow the feed's one way there contradicts it.
        let lowest = view.forks(of: bundle.feed)?.entries.first?.key
        let isContradiction = bundle.number == lowest && next >= bundle.number
        return Place(feed: bundle.feed, fit: isContradiction ? .forked : .waits(for: next))
    }

    /// Looks on the feed itself, then on its known branches. Below its first fork a feed is judged
    /// by number and hash; above, a bundle is recognised by what it follows.
    private func locate(_ bundle: OpenBundle, in feed: FeedID) -> Place? {
        guard let forks = view.forks(of: feed), let lowest = forks.entries.first,
            bundle.number >= lowest.key
        else {
            let fit = frontier.fit(
                bundle.number, hash: bundle.hash, previous: bundle.previous, in: feed)
            return Place(feed: feed, fit: fit)
        }
        if let tip = frontier[feed], tip.number >= lowest.key, follows(bundle, tip) {
            // The feed goes on over a fork by its kept branch; it may divide again further up.
            if tip == bundle.tip { return Place(feed: feed, fit: .duplicate) }
            if forks[bundle.number] == nil { return Place(feed: feed, fit: .next) }
        }
        if let fork = forks[bundle.number] {
            let point = ForkPoint(feed: feed, number: bundle.number)
            if frontier.before(point) == bundle.previous {
                return atFork(bundle, point, fork)
            }
        }
        for (point, known) in frontier.branches.entries.map({ ($0.key, $0.value) })
        where point.feed == feed && point.number < bundle.number {
            for branch in known.entries {
                if let place = locate(bundle, in: branch.value), isSure(place, bundle) {
                    return place
                }
            }
        }
        return nil
    }

    private func follows(_ bundle: OpenBundle, _ tip: Tip) -> Bool {
        tip == bundle.tip || (bundle.previous == tip.hash && bundle.number == tip.number.next)
    }

    /// A lower number on a branch proves nothing: it may belong to another branch.
    private func isSure(_ place: Place, _ bundle: OpenBundle) -> Bool {
        switch place.fit {
        case .next: true
        case .duplicate: place.opens != nil || frontier[place.feed] == bundle.tip
        case .waits, .forked: false
        }
    }

    /// The first bundle of one branch or another.
    private func atFork(_ bundle: OpenBundle, _ point: ForkPoint, _ fork: View.Fork) -> Place {
        if fork == .keep(bundle.hash) {
            let isNew = (frontier[point.feed]?.number.next ?? .first) == bundle.number
            return Place(feed: point.feed, fit: isNew ? .next : .duplicate)
        }
        let branch = FeedID.branch(of: point, startingWith: bundle.hash, by: Hasher.self)
        let isNew = frontier[branch] == nil
        return Place(feed: branch, fit: isNew ? .next : .duplicate, opens: point)
    }
}
