internal import CLinux
internal import Glibc

/// What a process asks of the system for itself, before it holds any keys
/// (spec/07-confidentiality.md#seal-10).
public enum Hardening {
    /// No core dumps, and no other process of the same user may look inside.
    public static func apply() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = causeway_undumpable()
    }

    /// A relay has more lines at once than the system lets a program have files unless it asks.
    public static func takeAllFiles() {
        var files = rlimit()
        let which = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        guard unsafe getrlimit(which, &files) == 0, files.rlim_cur < files.rlim_max else { return }
        files.rlim_cur = files.rlim_max
        _ = unsafe setrlimit(which, &files)
    }
}
