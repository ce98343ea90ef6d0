import Bundles
import Charter
import Lattice
import Queries
import Relief
import Schema
import Simulation
import TestSupport
import Testing

import struct Relief.Issue
import struct Relief.Trouble

/// What has to hold of an operation whatever was said, in whatever order.
@Suite("Laws of an operation") struct OperationLawTests {
    @Test(
        "ORDER-1, DEMAND-1, ISSUE-1, D18, D24: kept up it is as from scratch, in any order",
        arguments: Effort.seeds(60))
    func order(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        let events = random.happenings(70)
        let scratch = Sight(Operation(happening: events))
        var operation = Operation()
        var shuffled = events
        random.permute(&shuffled)
        for event in shuffled {
            if random.chance(25) { operation.take(random.pick(events).early) }
            if random.chance(15) {
                operation.take(event)
                operation.take(event.undone)
            }
            operation.take(event)
        }
        // What came early came for others too.
        for event in shuffled { operation.take(event) }
        #expect(Sight(operation).differences(from: scratch) == [])
        for event in shuffled { operation.take(event.undone) }
        #expect(Sight(operation) == Sight(Operation()))
    }

    @Test(
        "PROMISE-1, ORDER-3: what is promised and covered is what the rules say, by hand",
        arguments: Effort.seeds(60))
    func model(seed: UInt64) {
        var random = SeededRandom(seed: seed << 8)
        let events = random.happenings(70)
        let operation = Operation(happening: events)
        let plain = PlainOrders(events.compactMap(\.fact))
        for hub in Warehouse.hubs {
            for item in Warehouse.items {
                let goods = Goods(hub, item, .usable)
                #expect(operation.orders.promised(of: goods) == plain.promised(of: goods))
            }
        }
        let uncovered = operation.issues.values.filter { $0.sort == .beyondApproval }
            .map(\.matter)
        #expect(Set(uncovered) == Set(plain.uncovered.map { .fact($0.name) }))
    }

    @Test("ISSUE-1: an issue is open exactly while its cause is there, and of each there is one")
    func causes() {
        var seen: Set<Issue.Sort> = []
        for seed in 1...60 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed << 16)
            let operation = Operation(happening: random.happenings(70))
            for (id, issue) in operation.issues {
                #expect(id == issue.id)
                seen.insert(issue.sort)
            }
            for (name, standing) in operation.orders.all {
                let isHeld = operation.issues.values.contains {
                    $0.sort == .held && $0.matter == .fact(name)
                }
                #expect(isHeld == (standing.state == .held))
            }
            for hub in operation.book.hubs {
                for item in operation.book.items(at: hub) {
                    let isBelow = operation.book.buckets(of: item, at: hub).contains {
                        operation.book.stock(of: $0).isBelowZero
                    }
                    let isShown = operation.issues.values.contains { issue in
                        issue.sort == .belowZero
                            && issue.others.contains {
                                if case .goods(let goods) = $0 {
                                    goods.hub == hub && goods.item == item
                                } else {
                                    false
                                }
                            }
                    }
                    #expect(isShown == (isBelow && hub != Warehouse.hubs[2]))
                }
            }
        }
        let wanted: Set<Issue.Sort> = [
            .belowZero, .beyondApproval, .promisedBeyond, .differs, .countDoubt, .itemGone,
            .hubClosed, .held, .approvedOwn, .refused, .correctionsApart, .sameCode,
        ]
        #expect(seen.isSuperset(of: wanted), "\(wanted.subtracting(seen))")
    }
}

/// Something that an operation is told.
private enum Event {
    case fact(ReliefFact)
    case item(Int, Shown)
    case hub(Int, HubState)
    case ledgers
    case trouble(Trouble)

    var fact: ReliefFact? { if case .fact(let fact) = self { fact } else { nil } }

    /// The same as long as no decision had come.
    var early: Event {
        guard case .fact(let fact) = self, fact.outcome != nil else { return self }
        return .fact(
            ReliefFact(
                fact.name, in: fact.scope, fact.content, carriedBy: fact.carriers,
                outcome: .waits(approvals: 1, countersignature: false)))
    }

    var undone: Undone { Undone(event: self) }
    struct Undone { let event: Event }
}

extension Operation {
    fileprivate init(happening events: [Event]) {
        self.init()
        for event in events { take(event) }
    }

    fileprivate mutating func take(_ event: Event) {
        switch event {
        case .fact(let fact): put(fact)
        case .item(let number, let shown):
            set(shown, of: Warehouse.items[number], in: .common)
        case .hub(let number, let state): set(state, of: Warehouse.hubs[number])
        // The third hub is nobody's who looks here.
        case .ledgers: set(ledgers: Set(Warehouse.hubs.prefix(2)))
        case .trouble(let trouble): set(troubles: [trouble], in: trouble.scope)
        }
    }

    fileprivate mutating func take(_ undone: Event.Undone) {
        switch undone.event {
        case .fact(let fact): remove(fact.name)
        case .item(let number, _): set(nil, of: Warehouse.items[number], in: .common)
        case .hub(let number, _): set(nil, of: Warehouse.hubs[number])
        case .ledgers: set(ledgers: [])
        case .trouble(let trouble): set(troubles: [], in: trouble.scope)
        }
    }
}

