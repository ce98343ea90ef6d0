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
        "tidy": ["data", "run", "config", "json"], "demo": [], "simulate": [],
        "bench": ["list", "only", "quick", "in", "json"], "completion": [],
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

    private static var bash: String {
        var cases: [String] = []
        for spec in CommandSpec.all {
            let words = options(of: spec).joined(separator: " ")
            cases.append("    \"\(spec.name)\"*) words=\"\(words)\" ;;")
        }
        for (name, options) in own.sorted(by: { $0.key < $1.key }) {
            let words = (options + ["help"]).map { "--\($0)" }.joined(separator: " ")
            cases.append("    \"\(name)\"|\"\(name) \"*) words=\"\(words)\" ;;")
        }
        let seconds = Dictionary(grouping: CommandSpec.all.filter { $0.name.contains(" ") }) {
            String($0.name.prefix { $0 != " " })
        }
        for (first, specs) in seconds.sorted(by: { $0.key < $1.key }) {
            let words = specs.map { String($0.name.drop { $0 != " " }.dropFirst()) }
            cases.append("    \"\(first)\"*) words=\"\(words.sorted().joined(separator: " "))\" ;;")
        }
        return """
            _causeway() {
              local words line="${COMP_WORDS[*]:1:COMP_CWORD-1}"
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
        var lines = ["complete -c causeway -f"]
        for spec in CommandSpec.all where !spec.name.contains(" ") {
            lines.append(
                "complete -c causeway -n __fish_use_subcommand -a \(spec.name) -d '\(spec.summary)'"
            )
            for option in options(of: spec) {
                lines.append(
                    "complete -c causeway -n '__fish_seen_subcommand_from \(spec.name)' -l "
                        + option.dropFirst(2))
            }
        }
        for (name, options) in own.sorted(by: { $0.key < $1.key }) {
            lines.append("complete -c causeway -n __fish_use_subcommand -a \(name)")
            for option in options + ["help"] {
                lines.append(
                    "complete -c causeway -n '__fish_seen_subcommand_from \(name)' -l \(option)")
            }
        }
        return lines.joined(separator: "\n").replacing("'s ", with: "s ")
    }
}
