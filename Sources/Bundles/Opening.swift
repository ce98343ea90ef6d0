public import Lattice
internal import Seal
public import Wire

/// What opens a feed: the clear body of its bundle 0 (spec/04-identity.md#feed-1).
public struct Opening: Hashable, Sendable {
    public let realm: DomainID
    public let scope: Address
    /// The act that made the seat which writes.
    public let seat: ActID
    /// The act under which it writes.
    public let grant: ActID
    public let incarnation: Incarnation

    public init(
        realm: DomainID, scope: Address, seat: ActID, grant: ActID, incarnation: Incarnation
    ) {
        self.realm = realm
        self.scope = scope
        self.seat = seat
        self.grant = grant
        self.incarnation = incarnation
    }

    /// The feed that it opens.
    public var feed: FeedID {
        unsafe Blake2b.hash(encoding.span.bytes, .feed, of: Opening.self).short(Feed.self)
    }
}

extension Opening: Canonical {
    public static var part: WireError.Part { .opening }

    public func write(to writer: inout Writer) {
        writer.put(array: 5)
        writer.put(realm)
        scope.write(to: &writer)
        writer.put(seat)
        writer.put(grant)
        writer.put(incarnation)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 5)
        return Self(
            realm: try reader.hash(), scope: try .read(from: &reader), seat: try reader.hash(),
            grant: try reader.hash(), incarnation: try reader.identifier())
    }
}
