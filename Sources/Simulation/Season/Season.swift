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

    /// What the catalogue says of each item.
    public func forEachItem(_ body: (RecordID, Document) -> Void) {
        let catalogue = Catalogue(of: items.count, seed: seed)
        for (id, entry) in zip(items, catalogue.entries) {
            let name = Simulation.item { writer in
                writer.put(map: 1)
                writer.put(text: "en")
                writer.put(text: entry.name)
            }
            var values: [(UInt32, Value)] = [
                (0, text(entry.code)), (1, name), (2, text(entry.family)), (3, integer(entry.unit)),
                (7, Simulation.item { $0.put(entry.isPerishable) }),
            ]
            if let weight = entry.weight { values.append((5, integer(weight))) }
            var document = Document()
            for (index, (field, value)) in values.enumerated() {
                let place = made(Position(id.creation.position.number, index: index))
                document.join(
                    .field(FieldNumber(field), .register(Register.Delta(value))),
                    at: Stamp(
                        dot: Dot(feed: id.creation.feed, position: place),
                        time: HybridTime(word: UInt64(index) + 1)))
            }
            body(id, document)
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
    /// What is there, as far as goods are counted here: people seldom give away what they have not.
    private var there: [Shelf: Int64] = [:]

    private struct Shelf: Hashable {
        let hub: Int
        let item: RecordID
        let batch: String?
    }

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
        let feed = feed(of: person.low, at: hub)
        let place = made(Position(made(BundleNumber(number)), index: 0))
        return ReliefFact(
            LedgerKey(kind, key), in: scope, content,
            carriedBy: SortedMap(ascending: [.init(key: feed, value: place)]), outcome: outcome)
    }

    private func feed(of person: UInt64, at hub: Int) -> FeedID {
        FeedID(high: 0x5EA + UInt64(hub), low: person)
    }

    mutating func movement(at hub: Int) -> ReliefFact {
        let item = item()
        let batch = random.chance(30) ? "B-\(random.below(4))" : nil
        let shelf = Shelf(hub: hub, item: item, batch: batch)
        let left = there[shelf] ?? 0
        let isIn = left == 0 ? random.chance(98) : random.chance(30)
        let sort: Movement.Sort =
            isIn ? .intake : random.chance(90) ? .distribution : .loss
        var amount = Int64(1 + random.below(isIn ? 500 : 350)) * 1_000
        if !isIn, left > 0, random.chance(99) { amount = min(amount, left) }
        there[shelf] = left + (isIn ? amount : -amount)
        var parts: [(UInt32, Value)] = [
            (0, integer(sort.rawValue)), (1, record(item)), (2, integer(amount)), (3, integer(0)),
        ]
        if let batch { parts.append((5, text(batch))) }
        parts += [(6, integer(time())), (7, text("as it was"))]
        return fact(.movement, at: hub, in: .hub(season.hubs[hub]), group(of: parts))
    }

    mutating func count(at hub: Int) -> [ReliefFact] {
        // Whoever counts knows all that was written at the hub, but for the last few things.
        let known = made(BundleNumber(number > 40 ? number - 40 : 0))
        let ends = (1...2).map { person in
            SortedMap<FeedID, BundleNumber>.Entry(
                key: feed(of: UInt64(hub) * 2 + person, at: hub), value: known)
        }
        var parts: [(UInt32, Value)] = [(0, text("SC-\(number)"))]
        if let extent = Extent(SortedMap(ascending: ends)).value { parts.append((1, extent)) }
        parts.append((2, integer((day + 1) * 86_400_000)))
        let head = fact(.count, at: hub, in: .hub(season.hubs[hub]), group(of: parts))
        return [head]
            + (0..<20).map { _ in
                fact(
                    .countLine, at: hub, in: head.scope,
                    seen(of: head, at: hub))
            }
    }

    /// What is there of something, or nearly.
    private mutating func seen(of count: ReliefFact, at hub: Int) -> Value {
        let item = item()
        let left = max(0, there[Shelf(hub: hub, item: item, batch: nil)] ?? 0)
        return group(
            (0, count.reference.value), (1, record(item)), (3, integer(0)),
            (4, integer(left - left / 20)))
    }

    /// A needs list or a transfer, and what became of it.
    mutating func list(of count: Int, isAsked: Bool = true) -> [ReliefFact] {
        let source = random.below(season.hubs.count)
        let hub = (source + 1 + random.below(season.hubs.count - 1)) % season.hubs.count
        let wanted = (0..<count).map { _ in
            let item = item()
            let shelf = Shelf(hub: source, item: item, batch: nil)
            let left = there[shelf] ?? 0
            let amount = max(1_000, min(left / 2, Int64(1 + random.below(200)) * 1_000))
            there[shelf] = left - amount
            return (item, amount)
        }
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
            ? .approved([])
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
