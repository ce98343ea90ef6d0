public import Lattice

/// Writes items one after the other into a buffer that can be used over and over.
///
/// Every number takes its shortest form by itself. That keys ascend and nothing empty is written
/// is for the encodings of each type to see to.
public struct Writer: Sendable {
    var buffer = ByteBuffer()

    public init() {}

    /// What was written since the last `clear`.
    public var bytes: [UInt8] { buffer.bytes }
    public var count: Int { buffer.count }

    public var span: RawSpan {
        @_lifetime(borrow self)
        get { buffer.span }
    }

    /// Begins anew; the memory stays.
    public mutating func clear() { buffer.clear() }

    mutating func put(_ kind: Kind, _ argument: UInt64) {
        let first = kind.rawValue << 5
        switch argument {
        case ..<24: buffer.put(byte: first | UInt8(argument))
        case ..<(1 << 8):
            buffer.put(byte: first | 24)
            buffer.put(byte: UInt8(argument))
        case ..<(1 << 16):
            buffer.put(byte: first | 25)
            buffer.store(UInt16(argument))
        case ..<(1 << 32):
            buffer.put(byte: first | 26)
            buffer.store(UInt32(argument))
        default:
            buffer.put(byte: first | 27)
            buffer.put(argument)
        }
    }

    public mutating func put(_ number: UInt64) { put(.unsigned, number) }

    public mutating func put(integer: Int64) {
        if integer >= 0 {
            put(.unsigned, UInt64(integer))
        } else {
            put(.negative, UInt64(-1 - integer))
        }
    }

    public mutating func put(_ bool: Bool) { put(.simple, bool ? Simple.yes : Simple.no) }
    public mutating func putNull() { put(.simple, Simple.null) }

    public mutating func put(array count: Int) { put(.array, UInt64(count)) }
    public mutating func put(map count: Int) { put(.map, UInt64(count)) }

    /// Another item, whose encoding is there already.
    public mutating func put(item: borrowing RawSpan) { buffer.put(raw: item) }

    public mutating func put(text: String) {
        var text = text
        text.makeContiguousUTF8()
        put(.text, UInt64(text.utf8.count))
        // Unsafe only in name: bytes have no padding that could show.
        unsafe buffer.put(raw: text.utf8.span.bytes)
    }
}

extension Writer {
    public mutating func put(_ value: Value) {
        put(.bytes, UInt64(value.count))
        buffer.put(raw: value.span)
    }

    public mutating func put<Named>(_ id: Identifier<Named>) {
        put(.bytes, 16)
        buffer.put(id)
    }

    public mutating func put<Hashed>(_ hash: Hash<Hashed>) {
        put(.bytes, 32)
        buffer.put(hash)
    }

    /// A byte string of so many words.
    public mutating func put<let count: Int>(words: InlineArray<count, UInt64>) {
        put(.bytes, UInt64(8 * count))
        for index in words.indices { buffer.put(words[index]) }
    }

    /// Hashes one after the other in one byte string.
    public mutating func put<Hashed>(table: [Hash<Hashed>]) {
        put(.bytes, UInt64(32 * table.count))
        for hash in table { buffer.put(hash) }
    }

    /// A byte string.
    /// What comes before a byte string that is written elsewhere.
    public mutating func put(bytesHead count: Int) { put(.bytes, UInt64(count)) }

    /// Items that were encoded before, as they stand.
    public mutating func put(encoded items: [UInt8]) {
        // Unsafe only in name: bytes have no padding that could show.
        buffer.put(raw: unsafe items.span.bytes)
    }

    public mutating func put(bytes: borrowing RawSpan) {
        put(.bytes, UInt64(bytes.byteCount))
        buffer.put(raw: bytes)
    }

    public mutating func put(_ record: RecordID) {
        put(.bytes, 28)
        buffer.put(record)
    }

    public mutating func put(_ key: FactKey) {
        put(.bytes, 32)
        buffer.put(key.person)
        buffer.put(key.id)
    }

    public mutating func put(_ number: BundleNumber) { put(number.value) }
    public mutating func put(_ field: FieldNumber) { put(UInt64(field.value)) }
    public mutating func put(_ kind: KindNumber) { put(UInt64(kind.value)) }
    public mutating func put(_ time: HybridTime) { put(time.word) }

    /// Two items: number and index.
    public mutating func put(_ position: Position) {
        put(position.number)
        put(UInt64(position.index))
    }

    /// The bytes of an id within a string of several.
    mutating func putRaw<Named>(_ id: Identifier<Named>) { buffer.put(id) }

    mutating func putMap<Key, Value>(
        _ map: SortedMap<Key, Value>, _ entry: (Key, Value, inout Writer) -> Void
    ) {
        put(map: map.count)
        for item in map.entries { entry(item.key, item.value, &self) }
    }
}
