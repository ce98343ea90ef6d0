internal import Lattice

/// Where a schema takes something away that older ones allow (spec/09-schema.md#grow-1).
public struct Shrinkage: Hashable, Sendable, CustomStringConvertible {
    public let kind: String
    public let field: String?
    public let what: String

    public var description: String { "\(kind)\(field.map { ".\($0)" } ?? ""): \(what)" }
}

extension Schema {
    /// Whatever keeps this schema from growing out of an older one; none if it does.
    public func shrinkages(since older: Schema) -> [Shrinkage] {
        older.kinds.sorted { $0.key < $1.key }.flatMap { number, old -> [Shrinkage] in
            guard let new = kinds[number] else {
                return [Shrinkage(kind: old.name, field: nil, what: "the kind is gone")]
            }
            var found: [Shrinkage] = []
            if old.form != new.form {
                found.append(Shrinkage(kind: old.name, field: nil, what: "it has another form"))
            }
            if new.form == .fact, !new.binding.isSubset(of: old.binding) {
                found.append(Shrinkage(kind: old.name, field: nil, what: "facts have more rules"))
            }
            if new.place != nil, new.place != old.place {
                found.append(Shrinkage(kind: old.name, field: nil, what: "it has to be at a hub"))
            }
            found += Field.shrinkages(from: old.fields, to: new.fields)
                .map { Shrinkage(kind: old.name, field: $0.field, what: $0.what) }
            return found
        }
    }
}

extension RecordKind {
    /// The rules for which facts are refused.
    fileprivate var binding: Set<Rule> {
        Set(
            rules.filter {
                switch $0 {
                case .notAfter, .needed: true
                case .unique, .later: false
                }
            })
    }
}

extension Field {
    fileprivate static func shrinkages(
        from old: [FieldNumber: Field], to new: [FieldNumber: Field]
    ) -> [(field: String, what: String)] {
        var found: [(String, String)] = []
        for (number, field) in old.sorted(by: { $0.key < $1.key }) {
            guard let grown = new[number] else {
                found.append((field.name, "the field is gone"))
                continue
            }
            if field.merging != grown.merging { found.append((field.name, "it merges otherwise")) }
            if grown.isRequired, !field.isRequired {
                found.append((field.name, "it is required now"))
            }
            if grown.isFixed, !field.isFixed { found.append((field.name, "it is fixed now")) }
            if !grown.type.holds(field.type) {
                found.append((field.name, "its type is another, or has narrower bounds"))
            }
        }
        for (number, field) in new.sorted(by: { $0.key < $1.key })
        where old[number] == nil && field.isRequired {
            found.append((field.name, "a new field cannot be required"))
        }
        return found
    }
}

extension FieldType {
    /// Whether all values of the other type are values of this one.
    func holds(_ older: Self) -> Bool {
        switch (self, older) {
        case (.text(let new), .text(let old)), (.words(let new), .words(let old)),
            (.token(let new), .token(let old)):
            return new >= old
        case (.integer(let new), .integer(let old)): return new.holds(old)
        case (.decimal(let digits, let new), .decimal(let before, let old)):
            return digits == before && new.holds(old)
        case (.quantity(let digits, let new, let units), .quantity(let before, let old, let had)):
            return digits == before && new.holds(old)
                && had.allSatisfy { unit in
                    units[unit.key].map { $0.isAsMuch(as: unit.value) } ?? false
                }
        case (.money(let new), .money(let old)):
            guard let new else { return true }
            guard let old else { return false }
            return old.allSatisfy { new[$0.key] == $0.value }
        case (.choice(let new), .choice(let old)): return old.keys.allSatisfy { new[$0] != nil }
        case (.record(let new), .record(let old)), (.fact(let new), .fact(let old)):
            guard let new else { return true }
            return old.map { Set($0).isSubset(of: new) } ?? false
        case (.file(let new), .file(let old)): return new >= old
        case (.list(let new, let type), .list(let old, let before)):
            return new >= old && type.holds(before)
        case (.group(let new), .group(let old)):
            return Field.shrinkages(from: old, to: new).isEmpty
        default: return self == older
        }
    }
}

extension FieldType.Unit {
    fileprivate func isAsMuch(as other: Self) -> Bool {
        UInt64(numerator) * UInt64(other.denominator)
            == UInt64(other.numerator) * UInt64(denominator)
    }
}

extension ClosedRange {
    fileprivate func holds(_ other: Self) -> Bool {
        lowerBound <= other.lowerBound && upperBound >= other.upperBound
    }
}
