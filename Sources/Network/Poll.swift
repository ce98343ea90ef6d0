internal import CLinux
internal import Glibc

/// Why the system does not let something be done, in its own words.
public struct NetworkError: Error, Hashable, Sendable, CustomStringConvertible {
    public let what: String
    public let reason: String

    init(_ what: String) {
        self.what = what
        reason = unsafe String(cString: strerror(errno))
    }

    public var description: String { "\(what): \(reason)" }
}

/// A descriptor that is closed when nobody has it any more.
final class Descriptor {
    let number: Int32

    init(_ number: Int32) { self.number = number }

    /// What a call gave, if it gave something.
    init(_ number: Int32, _ what: String) throws(NetworkError) {
        guard number >= 0 else { throw NetworkError(what) }
        self.number = number
    }

    deinit { close(number) }
}

/// Waits for many descriptors at once.
final class Poll {
    private let file: Descriptor

    struct Ready {
        let token: UInt64
        let canRead: Bool
        let canWrite: Bool
        let isGone: Bool
    }

    init() throws(NetworkError) {
        file = try Descriptor(causeway_poll_open(), "waiting for the network")
    }

    func add(_ other: Descriptor, as token: UInt64, writing: Bool = false) {
        _ = causeway_poll_set(file.number, other.number, token, Self.wish(writing), 1)
    }

    func change(_ other: Descriptor, as token: UInt64, reading: Bool = true, writing: Bool) {
        _ = causeway_poll_set(file.number, other.number, token, Self.wish(writing, reading), 0)
    }

    func drop(_ other: Descriptor) { _ = causeway_poll_drop(file.number, other.number) }

    private static func wish(_ writing: Bool, _ reading: Bool = true) -> Int32 {
        (reading ? Int32(CAUSEWAY_IN) : 0) | (writing ? Int32(CAUSEWAY_OUT) : 0)
    }

    /// What is ready by then; nothing if the time is over. Nil waits without end.
    func wait(milliseconds: UInt64?) -> [Ready] {
        let room = causeway_ready()
        var all = [causeway_ready](repeating: room, count: 64)
        let most = milliseconds.map { Int32(min($0, 3_600_000)) } ?? -1
        let count = unsafe causeway_poll_wait(file.number, &all, Int32(all.count), most)
        return all.prefix(Int(max(count, 0))).map { one in
            let what = Int(one.what)
            return Ready(
                token: one.token, canRead: what & Int(CAUSEWAY_IN) != 0,
                canWrite: what & Int(CAUSEWAY_OUT) != 0, isGone: what & Int(CAUSEWAY_GONE) != 0)
        }
    }
}

/// Wakes a loop up, from any thread.
public final class Bell: Sendable {
    private let number: Int32

    init() throws(NetworkError) {
        number = causeway_event_open()
        guard number >= 0 else { throw NetworkError("waking up") }
    }

    deinit { close(number) }

    public func ring() { causeway_event_raise(number) }

    func quiet() { causeway_event_clear(number) }

    /// A second descriptor of the same, to be waited for.
    func descriptor() throws(NetworkError) -> Descriptor {
        try Descriptor(fcntl(number, F_DUPFD_CLOEXEC, 0), "waking up")
    }
}
