public import Lattice

/// One record or fact, as people read it.
public struct Shown: Hashable, Sendable {
    public let subject: Subject
    public let kind: KindNumber
    /// Facts are always alive.
    public let existence: Life.Reading
    /// All fields of the kind, the empty ones too.
    public let fields: SortedMap<FieldNumber, ShownField>
    /// Fields with something in them that the schema does not have: of a later version.
    public let unknownFields: Int
    /// The rules of the kind that the values break, by their places.
    public let broken: [Int]
    /// What it is called by, as far as that is there.
    public let title: [Value]
    /// Of a fact: somebody stated different things under its key.
    public let isEquivocal: Bool
}

/// One field, by how it merges.
public enum ShownField: Hashable, Sendable {
    case register(ShownRegister)
    /// In the order of their bytes.
    case set([Value])
    case counter(Int128)
    /// In the order of their keys.
    case facts([ShownFact])
}

/// What a register, or a part of a fact, comes to.
public struct ShownRegister: Hashable, Sendable {
    /// The default if nothing was written; nil if it was cleared, or has none.
    public let value: Value?
    /// Writes that stand beside the one that counts, and differ from it; the next best first.
    public let siblings: [Sibling]

    public init(_ value: Value?, siblings: [Sibling] = []) {
        self.value = value
        self.siblings = siblings
    }

    /// A person should look.
    public var isContested: Bool { !siblings.isEmpty }
}

/// A fact that is in a field of a record.
public struct ShownFact: Hashable, Sendable {
    public let key: FactKey
    /// The one that counts (spec/02-data-types.md#fact-2).
    public let content: Value
    /// Others stand under the same key.
    public let isContested: Bool

    public init(_ key: FactKey, _ content: Value, isContested: Bool = false) {
        self.key = key
        self.content = content
        self.isContested = isContested
    }
}

extension ShownField {
    /// A person should look.
    public var isContested: Bool {
        switch self {
        case .register(let register): register.isContested
        case .facts(let facts): facts.contains { $0.isContested }
        case .set, .counter: false
        }
    }

    /// There is nothing in it.
    public var isMissing: Bool {
        switch self {
        case .register(let register): register.value == nil
        case .set(let members): members.isEmpty
        case .counter: false
        case .facts(let facts): facts.isEmpty
        }
    }
}

extension Shown {
    /// The value of a register, or of a part of a fact.
    public func value(of field: FieldNumber) -> Value? {
        guard case .register(let register) = fields[field] else { return nil }
        return register.value
    }

    /// A person should look.
    public var isContested: Bool {
        isEquivocal || existence == .contested || fields.entries.contains { $0.value.isContested }
    }

    /// It is there, and not deleted.
    public var isAlive: Bool { existence == .alive || existence == .contested }
}
