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

    public init(
        _ id: DecisionID, about: Hash<Decided>, by person: PersonID, as role: RoleNumber,
        approves: Bool, seen: Set<DecisionID> = []
    ) {
        self.id = id
        self.about = about
        self.person = person
        self.role = role
        self.approves = approves
        self.seen = seen
    }
}

/// What decisions come to.
public enum Outcome: Hashable, Sendable {
    /// So many approvals are missing, and perhaps the countersignature.
    case waits(approvals: Int, countersignature: Bool)
    /// Flagged if somebody approved what is their own.
    case approved(isFlagged: Bool)
    case rejected
    /// Approved and rejected by people who did not know of each other.
    case held
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
        let persons = Set(approvals.map(\.person))
        let isCountersigned =
            countersign == nil || approvals.contains { $0.role == countersign }
        guard persons.count >= k, isCountersigned else {
            return .waits(
                approvals: max(0, k - persons.count), countersignature: !isCountersigned)
        }
        return .approved(isFlagged: !persons.isDisjoint(with: proposers))
    }
}
