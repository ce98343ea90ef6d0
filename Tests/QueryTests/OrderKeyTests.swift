import Lattice
import Queries
import Schema
import Simulation
import Testing

/// Keys compare as people would, which `Datum` says by other means.
@Suite("Order keys") struct OrderKeyTests {
    /// Any datum of a type, often at its ends.
    private typealias Source = @Sendable (inout SeededRandom) -> Datum

    private static let big = [-(1 << 53), -(1 << 53) + 1, -1, 0, 1, 255, 256, 1 << 53]

    private static func number(_ random: inout SeededRandom) -> Int {
        random.chance(50) ? random.pick(big) : random.below(2_000) - 1_000
    }

    private static let sources: [(FieldType, Source)] = [
        (.integer(SchemaLimits.number), { .number(number(&$0)) }),
        (.decimal(digits: 3, SchemaLimits.number), { .number(number(&$0)) }),
        (.date, { .number($0.below(400) * 9_000 - 700_000) }),
        (.time, { .number(number(&$0)) }),
        (Yard.state, { .number($0.pick([0, 1, 7])) }),
        (.truth, { .truth($0.chance(50)) }),
        (Yard.load, { .amount(number(&$0), unit: UInt16($0.below(6))) }),
        (Yard.load, { .amount($0.below(90) - 45, unit: UInt16($0.pick([4, 5, 0]))) }),
        (.money(currencies: nil), { .money(number(&$0), $0.pick(["AAA", "EUR", "EUS"])) }),
        (.person, { .person(UInt64(1 + $0.below(600))) }),
        (.hub, { .person(UInt64(1 + $0.below(600))) }),
        (.record(nil), { .home(UInt64($0.below(600))) }),
        (.seat, { .seat(UInt8($0.below(256))) }),
        (.fact(nil), { .fact($0.below(500)) }), (.fact(nil), { .fact($0.below(9)) }),
        (.token(most: 9), { .text($0.pick(["A", "A-", "B", "AB", "Z9", "0"])) }),
        (.text(most: 9), { .text(text(&$0)) }),
    ]

    private static func text(_ random: inout SeededRandom) -> String {
        let letters = ["a", "A", "b", "B", "\u{0}", "\u{1}", "É", "é", "İ", "ß", "😀", "\u{FFFD}"]
        return (0..<random.below(5)).map { _ in random.pick(letters) }.joined()
    }

    @Test("The order of keys is that of values", arguments: Self.sources.indices)
    func order(place: Int) throws {
        let (type, source) = Self.sources[place]
        var random = SeededRandom(seed: UInt64(place))
        var (less, equal) = (0, 0)
        for _ in 0..<2_000 {
            let (a, b) = (source(&random), source(&random))
            let one = try #require(OrderKey.of(a.value, type))
            let other = try #require(OrderKey.of(b.value, type))
            #expect((one < other) == a.comes(before: b), "\(a) and \(b)")
            #expect((one == other) == a.isEqual(to: b), "\(a) and \(b)")
            #expect(one.bytes.lexicographicallyPrecedes(other.bytes) == (one < other))
            #expect(one.bytes.count <= QueryLimits.key && !one.isCut)
            less += a.comes(before: b) ? 1 : 0
            equal += a.isEqual(to: b) ? 1 : 0
        }
        #expect(less > 400 && equal > 0)
    }

    @Test("As much is as much in any unit, and the least difference counts")
    func quantities() throws {
        func key(_ amount: Int, _ unit: UInt16) throws -> OrderKey {
            try #require(OrderKey.of(Datum.amount(amount, unit: unit).value, Yard.load))
        }
        #expect(try key(1, 1) == key(1_000, 0))
        #expect(try key(-3, 3) == key(-1, 0))
        #expect(try key(1, 3) < key(1, 0) && key(-1, 3) > key(-1, 0))
        // These two differ by less than a part in 2⁶².
        #expect(try key(1, 4) != key(1, 5))
        let one = Datum.amount(1, unit: 4).comes(before: .amount(1, unit: 5))
        #expect(try (key(1, 4) < key(1, 5)) == one)
    }

    @Test("Texts stand together in whatever case they are; those that are cut compare in full")
    func texts() throws {
        func key(_ text: String) throws -> OrderKey {
            try #require(OrderKey.of(QueryTests.text(text), .text(most: 65_000)))
        }
        let sorted = try ["bert", "anna", "Bert", "Anna", "annabel", "an"].sorted {
            try key($0) < key($1)
        }
        #expect(sorted == ["an", "Anna", "anna", "annabel", "Bert", "bert"])
        let long = String(repeating: "x", count: 400)
        let (a, b, upper) = (try key(long + "a"), try key(long + "b"), try key(long + "A"))
        #expect(a.isCut && a.bytes.count == QueryLimits.key && a.bytes == b.bytes)
        #expect(a < b && upper < a && !(a < a) && a != b)
        #expect(try key(long) < a && key("w" + long) < a && a < key("y"))
        // A key that is just as long as may be is whole.
        let most = (QueryLimits.key - 2) / 2
        #expect(try !key(String(repeating: "x", count: most)).isCut)
        #expect(try key(String(repeating: "x", count: most + 1)).isCut)
    }

    @Test("Counters have keys beyond what one value can be")
    func counted() {
        let counts: [Int128] = [.min, -(1 << 64), -1, 0, 1, 1 << 64, .max]
        let keys = counts.map { OrderKey(counted: $0) }
        #expect(zip(keys, keys.dropFirst()).allSatisfy { $0 < $1 })
    }

    @Test("What has no order has no key, and neither has what is no value of the type")
    func none() {
        let unordered: [FieldType] = [
            .words(most: 9), .file(most: 9), .list(most: 9, .truth), .group([:]),
            .later(99, null),
        ]
        for type in unordered {
            #expect(!type.hasOrder && OrderKey.of(integer(1), type) == nil)
        }
        for (type, _) in Self.sources {
            #expect(type.hasOrder)
            #expect(OrderKey.of(null, type) == nil)
            #expect(OrderKey.of(list([null]), type) == nil)
            #expect(OrderKey.of(Value([]), type) == nil && OrderKey.of(Value([0xFF]), type) == nil)
        }
        #expect(OrderKey.of(Datum.amount(1, unit: 9).value, Yard.load) == nil)
        #expect(OrderKey.of(Datum.money(1, "EU").value, .money(currencies: nil)) == nil)
        #expect(OrderKey.of(Datum.person(1).value, .seat) == nil)
        // An option that only a later version has is still a number.
        #expect(OrderKey.of(integer(9), Yard.state) != nil)
        #expect(OrderKey.of(integer(1 << 20), Yard.state) == nil)
    }
}
