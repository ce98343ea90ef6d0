public import Lattice

/// What a decision decides: anything that has a hash. Change one line, and it has another.
public enum Decided {}
/// What a `DecisionID` names.
public enum DecisionName {}
public typealias DecisionID = Hash<DecisionName>

/// Somebody's approval or rejection of exactly one thing (spec/06-authority.md#dec-1). That it is
/// admitted is for whoever hands it in to have seen.
public struct Decision: Hashable, Sendable {
    public let id: DecisionID
    public let about: Hash<Decided>
    public let person: PersonID
    public let role: RoleNumber
    public let approves: Bool
    /// The decisions about the same that its author knew.
    public let seen: Set<DecisionID>
    /// Whether the lease of its author was over (spec/06-authority.md#dec-4).
    public let isStale: Bool

    public init(
        _ id: DecisionID, about: Hash<Decided>, by person: PersonID, as role: RoleNumber,
        approves: Bool, seen: Set<DecisionID> = [], isStale: Bool = false
    ) {
        self.id = id
        self.about = about
        self.person = person
        self.role = role
        self.approves = approves
        self.seen = seen
        self.isStale = isStale
    }
}

/// What decisions come to.
public enum Outcome: Hashable, Sendable {
    /// So many approvals are missing, and perhaps the countersignature.
    case waits(approvals: Int, countersignature: Bool)
    case approved(Flags)
    case rejected
    /// Approved and rejected by people who did not know of each other.
    case held

    /// What is odd about an approval.
    public struct Flags: OptionSet, Hashable, Sendable {
        public let rawValue: UInt8

        public init(rawValue: UInt8) { self.rawValue = rawValue }

        /// Somebody approved what is their own.
        public static let own = Self(rawValue: 1)
        /// It takes approvals of those whose lease was over.
        public static let stale = Self(rawValue: 2)
    }
}

extension Gate {
    /// What all the decisions about one thing come to: a function of the set
    /// (spec/06-authority.md#dec-2).
    public func outcome(
        of decided: Hash<Decided>, proposedBy proposers: Set<PersonID>, _ decisions: [Decision]
    ) -> Outcome {
        let counted = decisions.filter { decision in
            decision.about == decided
                && (roles.contains(decision.role) || decision.role == countersign)
                && (allowsOwn || !proposers.contains(decision.person))
        }
        let standing = counted.filter { old in
            !counted.contains { $0.approves != old.approves && $0.seen.contains(old.id) }
        }
        let approvals = standing.filter(\.approves)
        guard approvals.count == standing.count else {
            return approvals.isEmpty ? .rejected : .held
        }
        let (missing, isCountersigned) = lack(of: approvals)
        guard missing == 0, isCountersigned else {
            return .waits(approvals: missing, countersignature: !isCountersigned)
        }
        var flags: Outcome.Flags = []
        if approvals.contains(where: { proposers.contains($0.person) }) { flags.insert(.own) }
        if lack(of: approvals.filter { !$0.isStale }) != (0, true) { flags.insert(.stale) }
        return .approved(flags)
    }

    /// How many persons are missing among those who approved, and whether one countersigned.
    private func lack(of approvals: [Decision]) -> (Int, Bool) {
        (
            max(0, k - Set(approvals.map(\.person)).count),
            countersign == nil || approvals.contains { $0.role == countersign }
        )
    }
}
