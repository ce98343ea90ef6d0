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

    /// How many lives of devices to go through, where the tests go through so many.
    public static func lives(_ count: Int) -> Int { number("CAUSEWAY_LIVES") ?? count * factor }

    /// Whether somebody asked for more than the tests take.
    public static var isLong: Bool { factor > 1 || number("CAUSEWAY_LIVES") != nil }

    /// Says how far a long search is, if it is one.
    public static func note(_ what: String, _ done: Int, of all: Int) {
        guard number("CAUSEWAY_LIVES") != nil, done % max(1, all / 20) == 0 else { return }
        FileHandle.standardError.write(Data("\(what): \(done) of \(all) lives\n".utf8))
    }

    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }.flatMap { $0 > 0 ? $0 : nil }
    }
}
