internal import Commands
internal import Node
internal import Packs

/// `causeway tidy`: what a node that was killed left in memory, taken away.
enum TidyCommand {
    static let help = """
        causeway tidy: remove what a node that was killed left in memory, in the clear

        Usage: causeway tidy [OPTION…]

          --data DIR      the laptop's folder (default $CAUSEWAY_DATA, else ~/.local/share/causeway)
          --run DIR       the folder in memory that it was told to use
          --config FILE   the file that said so (default: DIR/causeway.conf)
          --json          the answer as JSON

        Who is unlocked reads records that lie in a folder in memory. A node that stops removes
        them; one that is killed cannot. The next one would: this does it at once. It is refused
        while a node runs. Nothing that was confirmed is ever lost by it.

        examples:
          causeway tidy
          ExecStopPost=/usr/bin/causeway tidy --data /var/lib/causeway
        """

    static func run(_ words: [String]) throws(UsageError) -> Int32 {
        let command = "causeway tidy"
        let options = try Options(
            words, of: command, values: ["--data", "--run", "--config"],
            flags: ["--json", "--help", "-h"])
        if options.has("--help") || options.has("-h") {
            print(help)
            return 0
        }
        let line = ["--data", "--run", "--config"].flatMap { name in
            options.text(name).map { [name, $0] } ?? []
        }
        let settings = try Configuration(line, of: command, isRelay: false).settings
        do throws(NodeError) {
            let answer = JSON.object([("removed", .number(try Node.tidy(settings)))])
            print(options.has("--json") ? answer.written : Rendering.text(answer))
            return 0
        } catch {
            let error = CommandError(error)
            Life.say(error, isJSON: options.has("--json"))
            return error.code.rawValue
        }
    }
}
