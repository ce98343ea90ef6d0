import Lattice

/// Those who appear in the vectors, with ids that a reader recognises.
enum Cast {
    static let own = feed(0xBB)
    static let lower = feed(0xAA)
    static let higher = feed(0xCC)

    static func feed(_ byte: UInt8) -> FeedID { id(byte) }
    static func person(_ byte: UInt8) -> PersonID { id(byte) }

    static func fact(_ person: UInt8, _ fact: UInt8) -> FactKey {
        FactKey(person: id(person), id: id(fact))
    }

    /// Sixteen times the same byte.
    static func id<Named>(_ byte: UInt8) -> Identifier<Named> {
        let word = UInt64(byte) &* 0x0101_0101_0101_0101
        return Identifier(high: word, low: word)
    }

    static func hash<Hashed>(_ byte: UInt8) -> Hash<Hashed> {
        let word = UInt64(byte) &* 0x0101_0101_0101_0101
        return Hash(word, word, word, word)
    }

    static func number(_ value: UInt64) -> BundleNumber {
        guard let number = BundleNumber(value) else { preconditionFailure("no such number") }
        return number
    }

    static func position(_ number: UInt64, _ index: Int) -> Position {
        guard let position = Position(Self.number(number), index: index) else {
            preconditionFailure("no such position")
        }
        return position
    }

    static func record(
        _ feed: FeedID, _ number: UInt64, _ index: Int, _ kind: KindNumber = .none
    ) -> RecordID {
        RecordID(Dot(feed: feed, position: position(number, index)), kind)
    }

    static func vector(_ entries: (FeedID, UInt64, Int)...) -> FieldVector {
        FieldVector(entries.map { ($0, position($1, $2)) })
    }
}

extension JSON {
    init<Named>(_ id: Identifier<Named>) { self = .text("\(id)") }
    init<Hashed>(_ hash: Hash<Hashed>) { self = .text("\(hash)") }

    init(_ record: RecordID) {
        let (word, kind) = (record.creation.position.word, record.kind.value)
        let bytes = (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) }
        let last = (0..<4).map { UInt8(truncatingIfNeeded: kind >> (24 - 8 * $0)) }
        self = .text("\(record.creation.feed)" + hexadecimal(bytes + last))
    }

    init(_ value: Value) { self.init(hex: value.bytes) }

    init(_ vector: FieldVector) {
        self = .array(
            vector.entries.map { entry in
                .array([
                    JSON(entry.key), JSON(entry.value.number.value), JSON(entry.value.index),
                ])
            })
    }

    init(_ change: Change) {
        var members: [(String, JSON)] = [("record", JSON(change.record))]
        switch change.delta {
        case .life(let delta):
            members += [
                ("verb", delta.sign == .dead ? "delete" : "restore"), ("seen", JSON(delta.vector)),
            ]
        case .field(let field, let delta):
            let (verb, rest) = Self.parts(delta)
            members += [("verb", .text(verb)), ("field", JSON(field.value))] + rest
        case .foreign(let delta):
            members += [
                ("verb", JSON(delta.verb)), ("field", JSON(delta.field.value)),
                ("payload", JSON(delta.payload)),
            ]
        }
        self = .object(members)
    }

    private static func parts(_ delta: FieldDelta) -> (String, [(String, JSON)]) {
        switch delta {
        case .register(let write):
            ("write", [("value", JSON(write.value)), ("seen", JSON(write.vector))])
        case .set(.add(let element)): ("add", [("element", JSON(element))])
        case .set(.remove(let element, let vector)):
            ("remove", [("element", JSON(element)), ("seen", JSON(vector))])
        case .counter(let count): ("count", [("amount", JSON(count.amount))])
        case .facts(let fact):
            (
                "state",
                [
                    ("person", JSON(fact.key.person)), ("id", JSON(fact.key.id)),
                    ("content", JSON(fact.content)),
                ]
            )
        }
    }
}
