public import Bundles
public import Lattice
public import Seal
public import Wire

/// A seat on this device, sealed under its person's passphrase (spec/07-confidentiality.md#ring-2).
public struct SealedSeat: Hashable, Sendable {
    /// What is told of it before it is opened.
    public struct Plate: Hashable, Sendable {
        public var realm: DomainID
        public var domain: DomainID
        /// Nil while it waits to be admitted.
        public var seat: ActID?
        public var first: ActID?
        public var signing: VerifyingKey
        public var box: BoxKey
        /// What its person is shown.
        public var label: String

        public init(
            realm: DomainID, domain: DomainID, seat: ActID? = nil, first: ActID? = nil,
            signing: VerifyingKey, box: BoxKey, label: String
        ) {
            self.realm = realm
            self.domain = domain
            self.seat = seat
            self.first = first
            self.signing = signing
            self.box = box
            self.label = label
        }
    }

    public let plate: Plate
    let cost: PassphraseCost
    let salt: Salt
    let sealed: [UInt8]

    public static let labelBytes = 64
    static let rememberedBytes = 1 << 16
    static let sealedBytes = rememberedBytes + 128

    /// The items that the seal binds.
    var clear: [UInt8] {
        var writer = Writer()
        plate.write(to: &writer)
        writer.put(cost, salt)
        return writer.bytes
    }
}

extension SealedSeat.Plate {
    fileprivate func write(to writer: inout Writer) {
        writer.put(realm)
        writer.put(domain)
        if let seat { writer.put(seat) } else { writer.putNull() }
        if let first { writer.put(first) } else { writer.putNull() }
        writer.put(signing.bytes)
        writer.put(box.bytes)
        writer.put(text: label)
    }

    fileprivate static func read(
        from reader: inout Reader, after last: VerifyingKey?
    ) throws(WireError) -> Self {
        let (realm, domain): (DomainID, DomainID) = (try reader.hash(), try reader.hash())
        let seat: ActID? = try reader.takeNull() ? nil : try reader.hash()
        let first: ActID? = try reader.takeNull() ? nil : try reader.hash()
        let place = reader.offset
        let signing = VerifyingKey(try reader.hash())
        if let last, last >= signing {
            throw reader.fault(last == signing ? .repeated : .unsorted, at: place)
        }
        return Self(
            realm: realm, domain: domain, seat: seat, first: first, signing: signing,
            box: BoxKey(try reader.hash()), label: try reader.text(most: SealedSeat.labelBytes))
    }
}

extension SealedSeat: Canonical {
    public static var part: WireError.Part { .keyring }

    public func write(to writer: inout Writer) {
        writer.put(array: 9)
        // Unsafe only in name: bytes have no padding that could show.
        writer.put(encoded: clear)
        writer.put(bytes: unsafe sealed.span.bytes)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try read(from: &reader, after: nil)
    }

    /// One that comes after another in a keyring, by its signing key.
    static func read(
        from reader: inout Reader, after last: VerifyingKey?
    ) throws(WireError) -> Self {
        try reader.array(of: 9)
        let plate = try Plate.read(from: &reader, after: last)
        let (cost, salt) = try reader.passphrase()
        let sealed = try reader.string(in: SealingKey.overhead...Self.sealedBytes)
        return Self(plate: plate, cost: cost, salt: salt, sealed: reader.copy(sealed).bytes)
    }
}
