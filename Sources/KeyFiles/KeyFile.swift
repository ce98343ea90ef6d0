internal import Glibc
internal import Seal

/// A file of keys: read straight into locked memory, replaced as a whole or not at all.
struct KeyFile {
    let path: String

    init(_ path: String) { self.path = path }

    /// Whom the file has to belong to.
    enum Rights { case own, any }

    /// The folder that it lies in.
    private var folderPath: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// The whole of a file, straight into locked memory; nil if it is not there.
    /// What a stick has as its rights says nothing: it is asked only where it means something.
    func read(most: Int, rights: Rights = .own) throws(KeyFolderError) -> Secret? {
        // Whatever is put there instead of a file does not make us wait.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure()
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw failure() }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KeyFolderError(path: path, reason: "it is no file")
        }
        guard rights == .any || status.st_mode & 0o077 == 0 else {
            throw KeyFolderError(
                path: path, reason: "others may read or change it; say: chmod 600 \(path)")
        }
        guard status.st_size <= most else {
            throw KeyFolderError(path: path, reason: "it is too long to be a file of keys")
        }
        let size = max(Int(status.st_size), 1)
        let content = unsafe Secret(most: size) { room in
            var count = 0
            while count < size {
                let got = unsafe Glibc.read(
                    file, room.baseAddress.map { unsafe $0 + count }, size - count)
                guard got >= 0 else { return nil }
                if got == 0 { break }
                count += got
            }
            return count
        }
        guard let content = consume content else { throw failure() }
        return content
    }

    /// Writes beside, then takes the place of what was there.
    func write(_ content: borrowing Secret) throws(KeyFolderError) {
        let beside = path + ".new"
        unsafe unlink(beside)
        let file = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw KeyFile(beside).failure() }
        let isWritten = unsafe content.bytes.withUnsafeBytes { bytes in
            var count = 0
            while count < bytes.count {
                let put = unsafe Glibc.write(
                    file, bytes.baseAddress.map { unsafe $0 + count }, bytes.count - count)
                guard put > 0 else { return false }
                count += put
            }
            return fsync(file) == 0
        }
        let reason = errno
        close(file)
        guard isWritten, unsafe rename(beside, path) == 0 else {
            if isWritten == false { errno = reason }
            let failure = failure()
            unsafe unlink(beside)
            throw failure
        }
        let folder = unsafe open(folderPath, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw KeyFile(folderPath).failure() }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw KeyFile(folderPath).failure() }
    }

    func failure() -> KeyFolderError {
        KeyFolderError(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
