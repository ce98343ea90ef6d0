import Foundation
import Testing

/// A program that a test talks with, line by line.
final class RunningProgram {
    private let running = Process()
    private let (input, output) = (Pipe(), Pipe())
    private var rest = Data()

    init(_ program: URL, _ words: [String]) throws {
        running.executableURL = program
        running.arguments = words
        running.standardInput = input
        running.standardOutput = output
        try running.run()
    }

    var process: Int32 { running.processIdentifier }

    func say(_ line: String) throws {
        try input.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
    }

    /// The next line that it says, without the line feed.
    func line() throws -> String {
        while true {
            if let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
                let line = String(decoding: rest[..<end], as: UTF8.self)
                rest = Data(rest[(end + 1)...])
                return line
            }
            let more = output.fileHandleForReading.availableData
            try #require(!more.isEmpty, "it has ended")
            rest += more
        }
    }

    func kill() {
        running.terminate()
        running.waitUntilExit()
    }
}

extension Program {
    func start(_ words: String...) throws -> RunningProgram {
        try RunningProgram(try Self.folder.appending(path: name), words)
    }
}
