import Foundation
import Testing

/// One line of what the benchmarks write.
private struct Line: Decodable {
    let type: String
    let workload: String
    let size: Int?
    let operations: Int?
    let allocationsPerOperation: Double?
    let bytesPerOperation: Double?
    let heapGrowth: Int?
}

private let kinds = ["register", "set", "counter", "facts"]

@Suite("Benchmarks") struct BenchTests {
    let bench = Program(name: "causeway-bench")

    @Test("A tiny run of everything works, names every workload, and every line parses")
    func tiny() throws {
        let listed = try bench.run("--list").output.split(separator: "\n").compactMap { line in
            line.split(separator: "\t").first.map { String($0) }
        }
        #expect(listed.contains("scope.join") && listed.contains("limit.table"))
        let lines = try measurements("--tiny")
        #expect(lines.map(\.workload) == listed)
        #expect(lines.allSatisfy { ($0.operations ?? 0) > 0 })
    }

    @Test("What is there already costs no memory when it comes again", arguments: kinds)
    func duplicates(kind: String) throws {
        let again = ["join.duplicate.\(kind)", "join.delta-duplicate.\(kind)"]
        let lines = try measurements("--tiny", "--only", again[0], "--only", again[1])
        #expect(lines.map(\.workload) == again)
        for line in lines {
            #expect(line.allocationsPerOperation == 0, "\(line.workload)")
            #expect(line.heapGrowth == 0, "\(line.workload)")
        }
    }

    /// Wherever a container were copied instead of changed in place, a hundred times the rows would
    /// show. Memory is counted, not timed, so this cannot fail by chance.
    @Test("Joining a delta takes as much memory among many rows as among few", arguments: kinds)
    func growth(kind: String) throws {
        let name = "join.delta.\(kind)"
        let sizes = ["--size", "1000", "--size", "100000"]
        let lines = try measurements(["--only", name, "--runs", "1"] + sizes)
        try #require(lines.map(\.size) == [1_000, 100_000])
        #expect(lines[0].bytesPerOperation == lines[1].bytesPerOperation)
        #expect(lines[0].allocationsPerOperation == lines[1].allocationsPerOperation)
    }

    @Test(
        "A command line that makes no sense is refused with a message",
        arguments: [
            ["--nonsense"], ["--only", "nonsense"], ["--only"], ["--runs", "0"], ["--size", "few"],
        ])
    func mistake(arguments: [String]) throws {
        let run = try bench.run(arguments)
        #expect(run.code == 2)
        #expect(run.output.isEmpty)
        #expect(run.errors.hasPrefix("causeway-bench: "))
        #expect(run.errors.contains("--help"))
    }

    @Test("Help shows examples")
    func help() throws {
        let run = try bench.run("--help")
        #expect(run.code == 0)
        #expect(run.output.contains("causeway-bench --tiny --json"))
    }

    private func measurements(_ arguments: String...) throws -> [Line] {
        try measurements(arguments)
    }

    private func measurements(_ arguments: [String]) throws -> [Line] {
        let run = try bench.run(arguments + ["--json"])
        try #require(run.code == 0, "\(run.errors)")
        let lines = try run.output.split(separator: "\n").map { line in
            try JSONDecoder().decode(Line.self, from: Data(line.utf8))
        }
        return lines.filter { $0.type == "measurement" }
    }
}

/// `causeway bench`, which everybody has.
@Suite("What a laptop is measured by", .serialized) struct LaptopBenchTests {
    let causeway = Program(name: "causeway")

    private struct Answer: Decodable {
        struct Row: Decodable {
            let name: String
            let what: String
            let unit: String
            let beside: String
            let goal: String?
            let perSecond: Double
            let boundPerSecond: Double
            let share: Double
            let figures: [String: Double]

            enum CodingKeys: String, CodingKey {
                case name, what, unit, beside, goal, share, figures
                case perSecond = "per-second"
                case boundPerSecond = "bound-per-second"
            }
        }

        let processors: Int
        let quick: Bool
        let rows: [Row]
    }

    /// Folders that a run of these tests left, on the disk or in memory.
    private func left(_ disk: String) -> [String] {
        [disk, "/dev/shm"].flatMap { folder in
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            return names.filter { $0.hasPrefix("causeway-measure-") }.map { "\(folder)/\($0)" }
        }
    }

    private func disk() throws -> String {
        let path = FileManager.default.temporaryDirectory.path + "/disk-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
        return path
    }

    @Test("All can be measured quickly: figures are positive, each beside its bound")
    func quick() throws {
        let disk = try disk()
        defer { try? FileManager.default.removeItem(atPath: disk) }
        let run = try causeway.run("bench", "--quick", "--json", "--in", disk)
        try #require(run.code == 0, "\(run.errors)")
        let answer = try JSONDecoder().decode(Answer.self, from: Data(run.output.utf8))
        let listed = try causeway.run("bench", "--list").output.split(separator: "\n")
        #expect(answer.rows.map(\.name) == listed.map { String($0.prefix { $0 != " " }) })
        #expect(answer.quick && answer.processors > 0 && answer.rows.count > 12)
        for row in answer.rows {
            #expect(row.perSecond > 0 && row.boundPerSecond > 0 && row.share > 0, "\(row.name)")
            #expect(row.figures.values.allSatisfy { $0 >= 0 }, "\(row.name)")
            #expect(!row.what.isEmpty && !row.unit.isEmpty && !row.beside.isEmpty)
            #expect(row.name.hasPrefix("processes") == (row.goal != nil))
            // How far it is was said where results do not stand.
            #expect(run.errors.contains(row.name))
        }
        let rows = Dictionary(uniqueKeysWithValues: answer.rows.map { ($0.name, $0.figures) })
        let change = try #require(rows["processes.change"])
        #expect(change["ours-p50-ms"] ?? 0 > 0 && change["sync-4k-p50-ms"] ?? 0 > 0)
        #expect(rows["processes.meet"]?["bytes-a-change"] ?? 0 > 1)
        #expect(rows["processes.relay"]?["delivered-1"] ?? 0 > 0)
        #expect(left(disk).filter { $0.hasPrefix(disk) }.isEmpty)
    }