/// All that an operation says.
private struct Sight: Equatable {
    var stocks: [Bucket: Stock] = [:]
    var transit: [LedgerKey: Shipment] = [:]
    var orders: [LedgerKey: OrderStanding] = [:]
    var demands: [LedgerKey: DemandStanding] = [:]
    var promised: [Goods: [LedgerKey]] = [:]
    var amounts: [Goods: Int128] = [:]
    let issues: [IssueID: Issue]

    /// Where they are not the same.
    func differences(from other: Self) -> [String] {
        func compare<Key: Hashable, Thing: Equatable>(
            _ what: String, _ one: [Key: Thing], _ two: [Key: Thing]
        ) -> [String] {
            Set(one.keys).union(two.keys).filter { one[$0] != two[$0] }.map { "\(what) \($0)" }
        }
        return compare("stock", stocks, other.stocks) + compare("transit", transit, other.transit)
            + compare("order", orders, other.orders) + compare("demand", demands, other.demands)
            + compare("promised", promised, other.promised)
            + compare("amount", amounts, other.amounts)
            + Set(issues.values).symmetricDifference(other.issues.values)
            .map { "\($0.sort) \($0.matter) \($0.others)" }
    }

    init(_ operation: Operation) {
        for hub in operation.book.hubs {
            for item in operation.book.items(at: hub) {
                for bucket in operation.book.buckets(of: item, at: hub) {
                    stocks[bucket] = operation.book.stock(of: bucket)
                }
            }
        }
        for (name, shipment) in operation.book.inTransit { transit[name] = shipment }
        for (name, standing) in operation.orders.all { orders[name] = standing }
        for (name, standing) in operation.orders.allDemands { demands[name] = standing }
        for hub in Warehouse.hubs {
            for item in Warehouse.items {
                let goods = Goods(hub, item, .usable)
                promised[goods] = operation.orders.promisers(of: goods)
                amounts[goods] = operation.orders.promised(of: goods)
            }
        }
        issues = operation.issues
    }
}

extension SeededRandom {
    fileprivate mutating func happenings(_ count: Int) -> [Event] {
        var drafts: [Draft] = []
        var events: [Event] = [.ledgers]
        for number in 0..<3 {
            let other = (number + 1) % 3
            events += [
                .hub(number, HubState(isAgency: number == 1, isClosed: chance(30))),
                .item(
                    number,
                    Papers.item(
                        number, mergedInto: chance(20) ? other : nil, isRetired: chance(20),
                        isDeleted: chance(20))),
            ]
        }
        func last(_ kinds: KindNumber...) -> [Draft] {
            drafts.filter { kinds.contains($0.name.kind) }
        }
        for number in 1...UInt64(count) {
            if let draft = draft(number, last) { drafts.append(draft) }
        }
        var facts = drafts.map { Event.fact($0.fact) }
        let dot = Dot(
            feed: FeedID(high: 1, low: 1), position: Warehouse.made(Position(.first, index: 1)))
        facts.append(
            .trouble(
                Trouble(
                    .refused(dot, reason: "level"), in: .hub(Warehouse.hubs[0]), of: nil)
            ))
        return events + facts
    }

    private mutating func draft(
        _ number: UInt64, _ last: (KindNumber...) -> [Draft]
    ) -> Draft? {
        let (item, hub, amount) = (below(3), below(3), Int64(1 + below(900)))
        let (person, on) = (UInt64(1 + below(3)), Int64(1 + below(10_000)))
        let outcome = pick([
            .approved([]), .approved(.own), .rejected, .held,
            .waits(approvals: 1, countersignature: false), Outcome?.none,
        ])
        switch below(14) {
        case 0, 1:
            return .movement(
                number, chance(60) ? .intake : .distribution, amount, of: item, at: hub, on: on,
                by: person)
        case 2:
            return .demand(
                number, [(item, amount), (below(3), amount)], by: hub,
                instead: chance(30) ? last(.submission).last : nil,
                as: chance(50) ? .submission : .transferRequest)
        case 3, 4, 5:
            let demands = last(.submission, .transferRequest)
            return .order(
                number, [(item, amount), (below(3), amount)], from: hub, to: (hub + 1) % 3,
                answering: demands.isEmpty || chance(30) ? nil : pick(demands),
                instead: chance(20) ? last(.order).last : nil, isPlan: chance(10),
                outcome: outcome, code: chance(20) ? "O" : nil)
        case 6, 7, 8:
            guard let order = last(.order).randomOne(&self), chance(90) else {
                return .dispatch(number, amount, of: item, from: hub, to: (hub + 1) % 3)
            }
            return .dispatch(
                number, amount, under: order, line: Int64(1 + below(3)), of: item, from: hub,
                to: (hub + 1) % 3, on: on, by: person)
        case 9:
            return last(.dispatch).randomOne(&self).map { sent in
                .receipt(number, of: sent, good: amount, isLast: chance(30))
            }
        case 10:
            if chance(50) { return last(.order).randomOne(&self).map { .closing(number, of: $0) } }
            return last(.submission).randomOne(&self).map { list in
                .reply(pick([.withdrawal, .changeRequest, .refusal]), number, to: list)
            }
        case 11:
            let purposes = last(.submission, .order)
            return .reservation(
                number, amount, of: item, at: hub, for: chance(30) ? nil : purposes.randomOne(&self)
            )
        case 12:
            if chance(50) {
                return last(.reservation).randomOne(&self).map { .release(number, of: $0) }
            }
            return last(.movement, .dispatch).randomOne(&self).map { fact in
                .correction(number, of: fact, to: amount, outcome: outcome)
            }
        default:
            if chance(40) { return .count(number, at: hub, knowing: [1: number / 2], on: on) }
            return last(.count).randomOne(&self).map {
                .line(number, of: $0, saw: amount, item: item)
            }
        }
    }
}

