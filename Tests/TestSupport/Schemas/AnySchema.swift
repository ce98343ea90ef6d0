public import Lattice
public import Schema
public import Simulation
import Wire

/// Schemas, types and values by chance.
public enum AnySchema {
    public static func schema(_ random: inout SeededRandom) -> Schema {
        var kinds: [KindNumber: RecordKind] = [:]
        for index in 0...random.below(3) {
            let number = KindNumber(64 + UInt32(index * 7))
            kinds[number] = kind("kind-\(index)", &random)
        }
        return Schema(packs: ["p": 1, "q-2": UInt16(1 + random.below(65_535))], kinds: kinds)
    }

    public static func kind(_ name: String, _ random: inout SeededRandom) -> RecordKind {
        let form: RecordKind.Form = random.chance(50) ? .document : .fact
        var fields: [FieldNumber: Field] = [:]
        for index in 0...random.below(6) {
            let number = FieldNumber(UInt32(index * 3))
            fields[number] = field("f\(index)", isPlain: form == .fact, &random)
            // Some come in pairs, so that there is something to compare.
            guard random.chance(20), let one = fields[number], one.merging == .register else {
                continue
            }
            fields[FieldNumber(number.value + 1)] = Field("g\(index)", one.type)
        }
        let deciding = form == .fact && random.chance(30) ? decide(by: &fields, &random) : nil
        let numbers = fields.keys.sorted()
        var kind = RecordKind(
            name, form, fields, isRetired: random.chance(10), deciding: deciding)
        if random.chance(50) { kind.labels = ["en": "A thing", "ar": "شيء"] }
        if random.chance(50) { kind.title = [random.pick(numbers)] }
        kind.rules = rules(of: fields, &random)
        if form == .fact { kind.sums = sums(of: fields, &random) }
        return kind
    }

    /// Fields that make a fact a decision, besides those that are there.
    private static func decide(
        by fields: inout [FieldNumber: Field], _ random: inout SeededRandom
    ) -> Deciding {
        var deciding = Deciding(
            about: FieldNumber(40), approves: FieldNumber(41), seen: FieldNumber(42))
        if random.chance(50) {
            deciding.pulse = FieldNumber(43)
            fields[FieldNumber(43)] = Field("pulse", .time)
        }
        let isRequired = random.chance(50)
        fields[deciding.about] = Field("about", fact(&random), isRequired: isRequired)
        fields[deciding.approves] = Field("approves", .truth, isRequired: isRequired)
        fields[deciding.seen] = Field("seen", .list(most: 1 + random.below(3), fact(&random)))
        return deciding
    }

    private static func fact(_ random: inout SeededRandom) -> FieldType {
        .fact(random.chance(50) ? nil : [KindNumber(64), KindNumber(71)])
    }

    public static func field(
        _ name: String, isPlain: Bool, _ random: inout SeededRandom, depth: Int = 0
    ) -> Field {
        var field = Field(name, type(&random, depth: depth))
        if random.chance(20) { field.weight = 1 + random.below(3) }
        if random.chance(20) { field.labels = ["en": "So"] }
        field.isRetired = random.chance(10)
        if isPlain {
            field.isRequired = random.chance(30)
            return field
        }
        switch random.below(5) {
        case 0: field.merging = .set
        case 1: (field.merging, field.type) = (.counter, .integer(0...5))
        case 2:
            (field.merging, field.type) = (.facts, .group(parts(&random, depth: 1)))
        default:
            field.isRequired = random.chance(30)
            if random.chance(30) { field.initial = value(of: field.type, &random) }
        }
        return field
    }

    private static func parts(_ random: inout SeededRandom, depth: Int) -> [FieldNumber: Field] {
        var parts: [FieldNumber: Field] = [:]
        for index in 0...random.below(3) {
            parts[FieldNumber(UInt32(index))] = field(
                "p\(index)", isPlain: true, &random, depth: depth)
        }
        return parts
    }

    private static func range(_ random: inout SeededRandom) -> ClosedRange<Int64> {
        let one = Int64(random.below(2_000)) - 1_000
        return one...one + Int64(random.below(500))
    }

    public static func type(_ random: inout SeededRandom, depth: Int) -> FieldType {
        switch random.below(depth < 3 ? 20 : 18) {
        case 0: return .text(most: 1 + random.below(100))
        case 1: return .integer(range(&random))
        case 2: return .decimal(digits: random.below(10), range(&random))
        case 3:
            let tonne = FieldType.Unit("t", 1 + UInt32(random.below(2_000)), over: 3)
            return .quantity(
                digits: random.below(10), range(&random), units: [0: .init("kg"), 7: tonne])
        case 4: return .money(currencies: random.chance(50) ? nil : ["EUR": 2, "JPY": 0])
        case 5: return .truth
        case 6: return .date
        case 7: return .time
        case 8: return .choice([0: .init("a"), 3: .init("b", labels: ["en": "B"])])
        case 9:
            return .record(random.chance(50) ? nil : [KindNumber(64), KindNumber(71)])
        case 10: return .person
        case 11: return .hub
        case 12: return .seat
        case 13: return .words(most: 1 + random.below(100))
        case 14: return .file(most: 1 + UInt64(random.below(1 << 20)))
        case 15: return .token(most: 1 + random.below(64))
        case 16: return .later(99, Value(hex("83 1863 01 a0")))
        case 17: return fact(&random)
        case 18: return .list(most: 1 + random.below(5), type(&random, depth: depth + 1))
        default: return .group(parts(&random, depth: depth + 1))
        }
    }

