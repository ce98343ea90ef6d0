import Testing

@Suite("Functions") struct FunctionTests {
    @Test("No function is too long")
    func length() throws {
        report(functionViolations(in: try .checkout()))
    }

    @Test(
        "A function one line too long is found, whatever its kind",
        arguments: [
            "func f() {", "init() {", "public init?(a: Int) {", "deinit {", "var sum: Int {",
            "subscript(i: Int) -> Int {", "func f(of action: () -> Int = { 1 }) {",
            "static func < (a: Self, b: Self) -> Bool {", "func f() throws(Refusal) -> [Int] {",
        ])
    func findsLength(signature: String) {
        let body = String(repeating: "        work()\n", count: Limit.functionLines - 2)
        let fits = "struct A {\n    \(signature)\n\(body)    }\n}\n"
        let tooLong = "struct A {\n    \(signature)\n\(body)        work()\n    }\n}\n"
        #expect(functionViolations(in: Repository(["a.swift": fits])).isEmpty)
        #expect(functionViolations(in: Repository(["a.swift": tooLong])).map(\.line) == [2])
    }

    @Test("A signature of many lines counts, and so do nested functions")
    func nested() {
        let source = """
            func outer<Value>(
                _ value: Value,
                then: (Value) -> Void = { _ in }
            ) -> Value
            where Value: Sendable {
                func inner() {
                    let text = "} \\(value) { func"
                    // } func {
                }
                return value
            }
            """
        expect(source, [(1, 11), (6, 4)])
    }

    @Test("What has no body is no function")
    func requirements() {
        let source = """
            protocol Law {
                func a() -> Int
                var b: Int { get }
                init(c: Int)
                func d()
            }
            struct Long {
                var stored = 1
                var closure: () -> Int = {
                    1
                }
                let made = Long.init(a: 1)
                func e() {
                    self.init()
                }
            }
            """
        expect(source, [(3, 1), (13, 3)])
    }

    private func expect(_ source: String, _ functions: [(line: Int, length: Int)]) {
        let expected = functions.map {
            FunctionScanner.Function(line: $0.line, length: $0.length)
        }
        #expect(FunctionScanner.functions(in: source) == expected)
    }
}

private func functionViolations(in repository: Repository) -> [Violation] {
    repository.files.filter { $0.kind == .swift }.flatMap { file in
        FunctionScanner.functions(in: file.text).compactMap { function in
            guard function.length > Limit.functionLines else { return nil }
            return file.violation(
                function.line,
                "a function of \(function.length) lines; name its parts, at most "
                    + "\(Limit.functionLines) lines each")
        }
    }
}
