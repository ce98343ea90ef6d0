internal import Glibc

/// What a process left in the clear that ended without a word.
enum Leftovers {
    /// Removes all rows from a folder that this process has to itself. Returns how many files are
    /// gone, and those that could not be removed.
    @discardableResult
    static func remove(from folder: String) -> (gone: Int, left: [String]) {
        guard let directory = unsafe opendir(folder) else { return (0, []) }
        defer { unsafe closedir(directory) }
        var (gone, left): (Int, [String]) = (0, [])
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasPrefix("state-") else { continue }
            let path = folder + "/" + name
            if unsafe unlink(path) == 0 { gone += 1 } else { left.append(path) }
        }
        return (gone, left)
    }
}

extension FileStorage {
    /// Takes away the rows in the clear that a process left in some folders when it ended without
    /// a word. Refused while another process has the data, or one of them. Returns how many files
    /// are gone.
    public static func tidy(_ data: String, _ folders: [String]) throws(StoreError) -> Int {
        guard unsafe access(data, F_OK) == 0 else { throw StoreError(data, .noFolder) }
        // Whoever has rows has had the lock; it is not made here, perhaps as another user's.
        guard unsafe access(data + "/lock", F_OK) == 0 else { return 0 }
        let lock = try FolderLock(data)
        return try withExtendedLifetime(lock) { () throws(StoreError) in
            var count = 0
            for folder in folders {
                let held = try FolderLock(bare: folder)
                defer { held.release() }
                let (gone, left) = Leftovers.remove(from: folder)
                if let path = left.first { throw StoreError(path, .readOnly) }
                count += gone
            }
            return count
        }
    }
}
