internal import Foundation
internal import Seal

/// The command line: finds the command, runs it, and turns what it throws into words and a code.
@main
struct Causeway {
    static var help: String {
        var lines = [
            "causeway: one shared set of records for laptops that have no server", "",
            "Usage: causeway COMMAND [OPTION…]", "",
        ]
        let own = [
            ("init", "found a realm on this laptop"), ("join", "bring this laptop into a realm"),
            ("restore", "put a backup of a laptop back"), ("run", "run this laptop's node"),
            ("relay", "carry realms between laptops"),
            ("tidy", "remove what a node that was killed left in memory"),
        ]
        let more = [
            ("demo", "watch several replicas drift apart and converge"),
            ("simulate", "laptops on a bad network, and whether all come to hold the same"),
            ("bench", "how quick this laptop is, beside what its hardware can do"),
            ("completion", "completions for bash, zsh or fish"), ("help", "show this"),
        ]
        let all = own + CommandSpec.all.map { ($0.name, $0.summary) } + more
        let width = all.map(\.0.count).max() ?? 0
        for (name, what) in all {
            lines.append("  " + name + String(repeating: " ", count: width - name.count + 2) + what)
        }
        lines += [
            "", "Every command explains itself with --help. Codes: 0 done, 2 the words are off,",
            "3 it may not be done, 4 locked, 5 not there, 6 something does not work,",
            "7 not confirmed.",
        ]
        return lines.joined(separator: "\n")
    }

    static func main() async {
        guard Sodium.isSound else {
            let text =
                "causeway: libsodium does not verify signatures as every node must; "
                + "install the distribution's current libsodium\n"
            FileHandle.standardError.write(Data(text.utf8))
            exit(70)
        }
        var words = Array(CommandLine.arguments.dropFirst())
        let command = words.isEmpty ? "help" : words.removeFirst()
        do throws(UsageError) {
            exit(try await run(command, words))
        } catch {
            FileHandle.standardError.write(Data((error.text + "\n").utf8))
            exit(2)
        }
    }

    private static func run(_ command: String, _ words: [String]) async throws(UsageError) -> Int32
    {
        switch command {
        case "init": return try await InitCommand.run(words)
        case "join": return try await JoinCommand.run(words)
        case "run": return try await RunCommand.run(words, isRelay: false)
        case "relay": return try await RunCommand.run(words, isRelay: true)
        case "restore": return try RestoreCommand.run(words)
        case "tidy": return try TidyCommand.run(words)
        case "demo": return try Demo.run(words)
        case "simulate": return try Simulate.run(words)
        case "bench": return try await BenchCommand.run(words)
        case "completion": return try Completion.run(words)
        case "help" where words.first != nil:
            return try await run(words[0], Array(words.dropFirst()) + ["--help"])
        case "help", "--help", "-h":
            print(help)
            return 0
        default: break
        }
        // Of two words the longer name is meant.
        let both = words.first.map { "\(command) \($0)" }
        if let both, let spec = CommandSpec.all.first(where: { $0.name == both }) {
            return try await Life.run(spec, Array(words.dropFirst()))
        }
        guard let spec = CommandSpec.all.first(where: { $0.name == command }) else {
            throw UsageError("There is no command “\(command)”.", seeHelpOf: "causeway")
        }
        return try await Life.run(spec, words)
    }
}