    /// A type that allows more, or the same.
    public static func wider(_ type: FieldType, _ random: inout SeededRandom) -> FieldType {
        switch type {
        case .text(let most): return .text(most: most + random.below(5))
        case .words(let most): return .words(most: most + random.below(5))
        case .integer(let range): return .integer(range.lowerBound - 1...range.upperBound)
        case .decimal(let digits, let range):
            return .decimal(digits: digits, range.lowerBound...range.upperBound + 9)
        case .money: return .money(currencies: nil)
        case .record: return .record(nil)
        case .fact(let kinds):
            return .fact(random.chance(50) ? nil : kinds.map { $0 + [KindNumber(400)] })
        case .choice(var options):
            options[9] = .init("late")
            return .choice(options)
        case .list(let most, let type): return .list(most: most + 1, wider(type, &random))
        case .group(var fields):
            fields[FieldNumber(90)] = Field("late", .truth)
            return .group(fields)
        default: return type
        }
    }

    /// A value that fits.
    public static func value(of type: FieldType, _ random: inout SeededRandom) -> Value {
        switch type {
        case .text(let most): return text(String(repeating: "x", count: 1 + random.below(most)))
        case .integer(let range), .decimal(_, let range): return integer(number(in: range, &random))
        case .quantity(_, let range, let units):
            let unit = random.pick(units.keys.sorted())
            let amount = number(in: range, &random)
            return item {
                $0.put(array: 2)
                $0.put(integer: amount)
                $0.put(UInt64(unit))
            }
        case .money(let currencies):
            let code = random.pick((currencies ?? ["XAF": 0]).keys.sorted())
            return item {
                $0.put(array: 2)
                $0.put(integer: -5)
                $0.put(text: code)
            }
        case .truth: return Value([random.chance(50) ? 0xF4 : 0xF5])
        case .date: return integer(number(in: SchemaLimits.days, &random))
        case .time: return integer(number(in: SchemaLimits.times, &random))
        case .choice(let options): return integer(Int64(random.pick(options.keys.sorted())))
        case .token(let most): return text(String(repeating: "A", count: 1 + random.below(most)))
        case .later: return Value(hex("82 f6 01"))
        default: return composed(of: type, &random)
        }
    }

    private static func composed(of type: FieldType, _ random: inout SeededRandom) -> Value {
        switch type {
        case .record(let kinds): return item { $0.put(record(kinds?.last?.value ?? 5)) }
        case .fact(let kinds):
            let kind = kinds.map { random.pick($0) } ?? KindNumber(UInt32(random.below(70)))
            let word = UInt64(1 + random.below(3))
            let key = FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 7, low: word))
            return FactReference(key, of: kind, stating: integer(Int64(word))).value
        case .person, .hub: return item { $0.put(PersonID(high: 1, low: 2)) }
        case .seat: return Value([0x58, 32] + [UInt8](repeating: 7, count: 32))
        case .words(let most):
            let length = 1 + random.below(most)
            return item {
                $0.put(map: 2)
                $0.put(text: "ar")
                $0.put(text: String(repeating: "x", count: length))
                $0.put(text: "en")
                $0.put(text: "y")
            }
        case .file(let most):
            let bytes = UInt64(random.below(Int(most)))
            return Value(
                [0x84, 0x58, 32] + [UInt8](repeating: 9, count: 32)
                    + item { $0.put(bytes) }.bytes + text("image/png").bytes
                    + text("a.png").bytes)
        case .list(let most, let type):
            let values = (0...random.below(most)).map { _ in value(of: type, &random) }
            return item { writer in
                writer.put(array: values.count)
                for value in values { writer.put(item: value.span) }
            }
        case .group(let fields):
            var numbers = fields.keys.sorted().filter {
                fields[$0]?.isRequired == true || random.chance(50)
            }
            if numbers.isEmpty { numbers = Array(fields.keys.sorted().prefix(1)) }
            var parts: [(FieldNumber, Value)] = []
            for number in numbers {
                parts.append((number, value(of: fields[number]?.type ?? .truth, &random)))
            }
            return item { writer in
                writer.put(map: parts.count)
                for (number, value) in parts {
                    writer.put(UInt64(number.value))
                    writer.put(item: value.span)
                }
            }
        default: return Value(hex("f4"))
        }
    }

    private static func number(
        in range: ClosedRange<Int64>, _ random: inout SeededRandom
    ) -> Int64 {
        switch random.below(3) {
        case 0: range.lowerBound
        case 1: range.upperBound
        default:
            range.lowerBound
                + Int64(random.next() % UInt64(range.upperBound - range.lowerBound + 1))
        }
    }
}
