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

    /// The bytes of a byte string that is just so many words long.
    public mutating func words<let count: Int>(
        _: InlineArray<count, UInt64>.Type = InlineArray<count, UInt64>.self
    ) throws(WireError) -> InlineArray<count, UInt64> {
        let start = try string(of: 8 * count).lowerBound
        var words = InlineArray<count, UInt64>(repeating: 0)
        for index in words.indices { words[index] = word(at: start + 8 * index) }
        return words
    }

    public mutating func hash<Hashed>() throws(WireError) -> Hash<Hashed> {
        hash(at: try string(of: 32).lowerBound)
    }

    /// Hashes one after the other in one byte string, ascending, so many of them.
    public mutating func hashTable<Hashed>(
        of counts: ClosedRange<UInt64>
    ) throws(WireError) -> [Hash<Hashed>] {
        let place = offset
        let head = try head(.bytes)
        guard head.argument.isMultiple(of: 32) else { throw fault(.wrongCount, at: place) }
        guard counts.contains(head.argument / 32) else { throw fault(.outOfRange, at: place) }
        let range = try take(head)
        var table: [Hash<Hashed>] = []
        for start in stride(from: range.lowerBound, to: range.upperBound, by: 32) {
            let hash: Hash<Hashed> = hash(at: start)
            if let last = table.last, last >= hash {
                throw fault(last == hash ? .repeated : .unsorted, at: place)
            }
            table.append(hash)
        }
        return table
    }

    private func hash<Hashed>(at start: Int) -> Hash<Hashed> {
        Hash(word(at: start), word(at: start + 8), word(at: start + 16), word(at: start + 24))
    }

    /// The bytes of an item that was passed, in an array of their own.
    public func copy(_ range: Range<Int>) -> Value {
        Value(unsafe bytes.extracting(range).withUnsafeBytes { unsafe Array($0) })
    }

    /// The bytes of an item that was passed.
    @_lifetime(copy self)
    public func span(of range: Range<Int>) -> RawSpan { bytes.extracting(range) }

    public mutating func record() throws(WireError) -> RecordID {
        let start = offset
        let place = try string(of: 28).lowerBound
        let feed: FeedID = identifier(at: place)
        // Unsafe only in name: the bytes are there.
        let kind = UInt32(
            bigEndian: unsafe bytes.unsafeLoadUnaligned(
                fromByteOffset: place + 24, as: UInt32.self))
        let id = RecordID(
            Dot(feed: feed, position: Position(word: word(at: place + 16))), KindNumber(kind))
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

    public mutating func kind() throws(WireError) -> KindNumber {
        KindNumber(UInt32(try unsigned(upTo: UInt64(UInt32.max))))
    }

    public mutating func time() throws(WireError) -> HybridTime { HybridTime(word: try unsigned()) }

    /// A value with bytes of its own.
    public mutating func value() throws(WireError) -> Value {
        copy(try string(most: Limits.valueBytes))
    }
}
