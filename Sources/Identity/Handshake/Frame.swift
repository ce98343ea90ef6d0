public import Lattice
public import Seal

/// Why a handshake or a session is over. Whoever sees it closes, and says nothing.
public enum LinkError: String, Error, Sendable {
    case tooLong = "too-long"
    case unknownVersion = "unknown-version"
    case wrongPattern = "wrong-pattern"
    case unknownGreeting = "unknown-greeting"
    case doesNotOpen = "does-not-open"
    case stranger
    case ownKey = "own-key"
    case wrongType = "wrong-type"
    case outOfTurn = "out-of-turn"
    case cut
}

extension LinkError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLong: "a message is longer than it may be (\(rawValue))"
        case .unknownVersion: "the other side speaks another version (\(rawValue))"
        case .wrongPattern: "the other side wants another kind of handshake (\(rawValue))"
        case .unknownGreeting: "the other side is of no realm that is known here (\(rawValue))"
        case .doesNotOpen: "a message was not from whom it should be, or was altered (\(rawValue))"
        case .stranger: "the other side is no device of this realm (\(rawValue))"
        case .ownKey: "the other side has the key of this very device (\(rawValue))"
        case .wrongType: "a message breaks its form (\(rawValue))"
        case .outOfTurn: "a message came when it was not its turn (\(rawValue))"
        case .cut: "the line broke before the other side said goodbye (\(rawValue))"
        }
    }
}

/// What the initiator says first of all (spec/12-transport.md#shake-3).
public struct Preface: Hashable, Sendable {
    public let pattern: NoisePattern
    /// A greeting, a realm in short, or the name of an invite.
    public let mark: Identifier<Preface>

    static let version: UInt8 = 1
    public static let bytes = 18
    /// Of the first message of an enrolment: the preface, a key, the tag of an empty payload.
    static let enrolmentBytes = bytes + 32 + 16

    init(_ pattern: NoisePattern, _ mark: Identifier<Preface>) {
        self.pattern = pattern
        self.mark = mark
    }

    var octets: [UInt8] {
        var buffer = ByteBuffer()
        buffer.put(byte: Self.version)
        buffer.put(byte: pattern.rawValue)
        buffer.put(mark)
        return buffer.bytes
    }

    /// The preface of a first message, and where the handshake begins in it.
    public init(of message: [UInt8]) throws(LinkError) {
        guard message.count <= Frame.handshakeBytes else { throw .tooLong }
        guard let version = message.first else { throw .wrongPattern }
        guard version == Self.version else { throw .unknownVersion }
        guard message.count >= Self.bytes else { throw .wrongPattern }
        guard let pattern = NoisePattern(rawValue: message[1]) else { throw .wrongPattern }
        let words = (0..<2).map { word in
            message[2 + word * 8..<10 + word * 8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        }
        self.init(pattern, Identifier(high: words[0], low: words[1]))
    }

    /// What both sides have to mean (spec/12-transport.md#shake-2).
    static func prologue(_ pattern: NoisePattern, _ context: [UInt8]) -> [UInt8] {
        Array("causeway".utf8) + [version, pattern.rawValue] + context
    }
}

/// Messages on a stream: each after its length (spec/12-transport.md#shake-3).
public enum Frame {
    public static let handshakeBytes = 1_024
    public static let sessionBytes = 65_535
    public static let enrolmentBytes = Enrolment.mostBytes
    static let headBytes = 2

    /// A message with its length before it.
    public static func of(_ message: [UInt8]) -> [UInt8] {
        precondition(message.count <= sessionBytes, "no message is that long")
        return [UInt8(message.count >> 8), UInt8(truncatingIfNeeded: message.count)] + message
    }

    /// Takes the next whole message off what has come; nil if more has to come first.
    public static func next(
        from stream: inout [UInt8], most: Int
    ) throws(LinkError) -> [UInt8]? {
        guard stream.count >= headBytes else { return nil }
        let count = Int(stream[0]) << 8 | Int(stream[1])
        guard count <= most else { throw .tooLong }
        guard stream.count >= headBytes + count else { return nil }
        let message = Array(stream[headBytes..<headBytes + count])
        stream.removeFirst(headBytes + count)
        return message
    }
}
