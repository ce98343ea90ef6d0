/// What becomes of an act or record (spec/06-authority.md#ver-1).
public enum Verdict: Hashable, Sendable {
    case admitted
    case waits(Reason)
    case refused(Reason)
    case quarantined

    public var isAdmitted: Bool { self == .admitted }

    var reason: Reason? {
        switch self {
        case .admitted, .quarantined: nil
        case .waits(let reason), .refused(let reason): reason
        }
    }

    /// The milder comes first.
    var severity: Int {
        switch self {
        case .admitted: 0
        case .waits: 1
        case .refused: 2
        case .quarantined: 3
        }
    }
}

/// Why something is not admitted, by the names that spec/06-authority.md gives.
public enum Reason: String, CaseIterable, Sendable {
    // Of the feed.
    case unknownGrant = "unknown-grant"
    case unknownSeat = "unknown-seat"
    case unknownAgency = "unknown-agency"
    case unbacked
    case notGranted = "not-granted"
    // Of the act or record.
    case unknownPolicy = "unknown-policy"
    case unnamedKind = "unnamed-kind"
    case unknownHub = "unknown-hub"
    case unknownAct = "unknown-act"
    case rootsOnly = "roots-only"
    case wrongScope = "wrong-scope"
    case foreignScope = "foreign-scope"
    case notPermitted = "not-permitted"
    case otherHub = "other-hub"
    case notFirst = "not-first"
    case expired
    case notBelow = "not-below"
    case notAbove = "not-above"
    case noSuchRole = "no-such-role"
    case foreignHub = "foreign-hub"
    case notFounder = "not-founder"
    case badKey = "bad-key"
    case badProof = "bad-proof"
}
