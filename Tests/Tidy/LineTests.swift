import Testing

@Suite("Lines and files") struct LineTests {
    @Test("No line of code is too wide")
    func columns() throws {
        report(columnViolations(in: try .checkout()))
    }

    @Test("No file of code is too long")
    func length() throws {
        report(lengthViolations(in: try .checkout()))
    }

    @Test("No tabs or trailing spaces, and a line feed at the end")
    func whitespace() throws {
        report(whitespaceViolations(in: try .checkout()))
    }

    @Test("A line one too wide is found, counted in characters", arguments: ["a", "é"])
    func findsColumn(letter: String) {
        let wide = String(repeating: letter, count: Limit.columns)
        let sample = Repository(["a.swift": "\(wide)\n\(wide)\(letter)\n", "a.md": wide + wide])
        #expect(columnViolations(in: sample).map(\.description.fileAndLine) == ["a.swift:2"])
    }

    @Test("So it is in C, shell and Python", arguments: ["a.c", "a.h", "a.sh", "a.py"])
    func findsColumnElsewhere(path: String) {
        let sample = Repository([path: String(repeating: "a", count: Limit.columns + 1)])
        #expect(columnViolations(in: sample).count == 1)
    }

    @Test("A file one line too long is found")
    func findsLength() {
        let long = String(repeating: "a\n", count: Limit.fileLines)
        let sample = Repository(["a.swift": long, "b.swift": long + "a\n", "c.md": long + long])
        #expect(lengthViolations(in: sample).map(\.path) == ["b.swift"])
    }

    @Test(
        "Stray whitespace is found",
        arguments: [
            ("a\n\tb\n", [2]), ("a \nb\n", [1]), ("a\r\nb\n", [1]), ("a\nb", [2]),
            ("a\n   \n", [2]), ("a\n\n", [2]), ("a\n", []), ("", []),
        ])
    func findsWhitespace(text: String, lines: [Int]) {
        for path in ["a.swift", "a.c", "a.sh", "a.md"] {
            #expect(whitespaceViolations(in: Repository([path: text])).map(\.line) == lines)
        }
    }
}

private func columnViolations(in repository: Repository) -> [Violation] {
    repository.files.filter(\.kind.isCode).flatMap { file in
        zip(1..., file.lines).compactMap { number, line in
            let columns = line.count
            guard columns > Limit.columns else { return nil }
            return file.violation(
                number, "\(columns) columns; break the line before \(Limit.columns)")
        }
    }
}

private func lengthViolations(in repository: Repository) -> [Violation] {
    repository.files.filter(\.kind.isCode).compactMap { file in
        guard file.lines.count > Limit.fileLines else { return nil }
        return file.violation(
            Limit.fileLines + 1,
            "\(file.lines.count) lines; split the file by concern, at most \(Limit.fileLines) each")
    }
}

private func whitespaceViolations(in repository: Repository) -> [Violation] {
    var violations: [Violation] = []
    for file in repository.files where file.kind != .other {
        for (number, line) in zip(1..., file.lines) {
            if line.contains("\t") {
                violations.append(file.violation(number, "a tab; indent with spaces"))
            }
            if line.last?.isWhitespace == true {
                violations.append(file.violation(number, "trailing space; delete it"))
            }
        }
        // Compared as bytes, because `Character` sees a line feed after a return as part of it.
        let end = file.text.utf8.suffix(2)
        if let last = end.last, last != UInt8(ascii: "\n") {
            violations.append(file.violation(file.lines.count, "end the file with a line feed"))
        }
        if file.lines.last?.isEmpty == true {
            violations.append(file.violation(file.lines.count, "an empty last line; delete it"))
        }
    }
    return violations
}

extension String {
    fileprivate var fileAndLine: String {
        split(separator: ":").prefix(2).joined(separator: ":")
    }
}
