public import Bundles
public import Lattice

/// One record or fact as it is now.
public struct Update: Sendable {
    public enum Told: Sendable {
        case fact(Fact)
        case record(Shown)
        case gone
    }

    public let scope: Address
    public let kind: KindNumber
    public let subject: Subject
    public let told: Told

    public init(_ subject: Subject, of kind: KindNumber, in scope: Address, _ told: Told) {
        self.scope = scope
        self.kind = kind
        self.subject = subject
        self.told = told
    }
}
