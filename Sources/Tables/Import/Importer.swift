internal import Bundles
internal import Lattice
internal import Queries
internal import Replica
internal import Schema
internal import Wire

/// Goes through the rows of a table, and remembers what it met.
struct Importer<H: Hashing> {
    let kind: RecordKind
    let mapping: Mapping
    let columns: Columns
    let known: Known
    let salt: ImportSalt
    private let reader: CellReader
    private var constants: [(Mapping.Target, Said)] = []
    /// What is wrong before any row is looked at.
    private(set) var faults: [TableProblem] = []
    var memory: ImportMemory

    init(
        _ kind: RecordKind, _ mapping: Mapping, _ columns: Columns, _ known: Known,
        _ salt: ImportSalt
    ) {
        self.kind = kind
        self.mapping = mapping
        self.columns = columns
        self.known = known
        self.salt = salt
        reader = CellReader(mapping, known)
        memory = ImportMemory(kind, mapping, known)
        for (target, text) in mapping.constants.sorted(by: { $0.key < $1.key }) {
            guard let field = kind.fields[target.field] else { continue }
            do throws(CellFault) {
                constants.append((target, try said(text.trimmed, field)))
            } catch {
                faults.append(
                    TableProblem(1, in: kind.name(of: target), cell: text, error.sentence))
            }
        }
    }

    /// What becomes of a row, and what is wrong with it.
    mutating func outcome(
        of line: Table.Line, _ faults: [TableFault], isBlocked: Bool
    ) -> Import.Outcome {
        var problems = faults.map { TableProblem($0.line, $0.sentence) }
        if problems.isEmpty, line.cells.allSatisfy(\.trimmed.isEmpty) {
            return Import.Outcome(line: line.number, deed: .blank)
        }
        let stray = line.cells.indices.first { index in
            (index >= columns.count || columns.nameless.contains(index))
                && !line.cells[index].trimmed.isEmpty
        }
        if let stray {
            problems.append(
                TableProblem(
                    line.number, cell: line.cells[stray],
                    "“\(line.cells[stray].excerpt)” stands under no header; put it into a column "
                        + "that has one, or in quotes with the cell before"))
        }
        let content = content(of: line, &problems)
        let made =
            kind.form == .document
            ? document(content, line.number, &problems) : fact(content, line.number, &problems)
        guard problems.isEmpty, !isBlocked, let made else {
            return Import.Outcome(line: line.number, deed: .refused, problems: problems)
        }
        return Import.Outcome(line: line.number, deed: made.deed, edits: made.edits)
    }

    private func content(of line: Table.Line, _ problems: inout [TableProblem]) -> RowContent {
        var content = RowContent(unread: columns.untold)
        for place in columns.places where place.index < line.cells.count {
            let text = line.cells[place.index].trimmed
            guard !text.isEmpty, let field = kind.fields[place.target.field] else { continue }
            do throws(CellFault) {
                content.put(try said(text, field), place.target)
            } catch {
                content.unread.insert(place.target.field)
                problems.append(
                    TableProblem(
                        line.number, in: place.header, cell: line.cells[place.index], error.sentence
                    ))
            }
        }
        for (target, said) in constants { content.putConstant(said, target) }
        return content
    }

    private func said(_ text: String, _ field: Field) throws(CellFault) -> Said {
        switch field.merging {
        case .register:
            if case .words = field.type {
                return .word(try reader.value(text, field.type).text ?? "")
            }
            let value = try reader.value(text, field.type)
            try check([value], field)
            return .value(value)
        case .set:
            let items = try reader.items(text, field.type)
            try check(items, field)
            return .members(Set(items))
        case .counter:
            guard let amount = try reader.value(text, field.type.unbounded).integer else {
                throw CellFault("“\(text.excerpt)” is no number; write digits alone")
            }
            return .amount(amount)
        case .facts: throw CellFault("a cell cannot hold this; leave the column out")
        }
    }

    /// As every peer will.
    private func check(_ values: [Value], _ field: Field) throws(CellFault) {
        for value in values {
            do throws(SchemaFault) { try field.check(value) } catch {
                throw CellFault("\(error); mend the cell")
            }
        }
    }

    /// The header of the column that goes to a field, or what the field is called.
    func header(of field: FieldNumber) -> String {
        columns.places.first { $0.target.field == field }?.header
            ?? kind.name(of: Mapping.Target(field))
    }
}

/// What one cell says.
enum Said {
    case value(Value)
    /// One of the texts of words.
    case word(String)
    case members(Set<Value>)
    case amount(Int64)
}

/// What one row says.
struct RowContent {
    var values: [FieldNumber: Value] = [:]
    var words: [FieldNumber: [String: String]] = [:]
    var sets: [FieldNumber: Set<Value>] = [:]
    var counters: [FieldNumber: Int64] = [:]
    /// Fields of which it says what cannot be read.
    var unread: Set<FieldNumber> = []

    mutating func put(_ said: Said, _ target: Mapping.Target) {
        switch said {
        case .value(let value): values[target.field] = value
        case .word(let text): words[target.field, default: [:]][target.language ?? ""] = text
        case .members(let members): sets[target.field] = members
        case .amount(let amount): counters[target.field] = amount
        }
    }

    /// Where the row itself says nothing.
    mutating func putConstant(_ said: Said, _ target: Mapping.Target) {
        let field = target.field
        let isSaid =
            unread.contains(field) || values[field] != nil || sets[field] != nil
            || counters[field] != nil || words[field]?[target.language ?? ""] != nil
        if !isSaid { put(said, target) }
    }
}

extension FieldType {
    /// A counter comes to what all have counted, whatever the bounds of its type.
    fileprivate var unbounded: FieldType {
        if case .decimal(let digits, _) = self {
            return .decimal(digits: digits, SchemaLimits.number)
        }
        return .integer(SchemaLimits.number)
    }
}

extension Edit {
    /// What it writes to.
    var field: FieldNumber? {
        switch self {
        case .create(_, let field, _), .write(_, let field, _), .add(_, let field, _),
            .remove(_, let field, _), .count(_, let field, _), .note(_, let field, _, _):
            field
        case .state, .delete, .restore: nil
        }
    }
}
