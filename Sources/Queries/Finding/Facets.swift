public import Lattice
internal import Schema
internal import Wire

/// How many hits there are of each value of a field.
public struct Facet: Hashable, Sendable {
    public let kind: KindNumber
    public let field: FieldNumber
    /// The most frequent first, then by their bytes; at most `FindingLimits.values`.
    public let values: [Counted]

    public struct Counted: Hashable, Sendable {
        public let value: Value
        public let hits: Int
    }
}

/// What a record is counted under: the values of its choices and links.
public struct FacetValues: Hashable, Sendable {
    private let values: [Pair]

    private struct Pair: Hashable, Sendable {
        let field: FieldNumber
        let value: Value
    }

    init(_ shown: Shown, _ kind: RecordKind) {
        var values: [Pair] = []
        for entry in shown.fields.entries where kind.fields[entry.key]?.isCounted == true {
            switch entry.value {
            case .register(let register):
                if let value = register.value {
                    values.append(Pair(field: entry.key, value: value))
                }
            case .set(let members):
                values += members.map { Pair(field: entry.key, value: $0) }
            case .counter, .facts: break
            }
        }
        self.values = values
    }

    /// As an index keeps them.
    var bytes: [UInt8] {
        guard !values.isEmpty else { return [] }
        var writer = Writer()
        writer.put(array: 2 * values.count)
        for pair in values {
            writer.put(pair.field)
            writer.put(Value(pair.value.bytes))
        }
        return writer.bytes
    }

    /// None, of bytes that were not written here.
    public init(bytes: [UInt8]) {
        let values = Value(bytes).read { (reader) throws(WireError) in
            var values: [Pair] = []
            for _ in 0..<(try reader.array()) / 2 {
                let field = try reader.field()
                let range = try reader.string(most: .max)
                values.append(Pair(field: field, value: Value(reader.copy(range).bytes)))
            }
            return values
        }
        self.values = values ?? []
    }

    func values(of field: FieldNumber) -> [Value] {
        values.filter { $0.field == field }.map(\.value)
    }
}

/// Counts hits by their values.
public struct FacetCounter: Sendable {
    private let kind: KindNumber
    private var counts: [FieldNumber: [Value: Int]]

    public init(_ kind: KindNumber, _ fields: [FieldNumber]) {
        self.kind = kind
        counts = Dictionary(fields.map { ($0, [:]) }) { first, _ in first }
    }

    /// So many hits have these values.
    public mutating func take(_ values: FacetValues, hits: Int) {
        for field in counts.keys {
            for value in values.values(of: field) {
                counts[field]?[value, default: 0] += hits
            }
        }
    }

    /// By their fields.
    public var facets: [Facet] {
        counts.sorted { $0.key < $1.key }.map { field, counts in
            let values = counts.map { Facet.Counted(value: $0.key, hits: $0.value) }
                .sorted { $0.hits == $1.hits ? $0.value < $1.value : $0.hits > $1.hits }
            return Facet(
                kind: kind, field: field, values: Array(values.prefix(FindingLimits.values)))
        }
    }
}
