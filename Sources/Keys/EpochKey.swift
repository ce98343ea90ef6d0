public import Bundles
public import Charter
internal import Compression
public import Lattice
public import Seal
internal import Wire

/// The key of one epoch, with what follows from it (spec/07-confidentiality.md#key-1).
public final class EpochKey {
    private let secret: Secret
    private let body: SealingKey
    let box: AgreementKey<Boxing>
    public let hash: KeyHash

    /// Many of them share locked pages.
    public init(_ secret: consuming Secret, in pool: SecretPool) {
        let key = secret.duplicate(in: pool)
        hash = key.hashOfKey()
        body = SealingKey(key.derived(.bodyKey, in: pool))
        box = AgreementKey(key.derived(.boxKey, in: pool))
        self.secret = key
    }

    public var id: EpochID { hash.short() }

    /// What its epoch's act says of it.
    public var boxKey: BoxKey { box.publicKey }

    /// Whether it is the key that an act speaks of.
    public func fits(_ epoch: Epoch) -> Bool { epoch.key == hash && epoch.box == boxKey }

    /// A copy to be boxed to somebody.
    func copy(in pool: SecretPool) -> Secret { secret.duplicate(in: pool) }

    /// What those who hold it say what is new with.
    public func beaconKey(in pool: SecretPool? = nil) -> BeaconKey {
        BeaconKey(secret.derived(.beaconKey, in: pool))
    }

    /// What a device is given to fetch with.
    public func pullKey(in pool: SecretPool? = nil) -> PullKey {
        PullKey(secret.derived(.pullKey, in: pool))
    }

    /// Seals a body for a bundle with this header, compressed if that pays
    /// (spec/07-confidentiality.md#sealed-1).
    public func seal(
        _ body: RawSpan, under header: Header, _ entropy: inout Entropy
    ) -> [UInt8] {
        precondition(header.epoch == id, "the header names another epoch")
        precondition(body.byteCount <= Limits.bodyBytes, "no body is that long")
        let items = header.items
        // Unsafe only in name: bytes have no padding that could show.
        if let frame = Zstandard.frame(of: body) {
            return self.body.seal(
                unsafe frame.span.bytes, with: unsafe items.span.bytes, &entropy)
        }
        return self.body.seal(body, with: unsafe items.span.bytes, &entropy)
    }

    /// The body of a bundle, if it opens (spec/07-confidentiality.md#sealed-2).
    public func open(_ bundle: VerifiedBundle) -> Result<[UInt8], BodyFault> {
        open(bundle.body.span, with: bundle.headerBytes)
    }

    func open(_ sealed: RawSpan, with header: RawSpan) -> Result<[UInt8], BodyFault> {
        guard let content = body.open(sealed, with: header) else { return .failure(.doesNotOpen) }
        guard content.first == Zstandard.mark else { return .success(content) }
        // Unsafe only in name: bytes have no padding that could show.
        let expanded = unsafe Zstandard.expand(content.span.bytes, most: Limits.bodyBytes)
        return expanded.map { .success($0) } ?? .failure(.badFrame)
    }
}

extension Secret {
    fileprivate borrowing func hashOfKey() -> KeyHash {
        precondition(count == 32, "a scope key has 32 bytes")
        return Blake2b.hash(bytes, .key, of: ScopeKey.self)
    }
}
