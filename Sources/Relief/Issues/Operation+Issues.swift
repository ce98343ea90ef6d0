internal import Bundles
internal import Charter
internal import Lattice
internal import Queries
internal import Schema

/// Which issues come up where: each is a function of what is there (spec/10-relief.md#issue-1).
extension Operation {
    func issues(at spot: Spot) -> [Issue] {
        switch spot {
        case .bucket(let bucket): issues(in: bucket)
        case .goods(let goods): issues(of: goods)
        case .shelf(let hub, let item): issues(of: item, at: hub)
        case .hub(let hub): issues(at: hub)
        case .dispatch(let name): issues(ofDispatch: name)
        case .order(let name): issues(ofOrder: name) + issues(ofDemand: name)
        case .fact(let name): issues(ofFact: name)
        case .record(let id): issues(ofRecord: id)
        case .code(let code): issues(of: code)
        case .alike(let place): issues(at: place)
        case .troubles(let scope): issues(in: scope)
        case .resolution: []
        }
    }

    // MARK: Stock

    private func issues(in bucket: Bucket) -> [Issue] {
        guard ledgers.contains(bucket.hub) else { return [] }
        let scope = Address.hub(bucket.hub)
        let goods = Matter.goods(Goods(bucket))
        let batch = bucket.batch.map { [Value(text: $0)] } ?? []
        let stock = book.stock(of: bucket)
        var issues: [Issue] = []
        if stock.isBelowZero, let fall = book.fall(of: [bucket], below: 0) {
            issues.append(
                Issue(
                    .belowZero, .fact(fall), in: scope, because: [goods], amount: stock.onHand,
                    values: batch))
        }
        guard let count = stock.count else { return issues }
        for doubt in stock.doubts {
            issues.append(
                Issue(
                    .countDoubt, .fact(doubt), in: scope, because: [.fact(count), goods],
                    values: batch))
        }
        for rival in book.rivals(of: bucket) {
            issues.append(
                Issue(
                    .countsApart, .fact(count), in: scope, because: [.fact(rival), goods],
                    values: batch))
        }
        return issues
    }

    private func issues(of goods: Goods) -> [Issue] {
        let promised = orders.promised(of: goods)
        guard promised > 0, ledgers.contains(goods.hub) else { return [] }
        let there = onHand(of: goods)
        guard promised > max(0, there) else { return [] }
        return [
            Issue(
                .promisedBeyond, .goods(goods), in: .hub(goods.hub),
                because: orders.promisers(of: goods).map { .fact($0) }, amount: promised - there)
        ]
    }

    /// Goods of something that is not to be had any more.
    private func issues(of item: RecordID, at hub: HubID) -> [Issue] {
        guard ledgers.contains(hub), let why = absence(of: item), why != .retired else {
            return []
        }
        let left = Condition.allCases.reduce(Int128(0)) {
            $0 + onHand(of: Goods(hub, item, $1))
        }
        guard left != 0 else { return [] }
        return [
            Issue(
                .itemGone, .record(item), in: .hub(hub), because: [.hub(hub)], amount: left,
                causes: [Int128(why.rawValue)])
        ]
    }

    private func issues(at hub: HubID) -> [Issue] {
        guard hubs[hub]?.isClosed == true, ledgers.contains(hub) else { return [] }
        let isEmpty = book.items(at: hub).allSatisfy { item in
            book.buckets(of: item, at: hub).allSatisfy { book.stock(of: $0).onHand == 0 }
        }
        return isEmpty ? [] : [Issue(.hubClosed, .hub(hub), in: .hub(hub))]
    }

    // MARK: Goods on their way

    private func issues(ofDispatch name: LedgerKey) -> [Issue] {
        guard let fact = facts[name], let shipment = book.shipment(of: name) else { return [] }
        let dispatch = shipment.dispatch
        var issues: [Issue] = []
        if !orders.isAllowed(fact) {
            let order = dispatch.order.map { [Matter.fact(LedgerKey($0))] } ?? []
            issues.append(
                Issue(
                    .beyondApproval, .fact(name), in: fact.scope, because: order,
                    amount: shipment.sent, values: dispatch.order.map { [$0.value] } ?? []))
        }
        if shipment.differs {
            issues.append(
                Issue(
                    .differs, .fact(name), in: fact.scope, amount: shipment.difference,
                    causes: [
                        shipment.sent, shipment.good, shipment.damaged, shipment.lost,
                        shipment.isClosed ? 1 : 0,
                    ]))
        }
        if shipment.onItsWay > 0, hubs[dispatch.destination]?.isClosed == true {
            issues.append(
                Issue(
                    .hubClosed, .fact(name), in: fact.scope, because: [.hub(dispatch.destination)],
                    amount: shipment.onItsWay))
        }
        return issues
    }

    // MARK: Orders and what they answer

    private func issues(ofOrder name: LedgerKey) -> [Issue] {
        guard let fact = facts[name], let standing = orders.standing(of: name) else { return [] }
        let order = standing.order
        var issues: [Issue] = []
        guard !standing.state.isOver else { return issues }
        for hub in Set([order.source, order.destination]).sorted()
        where hubs[hub]?.isClosed == true {
            issues.append(Issue(.hubClosed, .fact(name), in: fact.scope, because: [.hub(hub)]))
        }
        return issues + gone(Set(order.lines.map(\.item)), fact)
    }

