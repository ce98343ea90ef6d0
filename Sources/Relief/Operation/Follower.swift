public import Bundles
public import Charter
public import Lattice
public import Queries
internal import Schema
internal import Seal

/// Follows records as they change, and keeps up what follows from them. The same fact may stand in
/// several scopes; it is there once, from the scope whose name comes first.
public struct Follower: Sendable {
    public private(set) var operation = Operation()
    /// Where each fact stands.
    private var places: [LedgerKey: [Address: Fact]] = [:]
    /// What each decision decides.
    private var decided: [LedgerKey: LedgerKey] = [:]
    /// What may have to be decided before it has effect.
    private var gated: Set<KindNumber> = []

    /// What decisions about exactly this content of a fact in a scope came to.
    public typealias Asking = (LedgerKey, Value, Address) -> Outcome?

    public init() {}

    /// Takes in what may have to be decided, by the charter, which may also have said who decides:
    /// so all of that is asked anew.
    public mutating func set(gated: Set<KindNumber>, asking: Asking) {
        let either = gated.union(self.gated)
        self.gated = gated
        let facts = operation.facts.values.filter { either.contains($0.name.kind) }
        operation.set(facts.map { ($0.name, ask(again: $0, asking)) })
    }

    /// Forgets all but what is in these scopes.
    public mutating func forget(allBut scopes: Set<Address>, asking: Asking) {
        var gone: [Update] = []
        for (name, all) in places {
            for scope in all.keys where !scopes.contains(scope) {
                gone.append(Update(.fact(name.key), of: name.kind, in: scope, .gone))
            }
        }
        for (id, record) in operation.records where !scopes.contains(record.scope) {
            gone.append(Update(.record(id), of: id.kind, in: record.scope, .gone))
        }
        take(gone, asking: asking)
    }

    public mutating func take(_ updates: [Update], asking: Asking) {
        var names: [LedgerKey: [Update]] = [:]
        var order: [LedgerKey] = []
        var again: Set<LedgerKey> = []
        for one in updates {
            switch (one.subject, one.told) {
            case (.record(let id), .record(let shown)):
                operation.set(shown, of: id, in: one.scope)
            case (.record(let id), _):
                // It may be in another scope by now.
                if operation.records[id]?.scope == one.scope {
                    operation.set(nil, of: id, in: one.scope)
                }
            case (.fact(let key), _):
                let name = LedgerKey(one.kind, key)
                if names[name] == nil { order.append(name) }
                names[name, default: []].append(one)
            }
        }
        var changes: [(name: LedgerKey, fact: ReliefFact?)] = []
        for name in order {
            let fact = settle(name, names[name] ?? [], asking)
            changes.append((name, fact))
            if name.kind == .decision { again.formUnion(decided(by: name, fact)) }
        }
        operation.set(changes)
        operation.set(
            again.sorted().compactMap { name in
                operation.facts[name].map { (name, ask(again: $0, asking)) }
            })
    }

    public mutating func set(_ state: HubState?, of hub: HubID) { operation.set(state, of: hub) }
    public mutating func set(ledgers: Set<HubID>) { operation.set(ledgers: ledgers) }
    public mutating func set(troubles: Set<Trouble>, in scope: Address) {
        operation.set(troubles: troubles, in: scope)
    }

    private func outcome(
        _ name: LedgerKey, _ content: Value, _ scope: Address, _ asking: Asking
    ) -> Outcome? {
        gated.contains(name.kind) ? asking(name, content, scope) : nil
    }

    private func ask(again fact: ReliefFact, _ asking: Asking) -> ReliefFact {
        ReliefFact(
            fact.name, in: fact.scope, fact.content, carriedBy: fact.carriers,
            outcome: outcome(fact.name, fact.content, fact.scope, asking),
            isEquivocal: fact.isEquivocal)
    }

    /// What a fact comes to where it changed in some scopes; nil if it is nowhere any more.
    private mutating func settle(
        _ name: LedgerKey, _ updates: [Update], _ asking: Asking
    ) -> ReliefFact? {
        var all = places.removeValue(forKey: name) ?? [:]
        for one in updates {
            if case .fact(let fact) = one.told {
                all[one.scope] = fact
            } else {
                all[one.scope] = nil
            }
        }
        let first = all.min { $0.key < $1.key }
        guard let (scope, fact) = first, let content = fact.content(by: Blake2b.self) else {
            return nil
        }
        places[name] = all
        return ReliefFact(
            name, in: scope, content, carriedBy: fact.contents[content] ?? SortedMap(),
            outcome: outcome(name, content, scope, asking), isEquivocal: fact.isEquivocal)
    }

    /// What a decision decided before, and decides now.
    private mutating func decided(by name: LedgerKey, _ fact: ReliefFact?) -> [LedgerKey] {
        let old = decided[name]
        decided[name] = fact.flatMap { Parts($0.content).fact(0) }.map { LedgerKey($0) }
        return [old, decided[name]].compactMap { $0 }
    }
}
