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