    @Test("What is measured is chosen by names, and shown to people as a table")
    func chosen() throws {
        let run = try causeway.run("bench", "--quick", "--only", "sign", "--only", "verify")
        #expect(run.code == 0, "\(run.errors)")
        let lines = run.output.split(separator: "\n")
        #expect(lines.count == 3 && lines[0].contains("of it"))
        #expect(lines[1].hasPrefix("verify ") && lines[1].contains(" % "))
        #expect(lines[2].hasPrefix("sign ") && lines[2].hasSuffix("libsodium alone"))
        let listed = try causeway.run("bench", "--list", "--only", "processes", "--json")
        let rows = try JSONSerialization.jsonObject(with: Data(listed.output.utf8))
        #expect((rows as? [[String: Any]])?.count == 3)
    }

    @Test(
        "Words that make no sense are refused with what there is",
        arguments: [
            (["--only", "nonsense"], "processes.change"), (["--only"], "value"),
            (["--runs", "3"], "--runs"), (["extra"], "extra"),
        ])
    func refused(words: [String], text: String) throws {
        let run = try causeway.run(["bench"] + words)
        #expect(run.code == 2 && run.output.isEmpty)
        #expect(run.errors.contains(text) && run.errors.contains("--help"), "\(run.errors)")
    }

    @Test("A disk that is not there, or has no room, is refused with the reason and what to do")
    func room() throws {
        let missing = try causeway.run("bench", "--quick", "--in", "/nowhere/at/all", "--json")
        #expect(missing.code == 6 && missing.output.contains("/nowhere/at/all"))
        guard getuid() == 0 else { return }
        let disk = try disk()
        let words = ["-t", "tmpfs", "-o", "size=8m,mode=700", "causeway", disk]
        try #require(try Program(name: "/usr/bin/mount").run(words).code == 0)
        defer {
            _ = try? Program(name: "/usr/bin/umount").run("-l", disk)
            try? FileManager.default.removeItem(atPath: disk)
        }
        let full = try causeway.run("bench", "--quick", "--in", disk)
        #expect(full.code == 6 && full.errors.contains("not enough room"), "\(full.errors)")
        #expect(full.errors.contains("--in DIR") && left(disk).allSatisfy { !$0.hasPrefix(disk) })
    }

    @Test("Who is stopped leaves nothing, and what somebody who was killed left goes next time")
    func stopped() throws {
        let disk = try disk()
        defer { try? FileManager.default.removeItem(atPath: disk) }
        let words = ["bench", "--only", "processes.meet", "--in", disk]
        for signal in [SIGINT, SIGTERM, SIGKILL] {
            let before = Set(left(disk))
            let bench = try RunningProgram(try Program.folder.appending(path: "causeway"), words)
            defer { bench.stop() }
            // Processes play their parts by then, and have files.
            let late = Date(timeIntervalSinceNow: 60)
            func parts() -> Int {
                let files = FileManager.default.enumerator(atPath: disk)?.allObjects ?? []
                return files.compactMap { $0 as? String }.count { $0.hasSuffix("log.db") }
            }
            while parts() < 2, Date() < late { Thread.sleep(forTimeInterval: 0.02) }
            #expect(parts() >= 2)
            kill(bench.process, signal)
            if signal == SIGKILL {
                bench.stop()
                #expect(!Set(left(disk)).subtracting(before).isEmpty)
                continue
            }
            var status: Int32 = 0
            #expect(waitpid(bench.process, &status, 0) == bench.process)
            #expect(status >> 8 == 128 + signal, "\(status)")
            #expect(try !isAtWork(in: disk))
            #expect(Set(left(disk)).subtracting(before).isEmpty)
        }
        // Those that played parts end by themselves.
        let late = Date(timeIntervalSinceNow: 30)
        while try isAtWork(in: disk), Date() < late { Thread.sleep(forTimeInterval: 0.05) }
        #expect(try !isAtWork(in: disk))
        #expect(try causeway.run("bench", "--quick", "--only", "sign", "--in", disk).code == 0)
        #expect(left(disk).filter { $0.hasPrefix(disk) }.isEmpty)
    }

    private func isAtWork(in folder: String) throws -> Bool {
        let processes = try FileManager.default.contentsOfDirectory(atPath: "/proc")
        return processes.contains { process in
            guard Int(process) != nil,
                let line = FileManager.default.contents(atPath: "/proc/\(process)/cmdline")
            else { return false }
            return String(decoding: line, as: UTF8.self).contains(folder)
        }
    }
}
