internal import Foundation
internal import Packs
internal import Seal

/// What a command line and a running node say to each other, over a socket that is their owner's
/// alone: two lengths (4 bytes each, big-endian), a JSON object of the first, a secret of the
/// second, which is read into locked memory at once.
struct FramedLine: Sendable {
    let file: Int32

    /// Of a message, and of a secret.
    static let most = 16 << 20
    static let mostSecret = 1 << 12

    struct Message: Sendable {
        let json: JSON
        let secret: SecretBox
    }

    func send(_ json: JSON, _ secret: borrowing Secret? = nil) -> Bool {
        let text = Array(json.written.utf8)
        var count = 0
        switch secret {
        case .some(let secret): count = secret.count
        case .none: break
        }
        guard text.count <= Self.most, count <= Self.mostSecret else { return false }
        guard write(Self.octets(text.count) + Self.octets(count) + text) else { return false }
        switch secret {
        case .some(let secret):
            return unsafe secret.bytes.withUnsafeBytes { unsafe write($0) }
        case .none: return true
        }
    }

    /// The next message; nil if there is none any more, or it breaks the form.
    func receive() -> Message? {
        guard let head = read(8) else { return nil }
        let (size, secretSize) = (Self.number(head[0..<4]), Self.number(head[4..<8]))
        guard size <= Self.most, secretSize <= Self.mostSecret, let text = read(size),
            let json = try? JSONReader.read(text)
        else { return nil }
        guard secretSize > 0 else { return Message(json: json, secret: SecretBox()) }
        let secret = unsafe Secret(most: secretSize) { room in
            unsafe fill(room) ? room.count : nil
        }
        guard let secret = consume secret else { return nil }
        return Message(json: json, secret: SecretBox(secret))
    }

    private static func octets(_ number: Int) -> [UInt8] {
        (0..<4).map { UInt8(truncatingIfNeeded: number >> (24 - 8 * $0)) }
    }

    private static func number(_ bytes: ArraySlice<UInt8>) -> Int {
        bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        unsafe bytes.withUnsafeBytes { unsafe write($0) }
    }

    private func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        var place = 0
        while place < bytes.count {
            let rest = unsafe UnsafeRawBufferPointer(rebasing: bytes[place...])
            let count = unsafe Foundation.send(
                file, rest.baseAddress, rest.count, Int32(MSG_NOSIGNAL))
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            place += count
        }
        return true
    }

    private func read(_ count: Int) -> [UInt8]? {
        var isWhole = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, initialized in
            isWhole = unsafe fill(UnsafeMutableRawBufferPointer(room))
            initialized = isWhole ? count : 0
        }
        return isWhole ? bytes : nil
    }

    private func fill(_ room: UnsafeMutableRawBufferPointer) -> Bool {
        var place = 0
        while place < room.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[place...])
            let count = unsafe Foundation.read(file, rest.baseAddress, rest.count)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            place += count
        }
        return true
    }
}

/// Where a node's socket is: in its folder, which is its owner's alone.
enum ControlPlace {
    static func path(in data: String) -> String { data + "/control" }

    /// Calls with the address of a socket; nil if the path is too long for one.
    static func withAddress<Result>(
        _ path: String, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Result
    ) -> Result? {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let bytes = Array(path.utf8)
        let isShort = unsafe withUnsafeMutableBytes(of: &address.sun_path) { room in
            guard bytes.count < room.count else { return false }
            unsafe room.copyBytes(from: bytes)
            return true
        }
        guard isShort else { return nil }
        return unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe body($0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
    }
}
