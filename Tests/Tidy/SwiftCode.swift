/// Blanks out the comments and the literal text in Swift source.
///
/// Prose must not trip a check of code, nor a brace in a string upset the counting of braces. Every
/// byte blanked becomes a space and line feeds stay, so lines keep their numbers. The code in an
/// interpolation stays too.
///
/// It knows nothing of regex literals in bare slashes; a quote in one hides the rest of its line.
/// Those in `#/…/#` are blanked like strings.
struct SwiftCode {
    private let input: [UInt8]
    private var output: [UInt8] = []

    /// The source with everything but code blanked.
    static func blanking(_ source: String) -> String {
        var scanner = SwiftCode(input: Array(source.utf8))
        while !scanner.isAtEnd {
            scanner.code()
        }
        return String(decoding: scanner.output, as: UTF8.self)
    }

    private init(input: [UInt8]) {
        self.input = input
        output.reserveCapacity(input.count)
    }

    private var position: Int { output.count }
    private var isAtEnd: Bool { position == input.count }

    private func sees(_ text: String) -> Bool { input[position...].starts(with: text.utf8) }

    private mutating func keep() { output.append(input[position]) }

    private mutating func blank(_ count: Int = 1) {
        for _ in 0..<min(count, input.count - position) {
            let isLineFeed = input[position] == UInt8(ascii: "\n")
            output.append(UInt8(ascii: isLineFeed ? "\n" : " "))
        }
    }

    /// Reads one byte of code, or one whole comment or literal.
    private mutating func code() {
        let hashes = input[position...].prefix { $0 == UInt8(ascii: "#") }.count
        let delimiter = String(repeating: "#", count: hashes)
        if sees("//") {
            while !isAtEnd, !sees("\n") { blank() }
        } else if sees("/*") {
            blockComment()
        } else if sees(delimiter + "\"") {
            string(delimiter)
        } else if hashes > 0, sees(delimiter + "/") {
            regex(delimiter)
        } else {
            keep()
        }
    }

    private mutating func blockComment() {
        blank(2)
        while !isAtEnd, !sees("*/") {
            if sees("/*") { blockComment() } else { blank() }
        }
        blank(2)
    }

    private mutating func string(_ delimiter: String) {
        let isMultiline = sees(delimiter + "\"\"\"")
        let quotes = isMultiline ? "\"\"\"" : "\""
        blank(delimiter.count + quotes.count)
        while !isAtEnd, !sees(quotes + delimiter) {
            if sees("\\" + delimiter + "(") {
                blank(1 + delimiter.count)
                interpolation()
            } else if sees("\\" + delimiter) {
                blank(2 + delimiter.count)
            } else if sees("\n"), !isMultiline {
                return
            } else {
                blank()
            }
        }
        blank(quotes.count + delimiter.count)
    }

    /// Reads from an opening parenthesis to the one that closes it.
    private mutating func interpolation() {
        var depth = 0
        while !isAtEnd {
            if sees("(") { depth += 1 }
            if sees(")") { depth -= 1 }
            code()
            if depth == 0 { return }
        }
    }

    private mutating func regex(_ delimiter: String) {
        blank(delimiter.count + 1)
        while !isAtEnd, !sees("/" + delimiter) {
            blank(sees("\\") ? 2 : 1)
        }
        blank(1 + delimiter.count)
    }
}

extension TextFile {
    /// The lines of a Swift file with everything but code blanked.
    var codeLines: [String] { SwiftCode.blanking(text).linesByLineFeed }
}
