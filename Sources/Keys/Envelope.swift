public import Bundles
public import Lattice
public import Seal
public import Wire

/// One key on its way to one recipient; anybody may carry it (spec/07-confidentiality.md#env-1).
public struct Envelope: Hashable, Sendable {
    public enum Recipient: Hashable, Sendable {
        case seat(ActID)
        /// A later epoch of the scope, or one of an audience's members.
        case epoch(ActID)
        /// It gets the pull key.
        case device(DeviceKey)
    }

    /// The act of the epoch whose key it is.
    public let epoch: ActID
    public let recipient: Recipient
    /// The seat that signs it.
    public let deliverer: ActID
    public let box: InlineArray<10, UInt64>
    public let signature: Signature
    /// What is signed.
    public let hash: Hash<Envelope>

    static let boxBytes = 80

    init(
        _ epoch: ActID, to recipient: Recipient, from deliverer: ActID,
        box: InlineArray<10, UInt64>, _ signature: Signature
    ) {
        self.epoch = epoch
        self.recipient = recipient
        self.deliverer = deliverer
        self.box = box
        self.signature = signature
        hash = Self.hash(epoch, recipient, deliverer, box)
    }

    /// Boxes a key to somebody. Nil if the recipient's key is of small order.
    init?<Purpose: Agreement>(
        _ key: borrowing Secret, of epoch: ActID, to recipient: Recipient,
        under publicKey: PublicKey<Purpose>, from deliverer: ActID,
        signedBy signing: borrowing SigningKey, in realm: DomainID, _ entropy: inout Entropy
    ) {
        let context = Self.context(epoch, recipient, deliverer, in: realm)
        guard let box = publicKey.box(key.bytes, context: context.span, &entropy) else {
            return nil
        }
        let words = InlineArray<10, UInt64>(octets: box)
        let hash = Self.hash(epoch, recipient, deliverer, words)
        self.init(
            epoch, to: recipient, from: deliverer, box: words,
            signing.sign(.signEnvelope, for: realm, hash))
    }

    /// What it is boxed together with.
    private static func context(
        _ epoch: ActID, _ recipient: Recipient, _ deliverer: ActID, in realm: DomainID
    ) -> ByteBuffer {
        var writer = Writer()
        writeHead(epoch, recipient, deliverer, to: &writer)
        var context = ByteBuffer()
        context.put(realm)
        context.put(raw: writer.span)
        return context
    }

    private static func hash(
        _ epoch: ActID, _ recipient: Recipient, _ deliverer: ActID, _ box: InlineArray<10, UInt64>
    ) -> Hash<Envelope> {
        var writer = Writer()
        writeHead(epoch, recipient, deliverer, to: &writer)
        writer.put(words: box)
        return Blake2b.hash(writer.span, .envelope, of: Envelope.self)
    }

    /// The key in it, if it was boxed to this one.
    func open<Purpose: Agreement>(
        with key: borrowing AgreementKey<Purpose>, in realm: DomainID
    ) -> Secret? {
        let context = Self.context(epoch, recipient, deliverer, in: realm)
        let box = box.octets
        // Unsafe only in name: bytes have no padding that could show.
        return key.unbox(unsafe box.span.bytes, context: context.span)
    }

    public static func == (a: Self, b: Self) -> Bool {
        a.epoch == b.epoch && a.recipient == b.recipient && a.deliverer == b.deliverer
            && a.signature == b.signature && a.box.indices.allSatisfy { a.box[$0] == b.box[$0] }
    }

    public func hash(into hasher: inout Swift.Hasher) {
        hasher.combine(epoch)
        hasher.combine(recipient)
        hasher.combine(signature)
    }
}

extension Envelope: Canonical {
    public static var part: WireError.Part { .envelope }

    private static func writeHead(
        _ epoch: ActID, _ recipient: Recipient, _ deliverer: ActID, to writer: inout Writer
    ) {
        writer.put(epoch)
        writer.put(array: 2)
        switch recipient {
        case .seat(let seat):
            writer.put(0)
            writer.put(seat)
        case .epoch(let epoch):
            writer.put(1)
            writer.put(epoch)
        case .device(let device):
            writer.put(2)
            writer.put(device.bytes)
        }
        writer.put(deliverer)
    }

    public func write(to writer: inout Writer) {
        writer.put(array: 5)
        Self.writeHead(epoch, recipient, deliverer, to: &writer)
        writer.put(words: box)
        writer.put(words: signature.words)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 5)
        let epoch: ActID = try reader.hash()
        try reader.array(of: 2)
        let kind = try reader.unsigned(upTo: 2)
        let place = reader.offset
        let recipient: Recipient
        switch kind {
        case 0: recipient = .seat(try reader.hash())
        case 1:
            recipient = .epoch(try reader.hash())
            guard recipient != .epoch(epoch) else { throw reader.fault(.outOfRange, at: place) }
        default: recipient = .device(DeviceKey(try reader.hash()))
        }
        return Self(
            epoch, to: recipient, from: try reader.hash(), box: try reader.words(),
            Signature(try reader.words()))
    }
}

extension Envelope.Recipient: Comparable {
    /// Seats before epochs before devices; each by their bytes.
    public static func < (a: Self, b: Self) -> Bool { a.order < b.order }

    private var order: (Int, ActID) {
        switch self {
        case .seat(let seat): (0, seat)
        case .epoch(let epoch): (1, epoch)
        case .device(let device): (2, ActID(device.words))
        }
    }
}
