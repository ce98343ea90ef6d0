public import Bundles
public import Replica

extension Import {
    /// What enters all rows that are not refused: whole rows, in their order, in as few entries as
    /// have room for them. Each is a bundle of its own.
    public func entries(in scope: Address) -> [Entry] {
        var entries: [Entry] = []
        var edits: [Edit] = []
        var bytes = 0
        for outcome in outcomes where !outcome.edits.isEmpty {
            let size = outcome.edits.reduce(0) { $0 + $1.weight }
            let isFull =
                bytes + size > TableLimits.entryBytes
                || edits.count + outcome.edits.count > TableLimits.edits
            if isFull, !edits.isEmpty {
                entries.append(Entry(in: scope, edits))
                (edits, bytes) = ([], 0)
            }
            let first = edits.count
            for edit in outcome.edits { edits.append(edit.moved(by: first)) }
            bytes += size
        }
        if !edits.isEmpty { entries.append(Entry(in: scope, edits)) }
        return entries
    }

    /// The rows that were refused, as they are, and in a last column why
    /// (spec/17-tables.md#table-8); nil if none was.
    public var errorTable: Table? {
        let refused = zip(table.lines, outcomes).filter { $1.deed == .refused }
        guard !refused.isEmpty else { return nil }
        // An earlier column of errors is out of date.
        let old = table.header.firstIndex { $0.trimmed == Table.errorColumn }
        let width = max(table.header.count, refused.map(\.0.cells.count).max() ?? 0)
        func cells(_ cells: [String], _ last: String) -> [String] {
            var cells = cells + Array(repeating: "", count: width - cells.count)
            if let old { cells.remove(at: old) }
            return cells + [last]
        }
        let rows = refused.map { line, outcome in
            // What is wrong with all rows is said of each.
            let reasons = general + outcome.problems
            return cells(line.cells, reasons.map(\.remark).joined(separator: " | "))
        }
        return Table(
            cells(table.header, Table.errorColumn), rows, separator: table.separator)
    }
}

extension Edit {
    /// The same for a record whose creation is so many edits later.
    fileprivate func moved(by count: Int) -> Edit {
        switch self {
        case .write(.new(let place), let field, let value):
            .write(.new(place + count), field, value)
        case .add(.new(let place), let field, let value): .add(.new(place + count), field, value)
        case .count(.new(let place), let field, let amount):
            .count(.new(place + count), field, amount)
        default: self
        }
    }
}
