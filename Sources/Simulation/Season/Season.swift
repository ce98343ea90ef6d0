public import Bundles
internal import Charter
public import Lattice
public import Relief
internal import Schema
internal import Wire

/// What an operation writes in so many days: movements, needs lists with orders and what becomes of
/// them, transfers, counts. Nothing of it is signed; it is what somebody reads who reads it all.
public struct Season: Sendable {
    public struct Size: Hashable, Sendable {
        public let hubs: Int
        public let items: Int
        public let days: Int
        /// Of each hub and day.
        public let movements: Int
        /// Of a day.
        public let lists: Int
        public let transfers: Int

        /// A demonstration, a hurricane, a season.
        public static let small = Self(
            hubs: 3, items: 60, days: 3, movements: 30, lists: 2, transfers: 2)
        public static let medium = Self(
            hubs: 14, items: 600, days: 30, movements: 250, lists: 40, transfers: 60)
        public static let large = Self(
            hubs: 104, items: 12_000, days: 142, movements: 250, lists: 300, transfers: 450)
    }

    public let size: Size
    public let hubs: [HubID]
    public let items: [RecordID]
    private let seed: UInt64

    public init(_ size: Size, seed: UInt64) {
        self.size = size
        self.seed = seed
        hubs = (1...size.hubs).map { HubID(high: 0x5EA, low: UInt64($0)) }
        let maker = FeedID(high: 0x5EA, low: 1)
        items = (0..<size.items).map { number in
            let place = made(Position(made(BundleNumber(UInt64(number) + 1)), index: 0))
            return RecordID(Dot(feed: maker, position: place), .item)
        }
    }

    /// Everything that is stated, day by day.
    public func forEachFact(_ body: (ReliefFact) -> Void) {
        var writer = Author(season: self, random: SeededRandom(seed: seed))
        for day in 0..<size.days {
            writer.day = Int64(day)
            for hub in hubs.indices {
                for _ in 0..<size.movements { body(writer.movement(at: hub)) }
                if day % 10 == 9 { for fact in writer.count(at: hub) { body(fact) } }
            }
            for _ in 0..<size.lists { for fact in writer.list(of: 12) { body(fact) } }
            for _ in 0..<size.transfers {
                for fact in writer.list(of: 1, isAsked: false) { body(fact) }
            }
        }
    }
}

/// Whoever writes, with a feed for each hub.
private struct Author {
    let season: Season
    var random: SeededRandom
    var day: Int64 = 0
    private var number: UInt64 = 0

    init(season: Season, random: SeededRandom) {
        (self.season, self.random) = (season, random)
    }

    /// Few goods move much, and many a little.
    private mutating func item() -> RecordID {
        let count = season.items.count
        return season.items[min(random.below(count), random.below(count), random.below(count))]
    }

    private mutating func time() -> Int64 { day * 86_400_000 + Int64(random.below(86_400_000)) }

    private mutating func fact(
        _ kind: KindNumber, at hub: Int, in scope: Address, _ content: Value,
        outcome: Outcome? = nil
    ) -> ReliefFact {
        number += 1
        let person = PersonID(high: 0x5EA, low: UInt64(hub) * 2 + UInt64(random.below(2)) + 1)
        let key = FactKey(person: person, id: FactID(high: 0x5EA, low: number))
        let feed = FeedID(high: 0x5EA + UInt64(hub), low: person.low)
        let place = made(Position(made(BundleNumber(number)), index: 0))
        return ReliefFact(
            LedgerKey(kind, key), in: scope, content,
            carriedBy: SortedMap(ascending: [.init(key: feed, value: place)]), outcome: outcome)
    }

