import Bundles
import Charter
import Lattice
import Queries
import Relief
import Schema
import Simulation
import Testing

/// What has to hold of stock whatever was said, in whatever order.
@Suite("Laws of stock") struct BookLawTests {
    @Test(
        "STOCK-1, D18, D24, G5: kept up it is as from scratch, in any order and however often",
        arguments: 1...60)
    func order(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed))
        var facts = random.facts(80)
        let scratch = Reading(Book(of: facts))
        var book = Book()
        random.permute(&facts)
        for (place, fact) in facts.enumerated() {
            // Some come as something else at first, some come and go, some come again.
            if random.chance(20) {
                var early = fact
                early = ReliefFact(
                    fact.name, in: fact.scope, facts[random.below(facts.count)].content,
                    carriedBy: fact.carriers, outcome: .held)
                book.put(early)
            }
            if random.chance(20) {
                book.put(fact)
                book.remove(fact.name)
            }
            book.put(fact)
            if random.chance(20) { book.put(facts[random.below(place + 1)]) }
        }
        #expect(Reading(book) == scratch)
        for fact in facts where random.chance(50) { book.remove(fact.name) }
        let left = Reading(book)
        for fact in facts { book.remove(fact.name) }
        #expect(Reading(book) == Reading(Book()))
        #expect(left != scratch || facts.count < 2)
    }

    @Test("STOCK-1, COUNT-1, EDIT-1: it is what the rules say, added up by hand", arguments: 1...60)
    func model(seed: Int) {
        var random = SeededRandom(seed: UInt64(seed) << 8)
        let facts = random.facts(60)
        let book = Book(of: facts)
        for hub in Warehouse.hubs {
            for item in Warehouse.items {
                for batch in [nil, "B-1"] {
                    for condition in Condition.allCases {
                        let bucket = Bucket(hub, item, batch, condition)
                        let stock = book.stock(of: bucket)
                        let wanted = Plain(facts).stock(of: bucket)
                        #expect(stock.book == wanted.book && stock.onHand == wanted.onHand)
                    }
                }
            }
        }
    }

    @Test("STOCK-1, G5: on hand is what the schema's own sums come to", arguments: 1...20)
    func sums(seed: Int) throws {
        var random = SeededRandom(seed: UInt64(seed) << 16)
        let facts = random.facts(200).filter { $0.name.kind == .movement }
        let book = Book(of: facts)
        let kind = try #require(Relief.schema.kinds[.movement])
        for hub in Warehouse.hubs {
            var sums: [[Value?]: Int128] = [:]
            for sum in kind.sums {
                var totals = Totals(sum, of: kind)
                for fact in facts where fact.scope == .hub(hub) { totals.take(fact.content) }
                for row in totals.rows { sums[row.keys, default: 0] += row.total }
            }
            for (keys, total) in sums {
                let item = try #require(Warehouse.items.first { Warehouse.record($0) == keys[0] })
                let condition = try #require(
                    Condition.allCases.first { integer($0.rawValue) == keys[2] })
                let batch = keys[1] == nil ? nil : "B-1"
                #expect(book.stock(of: Bucket(hub, item, batch, condition)).book == total)
            }
        }
    }

    @Test("STOCK-1: nothing appears or is lost: all that is somewhere came in, and did not go out")
    func conserved() {
        for seed in 1...40 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed << 24)
            let facts = random.facts(100).filter {
                [.movement, .dispatch, .receipt, .transitLoss].contains($0.name.kind)
            }
            let book = Book(of: facts)
            var outside: Int128 = 0
            for fact in facts {
                if let one = Plain.change(of: fact) { outside += one }
            }
            let inside = Warehouse.hubs.flatMap { hub in
                book.items(at: hub).flatMap { book.buckets(of: $0, at: hub) }
            }.reduce(Int128(0)) { $0 + book.stock(of: $1).book }
            #expect(inside == outside)
        }
    }
}

