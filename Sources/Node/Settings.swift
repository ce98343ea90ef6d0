internal import Lattice
public import Network
public import Seal

/// Where a node keeps things, and how it meets others. On a LAN nothing of it has to be said.
public struct Settings: Sendable {
    /// The folder of what is for good: the log, sealed, and the device's keys.
    public var data: String
    /// The folder of what is in the clear while somebody is unlocked: in memory. Nil finds one.
    public var run: String?
    public var network = NetworkSettings()
    /// Machines to try, heard or not.
    public var peers: [Peering] = []
    /// How many bytes may lie here for others; nil for as many as come.
    public var quota: Int?
    public var log = LogSettings()

    public init(data: String) { self.data = data }
}

/// A machine that somebody named: by an address or a name, perhaps as a relay by its key.
public struct Peering: Hashable, Sendable {
    public let host: String
    public let port: UInt16
    /// The key of a relay; nil for a device of the realm.
    public let relay: DeviceKey?

    public init(_ host: String, port: UInt16 = NetworkSettings.usualPort, relay: DeviceKey? = nil) {
        (self.host, self.port, self.relay) = (host, port, relay)
    }

    /// `host`, `host:port`, `[v6]:port`; of a relay `KEY@host:port`. Nil if it is none of these.
    public init?(_ text: String) {
        var rest = text[...]
        var relay: DeviceKey?
        if let at = rest.firstIndex(of: "@") {
            guard let key = Hash<DeviceKey>(text: rest[..<at]) else { return nil }
            relay = DeviceKey(key)
            rest = rest[rest.index(after: at)...]
        }
        var port = NetworkSettings.usualPort
        let host: Substring
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "]") else { return nil }
            host = rest[rest.index(after: rest.startIndex)..<end]
            let tail = rest[rest.index(after: end)...]
            if tail.first == ":" {
                guard let number = UInt16(tail.dropFirst()) else { return nil }
                port = number
            } else if !tail.isEmpty {
                return nil
            }
        } else if rest.filter({ $0 == ":" }).count == 1, let colon = rest.firstIndex(of: ":") {
            guard let number = UInt16(rest[rest.index(after: colon)...]) else { return nil }
            host = rest[..<colon]
            port = number
        } else {
            host = rest
        }
        let isName = host.allSatisfy { $0.isLetter || $0.isNumber || ".:-_".contains($0) }
        guard !host.isEmpty, port > 0, isName else { return nil }
        self.init(String(host), port: port, relay: relay)
    }

    public var text: String {
        let place = host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        return relay.map { "\($0)@\(place)" } ?? place
    }
}
