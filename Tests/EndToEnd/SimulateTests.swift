import Foundation
import Testing

/// `causeway simulate` as a person or a script runs it.
@Suite("Simulate") struct SimulateTests {
    let causeway = Program(name: "causeway")

    private struct Many: Decodable {
        let seeds: Int
        let broken: [String: [String]]
        let reached: [String: Int]
        let neverReached: [String]
        let differing: [Int]
        let traces: [String: String]
    }

    private struct Told: Decodable {
        let scenario: String
        let violations: [String]
        let marks: [String]
        let trace: String
    }

    /// A file for as long as the test needs it.
    private func withFile<Value>(
        _ name: String, _ text: String = "", _ body: (URL) throws -> Value
    ) throws -> Value {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("causeway-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appendingPathComponent(name)
        try Data(text.utf8).write(to: file)
        return try body(file)
    }

    private static let story = """
        {"scenario": "short", "story": "Two meet.", "places": ["hub"],
         "people": {"ana": {"role": "manager", "at": "hub"}, "bo": {"role": "clerk", "at": "hub"}},
         "steps": [{"after": "1 min", "fate": "write", "who": "everybody", "times": 2},
                   {"after": "10 s", "check": "CHECK", "who": "ana", "of": "bo"}]}
        """

    private func run(_ check: String, _ more: String...) throws -> Program.Result {
        let text = Self.story.replacingOccurrences(of: "CHECK", with: check)
        return try withFile("short.json", text) { try causeway.run(["simulate", $0.path] + more) }
    }

    @Test("P10: a swarm says what was reached, and two processes leave the same traces")
    func swarm() throws {
        let words = ["simulate", "--swarm", "--seeds", "2", "--seed", "7", "--json"]
        let runs = try (0..<2).map { _ in
            let run = try causeway.run(words)
            #expect(run.code == 0)
            return try JSONDecoder().decode(Many.self, from: Data(run.output.utf8))
        }
        #expect(runs[0].traces.keys.sorted() == ["7", "8"])
        #expect(runs[0].traces == runs[1].traces)
        #expect(runs[0].seeds == 2 && runs[0].broken.isEmpty && runs[0].differing.isEmpty)
        #expect(runs[0].reached["summed"] == 2)
        #expect(!runs[0].neverReached.contains("summed"))
    }

    @Test(
        "P10: with liars, forkers, defiers and intruders a seed replays as well, and none breaks it"
    )
    func liars() throws {
        let words = [
            "simulate", "--swarm", "--seeds", "20", "--seed", "7", "--json", "--faults",
            "lies,forks,defiance,misuse,intruders",
        ]
        let runs = try (0..<2).map { _ in
            let run = try causeway.run(words)
            #expect(run.code == 0, "\(run.output)")
            return try JSONDecoder().decode(Many.self, from: Data(run.output.utf8))
        }
        #expect(runs[0].traces == runs[1].traces && runs[0].traces.count == 20)
        #expect(Set(runs[0].traces.values).count == runs[0].traces.count)
        #expect(runs[0].broken.isEmpty && runs[0].differing.isEmpty)
        for mark in ["lied", "forked", "defied", "misused", "intruded"] {
            #expect(runs[0].reached[mark] ?? 0 > 0, "nobody has \(mark)")
        }
        // A story of one, too: a relay that keeps back what it carries.
        let story = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: "scenarios/faithless-relay.json").path
        let told = try (0..<2).map { _ in
            let run = try causeway.run("simulate", story, "--json")
            #expect(run.code == 0)
            return run.output
        }
        #expect(told[0] == told[1] && told[0].contains("\"withheld\""))
    }

    private struct Bulk: Decodable {
        let bundles: Int
        let sealedBytes: Int
        let saidBytes: Int
        let overhead: Double
        let convergedAfterMilliseconds: UInt64?
    }

    @Test("Who has much meets who has none of it: what is said for it is counted")
    func bulk() throws {
        let run = try causeway.run("simulate", "--bulk", "400", "--json")
        #expect(run.code == 0, "\(run.errors)")
        let bulk = try JSONDecoder().decode(Bulk.self, from: Data(run.output.utf8))
        #expect(bulk.bundles >= 400 && bulk.convergedAfterMilliseconds != nil)
        // Each byte has to be said at least once; little is said beside.
        #expect(bulk.saidBytes >= bulk.sealedBytes && bulk.overhead < 1.3)
        let wrong = try causeway.run("simulate", "--bulk", "0")
        #expect(wrong.code == 2 && wrong.errors.contains("--bulk takes a whole number from 1"))
    }

