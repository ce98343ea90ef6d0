import Foundation
import Testing

/// The vectors of the specification: that they are what the code makes, that no change of them goes
/// unnoticed, and that a reader which shares no code with ours agrees with all of them.
@Suite("Vectors") struct VectorTests {
    private let vectors = Program(name: "causeway-vectors")
    /// Debian's own, which has the packages that the second reader needs.
    private let python = Program(name: "/usr/bin/python3")

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
    private static let folder = root.appending(path: "spec/vectors")
    private static let reader = root.appending(path: "spec/check")

    @Test("The vectors are what the code makes")
    func same() throws {
        let run = try vectors.run(Self.folder.path, "--check")
        #expect(run.code == 0, "\(run.errors)")
        #expect(run.output.contains("vectors of version"))
    }

    @Test("A vector that was changed is found, and not written over without a new version")
    func changed() throws {
        try withCopy { copy in
            try replace("not-shortest", by: "not-shorter", in: copy.appending(path: "items.json"))
            let check = try vectors.run(copy.path, "--check")
            #expect(check.code == 1)
            #expect(check.errors.contains("items.json"))

            // As if the code made other bytes than were declared.
            let declared = copy.appending(path: "declared.txt")
            try replace(" bodies accepted a write\n", by: " bodies accepted a word\n", in: declared)
            let refused = try vectors.run(copy.path)
            #expect(refused.code == 1)
            #expect(refused.errors.contains("bodies accepted a word"))
            let tooEarly = try vectors.run(copy.path, "--new-version")
            #expect(tooEarly.code == 1)
            #expect(tooEarly.errors.contains("Format.version"))

            try replace("version 4", by: "version 3", in: declared)
            #expect(try vectors.run(copy.path, "--new-version").code == 0)
            #expect(try vectors.run(copy.path, "--check").code == 0)
        }
    }

    @Test("A command line that makes no sense is refused with a message")
    func mistakes() throws {
        let senseless = [
            [], ["--nonsense"], ["a", "b"], ["--mutations"], ["--mutations", "x"], ["--charters"],
            ["--charters", "1", "2", "3"], ["--schemas"], ["--schemas", "1", "x"],
        ]
        for words in senseless {
            let run = try vectors.run(words)
            #expect(run.code == 2, "\(words)")
            #expect(run.errors.contains("--help"), "\(words)")
        }
    }

    @Test("The second reader agrees with every vector")
    func secondReader() throws {
        let run = try python.run(Self.reader.appending(path: "check.py").path)
        #expect(run.code == 0, "\(run.output)\(run.errors)")
    }

    @Test("The second reader holds to its own examples")
    func secondReaderTests() throws {
        let run = try python.run(["-B", "-m", "unittest", "discover", "-s", Self.reader.path])
        #expect(run.code == 0, "\(run.errors)")
    }

    @Test("Both readers say the same of vectors changed at random, down to the reason")
    func mutations() throws {
        let lines = try vectors.run("--mutations", "5000", "1").output.split(separator: "\n")
            .map { $0.split(separator: " ", maxSplits: 1).map { String($0) } }
        try #require(lines.count == 5_000 && lines.allSatisfy { $0.count == 2 })
        let reader = Self.reader.appending(path: "check.py").path
        let cases = lines.map { $0[1] + "\n" }.joined()
        let run = try python.run([reader, "--stdin"], input: cases)
        let answers = run.output.split(separator: "\n")
        try #require(answers.count == lines.count, "\(run.errors)")
        for (line, text) in zip(lines, answers) {
            let answer = try JSONDecoder().decode(Answer.self, from: Data(text.utf8))
            let verdict = answer.accepted == true ? "accepted" : answer.refused
            #expect(line[0] == verdict, "\(line[1]): the second reader says \(text)")
        }
    }

    @Test("The model holds in every small world")
    func model() throws {
        let model = Self.root.appending(path: "spec/models/charter_model.py").path
        let run = try python.run(["-B", model, "--quick"])
        #expect(run.code == 0, "\(run.output)\(run.errors)")
    }

    @Test("Both readers draw the same from charters made at random")
    func charters() throws { try compare("--charters", 40) }

    @Test("Both readers hold the same against schemas made at random")
    func schemas() throws { try compare("--schemas", 2_000) }

    /// Both readers answer so many questions, each in its line.
    private func compare(_ option: String, _ count: Int) throws {
        let lines = try vectors.run(option, "\(count)", "1").output.split(separator: "\n")
        try #require(lines.count == 2 * count)
        let questions = stride(from: 0, to: 2 * count, by: 2)
        let answers = stride(from: 1, to: 2 * count, by: 2)
        let reader = Self.reader.appending(path: "check.py").path
        let input = questions.map { lines[$0] + "\n" }.joined()
        let run = try python.run([reader, "--stdin"], input: input)
        let found = run.output.split(separator: "\n")
        try #require(found.count == count, "\(run.errors)")
        for (mine, theirs) in zip(answers.map({ lines[$0] }), found) {
            let same = try object(mine) == object(theirs)
            #expect(same, "the one says \(mine), the other \(theirs)")
        }
    }

    private func object(_ text: Substring) throws -> NSDictionary? {
        try JSONSerialization.jsonObject(with: Data(text.utf8)) as? NSDictionary
    }

    private struct Answer: Decodable {
        let accepted: Bool?
        let refused: String?
    }

    private func withCopy(_ body: (URL) throws -> Void) throws {
        let copy = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.copyItem(at: Self.folder, to: copy)
        defer { try? FileManager.default.removeItem(at: copy) }
        try body(copy)
    }

    private func replace(_ text: String, by other: String, in file: URL) throws {
        let old = try String(contentsOf: file, encoding: .utf8)
        try #require(old.contains(text))
        try Data(old.replacing(text, with: other).utf8).write(to: file)
    }
}
