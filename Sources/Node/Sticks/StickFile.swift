internal import Foundation
internal import Glibc
internal import Gossip

/// A file on a stick: a regular one, in nobody else's hands.
final class StickFile {
    let path: String
    private var file: Int32
    /// How long it can get, where that is tried; nil for as long as the system lets it.
    private let room: UInt64?

    static let mostRead = 65_536

    /// Opens one to be read.
    init(reading path: String) throws(StickError) {
        (self.path, room) = (path, nil)
        // Whatever is put there instead of a file does not make us wait.
        file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else { throw .last(path) }
        guard try isFile() else { throw StickError(path, .notAFile) }
    }

    /// Opens one to be written, with what is in it already.
    init(writing path: String, room: UInt64? = nil) throws(StickError) {
        (self.path, self.room) = (path, room)
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        file = unsafe open(path, flags, 0o600)
        guard file >= 0 else { throw .last(path) }
        guard try isFile() else { throw StickError(path, .notAFile) }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            // There are file systems that know no locks.
            guard errno == EWOULDBLOCK else { return }
            throw StickError(path, .inUse)
        }
    }

    deinit { letGo() }

    /// Others may write it from now on, whoever still has this in their hands.
    func letGo() {
        if file >= 0 { close(file) }
        file = -1
    }

    private func status() throws(StickError) -> stat {
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw .last(path) }
        return status
    }

    private func isFile() throws(StickError) -> Bool {
        try status().st_mode & S_IFMT == S_IFREG
    }

    func byteCount() throws(StickError) -> UInt64 { UInt64(max(0, try status().st_size)) }

    func seek(to place: UInt64) throws(StickError) {
        guard lseek(file, off_t(place), SEEK_SET) >= 0 else { throw .last(path) }
    }

    /// The next bytes; none at the end.
    func read() throws(StickError) -> [UInt8] {
        let most = Self.mostRead
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: most) { out, count in
            repeat {
                count = unsafe Glibc.read(file, out.baseAddress, most)
            } while count < 0
                && errno == EINTR
            // A count below zero would not be one.
            if count < 0 { count = most + 1 }
            if count > most {
                count = 0
                unsafe out.baseAddress?.initialize(to: 0)
                errno = errno == 0 ? EIO : errno
            } else {
                errno = 0
            }
        }
        guard bytes.isEmpty, errno != 0 else { return bytes }
        throw .last(path)
    }

    func write(_ bytes: [UInt8]) throws(StickError) {
        let isWritten = unsafe bytes.withUnsafeBytes { bytes in
            var count = 0
            while count < bytes.count {
                let put = unsafe Glibc.write(
                    file, bytes.baseAddress.map { unsafe $0 + count }, bytes.count - count)
                if put < 0, errno == EINTR { continue }
                guard put > 0 else { return false }
                count += put
            }
            return true
        }
        guard isWritten else { throw .last(path) }
        if let room, try byteCount() > room {
            _ = ftruncate(file, off_t(room))
            throw StickError(path, .noRoom)
        }
    }

    /// Takes away what is behind a place, and goes on there.
    func cut(to place: UInt64) throws(StickError) {
        guard ftruncate(file, off_t(place)) == 0 else { throw .last(path) }
        try seek(to: place)
    }

    /// Has all of it on the stick for good, under its name.
    func finish(as name: String) throws(StickError) {
        guard fsync(file) == 0 else { throw .last(path) }
        guard unsafe rename(path, name) == 0 else { throw .last(name) }
        let slash = name.lastIndex(of: "/")
        let folder = slash.map { $0 == name.startIndex ? "/" : String(name[..<$0]) } ?? "."
        let opened = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard opened >= 0 else { throw .last(folder) }
        defer { close(opened) }
        // Not all that sticks are formatted with can do this.
        guard fsync(opened) == 0 || errno == EINVAL else { throw .last(folder) }
    }

    /// Whether a name may be used for a stick: nothing is there, or an older stick.
    static func judge(_ path: String) throws(StickError) {
        let there: StickFile
        do throws(StickError) { there = try StickFile(reading: path) } catch {
            guard case .missing = error.reason else { throw error }
            return
        }
        let start = try there.read().prefix(StickLimits.magic.count)
        guard start.isEmpty || start.elementsEqual(StickLimits.magic) else {
            throw StickError(path, .taken)
        }
    }
}
