internal import Charter
public import Lattice
internal import Queries
public import Relief
internal import Schema

/// What people keep of an operation outside of it: tables of what follows from its records, as it
/// is known at one moment (spec/17-tables.md#table-10).
public struct Sheets: Sendable {
    let operation: Operation
    let known: Known
    let language: String
    let cells: CellWriter
    private let asOf: String
    private let view: String

    /// Things are called by what is known of them, with words in a language. Each row says as of
    /// when it is, and in which view.
    public init(
        of operation: Operation, beside known: Known, words language: String,
        asOf time: HybridTime, in view: String, dates: Mapping.DateOrder = .yearFirst,
        decimals: Mapping.DecimalMark = .point
    ) {
        self.operation = operation
        self.known = known
        self.language = language
        cells = CellWriter(dates, decimals, known)
        asOf = cells.times.writeTime(Int64(clamping: time.milliseconds))
        self.view = view
    }

    func table(_ header: [String], _ rows: [[String]]) -> Table {
        Table(header + ["as-of", "view"], rows.map { $0 + [asOf, view] })
    }

    func amount(_ thousandths: Int128) -> String {
        cells.numbers.write(Int64(clamping: thousandths), digits: 3)
    }

    func time(_ milliseconds: Int64) -> String { cells.times.writeTime(milliseconds) }

    /// Its code, its name, and what it is counted in.
    func item(_ id: RecordID) -> [String] {
        let code = known.text(of: id, among: [.item])
        guard let shown = known.records[.item]?[id],
            let fields = known.schema.kinds[.item]?.fields
        else { return [code, "", ""] }
        var (name, unit) = ("", "")
        for (number, field) in fields.sorted(by: { $0.key < $1.key }) {
            guard let value = shown.value(of: number) else { continue }
            if case .words = field.type, name.isEmpty {
                name = value.words[language] ?? value.words.min { $0.key < $1.key }?.value ?? ""
            }
            if field.name == "unit" { unit = cells.text(value, field.type) }
        }
        return [code, name, unit]
    }

    static let itemHeader = ["item", "name", "unit"]

    /// A fact, as it can be found again.
    func text(of name: LedgerKey) -> String {
        operation.code(of: name) ?? "\(name.kind.value)/\(name.key.person)/\(name.key.id)"
    }
}
