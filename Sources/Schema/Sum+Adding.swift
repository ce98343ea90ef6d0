public import Lattice
internal import Wire

/// What one fact adds to a sum.
public enum SumPart: Hashable, Sendable {
    case nothing
    /// Its amount is no whole number in unit 0.
    case leftOut
    case adds(Int64, to: [Value?])
}

extension RecordKind {
    /// What a fact of this kind, which fits, adds to a sum (spec/09-schema.md#sum-1).
    public func part(of sum: Sum, _ content: Value) -> SumPart {
        let parts = Self.parts(of: content)
        var factor: Int64 = 1
        if let signs = sum.signs {
            guard let chosen = parts[signs.choice]?.integer, let option = UInt16(exactly: chosen)
            else { return .nothing }
            factor = signs.factors[option] ?? 0
        }
        guard factor != 0, let value = parts[sum.amount], let type = fields[sum.amount]?.type
        else { return .nothing }
        guard let amount = type.amount(of: value) else { return .leftOut }
        return .adds(factor * amount, to: sum.keys.map { parts[$0] })
    }
}

extension FieldType {
    /// A value in unit 0; nil if it is no whole number there.
    fileprivate func amount(of value: Value) -> Int64? {
        switch self {
        case .integer, .decimal: return value.integer
        case .quantity(_, _, let units):
            var reader = Reader(value.span, of: .value)
            guard (try? reader.array(of: 2)) != nil,
                let amount = try? reader.integer(in: SchemaLimits.number),
                let number = try? reader.unsigned(), let unit = UInt16(exactly: number),
                let unit = units[unit]
            else { return nil }
            let whole = Int128(amount) * Int128(unit.numerator)
            guard whole.isMultiple(of: Int128(unit.denominator)) else { return nil }
            return Int64(exactly: whole / Int128(unit.denominator)).flatMap {
                SchemaLimits.number.contains($0) ? $0 : nil
            }
        default: return nil
        }
    }
}
