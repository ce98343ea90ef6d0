/// A buffer, used over and over, in which bytes are laid out: of a row for hashing, of an encoding
/// for sending.
public struct ByteBuffer: Sendable {
    @usableFromInline var storage: [UInt8]
    @usableFromInline var length: Int

    public init() {
        storage = Array(repeating: 0, count: 128)
        length = 0
    }

    /// How many bytes were put since the last `clear`.
    @inlinable public var count: Int { length }

    /// What was put since the last `clear`.
    public var bytes: [UInt8] { Array(storage[..<length]) }

    @inlinable
    public var span: RawSpan {
        @_lifetime(borrow self)
        get {
            // Unsafe only in name: bytes have no padding that could show.
            unsafe storage.span.bytes.extracting(0..<length)
        }
    }

    /// Begins anew; the memory stays.
    @inlinable
    public mutating func clear() { length = 0 }

    /// The hash of what was put since the last `clear`.
    @inlinable
    public func hash<Hashed>(by hashing: (some Hashing).Type, of hashed: Hashed.Type)
        -> Hash<Hashed>
    {
        hashing.hash(span, of: hashed)
    }

    @inlinable
    mutating func reserve(_ extra: Int) {
        let needed = length + extra
        guard needed > storage.count else { return }
        let size = max(needed, storage.count * 2)
        storage.append(contentsOf: repeatElement(0, count: size - storage.count))
    }

    @inlinable
    public mutating func store<Word: FixedWidthInteger & BitwiseCopyable>(_ word: Word) {
        let size = MemoryLayout<Word>.size
        reserve(size)
        let offset = length
        var span = storage.mutableSpan
        // Unsafe only in name: integers have no padding, and the room was just made.
        var raw = unsafe span.mutableBytes
        raw.storeBytes(of: word.bigEndian, toByteOffset: offset, as: Word.self)
        length += size
    }

    @inlinable
    public mutating func put(_ word: UInt64) { store(word) }

    @inlinable
    public mutating func put(byte: UInt8) { store(byte) }

    @inlinable
    public mutating func put(count: Int) { store(UInt32(count)) }

    /// The value's bytes with their count before them.
    @inlinable
    public mutating func put(_ value: Value) {
        put(count: value.count)
        put(raw: value.span)
    }

    /// These bytes, and no more.
    @inlinable
    public mutating func put(raw bytes: borrowing RawSpan) {
        let size = bytes.byteCount
        reserve(size)
        let start = length
        // Unsafe only in name: the room was just made, and the two cannot overlap.
        unsafe storage.withUnsafeMutableBytes { room in
            unsafe bytes.withUnsafeBytes { bytes in
                unsafe UnsafeMutableRawBufferPointer(rebasing: room[start..<start + size])
                    .copyMemory(from: bytes)
            }
        }
        length += size
    }

    @inlinable
    public mutating func put<Named>(_ id: Identifier<Named>) {
        store(id.high)
        store(id.low)
    }

    @inlinable
    public mutating func put<Hashed>(_ hash: Hash<Hashed>) {
        store(hash.words.0)
        store(hash.words.1)
        store(hash.words.2)
        store(hash.words.3)
    }

    @inlinable
    mutating func put(kind: UInt8, _ record: RecordID) {
        store(kind)
        put(record)
    }

    @inlinable
    public mutating func put(_ record: RecordID) {
        put(record.creation.feed)
        store(record.creation.position.word)
        store(record.kind.value)
    }

    @inlinable
    mutating func put(kind: UInt8, _ record: RecordID, _ field: FieldNumber) {
        put(kind: kind, record)
        store(field.value)
    }
}
