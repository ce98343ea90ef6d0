public import Bundles
public import Lattice
public import Seal
public import Wire

/// The key of a root, sealed under its person's passphrase: the content of a file of its own, which
/// may be kept where no laptop is (spec/07-confidentiality.md#ring-5).
public struct SealedRoot: Hashable, Sendable {
    /// What is told of it before it is opened.
    public struct Plate: Hashable, Sendable {
        /// The realm or agency that it signs for; nil while that is not founded, or not known.
        public var domain: DomainID?
        public var signing: VerifyingKey
        /// What its person is shown.
        public var label: String

        public init(domain: DomainID? = nil, signing: VerifyingKey, label: String) {
            self.domain = domain
            self.signing = signing
            self.label = label
        }
    }

    public let plate: Plate
    let cost: PassphraseCost
    let salt: Salt
    let sealed: [UInt8]

    /// What a file of it can have at most.
    public static let mostBytes = 512
    /// A seed, as an item.
    static let seedBytes = 34
    static let sealedBytes = seedBytes + SealingKey.overhead

    /// The items that the seal binds.
    var clear: [UInt8] {
        var writer = Writer()
        if let domain = plate.domain { writer.put(domain) } else { writer.putNull() }
        writer.put(plate.signing.bytes)
        writer.put(text: plate.label)
        writer.put(cost, salt)
        return writer.bytes
    }

    /// The content of its file.
    public var file: [UInt8] {
        CheckedFile.write(items: 3) { write(to: &$0) }
    }

    public init(file: [UInt8]) throws(KeyFileError) {
        self = try CheckedFile.read(file, items: 3, of: .rootFile, Self.read)
    }

    init(_ plate: Plate, _ cost: PassphraseCost, _ salt: Salt, sealed: [UInt8]) {
        self.plate = plate
        self.cost = cost
        self.salt = salt
        self.sealed = sealed
    }
}

extension SealedRoot: Canonical {
    public static var part: WireError.Part { .rootFile }

    public func write(to writer: inout Writer) {
        writer.put(array: 5)
        // Unsafe only in name: bytes have no padding that could show.
        writer.put(encoded: clear)
        writer.put(bytes: unsafe sealed.span.bytes)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 5)
        let domain: DomainID? = try reader.takeNull() ? nil : try reader.hash()
        let signing = VerifyingKey(try reader.hash())
        let label = try reader.text(most: SealedSeat.labelBytes)
        let (cost, salt) = try reader.passphrase()
        let sealed = try reader.string(of: sealedBytes)
        return Self(
            Plate(domain: domain, signing: signing, label: label), cost, salt,
            sealed: reader.copy(sealed).bytes)
    }
}
