public import Bundles
public import Lattice
internal import Seal
internal import Wire

/// Which kinds of record there are, of which fields, holding what: data, which the charter names by
/// hash (spec/09-schema.md#schema-1).
public struct Schema: Hashable, Sendable {
    /// What it was put together from, and of which version.
    public let packs: [String: UInt16]
    public let kinds: [KindNumber: RecordKind]
    /// As it was read: a later version may have said more than is known here.
    public let encoding: [UInt8]

    public init(packs: [String: UInt16], kinds: [KindNumber: RecordKind]) {
        self.packs = packs
        self.kinds = kinds
        encoding = Self.encoding(packs, kinds)
    }

    init(
        packs: [String: UInt16], kinds: [KindNumber: RecordKind], readFrom encoding: [UInt8]
    ) {
        self.packs = packs
        self.kinds = kinds
        self.encoding = encoding
    }

    /// What the charter names it by.
    public var hash: SchemaHash {
        // Unsafe only in name: bytes have no padding that could show.
        Blake2b.hash(unsafe encoding.span.bytes, .schema, of: SchemaBytes.self)
    }
}

/// One kind of record.
public struct RecordKind: Hashable, Sendable {
    public enum Form: UInt64, Sendable {
        /// Fields that merge, under an id.
        case document
        /// What happened: said once, and never changed.
        case fact
    }

    public var name: String
    public var form: Form
    public var fields: [FieldNumber: Field]
    public var labels: Labels
    /// What a record is called by.
    public var title: [FieldNumber]
    public var rules: [Rule]
    public var sums: [Sum]
    public var isRetired: Bool
    /// The field that says at whose hub it happens (spec/09-schema.md#schema-5); nil if none does.
    public var place: FieldNumber?
    /// How facts of the kind decide what others proposed; nil if they do not.
    public var deciding: Deciding?

    public init(
        _ name: String, _ form: Form, _ fields: [FieldNumber: Field], labels: Labels = [:],
        title: [FieldNumber] = [], rules: [Rule] = [], sums: [Sum] = [], isRetired: Bool = false,
        deciding: Deciding? = nil, place: FieldNumber? = nil
    ) {
        self.name = name
        self.form = form
        self.fields = fields
        self.labels = labels
        self.title = title
        self.rules = rules
        self.sums = sums
        self.isRetired = isRetired
        self.deciding = deciding
        self.place = place
    }
}

/// Which fields of a fact make it a decision (spec/09-schema.md#schema-4).
public struct Deciding: Hashable, Sendable {
    /// The fact that it decides.
    public var about: FieldNumber
    /// Whether it approves.
    public var approves: FieldNumber
    /// The decisions about the same that its author knew.
    public var seen: FieldNumber
    /// When it was last heard, as its author knew, of another who decides; nil if that is not
    /// asked.
    public var pulse: FieldNumber?

    public init(
        about: FieldNumber, approves: FieldNumber, seen: FieldNumber, pulse: FieldNumber? = nil
    ) {
        self.about = about
        self.approves = approves
        self.seen = seen
        self.pulse = pulse
    }

    /// In the order in which they are named.
    public var fields: [FieldNumber] { [about, approves, seen] + (pulse.map { [$0] } ?? []) }
}

/// Texts by language.
public typealias Labels = [String: String]

/// One field of a document, or part of a fact or group.
public struct Field: Hashable, Sendable {
    /// How concurrent changes of it come together.
    public enum Merging: UInt64, Sendable { case register, set, counter, facts }

    public var name: String
    public var merging: Merging
    public var type: FieldType
    public var isRequired: Bool
    /// Whether it is written where the record is created, and never again.
    public var isFixed: Bool
    /// What is shown where nothing was written.
    public var initial: Value?
    public var labels: Labels
    /// How much it counts in searches; nil if it is not searched.
    public var weight: Int?
    public var isRetired: Bool

    public init(
        _ name: String, _ type: FieldType, merging: Merging = .register, isRequired: Bool = false,
        isFixed: Bool = false, initial: Value? = nil, labels: Labels = [:], weight: Int? = nil,
        isRetired: Bool = false
    ) {
        self.name = name
        self.merging = merging
        self.type = type
        self.isRequired = isRequired
        self.isFixed = isFixed
        self.initial = initial
        self.labels = labels
        self.weight = weight
        self.isRetired = isRetired
    }
}

/// What has to hold between the fields of a record (spec/09-schema.md#rule-1).
public enum Rule: Hashable, Sendable {
    case notAfter(FieldNumber, FieldNumber)
    case needed(choice: FieldNumber, options: [UInt16], fields: [FieldNumber])
    case unique([FieldNumber])
    /// Of a later version: it always holds.
    case later(Value)
}

/// What is added up over facts (spec/09-schema.md#sum-1).
public struct Sum: Hashable, Sendable {
    public var name: String
    public var keys: [FieldNumber]
    public var amount: FieldNumber
    public var signs: Signs?

    public struct Signs: Hashable, Sendable {
        public var choice: FieldNumber
        /// 1, 0 or −1.
        public var factors: [UInt16: Int64]

        public init(_ choice: FieldNumber, _ factors: [UInt16: Int64]) {
            self.choice = choice
            self.factors = factors
        }
    }

    public init(
        _ name: String, by keys: [FieldNumber], of amount: FieldNumber, signs: Signs? = nil
    ) {
        self.name = name
        self.keys = keys
        self.amount = amount
        self.signs = signs
    }
}
