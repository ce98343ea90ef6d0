public import Charter
internal import Lattice
public import Schema

/// A fact that names the one that is asked about, with one of its contents.
public struct Citation: Hashable, Sendable {
    public let happening: Happening
    public let fact: FactReference
    /// Whether it approves or rejects what it names; nil of a fact that decides nothing.
    public let approves: Bool?
    /// The decisions about the same that its author knew.
    public let seen: [FactReference]
    /// When it was last heard of another who decides, in milliseconds since 1970, as its author
    /// knew.
    public let pulse: Int64?

    /// Whether its author's lease was over (spec/06-authority.md#dec-4).
    public var isStale: Bool {
        happening.verdict.lease?.isOver(at: happening.time, after: pulse) ?? false
    }

    /// As a decision; nil if it is none, or does not count: void, refused, waiting, itself only
    /// proposed, or an approval under a strict lease that was over (spec/06-authority.md#dec-1).
    public var decision: Decision? {
        guard let approves, happening.standing == .counts, happening.verdict.verdict.isAdmitted,
            !happening.isProposal, let person = happening.person, let role = happening.verdict.role,
            let own = happening.reference
        else { return nil }
        if isStale, approves, happening.verdict.lease?.isStrict == true { return nil }
        return Decision(
            own.hash.named(), about: fact.hash.named(), by: person, as: role, approves: approves,
            seen: Set(seen.map { $0.hash.named() }), isStale: isStale)
    }
}

extension Happening {
    /// What it states, by name, if it states a fact of the ledger.
    public var reference: FactReference? {
        guard change.record == .ledger, case .field(_, .facts(let fact)) = change.delta else {
            return nil
        }
        return FactReference(fact.key, of: change.kind, stating: fact.content)
    }
}

extension Inquiry {
    /// The facts of the scope that name the one that is asked about, in the order of their times.
    public var citations: [Citation] {
        cited.sorted {
            ($0.happening.time, $0.happening.dot, $0.fact.hash)
                < ($1.happening.time, $1.happening.dot, $1.fact.hash)
        }
    }

    /// What was decided about exactly what a happening states, and what that comes to; no outcome
    /// of what is not proposed, or if nobody can decide it.
    func decisions(about happening: Happening) -> (all: [Citation], outcome: Outcome?) {
        guard let stated = happening.reference else { return ([], nil) }
        let all = citations.filter { $0.fact == stated && $0.approves != nil }
        guard happening.isProposal, let gate = happening.verdict.gate else { return (all, nil) }
        let proposers = happenings.filter { $0.reference == stated }.compactMap(\.person)
        let outcome = gate.outcome(
            of: stated.hash.named(), proposedBy: Set(proposers), all.compactMap(\.decision))
        return (all, outcome)
    }
}

extension FactHash {
    fileprivate func named<Other>() -> Hash<Other> {
        Hash<Other>(words.0, words.1, words.2, words.3)
    }
}
