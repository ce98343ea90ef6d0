public import Bundles
public import Lattice

extension Charter {
    /// The acts that are known, in the order in which they came.
    public var knownActs: some Collection<ActID> { acts.lazy.map(\.id) }

    /// Those of them that stand in root records.
    public var knownRootActs: Set<ActID> {
        Set(
            acts.lazy.filter { if case .root = $0.holder { true } else { false } }.map(\.id))
    }

    /// What an act says; nil if it is not known.
    public func content(of act: ActID) -> Act? { self.act(act)?.act }

    /// The latest time that any act bears.
    public var latestTime: HybridTime {
        acts.lazy.map(\.time).max() ?? HybridTime(word: 0)
    }

    /// When an act was signed, as whoever did has it.
    public func time(of act: ActID) -> HybridTime? { self.act(act)?.time }

    /// The seat in whose feed an act stands; nil if it is not known, or roots made it.
    public func maker(of act: ActID) -> ActID? {
        guard let place = actPlaces[act], case .feed(let feed, _) = acts[place].holder else {
            return nil
        }
        return feeds[feed].opening.seat
    }

    /// What became of an act; nil if it is not known.
    public func verdict(on id: ActID) -> Verdict? {
        precondition(isSettled, "the charter is not settled")
        guard let place = actPlaces[id] else { return nil }
        let verdict = acts[place].verdict
        guard verdict.isAdmitted else { return verdict }
        if stranger(of: place) != nil { return .waits(.unknownAgency) }
        return isBacked(place) ? .admitted : .waits(.unbacked)
    }

    /// The charter feeds, and what became of them.
    public var charterFeeds: some Collection<(opening: Opening, tree: FeedTree)> {
        feeds.lazy.map { ($0.opening, $0.tree) }
    }

    /// What counts of a charter feed.
    public func counting(of feed: FeedID) -> [BundleHash] {
        precondition(isSettled, "the charter is not settled")
        guard let place = feedPlaces[feed], feeds[place].standing == nil else { return [] }
        let state = feeds[place]
        return state.tree.places(within: state.counting).map { state.tree.nodes[$0].hash }
    }

    /// The feeds of which proofs show that they are forked, with the lowest number shown.
    public var forkedFeeds: SortedMap<FeedID, BundleNumber> {
        SortedMap(proofs.map { ($0.key, $0.value.lowest) })
    }

    /// The root records that a stay has dropped.
    public var droppedRoots: [RootHash] {
        precondition(isSettled, "the charter is not settled")
        return chains.values.flatMap { $0.nodes.filter(\.isDropped).map(\.record.hash) }.sorted()
    }

    /// Who signs the next root record after one that is there.
    public func roots(after record: RootHash) -> Roots? {
        chains.values.lazy.compactMap { $0[record]?.roots }.first
    }

    /// The revocations that apply to a feed, and the numbers of the tips that they leave of it.
    public func cuts(of opening: Opening) -> [(revocation: ActID, tips: [Tip])] {
        revocations(of: opening).map { (acts[$0.place].id, $0.tips.map(\.tip)) }
    }

    /// The domain of whoever writes under a grant; nil while that is not known.
    public func domain(of opening: Opening) -> DomainID? { author(under: opening)?.domain }
}
