internal import Charter
internal import Commands
internal import Foundation
internal import Identity
internal import Network
internal import Node
internal import Packs
internal import Relief
internal import Schema
internal import Seal

/// `causeway init`: a realm, founded on this laptop.
enum InitCommand {
    static let help = """
        causeway init: found a realm on this laptop

        Usage: causeway init NAME [OPTION…]

          NAME            what you are called
          --data DIR      the laptop's folder (default $CAUSEWAY_DATA, else ~/.local/share/causeway)
          --role ROLE     what you may do beside looking after people (default logistics-manager;
                          “none” for nothing)
          --json          the answer as JSON

        Two passphrases are asked for: yours, which you type every day; and that of the realm's
        root key, which is needed rarely. The root key lies in DIR/root.key: move it to a stick in
        a drawer. Whoever loses it can never again change who heads the realm.

        examples:
          causeway init "Ada Lovelace"
          printf '%s\\n%s\\n' "$MINE" "$ROOTS" | causeway init Ada --data /srv/relief --json
        """

    static func run(_ words: [String]) async throws(UsageError) -> Int32 {
        let command = "causeway init"
        var words = words
        let name = words.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
        if name != nil { words.removeFirst() }
        let options = try Options(
            words, of: command, values: ["--data", "--role"], flags: ["--json", "--help", "-h"])
        if options.has("--help") || options.has("-h") {
            print(help)
            return 0
        }
        guard let name else { throw UsageError("Say what you are called.", seeHelpOf: command) }
        let isJSON = options.has("--json")
        do throws(CommandError) {
            let data = Places.data(options.text("--data"))
            let founded = try await found(name, options.text("--role"), in: data)
            print(isJSON ? founded.written : Rendering.text(founded))
            if !isJSON {
                print(
                    """

                    The realm is founded. Next:
                      1. move \(data)/root.key to a stick that lies in a drawer
                      2. causeway run                 and leave it running
                      3. causeway unlock              in another window
                      4. causeway hub add NAME --sort main
                      5. causeway invite --role main-hub-user --at NAME
                    """)
            }
            return 0
        } catch {
            Life.say(error, isJSON: isJSON)
            return error.code.rawValue
        }
    }

    private static func found(
        _ name: String, _ role: String?, in data: String
    ) async throws(CommandError) -> JSON {
        let policy = Relief.policy
        var offices = [FoundingPlan.Office(.admin)]
        let wanted = role ?? "logistics-manager"
        if wanted != "none" {
            guard let found = policy.roles.first(where: { $0.value.name == wanted }) else {
                throw CommandError(.missing, "There is no role “\(wanted)”.")
            }
            offices.append(.init(found.key))
        }
        try Places.make(data)
        let own = try Secrets.newPassphrase("Your passphrase")
        let again = SecretBox(own.duplicate())
        let root = try Secrets.newPassphrase("The root key's passphrase")
        let founded: Founded
        do throws(NodeError) {
            founded = try Founder.found(
                FoundingPlan(policy: policy, schema: Relief.schema.hash, offices: offices),
                Relief.schema, in: data, as: name, under: Passphrase(own), root: Passphrase(root))
        } catch { throw CommandError(error) }
        try await introduce(name, in: data, again)
        return .object([
            ("realm", .text("\(founded.realm)")), ("seat", .text("\(founded.seat)")),
            ("data", .text(data)), ("root-key", .text(data + "/root.key")),
        ])
    }

    /// Says what whoever founded it is called: who is who stands in the realm's records.
    private static func introduce(
        _ name: String, in data: String, _ secret: SecretBox
    ) async throws(CommandError) {
        var settings = Settings(data: data)
        settings.network = NetworkSettings(datagrams: nil, streams: nil)
        settings.log.level = .error
        let node: Node
        do throws(NodeError) { node = try Node.open(settings) } catch { throw CommandError(error) }
        let place = Workplace(node)
        let result: Result<JSON, CommandError>
        do throws(CommandError) {
            _ = try await Handlers.run(Call(Request("unlock"), at: place, Silent(), secret))
            let request = Request("person name", ["name": .text(name)])
            result = .success(try await Handlers.run(Call(request, at: place, Silent())))
        } catch { result = .failure(error) }
        await node.close()
        _ = try result.get()
    }
}
