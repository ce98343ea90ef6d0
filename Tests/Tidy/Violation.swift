import Testing

/// One place that breaks a rule, and what to do about it.
struct Violation: CustomStringConvertible {
    let path: String
    let line: Int
    let advice: String

    var description: String { "\(path):\(line): \(advice)" }
}

/// Fails the running test once for each violation, so that all of them are seen in one run.
func report(_ violations: [Violation], sourceLocation: SourceLocation = #_sourceLocation) {
    for violation in violations {
        Issue.record("\(violation.description)", sourceLocation: sourceLocation)
    }
}
