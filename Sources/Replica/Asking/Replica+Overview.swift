public import Bundles
public import Charter
public import Lattice
internal import Schema

/// A feed of which not all counts (spec/06-authority.md#view-6).
public struct FeedFault: Hashable, Sendable {
    public enum What: Hashable, Sendable {
        /// From a bundle on it is cut off by these revocations.
        case cut(from: BundleNumber, by: [ActID])
        /// It is forked after a bundle.
        case forked(at: BundleNumber)
    }

    public let feed: FeedID
    public let seat: ActID
    /// Nil of somebody who is not known any more.
    public let person: PersonID?
    public let what: What
}

extension Replica {
    /// The scopes that a seat reads now, in order.
    public func scopes(of seat: ActID) -> [Address] {
        (desks[seat]?.scopes ?? [:]).filter { $0.value.isSound }.keys.sorted()
    }

    /// The feeds of a scope, as a seat reads it, of which not all counts that is here, in order.
    public func faults(of scope: Address, for seat: ActID) -> [FeedFault] {
        guard let open = desks[seat]?.scopes[scope], open.isSound else { return [] }
        let view = open.scope.view
        var faults: [FeedFault] = []
        for feed in order {
            guard let stored = feeds[feed], stored.known.opening.scope == scope else { continue }
            let opening = stored.known.opening
            func note(_ what: FeedFault.What) {
                faults.append(
                    FeedFault(
                        feed: feed, seat: opening.seat, person: charter.person(of: opening.seat),
                        what: what))
            }
            if let last = stored.highest, !view.admits(last, of: feed) {
                var from = BundleNumber.first
                if case .upTo(let end) = view.cut(of: feed) { from = end.next }
                note(.cut(from: from, by: charter.cuts(of: opening).map(\.revocation).sorted()))
            }
            if let first = view.forks(of: feed)?.keys.first { note(.forked(at: first)) }
        }
        return faults.sorted { ($0.feed, $0.seat) < ($1.feed, $1.seat) }
    }

    /// What decisions about exactly this content of a fact came to; nil of what needs none.
    public mutating func outcome(
        of key: FactKey, _ kind: KindNumber, stating content: Value, in scope: Address,
        for seat: ActID
    ) -> Outcome? {
        var inquiry = Inquiry(about: .fact(key), in: scope, by: seat)
        while !inquiry.isDone { guard look(into: &inquiry) else { break } }
        return inquiry.outcome(of: FactReference(key, of: kind, stating: content))
    }
}

extension Inquiry {
    /// What the decisions about exactly this come to; nil if somebody stated it who needs nobody's
    /// consent. What nobody can decide waits for ever.
    func outcome(of fact: FactReference) -> Outcome? {
        let stated = happenings.filter { $0.standing == .counts && $0.reference == fact }
        if stated.contains(where: { !$0.isProposal }) { return nil }
        let outcomes = stated.compactMap { decisions(about: $0).outcome }
        return outcomes.first ?? .waits(approvals: 1, countersignature: false)
    }
}
