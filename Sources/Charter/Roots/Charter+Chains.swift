public import Bundles
public import Lattice

/// Where the chains of roots stand, for those who go on with them.
extension Charter {
    /// The record that the next one of a domain goes on from, and who signs that: the last one of
    /// the longest line that no stay has dropped. Nil if the founding record is not here.
    public func lastRoot(of domain: DomainID) -> (record: RootRecord, roots: Roots)? {
        precondition(isSettled, "the charter is not settled")
        return chains[domain]?.ends.first.map { ($0.record, $0.roots) }
    }

    /// How many lines of a chain go on side by side: more than one is for stays to settle
    /// (spec/04-identity.md#root-5).
    public func rootLines(of domain: DomainID) -> Int {
        precondition(isSettled, "the charter is not settled")
        return chains[domain]?.ends.count ?? 0
    }

    /// The records of a domain that lack so many signatures, ascending by their hash.
    public func pendingRoots(of domain: DomainID) -> [(record: RootRecord, lacking: Int)] {
        precondition(isSettled, "the charter is not settled")
        return chains[domain]?.pending ?? []
    }

    /// How many signatures a record lacks that is still to be handed in; nil if what it follows is
    /// not here.
    public func lackingSignatures(_ record: RootRecord) -> Int? {
        if record.number == 0 { return RootChain.lacking(record, after: nil) }
        return roots(after: record.previous).map { RootChain.lacking(record, after: $0) }
    }

    /// The domain in whose chain a record is in force.
    public func chainDomain(of record: RootHash) -> DomainID? {
        chains.first { $0.value[record] != nil }?.key
    }
}
