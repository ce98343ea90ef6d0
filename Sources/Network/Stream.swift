internal import CLinux
internal import Glibc
internal import Gossip

/// Names a stream of bytes to another machine.
public struct StreamID: Hashable, Comparable, Sendable {
    public let number: UInt64

    init(_ number: UInt64) { self.number = number }

    public static func < (a: Self, b: Self) -> Bool { a.number < b.number }
}

/// A stream, and what waits to be said in it.
final class Stream {
    let id: StreamID
    let descriptor: Descriptor
    let endpoint: Endpoint
    /// Whether it is not decided yet whether somebody is there.
    var isDialling: Bool
    /// It is to be closed when all is said, or at this time.
    var closing: UInt64?
    /// Whether anybody waits until it can be written.
    var isWriting: Bool
    private var outbox: [UInt8] = []
    private var said = 0

    /// Who does not take so much in time is not worth more.
    static let mostWaiting = 8 << 20
    /// Of one stream in one go: others are to be heard as well.
    static let mostAtOnce = 4
    static let piece = 1 << 16

    init(_ id: StreamID, _ descriptor: Descriptor, _ endpoint: Endpoint, isDialling: Bool) {
        self.id = id
        self.descriptor = descriptor
        self.endpoint = endpoint
        self.isDialling = isDialling
        isWriting = isDialling
    }

    var waiting: Int { outbox.count - said }

    /// False if too much waits already.
    func put(_ bytes: [UInt8]) -> Bool {
        guard waiting + bytes.count <= Self.mostWaiting else { return false }
        if said == outbox.count { (outbox, said) = (bytes, 0) } else { outbox += bytes }
        return true
    }

    /// Says what can be said now. False if the stream is broken.
    func flush() -> Bool {
        while said < outbox.count {
            let count = unsafe outbox.withUnsafeBytes { all in
                let rest = unsafe UnsafeRawBufferPointer(rebasing: all[said...])
                return unsafe send(
                    descriptor.number, rest.baseAddress, rest.count,
                    Int32(MSG_DONTWAIT) | Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return errno == EAGAIN || errno == EINTR }
            said += count
        }
        (outbox, said) = ([], 0)
        return true
    }

    enum Reading {
        case some([UInt8])
        case nothing
        case end
    }

    func read() -> Reading {
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.piece) { room, count in
            let got = unsafe recv(
                descriptor.number, room.baseAddress, Self.piece, Int32(MSG_DONTWAIT))
            count = max(got, 0)
            if got < 0 && errno != EAGAIN && errno != EINTR {
                count = 0
                failed = true
            }
            isAtEnd = got == 0
        }
        if isAtEnd || failed { return .end }
        return bytes.isEmpty ? .nothing : .some(bytes)
    }

    private var failed = false
    private var isAtEnd = false
}
