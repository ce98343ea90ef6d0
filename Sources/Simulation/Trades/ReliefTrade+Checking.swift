internal import Bundles
internal import Charter
internal import Lattice
internal import Relief
internal import Replica
internal import Schema
internal import Seal

/// What has to come of a relief operation when all hold the same.
extension ReliefTrade {
    func check(_ country: Country) {
        var known: [[Address]: (host: Int, operation: Operation)] = [:]
        var offices: [Office: (host: Int, scopes: [Address])] = [:]
        for host in country.present where !host.isRelay {
            let operation = operation(of: host, in: country)
            if let anew = KeptOperation.anew(host),
                let difference = Difference(operation, anew).text
            {
                country.ledger.violate("kept", "host \(host.number) at the end: \(difference)")
            }
            see(operation, in: country)
            let scopes = Self.scopes(of: host)
            let facts = checkFacts(at: host, scopes, in: country)
            let taken = Set(Self.facts.flatMap { operation.facts(of: $0) }.map(\.name))
            for name in taken.symmetricDifference(facts.keys).sorted() {
                country.ledger.violate(
                    "operation", "host \(host.number) has \(name) only in its rows, or out of them")
            }
            checkBooks(operation, facts, at: host, scopes, in: country)
            let office = Office(role: host.role, hubs: host.hubs)
            let other = offices[office] ?? (host.number, scopes)
            offices[office] = other
            if other.scopes != scopes {
                country.ledger.violate(
                    "operation", "hosts \(other.host) and \(host.number) read different scopes")
            }
            guard let first = known[scopes] else {
                known[scopes] = (host.number, operation)
                continue
            }
            if let difference = Difference(first.operation, operation).text {
                country.ledger.violate(
                    "operation", "hosts \(first.host) and \(host.number): \(difference)")
            }
        }
    }

    /// Who has the same one reads the same.
    private struct Office: Hashable {
        let role: RoleNumber
        let hubs: [HubID]
    }

    /// What of all that can come of it did.
    private func see(_ operation: Operation, in country: Country) {
        for (_, one) in operation.orders.all { country.ledger.sights.insert(one.state.rawValue) }
        for issue in operation.issues.values {
            country.ledger.sights.insert("issue: " + issue.sort.name)
        }
    }

    // MARK: Facts

    /// A fact, and where it stands.
    private struct Place: Hashable {
        let scope: Address
        let name: LedgerKey
    }

    /// What was acknowledged counts for whoever reads it, and nothing does that nobody wrote. All
    /// that counts there.
    private func checkFacts(
        at host: Host, _ scopes: [Address], in country: Country
    ) -> [LedgerKey: Value] {
        guard let seat = host.somebody?.id else { return [:] }
        var rows: [Place: Fact] = [:]
        var counting: [LedgerKey: Value] = [:]
        for scope in scopes {
            let shelf = host.withReplica { $0.state(of: scope, for: seat)?.shelf } ?? nil
            for (kind, facts) in shelf?.ledger ?? [] {
                for key in facts.keys {
                    let name = LedgerKey(kind, key)
                    rows[Place(scope: scope, name: name)] = facts[key]
                    counting[name] = facts[key]?.content(by: Blake2b.self)
                }
            }
        }
        for one in country.ledger.stated where scopes.contains(one.scope) {
            let fact = rows.removeValue(
                forKey: Place(scope: one.scope, name: LedgerKey(one.kind, one.key)))
            let isThere = fact?.contents[one.content] != nil
            let what = "\(one.kind) \(one.key.id.low) of \(one.host) (\(one.number) of \(one.feed))"
            switch standing(of: one, in: country) {
            case .counts where !isThere:
                country.ledger.violate("facts", "host \(host.number) lacks \(what)")
            case .isVoid where isThere:
                country.ledger.violate(
                    "facts", "host \(host.number) has \(what), which was written too late")
            default: break
            }
        }
        for name in rows.keys.map(\.name).sorted() where !forged.contains(name.key) {
            country.ledger.violate("facts", "host \(host.number) has \(name), which nobody wrote")
        }
        return counting
    }

    private enum Standing { case counts, isVoid, may }

    /// Whether something has to be there, or may not be.
    ///
    /// What went down with a laptop need not be there, and where a disk was copied one side of a
    /// fork may not be. Of whoever was let go of, what all acts left of a feed counts, and what is
    /// beyond all of them does not, if one of these was the realm's: an admin's may have no effect.
    private func standing(of one: Ledger.Stated, in country: Country) -> Standing {
        let writer = country.hosts[one.host]
        guard !country.ledger.doubled.contains(one.host), let seat = writer.somebody?.id else {
            return .may
        }
        guard let known = country.revocations[seat] else {
            return writer.isGone || !writer.isOn ? .may : .counts
        }
        let isBeyond = known.left.allSatisfy { left in
            left[one.feed].map { $0 < one.number } ?? true
        }
        if isBeyond { return known.root == nil ? .may : .isVoid }
        let isLeft = known.left.allSatisfy { left in
            left[one.feed].map { $0 >= one.number } ?? false
        }
        return isLeft ? .counts : .may
    }

