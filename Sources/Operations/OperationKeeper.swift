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

    public init(for seat: ActID) { self.seat = seat }

    public var operation: Operation { follower.operation }

    /// Takes in records that changed.
    public mutating func take<Store>(_ updates: [Update], from replica: inout Replica<Store>) {
        let seat = seat
        follower.take(updates) { name, content, scope in
            replica.outcome(of: name.key, name.kind, stating: content, in: scope, for: seat)
        }
    }

    /// Takes in what the charter says now. Where people or policies changed, decisions may have
    /// come to something else.
    public mutating func charterChanged<Store>(in replica: inout Replica<Store>) {
        let scopes = replica.scopes(of: seat)
        follower.set(
            ledgers: Set(scopes.compactMap { if case .hub(let hub) = $0 { hub } else { nil } }))
        let realm = replica.realm
        let hubs = replica.charter.hubs
        for (hub, state) in hubs {
            let isAgency = replica.charter.domain(of: hub) != realm
            follower.set(HubState(isAgency: isAgency, isClosed: state.isClosed), of: hub)
        }
        let seat = seat
        follower.askAgain { name, content, scope in
            replica.outcome(of: name.key, name.kind, stating: content, in: scope, for: seat)
        }
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
