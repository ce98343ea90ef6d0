import Lattice
import Queries
import Schema
import Wire

/// An item put together by hand.
func item(_ write: (inout Writer) -> Void) -> Value {
    var writer = Writer()
    write(&writer)
    return Value(writer.bytes)
}

func text(_ text: String) -> Value { item { $0.put(text: text) } }
func integer(_ number: Int) -> Value { item { $0.put(integer: Int64(number)) } }
let null = item { $0.putNull() }

func list(_ items: [Value]) -> Value {
    item { writer in
        writer.put(array: items.count)
        for item in items { writer.put(item: item.span) }
    }
}

func group(_ parts: [(UInt32, Value)]) -> Value {
    item { writer in
        writer.put(map: parts.count)
        for (number, value) in parts {
            writer.put(UInt64(number))
            writer.put(item: value.span)
        }
    }
}

func record(_ number: UInt64, _ kind: UInt32 = 64) -> RecordID {
    let feed = FeedID(high: 1, low: number % 3)
    return RecordID(Dot(feed: feed, position: Position(word: number)), KindNumber(kind))
}

func factKey(_ number: UInt64) -> FactKey {
    FactKey(person: PersonID(high: 1, low: number % 3), id: FactID(high: 0, low: number))
}

/// A hash that is good enough to choose by.
enum SmallHash: Hashing {
    static func hash<Hashed>(_ bytes: RawSpan, of _: Hashed.Type) -> Hash<Hashed> {
        var word: UInt64 = 7
        for index in 0..<bytes.byteCount {
            word = (word ^ UInt64(bytes.byte(at: index))) &* 0x9E37_79B9_7F4A_7C15
            word ^= word >> 29
        }
        return Hash(word, 0, 0, 0)
    }
}

/// A record as several feeds write it.
struct Scribe {
    private(set) var document = Document()
    private var next: UInt64 = 1

    static func feed(_ number: Int) -> FeedID { FeedID(high: 0xF, low: UInt64(number)) }

    /// Of writes that do not see each other, those with later times win.
    mutating func join(_ delta: DocumentDelta, by feed: Int = 0, time: UInt64 = 1) {
        let dot = Dot(feed: Self.feed(feed), position: Position(word: next))
        next += 1
        document.join(delta, at: Stamp(dot: dot, time: HybridTime(word: time)))
    }

    mutating func write(_ value: Value, to field: UInt32, by feed: Int = 0, time: UInt64 = 1) {
        let delta = Register.Delta(value)
        join(.field(FieldNumber(field), .register(delta)), by: feed, time: time)
    }

    /// A deletion that has seen everything, or nothing.
    mutating func delete(isSeeing: Bool) {
        var vector = FieldVector()
        if isSeeing {
            for feed in 0..<8 { vector[Self.feed(feed)] = Position(word: next) }
        }
        join(.life(Life.Delta(.dead, seen: vector)), by: 9)
    }
}