extension [Draft] {
    fileprivate func randomOne(_ random: inout SeededRandom) -> Draft? {
        isEmpty ? nil : random.pick(self)
    }
}

/// Promises and approvals by the words of the rules, with no thought of speed.
private struct PlainOrders {
    let facts: [ReliefFact]

    init(_ facts: [ReliefFact]) { self.facts = facts }

    private func all(_ kind: KindNumber) -> [ReliefFact] { facts.filter { $0.name.kind == kind } }

    private func part(_ fact: ReliefFact, _ number: UInt32) -> Value? {
        RecordKind.parts(of: fact.content)[FieldNumber(number)]
    }

    private func isApproved(_ order: ReliefFact) -> Bool {
        if case .group = order.scope { return false }
        switch order.outcome {
        case nil, .approved: return true
        default: return false
        }
    }

    private func isEnded(_ order: ReliefFact) -> Bool {
        let name = order.reference.value
        return all(.closing).contains { part($0, 0) == name }
            || all(.order).contains { part($0, 6) == name && $0.isEffective }
    }

    private func amount(_ dispatch: ReliefFact) -> Int128 {
        let edits = all(.correction).filter {
            $0.isEffective && part($0, 0) == dispatch.reference.value
        }
        let edit = edits.min { $0.name < $1.name }
        let value = edit.map { part($0, 2) } ?? part(dispatch, 5)
        return Int128((1...900).first { integer($0) == value } ?? 0)
    }

    /// Number, item and amount of each line; all of usable goods.
    private func lines(_ order: ReliefFact) -> [(Int64, RecordID, Int128)] {
        guard let order = Operation(facts: [order]).orders.all.first?.standing.order else {
            return []
        }
        return order.lines.map { (Int64($0.number), $0.item, Int128($0.amount)) }
    }

    /// The dispatches that fit a line of an order, in order.
    private func dispatches(_ order: ReliefFact, _ line: (Int64, RecordID, Int128)) -> [ReliefFact]
    {
        all(.dispatch).filter { sent in
            part(sent, 2) == order.reference.value && part(sent, 3) == integer(line.0)
                && part(sent, 4) == Warehouse.record(line.1)
                && part(sent, 0) == part(order, 1) && part(sent, 1) == part(order, 2)
                && part(sent, 6) == integer(0)
        }.sorted { $0.name.key < $1.name.key }
    }

    func promised(of goods: Goods) -> Int128 {
        var total: Int128 = 0
        let hub = Warehouse.hub(goods.hub)
        for order in all(.order)
        where part(order, 1) == hub && isApproved(order) && !isEnded(order) {
            for line in lines(order) where line.1 == goods.item {
                let sent = dispatches(order, line).reduce(0) { $0 + amount($1) }
                total += max(0, line.2 - sent)
            }
        }
        for kept in all(.reservation)
        where part(kept, 0) == hub && part(kept, 1) == Warehouse.record(goods.item) {
            if all(.release).contains(where: { part($0, 0) == kept.reference.value }) { continue }
            let purpose = part(kept, 4)
            let isThere = facts.contains { $0.reference.value == purpose }
            let taken = all(.order).contains { order in
                isApproved(order) && part(order, 1) == hub && purpose != nil && isThere
                    && [order.reference.value, part(order, 4), part(order, 5), part(order, 6)]
                        .contains(purpose)
            }
            if !taken {
                total += Int128((1...900).first { integer($0) == part(kept, 3) } ?? 0)
            }
        }
        return total
    }

    var uncovered: [ReliefFact] {
        var covered: Set<LedgerKey> = []
        for order in all(.order) where isApproved(order) {
            for line in lines(order) {
                var used: Int128 = 0
                for sent in dispatches(order, line) {
                    used += amount(sent)
                    if used <= line.2 { covered.insert(sent.name) }
                }
            }
        }
        return all(.dispatch).filter { !covered.contains($0.name) }
    }
}

extension Operation {
    fileprivate init(facts: [ReliefFact]) {
        self.init()
        set(facts.map { ($0.name, $0) })
    }
}
