public import Lattice
public import Schema

// What of a query an index can answer. Indexes hold the keys of fields of one value, as they are
// shown and cut: rows without a value are not in them, nor are counters, which change too often.

extension Query {
    /// The ranges of an index outside of which nothing matches, ascending; none at all if nothing
    /// can match. Nil if the filter does not bound the field, so that rows without it may match.
    public func ranges(of field: FieldNumber, type: FieldType) -> [KeyRange]? {
        Bounds(field: field, type: type).ranges(filter, isTurned: false)
    }

    /// Fields for which an index would help, best first: those that have to be equal to something,
    /// then those that are bounded, then the one that the order begins with.
    public func wishes(kind: RecordKind) -> [FieldNumber] {
        var (equal, bounded): ([FieldNumber], [FieldNumber]) = ([], [])
        for number in kind.fields.keys.sorted() {
            guard let field = kind.fields[number], field.canBeIndexed,
                let ranges = ranges(of: number, type: field.type)
            else { continue }
            if ranges.allSatisfy(\.isPoint) {
                equal.append(number)
            } else {
                bounded.append(number)
            }
        }
        let wishes = equal + bounded
        guard let first = order.first?.field, kind.fields[first]?.canBeIndexed ?? false,
            !wishes.contains(first)
        else { return wishes }
        return wishes + [first]
    }
}

extension Field {
    /// Whether an index can hold the keys of its values.
    public var canBeIndexed: Bool { merging == .register && type.hasOrder }
}

/// Finds what a filter says of one field.
private struct Bounds {
    let field: FieldNumber
    let type: FieldType

    /// Where a filter holds; or, if it is turned, where it does not.
    func ranges(_ filter: Filter, isTurned: Bool) -> [KeyRange]? {
        switch filter {
        case .not(let filter): return ranges(filter, isTurned: !isTurned)
        case .all(let filters):
            return isTurned ? any(filters, isTurned) : all(filters, isTurned)
        case .any(let filters):
            return isTurned ? all(filters, isTurned) : any(filters, isTurned)
        case .compare(field, let comparison, let value):
            return ranges(comparison, value, isTurned: isTurned)
        case .among(field, let values) where !isTurned:
            var points: [KeyRange] = []
            for value in values {
                guard let key = OrderKey.of(value, type) else { return nil }
                points.append(KeyRange(at: key.bytes))
            }
            return points.merged
        case .begins(field, let text) where !isTurned && isText:
            let beginning = Array(OrderKey.beginning(of: text).prefix(QueryLimits.key))
            return [KeyRange(from: beginning, to: beginning.after)]
        // Nothing else says where the value is; rows without one may match.
        default: return nil
        }
    }

    private var isText: Bool {
        switch type {
        case .text, .token: true
        default: false
        }
    }

    /// Each that bounds the field makes it narrower.
    private func all(_ filters: [Filter], _ isTurned: Bool) -> [KeyRange]? {
        filters.lazy.compactMap { ranges($0, isTurned: isTurned) }
            .reduce(nil) { $0?.common(with: $1) ?? $1 }
    }

    /// One that does not bound the field leaves it open.
    private func any(_ filters: [Filter], _ isTurned: Bool) -> [KeyRange]? {
        var found: [KeyRange] = []
        for filter in filters {
            guard let ranges = ranges(filter, isTurned: isTurned) else { return nil }
            found += ranges
        }
        return found.merged
    }

    /// Rows without a value are unequal, and neither less nor more: so that only *equal* can be
    /// turned into, and out of, its opposite.
    private func ranges(
        _ comparison: Comparison, _ value: Value, isTurned: Bool
    ) -> [KeyRange]? {
        guard let key = OrderKey.of(value, type) else { return nil }
        switch (comparison, isTurned) {
        case (.equal, false), (.notEqual, true): return [KeyRange(at: key.bytes)]
        // Of keys that are cut alike, some may be less and some more.
        case (.less, false) where !key.isCut:
            return [KeyRange(to: .before(key.bytes))].merged
        case (.less, false), (.lessOrEqual, false): return [KeyRange(to: .with(key.bytes))]
        case (.greater, false), (.greaterOrEqual, false): return [KeyRange(from: key.bytes)]
        default: return nil
        }
    }
}

extension [UInt8] {
    /// What comes after all that begins with these bytes.
    fileprivate var after: KeyRange.End {
        var bytes = self
        while let last = bytes.popLast() {
            if last < 255 { return .before(bytes + [last + 1]) }
        }
        return .open
    }
}
