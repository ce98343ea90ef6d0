public import Bundles
public import Lattice

extension Charter {
    /// The branches that keep acts decide for, by feed and number
    /// (spec/06-authority.md#view-5).
    public func kept(of opening: Opening) -> SortedMap<BundleNumber, [BundleHash]> {
        precondition(isSettled, "the charter is not settled")
        let feed = opening.feed
        guard let (_, grant, granter) = grant(opening.grant) else { return SortedMap() }
        var candidates: [(keep: Keep, level: Level, id: ActID)] = []
        for place in index.keeps {
            guard case .keep(let keep) = acts[place].act, keep.feed == feed, isInForce(place),
                let author = author(of: place), author.reaches(grant, in: granter.domain)
            else { continue }
            candidates.append((keep, author.level, acts[place].id))
        }
        let standing = candidates.filter { old in
            !candidates.contains { new in
                new.keep.number == old.keep.number && new.level <= old.level
                    && new.keep.instead.contains(old.id)
            }
        }.sorted { ($0.level, $0.id) < ($1.level, $1.id) }
        var kept: SortedMap<BundleNumber, [BundleHash]> = SortedMap()
        for entry in standing {
            kept.modify(entry.keep.number, initial: []) { $0.append(entry.keep.hash) }
        }
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
