public import Bundles
public import Lattice

/// A keep that another one names, for the same number.
private struct Replaced: Hashable {
    let id: ActID
    let number: BundleNumber
}

extension Charter {
    /// The branches that keep acts decide for, by feed and number
    /// (spec/06-authority.md#view-5).
    public func kept(of opening: Opening) -> SortedMap<BundleNumber, [BundleHash]> {
        precondition(isSettled, "the charter is not settled")
        let feed = opening.feed
        guard let (_, grant, granter) = grant(opening.grant) else { return SortedMap() }
        var candidates: [(keep: Keep, level: Level, id: ActID)] = []
        for place in index.keeps[feed] ?? [] {
            guard case .keep(let keep) = acts[place].act, isInForce(place),
                let author = author(of: place), author.reaches(grant, in: granter.domain)
            else { continue }
            candidates.append((keep, author.level, acts[place].id))
        }
        // For each keep that is replaced, how high up somebody does so.
        var replaced: [Replaced: Level] = [:]
        for candidate in candidates {
            for id in candidate.keep.instead {
                let old = Replaced(id: id, number: candidate.keep.number)
                replaced[old] = min(replaced[old] ?? candidate.level, candidate.level)
            }
        }
        let standing = candidates.filter { old in
            let level = replaced[Replaced(id: old.id, number: old.keep.number)]
            return level.map { $0 > old.level } ?? true
        }.sorted { ($0.level, $0.id) < ($1.level, $1.id) }
        var kept: SortedMap<BundleNumber, [BundleHash]> = SortedMap()
        for entry in standing {
            kept.modify(entry.keep.number, initial: []) { $0.append(entry.keep.hash) }
        }
        return kept
    }

    /// What is kept of a feed that is there: by keep acts, or because a cut leaves nothing else.
    public func kept(
        of opening: Opening, in tree: FeedTree
    ) -> SortedMap<BundleNumber, BundleHash> {
        var kept: SortedMap<BundleNumber, BundleHash> = SortedMap()
        for entry in FeedView(self, opening, tree).choices {
            if kept[entry.number] == nil { kept[entry.number] = entry.hash }
        }
        for entry in self.kept(of: opening).entries { kept[entry.key] = entry.value.first }
        return kept
    }

    /// What counts in a scope, of which these feeds are there: what its state is joined under
    /// (spec/06-authority.md#view-6).
    public func view(of feeds: [(opening: Opening, tree: FeedTree)]) -> View {
        precondition(isSettled, "the charter is not settled")
        var view = View()
        for (opening, tree) in feeds {
            guard !tree.nodes.isEmpty else { continue }
            FeedView(self, opening, tree).write(to: &view)
        }
        return view
    }

    /// How much of a feed counts: its standing, its cut, the policies that are known.
    public func counting(of opening: Opening, in tree: FeedTree) -> Reach {
        guard standing(of: opening) == nil else { return tree.nothing }
        var reach = reach(of: opening, in: tree)
        for (place, node) in tree.nodes.enumerated() where policies[node.header.policy] == nil {
            tree.exclude(place, from: &reach)
        }
        return reach
    }
}
