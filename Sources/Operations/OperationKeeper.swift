public import Bundles
internal import Charter
public import Lattice
public import Queries
public import Relief
public import Replica
internal import Schema

/// Keeps up what somebody knows of an operation while their replica goes on: records as they
/// change, what decisions come to, hubs as the charter has them, and what does not count.
public struct OperationKeeper: Sendable {
    public let seat: ActID
    private var follower = Follower()
    private var surveys: [Address: Inquiry] = [:]
    private var hasCharter = false
    /// What figures are as of: of each scope how far it was read, and in which view, when its
    /// records were last told.
    public private(set) var moments: [Address: Moment] = [:]

    public init(for seat: ActID) { self.seat = seat }

    public var operation: Operation { follower.operation }

    /// Takes in records that changed, as they are at these moments. If they are told anew, what was
    /// known before is forgotten.
    public mutating func take<Store>(
        _ updates: [Update], areAnew: Bool = false, asOf moments: [Address: Moment] = [:],
        from replica: inout Replica<Store>
    ) {
        if areAnew {
            (follower, surveys, self.moments) = (Follower(), [:], [:])
            hasCharter = false
        }
        if !hasCharter { charterChanged(in: &replica) }
        self.moments.merge(moments) { $1 }
        let seat = seat
        follower.take(updates) { name, content, scope in
            replica.outcome(of: name.key, name.kind, stating: content, in: scope, for: seat)
        }
    }

    /// Takes in what the charter says now. Where people or policies changed, decisions may have
    /// come to something else; what stands where the seat does not read any more is forgotten.
    public mutating func charterChanged<Store>(in replica: inout Replica<Store>) {
        hasCharter = true
        let seat = seat
        func outcome(_ name: LedgerKey, _ content: Value, _ scope: Address) -> Outcome? {
            replica.outcome(of: name.key, name.kind, stating: content, in: scope, for: seat)
        }
        let scopes = replica.scopes(of: seat)
        let read = Set(scopes)
        follower.forget(allBut: read, asking: outcome)
        moments = moments.filter { read.contains($0.key) }
        for scope in surveys.keys where !read.contains(scope) {
            surveys[scope] = nil
            follower.set(troubles: [], in: scope)
        }
        follower.set(
            ledgers: Set(scopes.compactMap { if case .hub(let hub) = $0 { hub } else { nil } }))
        let realm = replica.realm
        let hubs = replica.charter.hubs
        for hub in follower.operation.hubs.keys where hubs[hub] == nil {
            follower.set(nil, of: hub)
        }
        for (hub, state) in hubs {
            let isAgency = replica.charter.domain(of: hub) != realm
            follower.set(HubState(isAgency: isAgency, isClosed: state.isClosed), of: hub)
        }
        follower.set(gated: replica.charter.proposedKinds, asking: outcome)
    }

    /// Looks for some more of what does not count. True when all is looked through.
    public mutating func survey<Store>(_ replica: inout Replica<Store>) -> Bool {
        var isDone = true
        for scope in replica.scopes(of: seat) {
            var inquiry = surveys[scope] ?? Inquiry(into: .refused, in: scope, by: seat)
            if replica.look(into: &inquiry) {
                surveys[scope] = inquiry
                if !inquiry.isDone { isDone = false }
            }
            var troubles = Set(inquiry.happenings.compactMap { Trouble($0, in: scope) })
            for fault in replica.faults(of: scope, for: seat) {
                troubles.insert(Trouble(fault, in: scope))
            }
            follower.set(troubles: troubles, in: scope)
        }
        return isDone
    }
}

extension Trouble {
    fileprivate init?(_ happening: Happening, in scope: Address) {
        guard case .refused(let fault) = happening.standing else { return nil }
        self.init(.refused(happening.dot, reason: "\(fault)"), in: scope, of: happening.person)
    }

    fileprivate init(_ fault: FeedFault, in scope: Address) {
        let what: What =
            switch fault.what {
            case .cut(let number, let acts): .quarantined(fault.feed, from: number, by: acts)
            case .forked(let number): .forked(fault.feed, at: number)
            }
        self.init(what, in: scope, of: fault.person)
    }
}
