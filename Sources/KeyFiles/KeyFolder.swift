internal import Glibc
public import Identity
internal import Seal

/// Why a file of keys could not be read or written.
public struct KeyFolderError: Error, Sendable, CustomStringConvertible {
    public let path: String
    public let reason: String

    public var description: String { "\(path): \(reason)" }
}

/// Where a device keeps its own key, and the sealed seats of its people. Both files are their
/// owner's alone, and are replaced as a whole or not at all (spec/07-confidentiality.md#ring-1).
public struct KeyFolder: Sendable {
    public let path: String

    public init(_ path: String) { self.path = path }

    private var devicePath: String { path + "/device.key" }
    private var keyringPath: String { path + "/keyring" }

    /// What a device file can have at most.
    private static let deviceBytes = 1 << 12

    /// Makes the folder, for its owner alone, if it is not there.
    public func create() throws(KeyFolderError) {
        guard unsafe mkdir(path, 0o700) != 0, errno != EEXIST else { return }
        throw failure(path)
    }

    /// The device; nil if there is none yet.
    public func device() throws -> Device? {
        guard let content = try read(devicePath, most: Self.deviceBytes) else { return nil }
        return try Device(file: content)
    }

    public func save(_ device: Device) throws(KeyFolderError) {
        try write(device.file(), to: devicePath)
    }

    /// The keyring: without seats if it is not there yet.
    public func keyring() throws -> Keyring {
        guard let content = try read(keyringPath, most: Keyring.mostBytes) else { return Keyring() }
        return try Keyring(file: unsafe content.bytes.withUnsafeBytes { unsafe Array($0) })
    }

    public func save(_ keyring: Keyring) throws(KeyFolderError) {
        let file = keyring.file
        // Unsafe only in name: bytes have no padding that could show.
        try write(Secret(copying: unsafe file.span.bytes), to: keyringPath)
    }

    /// The whole of a file, straight into locked memory; nil if it is not there.
    private func read(_ path: String, most: Int) throws(KeyFolderError) -> Secret? {
        // Whatever is put there instead of a file does not make us wait.
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path)
        }
        defer { close(file) }
        var status = stat()
        guard unsafe fstat(file, &status) == 0 else { throw failure(path) }
        guard status.st_mode & S_IFMT == S_IFREG else {
            throw KeyFolderError(path: path, reason: "it is no file")
        }
        guard status.st_mode & 0o077 == 0 else {
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
        guard let content = consume content else { throw failure(path) }
        return content
    }

    /// Writes beside, then takes the place of what was there.
    private func write(_ content: borrowing Secret, to path: String) throws(KeyFolderError) {
        let beside = path + ".new"
        unsafe unlink(beside)
        let file = unsafe open(beside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(beside) }
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
            let failure = failure(path)
            unsafe unlink(beside)
            throw failure
        }
        let folder = unsafe open(self.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else { throw failure(self.path) }
        defer { close(folder) }
        guard fsync(folder) == 0 else { throw failure(self.path) }
    }

    private func failure(_ path: String) -> KeyFolderError {
        KeyFolderError(path: path, reason: unsafe String(cString: strerror(errno)))
    }
}
