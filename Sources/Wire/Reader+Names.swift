public import Lattice

extension Reader {
    func word(at offset: Int) -> UInt64 {
        // Unsafe only in name: whoever asks has seen that the bytes are there.
        UInt64(
            bigEndian: unsafe bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    func identifier<Named>(at offset: Int) -> Identifier<Named> {
        Identifier(high: word(at: offset), low: word(at: offset + 8))
    }

    public mutating func identifier<Named>() throws(WireError) -> Identifier<Named> {
        let range = try string(of: 16)
        return identifier(at: range.lowerBound)
    }

    /// An id that names something (spec/03-encoding.md#name-1).
    public mutating func name<Named>() throws(WireError) -> Identifier<Named> {
        let start = offset
        let id: Identifier<Named> = try identifier()
        guard id != .zero else { throw fault(.zeroID, at: start) }
        return id
    }

    public mutating func feed() throws(WireError) -> FeedID { try name() }

    public mutating func hash<Hashed>() throws(WireError) -> Hash<Hashed> {
        let start = try string(of: 32).lowerBound
        return Hash(
            word(at: start), word(at: start + 8), word(at: start + 16), word(at: start + 24))
    }

    public mutating func record() throws(WireError) -> RecordID {
        let start = offset
        let range = try string(of: 24)
        let feed: FeedID = identifier(at: range.lowerBound)
        let id = RecordID(
            Dot(feed: feed, position: Position(word: word(at: range.lowerBound + 16))))
        guard feed != .zero || id == .ledger else { throw fault(.zeroID, at: start) }
        return id
    }

    public mutating func factKey() throws(WireError) -> FactKey {
        let head = offset
        let start = try string(of: 32).lowerBound
        let key = FactKey(person: identifier(at: start), id: identifier(at: start + 16))
        guard key.person != .zero else { throw fault(.zeroID, at: head) }
        return key
    }

    public mutating func number() throws(WireError) -> BundleNumber {
        let start = offset
        guard let number = BundleNumber(try unsigned()) else { throw fault(.outOfRange, at: start) }
        return number
    }

    /// Two items: number and index.
    public mutating func position() throws(WireError) -> Position {
        try position(in: try number())
    }

    mutating func position(in number: BundleNumber) throws(WireError) -> Position {
        let start = offset
        let index = try unsigned(upTo: UInt64(Int.max))
        guard let position = Position(number, index: Int(index)) else {
            throw fault(.outOfRange, at: start)
        }
        return position
    }

    public mutating func field() throws(WireError) -> FieldNumber {
        FieldNumber(UInt32(try unsigned(upTo: UInt64(UInt32.max))))
    }

    public mutating func time() throws(WireError) -> HybridTime { HybridTime(word: try unsigned()) }

    /// A value with bytes of its own.
    public mutating func value() throws(WireError) -> Value {
        let range = try string(most: Limits.valueBytes)
        return unsafe Value(bytes.extracting(range).withUnsafeBytes { unsafe Array($0) })
    }
}
