internal import Lattice

/// Somebody looked at an issue, and this is what they say to it (spec/10-relief.md#issue-2).
public struct Resolution: Hashable, Sendable {
    public enum Verdict: Int64, CaseIterable, Sendable { case accepted, mended, mistaken }

    /// The names of the issue and of its cause, in hexadecimal digits.
    public let issue: String
    public let cause: String
    public let verdict: Verdict

    init?(_ content: Value) {
        let parts = Parts(content)
        guard let issue = parts.text(0), let cause = parts.text(1),
            let verdict: Verdict = parts.choice(2)
        else { return nil }
        self.issue = issue
        self.cause = cause
        self.verdict = verdict
    }
}
