import Foundation
import Testing

/// A program, run as a process of its own: one that was built, by its name, or any by its path.
struct Program {
    let name: String

    struct Result {
        let code: Int32
        let output: String
        let errors: String
    }

    /// Programs are built beside the tests.
    static var folder: URL {
        get throws {
            var folder = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
            for _ in 0..<6 {
                let program = folder.appending(path: "causeway")
                if FileManager.default.isExecutableFile(atPath: program.path) { return folder }
                folder = folder.deletingLastPathComponent()
            }
            throw CocoaError(.fileNoSuchFile)
        }
    }

    func run(_ words: String...) throws -> Result { try run(words) }

    func run(_ words: [String], input: String = "") throws -> Result {
        let process = Process()
        process.executableURL =
            name.hasPrefix("/") ? URL(filePath: name) : try Self.folder.appending(path: name)
        process.arguments = words
        // A file, not a pipe: whoever does not read all of it cannot make us wait.
        let lines = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data(input.utf8).write(to: lines)
        defer { try? FileManager.default.removeItem(at: lines) }
        process.standardInput = try FileHandle(forReadingFrom: lines)
        // Hash tables must be free to order themselves differently in every process.
        process.environment = ProcessInfo.processInfo.environment
            .filter { $0.key != "SWIFT_DETERMINISTIC_HASHING" }
        let output = Pipe()
        process.standardOutput = output
        // Likewise: while one pipe is read, another could fill up and hold the program.
        let problems = lines.appendingPathExtension("errors")
        try Data().write(to: problems)
        defer { try? FileManager.default.removeItem(at: problems) }
        process.standardError = try FileHandle(forWritingTo: problems)
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return Result(
            code: process.terminationStatus, output: String(decoding: text, as: UTF8.self),
            errors: String(decoding: try Data(contentsOf: problems), as: UTF8.self))
    }
}
