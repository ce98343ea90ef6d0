internal import Lattice
internal import Schema

/// A filter with all made ready that does not depend on the row.
indirect enum Condition: Sendable {
    case everything
    case compare(FieldNumber, FieldType, Comparison, Likeness)
    case among(FieldNumber, FieldType, Set<Likeness>)
    case begins(FieldNumber, [UInt8])
    case contains(FieldNumber, FieldType, Likeness)
    case missing(FieldNumber)
    case contested(FieldNumber?)
    case search([[UInt8]])
    case all([Condition])
    case any([Condition])
    case not(Condition)

    /// Fields that the kind does not have are empty: a query that was checked names none.
    init(_ filter: Filter, _ kind: RecordKind) {
        switch filter {
        case .everything: self = .everything
        case .compare(let number, let comparison, let value):
            let field = kind.fields[number] ?? Field("", .truth)
            self = .compare(number, field.type, comparison, field.likeness(of: value))
        case .among(let number, let values):
            let field = kind.fields[number] ?? Field("", .truth)
            self = .among(number, field.type, Set(values.map { field.likeness(of: $0) }))
        case .begins(let number, let text): self = .begins(number, text.folded)
        case .contains(let number, let value):
            let type = kind.fields[number]?.content ?? .truth
            self = .contains(number, type, Likeness(value, type))
        case .missing(let number): self = .missing(number)
        case .contested(let number): self = .contested(number)
        case .search(let text):
            self = .search(text.split(whereSeparator: \.isWhitespace).map { String($0).folded })
        case .all(let filters): self = .all(filters.map { Condition($0, kind) })
        case .any(let filters): self = .any(filters.map { Condition($0, kind) })
        case .not(let filter): self = .not(Condition(filter, kind))
        }
    }

    func passes(_ shown: Shown, _ kind: RecordKind) -> Bool {
        switch self {
        case .everything: return true
        case .compare(let number, let type, let comparison, let wanted):
            guard let found = shown.likeness(of: number, type) else {
                return comparison == .notEqual
            }
            return found.holds(comparison, to: wanted)
        case .among(let number, let type, let wanted):
            return shown.likeness(of: number, type).map(wanted.contains) ?? false
        case .begins(let number, let beginning):
            return shown.value(of: number)?.text?.folded.starts(with: beginning) ?? false
        case .contains(let number, let type, let wanted):
            return shown.content(of: number).contains { Likeness($0, type) == wanted }
        case .missing(let number): return shown.fields[number]?.isMissing ?? true
        case .contested(nil): return shown.isContested
        case .contested(let number?): return shown.fields[number]?.isContested ?? false
        case .search(let words): return shown.mentions(words, kind)
        case .all(let parts): return parts.allSatisfy { $0.passes(shown, kind) }
        case .any(let parts): return parts.contains { $0.passes(shown, kind) }
        case .not(let part): return !part.passes(shown, kind)
        }
    }
}

extension Shown {
    /// What a set or list has in it.
    fileprivate func content(of number: FieldNumber) -> [Value] {
        switch fields[number] {
        case .set(let members): members
        case .register(let register): register.value?.items ?? []
        case .counter, .facts, nil: []
        }
    }
}
