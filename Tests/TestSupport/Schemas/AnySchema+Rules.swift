import Lattice
import Schema
import Simulation

// Rules and sums by chance, of the fields that there are.

extension AnySchema {
    static func rules(
        of fields: [FieldNumber: Field], _ random: inout SeededRandom
    ) -> [Rule] {
        let numbers = fields.keys.sorted().filter { fields[$0]?.merging == .register }
        var rules: [Rule] = []
        guard !numbers.isEmpty else { return rules }
        if random.chance(50) { rules.append(.unique([random.pick(numbers)])) }
        if random.chance(20) { rules.append(.later(Value(hex("82 1863 f6")))) }
        for (a, b) in zip(numbers, numbers.dropFirst()) where areComparable(fields[a], fields[b]) {
            if random.chance(80) { rules.append(.notAfter(a, b)) }
        }
        for number in numbers {
            guard random.chance(50), case .choice(let options)? = fields[number]?.type else {
                continue
            }
            let some = options.keys.sorted().filter { _ in random.chance(60) }
            if some.isEmpty { continue }
            let needed = (0...random.below(2)).map { _ in random.pick(numbers) }
            rules.append(.needed(choice: number, options: some, fields: needed))
        }
        return rules
    }

    private static func areComparable(_ a: Field?, _ b: Field?) -> Bool {
        switch (a?.type, b?.type) {
        case (.integer, .integer), (.date, .date), (.time, .time): true
        case (.decimal(let mine, _), .decimal(let theirs, _)): mine == theirs
        default: false
        }
    }

    static func sums(of fields: [FieldNumber: Field], _ random: inout SeededRandom) -> [Sum] {
        let numbers = fields.keys.sorted()
        var sums: [Sum] = []
        for number in numbers {
            switch fields[number]?.type {
            case .integer, .decimal, .quantity: break
            default: continue
            }
            let keys = (0...random.below(2)).map { _ in random.pick(numbers) }
            sums.append(
                Sum("s\(number.value)", by: keys, of: number, signs: signs(fields, &random)))
        }
        return sums
    }

    private static func signs(
        _ fields: [FieldNumber: Field], _ random: inout SeededRandom
    ) -> Sum.Signs? {
        for (number, field) in fields.sorted(by: { $0.key < $1.key }) {
            guard case .choice(let options) = field.type, random.chance(70) else { continue }
            var factors: [UInt16: Int64] = [:]
            for option in options.keys.sorted() {
                factors[option] = Int64(random.below(3)) - 1
            }
            return Sum.Signs(number, factors)
        }
        return nil
    }
}
