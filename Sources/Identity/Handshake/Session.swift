public import Lattice
public import Seal

/// A line on which both sides are sure of each other (spec/12-transport.md#sess-1).
public struct Session: ~Copyable {
    private var sending: SessionKey
    private var receiving: SessionKey
    /// What proofs are bound to.
    public let hash: SessionHash
    private var isClosed = false
    /// Whether something came that was not the next message: nothing after it counts.
    private var isBroken = false
    /// Whether the other side has said goodbye: nothing is missing.
    public private(set) var isOver = false

    /// Bytes of what one message can say.
    public static let mostBytes = Frame.sessionBytes - 17
    private static let more: UInt8 = 0
    private static let goodbye: UInt8 = 1

    init(_ keys: consuming SessionKeys, asInitiator: Bool) {
        hash = keys.hash
        if asInitiator {
            sending = keys.initiator
            receiving = keys.responder
        } else {
            sending = keys.responder
            receiving = keys.initiator
        }
    }

    /// The next message, as it travels but for its length.
    public mutating func seal(_ text: RawSpan) -> [UInt8] {
        precondition(!isClosed && text.byteCount <= Self.mostBytes, "nothing follows a goodbye")
        var content = SecretWriter(most: text.byteCount + 1)
        content.put(byte: Self.more)
        content.put(text)
        return sealed(content.finish())
    }

    public mutating func seal(_ text: [UInt8]) -> [UInt8] {
        // Unsafe only in name: bytes have no padding that could show.
        seal(unsafe text.span.bytes)
    }

    /// The last message.
    public mutating func goodbye() -> [UInt8] {
        precondition(!isClosed, "nothing follows a goodbye")
        isClosed = true
        var content = SecretWriter(most: 1)
        content.put(byte: Self.goodbye)
        return sealed(content.finish())
    }

    private mutating func sealed(_ content: consuming Secret) -> [UInt8] {
        let none: [UInt8] = []
        // Unsafe only in name: bytes have no padding that could show.
        return sending.seal(content.bytes, with: unsafe none.span.bytes)
    }

    /// What the next message says; nil for a goodbye. Whatever does not open ends the session.
    public mutating func open(_ message: [UInt8]) throws(LinkError) -> Secret? {
        guard !isOver else { throw .wrongType }
        guard !isBroken else { throw .doesNotOpen }
        isBroken = true
        let none: [UInt8] = []
        // Unsafe only in name: bytes have no padding that could show.
        let content = unsafe receiving.openSecret(message.span.bytes, with: none.span.bytes)
        guard let content = consume content else { throw .doesNotOpen }
        guard content.count > 0 else { throw .wrongType }
        switch content.bytes.byte(at: 0) {
        case Self.more:
            isBroken = false
            return content.part(1..<content.count)
        case Self.goodbye where content.count == 1:
            (isBroken, isOver) = (false, true)
            return nil
        default: throw .wrongType
        }
    }

    /// The stream has ended.
    public func end() throws(LinkError) { if !isOver { throw .cut } }

    /// Whether it has to be begun anew.
    public var isWornOut: Bool { sending.isWornOut || receiving.isWornOut }
}
