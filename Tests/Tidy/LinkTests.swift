import Foundation
import Testing

/// Kept apart from the names of made-up pages, or this file would name pages that are not there.
private let spec = "spec"

@Suite("Links") struct LinkTests {
    @Test("Every link in Markdown leads somewhere")
    func links() throws {
        report(linkViolations(in: try .checkout()))
    }

    @Test("Every page of the specification that code names is there")
    func mentions() throws {
        report(mentionViolations(in: try .checkout()))
    }

    @Test(
        "A link that leads nowhere is found",
        arguments: [
            "[a](none.md)", "![a](none.png)", "[a](../02.md)", "[a](#none)", "[a](02.md#none)",
            "[a](/README.md)", "[a](../../README.md)", "[a](<none.md> \"title\")", "[a]: none.md",
            "many\nlines [of\ntext](none.md)", "[a](02.md) [b](none.md)", "[a](code.swift#b)",
            "[a](02.md#second-rule-2)", "[a](02.md#in-a-fence)",
        ])
    func findsLink(text: String) {
        let found = linkViolations(in: sample(with: text))
        #expect(found.map(\.path) == ["\(spec)/01.md"])
        #expect(found.map(\.line) == [2 + text.count { $0 == "\n" }])
    }

    @Test(
        "A link that leads somewhere is left alone",
        arguments: [
            "[a](02.md)", "[a](./02.md#reg-1)", "[a](../\(spec)/02.md)", "[a](#first)",
            "[a](../README.md#read-me)", "[a](https://example.org/none.md#none)",
            "[a](mailto:a@example.org)", "[a](../spec)", "[a](../spec/)", "`[a](none.md)`",
            "```\n[a](none.md)\n```", "[a](02.md#-data--types-in-code)", "[a](02.md#second-rule-1)",
            "[a](with%20space.md)",
        ])
    func allowsLink(text: String) {
        #expect(linkViolations(in: sample(with: text)).isEmpty)
    }

    @Test("A page that code names in vain is found", arguments: ["a.swift", "a.c", "a.h"])
    func findsMention(path: String) {
        let text = """
            // See \(spec)/02.md and \(spec)/02.md#reg-1.
            // See (\(spec)/02.md#none).
            // See \(spec)/none.md.
            let page = "\(spec)/deep/none.md"

            """
        let found = mentionViolations(in: sample(with: "", and: [path: text]))
        #expect(found.map(\.path) == [path, path, path])
        #expect(found.map(\.line) == [2, 3, 4])
    }

    /// Two pages, the first with this text.
    private func sample(with text: String, and more: [String: String] = [:]) -> Repository {
        let second = """
            # · Data & types in `code`
            #### REG-1
            ## [Second](01.md) rule
            ## Second rule
            ```
            # In a fence
            ```

            """
        let texts = [
            "README.md": "# Read me\n", "\(spec)/01.md": "# First\n\(text)\n",
            "\(spec)/02.md": second, "\(spec)/code.swift": "let b = 1\n",
            "\(spec)/with space.md": "",
        ]
        return Repository(texts.merging(more) { $1 })
    }
}

private func linkViolations(in repository: Repository) -> [Violation] {
    let anchors = anchorsByPage(repository)
    return repository.files.filter { $0.kind == .markdown }.flatMap { file in
        Markdown(file).links.compactMap { link in
            if link.target.contains(#/^[A-Za-z][A-Za-z0-9+.-]*:/#) { return nil }
            let folder = file.path.split(separator: "/").dropLast().map(String.init)
            let target = link.target.hasPrefix("#") ? file.name + link.target : link.target
            return fault(of: target, from: folder, in: repository, anchors: anchors).map {
                file.violation(link.line, "the link to \(link.target): \($0)")
            }
        }
    }
}

private func mentionViolations(in repository: Repository) -> [Violation] {
    let anchors = anchorsByPage(repository)
    var violations: [Violation] = []
    for file in repository.files where file.kind == .swift || file.kind == .c {
        for (number, line) in zip(1..., file.lines) where line.contains("spec/") {
            for match in line.matches(of: #/\bspec/[\w./-]+\.md(?:#[\w-]+)?/#) {
                let target = String(match.output)
                if let fault = fault(of: target, from: [], in: repository, anchors: anchors) {
                    violations.append(file.violation(number, "\(target): \(fault)"))
                }
            }
        }
    }
    return violations
}

private func anchorsByPage(_ repository: Repository) -> [String: Set<String>] {
    let pages = repository.files.filter { $0.kind == .markdown }
    return Dictionary(uniqueKeysWithValues: pages.map { ($0.path, Markdown($0).anchors) })
}

/// What is wrong with a link, if anything is, and what to do.
private func fault(
    of target: String, from folder: [String], in repository: Repository,
    anchors: [String: Set<String>]
) -> String? {
    if target.hasPrefix("/") { return "write it relative to this file" }
    let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    var path = folder
    for step in (parts.first ?? "").split(separator: "/") where step != "." {
        if step != ".." {
            path.append(step.removingPercentEncoding ?? String(step))
        } else if path.popLast() == nil {
            return "it leads out of the repository"
        }
    }
    let page = path.joined(separator: "/")
    guard page.isEmpty || repository.has(page) else { return "there is no \(page)" }
    guard parts.count == 2, let anchor = parts.last else { return nil }
    guard anchors[page]?.contains(String(anchor)) == true else {
        return "\(page) has no heading for #\(anchor)"
    }
    return nil
}

extension TextFile {
    fileprivate var name: String { path.split(separator: "/").last.map(String.init) ?? path }
}
