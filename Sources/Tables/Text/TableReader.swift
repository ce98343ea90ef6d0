/// Reads rows byte by byte (spec/17-tables.md#table-1): what separates cells is never a part of a
/// longer letter in UTF-8, so that only what is in cells has to become text.
struct TableReader {
    private let bytes: [UInt8]
    private let separator: UInt8
    private var place = 0
    private var line = 1
    /// Where the row began that is being read.
    private var rowStart: Int?
    /// The cell in quotes that is being read.
    private var content: [UInt8] = []
    private(set) var faults: [TableFault] = []

    private static let quote = UInt8(ascii: "\"")
    private static let carriageReturn = UInt8(ascii: "\r")
    private static let lineFeed = UInt8(ascii: "\n")

    init(_ bytes: [UInt8], _ separator: Table.Separator) {
        self.bytes = bytes
        self.separator = separator.rawValue
        if bytes.starts(with: ByteMark.bytes) { place = ByteMark.bytes.count }
    }

    /// The one of which there are most in the header, outside of quotes.
    static func separator(of bytes: [UInt8]) -> Table.Separator {
        var counts: [UInt8: Int] = [:]
        var isQuoted = false
        var hasBegun = false
        for byte in bytes {
            if byte == quote { isQuoted.toggle() }
            let ends = byte == lineFeed || byte == carriageReturn
            if ends, hasBegun, !isQuoted { break }
            if !ends { hasBegun = true }
            if !isQuoted { counts[byte, default: 0] += 1 }
        }
        func count(_ separator: Table.Separator) -> Int { counts[separator.rawValue] ?? 0 }
        // The first of equals.
        return Table.Separator.allCases.reduce(.comma) { count($1) > count($0) ? $1 : $0 }
    }

    mutating func fault(_ reason: TableFault.Reason, at line: Int? = nil) {
        faults.append(TableFault(line: line ?? self.line, row: rowStart, reason: reason))
    }

    /// The next row that is not an empty line; nil at the end.
    mutating func row() -> Table.Line? {
        rowStart = nil
        while place < bytes.count, isBreak(bytes[place]) { passBreak() }
        guard place < bytes.count else { return nil }
        let number = line
        rowStart = number
        defer { rowStart = nil }
        var cells: [String] = []
        var isTooLong = false
        while true {
            let text = cell()
            if cells.count < TableLimits.columns { cells.append(text) } else { isTooLong = true }
            guard place < bytes.count, bytes[place] == separator else { break }
            place += 1
        }
        if isTooLong { fault(.tooManyColumns, at: number) }
        if place < bytes.count { passBreak() }
        return Table.Line(number, cells)
    }

    private mutating func cell() -> String {
        if place < bytes.count, bytes[place] == Self.quote, let text = quoted() { return text }
        let start = place
        while place < bytes.count, !ends(bytes[place]) { place += 1 }
        return text(bytes[start..<place], at: line)
    }

    /// Nil if the quote does not end: then it is one like any other letter, and the row ends where
    /// its line does, so that the rows below are read.
    private mutating func quoted() -> String? {
        let (start, first) = (place, line)
        content.removeAll(keepingCapacity: true)
        place += 1
        while place < bytes.count {
            let byte = bytes[place]
            if byte == Self.quote {
                place += 1
                guard place < bytes.count, bytes[place] == Self.quote else { return closed(first) }
                content.append(byte)
                place += 1
            } else if isBreak(byte) {
                let from = place
                passBreak()
                content.append(contentsOf: bytes[from..<place])
            } else {
                content.append(byte)
                place += 1
            }
        }
        (place, line) = (start, first)
        fault(.unclosedQuote)
        return nil
    }

    private mutating func closed(_ first: Int) -> String {
        if place < bytes.count, !ends(bytes[place]) {
            fault(.afterQuote)
            while place < bytes.count, !ends(bytes[place]) {
                content.append(bytes[place])
                place += 1
            }
        }
        return text(content[...], at: first)
    }

    private mutating func text(_ bytes: ArraySlice<UInt8>, at line: Int) -> String {
        if bytes.isEmpty { return "" }
        var bytes = bytes
        if bytes.count > TableLimits.cell {
            fault(.cellTooLong, at: line)
            bytes = bytes.prefix(TableLimits.cell)
            return String(decoding: bytes, as: UTF8.self)
        }
        if bytes.contains(0) { fault(.zero, at: line) }
        bytes = Formula.meant(by: bytes)
        if let text = String(validating: bytes, as: UTF8.self) { return text }
        fault(.notUTF8, at: line)
        return String(decoding: bytes, as: UTF8.self)
    }

    private func ends(_ byte: UInt8) -> Bool { byte == separator || isBreak(byte) }

    private func isBreak(_ byte: UInt8) -> Bool {
        byte == Self.lineFeed || byte == Self.carriageReturn
    }

    private mutating func passBreak() {
        let isReturn = bytes[place] == Self.carriageReturn
        place += 1
        if isReturn, place < bytes.count, bytes[place] == Self.lineFeed { place += 1 }
        line += 1
    }
}

/// What some programs put before the first byte of a text, and others only know UTF-8 by.
enum ByteMark {
    static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]
}
