public import Lattice

extension Body {
    /// Reads the body of the bundle that a feed has under a number. The values that it holds are
    /// parts of the bytes and keep them.
    public init(reading bytes: [UInt8], of feed: FeedID, _ number: BundleNumber)
        throws(WireError)
    {
        guard bytes.count <= Limits.bodyBytes else {
            throw WireError(.tooLong, at: 0, in: .body)
        }
        // Unsafe only in name: bytes have no padding that could show.
        let reader = unsafe Reader(bytes.span.bytes, of: .body)
        var body = BodyReader(reader, of: bytes, feed, number)
        self = try body.read()
    }
}

/// One pass over a body, from its first byte to its last.
private struct BodyReader: ~Escapable {
    var reader: Reader
    /// What the reader reads, for values to be parts of.
    let bytes: [UInt8]
    let feed: FeedID
    let number: BundleNumber
    var feeds = IDTable<Feed>()
    var persons = IDTable<Person>()
    /// The record at hand.
    private var record: RecordID?
    /// How many items of the changes are still to come.
    private var left = 0

    @_lifetime(copy reader)
    init(_ reader: consuming Reader, of bytes: [UInt8], _ feed: FeedID, _ number: BundleNumber) {
        self.reader = reader
        self.bytes = bytes
        self.feed = feed
        self.number = number
    }

    mutating func read() throws(WireError) -> Body {
        var body = Body([])
        var place = try reader.map()
        while place.left > 0 {
            let start = reader.offset
            let key = try reader.unsigned()
            try reader.passKey(from: start, &place)
            switch key {
            case Body.Key.feeds:
                reader.part = .feeds
                feeds = try IDTable(reading: &reader, without: feed)
            case Body.Key.persons:
                reader.part = .persons
                persons = try IDTable(reading: &reader, without: nil)
            case Body.Key.changes:
                reader.part = .changes
                body.changes = try changes()
            default:
                body.later.keep(Later.Entry(key: key, item: Value(try reader.skip(), of: bytes)))
            }
            reader.part = .body
        }
        guard feeds.isUsed && persons.isUsed else { throw reader.fault(.unused, at: reader.offset) }
        try reader.end()
        return body
    }

    /// The turns and changes (spec/03-encoding.md#body-4).
    private mutating func changes() throws(WireError) -> [Change] {
        let start = reader.offset
        left = try reader.array()
        guard left > 0 else { throw reader.fault(.empty, at: start) }
        var changes: [Change] = []
        var isTurn = false
        while left > 0 {
            let start = reader.offset
            let head = try reader.head()
            left -= 1
            if head.kind == .array {
                guard !isTurn else { throw reader.fault(.idle, at: start) }
                try turn(head)
                isTurn = true
                continue
            }
            guard let record, head.kind == .unsigned || head.kind == .negative else {
                throw reader.fault(.wrongType, at: start)
            }
            guard changes.count < Limits.changesPerBundle else {
                throw reader.fault(.tooLong, at: start)
            }
            changes.append(Change(record, try delta(head)))
            isTurn = false
        }
        guard !isTurn else { throw reader.fault(.idle, at: reader.offset) }
        return changes
    }

    /// Counts the next item of a change, which has to be there.
    private mutating func expectItem() throws(WireError) {
        guard left > 0 else { throw reader.fault(.wrongCount, at: reader.offset) }
        left -= 1
    }

    /// Which record the next changes are for (spec/03-encoding.md#body-5).
    private mutating func turn(_ head: Head) throws(WireError) {
        guard head.argument == 0 || head.argument == 3 || head.argument == 4 else {
            throw reader.fault(.wrongCount, at: head.offset)
        }
        var next = RecordID.ledger
        let count = try reader.claimed(head)
        if count > 0 {
            let maker = try reference()
            let number = maker == feed ? try ownNumber() : try reader.number()
            let dot = Dot(feed: maker, position: try reader.position(in: number))
            next = RecordID(dot, count == 4 ? try kind() : .none)
        }
        guard next != record else { throw reader.fault(.idle, at: head.offset) }
        record = next
    }

    /// A kind where there is one.
    private mutating func kind() throws(WireError) -> KindNumber {
        let start = reader.offset
        let kind = try reader.kind()
        guard kind != .none else { throw reader.fault(.outOfRange, at: start) }
        return kind
    }

    private mutating func reference() throws(WireError) -> FeedID {
        let start = reader.offset
        let index = try reader.unsigned()
        if index == 0 { return feed }
        return try feeds.use(index - 1, at: start, reader)
    }

