/// The key of a fact: who states it, and a 128-bit id of that person's choosing.
@frozen
public struct FactKey: Hashable, Comparable, Sendable, BitwiseCopyable {
    public let person: PersonID
    public let id: FactID

    @inlinable
    public init(person: PersonID, id: FactID) {
        self.person = person
        self.id = id
    }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        a.person == b.person ? a.id < b.id : a.person < b.person
    }
}

/// What stands under one key: almost always one content, with the dots that carried it in.
@frozen
public struct Fact: Hashable, Sendable {
    /// For each content its carriers: feed → the lowest position (spec/02-data-types.md#fact-3).
    public var contents: SortedMap<Value, SortedMap<FeedID, Position>>

    @inlinable
    public init() { contents = SortedMap() }

    @inlinable
    public mutating func join(_ content: Value, carriedBy dot: Dot) {
        contents.modify(content, initial: SortedMap()) { carriers in
            carriers.merge(dot.feed, dot.position) { $0 = min($0, $1) }
        }
    }

    @inlinable
    public mutating func join(_ other: Self) {
        for content in other.contents.entries {
            contents.merge(content.key, content.value) { mine, theirs in
                for carrier in theirs.entries {
                    mine.merge(carrier.key, carrier.value) { $0 = min($0, $1) }
                }
            }
        }
    }
}

extension Fact {
    /// The content that counts: of several, the one with the smallest hash
    /// (spec/02-data-types.md#fact-2).
    public func content<H: Hashing>(by _: H.Type) -> Value? {
        guard contents.count > 1 else { return contents.entries.first?.key }
        return contents.keys.min { $0.hash(by: H.self) < $1.hash(by: H.self) }
    }

    /// Whether somebody stated different things under one key: a person should look.
    public var isEquivocal: Bool { contents.count > 1 }

    /// Whether a device with this frontier had the fact, whoever carried it in.
    public func isInside(_ frontier: Frontier) -> Bool {
        contents.entries.contains { content in
            content.value.entries.contains { frontier.contains($0.key, $0.value) }
        }
    }
}

/// Immutable records that only grow in number, each under a key of its own and there once,
/// whoever carried it in and however often (spec/02-data-types.md#fact-1).
public struct Facts: Equatable, Sendable {
    public var facts: [FactKey: Fact]

    @frozen
    public struct Delta: Hashable, Sendable {
        public let key: FactKey
        public let content: Value

        @inlinable
        public init(_ key: FactKey, _ content: Value) {
            self.key = key
            self.content = content
        }
    }

    public init() { facts = [:] }

    public subscript(key: FactKey) -> Fact? { facts[key] }
    public var count: Int { facts.count }
    /// In order.
    public var keys: [FactKey] { facts.keys.sorted() }

    /// Changes one fact where it is; one left without content is forgotten.
    @inlinable
    public mutating func modify<Result, Failure: Error>(
        _ key: FactKey, _ body: (inout Fact) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try facts.keep(key, initial: Fact(), body)
    }
}

extension Facts: Vanishing {
    @inlinable public var isEmpty: Bool { facts.isEmpty }
}

extension Facts: CRDT {
    public mutating func join(_ delta: Delta, at stamp: Stamp) {
        modify(delta.key) { $0.join(delta.content, carriedBy: stamp.dot) }
    }

    public mutating func join(_ other: Self, _: Frontiers) {
        for (key, theirs) in other.facts { facts[key, default: Fact()].join(theirs) }
    }

    public mutating func settle(within _: Frontier) {}

    public func visitRows(of field: FieldNumber, _ visitor: inout some RowVisitor) {
        for (key, fact) in facts { visitor.visit(.fact(field, key), fact) }
    }
}