    private func issues(ofDemand name: LedgerKey) -> [Issue] {
        guard let fact = facts[name], let standing = orders.demand(name), !standing.state.isOver
        else { return [] }
        var issues: [Issue] = []
        if hubs[standing.demand.hub]?.isClosed == true {
            issues.append(
                Issue(
                    .hubClosed, .fact(name), in: fact.scope, because: [.hub(standing.demand.hub)]))
        }
        return issues + gone(Set(standing.demand.lines.map(\.item)), fact)
    }

    private func gone(_ items: Set<RecordID>, _ fact: ReliefFact) -> [Issue] {
        items.sorted().compactMap { item in
            absence(of: item).map {
                Issue(
                    .itemGone, .fact(fact.name), in: fact.scope, because: [.record(item)],
                    causes: [Int128($0.rawValue)])
            }
        }
    }

    // MARK: Facts and records by themselves

    private func issues(ofFact name: LedgerKey) -> [Issue] {
        guard let fact = facts[name] else { return [] }
        var issues: [Issue] = []
        if fact.isEquivocal {
            issues.append(
                Issue(.equivocal, .fact(name), in: fact.scope, values: [fact.reference.value]))
        }
        let edits = book.rivalEdits(of: fact)
        if !edits.isEmpty {
            issues.append(
                Issue(
                    .correctionsApart, .fact(name), in: fact.scope,
                    because: edits.map { .fact($0) }))
        }
        for sort in fact.outcome?.sorts ?? [] {
            issues.append(Issue(sort, .fact(name), in: fact.scope, values: [fact.reference.value]))
        }
        return issues
    }

    private func issues(ofRecord id: RecordID) -> [Issue] {
        guard let (shown, scope) = records[id] else { return [] }
        var issues: [Issue] = []
        if shown.existence == .contested {
            issues.append(Issue(.deletedAndChanged, .record(id), in: scope))
        }
        guard shown.isAlive else { return issues }
        for (field, content) in shown.fields.entries.map({ ($0.key, $0.value) })
        where content.isContested {
            issues.append(
                Issue(
                    .conflict, .record(id), in: scope, part: field.value,
                    values: content.contestants))
        }
        for rule in shown.broken {
            issues.append(
                Issue(
                    .breaksRule, .record(id), in: scope,
                    part: UInt32(truncatingIfNeeded: rule)))
        }
        return issues
    }

    private func issues(of code: DocumentCode) -> [Issue] {
        var first: [[Matter]: ReliefFact] = [:]
        for name in codes.names(of: code) {
            guard let fact = facts[name], first[fact.document] == nil else { continue }
            first[fact.document] = fact
        }
        // What was put in the place of another may go on under its code.
        let replaced = Set(first.values.flatMap(\.named))
        let facts = first.values.filter { !replaced.contains($0.name) }.sorted { $0.name < $1.name }
        guard facts.count > 1, let last = facts.last else { return [] }
        return [
            Issue(
                .sameCode, .fact(last.name), in: last.scope,
                because: facts.dropLast().map { .fact($0.name) }, values: [Value(text: code.text)])
        ]
    }

    private func issues(at place: AlikeIndex.Place) -> [Issue] {
        let all = alike.records(at: place)
        guard all.count > 1, let last = all.last, let scope = records[last]?.scope else {
            return []
        }
        return [
            Issue(
                .alike, .record(last), in: scope, because: all.dropLast().map { .record($0) },
                part: UInt32(truncatingIfNeeded: place.rule))
        ]
    }

    private func issues(in scope: Address) -> [Issue] {
        (troubles[scope] ?? []).map { trouble in
            switch trouble.what {
            case .refused(let dot, let reason):
                Issue(.refused, .change(dot), in: scope, values: [Value(text: reason)])
            case .quarantined(let feed, let number, let acts):
                Issue(
                    .quarantined, .feed(feed), in: scope, causes: [Int128(number.value)],
                    values: acts.sorted().map { Value(text: "\($0)") })
            case .forked(let feed, let number):
                Issue(.forked, .feed(feed), in: scope, causes: [Int128(number.value)])
            }
        }
    }
}

extension Operation {
    /// Why an item is not to be had.
    enum Absence: UInt8 {
        case unknown = 1
        case deleted, merged, retired
    }

    func absence(of item: RecordID) -> Absence? {
        guard let shown = records[item]?.shown else { return .unknown }
        guard shown.isAlive else { return .deleted }
        if shown.value(of: ItemField.mergedInto) != nil { return .merged }
        return shown.value(of: ItemField.retired)?.truth == true ? .retired : nil
    }
}

extension ShownField {
    /// What stands side by side, in order.
    fileprivate var contestants: [Value] {
        switch self {
        case .register(let register):
            ([register.value].compactMap { $0 } + register.siblings.map(\.write.value)).sorted {
                $0.bytes.lexicographicallyPrecedes($1.bytes)
            }
        case .facts(let facts): facts.filter(\.isContested).map(\.content)
        case .set, .counter: []
        }
    }
}

extension Outcome {
    /// What a person should look at.
    fileprivate var sorts: [Issue.Sort] {
        switch self {
        case .held: [.held]
        case .approved(let flags):
            [(Flags.own, Issue.Sort.approvedOwn), (.stale, .approvedLate)]
                .filter { flags.contains($0.0) }.map(\.1)
        case .waits, .rejected: []
        }
    }
}
