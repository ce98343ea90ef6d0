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
        public let id: IssueID
        public let isRead: Bool

        /// By which a read mark names it.
        public var token: String { id.token }
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
        func entry(_ content: Content, _ priority: Priority, _ id: IssueID) -> Entry {
            Entry(content: content, priority: priority, id: id, isRead: read.contains(id))
        }
        var entries: [Entry] = []
        for issue in operation.issues.values where issue.resolution == nil {
            entries.append(entry(.issue(issue), issue.sort.priority, issue.id))
        }
        entries += notices.map { entry(.notice($0), $0.sort.priority, $0.id) }
        for fact in operation.addressed.compactMap({ operation.facts[$0] }) {
            switch fact.name.kind {
            case .order, .correction:
                guard decides, fact.name.key.person != person, case .waits = fact.outcome,
                    operation.isOpen(fact)
                else { continue }
                entries.append(entry(.decision(fact.name), .high, IssueID(fact.reference.hash)))
            case .announcement:
                let parts = Parts(fact.content)
                let places = parts.hubs(4)
                guard parts.integer(3).map({ $0 >= day }) ?? true,
                    places.isEmpty || hubs.map({ !$0.isDisjoint(with: places) }) ?? true
                else { continue }
                entries.append(
                    entry(
                        .announcement(fact.name), parts.choice(2) ?? .normal,
                        IssueID(fact.reference.hash)))
            default: continue
            }
        }
        // What is put in order is small, and each entry is moved once.
        let order = entries.indices.map { (entries[$0].priority, entries[$0].id, $0) }
            .sorted { ($1.0, $0.1) < ($0.0, $1.1) }
        self.entries = order.map { entries[$0.2] }
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
            .approvedOwn, .approvedLate, .sameCode:
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
