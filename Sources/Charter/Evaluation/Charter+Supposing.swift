public import Bundles
public import Lattice

/// What would become of something that nobody has written yet: whoever is about to is told
/// beforehand, by the very rules by which all others will judge it.
extension Charter {
    /// The verdicts on acts that are still to be written under a grant, each as if the others stood
    /// beside it in one bundle of a feed of its own.
    public func verdicts(
        on acts: [Act], in opening: Opening, at time: HybridTime, citing policy: UInt16
    ) -> [Verdict] {
        precondition(isSettled, "the charter is not settled")
        var trial = self
        guard let ids = trial.suppose(acts, in: opening, at: time, citing: policy) else {
            return acts.map { _ in .waits(.unknownPolicy) }
        }
        trial.settle()
        return ids.map { trial.verdict(on: $0) ?? .waits(.unknownGrant) }
    }

    /// The verdicts on the acts of a root record, as if enough roots had signed it; nil if it goes
    /// on from nothing that is here, or is here already.
    public func verdicts(supposing record: RootRecord) -> [Verdict]? {
        precondition(isSettled, "the charter is not settled")
        var trial = self
        guard let domain = domain(of: record), var chain = trial.chains[domain] else { return nil }
        guard chain.suppose(record) else { return nil }
        trial.chains[domain] = chain
        trial.dirty.chains.insert(domain)
        let ids = record.acts.indices.map { Act.id(in: record.hash, at: $0) }
        for (id, act) in zip(ids, record.acts) {
            trial.append(act, id, .root(domain, record.hash), record.time)
        }
        trial.settle()
        return ids.map { trial.verdict(on: $0) ?? .waits(.unknownGrant) }
    }

    /// Takes acts in as if they had come, in a feed and a bundle that nobody has.
    private mutating func suppose(
        _ acts: [Act], in opening: Opening, at time: HybridTime, citing policy: UInt16
    ) -> [ActID]? {
        let opening = Opening(
            realm: realm, scope: .charter, seat: opening.seat, grant: opening.grant,
            incarnation: Incarnation(high: .max, low: .max))
        let hash = BundleHash(.max, .max, .max, .max)
        let header = Header(
            feed: opening.feed, number: .first, previous: .zero, time: time, policy: policy)
        guard let header, feedPlaces[opening.feed] == nil else { return nil }
        let place = open(opening)
        let node = feeds[place].tree.insert(header, hash)
        feeds[place].policies.insert(policy)
        let start = self.acts.count
        let ids = acts.indices.map { Act.id(in: hash, at: $0) }
        for (id, act) in zip(ids, acts) { append(act, id, .feed(place, node), time) }
        feeds[place].acts.append(start..<self.acts.count)
        dirty.mark(place, whole: true)
        return ids
    }
}
