import Bundles
import Charter
import Foundation
import Identity
import KeyFiles
import Lattice
import Network
import Node
import Queries
import Seal
import Store

/// A board of notices that laptops share without a server: what an app upon Causeway begins with.
@main
struct Noticeboard {
    let board: Board
    let settings: Settings
    let node: Node
    let seat: ActID
    let reader: StateReader

    static func main() async {
        do {
            let app = try await open(Arguments())
            let telling = Task { try await app.tell() }
            await app.obey()
            // Lets go of the keys, seals what was read for the next start, and says goodbye.
            await app.node.close()
            _ = await telling.result
        } catch {
            say("failed: \(error)")
            exit(1)
        }
    }

    /// Opens the folder's board; one that has none founds it, or joins another's.
    private static func open(_ arguments: Arguments) async throws -> Noticeboard {
        let board = try Board()
        let settings = arguments.settings
        let passphrase = try secret()
        let (node, seat): (Node, ActID)
        if let invite = arguments.invite {
            let joiner = try Joiner(qr: Secret(copying: invite.span.bytes), into: settings.data)
            let joined = try joiner.join(as: "somebody", under: passphrase) { words in
                say("the other screen has to show: \(words)")
                return true
            }
            node = try Node.open(settings)
            seat = try await node.confirm(joined)
        } else {
            if !FileManager.default.fileExists(atPath: settings.data + "/device.key") {
                // The root's key has a passphrase of its own, and belongs on a stick in a drawer.
                let plan = FoundingPlan(
                    policy: board.policy, schema: board.schema.hash, offices: [.init(.admin)])
                _ = try Founder.found(
                    plan, board.schema, in: settings.data, as: "me", under: passphrase,
                    root: try secret())
            }
            node = try Node.open(settings)
            seat = try await node.unlock(with: passphrase)
        }
        say("open")
        return Noticeboard(
            board: board, settings: settings, node: node, seat: seat,
            reader: try await node.reader(of: seat))
    }

    /// From a terminal without echo, or from a pipe; never through a string.
    private static func secret() throws -> Passphrase {
        guard let line = Terminal.secretLine() else { throw CocoaError(.userCancelled) }
        return Passphrase(line)
    }

    /// Says what changes, whoever changed it. Where it left off is kept beside the node's files, so
    /// that after a restart it goes on from there.
    private func tell() async throws {
        let file = URL(filePath: settings.data + "/told")
        let last = (try? Data(contentsOf: file)).flatMap { ChangeMark(encoding: Array($0)) }
        for try await changed in reader.subscribe(after: last, in: [.common]) {
            for update in try reader.updates(of: changed.subjects, by: board.schema).content {
                guard case .record(let shown) = update.told else { continue }
                say("changed: \(board.line(shown))")
            }
            try Data(changed.mark.encoding).write(to: file, options: .atomic)
        }
    }

    /// Does what is typed, until there is no more.
    private func obey() async {
        for await line in Self.lines() {
            let (word, rest) = (line.prefix { $0 != " " }, line.drop { $0 != " " }.dropFirst())
            do {
                switch word {
                case "post":
                    _ = try await node.commit(try board.entry(String(rest)), by: seat)
                    say("posted")
                case "list":
                    let page = try board.page(reader)
                    say("\(page.items.count) notices")
                    for row in page.items { say("- \(board.line(row))") }
                case "who":
                    let status = try await node.status()
                    say("\(status.peers.count) near, \(status.unshared) for nobody yet")
                case "invite": try await invite()
                case "quit": return
                default: say("post TEXT, list, who, invite or quit")
                }
            } catch { say("failed: \(error)") }
        }
    }

    /// Lets another laptop join, whose person may post.
    private func invite() async throws {
        guard let role = board.policy.roles[.clerk] else { return }
        let plan = InvitePlan(offices: [.init(.clerk, role.level)])
        let invitation = try await node.invite(plan, by: seat)
        guard let text = invitation.text else { return }
        say("invite: \(text.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })")
        for await event in invitation.events {
            switch event {
            case .compare(let words, let answer):
                say("the other screen has to show: \(words)")
                // An app asks its person here: only they can tell that nobody is in between.
                answer(true)
            case .failed(let why): say("failed: \(why)")
            case .admitted: say("admitted")
            }
        }
    }

    /// Lines that are typed, read where nobody else has to wait.
    private static func lines() -> AsyncStream<String> {
        AsyncStream { lines in
            Thread.detachNewThread {
                while let line = readLine() { lines.yield(line) }
                lines.finish()
            }
        }
    }
}

/// `noticeboard FOLDER [INVITE] [--interface NAME] [--group-port N]`
private struct Arguments {
    var settings: Settings
    var invite: [UInt8]?

    init() {
        var words = CommandLine.arguments.dropFirst()
        settings = Settings(data: words.popFirst() ?? "noticeboard")
        settings.log.level = .error
        while let word = words.popFirst() {
            switch word {
            case "--interface": settings.network.interfaces = words.popFirst().map { [$0] }
            case "--group-port":
                settings.network.datagrams = words.popFirst().flatMap { UInt16($0) }
            default: invite = Array(word.utf8)
            }
        }
    }
}

/// Whoever reads it through a pipe has each line at once.
private func say(_ line: String) {
    FileHandle.standardOutput.write(Data((line + "\n").utf8))
}
