internal import Gossip
internal import Network

/// What came of trying to reach a machine that somebody named.
public enum ProbeOutcome: Hashable, Sendable {
    /// Its name leads to no address.
    case unknownName
    /// It says at once that nobody takes sessions there.
    case refuses
    /// It says nothing at all.
    case silent
    case answers
}

extension Node {
    /// So many milliseconds an answer may take.
    private static let patience: UInt64 = 3_000

    /// Whether anything answers where a machine should be. Nothing is said to it.
    public static func probe(_ peer: Peering) async -> ProbeOutcome {
        await apart { () -> ProbeOutcome in
            let addresses = Names.addresses(of: peer.host)
            guard !addresses.isEmpty else { return .unknownName }
            guard let network = try? Network(NetworkSettings(datagrams: nil, streams: nil)) else {
                return .silent
            }
            return probe(
                addresses.map { Endpoint(Endpoint.farLink, $0.name, port: peer.port) }, network)
        }
    }

    private static func probe(_ places: [Endpoint], _ network: Network) -> ProbeOutcome {
        let end = Network.now().ticks + patience
        var open = Set(places.compactMap { network.dial($0) })
        var refused = places.count - open.count
        while !open.isEmpty, Network.now().ticks < end {
            for event in network.wait(until: end) {
                switch event {
                case .reached(let stream) where open.contains(stream): return .answers
                case .unreachable(let stream) where open.contains(stream):
                    open.remove(stream)
                    refused += 1
                default: break
                }
            }
        }
        return open.isEmpty && refused > 0 ? .refuses : .silent
    }

    /// Where this node keeps what is in the clear, if there is such a folder.
    public static func memoryFolder(of settings: Settings) -> String? {
        MemoryFolder.find(settings.run, for: settings.data)
    }
}
