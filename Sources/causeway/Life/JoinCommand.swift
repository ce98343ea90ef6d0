internal import Commands
internal import Foundation
internal import Identity
internal import Network
internal import Node
internal import Packs
internal import Seal

/// `causeway join`: this laptop becomes somebody's in a realm.
enum JoinCommand {
    static let help = """
        causeway join: bring this laptop into a realm, by an invite

        Usage: causeway join INVITE [OPTION…]

          INVITE          the letters, or the text that begins with CAUSEWAY
          --at ADDRESS    where whoever invited is; with letters it is needed
          --name NAME     what you are called
          --data DIR      the laptop's folder (default $CAUSEWAY_DATA, else ~/.local/share/causeway)
          --yes           do not ask whether the words are the same (for tests)
          --json          the answer as JSON

        Your new passphrase is asked for. Both screens then show four words: go on only if they are
        the same.

        examples:
          causeway join 3KQ7-…-X --at 192.168.1.7 --name Ben
          causeway join CAUSEWAY:1:… --name Ben
        """

    static func run(_ words: [String]) async throws(UsageError) -> Int32 {
        let command = "causeway join"
        var words = words
        let invite = words.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
        if invite != nil { words.removeFirst() }
        let options = try Options(
            words, of: command, values: ["--data", "--at", "--name"],
            flags: ["--json", "--help", "-h", "--yes"])
        if options.has("--help") || options.has("-h") {
            print(help)
            return 0
        }
        guard let invite else { throw UsageError("Say the invite.", seeHelpOf: command) }
        let place = options.text("--at").map { ($0, Peering($0)) }
        if let (text, peering) = place, peering == nil {
            throw UsageError("“\(text)” is no address.", seeHelpOf: command)
        }
        let isJSON = options.has("--json")
        do throws(CommandError) {
            let result = try await join(
                invite, place?.1, options.text("--name") ?? "me",
                in: Places.data(options.text("--data")), isSure: options.has("--yes"))
            print(isJSON ? result.written : Rendering.text(result))
            if !isJSON { print("\nYou have joined. Next: causeway run, and leave it running.") }
            return 0
        } catch {
            Life.say(error, isJSON: isJSON)
            return error.code.rawValue
        }
    }

    private static func join(
        _ invite: String, _ place: Peering?, _ name: String, in data: String, isSure: Bool
    ) async throws(CommandError) -> JSON {
        try Places.make(data)
        let isText = invite.hasPrefix("CAUSEWAY:")
        if !isText, place == nil {
            throw CommandError(.usage, "Say where whoever invited you is: --at ADDRESS.")
        }
        let passphrase = try Secrets.newPassphrase("Your new passphrase")
        let places = place.map { [$0] } ?? []
        let joined: Joined
        let node: Node
        do throws(NodeError) {
            let bytes = Array(invite.utf8)
            let secret = unsafe Secret(copying: bytes.span.bytes)
            let joiner =
                isText
                ? try Joiner(qr: secret, at: places, into: data)
                : try Joiner(secret, at: places, into: data)
            joined = try joiner.join(as: name, under: Passphrase(passphrase)) { words in
                Terminals.say("\nBoth screens show four words. Here: \(words)")
                return isSure || Terminals.confirm("Does the other screen show the same?")
            }
            var settings = Settings(data: data)
            settings.log.level = .warning
            settings.peers = places
            Terminals.say("Admitted. Fetching the realm's records …")
            node = try Node.open(settings)
        } catch { throw CommandError(error) }
        let result: Result<JSON, CommandError>
        do throws(NodeError) {
            let seat = try await node.confirm(joined)
            result = .success(
                .object([
                    ("realm", .text("\(joined.realm)")), ("seat", .text("\(seat)")),
                    ("data", .text(data)),
                ]))
        } catch { result = .failure(CommandError(error)) }
        await node.close()
        return try result.get()
    }
}
