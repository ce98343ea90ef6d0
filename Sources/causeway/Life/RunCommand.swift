internal import Commands
internal import Foundation
internal import KeyFiles
internal import Lattice
internal import Network
internal import Node
internal import Packs
internal import Seal

/// `causeway run` and `causeway relay`: programs that go on until somebody ends them.
enum RunCommand {
    static let help = """
        causeway run: run this laptop's node, until Ctrl-C or “causeway stop”

        Usage: causeway run [OPTION…]

          --data DIR        the laptop's folder (default: $CAUSEWAY_DATA, ~/.local/share/causeway)
          --peer PLACE      a machine to try: host, host:port, or of a relay KEY@host:port; again
          --port N          where sessions are taken (default 11787, or any that is free)
          --group-port N    where datagrams are said and heard (default 11787; 0: none)
          --interface NAME  use this interface alone; again for others
          --run DIR         a folder in memory for what is in the clear
          --quota BYTES     carry at most so much for others
          --unlock          ask for the passphrase at once
          --log LEVEL       error, warning, notice (default) or debug
          --log-json        one JSON object a line
          --ready FILE      write the port into this file when it runs
          --config FILE     read settings from there (default: DIR/causeway.conf, if it is there)

        All but --data and --config can stand in that file, a line each, as peer = HOST:PORT or
        log-json = yes. What is said on the line wins; what follows a # is for people.

        examples:
          causeway run
          causeway run --peer 10.0.0.7 --log debug
        """

    static let relayHelp = """
        causeway relay: carry realms between laptops that do not meet, reading nothing

        Usage: causeway relay --realm ID [OPTION…]

          --realm ID        a realm to carry (“causeway status” shows its id); again for others
          --data DIR        the relay's folder (default: $CAUSEWAY_DATA, ~/.local/share/causeway)
          --port N          where sessions are taken (default 11787)
          --quota BYTES     carry at most so much of each realm
          --interface NAME, --log LEVEL, --log-json, --ready FILE, --config FILE
                            as with “causeway run --help”

        When it runs it says its key. On the laptops: causeway run --peer KEY@HOST:PORT
        While it runs it answers status, peers, metrics, health and stop, with the same --data.

        examples:
          causeway relay --realm 84d5… --quota 10000000000
          causeway status --data /var/lib/causeway-relay
        """

    static func run(_ words: [String], isRelay: Bool) async throws(UsageError) -> Int32 {
        let command = isRelay ? "causeway relay" : "causeway run"
        let configuration = try Configuration(words, of: command, isRelay: isRelay)
        if configuration.wantsHelp {
            print(isRelay ? relayHelp : help)
            return 0
        }
        Hardening.apply()
        Hardening.takeAllFiles()
        let signals = Signals()
        do throws(CommandError) {
            try Places.make(configuration.settings.data)
            if isRelay {
                try await relay(configuration, signals)
            } else {
                try await node(configuration, signals)
            }
            return 0
        } catch {
            Life.say(error, isJSON: false)
            return error.code.rawValue
        }
    }

    private static func node(
        _ configuration: Configuration, _ signals: Signals
    ) async throws(CommandError) {
        let data = configuration.settings.data
        let secret: SecretBox
        if configuration.unlocks {
            secret = SecretBox(try Secrets.passphrase("Passphrase"))
        } else {
            secret = SecretBox()
        }
        let node: Node
        do throws(NodeError) { node = try Node.open(configuration.settings) } catch {
            throw CommandError(error)
        }
        let place = Workplace(node)
        let server: ControlServer
        do throws(CommandError) {
            server = try ControlServer(place, in: data) { signals.raise() }
            if configuration.unlocks {
                _ = try await Handlers.run(Call(Request("unlock"), at: place, Silent(), secret))
            }
        } catch {
            await node.close()
            throw error
        }
        do throws(NodeError) { configuration.ready(try await node.status().port) } catch {}
        await signals.wait()
        server.close()
        await node.close()
    }

    private static func relay(
        _ configuration: Configuration, _ signals: Signals
    ) async throws(CommandError) {
        guard !configuration.realms.isEmpty else {
            throw CommandError(.usage, "Say which realms to carry: --realm ID.")
        }
        let relay: Relay
        do throws(NodeError) {
            relay = try Relay.open(configuration.settings, carrying: configuration.realms)
        } catch { throw CommandError(error) }
        let server: ControlServer
        do throws(CommandError) {
            server = try ControlServer(RelayDesk(relay), in: configuration.settings.data) {
                signals.raise()
            }
        } catch {
            await relay.close()
            throw error
        }
        do throws(NodeError) {
            let port = try await relay.status().first?.port ?? 0
            print("relay \(relay.key)@HOST:\(port)")
            fflush(nil)
            configuration.ready(port, key: "\(relay.key)")
        } catch {}
        await signals.wait()
        server.close()
        await relay.close()
    }
}

/// What ends a program in good order.
final class Signals: @unchecked Sendable {
    private let stream: AsyncStream<Int32>
    private let teller: AsyncStream<Int32>.Continuation
    /// Only kept, and never asked.
    private let sources: [any DispatchSourceSignal]

    init() {
        (stream, teller) = AsyncStream<Int32>.makeStream()
        let teller = teller
        sources = [SIGINT, SIGTERM, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler { teller.yield(number) }
            source.activate()
            return source
        }
        signal(SIGPIPE, SIG_IGN)
    }

    /// As if somebody had asked for it.
    func raise() { teller.yield(SIGTERM) }

    /// Which it was; nil if whoever waits is not to wait any more.
    @discardableResult
    func wait() async -> Int32? {
        for await number in stream { return number }
        return nil
    }
}
