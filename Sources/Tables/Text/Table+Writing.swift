extension Table {
    /// The file of it, which is read back as the same (spec/17-tables.md#table-3). With a mark
    /// before it some spreadsheets know by themselves that it is UTF-8.
    public func written(withMark hasMark: Bool = false) -> [UInt8] {
        var bytes = hasMark ? ByteMark.bytes : []
        guard !header.isEmpty else { return bytes }
        write(header, isHeader: true, to: &bytes)
        for line in lines { write(line.cells, isHeader: false, to: &bytes) }
        return bytes
    }

    private func write(_ cells: [String], isHeader: Bool, to bytes: inout [UInt8]) {
        // An empty line is no row, so that a row of one empty cell shows its quotes.
        if cells.count == 1, cells[0].isEmpty { bytes += [UInt8(ascii: "\""), UInt8(ascii: "\"")] }
        for (index, cell) in cells.enumerated() {
            if index > 0 { bytes.append(separator.rawValue) }
            write(cell, recognises: isHeader || cells.count == 1, to: &bytes)
        }
        bytes += [UInt8(ascii: "\r"), UInt8(ascii: "\n")]
    }

    /// In quotes where it has to be. Where the separator is recognised, no other is to be seen.
    private func write(_ cell: String, recognises: Bool, to bytes: inout [UInt8]) {
        let start = bytes.count
        // Nobody reads a zero byte.
        bytes.append(contentsOf: cell.utf8.lazy.filter { $0 != 0 })
        if Formula.isTaken(bytes[start...]) { bytes.insert(UInt8(ascii: "'"), at: start) }
        let needsQuotes =
            bytes[start...].starts(with: ByteMark.bytes)
            || bytes[start...].contains { byte in
                switch byte {
                case separator.rawValue, UInt8(ascii: "\""), UInt8(ascii: "\r"),
                    UInt8(ascii: "\n"):
                    true
                default: recognises && Separator(rawValue: byte) != nil
                }
            }
        guard needsQuotes else { return }
        let plain = Array(bytes[start...])
        bytes.removeSubrange(start...)
        bytes.append(UInt8(ascii: "\""))
        for byte in plain {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
