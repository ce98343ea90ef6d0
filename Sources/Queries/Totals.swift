public import Lattice
public import Schema

/// What facts of a kind add up to under one combination of keys.
public struct Total: Hashable, Sendable {
    /// In the order of the sum; nil where a fact does not say.
    public let keys: [Value?]
    public let total: Int128

    public init(keys: [Value?], total: Int128) {
        self.keys = keys
        self.total = total
    }
}

/// Adds up facts that it is shown one by one, each once (spec/09-schema.md#sum-1).
public struct Totals: Sendable {
    private let sum: Sum
    private let kind: RecordKind
    // One amount is within ±2⁵³, so that no number of facts that can be counted runs over.
    private var totals: [[Value?]: Int128] = [:]
    /// Facts whose amount is no whole number in unit 0.
    public private(set) var leftOut = 0

    public init(_ sum: Sum, of kind: RecordKind) {
        self.sum = sum
        self.kind = kind
    }

    /// Counts the content of a fact.
    public mutating func take(_ content: Value) {
        switch kind.part(of: sum, content) {
        case .nothing: break
        case .leftOut: leftOut += 1
        case .adds(let amount, let keys): totals[keys, default: 0] += Int128(amount)
        }
    }

    /// In the order of the keys' bytes, what is not said first.
    public var rows: [Total] {
        totals.sorted { $0.key.precede($1.key) }.map { Total(keys: $0.key, total: $0.value) }
    }
}

extension [Value?] {
    fileprivate func precede(_ others: [Value?]) -> Bool {
        for (mine, theirs) in zip(self, others) where mine != theirs {
            guard let mine else { return true }
            guard let theirs else { return false }
            return mine < theirs
        }
        return count < others.count
    }
}
