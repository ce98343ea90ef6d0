import Foundation
import Testing

/// What shells make of what completes the commands in them.
@Suite("Completions") struct CompletionTests {
    /// What is typed, and what must be among that which is offered; nothing else that begins so.
    private static let typed: [(line: String, offered: Set<String>)] = [
        ("causeway intak", ["intake"]),
        ("causeway sta", ["status"]),
        ("causeway hub ", ["add", "close", "list"]),
        ("causeway hub add --so", ["--sort"]),
        ("causeway order lis", ["list"]),
        ("causeway order --fr", ["--from"]),
        ("causeway run --grou", ["--group-port"]),
        ("causeway help --he", ["--help"]),
    ]

    @Test(
        "Shells offer the words and options that a command knows",
        arguments: ["bash", "zsh", "fish"])
    func offers(shell: String) throws {
        let fleet = try Fleet()
        let script = fleet.folder + "/script"
        let text = try Program(name: "causeway").run("completion", shell)
        #expect(text.code == 0)
        try Data(text.output.utf8).write(to: URL(filePath: script))
        for (line, offered) in Self.typed {
            let program = Program(name: "/usr/bin/\(shell)")
            let answer =
                switch shell {
                case "fish":
                    try program.run(
                        "--no-config", "-c", "source \(script); complete -C '\(line)'")
                case "zsh": try program.run("-f", "-c", Self.zsh, "zsh", script, line)
                default: try program.run("--norc", "-c", Self.bash, "bash", script, line)
                }
            let words = answer.output.split(separator: "\n").map {
                String($0.prefix { $0 != "\t" })
            }
            #expect(answer.errors.isEmpty, "\(answer.errors)")
            let last = line.split(separator: " ", omittingEmptySubsequences: false).last ?? ""
            let begun = Set(
                words.filter { $0.hasPrefix(last) && (!last.isEmpty || !$0.hasPrefix("-")) })
            #expect(begun == offered, "\(shell), “\(line)”: \(words)")
        }
    }

    /// Calls the function as the shell would.
    private static let bash = """
        source "$1"
        read -ra COMP_WORDS <<<"$2"
        [[ $2 == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _causeway
        printf '%s\\n' "${COMPREPLY[@]}"
        """

    /// The same with what zsh has for functions of bash.
    private static let zsh = """
        autoload -U +X compinit && compinit -u -D
        source "$1"
        emulate -L sh
        setopt kshglob noshglob braceexpand
        COMP_WORDS=(${=2})
        [[ $2 == *" " ]] && COMP_WORDS+=("")
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
        _causeway
        printf '%s\\n' "${COMPREPLY[@]}"
        """
}
