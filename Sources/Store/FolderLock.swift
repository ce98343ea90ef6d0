internal import Glibc
internal import Synchronization

/// A folder that one process has to itself. The system takes the lock back when the process ends,
/// however it ends.
package final class FolderLock: Sendable {
    private let file: Atomic<Int32>

    /// Takes the folder, or says that another process has it.
    package convenience init(_ folder: String) throws(StoreError) {
        let path = folder + "/lock"
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW
        try self.init(unsafe open(path, flags, 0o600), of: folder)
    }

    /// The same of one in which nothing is to be left.
    convenience init(bare folder: String) throws(StoreError) {
        try self.init(unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC), of: folder)
    }

    private init(_ file: Int32, of folder: String) throws(StoreError) {
        guard file >= 0 else {
            switch errno {
            case ENOENT, ENOTDIR: throw StoreError(folder, .noFolder)
            case EROFS, EACCES, EPERM: throw StoreError(folder, .readOnly)
            case ENOSPC, EDQUOT: throw StoreError(folder, .diskFull)
            default: throw StoreError(folder, .failed(unsafe String(cString: strerror(errno))))
            }
        }
        guard flock(file, LOCK_EX | LOCK_NB) == 0 else {
            close(file)
            throw StoreError(folder, .inUse)
        }
        self.file = Atomic(file)
    }

    deinit { release() }

    /// Gives the folder back, whoever else still refers to this.
    package func release() {
        let file = file.exchange(-1, ordering: .relaxed)
        if file >= 0 { close(file) }
    }
}
