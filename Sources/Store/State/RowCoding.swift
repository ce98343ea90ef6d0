internal import Lattice

/// Rows as the state file has them: small, not canonical, and made again if they cannot be read.
/// Feeds are named by numbers of the file's own.
struct RowWriter {
    private(set) var bytes: [UInt8] = []
    /// Times of one record are mostly near each other.
    private var time: UInt64 = 0

    mutating func put(_ number: UInt64) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    mutating func put(_ count: Int) { put(UInt64(count)) }

    mutating func put(_ value: Value) {
        put(value.count)
        unsafe value.span.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
    }

    mutating func put(_ position: Position) {
        put(position.number.value)
        put(UInt64(position.index))
    }

    /// The difference to the time before, and the count within the millisecond.
    mutating func put(_ time: HybridTime) {
        let difference = Int64(bitPattern: time.milliseconds &- self.time)
        put(UInt64(bitPattern: difference << 1 ^ difference >> 63))
        put(time.word & (1 << Limits.clockCountBits - 1))
        self.time = time.milliseconds
    }

    mutating func put(word: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) {
            bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
        }
    }
}

/// The bytes are not those of a row.
struct RowFault: Error {}

struct RowReader {
    private let bytes: [UInt8]
    private var offset = 0
    private var time: UInt64 = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var isAtEnd: Bool { offset == bytes.count }

    mutating func number() throws(RowFault) -> UInt64 {
        var number: UInt64 = 0
        var shift: UInt64 = 0
        while offset < bytes.count, shift < 64 {
            let byte = bytes[offset]
            offset += 1
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
            shift += 7
        }
        throw RowFault()
    }

    mutating func count() throws(RowFault) -> Int {
        let count = try number()
        guard count <= UInt64(bytes.count) else { throw RowFault() }
        return Int(count)
    }

    /// It keeps the row's bytes, and takes none of its own.
    mutating func value() throws(RowFault) -> Value {
        let count = try count()
        guard offset + count <= bytes.count else { throw RowFault() }
        defer { offset += count }
        return Value(offset..<offset + count, of: bytes)
    }

    mutating func position() throws(RowFault) -> Position {
        let (number, index) = (try number(), try number())
        guard BundleNumber(number) != nil, index < 1 << Limits.indexBits else { throw RowFault() }
        return Position(word: number << Limits.indexBits | index)
    }

    mutating func hybridTime() throws(RowFault) -> HybridTime {
        let (difference, count) = (try number(), try number())
        time = time &+ (difference >> 1 ^ (0 &- (difference & 1)))
        guard count >> Limits.clockCountBits == 0,
            time <= UInt64.max >> Limits.clockCountBits
        else { throw RowFault() }
        return HybridTime(word: time << Limits.clockCountBits | count)
    }

    mutating func word() throws(RowFault) -> UInt64 {
        guard offset + 8 <= bytes.count else { throw RowFault() }
        defer { offset += 8 }
        return bytes[offset..<offset + 8].word
    }
}

/// Gives feeds small numbers, and back.
protocol FeedNumbers {
    func number(of feed: FeedID) -> UInt64
    func feed(_ number: UInt64) -> FeedID?
}

extension RowWriter {
    mutating func put<Payload>(
        _ marks: Marks<Payload>, _ feeds: some FeedNumbers,
        _ payload: (inout Self, Payload) -> Void
    ) {
        put(marks.entries.count)
        for entry in marks.entries {
            // Whether something stands there is the lowest bit.
            put(feeds.number(of: entry.key) << 1 | (entry.value.payload == nil ? 0 : 1))
            put(entry.value.position)
            if let standing = entry.value.payload { payload(&self, standing) }
        }
    }

    /// The rows of a record; without its parts, if these are kept one by one.
    mutating func put(_ document: Document, isWhole: Bool, _ feeds: some FeedNumbers) {
        put(isWhole ? 1 : 0)
        put(document.life.marks, feeds) { $0.put(UInt64($1.rawValue)) }
        put(document.registers.count)
        for entry in document.registers.entries { put(entry.key, entry.value.marks, feeds) }
        put(document.counters.count)
        for entry in document.counters.entries {
            put(UInt64(entry.key.value))
            put(entry.value.tallies.count)
            for tally in entry.value.tallies.entries {
                put(feeds.number(of: tally.key))
                if let position = tally.value.position { put(position) }
                put(tally.value.up)
                put(tally.value.down)
            }
        }
        if isWhole { putParts(document, feeds) }
    }

    /// Nearly every register is one write that stands: then the lowest bit says so.
    private mutating func put(
        _ field: FieldNumber, _ marks: Marks<Write>, _ feeds: some FeedNumbers
    ) {
        let number = UInt64(field.value) << 1
        guard marks.entries.count == 1, let only = marks.entries.first,
            let write = only.value.payload
        else {
            put(number)
            return put(marks, feeds) { writer, write in
                writer.put(write.time)
                writer.put(write.value)
            }
        }
        put(number | 1)
        put(feeds.number(of: only.key))
        put(only.value.position)
        put(write.time)
        put(write.value)
    }

