import Testing

/// Kept apart from the names of made-up pages, or this file would name pages that are not there.
private let spec = "spec"

@Suite("Rules of the specification") struct RuleTests {
    @Test("Every rule has a name of its own")
    func unique() throws {
        report(duplicateViolations(in: try .checkout()))
    }

    @Test("Every rule that is named exists")
    func mentions() throws {
        report(mentionViolations(in: try .checkout()))
    }

    @Test("Every rule is named by a test")
    func tested() throws {
        report(untestedViolations(in: try .checkout()))
    }

    private static let page = "# Page\n#### QUX-1\nText.\n#### QUX-2\n"

    @Test("A name that is used twice or followed by more is found")
    func findsDuplicate() {
        let sample = Repository([
            "\(spec)/01-a.md": Self.page, "\(spec)/02-b.md": "#### QUX-2\n#### QUX-3 or so\n",
        ])
        let found = duplicateViolations(in: sample)
        #expect(found.map(\.path) == ["\(spec)/02-b.md", "\(spec)/02-b.md"])
        #expect(found.map(\.line) == [1, 2])
        #expect(duplicateViolations(in: Repository(["\(spec)/01-a.md": Self.page])).isEmpty)
    }

    @Test(
        "A rule that does not exist is found where it is named",
        arguments: ["a.swift", "a.c", "a.py", "README.md", "\(spec)/glossary.md"])
    func findsMention(path: String) {
        let text = "// See QUX-1, [QUX-2] and UTF-8.\n// By QUX-3 it is so, not by AQUX-4.\n"
        let sample = Repository([path: text, "\(spec)/01-a.md": Self.page])
        let found = mentionViolations(in: sample)
        #expect(found.map(\.path) == [path])
        #expect(found.map(\.line) == [2])
    }

    @Test("A rule that no test names is found")
    func findsUntested() {
        let sample = Repository([
            "\(spec)/01-a.md": Self.page,
            "Tests/ATests/A.swift": "@Test(\"QUX-1: it holds\") func a() {}\n// QUX-20\n",
            "Tests/Tidy/B.swift": "// QUX-2\n", "Sources/A/A.swift": "// QUX-2\n",
        ])
        let found = untestedViolations(in: sample)
        #expect(found.map(\.path) == ["\(spec)/01-a.md"])
        #expect(found.map(\.line) == [4])
    }
}

private struct Rule {
    let name: String
    let file: TextFile
    let line: Int

    /// The part of the name that it shares with the rules beside it.
    var prefix: String { String(name.prefix { $0 != "-" }) }

    /// Whether a heading that begins with a rule's name goes on after it.
    let hasMore: Bool
}

/// The rules of the numbered pages, in order.
private func rules(of repository: Repository) -> [Rule] {
    repository.files.filter { $0.path.contains(#/^spec/\d\d-.*\.md$/#) }.flatMap { file in
        Markdown(file).headings.compactMap { heading in
            guard heading.level == 4, let match = heading.text.firstMatch(of: #/^[A-Z]+-[0-9]+/#)
            else { return nil }
            let name = String(match.output)
            return Rule(
                name: name, file: file, line: heading.line, hasMore: heading.text != name)
        }
    }
}

private func duplicateViolations(in repository: Repository) -> [Violation] {
    var seen: Set<String> = []
    var violations: [Violation] = []
    for rule in rules(of: repository) {
        if !seen.insert(rule.name).inserted {
            let advice = "\(rule.name) is taken; give this rule the next free number"
            violations.append(rule.file.violation(rule.line, advice))
        }
        if rule.hasMore {
            let advice = "\(rule.name): a rule's heading is its name alone, or links to it break"
            violations.append(rule.file.violation(rule.line, advice))
        }
    }
    return violations
}

private func mentionViolations(in repository: Repository) -> [Violation] {
    let rules = rules(of: repository)
    let names = Set(rules.map(\.name))
    let prefixes = Set(rules.map(\.prefix))
    var violations: [Violation] = []
    for file in repository.files where file.kind != .other {
        for (number, line) in zip(1..., file.lines) {
            for name in namesLikeRules(in: line) where !names.contains(name) {
                guard prefixes.contains(String(name.prefix { $0 != "-" })) else { continue }
                violations.append(
                    file.violation(number, "there is no rule \(name) in spec; name one that is"))
            }
        }
    }
    return violations
}

private func untestedViolations(in repository: Repository) -> [Violation] {
    var tested: Set<String> = []
    for file in repository.files where file.isUnder("Tests") && !file.isUnder("Tests/Tidy") {
        for line in file.lines {
            tested.formUnion(namesLikeRules(in: line))
        }
    }
    return rules(of: repository).filter { !tested.contains($0.name) }.map { rule in
        rule.file.violation(
            rule.line, "no test names \(rule.name); write one that fails where the rule is broken")
    }
}

private func namesLikeRules(in line: String) -> [String] {
    // Most lines name none, and a regex is slow to say so.
    guard line.utf8.contains(UInt8(ascii: "-")) else { return [] }
    return line.matches(of: #/\b[A-Z]+-[0-9]+\b/#).map { String($0.output) }
}
