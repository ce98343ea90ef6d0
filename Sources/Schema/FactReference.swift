public import Lattice
internal import Seal
public import Wire

/// What people state as a fact: a `FactHash` is of exactly this.
public enum Stated {}
public typealias FactHash = Hash<Stated>

/// Names a fact of the ledger with exactly one content: change one line, and it has another name
/// (spec/09-schema.md#type-1).
public struct FactReference: Hashable, Sendable {
    public let key: FactKey
    public let kind: KindNumber
    public let hash: FactHash

    public init(_ key: FactKey, of kind: KindNumber, _ hash: FactHash) {
        self.key = key
        self.kind = kind
        self.hash = hash
    }

    /// Of a content.
    public init(_ key: FactKey, of kind: KindNumber, stating content: Value) {
        var bytes: [UInt8] = []
        bytes.append(key, kind)
        bytes.append(contentsOf: content.bytes)
        // Unsafe only in name: bytes have no padding that could show.
        self.init(
            key, of: kind, Blake2b.hash(unsafe bytes.span.bytes, .fact, of: Stated.self))
    }

    public static let byteCount = 68

    /// As it stands in a value.
    public var value: Value {
        var bytes: [UInt8] = []
        bytes.append(key, kind)
        for word in [hash.words.0, hash.words.1, hash.words.2, hash.words.3] {
            bytes.append(bigEndian: word)
        }
        var writer = Writer()
        writer.put(Value(bytes))
        return Value(writer.bytes)
    }
}

extension [UInt8] {
    fileprivate mutating func append(_ key: FactKey, _ kind: KindNumber) {
        for word in [key.person.high, key.person.low, key.id.high, key.id.low] {
            append(bigEndian: word)
        }
        append(bigEndian: kind.value)
    }

    fileprivate mutating func append(bigEndian number: some FixedWidthInteger) {
        for place in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> place))
        }
    }
}

extension RecordKind {
    /// The facts that a fact of this kind names, wherever in it; none where it does not fit.
    public func references(in content: Value) -> [FactReference] {
        guard form == .fact, fields.values.contains(where: \.type.mayName) else { return [] }
        var reader = Reader(content.span, of: .value)
        // Few facts name any, so that is asked before the rest of it is judged.
        guard let found = try? reader.factReferences(.group(fields)), !found.isEmpty,
            fits(content)
        else { return [] }
        return found
    }

    /// What a fact of this kind decides, whether it approves, and which decisions its author had
    /// seen; nil if it decides nothing, as one does that does not fit (spec/09-schema.md#schema-4).
    public func decision(
        in content: Value
    ) -> (about: FactReference, approves: Bool, seen: [FactReference], pulse: Int64?)? {
        guard form == .fact, let deciding, fits(content) else { return nil }
        var reader = Reader(content.span, of: .value)
        var (about, approves, seen): (FactReference?, Bool?, [FactReference]) = (nil, nil, [])
        var pulse: Int64?
        do throws(WireError) {
            for _ in 0..<(try reader.mapCount()) {
                switch try reader.field() {
                case deciding.about: about = try reader.factReference()
                case deciding.approves: approves = try reader.bool()
                case deciding.seen: seen = try reader.factReferences(.list(most: 1, .fact(nil)))
                case deciding.pulse: pulse = try reader.integer(in: SchemaLimits.times)
                default: _ = try reader.skip()
                }
            }
        } catch { return nil }
        guard let about, let approves else { return nil }
        return (about, approves, seen, pulse)
    }

    private func fits(_ content: Value) -> Bool { (try? judge(fact: content)) != nil }
}

extension FieldType {
    /// Whether values of it may name facts; of a group it is seen by what is in the value.
    fileprivate var mayName: Bool {
        switch self {
        case .fact, .group: true
        case .list(_, let type): type.mayName
        default: false
        }
    }
}

extension Reader {
    public mutating func factReference() throws(WireError) -> FactReference {
        let start = offset
        let bytes = copy(try string(of: FactReference.byteCount)).span
        func word(_ place: Int) -> UInt64 {
            (0..<8).reduce(0) { $0 << 8 | UInt64(bytes.byte(at: place + $1)) }
        }
        let key = FactKey(
            person: PersonID(high: word(0), low: word(8)), id: FactID(high: word(16), low: word(24))
        )
        let kind = KindNumber(UInt32(word(28) & 0xFFFF_FFFF))
        guard key.person != .zero, key.id != .zero else { throw fault(.zeroID, at: start) }
        return FactReference(key, of: kind, FactHash(word(36), word(44), word(52), word(60)))
    }

    /// All that a value of a type names.
    fileprivate mutating func factReferences(
        _ type: FieldType
    ) throws(WireError) -> [FactReference] {
        var found: [FactReference] = []
        switch type {
        case .fact: found.append(try factReference())
        case .list(_, let type):
            for _ in 0..<(try array()) { found += try factReferences(type) }
        case .group(let fields):
            for _ in 0..<(try mapCount()) {
                guard let part = fields[try field()] else {
                    _ = try skip()
                    continue
                }
                found += try factReferences(part.type)
            }
        default: _ = try skip()
        }
        return found
    }
}
