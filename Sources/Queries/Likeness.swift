internal import Lattice
internal import Schema

/// What a value is compared by: by order where its type has one, otherwise by bytes.
enum Likeness: Hashable, Sendable {
    case ordered(OrderKey)
    case other(Value)

    init(_ value: Value, _ type: FieldType) {
        self = OrderKey.of(value, type).map(Likeness.ordered) ?? .other(value)
    }

    /// Whether it stands so to another.
    func holds(_ comparison: Comparison, to other: Likeness) -> Bool {
        switch comparison {
        case .equal: return self == other
        case .notEqual: return self != other
        case .less, .lessOrEqual, .greater, .greaterOrEqual: break
        }
        guard case .ordered(let mine) = self, case .ordered(let theirs) = other else {
            return false
        }
        return switch comparison {
        case .less: mine < theirs
        case .lessOrEqual: mine <= theirs
        case .greater: mine > theirs
        case .greaterOrEqual: mine >= theirs
        case .equal, .notEqual: false
        }
    }
}

extension Field {
    /// The key of a value that the field is compared with; a counter is compared with a number.
    func likeness(of value: Value) -> Likeness {
        guard merging == .counter else { return Likeness(value, type) }
        return value.integer.map { .ordered(OrderKey(counted: Int128($0))) } ?? .other(value)
    }

    /// What one thing is that may be in it, of sets and lists; nil if it holds but one.
    var content: FieldType? {
        switch (merging, type) {
        case (.set, let type): type
        case (.register, .list(_, let type)): type
        default: nil
        }
    }
}

extension Shown {
    /// What a field of one value is compared by; nil if there is none.
    func likeness(of number: FieldNumber, _ type: FieldType) -> Likeness? {
        switch fields[number] {
        case .register(let register): register.value.map { Likeness($0, type) }
        case .counter(let count): .ordered(OrderKey(counted: count))
        case .set, .facts, nil: nil
        }
    }

    /// What a field is ordered by; nil if there is nothing to order by.
    func key(of number: FieldNumber, _ type: FieldType) -> OrderKey? {
        guard case .ordered(let key) = likeness(of: number, type) else { return nil }
        return key
    }
}