    /// A number of the own feed, counted back from this bundle's.
    private mutating func ownNumber() throws(WireError) -> BundleNumber {
        let here = Int64(number.value)
        let back = try reader.integer(in: (here - Int64(BundleNumber.last.value))...here)
        guard let number = BundleNumber(UInt64(here - back)) else {
            preconditionFailure("the range leaves only numbers that exist")
        }
        return number
    }

    /// The change that begins with a field or a verb (spec/03-encoding.md#body-6).
    private mutating func delta(_ head: Head) throws(WireError) -> DocumentDelta {
        let isWrite = head.kind == .unsigned
        guard head.argument <= UInt64(UInt32.max) - (isWrite ? 0 : 1) else {
            throw reader.fault(.outOfRange, at: head.offset)
        }
        guard isWrite else { return try delta(verb: UInt32(head.argument) + 1) }
        try expectItem()
        let (value, vector) = try valueAndVector()
        return .field(
            FieldNumber(UInt32(head.argument)), .register(Register.Delta(value, seen: vector)))
    }

    private mutating func delta(verb: UInt32) throws(WireError) -> DocumentDelta {
        if verb == Body.Verb.delete || verb == Body.Verb.restore {
            try expectItem()
            let sign: LifeSign = verb == Body.Verb.delete ? .dead : .alive
            return .life(Life.Delta(sign, seen: try loneVector()))
        }
        try expectItem()
        let field = try reader.field()
        try expectItem()
        switch verb {
        case Body.Verb.add: return .field(field, .set(.add(try value())))
        case Body.Verb.remove:
            let (value, vector) = try valueAndVector()
            return .field(field, .set(.remove(value, seen: vector)))
        case Body.Verb.count: return .field(field, .counter(try amount()))
        case Body.Verb.state: return .field(field, .facts(try fact()))
        default:
            let payload = Value(try reader.skip(), of: bytes)
            return .foreign(ForeignDelta(verb: verb, field: field, payload: payload))
        }
    }

    private mutating func fact() throws(WireError) -> Facts.Delta {
        try reader.array(of: 3)
        let start = reader.offset
        let person = try persons.use(try reader.unsigned(), at: start, reader)
        let key = FactKey(person: person, id: try reader.identifier())
        return Facts.Delta(key, try value())
    }

    private mutating func value() throws(WireError) -> Value { try value(try reader.head()) }

    private mutating func value(_ head: Head) throws(WireError) -> Value {
        Value(try reader.string(head, most: Limits.valueBytes), of: bytes)
    }

    private mutating func amount() throws(WireError) -> Counter.Delta {
        let start = reader.offset
        let amount = try reader.integer(in: -Limits.counterStep...Limits.counterStep)
        guard let delta = Counter.Delta(amount) else { throw reader.fault(.outOfRange, at: start) }
        return delta
    }

    /// A value by itself, or in an array with the vector (spec/03-encoding.md#body-7).
    private mutating func valueAndVector() throws(WireError) -> (Value, FieldVector) {
        let head = try reader.head()
        guard head.kind == .array else { return (try value(head), FieldVector()) }
        guard head.argument != 1 else { throw reader.fault(.empty, at: head.offset) }
        guard head.argument % 3 == 1 else { throw reader.fault(.wrongCount, at: head.offset) }
        let items = try reader.claimed(head)
        let value = try value()
        return (value, try vector(items / 3))
    }

    private mutating func loneVector() throws(WireError) -> FieldVector {
        let head = try reader.head(.array)
        guard head.argument % 3 == 0 else { throw reader.fault(.wrongCount, at: head.offset) }
        return try vector(try reader.claimed(head) / 3)
    }

    private mutating func vector(_ count: Int) throws(WireError) -> FieldVector {
        guard count > 0 else { return FieldVector() }
        let part = reader.part
        reader.part = .vector
        var entries: [FieldVector.Entry] = []
        var last: UInt64 = 0
        for _ in 0..<count {
            let start = reader.offset
            let index = try reader.unsigned()
            guard index > 0 else { throw reader.fault(.ownFeed, at: start) }
            let feed = try feeds.use(index - 1, at: start, reader)
            guard index > last else {
                throw reader.fault(index == last ? .repeated : .unsorted, at: start)
            }
            last = index
            entries.append(FieldVector.Entry(key: feed, value: try reader.position()))
        }
        reader.part = part
        return FieldVector(ascending: entries)
    }
}
