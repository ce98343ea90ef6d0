public import Bundles
public import Charter
public import Lattice

/// What somebody is let go of with: all that is stored here of what they wrote
/// (spec/06-authority.md#cut-7).
extension Replica {
    /// The feeds that a revocation of this speaks of, as far as they are stored: those of the
    /// charter first, then in the order in which they were opened.
    public func feeds(of target: Revocation.Target) -> [StoredEnds] {
        let all = order.filter { feed in
            feeds[feed].map { charter.concerns(target, $0.known.opening) } ?? false
        }.compactMap { storedEnds(of: $0) }
        return all.filter { $0.scope == .charter } + all.filter { $0.scope != .charter }
    }

    /// A revocation that leaves all that is stored here: of a feed that forked, all its branches.
    /// What does not fit into one act is for ratifications to add.
    public func revocation(of target: Revocation.Target) -> Revocation {
        var tips: [Tips.Entry] = []
        for stored in feeds(of: target) where tips.count + stored.ends.count <= Bounds.tips {
            tips += stored.ends.map { Tips.Entry(stored.feed, $0) }
        }
        return Revocation(target, Tips(tips))
    }

    /// A revocation that leaves of each feed what has at most the number that is given, and of
    /// feeds that are not given, nothing.
    public mutating func revocation(
        of target: Revocation.Target, leaving numbers: [FeedID: BundleNumber]
    ) -> Revocation {
        var tips: [Tips.Entry] = []
        for stored in feeds(of: target) {
            guard let number = numbers[stored.feed] else { continue }
            // Branches that end before, and whatever bears the number.
            var left = stored.ends.filter { $0.number < number }
            left += storage.hashes(of: stored.feed, at: number).map { Tip(number, $0) }
            guard tips.count + left.count <= Bounds.tips else { continue }
            tips += left.map { Tips.Entry(stored.feed, $0) }
        }
        return Revocation(target, Tips(tips))
    }

    /// What raises the cut of a revocation, or of a policy that narrows, to all that is stored
    /// here; nil if nothing lies beyond it, or it is not known. Where it does not fit into one act
    /// there is more when that is written.
    public mutating func ratification(of revocation: ActID) -> Ratification? {
        var tips: [Tips.Entry] = []
        for feed in order {
            guard let opening = feeds[feed]?.known.opening,
                charter.cuts(of: opening).contains(where: { $0.revocation == revocation })
            else { continue }
            let tree = outline(of: feed)
            guard let left = charter.left(by: revocation, of: opening, in: tree) else { continue }
            let beyond = tree.ends.filter { end in
                tree.place(of: end.hash).map { !tree.contains($0, left) } ?? true
            }
            guard tips.count + beyond.count <= Bounds.tips else { continue }
            tips += beyond.map { Tips.Entry(feed, $0) }
        }
        return tips.isEmpty ? nil : Ratification(of: revocation, Tips(tips))
    }
}
