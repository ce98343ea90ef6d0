/// One thing in a table because of which a row, or all of them, cannot be imported: where, what is
/// wrong, and what to do.
public struct TableProblem: Error, Hashable, Sendable {
    public let line: Int
    /// The header of the column, or the name of the field if it has none; nil if it is about more.
    public let column: String?
    /// What the cell says, if that is what is wrong.
    public let cell: String?
    public let sentence: String

    init(_ line: Int, in column: String? = nil, cell: String? = nil, _ sentence: String) {
        self.line = line
        self.column = column
        self.cell = cell
        self.sentence = sentence
    }
}

extension TableProblem: CustomStringConvertible {
    public var description: String { "Line \(line), \(remark)" }

    /// Without the line, which changes when rows are taken out.
    public var remark: String { column.map { "\($0): \(sentence)" } ?? sentence }
}
