internal import Bundles
public import Lattice
internal import Seal

/// What a `ViewID` is the hash of.
public enum ViewContent {}
/// What a charter comes to, in one hash (spec/06-authority.md#view-4).
public typealias ViewID = Hash<ViewContent>

extension Charter {
    /// Equal charters have equal ids, and states are compared only under equal ones.
    public var viewID: ViewID {
        precondition(isSettled, "the charter is not settled")
        var bytes = ByteBuffer()
        let records = chains.values.flatMap { chain -> [RootHash] in
            guard chain.domain == realm || isLetIn(chain.domain) else { return [] }
            return chain.nodes.filter { !$0.isDropped }.map(\.record.hash)
        }.sorted()
        bytes.put(UInt64(records.count))
        for record in records { bytes.put(record) }
        let bundles = feeds.flatMap { feed -> [BundleHash] in
            guard feed.standing == nil else { return [] }
            return feed.tree.places(within: feed.counting).map { feed.tree.nodes[$0].hash }
        }.sorted()
        bytes.put(UInt64(bundles.count))
        for bundle in bundles { bytes.put(bundle) }
        let forks = countingForks.sorted { ($0.key, $0.value.number) < ($1.key, $1.value.number) }
        bytes.put(UInt64(forks.count))
        for fork in forks {
            bytes.put(fork.key)
            bytes.put(fork.value.number.value)
            bytes.put(fork.value.before)
        }
        let cited = citedOnly.sorted()
        bytes.put(UInt64(cited.count))
        for act in cited { bytes.put(act) }
        return Blake2b.hash(bytes.span, .view, of: ViewContent.self)
    }

    /// What does not count itself, but is cited by something that does: its content matters.
    private var citedOnly: Set<ActID> {
        var cited: Set<ActID> = []
        for place in acts.indices where counts(place) {
            switch acts[place].act {
            case .seat(let seat): seat.first.map { cite($0, in: &cited) }
            case .grant(let grant): cited.formUnion((grant.hubs ?? []).compactMap(hubAct))
            case .close(let hub): if let act = hubAct(hub) { cited.insert(act) }
            case .hub(let hub):
                if let act = hub.parent.flatMap(hubAct) { cited.insert(act) }
            case .epoch(let epoch):
                for case .hub(let hub) in epoch.scope.members {
                    if let act = hubAct(hub) { cited.insert(act) }
                }
            default: break
            }
        }
        return cited.filter { id in actPlaces[id].map { !counts($0) } ?? false }
    }

    /// A first seat, and what the level of its author follows from.
    private func cite(_ seat: ActID, in cited: inout Set<ActID>) {
        var next: ActID? = seat
        while let act = next, let place = actPlaces[act] {
            cited.insert(act)
            guard case .feed(let feed, _) = acts[place].holder else { return }
            next = feeds[feed].opening.grant
        }
    }

    private func hubAct(_ hub: HubID) -> ActID? { index.hubs[hub].map { acts[$0].id } }

    /// Whether what holds an act is in the view.
    private func counts(_ place: Int) -> Bool {
        switch acts[place].holder {
        case .root(let domain, let hash):
            return (domain == realm || isLetIn(domain)) && chains[domain]?[hash]?.isDropped == false
        case .feed(let feed, let node):
            return feeds[feed].standing == nil
                && feeds[feed].tree.contains(node, feeds[feed].counting)
        }
    }

    /// The forks that something depends on: of feeds with standing.
    private var countingForks: [(key: FeedID, value: ForkRecord.Point)] {
        proofs.flatMap { feed, record -> [(key: FeedID, value: ForkRecord.Point)] in
            guard standing(of: record.opening) == nil else { return [] }
            return record.points.sorted().map { (feed, $0) }
        }
    }
}
