internal import Bundles
internal import Foundation
internal import Lattice
internal import Network
package import Node
package import Packs
internal import Seal
internal import Store

/// What a relay is asked by its owner's other programs. It has no keys, so that it knows how it is
/// and who is there, and nothing of what it carries.
package final class RelayDesk: Attendant {
    private let relay: Relay

    package init(_ relay: Relay) { self.relay = relay }

    /// Why a relay does not do what a node would.
    package static func refusal(of command: String) -> CommandError {
        CommandError(
            .refused,
            "This is a relay: it reads nothing, so there is no “\(command)” here. It knows status, "
                + "peers, metrics, health and stop; the rest is asked on a laptop.")
    }

    package func attend(
        _ request: Request, _ dialogue: any Dialogue, _ secret: SecretBox
    ) async throws(CommandError) -> JSON {
        switch request.name {
        case "status": return status(try await realms())
        case "peers": return .array(try await realms().flatMap(peers))
        case "metrics": return .text(Metrics.text(of: try await realms()))
        case "health": return try health(try await realms())
        case "stop": return .object([("stopping", .truth(true))])
        case let name where Handlers.all[name] != nil: throw Self.refusal(of: name)
        default: throw CommandError(.usage, "There is no command “\(request.name)”.")
        }
    }

    private func realms() async throws(CommandError) -> [Status] {
        do throws(NodeError) { return try await relay.status() } catch { throw CommandError(error) }
    }

    private func status(_ realms: [Status]) -> JSON {
        let uptime = realms.first?.figures.uptime ?? 0
        return .object([
            ("relay", .text("\(relay.key)")), ("port", .number(realms.first?.port ?? 0)),
            ("peers", .number(realms.reduce(0) { $0 + $1.peers.count })),
            ("free-bytes", .number(DiskSpace.free(at: relay.settings.data))),
            ("full", .truth(realms.contains { $0.isCarryingFull })),
            ("uptime-s", .number(uptime / 1_000)),
            (
                "realms",
                .array(
                    realms.map { realm in
                        .object([
                            ("realm", .text("\(realm.realm)")), ("bundles", .number(realm.bundles)),
                            ("feeds", .number(realm.feeds)),
                            ("stored-bytes", .number(stored(realm))),
                            ("carried-bytes", .number(realm.carried)),
                            ("quota", .number(realm.quota)),
                            ("full", .truth(realm.isCarryingFull)),
                            ("peers", .number(realm.peers.count)),
                            ("root", .text("\(realm.root)")),
                            ("failure", .text(realm.failure.map { "\($0)" })),
                        ])
                    })
            ),
        ])
    }

    private func stored(_ realm: Status) -> Int? {
        let path = "\(relay.settings.data)/\(realm.realm)/log.db"
        return (try? FileManager.default.attributesOfItem(atPath: path))?[.size] as? Int
    }

    /// It does not get to know whose devices they are.
    private func peers(_ realm: Status) -> [JSON] {
        realm.peers.map { peer in
            .object([
                ("realm", .text("\(realm.realm)")), ("address", .text(peer.address)),
                ("since-s", .number(peer.since / 1_000)),
                ("same-s-ago", .number(peer.metBefore.map { $0 / 1_000 })),
            ])
        }
    }

    /// A relay that is full does what it was told to: it is well, and says so. One that stores
    /// nothing, or has nothing to carry, is of no use.
    private func health(_ realms: [Status]) throws(CommandError) -> JSON {
        guard !realms.isEmpty else {
            throw CommandError(.unavailable, "The relay carries no realm.")
        }
        for realm in realms {
            if let failure = realm.failure {
                throw CommandError(.unavailable, "Of realm \(realm.realm): \(failure)")
            }
        }
        return .object([
            ("healthy", .truth(true)), ("full", .truth(realms.contains { $0.isCarryingFull })),
        ])
    }
}
