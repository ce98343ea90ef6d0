/// What a spreadsheet would calculate instead of showing (spec/17-tables.md#table-3).
enum Formula {
    private static let apostrophe = UInt8(ascii: "'")

    /// Whether a cell would be taken for a formula but for the apostrophes before it.
    static func isTaken(_ cell: ArraySlice<UInt8>) -> Bool {
        let rest = cell.drop { $0 == apostrophe }
        switch rest.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "@"), UInt8(ascii: "\t"),
            UInt8(ascii: "\r"):
            return true
        case UInt8(ascii: "-"): return !isNumber(rest.dropFirst())
        default: return false
        }
    }

    /// What was written of which a cell was made harmless.
    static func meant(by cell: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        cell.first == apostrophe && isTaken(cell) ? cell.dropFirst() : cell
    }

    /// Digits, with points or commas among them.
    private static func isNumber(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, let last = text.last, first.isDigit, last.isDigit else {
            return false
        }
        return text.allSatisfy { $0.isDigit || $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ",") }
    }
}

extension UInt8 {
    var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }
}
