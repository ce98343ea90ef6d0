public import Lattice
public import Queries
public import Schema
internal import Wire

/// Records as rows of a table, which say the same when they are read (spec/17-tables.md#table-9).
public struct Export: Sendable {
    /// Which columns there are; to read the table again is to map it by this.
    public let mapping: Mapping
    private let kind: RecordKind
    private let writer: CellWriter

    /// With the columns of a mapping. Nil if there is no such kind.
    public init?(by mapping: Mapping, of schema: Schema, beside known: Known) {
        guard let kind = schema.kinds[mapping.kind] else { return nil }
        self.mapping = mapping
        self.kind = kind
        writer = CellWriter(mapping, known)
    }

    /// With a column for all that a cell can hold, called by the names of the fields, or as people
    /// call them in a language.
    public init?(
        _ number: KindNumber, of schema: Schema, beside known: Known, words languages: [String],
        labelled: String? = nil, dates: Mapping.DateOrder = .yearFirst,
        decimals: Mapping.DecimalMark = .point
    ) {
        guard let kind = schema.kinds[number] else { return nil }
        let targets = kind.targets(in: languages.sorted())
        var headers = targets.map { kind.name(of: $0) }
        if let labelled {
            for (index, target) in targets.enumerated() {
                guard let label = kind.fields[target.field]?.labels[labelled] else { continue }
                let full = target.language.map { "\(label) (\($0))" } ?? label
                if !headers.contains(full) { headers[index] = full }
            }
        }
        let columns = zip(headers, targets).map { Mapping.Column($0, to: $1) }
        var keys: [FieldNumber] = []
        for case .unique(let fields) in kind.rules where keys.isEmpty { keys = fields }
        let mapping = Mapping(
            number, columns, keys: kind.form == .document ? keys : [], dates: dates,
            decimals: decimals)
        self.init(by: mapping, of: schema, beside: known)
    }

    /// In the order in which the records are given.
    public func table(
        of rows: some Sequence<Shown>, separator: Table.Separator = .comma
    ) -> Table {
        let cells = rows.map { row in mapping.columns.map { cell($0.target, of: row) } }
        return Table(mapping.columns.map(\.header), cells, separator: separator)
    }

    /// All languages in which there are words.
    public static func languages(
        of rows: some Sequence<Shown>, _ kind: RecordKind
    ) -> [String] {
        let worded = kind.fields.filter { if case .words = $0.value.type { true } else { false } }
        var found: Set<String> = []
        for row in rows {
            for field in worded.keys {
                found.formUnion(row.value(of: field)?.words.map(\.key) ?? [])
            }
        }
        return found.sorted()
    }

    private func cell(_ target: Mapping.Target, of row: Shown) -> String {
        guard let field = kind.fields[target.field], let shown = row.fields[target.field] else {
            return ""
        }
        switch shown {
        case .register(let register):
            guard let value = register.value else { return "" }
            if let language = target.language { return value.words[language] ?? "" }
            return writer.text(value, field.type)
        case .set(let members):
            return ListText.write(members.map { writer.text($0, field.type) })
        case .counter(let amount):
            guard let amount = Int64(exactly: amount) else { return String(amount) }
            return writer.text(.of { $0.put(integer: amount) }, field.type)
        case .facts: return ""
        }
    }
}
