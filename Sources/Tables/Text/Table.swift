/// Rows of texts below a header, as spreadsheets hand them on (spec/17-tables.md#table-1).
public struct Table: Hashable, Sendable {
    /// What stands between two cells.
    public enum Separator: UInt8, CaseIterable, Sendable {
        case comma = 0x2C
        case semicolon = 0x3B
        case tab = 0x09
    }

    /// One row below the header.
    public struct Line: Hashable, Sendable {
        /// The line of the file on which it begins, the first being 1: cells may have several.
        public var number: Int
        public var cells: [String]

        public init(_ number: Int, _ cells: [String]) {
            (self.number, self.cells) = (number, cells)
        }
    }

    public var header: [String]
    public var lines: [Line]
    /// What is wrong with the file itself, in the order of its lines.
    public private(set) var faults: [TableFault]
    public var separator: Separator

    /// Rows that are numbered as they are going to be written.
    public init(_ header: [String], _ rows: [[String]], separator: Separator = .comma) {
        self.header = header
        lines = rows.enumerated().map { Line($0.offset + 2, $0.element) }
        faults = []
        self.separator = separator
    }

    /// Reads a file: all that can be read of it, whatever is wrong with the rest. The separator is
    /// recognised by the header where none is given.
    public init(reading bytes: [UInt8], separator: Separator? = nil) {
        let separator = separator ?? TableReader.separator(of: bytes)
        var reader = TableReader(bytes, separator)
        header = reader.row()?.cells ?? []
        if header.isEmpty { reader.fault(.noHeader) }
        lines = []
        while let line = reader.row() {
            guard lines.count < TableLimits.rows else {
                reader.fault(.tooManyRows, at: line.number)
                break
            }
            lines.append(line)
        }
        faults = reader.faults
        self.separator = separator
    }

    /// Names the last column of a table of errors (spec/17-tables.md#table-8).
    public static let errorColumn = "error"
}

/// What is wrong with a file of rows, and on which line.
public struct TableFault: Error, Hashable, Sendable {
    public enum Reason: Hashable, Sendable {
        case noHeader
        case notUTF8
        case zero
        case unclosedQuote
        case afterQuote
        case tooManyRows
        case tooManyColumns
        case cellTooLong
    }

    public let line: Int
    /// Where the row begins that cannot be used; nil if it is about more than one.
    public let row: Int?
    public let reason: Reason
}

extension TableFault: CustomStringConvertible {
    public var description: String { "Line \(line): \(sentence)" }

    /// Without the line.
    public var sentence: String {
        switch reason {
        case .noHeader: "There is no header. Put the names of the columns into the first row."
        case .notUTF8: "There is text here that is not UTF-8. Save the table as “CSV UTF-8”."
        case .zero: "There is a zero byte here. Save the table as “CSV UTF-8”."
        case .unclosedQuote:
            "A quote begins here that does not end. Close it, or write each quote within twice."
        case .afterQuote:
            "After a quote that ends there is more text. Write each quote within a cell twice."
        case .tooManyRows:
            "There are more than \(TableLimits.rows) rows. Split the table; this row and all that "
                + "follow were not read."
        case .tooManyColumns:
            "There are more than \(TableLimits.columns) cells in this row. Take some out."
        case .cellTooLong:
            "A cell has more than \(TableLimits.cell) bytes. Shorten it."
        }
    }
}
