public import Lattice

/// Writes bodies, one after the other, with the same memory.
public struct BodyWriter: Sendable {
    private var writer = Writer()
    private var feeds = IDTable<Feed>()
    private var persons = IDTable<Person>()

    public init() {}

    /// The body that was written last.
    public var bytes: [UInt8] { writer.bytes }

    public var span: RawSpan {
        @_lifetime(borrow self)
        get { writer.span }
    }

    /// Writes the body of the bundle that a feed has under a number. Throws if a change says what
    /// cannot be said, or the whole is too long.
    public mutating func write(_ body: Body, of feed: FeedID, _ number: BundleNumber)
        throws(WireError)
    {
        writer.clear()
        let items = try note(body.changes, of: feed)
        let parts = [!feeds.ids.isEmpty, !persons.ids.isEmpty, !body.changes.isEmpty]
        writer.put(map: parts.count { $0 } + body.later.entries.count)
        feeds.write(under: Body.Key.feeds, to: &writer)
        persons.write(under: Body.Key.persons, to: &writer)
        if parts[2] {
            writer.put(Body.Key.changes)
            writer.put(array: items)
            try write(body.changes, of: feed, number)
        }
        for entry in body.later.entries {
            guard entry.key >= Body.Key.later else { throw fault(.outOfRange) }
            writer.put(entry.key)
            try write(item: entry.item)
        }
        guard writer.count <= Limits.bodyBytes else { throw fault(.tooLong) }
    }

    private func fault(_ reason: WireError.Reason) -> WireError {
        WireError(reason, at: writer.count, in: .changes)
    }

    /// Fills the tables, and counts the items that turns and changes are.
    private mutating func note(_ changes: [Change], of feed: FeedID) throws(WireError) -> Int {
        guard changes.count <= Limits.changesPerBundle else { throw fault(.tooLong) }
        feeds.clear()
        persons.clear()
        var items = 0
        var record: RecordID?
        for change in changes {
            if change.record != record {
                items += 1
                record = change.record
                try note(change.record, of: feed)
            }
            items += change.delta.items
            switch change.delta {
            case .life(let delta): try note(delta.vector, of: feed)
            case .field(_, .register(let delta)): try note(delta.vector, of: feed)
            case .field(_, .set(.remove(_, let vector))): try note(vector, of: feed)
            case .field(_, .facts(let delta)):
                guard delta.key.person != .zero else { throw fault(.zeroID) }
                persons.note(delta.key.person)
            case .field(_, .set(.add)), .field(_, .counter), .foreign: break
            }
        }
        feeds.arrange()
        persons.arrange()
        return items
    }

    private mutating func note(_ record: RecordID, of feed: FeedID) throws(WireError) {
        guard record != .ledger else { return }
        guard record.creation.feed != .zero else { throw fault(.zeroID) }
        if record.creation.feed != feed { feeds.note(record.creation.feed) }
    }

    private mutating func note(_ vector: FieldVector, of feed: FeedID) throws(WireError) {
        for entry in vector.entries {
            guard entry.key != feed else { throw fault(.ownFeed) }
            guard entry.key != .zero else { throw fault(.zeroID) }
            feeds.note(entry.key)
        }
    }

    private mutating func write(_ changes: [Change], of feed: FeedID, _ number: BundleNumber)
        throws(WireError)
    {
        var record: RecordID?
        for change in changes {
            if change.record != record {
                record = change.record
                turn(to: change.record, of: feed, number)
            }
            switch change.delta {
            case .life(let delta):
                put(verb: delta.sign == .dead ? Body.Verb.delete : Body.Verb.restore)
                writer.put(array: 3 * delta.vector.count)
                write(delta.vector)
            case .field(let field, let delta): try write(delta, field)
            case .foreign(let delta):
                guard delta.verb >= Body.Verb.foreign else { throw fault(.outOfRange) }
                begin(delta.verb, delta.field)
                try write(item: delta.payload)
            }
        }
    }

    private mutating func turn(to record: RecordID, of feed: FeedID, _ number: BundleNumber) {
        guard record != .ledger else { return writer.put(array: 0) }
        let (maker, position) = (record.creation.feed, record.creation.position)
        writer.put(array: record.kind == .none ? 3 : 4)
        if maker == feed {
            writer.put(0)
            writer.put(integer: Int64(number.value) - Int64(position.number.value))
            writer.put(UInt64(position.index))
        } else {
            writer.put(feeds.place(of: maker) + 1)
            writer.put(position)
        }
        if record.kind != .none { writer.put(record.kind) }
    }

    private mutating func put(verb: UInt32) { writer.put(integer: -Int64(verb)) }

    private mutating func begin(_ verb: UInt32, _ field: FieldNumber) {
        put(verb: verb)
        writer.put(field)
    }

    private mutating func write(_ delta: FieldDelta, _ field: FieldNumber) throws(WireError) {
        switch delta {
        case .register(let delta):
            writer.put(field)
            try write(delta.value, delta.vector)
        case .set(.add(let element)):
            begin(Body.Verb.add, field)
            try write(element)
        case .set(.remove(let element, let vector)):
            begin(Body.Verb.remove, field)
            try write(element, vector)
        case .counter(let delta):
            begin(Body.Verb.count, field)
            writer.put(integer: delta.amount)
        case .facts(let delta):
            begin(Body.Verb.state, field)
            writer.put(array: 3)
            writer.put(persons.place(of: delta.key.person))
            writer.put(delta.key.id)
            try write(delta.content)
        }
    }

    /// What is not understood must still be one item.
    private mutating func write(item: Value) throws(WireError) {
        var reader = Reader(item.span, of: .item)
        _ = try reader.skip()
        try reader.end()
        writer.put(item: item.span)
    }

    private mutating func write(_ value: Value) throws(WireError) {
        guard value.count <= Limits.valueBytes else { throw fault(.tooLong) }
        writer.put(value)
    }

    private mutating func write(_ value: Value, _ vector: FieldVector) throws(WireError) {
        if !vector.isEmpty { writer.put(array: 1 + 3 * vector.count) }
        try write(value)
        write(vector)
    }

    private mutating func write(_ vector: FieldVector) {
        for entry in vector.entries {
            writer.put(feeds.place(of: entry.key) + 1)
            writer.put(entry.value)
        }
    }
}

extension DocumentDelta {
    /// How many items a change is (spec/03-encoding.md#body-4).
    fileprivate var items: Int {
        switch self {
        case .life, .field(_, .register): 2
        case .field, .foreign: 3
        }
    }
}

extension Body {
    /// The encoding of the body of the bundle that a feed has under a number.
    public func encoding(of feed: FeedID, _ number: BundleNumber) throws(WireError) -> [UInt8] {
        var writer = BodyWriter()
        try writer.write(self, of: feed, number)
        return writer.bytes
    }
}
