public import Lattice
internal import Seal
public import Wire

/// The name of a scope, which says whose it is (spec/04-identity.md#addr-1).
public indirect enum Address: Hashable, Sendable {
    case charter
    case common
    case hub(HubID)
    case group(UInt16)
    case agency(DomainID)
    case person(PersonID)
    case audience([Address])

    /// What a policy knows of it.
    public enum Kind: UInt64, CaseIterable, Comparable, Sendable {
        case charter, common, hub, group, agency, person, audience

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
    }

    public var kind: Kind {
        switch self {
        case .charter: .charter
        case .common: .common
        case .hub: .hub
        case .group: .group
        case .agency: .agency
        case .person: .person
        case .audience: .audience
        }
    }

    /// The parties of an audience; of any other scope, itself.
    public var members: [Address] {
        if case .audience(let members) = self { members } else { [self] }
    }

    /// The audience of some scopes, in order and each once; nil if these have none.
    public static func audience(of members: [Address]) -> Self? {
        let isSound = members.allSatisfy { [.hub, .group, .agency].contains($0.kind) }
        let sorted = Set(members).sorted()
        return isSound && Bounds.audience.contains(sorted.count) ? .audience(sorted) : nil
    }

    public func id(in realm: DomainID) -> ScopeID {
        var bytes = ByteBuffer()
        bytes.put(realm)
        unsafe bytes.put(raw: encoding.span.bytes)
        return Blake2b.hash(bytes.span, .scope, of: ScopeName.self)
    }
}

/// By the bytes of their encodings, as members of an audience are ordered.
extension Address: Comparable {
    public static func < (a: Self, b: Self) -> Bool { Value(a.encoding) < Value(b.encoding) }
}

extension Address: Canonical {
    public static var part: WireError.Part { .address }

    public func write(to writer: inout Writer) {
        writer.put(array: kind == .charter || kind == .common ? 1 : 2)
        writer.put(kind.rawValue)
        switch self {
        case .charter, .common: break
        case .hub(let hub): writer.put(hub)
        case .group(let number): writer.put(UInt64(number))
        case .agency(let agency): writer.put(agency)
        case .person(let person): writer.put(person)
        case .audience(let members):
            writer.put(array: members.count)
            for member in members { member.write(to: &writer) }
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try read(from: &reader, asMember: false)
    }

    private static func read(from reader: inout Reader, asMember: Bool) throws(WireError) -> Self {
        let start = reader.offset
        let count = try reader.arrayHead()
        guard count == 1 || count == 2 else { throw reader.fault(.wrongCount, at: start) }
        reader.rewind(to: start)
        _ = try reader.array()
        let place = reader.offset
        guard let kind = Kind(rawValue: try reader.unsigned()),
            !asMember || [.hub, .group, .agency].contains(kind)
        else { throw reader.fault(.outOfRange, at: place) }
        guard count == (kind == .charter || kind == .common ? 1 : 2) else {
            throw reader.fault(.wrongCount, at: start)
        }
        switch kind {
        case .charter: return .charter
        case .common: return .common
        case .hub: return .hub(try reader.identifier())
        case .group: return .group(UInt16(try reader.unsigned(upTo: UInt64(UInt16.max))))
        case .agency: return .agency(try reader.hash())
        case .person: return .person(try reader.name())
        case .audience: return .audience(try members(from: &reader))
        }
    }

    private static func members(from reader: inout Reader) throws(WireError) -> [Address] {
        let start = reader.offset
        let count = try reader.arrayHead()
        guard Bounds.audience.contains(Int(clamping: count)) else {
            throw reader.fault(.wrongCount, at: start)
        }
        reader.rewind(to: start)
        return try reader.ascending(try reader.array()) { (reader) throws(WireError) in
            try read(from: &reader, asMember: true)
        }
    }
}

extension Reader {
    /// So many items, each after the one before by the bytes of their encodings.
    public mutating func ascending<Item>(
        _ count: Int, _ item: (inout Reader) throws(WireError) -> Item
    ) throws(WireError) -> [Item] {
        var items: [Item] = []
        var last: Range<Int>?
        for _ in 0..<count {
            let start = offset
            items.append(try item(&self))
            if let last { try checkOrder(last, start..<offset) }
            last = start..<offset
        }
        return items
    }

    /// An array of at least one item and at most so many, in ascending order.
    public mutating func ascendingArray<Item>(
        upTo most: Int, _ item: (inout Reader) throws(WireError) -> Item
    ) throws(WireError) -> [Item] {
        let start = offset
        let head = try arrayHead()
        guard head > 0 else { throw fault(.empty, at: start) }
        guard head <= UInt64(most) else { throw fault(.tooLong, at: start) }
        rewind(to: start)
        return try ascending(try array(), item)
    }
}
