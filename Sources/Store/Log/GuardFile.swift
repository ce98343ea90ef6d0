internal import Glibc

/// The guard as a file of a folder.
public struct GuardFile: GuardKeeper {
    private let folder: String
    private let log: String

    private var path: String { folder + "/guard" }

    /// The longest that one can be.
    private static let most = 1 << 12

    public init(in folder: String, besides log: String) {
        self.folder = folder
        self.log = log
    }

    public func read() throws(StoreError) -> [UInt8]? {
        let file = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw failure(path)
        }
        defer { close(file) }
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: Self.most) { room, count in
            count = max(0, unsafe Glibc.read(file, room.baseAddress, Self.most))
        }
        return bytes
    }

    public func write(_ bytes: [UInt8]) throws(StoreError) {
        let beside = path + ".new"
        let file = unsafe open(beside, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw failure(beside) }
        // Unsafe only in name: so many bytes are there.
        let written = unsafe bytes.withUnsafeBytes { bytes in
            unsafe Glibc.write(file, bytes.baseAddress, bytes.count)
        }
        guard written == bytes.count, fsync(file) == 0 else {
            let failure = failure(beside)
            close(file)
            throw failure
        }
        close(file)
        guard unsafe rename(beside, path) == 0 else { throw failure(path) }
        let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard directory >= 0 else { throw failure(folder) }
        defer { close(directory) }
        guard fsync(directory) == 0 else { throw failure(folder) }
    }

    public func identity() -> [UInt64] {
        var status = stat()
        guard unsafe stat(log, &status) == 0 else { return [] }
        return [machine, UInt64(status.st_dev), UInt64(status.st_ino)]
    }

    /// A number for the machine; zero if it has no name.
    private var machine: UInt64 {
        let file = unsafe open("/etc/machine-id", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return 0 }
        defer { close(file) }
        var digits = [UInt8](repeating: 0, count: 16)
        guard unsafe Glibc.read(file, &digits, 16) == 16 else { return 0 }
        return digits.reduce(0) { $0 << 4 | UInt64($1.digit) }
    }

    private func failure(_ path: String) -> StoreError {
        switch errno {
        case ENOSPC, EDQUOT: return StoreError(path, .diskFull)
        case EROFS, EACCES, EPERM: return StoreError(path, .readOnly)
        case ENOENT, ENOTDIR: return StoreError(path, .noFolder)
        default: return StoreError(path, .failed(unsafe String(cString: strerror(errno))))
        }
    }
}

extension UInt8 {
    /// What a hexadecimal digit stands for.
    fileprivate var digit: UInt8 {
        self >= UInt8(ascii: "a") ? self - UInt8(ascii: "a") + 10 : self & 0xF
    }
}
