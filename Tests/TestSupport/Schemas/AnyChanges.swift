public import Lattice
public import Schema
public import Simulation

/// Changes by chance, most of which fit a schema.
public struct AnyChanges {
    private let schema: Schema
    private let feed: FeedID
    private let number: BundleNumber
    private var random: SeededRandom
    private var changes: [Change] = []

    /// Those of a bundle.
    public static func bundle(
        for schema: Schema, of feed: FeedID, _ number: BundleNumber, _ random: inout SeededRandom
    ) -> [Change] {
        var any = AnyChanges(
            schema: schema, feed: feed, number: number, random: random.split())
        for _ in 0...any.random.below(5) { any.add() }
        return any.changes
    }

    /// The content of a fact of a kind, which fits unless it breaks a rule.
    public static func content(
        of kind: RecordKind, _ random: inout SeededRandom
    ) -> Value {
        AnySchema.value(of: .group(kind.fields), &random)
    }

    /// A value with some of its bytes changed.
    public static func bent(_ value: Value, _ random: inout SeededRandom) -> Value {
        var bytes = value.bytes
        for _ in 0...random.below(2) {
            let place = random.below(bytes.count + 1)
            switch random.below(4) {
            case 0: bytes.insert(UInt8(random.below(256)), at: place)
            case 1 where place < bytes.count: bytes.remove(at: place)
            case 2 where place < bytes.count:
                bytes[place] = random.pick([0, 0x18, 0x20, 0x40, 0x60, 0x80, 0xA0, 0xF4, 0xF6])
            default: if place < bytes.count { bytes[place] ^= 1 << UInt8(random.below(8)) }
            }
        }
        return Value(bytes)
    }

    private mutating func add() {
        let (kindNumber, kind) = random.pick(schema.kinds.sorted { $0.key < $1.key })
        // Now and then it is what the schema has no place for.
        let named = random.chance(95) ? kindNumber : KindNumber(random.pick([0, 63, 65, 71]))
        switch kind.form {
        case .fact where random.chance(90):
            state(maybeBent(Self.content(of: kind, &random)), as: named)
        case .document where random.chance(40): create(kind, named)
        default: change(kind, someRecord(named))
        }
    }

    private mutating func state(_ content: Value, as kind: KindNumber) {
        let key = FactKey(
            person: PersonID(high: 1, low: 1), id: FactID(high: 7, low: UInt64(changes.count)))
        let field = FieldNumber(kind.value)
        let delta: DocumentDelta
        switch random.below(20) {
        case 0: delta = .field(field, .register(Register.Delta(content)))
        case 1: delta = .foreign(ForeignDelta(verb: 9, field: field, payload: integer(1)))
        case 2: delta = .life(Life.Delta(.dead, seen: FieldVector()))
        default: delta = .field(field, .facts(Facts.Delta(key, content)))
        }
        changes.append(Change(.ledger, delta))
    }

    /// A new record, with all that is required or nearly so.
    private mutating func create(_ kind: RecordKind, _ number: KindNumber) {
        guard let position = Position(self.number, index: changes.count) else { return }
        let id = RecordID(Dot(feed: feed, position: position), number)
        for (field, type) in kind.fields.sorted(by: { $0.key < $1.key })
        where type.isRequired && random.chance(90) {
            let value = maybeBent(AnySchema.value(of: type.type, &random))
            changes.append(Change(id, .field(field, .register(Register.Delta(value)))))
        }
        for _ in 0..<random.below(3) { change(kind, id) }
    }

    private mutating func someRecord(_ kind: KindNumber) -> RecordID {
        let own = Position(number, index: random.below(changes.count + 3))
        guard random.chance(30), let own else { return record(kind.value, 3, of: .ben) }
        return RecordID(Dot(feed: feed, position: own), kind)
    }

    private mutating func change(_ kind: RecordKind, _ record: RecordID) {
        let (number, field) = random.pick(kind.fields.sorted { $0.key < $1.key })
        let named = random.chance(95) ? number : FieldNumber(random.pick([2, 99, .max]))
        var value = maybeBent(AnySchema.value(of: field.type, &random))
        if random.chance(10) { value = null }
        switch random.below(20) {
        case 0: changes.append(Change(record, .life(Life.Delta(.dead, seen: FieldVector()))))
        case 1:
            let delta = ForeignDelta(verb: 7, field: named, payload: value)
            changes.append(Change(record, .foreign(delta)))
        default:
            let merging = random.chance(95) ? field.merging : random.pick([.register, .set])
            changes.append(Change(record, .field(named, delta(merging, value))))
        }
    }

    private mutating func delta(_ merging: Field.Merging, _ value: Value) -> FieldDelta {
        switch merging {
        case .register: .register(Register.Delta(value))
        case .set:
            .set(random.chance(60) ? .add(value) : .remove(value, seen: FieldVector()))
        case .counter:
            Counter.Delta(Int64(1 + random.below(9))).map { .counter($0) }
                ?? .register(Register.Delta(value))
        case .facts:
            .facts(
                Facts.Delta(
                    FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 7, low: 1)),
                    value))
        }
    }

    private mutating func maybeBent(_ value: Value) -> Value {
        random.chance(20) ? Self.bent(value, &random) : value
    }
}
