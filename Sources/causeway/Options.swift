/// Words that cannot be understood. The person is told which, and where to look.
struct UsageError: Error {
    let text: String

    init(_ problem: String, seeHelpOf command: String) {
        text = "causeway: \(problem) See “\(command) --help”."
    }
}

/// The options of one command: `--name value` and `--flag`.
struct Options {
    private var values: [String: [String]] = [:]
    private var flags: Set<String> = []
    private let command: String

    init(_ words: [String], of command: String, values names: Set<String>, flags known: Set<String>)
        throws(UsageError)
    {
        self.command = command
        var rest = words[...]
        while let word = rest.popFirst() {
            if known.contains(word) {
                flags.insert(word)
            } else if names.contains(word) {
                guard let value = rest.popFirst() else {
                    throw UsageError("\(word) wants a value.", seeHelpOf: command)
                }
                values[word, default: []].append(value)
            } else {
                throw UsageError("There is no option “\(word)”.", seeHelpOf: command)
            }
        }
    }

    func has(_ flag: String) -> Bool { flags.contains(flag) }

    /// The value of an option; nil if it is not there. What is said last counts.
    func text(_ name: String) -> String? { values[name]?.last }

    /// All values of an option that may be said again.
    func all(_ name: String) -> [String] { values[name] ?? [] }

    /// One of some words; nil if it is not there.
    func choice<Value: RawRepresentable<String> & CaseIterable>(_ name: String, of: Value.Type)
        throws(UsageError) -> Value?
    {
        guard let text = text(name) else { return nil }
        guard let value = Value(rawValue: text) else {
            let all = Value.allCases.map { "“\($0.rawValue)”" }.joined(separator: " or ")
            throw UsageError("\(name) takes \(all), not “\(text)”.", seeHelpOf: command)
        }
        return value
    }

    /// A whole number within bounds.
    func number(_ name: String, in bounds: ClosedRange<Int>, default standard: Int)
        throws(UsageError) -> Int
    {
        guard let text = text(name) else { return standard }
        guard let number = Int(text), bounds.contains(number) else {
            throw UsageError(
                "\(name) takes a whole number from \(bounds.lowerBound) to \(bounds.upperBound), "
                    + "not “\(text)”.",
                seeHelpOf: command)
        }
        return number
    }
}
