public import Bundles
public import Lattice

/// The verdict on a record, and what its effect waits for.
public struct RecordVerdict: Hashable, Sendable {
    public let verdict: Verdict
    /// Whether it is only proposed, and has no effect before the gate opens.
    public let isProposal: Bool
    /// What has to be decided before it has effect; nil of a proposal that nobody can decide.
    public let gate: Gate?
    /// Those who may do this, by their names; for errors.
    public let who: [String]
    /// The role by whose grant it is written; nil while that is not known.
    public let role: RoleNumber?
    /// Where what is written has to happen: the hubs of the grant, if it is for one's own alone;
    /// nil if that is not asked.
    public private(set) var homes: [HubID]?
    /// How long its author may go without news of others who decide; nil if that is not asked.
    public let lease: Lease?
    let severity: Int

    init(_ verdict: Verdict, severity: Int? = nil) {
        self.verdict = verdict
        isProposal = false
        gate = nil
        who = []
        role = nil
        homes = nil
        lease = nil
        self.severity = severity ?? verdict.severity * 2
    }

    init(_ verdict: Verdict, _ kind: KindNumber, _ author: Author, _ policy: Policy) {
        let role = author.role
        self.verdict = verdict
        let row = policy.kinds[kind]
        let permission = role.flatMap { row?.who[$0] }
        isProposal = verdict.isAdmitted && permission?.isProposal == true
        homes = permission?.isOwn == true ? author.hubs : nil
        lease = role.flatMap { policy.leases[$0] }
        // What one policy lets happen at once, another does not turn into a proposal.
        severity = verdict.severity * 2 + (isProposal ? 1 : 0)
        gate = isProposal ? row?.gate : nil
        who = (row?.who ?? [:]).keys.sorted().compactMap { policy.roles[$0]?.name }
        self.role = role
    }

    /// The one of two that leaves more to its author; what happens anywhere by one of two that
    /// are alike happens anywhere (spec/06-authority.md#pol-2).
    func milder(_ other: Self) -> Self {
        var found = other.isMilder(than: self) ? other : self
        if severity == other.severity, homes == nil || other.homes == nil { found.homes = nil }
        return found
    }

    /// Whether it leaves more to its author (spec/06-authority.md#pol-2).
    func isMilder(than other: Self) -> Bool {
        if severity != other.severity { return severity < other.severity }
        return Lease.isMilder(lease, than: other.lease)
    }
}
