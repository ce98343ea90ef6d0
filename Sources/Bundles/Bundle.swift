public import Lattice
public import Seal
public import Wire

/// A bundle that was parsed, and no more: anybody may have made it (spec/05-bundles.md#bun-6).
public struct Bundle: Hashable, Sendable {
    public let header: Header
    /// A part of the bytes that were parsed.
    public let body: Value
    public let signature: Signature
    /// All of it, as it travels.
    public let bytes: [UInt8]
    private let headerBytes: Range<Int>

    /// Parses a bundle, the whole of these bytes. Nothing is hashed, and only the header is read.
    public init(parsing bytes: [UInt8]) throws(WireError) {
        // Unsafe only in name: bytes have no padding that could show.
        var reader = unsafe Reader(bytes.span.bytes, of: .bundle)
        try reader.array(of: Header.items + 2)
        let start = reader.offset
        header = try .readItems(from: &reader)
        headerBytes = start..<reader.offset
        body = Value(try reader.string(most: Bounds.bodyBytes), of: bytes)
        signature = Signature(try reader.words())
        try reader.end()
        self.bytes = bytes
    }

    /// What a seat signs: a header and a body become a bundle.
    public init(
        _ header: Header, body: borrowing RawSpan, signedBy key: borrowing SigningKey,
        in realm: DomainID
    ) {
        precondition(body.byteCount <= Bounds.bodyBytes, "no body is that long")
        let hash = Head.hash(header, Head.hash(body: body))
        self.init(header, body: body, key.sign(.signBundle, for: realm, hash))
    }

    /// A bundle with whatever signature.
    public init(_ header: Header, body: borrowing RawSpan, _ signature: Signature) {
        var writer = Writer()
        writer.put(array: Header.items + 2)
        let start = writer.count
        header.writeItems(to: &writer)
        headerBytes = start..<writer.count
        writer.put(bytes: body)
        let end = writer.count
        writer.put(words: signature.words)
        bytes = writer.bytes
        self.body = Value(end - body.byteCount..<end, of: bytes)
        self.header = header
        self.signature = signature
    }

    /// The same with its hash, which does not depend on the signature
    /// (spec/05-bundles.md#bun-2).
    public func hashed() -> HashedBundle { HashedBundle(self) }

    /// The items of the header, as they stand.
    public var headerSpan: RawSpan {
        @_lifetime(borrow self)
        // Unsafe only in name: bytes have no padding that could show.
        get { unsafe bytes.span.bytes.extracting(headerBytes) }
    }

    var hashOfBody: BodyHash { Head.hash(body: body.span) }

    func hash(_ body: BodyHash) -> BundleHash {
        Head.hash(header: headerSpan, body)
    }
}

/// A bundle and its hash, which is true: it was made here.
public struct HashedBundle: Hashable, Sendable {
    public let bundle: Bundle
    public let hash: BundleHash
    public let bodyHash: BodyHash

    fileprivate init(_ bundle: Bundle) {
        self.bundle = bundle
        bodyHash = bundle.hashOfBody
        hash = bundle.hash(bodyHash)
    }

    public var header: Header { bundle.header }
    public var tip: Tip { Tip(header.number, hash) }
    /// What of it proves something to others without the body.
    public var head: Head { Head(header, bodyHash, bundle.signature) }
}
