internal import Foundation
internal import Glibc
internal import Gossip
internal import Network
internal import Seal

/// Where machines are that were named: asked of the system, which takes its time, and again now
/// and then, since addresses change.
enum Names {
    private static let again: TimeInterval = 300

    /// `tell` says whether anybody still wants to know.
    static func resolve(
        _ peers: [Peering], _ log: Log,
        _ tell: @escaping @Sendable (Endpoint, DeviceKey?) -> Bool
    ) {
        guard !peers.isEmpty else { return }
        let thread = Thread {
            var known: [Peering: [HostAddress]] = [:]
            while true {
                for peer in peers {
                    let found = addresses(of: peer.host)
                    if found.isEmpty {
                        log.note(.debug, "a name leads nowhere", ["name": peer.host])
                    }
                    guard !found.isEmpty, known[peer] != found else { continue }
                    known[peer] = found
                    for address in found {
                        let endpoint = Endpoint(Endpoint.farLink, address.name, port: peer.port)
                        guard tell(endpoint, peer.relay) else { return }
                    }
                }
                if peers.allSatisfy({ HostAddress($0.host) != nil }) { return }
                Thread.sleep(forTimeInterval: again)
            }
        }
        thread.name = "names"
        thread.start()
    }

    static func addresses(of host: String) -> [HostAddress] {
        if let address = HostAddress(host) { return [address] }
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        guard unsafe getaddrinfo(host, nil, &hints, &list) == 0 else { return [] }
        let first = unsafe list
        defer { unsafe freeaddrinfo(first) }
        var found: [HostAddress] = []
        while let one = unsafe list {
            var name = [CChar](repeating: 0, count: 64)
            let result = unsafe getnameinfo(
                one.pointee.ai_addr, one.pointee.ai_addrlen, &name, 64, nil, 0, NI_NUMERICHOST)
            if result == 0 {
                let text = String(
                    decoding: name.prefix { $0 != 0 && $0 != 37 }.map { UInt8(bitPattern: $0) },
                    as: UTF8.self)
                if let address = HostAddress(text), !found.contains(address) {
                    found.append(address)
                }
            }
            unsafe list = one.pointee.ai_next
        }
        return found
    }
}
