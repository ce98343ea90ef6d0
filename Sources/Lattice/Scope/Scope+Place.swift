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
        var bytes = ByteBuffer()
        bytes.put(point.feed)
        bytes.put(point.number.value)
        bytes.put(first)
        let hash = bytes.hash(by: hashing, of: Feed.self)
        return FeedID(high: hash.words.0, low: hash.words.1)
    }
}

extension Scope {
    /// Where a bundle belongs under the view. Below its first fork a feed is judged by number and
    /// hash; above, a bundle is recognised by what it follows, and waits if that is nothing known.
    @usableFromInline
    func place(of bundle: OpenBundle) -> Place {
        let feed = bundle.feed
        guard let lowest = lowestFork(of: feed), bundle.number >= lowest else {
            return Place(feed: feed, fit: fit(of: bundle, in: feed))
        }
        var chains = [feed]
        while let chain = chains.popLast() {
            if let place = place(of: bundle, on: chain) { return place }
            chains += frontier.branches(of: chain, below: bundle.number)
        }
        let next = frontier[feed]?.number.next ?? .first
        // At the lowest fork, what does not follow the feed's one way there contradicts it.
        let isContradiction = bundle.number == lowest && next >= bundle.number
        return Place(feed: feed, fit: isContradiction ? .forked : .waits(for: next))
    }

    private func lowestFork(of feed: FeedID) -> BundleNumber? {
        view.forks(of: feed)?.entries.first?.key
    }

    private func fit(of bundle: OpenBundle, in feed: FeedID) -> Fit {
        frontier.fit(bundle.number, hash: bundle.hash, previous: bundle.previous, in: feed)
    }

    /// The place on one chain, or at a fork of it; nil if the bundle cannot be told to belong here.
    private func place(of bundle: OpenBundle, on chain: FeedID) -> Place? {
        let fork = view.forks(of: chain)?[bundle.number]
        if let tip = frontier[chain], follows(bundle, tip) {
            // It may be that the chain went on over a fork by the kept branch.
            if tip == bundle.tip { return Place(feed: chain, fit: .duplicate) }
            if fork == nil { return Place(feed: chain, fit: .next) }
        }
        guard let fork else { return nil }
        let point = ForkPoint(feed: chain, number: bundle.number)
        return frontier.before(point) == bundle.previous ? atFork(bundle, point, fork) : nil
    }

    private func follows(_ bundle: OpenBundle, _ tip: Tip) -> Bool {
        tip == bundle.tip || (bundle.previous == tip.hash && bundle.number == tip.number.next)
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
