import Lattice
import Queries
import Schema
import Simulation
import Testing

@Suite("Totals, and what is alike") struct TotalsTests {
    @Test("SUM-1: facts by chance add up as a slow sum says, in any order")
    func totals() throws {
        var (rows, leftOut) = (0, 0)
        for seed in 1...100 as ClosedRange<UInt64> {
            var random = SeededRandom(seed: seed)
            var models = (1...30).map { Model.any(UInt64($0), Yard.trip, &random) }
            for (place, sum) in Yard.trips.sums.enumerated() {
                random.permute(&models)
                var totals = Totals(sum, of: Yard.trips)
                for model in models { totals.take(model.content) }
                let isSigned = place == 1
                let slow = slowSum(models, isSigned)
                #expect(totals.rows.map(\.total) == slow.totals, "seed \(seed)")
                let keys = totals.rows.map { $0.keys.map { $0?.bytes ?? [] } }
                #expect(keys == slow.keys, "seed \(seed)")
                #expect(totals.leftOut == slow.leftOut, "seed \(seed)")
                rows += slow.totals.count
                leftOut += slow.leftOut
            }
        }
        #expect(rows > 500 && leftOut > 100)
    }

    /// Collects the keys first, and then adds up under each.
    private func slowSum(
        _ models: [Model], _ isSigned: Bool
    ) -> (keys: [[[UInt8]]], totals: [Int128], leftOut: Int) {
        let fields: [UInt32] = isSigned ? [7] : [7, 5]
        var (keys, leftOut): ([[[UInt8]]], Int) = ([], 0)
        var parts: [(key: [[UInt8]], amount: Int128)] = []
        for model in models {
            guard case .amount(let amount, let unit)? = model[3] else { continue }
            var sign: Int128 = 1
            if isSigned {
                guard case .number(let state)? = model[5] else { continue }
                sign = [0: 1, 1: -1][state] ?? 0
            }
            guard sign != 0, let unit = Datum.units[unit] else { continue }
            let scaled = Int128(amount) * Int128(unit.numerator)
            guard scaled % Int128(unit.denominator) == 0 else {
                leftOut += 1
                continue
            }
            let key = fields.map { model[$0]?.value.bytes ?? [] }
            if !keys.contains(key) { keys.append(key) }
            parts.append((key, sign * scaled / Int128(unit.denominator)))
        }
        keys.sort { a, b in
            let place = a.indices.first { a[$0] != b[$0] }
            return place.map { a[$0].lexicographicallyPrecedes(b[$0]) } ?? false
        }
        let totals = keys.map { key in
            parts.filter { $0.key == key }.map(\.amount).reduce(0, +)
        }
        return (keys, totals, leftOut)
    }

    @Test("Totals go beyond what one amount can be")
    func large() {
        var totals = Totals(Yard.trips.sums[0], of: Yard.trips)
        let most = group([(3, Datum.amount(1 << 53, unit: 0).value)])
        for _ in 0..<2_048 { totals.take(most) }
        #expect(totals.rows == [Total(keys: [nil, nil], total: 1 << 64)])
    }

    @Test("RULE-1: records are alike if all values of a rule are the same, and none is missing")
    func alike() throws {
        func shown(
            _ number: UInt64, _ code: String?, _ crew: Int?, _ existence: Life.Reading = .alive
        ) throws -> Shown {
            var model = Model(number: number, kind: Yard.boat, existence: existence)
            if let code { model.singles[15] = [.text(code)] }
            model.singles[2] = crew.map { [.number($0)] }
            return try #require(model.shown)
        }
        func alike(_ shown: Shown) -> Alike? { shown.alike(Yard.boats).first?.alike }
        let one = try #require(try alike(shown(1, "A", 3)))
        #expect(try shown(1, "A", 3).alike(Yard.boats).map(\.rule) == [2])
        // The default counts as any value does.
        #expect(try alike(shown(2, "A", nil)) == one)
        #expect(try alike(shown(2, "A", 3, .contested)) == one)
        #expect(try alike(shown(2, "A", 4)) != one && alike(shown(2, "B", 3)) != one)
        #expect(try alike(shown(2, nil, 3)) == nil)
        #expect(try alike(shown(2, "A", 3, .deleted)) == nil)
        let other = try #require(try alike(shown(2, "B", 3)))
        #expect((one < other) != (other < one))
        // Values do not run into each other.
        let (name, code) = (FieldNumber(0), FieldNumber(15))
        var models = [1, 2].map { Model(number: $0, kind: Yard.boat) }
        models[0].singles = [0: [.text("AB")], 15: [.text("C")]]
        models[1].singles = [0: [.text("A")], 15: [.text("BC")]]
        let both = try models.map { Alike(try #require($0.shown), in: [name, code]) }
        #expect(both[0] != nil && both[0] != both[1])
    }
}

extension Model {
    /// The content of a fact.
    fileprivate var content: Value {
        group(
            singles.sorted { $0.key < $1.key }.compactMap { field, written in
                (written.first ?? nil).map { (field, $0.value) }
            })
    }
}
