internal import CLinux
internal import Gossip

/// Speaks to groups and hears them, in one family of addresses, on all interfaces.
final class DatagramSocket {
    let isV6: Bool
    let descriptor: Descriptor
    private var room: [UInt8]
    private var heads = [causeway_datagram](
        repeating: causeway_datagram(), count: Int(CAUSEWAY_BATCH))

    /// A little more than the longest that is allowed: what is longer is seen to be.
    static let slot = 1_280

    struct Heard {
        let bytes: [UInt8]
        let from: Endpoint
        let to: HostAddress
    }

    init(isV6: Bool, port: UInt16) throws(NetworkError) {
        self.isV6 = isV6
        descriptor = try Descriptor(
            causeway_udp_open(isV6 ? 6 : 4, port), "hearing datagrams on port \(port)")
        room = [UInt8](repeating: 0, count: Self.slot * Int(CAUSEWAY_BATCH))
    }

    private func withBytes<Result>(
        _ group: HostAddress, _ body: (UnsafePointer<UInt8>?) -> Result
    ) -> Result {
        let bytes = group.octets
        return unsafe bytes.withUnsafeBufferPointer { unsafe body($0.baseAddress) }
    }

    /// Whether the group is heard on the link from now on.
    func join(_ group: HostAddress, _ link: LinkID) -> Bool {
        unsafe withBytes(group) {
            unsafe causeway_udp_join(
                descriptor.number, isV6 ? 6 : 4, $0, UInt32(truncatingIfNeeded: link.number)) == 0
        }
    }

    func leave(_ group: HostAddress, _ link: LinkID) {
        _ = unsafe withBytes(group) {
            unsafe causeway_udp_leave(
                descriptor.number, isV6 ? 6 : 4, $0, UInt32(truncatingIfNeeded: link.number))
        }
    }

    func send(
        _ bytes: [UInt8], to host: HostAddress, port: UInt16, on interface: Interface
    ) -> Bool {
        var place = Endpoint(interface.link, host.name, port: port).place
        let source = interface.addresses.first { $0.host.isV4 == host.isV4 }?.host ?? host
        return unsafe withBytes(source) { source in
            unsafe bytes.withUnsafeBytes {
                unsafe causeway_udp_send(
                    descriptor.number, &place, source, $0.baseAddress, $0.count) == 0
            }
        }
    }

    /// What has come, one batch of it; those that are too long are left out.
    func receive() -> [Heard] {
        let count = unsafe room.withUnsafeMutableBytes { room in
            unsafe causeway_udp_receive(
                descriptor.number, &heads, room.baseAddress, Self.slot)
        }
        var all: [Heard] = []
        for index in 0..<Int(max(count, 0)) where heads[index].is_cut == 0 {
            let head = heads[index]
            let start = index * Self.slot
            all.append(
                Heard(
                    bytes: Array(room[start..<start + Int(head.count)]),
                    from: Endpoint(head.from, on: LinkID(UInt64(head.from.interface))),
                    to: HostAddress(sixteen(of: head.to))))
        }
        return all
    }
}
