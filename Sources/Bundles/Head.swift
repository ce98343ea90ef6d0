public import Lattice
public import Seal
public import Wire

/// A bundle with the hash of its body in place of the body: enough to check its signature
/// (spec/05-bundles.md#proof-1).
public struct Head: Hashable, Sendable {
    public let header: Header
    public let body: BodyHash
    public let signature: Signature

    public init(_ header: Header, _ body: BodyHash, _ signature: Signature) {
        self.header = header
        self.body = body
        self.signature = signature
    }

    /// The hash of the bundle.
    public var hash: BundleHash { Self.hash(header, body) }

    static func hash(body: borrowing RawSpan) -> BodyHash {
        Blake2b.hash(body, .body, of: SealedBody.self)
    }

    static func hash(_ header: Header, _ body: BodyHash) -> BundleHash {
        var writer = Writer()
        header.writeItems(to: &writer)
        return hash(header: writer.span, body)
    }

    /// The header's items as they stand, and the hash of the body.
    static func hash(header: borrowing RawSpan, _ body: BodyHash) -> BundleHash {
        var bytes = ByteBuffer()
        bytes.put(raw: header)
        bytes.put(body)
        return Blake2b.hash(bytes.span, .bundle, of: OpenBundle.self)
    }
}

extension Head: Canonical {
    public static var part: WireError.Part { .forkProof }

    public func write(to writer: inout Writer) {
        writer.put(array: Header.items + 2)
        header.writeItems(to: &writer)
        writer.put(body)
        writer.put(words: signature.words)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try read(of: nil, from: &reader)
    }

    /// Of a certain feed, if one is given.
    static func read(of feed: FeedID?, from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: Header.items + 2)
        return Self(
            try .readItems(of: feed, from: &reader), try reader.hash(),
            Signature(try reader.words()))
    }
}