extension Book {
    init(of facts: [ReliefFact]) {
        self.init()
        for fact in facts.sorted(by: { $0.name < $1.name }) { put(fact) }
    }
}

/// All that a book says.
private struct Reading: Equatable {
    var stocks: [Bucket: Stock] = [:]
    var shipments: [LedgerKey: Shipment] = [:]

    init(_ book: Book) {
        for hub in book.hubs {
            for item in book.items(at: hub) {
                for bucket in book.buckets(of: item, at: hub) {
                    stocks[bucket] = book.stock(of: bucket)
                }
            }
        }
        for (name, shipment) in book.inTransit { shipments[name] = shipment }
    }
}

extension SeededRandom {
    /// Facts about few goods, many of which are about each other; each name once.
    fileprivate mutating func facts(_ count: Int) -> [ReliefFact] {
        var drafts: [Draft] = []
        func last(_ kinds: KindNumber...) -> [Draft] {
            drafts.filter { kinds.contains($0.name.kind) }
        }
        for number in 1...UInt64(count) {
            let person = UInt64(1 + below(3))
            let (item, hub) = (below(3), below(3))
            let amount = Int64(1 + below(500))
            let batch = chance(40) ? "B-1" : nil
            let condition = pick(Condition.allCases)
            let on = Int64(1 + below(10_000))
            var draft: Draft?
            switch below(10) {
            case 0...2:
                let sort = pick(Movement.Sort.allCases)
                draft = .movement(
                    number, sort, amount, of: item, at: hub, batch: batch, condition,
                    into: sort == .condition ? pick(Condition.allCases) : nil, on: on, by: person)
            case 3:
                draft = .dispatch(
                    number, amount, of: item, from: hub, to: (hub + 1) % 3, batch: batch, condition,
                    on: on, by: person)
            case 4:
                let sent = last(.dispatch)
                draft = .receipt(
                    number, of: sent.isEmpty ? nil : pick(sent), good: amount,
                    damaged: Int64(below(3)), item: item, at: hub, batch: batch,
                    isLast: chance(30), on: on, by: person)
            case 5:
                let sent = last(.dispatch)
                if !sent.isEmpty { draft = .loss(number, of: pick(sent), amount, by: person) }
            case 6:
                draft = .count(
                    number, at: hub, knowing: [1: number / 2, 2: UInt64(below(count)), 3: number],
                    on: on, by: person)
            case 7, 8:
                let counts = last(.count)
                if !counts.isEmpty {
                    draft = .line(
                        number, of: pick(counts), saw: amount, item: item, batch: batch, condition)
                }
            default:
                let facts = last(.movement, .dispatch, .receipt, .transitLoss)
                let edits = last(.correction)
                if !facts.isEmpty {
                    draft = .correction(
                        number, of: pick(facts), to: amount, damaged: chance(50) ? 3 : nil,
                        instead: edits.isEmpty || chance(50) ? nil : pick(edits),
                        outcome: pick([nil, .approved(.own), .rejected, .held]))
                }
            }
            if let draft { drafts.append(draft) }
        }
        return drafts.map(\.fact)
    }
}

/// Stock by the words of the rules, with no thought of speed.
private struct Plain {
    let facts: [ReliefFact]

    init(_ facts: [ReliefFact]) { self.facts = facts }

    private func parts(_ fact: ReliefFact) -> [UInt32: Value] {
        Dictionary(
            uniqueKeysWithValues: RecordKind.parts(of: fact.content).map {
                ($0.key.value, $0.value)
            }
        )
    }

    private static func number(_ value: Value?) -> Int64 {
        for number in Int64(-1)...10_001 where value == integer(number) { return number }
        return 0
    }

    private func edit(of fact: ReliefFact) -> [UInt32: Value]? {
        let about = facts.filter {
            $0.name.kind == .correction && $0.isEffective
                && parts($0)[0] == fact.reference.value
        }
        let gone = Set(about.compactMap { parts($0)[5] })
        return about.filter { !gone.contains($0.reference.value) }.min { $0.name < $1.name }
            .map { parts($0) }
    }

