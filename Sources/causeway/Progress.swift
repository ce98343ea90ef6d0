internal import Foundation

/// How far something is, said to a person who waits: on one line of a terminal that is written
/// over, or a line now and then where somebody reads a log. Results never go there.
enum Progress {
    private static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

    static func tell(_ text: String, isRound: Bool) {
        if isTerminal {
            say("\r\u{1B}[2K\(text)")
        } else if isRound {
            say(text + "\n")
        }
    }

    /// What was written over is wiped away.
    static func end() { if isTerminal { say("\r\u{1B}[2K") } }

    static func say(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}
