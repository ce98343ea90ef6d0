import Lattice
import Schema
import Wire

/// A value as a person would write it down: the tests compare these, and never bytes.
enum Datum: Equatable {
    case number(Int)
    case amount(Int, unit: UInt16)
    case money(Int, String)
    case truth(Bool)
    case text(String)
    case person(UInt64)
    case home(UInt64)
    case seat(UInt8)
    case fact(FactReference)
    case texts([String])

    static let units: [UInt16: FieldType.Unit] = [
        0: .init("kg"), 1: .init("t", 1_000), 2: .init("lb", 45_359_237, over: 100_000_000),
        3: .init("third", 1, over: 3), 4: .init("odd", 4_294_967_291, over: 4_294_967_295),
        5: .init("even", 4_294_967_290, over: 4_294_967_294),
    ]

    var value: Value {
        switch self {
        case .number(let number): integer(number)
        case .amount(let amount, let unit): list([integer(amount), integer(Int(unit))])
        case .money(let amount, let code): list([integer(amount), QueryTests.text(code)])
        case .truth(let truth): item { $0.put(truth) }
        case .text(let text): QueryTests.text(text)
        case .person(let number): item { $0.put(PersonID(high: 1, low: number)) }
        case .home(let number): item { $0.put(record(number)) }
        case .seat(let byte):
            item { writer in
                writer.put(words: [UInt64(byte) << 56, 0, 0, 0] as InlineArray<4, UInt64>)
            }
        case .fact(let fact): fact.value
        case .texts(let texts): list(texts.map { QueryTests.text($0) })
        }
    }

    /// One of few facts, which differ in their keys, their kinds, or their hashes alone.
    static func fact(_ number: Int) -> Datum {
        let kind = KindNumber([64, 65, 400][number / 3 % 3])
        let word = UInt64(number % 3) << (number.isMultiple(of: 2) ? 0 : 60)
        return .fact(FactReference(factKey(UInt64(1 + number / 9)), of: kind, Hash(word, 0, 0, 7)))
    }

    /// What is equal for people; nil if the other is of another type.
    func isEqual(to other: Datum) -> Bool {
        if case .amount = self, case .amount = other {
            return !comes(before: other) && !other.comes(before: self)
        }
        return self == other
    }

    /// Whether people would put it first.
    func comes(before other: Datum) -> Bool {
        switch (self, other) {
        case (.number(let a), .number(let b)): return a < b
        case (.amount(let a, let mine), .amount(let b, let theirs)):
            guard let mine = Self.units[mine], let theirs = Self.units[theirs] else {
                return false
            }
            // Crosswise, so that nothing is divided: a·n/d < b·m/e as a·n·e < b·m·d.
            let left = Wide(a, mine.numerator, theirs.denominator)
            return left < Wide(b, theirs.numerator, mine.denominator)
        case (.money(let a, let mine), .money(let b, let theirs)):
            return mine == theirs ? a < b : mine < theirs
        case (.truth(let a), .truth(let b)): return !a && b
        case (.text(let a), .text(let b)):
            let (small, other) = (Array(a.lowercased().unicodeScalars), b.lowercased())
            let others = Array(other.unicodeScalars)
            guard small == others else { return small.lexicographicallyPrecedes(others) }
            return Array(a.unicodeScalars).lexicographicallyPrecedes(Array(b.unicodeScalars))
        case (.person(let a), .person(let b)): return a < b
        case (.home(let a), .home(let b)): return record(a) < record(b)
        case (.seat(let a), .seat(let b)): return a < b
        case (.fact(let a), .fact(let b)):
            return (a.key, a.kind, a.hash) < (b.key, b.kind, b.hash)
        default: return false
        }
    }
}

/// A product of a number below 2⁵⁴ and two below 2³², which fits into 128 bits.
private struct Wide: Comparable {
    let product: Int128

    init(_ number: Int, _ a: UInt32, _ b: UInt32) {
        product = Int128(number) * Int128(a) * Int128(b)
    }

    static func < (a: Self, b: Self) -> Bool { a.product < b.product }
}
