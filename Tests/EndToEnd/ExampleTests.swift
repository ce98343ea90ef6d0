import Foundation
import Testing

/// The example that apps begin with, as two laptops run it.
@Suite("Noticeboard", .serialized) struct ExampleTests {
    /// One of them, on this machine's loopback.
    private struct Board {
        let program: RunningProgram

        init(_ folder: String, _ port: Int, _ invite: String? = nil, typing: [String]) throws {
            program = try RunningProgram(
                try Program.folder.appending(path: "causeway-noticeboard"),
                [folder] + [invite].compactMap { $0 }
                    + ["--interface", "lo", "--group-port", "\(port)"])
            for line in typing { try program.say(line) }
        }

        /// What follows a beginning of a line, when it comes; what was said before goes to `told`.
        func wait(for beginning: String, told: inout [String]) throws -> String {
            while true {
                let line = try program.line()
                if line.hasPrefix(beginning) { return String(line.dropFirst(beginning.count)) }
                told.append(line)
            }
        }

        func wait(for beginning: String) throws -> String {
            var told: [String] = []
            return try wait(for: beginning, told: &told)
        }

        /// Until it can be: a laptop that has just joined waits for keys.
        func post(_ text: String) throws {
            for _ in 0..<200 {
                try program.say("post \(text)")
                while true {
                    let line = try program.line()
                    if line == "posted" { return }
                    if line.hasPrefix("failed") { break }
                }
                Thread.sleep(forTimeInterval: 0.1)
            }
            Issue.record("“\(text)” could not be posted")
        }
    }

    @Test(
        "P1: an app opens, writes, asks and subscribes by the library, and goes on after a restart"
    )
    func shared() throws {
        let folder = FileManager.default.temporaryDirectory.path + "/board-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let port = Int.random(in: 31_000...32_700)
        let (own, root) = ("a passphrase", "the root's own")
        var alice = try Board(folder + "/alice", port, typing: [own, root])
        defer { alice.program.stop() }
        _ = try alice.wait(for: "open")
        try alice.post("Soup at noon")
        try alice.program.say("invite")
        let invite = try alice.wait(for: "invite: ")
        let bob = try Board(folder + "/bob", port, invite, typing: [own])
        defer { bob.program.stop() }
        let words = "the other screen has to show: "
        #expect(try alice.wait(for: words) == bob.wait(for: words))
        _ = try bob.wait(for: "open")
        _ = try alice.wait(for: "admitted")
        // Each hears of what the other has posted.
        _ = try bob.wait(for: "changed: Soup at noon")
        try bob.post("Bread at six")
        _ = try alice.wait(for: "changed: Bread at six")
        // Who have nothing to say to each other are not connected for long.
        var posted = ["- Bread at six", "- Soup at noon"]
        var near = ""
        for round in 1...40 where !near.hasPrefix("1 near") {
            try bob.post("Round \(round)")
            _ = try alice.wait(for: "changed: Round \(round)")
            posted.insert("- Round \(round)", at: 0)
            try alice.program.say("who")
            repeat { near = try alice.program.line() } while !near.contains(" near")
        }
        #expect(near.hasPrefix("1 near"))
        // What changes while nobody listens is told when somebody listens again, and only that.
        try alice.program.say("quit")
        _ = try alice.program.lines(within: 20_000)
        try bob.post("Blankets at seven")
        posted.insert("- Blankets at seven", at: 0)
        alice.program.stop()
        alice = try Board(folder + "/alice", port, typing: [own])
        var told: [String] = []
        _ = try alice.wait(for: "changed: Blankets at seven", told: &told)
        #expect(!told.contains { $0.contains("changed") }, "\(told)")
        // The latest first.
        for board in [alice, bob] {
            try board.program.say("list")
            #expect(try board.wait(for: "\(posted.count) notices") == "")
            #expect(try board.program.lines(posted.count) == posted)
        }
        // Somebody else's passphrase opens nothing.
        try alice.program.say("quit")
        _ = try alice.program.lines(within: 20_000)
        let wrong = try Board(folder + "/alice", port, typing: ["not the passphrase"])
        defer { wrong.program.stop() }
        #expect(try wrong.wait(for: "failed: ") != "")
    }
}
