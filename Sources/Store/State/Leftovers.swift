internal import Glibc

/// What a process left in the clear that ended without a word.
enum Leftovers {
    /// Removes all rows from a folder that this process has to itself.
    static func remove(from folder: String) {
        guard let directory = unsafe opendir(folder) else { return }
        defer { unsafe closedir(directory) }
        while let entry = unsafe readdir(directory) {
            let name = unsafe withUnsafeBytes(of: entry.pointee.d_name) { bytes in
                unsafe String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix("state-") { unsafe unlink(folder + "/" + name) }
        }
    }
}
