extension Reason {
    /// The rule of the specification that it stands on.
    public var rule: String {
        switch self {
        case .unknownGrant, .unknownSeat, .notGranted: "RANK-6"
        case .unknownAgency: "RANK-6"
        case .unbacked: "RANK-4"
        case .unknownPolicy: "CUT-5"
        case .unnamedKind, .rootsOnly, .wrongScope, .foreignScope, .notPermitted, .otherHub,
            .notFirst, .expired, .unknownHub:
            "VER-2"
        case .unknownAct, .notAbove: "VER-3"
        case .notBelow: "RANK-2"
        case .noSuchRole, .foreignHub: "RANK-3"
        case .notFounder: "RANK-5"
        case .badKey: "SEAL-4"
        case .badProof: "SEAT-1"
        }
    }

    /// What is wrong, or missing, for a person who has to do something about it.
    public var explanation: String {
        switch self {
        case .unknownGrant: "the grant that it was written under has not arrived"
        case .unknownSeat:
            "the seat that wrote it, or the first seat of its person, has not arrived"
        case .unknownAgency: "the realm has not let this agency in"
        case .unbacked: "not enough distinct people stand behind it yet"
        case .notGranted: "nobody who may has granted this to the seat that wrote it"
        case .unknownPolicy: "the policy that it cites has not arrived"
        case .unnamedKind: "the policy that it cites has no name for this kind of record"
        case .unknownHub: "the hub has not arrived"
        case .unknownAct: "what it speaks of has not arrived"
        case .rootsOnly: "only the roots of the realm can do this"
        case .wrongScope: "records of this kind do not belong into this scope"
        case .foreignScope: "the scope is somebody else's"
        case .notPermitted: "the role does not permit it"
        case .otherHub: "the hub is not one of those that the grant names"
        case .notFirst: "only the first key of an audience may be made in this role"
        case .expired: "the grant had ended when it was written"
        case .notBelow: "a grant can only be made by somebody above it"
        case .notAbove: "a cut can only be raised by an equal or superior of who made it"
        case .noSuchRole: "the policy has no such role at this level"
        case .foreignHub: "the grant names a hub of somebody else"
        case .notFounder: "the person was let in from higher up"
        case .badKey: "a key is of a kind that cannot be trusted"
        case .badProof: "the seat's keys were not offered by who has them"
        }
    }
}

extension Reason: CustomStringConvertible {
    public var description: String { "\(explanation) (\(rawValue), \(rule))" }
}