    private mutating func putParts(_ document: Document, _ feeds: some FeedNumbers) {
        put(document.sets.count)
        for entry in document.sets.entries {
            put(UInt64(entry.key.value))
            put(entry.value.elements.count)
            for (element, row) in entry.value.elements {
                put(element)
                put(row, feeds)
            }
        }
        put(document.facts.count)
        for entry in document.facts.entries {
            put(UInt64(entry.key.value))
            put(entry.value.count)
            for (key, fact) in entry.value.facts {
                put(key)
                put(fact, feeds)
            }
        }
    }

    mutating func put(_ key: FactKey) {
        for word in [key.person.high, key.person.low, key.id.high, key.id.low] { put(word: word) }
    }

    mutating func put(_ element: Element, _ feeds: some FeedNumbers) {
        put(element.marks, feeds) { _, _ in }
    }

    mutating func put(_ fact: Fact, _ feeds: some FeedNumbers) {
        put(fact.contents.count)
        for content in fact.contents.entries {
            put(content.key)
            put(content.value.count)
            for carrier in content.value.entries {
                put(feeds.number(of: carrier.key))
                put(carrier.value)
            }
        }
    }
}

extension RowReader {
    private mutating func feed(_ feeds: some FeedNumbers) throws(RowFault) -> FeedID {
        guard let feed = feeds.feed(try number()) else { throw RowFault() }
        return feed
    }

    mutating func marks<Payload>(
        _ feeds: some FeedNumbers, _ payload: (inout Self) throws(RowFault) -> Payload
    ) throws(RowFault) -> Marks<Payload> {
        var marks = Marks<Payload>()
        for _ in 0..<(try count()) {
            let head = try number()
            guard let feed = feeds.feed(head >> 1) else { throw RowFault() }
            let position = try position()
            let mark =
                head & 1 == 0
                ? Mark<Payload>(covered: position)
                : Mark(position, standing: try payload(&self))
            marks.join(feed, mark)
        }
        return marks
    }

    /// Rows of a record, and whether they are all that there are.
    mutating func document(
        _ feeds: some FeedNumbers
    ) throws(RowFault) -> (document: Document, isWhole: Bool) {
        var document = Document()
        let isWhole = try number() == 1
        document.life.marks = try marks(feeds) { (reader) throws(RowFault) in
            guard let sign = LifeSign(rawValue: UInt8(truncatingIfNeeded: try reader.number()))
            else { throw RowFault() }
            return sign
        }
        for _ in 0..<(try count()) {
            let head = try number()
            let field = FieldNumber(UInt32(truncatingIfNeeded: head >> 1))
            var register = Register()
            if head & 1 == 1 {
                let (feed, position) = (try feed(feeds), try position())
                register.marks.join(feed, Mark(position, standing: try write()))
            } else {
                register.marks = try marks(feeds) { (reader) throws(RowFault) in
                    try reader.write()
                }
            }
            document.registers[field] = register
        }
        for _ in 0..<(try count()) {
            let field = try field()
            var counter = Counter()
            for _ in 0..<(try count()) {
                let feed = try feed(feeds)
                counter.tallies[feed] = Tally(
                    position: try position(), up: try number(), down: try number())
            }
            document.counters[field] = counter
        }
        if isWhole { try readParts(into: &document, feeds) }
        guard isAtEnd else { throw RowFault() }
        return (document, isWhole)
    }

    private mutating func write() throws(RowFault) -> Write {
        Write(time: try hybridTime(), value: try value())
    }

    private mutating func readParts(
        into document: inout Document, _ feeds: some FeedNumbers
    ) throws(RowFault) {
        for _ in 0..<(try count()) {
            let field = try field()
            for _ in 0..<(try count()) {
                let name = try value()
                let row = try element(feeds)
                document.element(field, name) { $0 = row }
            }
        }
        for _ in 0..<(try count()) {
            let field = try field()
            for _ in 0..<(try count()) {
                let key = try factKey()
                let row = try fact(feeds)
                document.fact(field, key) { $0 = row }
            }
        }
    }

    private mutating func field() throws(RowFault) -> FieldNumber {
        FieldNumber(UInt32(truncatingIfNeeded: try number()))
    }

    mutating func factKey() throws(RowFault) -> FactKey {
        FactKey(
            person: PersonID(high: try word(), low: try word()),
            id: FactID(high: try word(), low: try word()))
    }

    mutating func fact(_ feeds: some FeedNumbers) throws(RowFault) -> Fact {
        var fact = Fact()
        for _ in 0..<(try count()) {
            let content = try value()
            var carriers: SortedMap<FeedID, Position> = SortedMap()
            for _ in 0..<(try count()) {
                let feed = try feed(feeds)
                carriers[feed] = try position()
            }
            fact.contents[content] = carriers
        }
        return fact
    }

    mutating func element(_ feeds: some FeedNumbers) throws(RowFault) -> Element {
        var element = Element()
        element.marks = try marks(feeds) { (_) throws(RowFault) in Added() }
        return element
    }
}
