import Testing

// Put together from pieces, or this file would hold what it forbids.
private let reminders = ["TO" + "DO", "FIX" + "ME", "XX" + "X", "HA" + "CK"]
private let machineFolders = ["work", "root", "farm"].map { "/" + $0 + "/" }

@Suite("Words") struct WordTests {
    @Test("No reminders are left lying about")
    func noReminders() throws {
        report(reminderViolations(in: try .checkout()))
    }

    @Test("No path of anybody's machine is written down")
    func noMachinePaths() throws {
        report(pathViolations(in: try .checkout()))
    }

    @Test("No test is switched off or expects nothing")
    func noIdleTests() throws {
        report(idleTestViolations(in: try .checkout()))
    }

    @Test("A reminder is found in any text file", arguments: reminders)
    func findsReminder(word: String) {
        for path in ["a.swift", "a.md", "LICENSE", "run"] {
            let sample = Repository([path: "a\n// \(word): b\n"])
            #expect(reminderViolations(in: sample).map(\.line) == [2])
        }
        let longer = Repository(["a.sh": "mktemp a.\(word)\(word)\n"])
        #expect(reminderViolations(in: longer).isEmpty)
    }

    @Test("A machine's path is found in any text file", arguments: machineFolders)
    func findsPath(folder: String) {
        for start in ["", "cd ", "\"", "(", "file://", "-I", "-L"] {
            let sample = Repository(["a.json": "a\n\(start)\(folder)main\n"])
            #expect(pathViolations(in: sample).map(\.line) == [2])
        }
        let relative = Repository(["a.md": "see notes\(folder)a.md and ..\(folder)\n"])
        #expect(pathViolations(in: relative).isEmpty)
    }

    @Test(
        "An idle test is found",
        arguments: [
            "@Test(.disabled()) func a() {}", #"@Test(.disabled("later")) func a() {}"#,
            "@Suite(\n    .disabled(if: true)) struct A {}", "#expect(true)", "#expect( true )",
            "#expect(Bool(true))",
        ])
    func findsIdleTest(source: String) {
        let sample = Repository(["Tests/A/A.swift": source + "\n"])
        #expect(idleTestViolations(in: sample).count == 1)
    }

    @Test("Tests that work are left alone")
    func allowsTests() {
        let source =
            "// #expect(true)\n#expect(truth)\n#expect(true == a)\nlet b = \".disabled(\"\n"
        #expect(idleTestViolations(in: Repository(["Tests/A/A.swift": source])).isEmpty)
    }
}

private func reminderViolations(in repository: Repository) -> [Violation] {
    repository.violations { line in
        reminders.first { contains($0, in: line) }.map {
            "\($0): do it now, or write down in prose what is not done and why"
        }
    }
}

private func contains(_ word: String, in line: String) -> Bool {
    line.ranges(of: word).contains { range in
        let before = line[..<range.lowerBound].last
        let after = line[range.upperBound...].first
        return before?.isPartOfName != true && after?.isPartOfName != true
    }
}

private func pathViolations(in repository: Repository) -> [Violation] {
    repository.violations { line in
        machineFolders.first { isAbsolute($0, in: line) }.map {
            "\($0)… is a path of one machine; write it from the root of the repository"
        }
    }
}

/// Whether the folder stands at the start of a path and not in the middle of one.
private func isAbsolute(_ folder: String, in line: String) -> Bool {
    line.ranges(of: folder).contains { range in
        let before = line[..<range.lowerBound]
        guard let last = before.last, !before.hasSuffix("-I"), !before.hasSuffix("-L") else {
            return true
        }
        return !last.isPartOfName && !".-~}$)".contains(last)
    }
}

private func idleTestViolations(in repository: Repository) -> [Violation] {
    var violations: [Violation] = []
    for file in repository.files where file.kind == .swift {
        for (number, line) in zip(1..., file.codeLines) {
            if line.contains(".disabled(") {
                violations.append(file.violation(number, "a test that is off; mend or delete it"))
            }
            if line.contains("#expect("), line.contains(#/#expect\(\s*(?:true|Bool\(true\))\s*\)/#)
            {
                violations.append(
                    file.violation(number, "this cannot fail; expect something that can"))
            }
        }
    }
    return violations
}

extension Repository {
    /// One violation for each line of any text file that there is advice about.
    fileprivate func violations(_ advice: (String) -> String?) -> [Violation] {
        files.flatMap { file in
            zip(1..., file.lines).compactMap { number, line in
                advice(line).map { file.violation(number, $0) }
            }
        }
    }
}