    mutating func movement(at hub: Int) -> ReliefFact {
        let isIn = random.chance(45)
        let sort: Movement.Sort =
            isIn ? .intake : random.chance(90) ? .distribution : .loss
        var parts: [(UInt32, Value)] = [
            (0, integer(sort.rawValue)), (1, record(item())),
            (2, integer(Int64(1 + random.below(isIn ? 500 : 350)) * 1_000)), (3, integer(0)),
        ]
        if random.chance(30) { parts.append((5, text("B-\(random.below(4))"))) }
        parts += [(6, integer(time())), (7, text("as it was"))]
        return fact(.movement, at: hub, in: .hub(season.hubs[hub]), group(of: parts))
    }

    mutating func count(at hub: Int) -> [ReliefFact] {
        let head = fact(
            .count, at: hub, in: .hub(season.hubs[hub]),
            group((0, text("SC-\(number)")), (2, integer(time()))))
        return [head]
            + (0..<20).map { _ in
                fact(
                    .countLine, at: hub, in: head.scope,
                    group(
                        (0, head.reference.value), (1, record(item())), (3, integer(0)),
                        (4, integer(Int64(random.below(900)) * 1_000))))
            }
    }

    /// A needs list or a transfer, and what became of it.
    mutating func list(of count: Int, isAsked: Bool = true) -> [ReliefFact] {
        let source = random.below(season.hubs.count)
        let hub = (source + 1 + random.below(season.hubs.count - 1)) % season.hubs.count
        let wanted = (0..<count).map { _ in (item(), Int64(1 + random.below(200)) * 1_000) }
        var facts: [ReliefFact] = []
        var parts: [(UInt32, Value)] = [
            (0, text("OR-\(number)")), (1, place(source)), (2, place(hub)),
            (3, lines(wanted, isOrder: true)),
        ]
        if isAsked {
            let list = fact(
                .submission, at: hub, in: audience(hub),
                group(
                    (0, place(hub)), (1, text("NL-\(number)")), (3, lines(wanted, isOrder: false))))
            facts.append(list)
            parts.append((4, list.reference.value))
        }
        let outcome: Outcome =
            random.chance(80)
            ? .approved(isFlagged: false)
            : random.chance(50) ? .waits(approvals: 1, countersignature: false) : .rejected
        let order = fact(
            .order, at: source, in: audience(source, hub), group(of: parts), outcome: outcome)
        facts.append(order)
        guard case .approved = outcome, random.chance(85) else { return facts }
        for (line, (item, amount)) in wanted.enumerated() {
            let sent = fact(
                .dispatch, at: source, in: order.scope,
                group(
                    (0, place(source)), (1, place(hub)), (2, order.reference.value),
                    (3, integer(Int64(line) + 1)), (4, record(item)), (5, integer(amount)),
                    (6, integer(0)), (9, text("WB-\(number)")), (10, integer(time()))))
            facts.append(sent)
            guard random.chance(85) else { continue }
            let lost = random.chance(5) ? amount / 4 : 0
            facts.append(
                fact(
                    .receipt, at: hub, in: order.scope,
                    group(
                        (0, place(hub)), (1, sent.reference.value), (2, record(item)),
                        (4, integer(0)), (5, integer(amount - lost)),
                        (7, text("GR-\(number)")), (8, integer(time())),
                        (9, Simulation.item { $0.put(true) }))))
        }
        return facts
    }

    private func record(_ record: RecordID) -> Value { Simulation.item { $0.put(record) } }
    private func place(_ hub: Int) -> Value { Simulation.item { $0.put(season.hubs[hub]) } }

    private func audience(_ hubs: Int...) -> Address {
        let members = hubs.map { Address.hub(season.hubs[$0]) } + [.group(Policy.logistics)]
        return made(Address.audience(of: members))
    }

    private func lines(_ wanted: [(RecordID, Int64)], isOrder: Bool) -> Value {
        Simulation.item { writer in
            writer.put(array: wanted.count)
            for (number, (item, amount)) in wanted.enumerated() {
                var parts =
                    [
                        (0, integer(Int64(number) + 1)), (1, record(item)), (2, integer(amount)),
                    ] as [(UInt32, Value)]
                if isOrder { parts.append((3, integer(0))) }
                writer.put(item: group(of: parts).span)
            }
        }
    }
}
