import Testing

/// A piece of code that makes a result depend on more than its arguments.
private struct Ban {
    let text: String
    let instead: String

    /// Only whole names are meant: `Date(` is not in `Update(`, nor `async` in `asyncId`.
    func matches(_ line: String) -> Bool {
        line.ranges(of: text).contains { range in
            let before = line[..<range.lowerBound].last
            let after = line[range.upperBound...].first
            return !(joins(before, text.first) || joins(text.last, after))
        }
    }

    private func joins(_ left: Character?, _ right: Character?) -> Bool {
        guard let left, let right else { return false }
        return left.isPartOfName && right.isPartOfName
    }

    /// What is banned, by what to do instead.
    private static let table: KeyValuePairs = [
        "take the time as an argument": [
            "Date(", "Date.now", "ContinuousClock", "SuspendingClock",
        ],
        "take a seed or the bytes as an argument; our generator is seeded": [
            "UUID(", "SystemRandomNumberGenerator", ".random(", ".randomElement(", ".shuffle(",
            ".shuffled(",
        ],
        "stay synchronous; the shell has the threads": [
            "Task {", "Task.", "Task(", "actor ", "async", "await", "DispatchQueue", "Mutex",
        ],
        "keep state in a value that is handed in": [
            "nonisolated(unsafe)", "@unchecked Sendable",
        ],
        "hash seeds differ from run to run; sort, or hash with Seal": [
            ".hashValue", "Hasher(",
        ],
        "return it; the shell prints": ["print(", "debugPrint("],
        "use precondition, which stays on in release": ["assert(", "assertionFailure("],
    ]

    static let all = table.flatMap { instead, texts in
        texts.map { Ban(text: $0, instead: instead) }
    }
}

@Suite("Purity") struct PurityTests {
    @Test("Inner rings and the simulation hold no clock, chance, thread, output or global state")
    func pure() throws {
        report(purityViolations(in: try .checkout()))
    }

    @Test(
        "A banned call is found",
        arguments: [
            "let now = Date()", "let id = UUID()", "let n = Int.random(in: 0..<6)",
            "let n = Int.random(in: 0..<6, using: &generator)",
            "let g = SystemRandomNumberGenerator()", "let b = a.shuffled()",
            "let b = a.shuffled(using: &generator)", "a.shuffle()", "let c = a.randomElement()",
            "let clock = ContinuousClock()", "SuspendingClock.now", "Task { work() }",
            "Task.detached {}", "Task(priority: nil) {}", "actor Node {}", "func f() async {}",
            "await f()", "DispatchQueue.main", "let lock = Mutex(0)", "print(1)", "debugPrint(1)",
            "assert(true)", "assertionFailure()", "nonisolated(unsafe) let a = 1",
            "struct A: @unchecked Sendable {}", "let h = a.hashValue", "let h = Hasher()",
            #"let text = "now: \(Date())""#,
        ])
    func findsCall(source: String) {
        #expect(lines(of: source) == [2])
    }

    @Test(
        "A stored global or static variable is found",
        arguments: [
            "var count = 0", "public var count: Int = 0", "private(set) var count: Int",
            "struct A { static var count = 0 }", "struct A { public static var count: Int = 0 }",
            "struct A { static private(set) var count: [Int] = [] { didSet {} } }",
            "struct A {\n}\nvar count = 0", "@available(*, unavailable) var count = 0",
        ])
    func findsState(source: String) {
        #expect(lines(of: source).count == 1)
    }

    @Test(
        "Other code and prose are left alone",
        arguments: [
            "// Date(), async", #"let text = "print(1), await""#, "let isMutexFree = true",
            "update(1)", "let asyncId = 1", "struct A { static let zero = 0 }",
            "struct A { static var zero: Int { 0 } }", "struct A { var count = 0 }",
            "var zero: Int { 0 }", "func f() {\n    var count = 0\n}", "let actors = 3",
            "protocol P { static var zero: Self { get } }", "precondition(true)",
            "func hash(into hasher: inout Hasher) {}", "fingerprint(1)",
        ])
    func allows(source: String) {
        #expect(lines(of: source).isEmpty)
    }

    @Test("Shells may do all of that")
    func allowsShells() {
        let sample = Repository(["Sources/causeway/A.swift": "print(Date())\nvar count = 0\n"])
        #expect(purityViolations(in: sample).isEmpty)
    }

    /// Where the source is found at fault, in each pure target alike.
    private func lines(of source: String) -> [Int] {
        let found = Target.all.filter(\.isPure).map { target in
            let sample = Repository(["Sources/\(target.name)/A.swift": "// A.\n\(source)\n"])
            return purityViolations(in: sample).map(\.line)
        }
        #expect(Set(found).count == 1)
        return found.first ?? []
    }
}

private func purityViolations(in repository: Repository) -> [Violation] {
    var violations: [Violation] = []
    for file in repository.files where file.kind == .swift {
        guard let target = Target.of(file), target.isPure else { continue }
        var depth = 0
        for (number, line) in zip(1..., file.codeLines) {
            for ban in Ban.all where ban.matches(line) {
                violations.append(file.violation(number, "no `\(ban.text)` here: \(ban.instead)"))
            }
            if declaresStoredVariable(line, isGlobal: depth == 0) {
                violations.append(
                    file.violation(
                        number, "no global or static variable: hand state in as a value"))
            }
            depth += line.count { $0 == "{" } - line.count { $0 == "}" }
        }
    }
    return violations
}

/// Whether a line declares a variable that is stored, not computed, outside of any instance.
private func declaresStoredVariable(_ line: String, isGlobal: Bool) -> Bool {
    guard line.contains("var ") else { return false }
    // Stored means that the line has an initial value, or ends, before a brace opens.
    let inType = #/\bstatic\s+(?:\w+(?:\(set\))?\s+)*var\s+\w+[^{=]*(?:=|$)/#
    let inFile = #/^\s*(?:@\w+(?:\([^)]*\))?\s+)*(?:\w+(?:\(set\))?\s+)*var\s+\w+[^{=]*(?:=|$)/#
    return line.contains(inType) || isGlobal && line.contains(inFile)
}
