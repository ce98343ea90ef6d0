internal import Foundation

/// How hard to look: the tests take a fixed share, `scripts/soak` asks for more.
public enum Effort {
    /// So many times what the tests take.
    public static let factor = number("CAUSEWAY_EFFORT") ?? 1
    /// The first seed; another one gives histories that nobody has seen.
    public static let seed = UInt64(number("CAUSEWAY_SEED") ?? 1)

    /// Seeds to try, where the tests try so many.
    public static func seeds(_ count: Int) -> Range<UInt64> {
        seed..<seed + UInt64(count * factor)
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
