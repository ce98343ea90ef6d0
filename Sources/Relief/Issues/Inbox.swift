public import Bundles
internal import Charter
public import Lattice
internal import Queries
internal import Schema

/// What one person should look at (spec/10-relief.md#inbox-1).
public struct Inbox: Hashable, Sendable {
    public enum Priority: Int64, CaseIterable, Comparable, Sendable {
        case low, normal, high, urgent

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    public enum Content: Hashable, Sendable {
        case issue(Issue)
        case notice(Notice)
        /// An order or correction that waits for this person, or for others like them.
        case decision(LedgerKey)
        case announcement(LedgerKey)
    }

    public struct Entry: Hashable, Sendable {
        public let content: Content
        public let priority: Priority
        /// By which a read mark names it.
        public let token: String
        public let isRead: Bool
    }

    /// The gravest first.
    public let entries: [Entry]

    public var unread: Int { entries.count { !$0.isRead } }

    /// For somebody at these hubs, who decides if they may; as of a day.
    public init(
        _ operation: Operation, for person: PersonID, at hubs: Set<HubID>?, decides: Bool,
        on day: Int64, _ notices: [Notice]
    ) {
        let read = operation.readMarks
        func entry(_ content: Content, _ priority: Priority, _ token: String) -> Entry {
            Entry(
                content: content, priority: priority, token: token, isRead: read.contains(token))
        }
        var entries = operation.openIssues.map { issue in
            entry(.issue(issue), issue.sort.priority, issue.id.token)
        }
        entries += notices.map { entry(.notice($0), $0.sort.priority, $0.id.token) }
        for fact in operation.facts.values {
            switch fact.name.kind {
            case .order, .correction:
                guard decides, fact.name.key.person != person, case .waits = fact.outcome,
                    operation.isOpen(fact)
                else { continue }
                entries.append(entry(.decision(fact.name), .high, fact.reference.hash.token))
            case .announcement:
                let parts = Parts(fact.content)
                let places = parts.hubs(4)
                guard parts.integer(3).map({ $0 >= day }) ?? true,
                    places.isEmpty || hubs.map({ !$0.isDisjoint(with: places) }) ?? true
                else { continue }
                entries.append(
                    entry(
                        .announcement(fact.name), parts.choice(2) ?? .normal,
                        fact.reference.hash.token))
            default: continue
            }
        }
        self.entries = entries.sorted { ($1.priority, $0.token) < ($0.priority, $1.token) }
    }
}

extension Operation {
    /// Whether somebody still has to decide it: a plan is nobody's to decide, and what has ended
    /// need not be.
    fileprivate func isOpen(_ fact: ReliefFact) -> Bool {
        guard fact.name.kind == .order else { return true }
        return orders.standing(of: fact.name)?.state == .awaitingApproval
    }
}

extension Issue.Sort {
    var priority: Inbox.Priority {
        switch self {
        case .forked, .quarantined, .held, .beyondApproval, .promisedBeyond: .urgent
        case .belowZero, .differs, .hubClosed, .equivocal, .correctionsApart: .high
        case .countDoubt, .countsApart, .itemGone, .conflict, .deletedAndChanged, .refused,
            .approvedOwn, .sameCode:
            .normal
        case .breaksRule, .alike: .low
        }
    }
}

extension Notice.Sort {
    fileprivate var priority: Inbox.Priority {
        switch self {
        case .disk: .urgent
        case .expired, .clock, .lowStock: .high
        case .expiring: .normal
        }
    }
}
