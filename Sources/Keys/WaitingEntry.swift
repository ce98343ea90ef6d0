public import Bundles
public import Lattice
public import Seal
public import Wire

/// What somebody entered while their seat was locked: it waits, boxed to that seat, and nobody else
/// signs it (spec/07-confidentiality.md#queue-1).
public struct WaitingEntry: Hashable, Sendable {
    public let seat: ActID
    public let time: HybridTime
    public let box: [UInt8]

    /// Nil if the content is too long, or the key of no use.
    public init?(
        _ content: RawSpan, for seat: ActID, _ key: BoxKey, at time: HybridTime,
        in realm: DomainID, _ entropy: inout Entropy
    ) {
        guard content.byteCount <= Limits.valueBytes else { return nil }
        let context = Self.context(seat, time, realm)
        guard let box = key.box(content, context: context.span, &entropy) else { return nil }
        self.init(seat, time, box)
    }

    private init(_ seat: ActID, _ time: HybridTime, _ box: [UInt8]) {
        self.seat = seat
        self.time = time
        self.box = box
    }

    /// The content, once the seat is unlocked; nil if it was not boxed to it like this.
    public func open(
        with key: borrowing AgreementKey<Boxing>, in realm: DomainID
    ) -> Secret? {
        let context = Self.context(seat, time, realm)
        // Unsafe only in name: bytes have no padding that could show.
        return key.unbox(unsafe box.span.bytes, context: context.span)
    }

    private static func context(
        _ seat: ActID, _ time: HybridTime, _ realm: DomainID
    ) -> ByteBuffer {
        var writer = Writer()
        writer.put(seat)
        writer.put(time)
        var context = ByteBuffer()
        context.put(realm)
        context.put(raw: writer.span)
        return context
    }
}

extension WaitingEntry: Canonical {
    public static var part: WireError.Part { .entry }

    public func write(to writer: inout Writer) {
        writer.put(array: 3)
        writer.put(seat)
        writer.put(time)
        // Unsafe only in name: bytes have no padding that could show.
        writer.put(bytes: unsafe box.span.bytes)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 3)
        let (seat, time): (ActID, HybridTime) = (try reader.hash(), try reader.time())
        let range = try reader.string(in: Box.overhead...Limits.valueBytes + Box.overhead)
        return Self(seat, time, reader.copy(range).bytes)
    }
}