    private struct Day: Decodable {
        let wakeUpMilliseconds: [String: UInt64]
        let idleBytesASecond: Int
    }

    @Test("Who slept has what they missed, and how long that took is told")
    func wakes() throws {
        let run = try causeway.run(
            "simulate", "--nodes", "4", "--writes", "0", "--wakes", "3", "--json")
        #expect(run.code == 0, "\(run.errors)")
        let day = try JSONDecoder().decode(Day.self, from: Data(run.output.utf8))
        #expect(day.wakeUpMilliseconds.keys.sorted() == ["most", "p50", "p95"])
        #expect(try #require(day.wakeUpMilliseconds["most"]) > 0)
        let none = try causeway.run("simulate", "--nodes", "2", "--writes", "0", "--json")
        let quiet = try JSONDecoder().decode(Day.self, from: Data(none.output.utf8))
        #expect(quiet.wakeUpMilliseconds.isEmpty)
    }

    @Test("The kinds of trouble can be chosen, and one that is none is refused")
    func faults() throws {
        let run = try causeway.run(
            "simulate", "--swarm", "--seeds", "1", "--faults", "disks,clocks", "--json")
        #expect(run.code == 0)
        let wrong = try causeway.run("simulate", "--swarm", "--faults", "discs")
        #expect(wrong.code == 2)
        #expect(wrong.errors.contains("“discs”; there is: power,"))
    }

    @Test("A scenario is told, as a story or as JSON, and its picture drawn")
    func story() throws {
        let run = try run("knows")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.hasPrefix("short: Two meet.\n"))
        let told = try JSONDecoder().decode(
            Told.self, from: Data(try self.run("knows", "--json").output.utf8))
        #expect(told.scenario == "short" && told.violations.isEmpty)
        #expect(told.marks.contains("summed"))
        #expect(run.output.contains("trace \(told.trace)\n"))
        let picture = try withFile("a.svg") { file in
            #expect(try self.run("knows", "--svg", file.path).code == 0)
            return String(decoding: try Data(contentsOf: file), as: UTF8.self)
        }
        #expect(picture.hasPrefix("<svg") && picture.contains("<path d=\"M"))
    }

    @Test("Disks and lines can be chosen; over files the trace is what it is in memory")
    func parts() throws {
        func trace(_ disks: String, _ lines: String) throws -> Told {
            let run = try run("knows", "--json", "--disks", disks, "--lines", lines)
            return try JSONDecoder().decode(Told.self, from: Data(run.output.utf8))
        }
        let (memory, files) = (try trace("memory", "plain"), try trace("files", "plain"))
        #expect(memory.trace == files.trace)
        let sealed = try trace("files", "sealed")
        #expect(sealed.trace != files.trace)
        #expect(sealed.marks.contains("sealed") && !files.marks.contains("sealed"))
        #expect(sealed.violations.isEmpty && files.violations.isEmpty)
        let wrong = try causeway.run("simulate", "--swarm", "--disks", "paper")
        #expect(wrong.code == 2)
        #expect(wrong.errors.contains("--disks takes “memory” or “files”, not “paper”."))
    }

    @Test("A story that is not so ends with code 1, and says when")
    func broken() throws {
        let run = try run("lacks")
        #expect(run.code == 1)
        #expect(run.output.contains("BROKEN story: at 70000 ms ana has all that bo made"))
    }

    @Test("A file that is no scenario is refused, with where and what to do")
    func refused() throws {
        let run = try run("nows")
        #expect(run.code == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.contains("steps[1].check: “nows” cannot be checked; did you mean"))
        let none = try causeway.run("simulate", "none.json")
        #expect(none.code == 2)
        #expect(none.errors.contains("“none.json” cannot be read"))
    }

    @Test("Help shows examples, codes, and what the JSON is")
    func help() throws {
        let run = try causeway.run("simulate", "--help")
        #expect(run.code == 0)
        for text in ["causeway simulate scenarios/mule.json", "The code is 0", "“neverReached”"] {
            #expect(run.output.contains(text))
        }
    }
}
