internal import CLinux
internal import Glibc

/// What a process does before it holds any keys (spec/07-confidentiality.md#seal-10).
public enum Hardening {
    /// No core dumps, and no other process of the same user may look inside.
    public static func apply() {
        var none = rlimit(rlim_cur: 0, rlim_max: 0)
        _ = unsafe setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
        _ = causeway_undumpable()
    }
}
