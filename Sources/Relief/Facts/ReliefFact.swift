public import Bundles
public import Charter
public import Lattice
public import Schema

/// What a fact is called wherever it stands: kinds are apart.
public struct LedgerKey: Hashable, Comparable, Sendable {
    public let kind: KindNumber
    public let key: FactKey

    public init(_ kind: KindNumber, _ key: FactKey) { (self.kind, self.key) = (kind, key) }

    init(_ reference: FactReference) { self.init(reference.kind, reference.key) }

    public static func < (a: Self, b: Self) -> Bool { (a.kind, a.key) < (b.kind, b.key) }
}

/// A fact of the ledger as somebody reads it, with what its effect waits for.
public struct ReliefFact: Hashable, Sendable {
    public let name: LedgerKey
    public let scope: Address
    /// The content that counts.
    public let content: Value
    /// The bundles that carried it in: feed → the lowest position.
    public let carriers: SortedMap<FeedID, Position>
    /// What decisions came to; nil of what needs none.
    public let outcome: Outcome?
    /// Something else was stated under its key.
    public let isEquivocal: Bool

    public init(
        _ name: LedgerKey, in scope: Address, _ content: Value,
        carriedBy carriers: SortedMap<FeedID, Position>, outcome: Outcome? = nil,
        isEquivocal: Bool = false
    ) {
        self.name = name
        self.scope = scope
        self.content = content
        self.carriers = carriers
        self.outcome = outcome
        self.isEquivocal = isEquivocal
    }

    /// What others name it by: with exactly this content.
    public var reference: FactReference {
        FactReference(name.key, of: name.kind, stating: content)
    }

    /// Whether nothing has to be decided any more before it has effect.
    public var isEffective: Bool {
        switch outcome {
        case nil, .approved: true
        case .waits, .rejected, .held: false
        }
    }
}
