public import Lattice
internal import Replica
public import Schema

/// What the salt of an import is of.
public enum Imported {}
/// What keeps the facts of one import apart from those of others: with the same salt the same row
/// is the same fact, whoever states it again (spec/17-tables.md#table-7).
public typealias ImportSalt = Identifier<Imported>

/// What would become of each row of a table, and all that is wrong with it, in one pass
/// (spec/17-tables.md#table-6). To import it is to enter exactly this.
public struct Import: Sendable {
    public enum Deed: Hashable, Sendable {
        /// A new record.
        case create
        /// Some fields of a record that is there.
        case change(RecordID)
        /// A fact.
        case state(FactID)
        /// All of it is there already.
        case same
        /// There is nothing in the row.
        case blank
        /// Something is wrong with it, so that nothing of it is taken.
        case refused
    }

    public struct Outcome: Hashable, Sendable {
        public let line: Int
        public let deed: Deed
        /// All that is wrong with it.
        public let problems: [TableProblem]
        /// What does it; a new record is the first of them.
        let edits: [Edit]

        init(line: Int, deed: Deed, edits: [Edit] = [], problems: [TableProblem] = []) {
            self.line = line
            self.deed = deed
            self.edits = edits
            self.problems = problems
        }

        /// What would be written, ascending.
        public var fields: [FieldNumber] { Set(edits.compactMap(\.field)).sorted() }
    }

    public let table: Table
    /// One for each row, in the same order.
    public let outcomes: [Outcome]
    /// All there are, in the order of the lines.
    public let problems: [TableProblem]
    /// Those because of which nothing at all is taken.
    let general: [TableProblem]
    /// Columns that the mapping neither takes nor leaves out.
    public let unread: [String]

    public init<H: Hashing>(
        _ table: Table, by mapping: Mapping, in schema: Schema, beside known: Known,
        salt: ImportSalt, hashing: H.Type
    ) {
        self.table = table
        let columns = Columns(table, mapping)
        unread = columns.unread
        var problems = columns.problems
        let faults = mapping.faults(in: schema)
        problems += faults.map { TableProblem(1, $0) }
        // Whoever cannot read the header does not know what the cells below are.
        let rows = Set(table.lines.map(\.number))
        problems += table.faults.filter { $0.row.map { !rows.contains($0) } ?? false }.map {
            TableProblem($0.line, $0.sentence)
        }
        var general = problems
        problems += table.faults.filter { $0.row == nil }.map {
            TableProblem($0.line, $0.sentence)
        }
        let rowFaults = Dictionary(grouping: table.faults) { $0.row ?? 0 }
        guard let kind = schema.kinds[mapping.kind], faults.isEmpty else {
            outcomes = table.lines.map {
                Outcome(line: $0.number, deed: .refused)
            }
            self.problems = problems
            self.general = general
            return
        }
        var importer = Importer<H>(kind, mapping, columns, known, salt)
        problems += importer.faults
        general += importer.faults
        self.general = general
        var outcomes: [Outcome] = []
        outcomes.reserveCapacity(table.lines.count)
        for line in table.lines {
            let faults = rowFaults[line.number] ?? []
            let outcome = importer.outcome(of: line, faults, isBlocked: !general.isEmpty)
            outcomes.append(outcome)
            problems += outcome.problems
        }
        self.outcomes = outcomes
        // Those of the file stand with those of its rows.
        self.problems = problems.enumerated()
            .sorted { ($0.element.line, $0.offset) < ($1.element.line, $1.offset) }
            .map(\.element)
    }
}
