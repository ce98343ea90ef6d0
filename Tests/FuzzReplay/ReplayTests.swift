import Foundation
import FuzzTargets
import Testing

/// What fuzzers found once is run in every test run, in process and without instrumentation.
@Suite("Fuzz replay") struct ReplayTests {
    @Test("Every input of the corpus holds", arguments: Fuzzing.names)
    func corpus(name: String) throws {
        let inputs = try Inputs.of(name, in: "Corpus")
        #expect(!inputs.isEmpty, "fuzz \(name) and keep what it finds: scripts/fuzz --keep")
        try replay(inputs, name)
    }

    @Test("What was broken once stays mended", arguments: Fuzzing.names)
    func regressions(name: String) throws {
        try replay(try Inputs.of(name, in: "Regressions"), name)
    }

    @Test("The corpus stays small", arguments: Fuzzing.names)
    func size(name: String) throws {
        let inputs = try Inputs.of(name, in: "Corpus")
        #expect(inputs.count <= 150)
        #expect(inputs.map(\.bytes.count).reduce(0, +) <= 200_000)
    }

    @Test("Folders are named as targets are, and the script knows them all")
    func names() throws {
        let names = Fuzzing.names
        #expect(try Inputs.folders(in: "Corpus").sorted() == names.sorted())
        #expect(try Set(Inputs.folders(in: "Regressions")).isSubset(of: names))
        let script = try String(
            contentsOf: Inputs.root.appending(path: "scripts/fuzz"), encoding: .utf8)
        let words = script.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        #expect(words.contains("targets=(\(names.joined(separator: " ")))"))
    }

    @Test("The planted fault is one, and it takes a deletion that is not the last change")
    func canary() {
        // A turn to the ledger, the deletion, and a count of one up.
        let body: [UInt8] = [0xA1, 2, 0x86, 0x80, 0x24, 0x80, 0x22, 0, 1]
        #expect(Fuzzing.canary.run(body)?.contains("canary") == true)
        #expect(Fuzzing.canary.run([0xA1, 2, 0x83, 0x80, 0x24, 0x80]) == nil)
        #expect(Fuzzing.canary.run([]) == nil)
    }

    @Test("Targets are found by name")
    func target() {
        for target in Fuzzing.targets + [Fuzzing.canary] {
            #expect(Fuzzing.target(named: target.name)?.name == target.name)
        }
        #expect(Fuzzing.target(named: "") == nil)
    }

    private func replay(_ inputs: [Inputs.Input], _ name: String) throws {
        let target = try #require(Fuzzing.target(named: name))
        for input in inputs {
            let broken = target.run(input.bytes)
            #expect(broken == nil, "\(input.path): \(broken ?? "")")
        }
    }
}

/// The inputs that are kept under `Fuzz`.
private enum Inputs {
    struct Input {
        let path: String
        let bytes: [UInt8]
    }

    static let root = URL(filePath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func of(_ target: String, in folder: String) throws -> [Input] {
        let path = root.appending(path: "Fuzz/\(folder)/\(target)").path
        // Where nothing was ever found there is no folder.
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path).sorted().map { name in
            let data = try Data(contentsOf: URL(filePath: "\(path)/\(name)"))
            return Input(path: "Fuzz/\(folder)/\(target)/\(name)", bytes: Array(data))
        }
    }

    static func folders(in folder: String) throws -> [String] {
        let path = root.appending(path: "Fuzz/\(folder)").path
        guard FileManager.default.fileExists(atPath: path) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: path)
    }
}
