internal import Bundles
public import Lattice
public import Wire

extension Act: Canonical {
    public static var part: WireError.Part { .act }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 2)
        let kind = UInt32(try reader.unsigned(upTo: UInt64(UInt32.max)))
        switch KindNumber(kind) {
        case .seat: return .seat(try .read(from: &reader))
        case .grant: return .grant(try .read(from: &reader))
        case .revoke: return .revoke(try .read(from: &reader))
        case .ratify: return .ratify(try .read(from: &reader))
        case .keep: return .keep(try .read(from: &reader))
        case .epoch: return .epoch(try .read(from: &reader))
        case .hub: return .hub(try .read(from: &reader))
        case .close:
            return .close(try reader.soleField { (r) throws(WireError) in try r.identifier() })
        case .agency: return .agency(try .read(from: &reader))
        case .policy: return .policy(try .read(from: &reader))
        case .schema: return .schema(try .read(from: &reader))
        case .endorse:
            return .endorse(try reader.soleField { (r) throws(WireError) in try r.hash() })
        case .stay: return .stay(try .read(from: &reader))
        default: return .later(kind: kind, try reader.unread())
        }
    }

    public func write(to writer: inout Writer) {
        writer.put(array: 2)
        writer.put(UInt64(kind.value))
        switch self {
        case .seat(let seat): seat.write(to: &writer)
        case .grant(let grant): grant.write(to: &writer)
        case .revoke(let revocation): revocation.write(to: &writer)
        case .ratify(let ratification): ratification.write(to: &writer)
        case .keep(let keep): keep.write(to: &writer)
        case .epoch(let epoch): epoch.write(to: &writer)
        case .hub(let hub): hub.write(to: &writer)
        case .close(let hub): writer.putFields([(0, { $0.put(hub) })])
        case .agency(let admission): admission.write(to: &writer)
        case .policy(let change): change.write(to: &writer)
        case .schema(let change): change.write(to: &writer)
        case .endorse(let act): writer.putFields([(0, { $0.put(act) })])
        case .stay(let stay): stay.write(to: &writer)
        case .later(_, let content): writer.put(item: content.span)
        }
    }

    /// The acts that a body of a charter bundle holds (spec/06-authority.md#act-1).
    public static func acts(reading body: Value) throws(WireError) -> [Act] {
        var reader = Reader(body.span, of: .acts)
        guard body.count <= Bounds.authorityBytes else { throw reader.fault(.tooLong, at: 0) }
        let acts = try reader.acts()
        try reader.end()
        return acts
    }

    /// The body that holds these acts.
    public static func body(of acts: [Act]) -> Value {
        precondition(!acts.isEmpty && acts.count <= Bounds.acts, "a body has 1 to 256 acts")
        var writer = Writer()
        writer.put(array: acts.count)
        for act in acts { act.write(to: &writer) }
        return Value(writer.bytes)
    }
}

extension Reader {
    mutating func acts(mayBeEmpty: Bool = false) throws(WireError) -> [Act] {
        let start = offset
        let claimed = try arrayHead()
        guard mayBeEmpty || claimed > 0 else { throw fault(.empty, at: start) }
        guard claimed <= UInt64(Bounds.acts) else { throw fault(.tooLong, at: start) }
        rewind(to: start)
        var acts: [Act] = []
        for _ in 0..<(try array()) { acts.append(try Act.read(from: &self)) }
        return acts
    }

    /// The bytes of an item that is kept unread.
    mutating func unread() throws(WireError) -> Value {
        copy(try skip())
    }

    /// A field that must be there by the end of its map (spec/06-authority.md#act-2).
    func need<Field>(_ field: Field?) throws(WireError) -> Field {
        guard let field else { throw fault(.wrongCount, at: offset) }
        return field
    }

    /// A closed map with the key 0 alone.
    mutating func soleField<Field>(
        _ read: (inout Reader) throws(WireError) -> Field
    ) throws(WireError) -> Field {
        var field: Field?
        try closedMap(of: 1) { (_, reader) throws(WireError) in field = try read(&reader) }
        return try need(field)
    }

    mutating func actIDs() throws(WireError) -> [ActID] {
        try ascendingArray(upTo: Bounds.references) { (reader) throws(WireError) in
            try reader.hash()
        }
    }

    mutating func tips(mayBeEmpty: Bool = false) throws(WireError) -> Tips {
        let start = offset
        let claimed = try arrayHead()
        guard mayBeEmpty || claimed > 0 else { throw fault(.empty, at: start) }
        guard claimed <= UInt64(Bounds.tips) else { throw fault(.tooLong, at: start) }
        rewind(to: start)
        var entries: [Tips.Entry] = []
        for _ in 0..<(try array()) {
            let place = offset
            try array(of: 3)
            let entry = Tips.Entry(try feed(), Tip(try number(), try hash()))
            if let last = entries.last, last >= entry {
                throw fault(last == entry ? .repeated : .unsorted, at: place)
            }
            entries.append(entry)
        }
        return Tips(ascending: entries)
    }

    mutating func role() throws(WireError) -> RoleNumber {
        let place = offset
        let number = try unsigned(upTo: UInt64(UInt16.max))
        guard number > 0 else { throw fault(.outOfRange, at: place) }
        return RoleNumber(UInt16(number))
    }

    mutating func level() throws(WireError) -> Level {
        let place = offset
        let number = try unsigned(upTo: UInt64(UInt8.max))
        guard number > 0 else { throw fault(.outOfRange, at: place) }
        return Level(UInt8(number))
    }

    mutating func version() throws(WireError) -> UInt16 { try role().value }

    /// A number, and what the number says belongs beside it.
    mutating func choice<Choice>(
        of count: UInt64, _ read: (UInt64, inout Reader) throws(WireError) -> Choice
    ) throws(WireError) -> Choice {
        try array(of: 2)
        let sort = try unsigned(upTo: count - 1)
        return try read(sort, &self)
    }
}

extension Writer {
    /// A closed map; fields without a content are left out.
    mutating func putFields(_ fields: [(key: UInt64, write: ((inout Writer) -> Void)?)]) {
        put(map: fields.count { $0.write != nil })
        for field in fields {
            guard let write = field.write else { continue }
            put(field.key)
            write(&self)
        }
    }

    mutating func put(choice: UInt64, _ write: (inout Writer) -> Void) {
        put(array: 2)
        put(choice)
        write(&self)
    }

    mutating func put(_ ids: [ActID]) {
        put(array: ids.count)
        for id in ids { put(id) }
    }

    mutating func put(_ tips: Tips) {
        put(array: tips.entries.count)
        for entry in tips.entries {
            put(array: 3)
            put(entry.feed)
            put(entry.tip.number)
            put(entry.tip.hash)
        }
    }
}

/// What stands in a map only if there is something of it.
func unlessEmpty(
    _ isEmpty: Bool, _ write: @escaping (inout Writer) -> Void
) -> ((inout Writer) -> Void)? {
    isEmpty ? nil : write
}
