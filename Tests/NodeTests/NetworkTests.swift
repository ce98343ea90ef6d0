import Foundation
import Gossip
import Lattice
import Network
import Testing

/// Both ends on the loopback of this machine.
@Suite("Sockets", .serialized) struct NetworkTests {
    private static func make(datagrams: UInt16? = nil, streams: UInt16? = 0) throws -> Network {
        var settings = NetworkSettings(datagrams: datagrams, streams: streams)
        settings.interfaces = ["lo"]
        return try Network(settings)
    }

    /// What comes until enough has, or five seconds are over.
    private static func gather(
        _ networks: Network..., until isEnough: ([(Int, NetworkEvent)]) -> Bool
    ) -> [(Int, NetworkEvent)] {
        var all: [(Int, NetworkEvent)] = []
        let end = Network.now().ticks + 5_000
        var looks = 0
        while !isEnough(all), Network.now().ticks < end || looks < 200 {
            looks += 1
            for (index, network) in networks.enumerated() {
                all += network.wait(until: Network.now().ticks + 1).map { (index, $0) }
            }
        }
        return all
    }

    private static func home(_ network: Network) -> Endpoint {
        Endpoint(LinkID(0), HostAddress(v4: 127, 0, 0, 1).name, port: network.port)
    }

    @Test("LINK-1: a machine says which links it has, and which it has no more")
    func links() throws {
        let network = try Self.make(datagrams: 21_001)
        let all = Self.gather(network) { !$0.isEmpty }
        guard case .link(let link, let interface?)? = all.first?.1 else {
            Issue.record("no link in \(all)")
            return
        }
        #expect(interface.name == "lo" && interface.isLoopback && interface.isUp)
        #expect(network.rungs[link]?.possible.contains(.v4Multicast) == true)
        #expect(network.link(of: HostAddress(v4: 127, 3, 3, 3)) == link)
        #expect(network.link(of: HostAddress(v4: 9, 9, 9, 9)) == nil)
        // Without a name, the loopback is a link only if there is nothing else.
        let usual = try Network(NetworkSettings(datagrams: 21_001, streams: nil))
        _ = Self.gather(usual) { !$0.isEmpty }
        let others = Interface.all().contains { $0.isUp && !$0.isLoopback && !$0.addresses.isEmpty }
        #expect(usual.interfaces.values.contains { $0.isLoopback } == !others)
    }

    @Test("What is said to all on a link is heard once by each, and not by oneself")
    func shout() throws {
        let networks = try (0..<3).map { _ in try Self.make(datagrams: 21_002) }
        for network in networks { _ = network.wait(until: 0) }
        let link = try #require(networks[0].interfaces.keys.first)
        let bytes = (0..<200).map { UInt8($0) }
        networks[0].shout(bytes, link)
        var all = Self.gather(networks[0], networks[1], networks[2]) { $0.count >= 2 }
        for (index, network) in networks.enumerated() {
            all += network.wait(until: Network.now().ticks + 20).map { (index, $0) }
        }
        #expect(all.count == 2)
        #expect(Set(all.map(\.0)) == [1, 2])
        for (_, event) in all {
            guard case .datagram(bytes, let from) = event else {
                Issue.record("\(event)")
                continue
            }
            #expect(from.link == link && from.address.isLoopback)
        }
    }

    @Test("RUNG-1: what comes twice is heard once; what is too long or too short is not")
    func echoes() throws {
        let (a, b) = (try Self.make(datagrams: 21_003), try Self.make(datagrams: 21_003))
        for network in [a, b] { _ = network.wait(until: 0) }
        let link = try #require(a.interfaces.keys.first)
        let bytes = [UInt8](repeating: 7, count: 100)
        for _ in 0..<3 { a.shout(bytes, link) }
        a.shout([UInt8](repeating: 8, count: 1_400), link)
        a.shout([1, 2, 3], link)
        a.shout([UInt8](repeating: 9, count: 30), link)
        let all = Self.gather(b) { $0.count >= 2 }
        #expect(all.count == 2)
    }

    @Test("Bytes of a stream come in their order, however many there are")
    func stream() throws {
        let (a, b) = (try Self.make(), try Self.make(streams: nil))
        let id = try #require(b.dial(Self.home(a)))
        let bytes = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0 &* 2_654_435_761 >> 8) }
        var isSaid = false
        var heard: [UInt8] = []
        let all = Self.gather(a, b) { all in
            if !isSaid, all.contains(where: { $0.1 == .reached(id) }) {
                isSaid = true
                for start in stride(from: 0, to: bytes.count, by: 100_000) {
                    b.say(Array(bytes[start..<start + 100_000]), id)
                }
                b.close(id)
            }
            return all.contains { if case .ended = $0.1 { true } else { false } }
        }
        for case (0, .heard(let part, _)) in all { heard += part }
        #expect(heard == bytes)
        #expect(b.streamCount == 0)
    }

    @Test("Where nobody listens, that is said")
    func unreachable() throws {
        let (a, b) = (try Self.make(), try Self.make(streams: nil))
        var nowhere = Self.home(a)
        nowhere.port = 1
        let id = try #require(b.dial(nowhere))
        let all = Self.gather(b) { $0.count >= 2 }
        #expect(all.map(\.1).last == .unreachable(id))
        #expect(b.streamCount == 0)
    }

    @Test("Who takes nothing is left when too much waits for them; others do not wait")
    func slow() throws {
        let (a, b) = (try Self.make(), try Self.make(streams: nil))
        let slow = try #require(b.dial(Self.home(a)))
        let all = Self.gather(b) { $0.count >= 2 }
        #expect(all.map(\.1).last == .reached(slow))
        // `a` does not look at it at all.
        let piece = [UInt8](repeating: 1, count: 1 << 20)
        var events: [NetworkEvent] = []
        for _ in 0..<40 where events.isEmpty {
            b.say(piece, slow)
            events += b.wait(until: 0)
        }
        #expect(events == [.ended(slow)])
        #expect(b.streamCount == 0)
    }

    @Test("A port that is in use is left to whoever has it, unless no other will do")
    func ports() throws {
        let first = try Self.make()
        let second = try Self.make(streams: first.port)
        #expect(second.port != first.port && second.port != 0)
        var settings = NetworkSettings(datagrams: nil, streams: first.port)
        settings.interfaces = ["lo"]
        settings.isPortFixed = true
        #expect(throws: NetworkError.self) { try Network(settings) }
    }

    @Test("A loop that waits without end is woken up")
    func bell() throws {
        let network = try Self.make()
        _ = network.wait(until: 0)
        let bell = network.bell
        Thread.detachNewThread {
            Thread.sleep(forTimeInterval: 0.05)
            bell.ring()
        }
        var heard: [NetworkEvent] = []
        // It looks up for nothing when addresses of the machine change.
        while heard.isEmpty { heard = network.wait(until: nil) }
        #expect(heard == [.called])
        #expect(network.wait(until: 0).isEmpty)
    }
}
