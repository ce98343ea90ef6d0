internal import Commands
internal import Node
internal import Packs

/// `causeway restore`: a backup, put back into a folder where no device is.
enum RestoreCommand {
    static let help = """
        causeway restore: put a backup of this laptop back

        Usage: causeway restore FOLDER [OPTION…]

          FOLDER        what “causeway backup” wrote
          --data DIR    where to (default $CAUSEWAY_DATA, else ~/.local/share/causeway); nothing of
                        another device may be there
          --json        the answer as JSON

        What was entered after the backup comes again from laptops that have it. The laptop goes
        on with new numbers, so that nothing is counted twice. Never let the restored laptop and the
        one that the backup is of run beside each other: all would see it, and be asked.

        examples:
          causeway restore /media/stick/laptop-3
        """

    static func run(_ words: [String]) throws(UsageError) -> Int32 {
        let command = "causeway restore"
        var words = words
        let folder = words.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
        if folder != nil { words.removeFirst() }
        let options = try Options(
            words, of: command, values: ["--data"], flags: ["--json", "--help", "-h"])
        if options.has("--help") || options.has("-h") {
            print(help)
            return 0
        }
        guard let folder else { throw UsageError("Say which backup.", seeHelpOf: command) }
        let isJSON = options.has("--json")
        let data = Places.data(options.text("--data"))
        do throws(BackupError) {
            let made = try Backup.restore(folder, to: data)
            let answer = made.json(at: data)
            print(isJSON ? answer.written : Rendering.text(answer))
            if !isJSON {
                print(
                    "\nNext: causeway run, and stay near another laptop until “causeway status”"
                        + " says that nothing waits for own tips.")
            }
            return 0
        } catch {
            let error = CommandError(error)
            Life.say(error, isJSON: isJSON)
            return error.code.rawValue
        }
    }
}
