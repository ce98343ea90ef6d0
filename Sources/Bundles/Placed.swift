public import Lattice
public import Seal
public import Wire

/// A feed whose opening was taken in, and the key of the seat that writes it.
public struct KnownFeed: Hashable, Sendable {
    public let opening: Opening
    public let key: VerifyingKey

    public init(_ opening: Opening, key: VerifyingKey) {
        self.opening = opening
        self.key = key
    }
}

/// Why a bundle has no place here (spec/05-bundles.md#bun-6).
public enum PlaceError: Error, Hashable, Sendable {
    case foreignRealm(DomainID)
    /// The opening breaks the form, or is that of another feed.
    case badOpening(WireError?)
    /// It may be known later.
    case unknownFeed(FeedID)
    case unknownSeat(ActID)
    /// A body that should be sealed is clear, or the other way round.
    case clear
    case sealed

    /// Whether the bundle may be offered again.
    public var isWait: Bool {
        switch self {
        case .unknownFeed, .unknownSeat: true
        default: false
        }
    }
}

/// A bundle of a known feed: whose it says it is. Nobody has looked at the signature yet.
public struct PlacedBundle: Hashable, Sendable {
    public let feed: KnownFeed
    fileprivate let parsed: Bundle

    fileprivate init(_ bundle: Bundle, of feed: KnownFeed) {
        self.feed = feed
        parsed = bundle
    }

    public var header: Header { parsed.header }
}

extension Bundle {
    /// The second gate. What is known of feeds and seats is for the caller to look up; of a first
    /// bundle only the seat is asked for.
    public func placed(
        in realm: DomainID, feed: (FeedID) -> KnownFeed?, seat: (ActID) -> VerifyingKey?
    ) throws(PlaceError) -> PlacedBundle {
        guard header.number == .first else {
            guard let feed = feed(header.feed) else { throw .unknownFeed(header.feed) }
            let isClear = feed.opening.scope == .charter
            guard isClear || header.epoch != nil else { throw .clear }
            guard !isClear || header.epoch == nil else { throw .sealed }
            return PlacedBundle(self, of: feed)
        }
        guard header.epoch == nil else { throw .sealed }
        let opening: Opening
        do {
            opening = try self.opening()
        } catch {
            throw .badOpening(error)
        }
        guard opening.feed == header.feed else { throw .badOpening(nil) }
        guard opening.realm == realm else { throw .foreignRealm(opening.realm) }
        guard let key = seat(opening.seat) else { throw .unknownSeat(opening.seat) }
        return PlacedBundle(self, of: KnownFeed(opening, key: key))
    }

    /// What the body of a first bundle says, which nobody has checked.
    public func opening() throws(WireError) -> Opening {
        var reader = Reader(body.span, of: .opening)
        let opening = try Opening.read(from: &reader)
        try reader.end()
        return opening
    }
}

/// The signature is not that of the seat that the feed's opening names.
public struct SignatureError: Error, Hashable, Sendable {
    public let feed: FeedID
    public let number: BundleNumber
    public let seat: ActID
}

/// A bundle that its feed's writer has signed. Only the verifier makes one.
public struct VerifiedBundle: Hashable, Sendable {
    public let feed: KnownFeed
    public let content: HashedBundle

    public var header: Header { content.header }
    public var hash: BundleHash { content.hash }
    public var body: Value { content.bundle.body }

    /// The header as it stands, which the seal binds (spec/07-confidentiality.md#sealed-1).
    public var headerBytes: RawSpan {
        @_lifetime(borrow self)
        get { content.bundle.headerSpan }
    }

    fileprivate init(_ content: HashedBundle, of feed: KnownFeed) {
        self.feed = feed
        self.content = content
    }
}

extension PlacedBundle {
    /// Has its signature looked at with others, before the third gate asks for it.
    public func verify(in batch: inout Verifying.Batch) {
        batch.add(
            parsed.signature, of: feed.key, .signBundle, for: feed.opening.realm,
            parsed.hashed().hash)
    }

    /// The third gate: two hashes and one signature.
    public func verified() throws(SignatureError) -> VerifiedBundle {
        let content = parsed.hashed()
        guard
            feed.key.verifies(
                parsed.signature, .signBundle, for: feed.opening.realm, content.hash)
        else {
            throw SignatureError(
                feed: header.feed, number: header.number, seat: feed.opening.seat)
        }
        return VerifiedBundle(content, of: feed)
    }

    /// A bundle that was verified before it was stored under this hash: it is not verified again,
    /// but it has to be that one still.
    public func remembered(as hash: BundleHash) -> VerifiedBundle? {
        let content = parsed.hashed()
        return content.hash == hash ? VerifiedBundle(content, of: feed) : nil
    }
}
