internal import Foundation
internal import Synchronization

/// What is noted while a node runs, and how.
public struct LogSettings: Hashable, Sendable {
    public enum Level: Int, CaseIterable, Hashable, Comparable, Sendable {
        case error, warning, notice, debug

        public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

        public var name: String {
            switch self {
            case .error: "error"
            case .warning: "warning"
            case .notice: "notice"
            case .debug: "debug"
            }
        }
    }

    public var level = Level.notice
    /// One JSON object a line instead of words.
    public var isJSON = false
    /// Nil for standard error.
    public var file: Int32?
    public var isSilent = false

    public init() {}
}

/// Says what happens: one event a line, with what it concerns. Never what records say, nor secrets.
public final class Log: Sendable {
    private let settings: LogSettings
    private let lock = Mutex(())

    public init(_ settings: LogSettings) { self.settings = settings }

    public func note(
        _ level: LogSettings.Level, _ event: String, _ facts: KeyValuePairs<String, String> = [:]
    ) {
        guard !settings.isSilent, level <= settings.level else { return }
        let time = Date.ISO8601FormatStyle(includingFractionalSeconds: true).format(Date())
        let line: String
        if settings.isJSON {
            var all: [(String, String)] = [("time", time), ("level", level.name), ("event", event)]
            all += facts.map { ($0.key, $0.value) }
            let parts = all.map { "\(Self.quoted($0.0)):\(Self.quoted($0.1))" }
            line = "{" + parts.joined(separator: ",") + "}\n"
        } else {
            let rest = facts.map { " \($0.key)=\(Self.bare($0.value))" }.joined()
            line = "\(time) \(level.name): \(event)\(rest)\n"
        }
        lock.withLock { _ in
            FileHandle(fileDescriptor: settings.file ?? STDERR_FILENO, closeOnDealloc: false)
                .write(Data(line.utf8))
        }
    }

    private static func bare(_ text: String) -> String {
        let isPlain = text.allSatisfy { !$0.isWhitespace && $0 != "\"" } && !text.isEmpty
        return isPlain ? text : quoted(text)
    }

    private static func quoted(_ text: String) -> String {
        var found = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": found += "\\\""
            case "\\": found += "\\\\"
            case "\n": found += "\\n"
            case _ where scalar.value < 32 || scalar.value == 127:
                found += "\\u" + String(format: "%04x", scalar.value)
            default: found.unicodeScalars.append(scalar)
            }
        }
        return found + "\""
    }
}