    /// What a fact adds to a bucket; nil if it says nothing of it.
    private func share(of fact: ReliefFact, _ bucket: Bucket) -> Int64? {
        let (said, edit) = (parts(fact), edit(of: fact))
        func isOf(_ item: UInt32, _ batch: UInt32) -> Bool {
            said[item] == Warehouse.record(bucket.item)
                && said[batch] == bucket.batch.map { text($0) }
        }
        let condition = integer(bucket.condition.rawValue)
        switch fact.name.kind {
        case .movement:
            guard fact.scope == .hub(bucket.hub), isOf(1, 5) else { return nil }
            let amount = Self.number(edit?[2] ?? said[2])
            let sort = Self.number(said[0])
            let sign: Int64 = [0, 4, 5].contains(sort) ? 1 : -1
            var total: Int64?
            if said[3] == condition { total = sign * amount }
            if sort == 3, said[4] == condition { total = (total ?? 0) + amount }
            return total
        case .dispatch:
            guard said[0] == Warehouse.hub(bucket.hub), isOf(4, 7), said[6] == condition else {
                return nil
            }
            return -Self.number(edit?[2] ?? said[5])
        case .receipt:
            guard said[0] == Warehouse.hub(bucket.hub), isOf(2, 3) else { return nil }
            let good = Self.number(edit.map { $0[2] } ?? said[5])
            let damaged = Self.number(edit.map { $0[3] ?? integer(0) } ?? said[6])
            var total: Int64?
            if said[4] == condition, good != 0 { total = good }
            if bucket.condition == .damaged, damaged != 0 { total = (total ?? 0) + damaged }
            return total
        default: return nil
        }
    }

    func stock(of bucket: Bucket) -> (book: Int128, onHand: Int128) {
        let shares = facts.compactMap { fact in
            share(of: fact, bucket).map { (fact: fact, amount: Int128($0)) }
        }
        let book = shares.reduce(Int128(0)) { $0 + $1.amount }
        var counts: [(fact: ReliefFact, seen: Int128, on: Int64, extent: Extent?)] = []
        for count in facts where count.name.kind == .count && count.scope == .hub(bucket.hub) {
            let lines = facts.filter {
                let said = parts($0)
                return $0.name.kind == .countLine && said[0] == count.reference.value
                    && said[1] == Warehouse.record(bucket.item)
                    && said[2] == bucket.batch.map { text($0) }
                    && said[3] == integer(bucket.condition.rawValue)
            }
            guard !lines.isEmpty else { continue }
            let seen = lines.reduce(Int128(0)) { $0 + Int128(Self.number(parts($1)[4])) }
            counts.append(
                (
                    count, seen, Self.number(parts(count)[2]),
                    parts(count)[1].flatMap { Extent($0) }
                ))
        }
        let last = counts.filter { one in
            !counts.contains {
                $0.fact != one.fact && $0.extent?.contains(one.fact.carriers) == true
            }
        }
        let chosen = (last.isEmpty ? counts : last).max {
            ($0.on, $0.fact.name) < ($1.on, $1.fact.name)
        }
        guard let chosen else { return (book, book) }
        let later = shares.filter { chosen.extent?.contains($0.fact.carriers) != true }
        return (book, later.reduce(chosen.seen) { $0 + $1.amount })
    }

    /// How much more there is of anything, anywhere, because of a fact that was not corrected.
    static func change(of fact: ReliefFact) -> Int128? {
        let said = Plain([fact]).parts(fact)
        switch fact.name.kind {
        case .movement:
            let sort = number(said[0])
            if sort == 3 { return 0 }
            return Int128(number(said[2])) * ([0, 4, 5].contains(sort) ? 1 : -1)
        case .dispatch: return -Int128(number(said[5]))
        case .receipt: return Int128(number(said[5])) + Int128(number(said[6]))
        default: return nil
        }
    }
}
