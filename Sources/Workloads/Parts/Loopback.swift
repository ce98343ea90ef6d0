import Foundation

/// Sockets of this machine alone.
enum Loopback {
    static func stream() -> Int32 {
        socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    }

    static func address(_ port: UInt16) -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        return address
    }

    private static let size = socklen_t(MemoryLayout<sockaddr_in>.size)

    /// Gives a socket a port; nil if that cannot be.
    static func bound(_ file: Int32) -> UInt16? {
        var (address, size) = (address(0), size)
        let isBound = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(file, $0, size) == 0 && getsockname(file, $0, &size) == 0
            }
        }
        return isBound ? UInt16(bigEndian: address.sin_port) : nil
    }

    static func dial(_ port: UInt16, from file: Int32) -> Bool {
        var address = address(port)
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe connect(file, $0, size) == 0
            }
        }
    }

    static func send(_ bytes: ArraySlice<UInt8>, to file: Int32) -> Bool {
        var rest = bytes
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes {
                unsafe Foundation.send(file, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// A number in a datagram.
    static func say(_ number: Int, to port: UInt16, from file: Int32) {
        var (number, address) = (number, address(port))
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe sendto(file, &number, 8, 0, $0, size)
            }
        }
    }

    /// The number of the next datagram, and the port it came from; nil if none came in time.
    static func hear(_ file: Int32) -> (number: Int, from: UInt16)? {
        var (number, address, size) = (0, address(0), size)
        let count = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe recvfrom(file, &number, 8, 0, $0, &size)
            }
        }
        return count == 8 ? (number, UInt16(bigEndian: address.sin_port)) : nil
    }
}

/// Numbers in datagrams.
final class NumberSocket: Sendable {
    private let file: Int32
    let port: UInt16

    init() throws(PartError) {
        file = socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard let port = Loopback.bound(file) else { throw PartError("there is no loopback") }
        self.port = port
        // Whoever waits for an answer that was lost does not wait for ever.
        var patience = timeval(tv_sec: 5, tv_usec: 0)
        _ = unsafe setsockopt(
            file, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    }

    deinit { close(file) }

    func say(_ number: Int, to port: UInt16) { Loopback.say(number, to: port, from: file) }
    func hear() -> (number: Int, from: UInt16)? { Loopback.hear(file) }
}
