internal import Commands
internal import Foundation
internal import KeyFiles
internal import Network
internal import Node
internal import Packs
internal import Seal

/// Commands that a node carries out: a running one, or one that is opened for as long as it takes.
enum Life {
    static func run(_ spec: CommandSpec, _ words: [String]) async throws(UsageError) -> Int32 {
        let line = try spec.request(words)
        guard !line.wantsHelp else {
            print(spec.help)
            return 0
        }
        let data = Places.data(line.data)
        do throws(CommandError) {
            if spec.isFinal, !line.isSure {
                guard Terminals.isInteractive, Terminals.confirm(question(spec, line)) else {
                    throw CommandError(
                        .unconfirmed, "Nothing was done. Say --yes if it is to be done unasked.")
                }
            }
            let result = try await carryOut(spec, line, data)
            print(line.isJSON ? result.written : Rendering.text(result))
            // Something that is looked at has been found: it is for scripts to know.
            let isBad = result.items.contains { $0["level"]?.text == "bad" }
            return spec.name == "doctor" && isBad ? CommandError.Code.unavailable.rawValue : 0
        } catch {
            say(error, isJSON: line.isJSON)
            return error.code.rawValue
        }
    }

    /// Asks about exactly what was typed.
    private static func question(_ spec: CommandSpec, _ line: CommandSpec.Line) -> String {
        let words = spec.words.compactMap { line.request.text($0) }.map { "“\($0)”" }
        let named = line.request.text("name").map { ", called “\($0)”" } ?? ""
        return "\(spec.summary).\n\(words.joined(separator: ", "))\(named). Go on?"
    }

    static func say(_ error: CommandError, isJSON: Bool) {
        let json: JSON = .object([
            (
                "error",
                .object([("code", .number(error.code.rawValue)), ("text", .text(error.text))])
            )
        ])
        if isJSON { print(json.written) } else { Terminals.say("causeway: \(error.text)") }
    }

    private static func carryOut(
        _ spec: CommandSpec, _ line: CommandSpec.Line, _ data: String
    ) async throws(CommandError) -> JSON {
        let person = Person(isJSON: line.isJSON)
        if let client = ControlClient(to: data) {
            let isRoots = line.request.text("root") != nil
            if spec.name == "agency found" {
                return try await client.run(line.request, try founders(), person)
            }
            guard spec.name == "unlock" || isRoots else {
                return try await client.run(line.request, SecretBox(), person)
            }
            // Nobody is asked for a secret that could open nothing.
            let status = try await client.run(Request("status"), SecretBox(), person)
            guard status["relay"] == nil else { throw RelayDesk.refusal(of: spec.name) }
            let whose = isRoots ? "The root key's passphrase" : "Passphrase"
            let secret = SecretBox(try Secrets.passphrase(whose))
            return try await client.run(line.request, secret, person)
        }
        if spec.name == "doctor" {
            let settings = (try? Configuration(["--data", data], of: "", isRelay: false))?.settings
            return .array(await Doctor.examine(settings ?? Settings(data: data), nil))
        }
        guard !Places.isRelays(data) else {
            throw CommandError(
                .unavailable, "No relay runs in \(data). Start it with “causeway relay”.")
        }
        guard !["stop", "peers", "unlock", "lock", "invite", "health", "sync"].contains(spec.name)
        else {
            throw CommandError(
                .unavailable, "No node runs in \(data). Start one with “causeway run”.")
        }
        return try await alone(spec, line, data, person)
    }

    /// Opens the store for one command: what is entered is told to others when a node runs.
    private static func alone(
        _ spec: CommandSpec, _ line: CommandSpec.Line, _ data: String, _ person: Person
    ) async throws(CommandError) -> JSON {
        var settings = Settings(data: data)
        settings.network = NetworkSettings(datagrams: nil, streams: nil)
        settings.log.level = .warning
        let node: Node
        do throws(NodeError) { node = try Node.open(settings) } catch { throw CommandError(error) }
        let result: Result<JSON, CommandError>
        do throws(CommandError) {
            let needsNobody = [
                "status", "metrics", "export", "import", "wish", "backup", "agency found",
                "agency list",
            ]
            if !needsNobody.contains(spec.name) {
                let secret = try Secrets.passphrase("Passphrase")
                let wanted = Request("unlock", line.request["as"].map { ["name": $0] } ?? [:])
                _ = try await Handlers.run(
                    Call(wanted, at: Workplace(node), person, SecretBox(secret)))
            }
            let isRoots = line.request.text("root") != nil
            let secret: SecretBox
            if spec.name == "agency found" {
                secret = try founders()
            } else if isRoots {
                secret = SecretBox(try Secrets.passphrase("The root key's passphrase"))
            } else {
                secret = SecretBox()
            }
            result = .success(
                try await Handlers.run(Call(line.request, at: Workplace(node), person, secret)))
        } catch { result = .failure(error) }
        await node.close()
        return try result.get()
    }

    /// Two passphrases, each a line of its own.
    private static func founders() throws(CommandError) -> SecretBox {
        let own = try Secrets.newPassphrase("Your passphrase, as head of the agency")
        let root = try Secrets.newPassphrase("The passphrase of the agency's root key")
        var writer = SecretWriter(most: own.count + root.count + 1)
        writer.put(own)
        writer.put(byte: UInt8(ascii: "\n"))
        writer.put(root)
        return SecretBox(writer.finish())
    }
}

/// Whoever sits at the terminal.
struct Person: Dialogue {
    let isJSON: Bool

    func tell(_ event: JSON) {
        if isJSON {
            Terminals.put(JSON.object([("event", event)]).written)
            return
        }
        switch event["event"]?.text {
        case "invited": Terminals.say(Self.invitation(event))
        case "progress": Terminals.say(Rendering.progress(event))
        case "failed":
            Terminals.say("It came to nothing: \(event["why"]?.text ?? ""). Still waiting.")
        default: Terminals.say(Rendering.text(event))
        }
    }

    private static func invitation(_ event: JSON) -> String {
        let places = event["addresses"]?.items.compactMap(\.text).joined(separator: "  ") ?? ""
        return """
            On the other laptop, say one of these, and keep this window open:

              causeway join \(event["letters"]?.text ?? "") --at ADDRESS
              causeway join \(event["text"]?.text ?? "")

            ADDRESS is one of: \(places)
            The first is short enough to be read aloud, and works on the same network. Whoever has
            either can join once: hand it over unseen.
            """
    }

    func ask(_ question: JSON) async -> JSON? {
        if isJSON {
            Terminals.put(JSON.object([("question", question)]).written)
            guard let answer = readLine() else { return nil }
            return .truth(["yes", "true", "y"].contains(answer.lowercased()))
        }
        Terminals.say("\nBoth screens show four words. Here: \(question["words"]?.text ?? "")")
        return .truth(Terminals.confirm("Does the other screen show the same?"))
    }
}
