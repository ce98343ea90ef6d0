internal import CLinux
internal import Foundation

/// A folder that is in memory and its owner's alone: for what is in the clear while somebody works
/// (spec/08-store.md#store-1).
enum MemoryFolder {
    /// The one that was asked for, or the first that the system has for it; nil if there is none.
    static func find(_ wanted: String?, for data: String) -> String? {
        if let wanted { return make(wanted) ? wanted : nil }
        let user = getuid()
        return parents(of: user).first { parent in
            free(in: parent) != nil && make(folder(in: parent, of: user, for: data))
        }.map { folder(in: $0, of: user, for: data) }
    }

    /// Those that are there of all that a node of this data may have had, whatever it was told then
    /// of the system's folders.
    static func left(_ wanted: String?, for data: String) -> [String] {
        var status = stat()
        // Root looks for what the owner's node left.
        let user = unsafe stat(data, &status) == 0 ? status.st_uid : getuid()
        let folders = parents(of: user).map { folder(in: $0, of: user, for: data) }
        return Set(folders + [wanted].compactMap { $0 }).sorted().filter { isOwned($0, by: user) }
    }

    private static func parents(of user: uid_t) -> [String] {
        [
            environment("RUNTIME_DIRECTORY"), environment("XDG_RUNTIME_DIR"), "/run/user/\(user)",
            // Everybody's, but what is made there is its owner's.
            "/dev/shm",
        ].compactMap { $0 }
    }

    private static func folder(in parent: String, of user: uid_t, for data: String) -> String {
        "\(parent)/causeway-\(String(mark(of: data), radix: 16))-\(user)"
    }

    /// How much room there is in a folder, if it is in memory.
    static func free(in folder: String) -> Int64? {
        let free = unsafe causeway_memory_free(folder)
        return free >= 0 ? free : nil
    }

    private static func environment(_ name: String) -> String? {
        let value = ProcessInfo.processInfo.environment[name]
        return value?.isEmpty == false ? value : nil
    }

    /// Whether it is there now, nobody else's, and no link to elsewhere.
    private static func make(_ folder: String) -> Bool {
        _ = unsafe mkdir(folder, 0o700)
        guard isOwned(folder, by: getuid()) else { return false }
        var status = stat()
        _ = unsafe lstat(folder, &status)
        guard status.st_mode & 0o077 != 0 else { return true }
        return unsafe chmod(folder, 0o700) == 0
    }

    private static func isOwned(_ folder: String, by user: uid_t) -> Bool {
        var status = stat()
        let isThere = unsafe lstat(folder, &status) == 0
        return isThere && status.st_mode & S_IFMT == S_IFDIR && status.st_uid == user
    }

    /// Folders of several nodes of one machine are apart (FNV-1a).
    private static func mark(of data: String) -> UInt64 {
        let path = URL(fileURLWithPath: data).resolvingSymlinksInPath().path
        return path.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
