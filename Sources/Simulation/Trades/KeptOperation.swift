internal import Bundles
internal import Charter
internal import Lattice
internal import Operations
internal import Queries
internal import Relief
internal import Replica
internal import Schema
internal import Seal

/// What somebody's laptop knows of the operation, kept up by what their replica says has changed,
/// as a program does it. A program that starts begins anew.
final class KeptOperation {
    private var keeper: OperationKeeper?
    private var lives: UInt64 = 0
    private var isAnew = true
    private var changed: [Address: Set<Anchor>] = [:]
    /// The scopes that were ever taken in.
    private var scopes: Set<Address> = []

    var operation: Operation { keeper?.operation ?? Operation() }

    func heard(_ effect: Effect, by seat: ActID) {
        switch effect {
        case .changed(let scope, let anchors, _, seat):
            changed[scope, default: []].formUnion(anchors)
        case .changedAnew(_, seat): isAnew = true
        default: break
        }
    }

    /// Takes in what has changed. Nothing happens while the machine is off.
    func keepUp(_ host: Host) {
        guard let seat = host.somebody?.id, host.isOn else { return }
        if lives != host.lives { isAnew = true }
        lives = host.lives
        scopes = scopes.union(ReliefTrade.scopes(of: host))
        let before = isAnew ? nil : keeper
        let changed = changed
        (isAnew, self.changed) = (false, [:])
        keeper = host.withReplica { replica in
            guard var keeper = before else { return Self.anew(&replica, for: seat) }
            keeper.charterChanged(in: &replica)
            for scope in replica.scopes(of: seat) {
                guard let anchors = changed[scope] else { continue }
                let shelf = replica.state(of: scope, for: seat)?.shelf
                keeper.take(Self.updates(of: anchors, on: shelf, in: scope), from: &replica)
            }
            while !keeper.survey(&replica) {}
            return keeper
        }
    }

    func authority(of host: Host, at now: Int64) -> Authority? {
        let keeper = keeper
        return host.withReplica { replica in keeper?.authority(in: replica, at: now) } ?? nil
    }

    /// Whether nothing of what was taken in is being made anew just now, so that it could not be
    /// put together.
    func isWhole(at host: Host) -> Bool { scopes.isSubset(of: ReliefTrade.scopes(of: host)) }

    /// What a laptop knows, put together from its rows.
    static func anew(_ host: Host) -> Operation? {
        guard let seat = host.somebody?.id else { return nil }
        return host.withReplica { anew(&$0, for: seat).operation }
    }

    private static func anew(_ replica: inout Replica<Disk>, for seat: ActID) -> OperationKeeper {
        var keeper = OperationKeeper(for: seat)
        keeper.charterChanged(in: &replica)
        for scope in replica.scopes(of: seat) {
            let shelf = replica.state(of: scope, for: seat)?.shelf
            var anchors: Set<Anchor> = []
            for name in shelf?.names ?? [] {
                guard name == .ledger else {
                    anchors.insert(.record(name))
                    continue
                }
                for (_, facts) in shelf?.ledger ?? [] {
                    anchors.formUnion(facts.keys.map { .fact($0) })
                }
            }
            keeper.take(updates(of: anchors, on: shelf, in: scope), from: &replica)
        }
        while !keeper.survey(&replica) {}
        return keeper
    }

    /// What some rows are now.
    private static func updates(
        of anchors: Set<Anchor>, on shelf: CachedShelf?, in scope: Address
    ) -> [Update] {
        let ledger = shelf?.ledger ?? []
        var updates: [Update] = []
        for anchor in anchors.sorted(by: Anchor.isBefore) {
            switch anchor {
            case .record(let id):
                guard id != .ledger else { continue }
                guard let document = shelf?.document(id), !document.isEmpty,
                    let kind = Relief.schema.kinds[id.kind]
                else {
                    updates.append(Update(.record(id), of: id.kind, in: scope, .gone))
                    continue
                }
                let shown = Shown(id, document, of: kind, by: Blake2b.self)
                updates.append(Update(.record(id), of: id.kind, in: scope, .record(shown)))
            case .fact(let key):
                var found: Set<KindNumber> = []
                for (kind, facts) in ledger {
                    guard let fact = facts[key] else { continue }
                    found.insert(kind)
                    updates.append(Update(.fact(key), of: kind, in: scope, .fact(fact)))
                }
                for kind in ReliefTrade.facts where !found.contains(kind) {
                    updates.append(Update(.fact(key), of: kind, in: scope, .gone))
                }
            }
        }
        return updates
    }
}

extension Anchor {
    fileprivate static func isBefore(_ a: Self, _ b: Self) -> Bool {
        switch (a, b) {
        case (.record(let mine), .record(let theirs)): mine < theirs
        case (.fact(let mine), .fact(let theirs)): mine < theirs
        case (.record, .fact): true
        case (.fact, .record): false
        }
    }
}

extension CachedShelf {
    /// The records that there are rows of, in order.
    var names: [RecordID] {
        var names = RecordNames()
        var visited = self
        visited.visitRows(&names)
        return names.found.sorted()
    }

    /// The facts of the ledger, by their kinds, in order.
    var ledger: [(kind: KindNumber, facts: Facts)] {
        document(.ledger)?.facts.entries.map { (KindNumber($0.key.value), $0.value) } ?? []
    }
}

private struct RecordNames: RecordVisitor {
    var found: Set<RecordID> = []

    mutating func visit(_ record: RecordID, _: RowKey, _: borrowing some Row) {
        found.insert(record)
    }
}
