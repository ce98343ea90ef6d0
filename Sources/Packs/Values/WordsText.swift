/// One text for each of several languages, a line each: `en:Water`.
enum WordsText {
    static func read(_ text: String) throws(ValueFault) -> [(language: String, text: String)] {
        var words: [(language: String, text: String)] = []
        for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
            guard let colon = line.firstIndex(of: ":") else {
                throw ValueFault(
                    "“\(String(line))” does not say its language; write it like en:Water, "
                        + "each language in a line of its own")
            }
            words.append((String(line[..<colon]), try plain(line[line.index(after: colon)...])))
        }
        return words
    }

    static func write(_ words: [(language: String, text: String)]) -> String {
        words.map { "\($0.language):\(escaped($0.text))" }.joined(separator: "\n")
    }

    /// A line of its own has no ends of lines within.
    private static func escaped(_ text: String) -> String {
        var escaped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\\": escaped.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": escaped.append(contentsOf: "\\n".unicodeScalars)
            default: escaped.append(scalar)
            }
        }
        return String(escaped)
    }

    private static func plain(_ line: Substring.UnicodeScalarView) throws(ValueFault) -> String {
        var plain = String.UnicodeScalarView()
        var isEscaped = false
        for scalar in line {
            guard isEscaped else {
                if scalar == "\\" { isEscaped = true } else { plain.append(scalar) }
                continue
            }
            guard scalar == "n" || scalar == "\\" else {
                throw ValueFault("after “\\” in words comes “n”, for a new line, or another “\\”")
            }
            plain.append(scalar == "n" ? "\n" : "\\")
            isEscaped = false
        }
        guard !isEscaped else { throw ValueFault("“\\” at the end of a line; write it twice") }
        return String(plain)
    }
}
