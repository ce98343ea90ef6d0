internal import CLinux
public import Gossip

/// A way out of this machine, with all its addresses.
public struct Interface: Hashable, Sendable {
    public let name: String
    public let link: LinkID
    public let isUp: Bool
    public let isLoopback: Bool
    public let hasMulticast: Bool
    /// Each with the bits that all on its network have in common.
    public let addresses: [Address]

    public struct Address: Hashable, Sendable {
        public let host: HostAddress
        public let bits: Int
        public let broadcast: HostAddress?
    }

    public var hasV4: Bool { addresses.contains { $0.host.isV4 } }
    public var hasV6: Bool { addresses.contains { !$0.host.isV4 } }
    var broadcast: HostAddress? { addresses.compactMap(\.broadcast).first }

    /// Whether an address is of a network that it is on.
    func holds(_ host: HostAddress) -> Bool {
        addresses.contains { $0.host.isV4 == host.isV4 && $0.host.isNear(host, bits: $0.bits) }
    }

    /// All of this machine, by their numbers.
    public static func all() -> [Interface] {
        var room = [causeway_interface](repeating: causeway_interface(), count: 256)
        let count = unsafe causeway_interfaces(&room, Int32(room.count))
        var found: [UInt32: [causeway_interface]] = [:]
        for one in room.prefix(Int(max(count, 0))) { found[one.index, default: []].append(one) }
        return found.sorted { $0.key < $1.key }.compactMap { number, entries in
            guard let first = entries.first else { return nil }
            let flags = Int(first.flags)
            return Interface(
                name: name(of: first), link: LinkID(UInt64(number)),
                isUp: flags & Int(CAUSEWAY_UP) != 0,
                isLoopback: flags & Int(CAUSEWAY_LOOPBACK) != 0,
                hasMulticast: flags & Int(CAUSEWAY_MULTICAST | CAUSEWAY_LOOPBACK) != 0,
                addresses: entries.map(Address.init))
        }
    }

    private static func name(of one: causeway_interface) -> String {
        var name = one.name
        let bytes = unsafe withUnsafeBytes(of: &name) { unsafe Array($0) }
        return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
}

extension Interface.Address {
    init(_ one: causeway_interface) {
        host = HostAddress(sixteen(of: one.host))
        bits = Int(one.prefix)
        let all = HostAddress(sixteen(of: one.broadcast))
        let hasOne = Int(one.flags) & Int(CAUSEWAY_BROADCAST) != 0
        broadcast = hasOne && all.isV4 ? all : nil
    }
}
