import Foundation
import Wire

/// Makes the vectors of the specification, or checks that those that are there are the same.
@main
struct Main {
    static let help = """
        Usage: causeway-vectors FOLDER [--check | --new-version]
               causeway-vectors --mutations COUNT [SEED]
               causeway-vectors --charters COUNT [SEED]
               causeway-vectors --schemas COUNT [SEED]

          FOLDER          where the vectors are, spec/vectors in the project
          --check         write nothing; fail if anything there is not what would be written
          --new-version   let vectors change, and declare the version that the code has

          --mutations     print so many vectors, changed at random, each on a line: the verdict
                          (accepted, or the reason why not), and a JSON object that says of what

          --charters      print so many charters made at random, each on two lines: the charter,
                          and what follows from it, as JSON

          --schemas       print so many questions about schemas made at random, each on two lines:
                          what is held against a schema, and what comes of it, as JSON

        Without an option new vectors are added, and a changed or missing one is refused.

        Example: causeway-vectors spec/vectors --check

        """

    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.contains("--help") { return print(help, terminator: "") }
        if arguments.first == "--mutations" { return printMutations(arguments.dropFirst()) }
        if arguments.first == "--charters" {
            return printPairs(arguments.dropFirst(), of: "--charters", VectorFile.charter)
        }
        if arguments.first == "--schemas" {
            return printPairs(arguments.dropFirst(), of: "--schemas", VectorFile.held)
        }
        let checks = take("--check", from: &arguments)
        let isNew = take("--new-version", from: &arguments)
        guard arguments.count == 1, !(checks && isNew), !arguments[0].hasPrefix("-") else {
            fail("one folder and at most one option. Try --help.", code: 2)
        }
        do {
            let folder = URL(fileURLWithPath: arguments[0], isDirectory: true)
            let files = try VectorFile.all()
            if checks {
                try check(files, in: folder)
            } else {
                try write(files, in: folder, isNew: isNew)
            }
            let count = files.reduce(0) { $0 + $1.accepted.count + $1.refused.count }
            print("\(count) vectors of version \(Format.version)")
        } catch {
            fail("\(error)", code: 1)
        }
    }

    /// A count and a seed.
    private static func numbers(
        _ arguments: ArraySlice<String>, of option: String
    ) -> (count: UInt64, seed: UInt64) {
        let numbers = arguments.compactMap { UInt64($0) }
        guard (1...2).contains(numbers.count), numbers.count == arguments.count else {
            fail("\(option) takes a count and a seed. Try --help.", code: 2)
        }
        return (numbers[0], numbers.count > 1 ? numbers[1] : 1)
    }

    /// A question and its answer for each seed.
    private static func printPairs(
        _ arguments: ArraySlice<String>, of option: String,
        _ pair: (UInt64) throws -> (question: JSON, answer: JSON)
    ) {
        let (count, seed) = numbers(arguments, of: option)
        do {
            for seed in seed..<seed + count {
                let (question, answer) = try pair(seed)
                print(question.line)
                print(answer.line)
            }
        } catch {
            fail("\(error)", code: 1)
        }
    }

    private static func printMutations(_ arguments: ArraySlice<String>) {
        let (count, seed) = numbers(arguments, of: "--mutations")
        do {
            var mutations = Mutations(seed: seed, of: try VectorFile.all())
            for _ in 0..<count { print(mutations.next()) }
        } catch {
            fail("\(error)", code: 1)
        }
    }

    private static func take(_ option: String, from arguments: inout [String]) -> Bool {
        let count = arguments.count
        arguments.removeAll { $0 == option }
        return arguments.count < count
    }

    private static func fail(_ text: String, code: Int32) -> Never {
        FileHandle.standardError.write(Data("causeway-vectors: \(text)\n".utf8))
        exit(code)
    }

    private static func check(_ files: [VectorFile], in folder: URL) throws {
        for (name, text) in texts(files) where try read(name, in: folder) != text {
            throw Disagreement(
                description: "\(name) is not what the code makes; see spec/vectors/README.md")
        }
    }

    private static func write(_ files: [VectorFile], in folder: URL, isNew: Bool) throws {
        let new = Declaration(version: Format.version, of: files)
        if let text = try? read("declared.txt", in: folder), let old = Declaration(text) {
            let broken = old.broken(by: new)
            if !broken.isEmpty, !isNew {
                throw Disagreement(
                    description: "changed or missing, which is another version:\n  "
                        + broken.joined(separator: "\n  "))
            }
            if !broken.isEmpty, old.version >= Format.version {
                throw Disagreement(
                    description: "version \(old.version) is declared already; raise Format.version")
            }
        }
        for (name, text) in texts(files) {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name), options: .atomic)
        }
    }

    private static func texts(_ files: [VectorFile]) -> [(String, String)] {
        files.map { ("\($0.name).json", $0.text) }
            + [("declared.txt", Declaration(version: Format.version, of: files).text)]
    }

    private static func read(_ name: String, in folder: URL) throws -> String {
        try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
    }
}
