import Foundation

/// A plain process that answers datagrams: at once, or once it has written 4 KiB for good. Words:
/// the file it writes. It says `ready PORT`.
struct FloorPart {
    static let page = 4_096
    private let file: PageFile
    private let socket: NumberSocket

    init(_ words: [String]) throws {
        guard words.count == 2 else { throw PartError("a floor has a file") }
        file = try PageFile(words[1])
        socket = try NumberSocket()
    }

    func play() throws {
        Part.say("ready \(socket.port)")
        let (socket, file) = (socket, file)
        let thread = Thread {
            while true {
                guard let message = socket.hear() else { continue }
                if message.number == 1 { file.append() }
                socket.say(MonotonicTime.now, to: message.from)
            }
        }
        thread.start()
        while readLine() != nil {}
    }
}

/// A file that only grows.
final class PageFile: @unchecked Sendable {
    private let file: Int32
    private let page = [UInt8](repeating: 7, count: FloorPart.page)

    init(_ path: String) throws(PartError) {
        file = unsafe open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw PartError("\(path) cannot be made") }
    }

    deinit { close(file) }

    /// Returns when the disk has it.
    func append() {
        precondition(
            unsafe write(file, page, page.count) == page.count && fdatasync(file) == 0,
            "there is room")
    }
}
