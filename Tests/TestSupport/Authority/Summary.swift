public import Bundles
public import Charter
public import Lattice

/// All that follows from a set of arrivals, in one value that can be compared.
public struct Summary: Equatable, Sendable {
    public struct FeedLine: Equatable, Sendable {
        public let feed: FeedID
        /// Nil if it has standing.
        public let standing: Verdict?
        /// The bundles that count, ascending.
        public let counting: [BundleHash]
    }

    public struct Record: Equatable, Sendable {
        public let bundle: BundleHash
        public let kind: KindNumber
        public let verdict: RecordVerdict
    }

    public var view: ViewID
    public var acts: [ActID: Verdict]
    /// The acts of root records.
    public var rootActs: Set<ActID>
    public var dropped: [RootHash]
    public var feeds: [FeedLine]
    public var forked: SortedMap<FeedID, BundleNumber>
    public var kept: [FeedID: SortedMap<BundleNumber, BundleHash>]
    public var current: [ScopeID: EpochID]
    public var hubs: [HubID]
    public var closed: [HubID]
    public var records: [Record]
    /// What the states of the scopes are joined under.
    public var views: [Address: View]

    public init(of charter: Charter, _ archive: Archive, kinds: [KindNumber] = []) {
        view = charter.viewID
        acts = [:]
        rootActs = charter.knownRootActs
        for act in charter.knownActs { acts[act] = charter.verdict(on: act) }
        dropped = charter.droppedRoots
        forked = charter.forkedFeeds
        var lines: SortedMap<FeedID, FeedLine> = SortedMap()
        kept = [:]
        records = []
        var scopes: [Address: [(opening: Opening, tree: FeedTree)]] = [:]
        for (opening, tree) in Array(charter.charterFeeds) {
            lines[opening.feed] = FeedLine(
                feed: opening.feed, standing: charter.standing(of: opening),
                counting: charter.counting(of: opening.feed).sorted())
            kept[opening.feed] = charter.kept(of: opening, in: tree)
            scopes[.charter, default: []].append((opening, tree))
        }
        for entry in archive.feeds.entries {
            let opening = entry.value.opening
            let tree = archive.trees[entry.key] ?? FeedTree()
            let counting = charter.counting(of: opening, in: tree)
            lines[entry.key] = FeedLine(
                feed: entry.key, standing: charter.standing(of: opening),
                counting: tree.places(within: counting).map { tree.nodes[$0].hash }.sorted())
            kept[opening.feed] = charter.kept(of: opening, in: tree)
            scopes[opening.scope, default: []].append((opening, tree))
            for (place, node) in tree.nodes.enumerated() {
                for kind in kinds {
                    records.append(
                        Record(
                            bundle: node.hash, kind: kind,
                            verdict: charter.verdict(
                                on: kind, in: opening, tree, at: place)))
                }
            }
        }
        records.sort { ($0.bundle, $0.kind) < ($1.bundle, $1.kind) }
        feeds = lines.entries.map(\.value)
        current = [:]
        for scope in charter.scopesWithEpochs {
            current[scope.id(in: charter.realm)] = charter.currentEpochs(of: scope).first?.epoch.id
        }
        hubs = charter.hubs.keys.sorted()
        closed = charter.hubs.filter { $0.value.isClosed }.keys.sorted()
        views = scopes.mapValues { feeds in
            charter.view(of: feeds.sorted { $0.opening.feed < $1.opening.feed })
        }
    }

    public init(realm: DomainID, of arrivals: [Arrival], settlingEach: Bool = false) {
        let charter = Charter(realm: realm, of: arrivals, settlingEach: settlingEach)
        self.init(
            of: charter, Archive(of: arrivals, under: charter), kinds: [.movement, .transfer])
    }
}

extension Summary {
    public func isRoot(_ act: ActID) -> Bool { rootActs.contains(act) }

    /// What is not the same in another one, for people; empty if all is.
    public func differences(from other: Self) -> [String] {
        var found: [String] = []
        for act in Set(acts.keys).union(other.acts.keys).sorted()
        where acts[act] != other.acts[act] {
            found.append("act \(act): \(say(acts[act])), \(say(other.acts[act]))")
        }
        for (mine, theirs) in zip(feeds, other.feeds) where mine != theirs {
            found.append("feed \(mine), \(theirs)")
        }
        if feeds.count != other.feeds.count { found.append("another number of feeds") }
        for (name, isSame) in [
            ("view id", view == other.view), ("dropped", dropped == other.dropped),
            ("forked", forked == other.forked), ("kept", kept == other.kept),
            ("epochs", current == other.current), ("hubs", hubs == other.hubs),
            ("closed", closed == other.closed), ("records", records == other.records),
            ("views", views == other.views),
        ] where !isSame { found.append(name) }
        return found
    }

    private func say(_ verdict: Verdict?) -> String { verdict.map { "\($0)" } ?? "not there" }
}