    // MARK: Books

    /// What is on the books of whoever reads a hub's ledger is what those facts say that count for
    /// them, as they were when they were made; and what hubs have in all is the sum of it.
    private func checkBooks(
        _ operation: Operation, _ facts: [LedgerKey: Value], at host: Host, _ scopes: [Address],
        in country: Country
    ) {
        var corrections: [FactReference: [(name: LedgerKey, edit: Edited)]] = [:]
        for fact in operation.facts(of: .correction) where fact.isEffective {
            guard
                case .correction(let about, let amount, let damaged, let instead)? =
                    effects[fact.name.key]
            else { continue }
            let edit = Edited(amount: amount, damaged: damaged, instead: instead)
            corrections[about, default: []].append((fact.name, edit))
        }
        var books: [Bucket: Int128] = [:]
        for (name, content) in facts {
            let reference = FactReference(name.key, of: name.kind, stating: content)
            add(name, Self.counting(corrections[reference] ?? []), to: &books)
        }
        let hubs = country.world.hubs.filter { scopes.contains(.hub($0)) }
        var totals: [RecordID: [Condition: Int128]] = [:]
        for (hub, sort) in zip(country.world.hubs, self.hubs) where hubs.contains(hub) {
            let items = Set(books.keys.filter { $0.hub == hub }.map(\.item))
                .union(operation.book.items(at: hub)).sorted()
            for item in items {
                for condition in Condition.allCases {
                    let bucket = Bucket(hub, item, nil, condition)
                    let stock = operation.book.stock(of: bucket)
                    if stock.book != books[bucket] ?? 0 {
                        country.ledger.violate(
                            "stock",
                            "host \(host.number) has \(stock.book) of \(bucket) on its books, not "
                                + "\(books[bucket] ?? 0)")
                    }
                    guard sort != .agency else { continue }
                    totals[item, default: [:]][condition, default: 0] += stock.onHand
                }
            }
        }
        for (item, total) in totals.sorted(by: { $0.key < $1.key }) {
            let found = operation.governmentTotal(of: item)
            for (condition, amount) in total where found[condition] ?? 0 != amount {
                country.ledger.violate(
                    "stock",
                    "host \(host.number) has \(found[condition] ?? 0) of \(item) in all, not "
                        + "\(amount)")
            }
        }
    }

    private struct Edited {
        let amount: Int64
        let damaged: Int64
        let instead: FactKey?
    }

    /// Of several corrections the one that counts (spec/10-relief.md#edit-1).
    private static func counting(_ all: [(name: LedgerKey, edit: Edited)]) -> Edited? {
        let replaced = Set(all.compactMap(\.edit.instead))
        return all.filter { !replaced.contains($0.name.key) }.min { $0.name < $1.name }?.edit
    }

    private func add(_ name: LedgerKey, _ edit: Edited?, to books: inout [Bucket: Int128]) {
        switch effects[name.key] {
        case .moves(let moves):
            for (bucket, amount) in moves {
                books[bucket, default: 0] +=
                    Int128(edit.map { amount < 0 ? -$0.amount : $0.amount } ?? amount)
            }
        case .receipt(let whole, let good, let broken, let damaged):
            books[whole, default: 0] += Int128(edit?.amount ?? good)
            books[broken, default: 0] += Int128(edit?.damaged ?? damaged)
        default: break
        }
    }

    // MARK: What stories say

    func fault(of check: WorkCheck, at number: Int, in country: Country) -> String? {
        let host = country.hosts[number]
        let operation = operation(of: host, in: country)
        switch check {
        case .stock(let hub, let code, let units):
            guard let item = Hands.items(at: host).first(where: { $0.code == code })?.id else {
                return "knows of no “\(code)”"
            }
            let found = operation.onHand(of: Goods(country.world.hubs[hub], item, .usable)) / 1_000
            return found == units ? nil : "counts \(found) \(code), not \(units)"
        case .order(let state):
            let last = operation.orders.all.max { $0.name.key.id < $1.name.key.id }
            let found = last?.standing.state.rawValue ?? "not there"
            return found == state ? nil : "has the latest order as “\(found)”, not “\(state)”"
        case .demand(let state):
            let last = operation.orders.allDemands.max { $0.name.key.id < $1.name.key.id }
            let found = last?.standing.state.rawValue ?? "not there"
            return found == state ? nil : "has the latest demand as “\(found)”, not “\(state)”"
        case .issue(let sort, let count):
            let found = operation.openIssues.count { $0.sort.name == sort }
            let isSo = count.map { $0 == found } ?? (found > 0)
            return isSo
                ? nil : "has \(found) open issues “\(sort)”" + (count.map { ", not \($0)" } ?? "")
        }
    }
}
