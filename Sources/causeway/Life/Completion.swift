/// `causeway completion`: what a shell needs to complete the commands.
enum Completion {
    static let help = """
        causeway completion: completions for a shell, to be sourced

        Usage: causeway completion bash|zsh|fish

        examples:
          source <(causeway completion bash)
          causeway completion fish > ~/.config/fish/completions/causeway.fish
        """

    /// The commands that no node carries out, with their options.
    private static let own = [
        "init": ["data", "role", "json"], "join": ["at", "name", "data", "json"],
        "restore": ["data", "json"], "run": longest, "relay": longest,
        "tidy": ["data", "run", "config", "json"], "demo": [], "simulate": [], "completion": [],
        "help": [],
    ]

    private static let longest =
        Configuration.lineNames + Configuration.names + Configuration.flags

    static func run(_ words: [String]) throws(UsageError) -> Int32 {
        switch words.first {
        case "bash": print(bash)
        case "zsh": print("autoload -U +X bashcompinit && bashcompinit\n" + bash)
        case "fish": print(fish)
        case "--help", "-h": print(help)
        default:
            throw UsageError("Say bash, zsh or fish.", seeHelpOf: "causeway completion")
        }
        return 0
    }

    private static var firsts: [String] {
        let all = CommandSpec.all.map { String($0.name.prefix { $0 != " " }) } + own.keys
        return Set(all).sorted()
    }

    private static func options(of spec: CommandSpec) -> [String] {
        spec.options.map { "--" + $0.name.replacing("…", with: "") }
            + spec.flags.map { "--\($0.name)" }
            + ["--data", "--as", "--json", "--help"]
    }

    /// All commands, with what can follow them.
    private static var all: [(name: String, options: [String])] {
        CommandSpec.all.map { ($0.name, options(of: $0)) }
            + own.sorted { $0.key < $1.key }.map { name, options in
                (name, (options + ["help"]).map { "--\($0)" })
            }
    }

    /// The second words of commands that have two, by the first.
    private static var seconds: [(first: String, words: [String])] {
        let pairs = CommandSpec.all.map { $0.name.split(separator: " ") }.filter { $0.count == 2 }
        return Dictionary(grouping: pairs) { String($0[0]) }.sorted { $0.key < $1.key }.map {
            ($0.key, $0.value.map { String($0[1]) }.sorted())
        }
    }

    private static var bash: String {
        let seconds = Dictionary(uniqueKeysWithValues: seconds.map { ($0.first, $0.words) })
        // Of two that fit the first counts: the longer one.
        let named = all.filter { $0.name.contains(" ") } + all.filter { !$0.name.contains(" ") }
        var cases = named.map { name, options in
            let words = (options + (seconds[name] ?? [])).joined(separator: " ")
            return "    \"\(name)\"|\"\(name) \"*) words=\"\(words)\" ;;"
        }
        let known = Set(all.map(\.name))
        for (first, words) in seconds.sorted(by: { $0.key < $1.key }) where !known.contains(first) {
            cases.append("    \"\(first)\") words=\"\(words.joined(separator: " "))\" ;;")
        }
        return """
            _causeway() {
              local words="" line="" place
              for ((place = 1; place < COMP_CWORD; place++)); do
                line+="${line:+ }${COMP_WORDS[place]}"
              done
              case "$line" in
                "") words="\(firsts.joined(separator: " "))" ;;
            \(cases.joined(separator: "\n"))
              esac
              COMPREPLY=($(compgen -W "$words" -- "${COMP_WORDS[COMP_CWORD]}"))
            }
            complete -o default -F _causeway causeway
            """
    }

    private static var fish: String {
        // What is said of a command that has one word, and of the others.
        var lines = ["complete -c causeway -f"]
        func quoted(_ text: String) -> String { "'\(text.replacing("'", with: "\\'"))'" }
        let summaries = Dictionary(
            CommandSpec.all.map { ($0.name, $0.summary) }, uniquingKeysWith: { a, _ in a })
        for first in firsts {
            let said = summaries[first].map { " -d \(quoted($0))" } ?? ""
            lines.append("complete -c causeway -n __fish_use_subcommand -a \(first)\(said)")
        }
        for (first, words) in seconds {
            let none = "not __fish_seen_subcommand_from \(words.joined(separator: " "))"
            for word in words {
                let said = summaries["\(first) \(word)"].map { " -d \(quoted($0))" } ?? ""
                lines.append(
                    "complete -c causeway -n '__fish_seen_subcommand_from \(first); and \(none)' "
                        + "-a \(word)\(said)")
            }
        }
        let second = Dictionary(uniqueKeysWithValues: seconds.map { ($0.first, $0.words) })
        for (name, options) in all {
            var seen = name.split(separator: " ").map { "__fish_seen_subcommand_from \($0)" }
            if let words = second[name] {
                seen.append("not __fish_seen_subcommand_from \(words.joined(separator: " "))")
            }
            for option in options {
                lines.append(
                    "complete -c causeway -n '\(seen.joined(separator: "; and "))' "
                        + "-l \(option.dropFirst(2))")
            }
        }
        return lines.joined(separator: "\n")
    }
}
