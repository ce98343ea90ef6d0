import Bundles
import Foundation
import Lattice
import Network
import Node
import Replica
import Simulation
import Testing

@Suite("Relays", .serialized) struct RelayTests {
    /// Laptops that hear nobody, and know a relay.
    private func apart(_ peers: [Peering]) -> (inout Settings) -> Void {
        { settings in
            settings.network.datagrams = nil
            settings.network.streams = nil
            settings.peers = peers
        }
    }

    @Test("RELAY-2: laptops that never meet hold the same by a relay that reads nothing")
    func two() async throws {
        let village = try Village(seed: 21)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        let relay = try village.relay()
        let peering = try await relay.peering
        _ = try await a.begin(apart([peering]))
        try await a.launch("canary-Anna")
        _ = try await b.begin(apart([peering]))
        try await b.sees(["canary-Anna"])
        // And neither has to be there at the same time.
        await a.stop()
        try await b.launch("canary-Bella")
        for _ in 0..<2_400 where try await b.node?.status().unshared ?? 1 > 0 {
            try await Task.sleep(for: .milliseconds(25))
        }
        await b.stop()
        let node = try await a.start(apart([peering]))
        try await node.unlock(Owner(a.somebody.seat))
        try await a.sees(["canary-Anna", "canary-Bella"])
        await a.stop()
        await relay.close()
        // It keeps all of it, and nothing of it can be read.
        let files = try #require(FileManager.default.enumerator(atPath: village.folder + "/relay"))
        var bytes = 0
        for case let file as String in files {
            let path = village.folder + "/relay/" + file
            guard let content = FileManager.default.contents(atPath: path) else { continue }
            bytes += content.count
            #expect(content.range(of: Data("canary".utf8)) == nil)
        }
        #expect(bytes > 10_000)
    }

    @Test("RELAY-1: a relay carries the realms that it was told of, each apart, and no others")
    func realms() async throws {
        let (one, other, third) =
            (try Village(seed: 22), try Village(seed: 23), try Village(seed: 24))
        let relay = try one.relay(of: [one.world.realm.id, other.world.realm.id])
        let peering = try await relay.peering
        var homes: [Home] = []
        for village in [one, other, third] {
            homes += [try village.settle(), try village.settle()]
            village.begin()
        }
        for home in homes { _ = try await home.begin(apart([peering])) }
        try await homes[0].launch("Anna")
        try await homes[2].launch("Zora")
        try await homes[4].launch("Quux")
        try await homes[1].sees(["Anna"])
        try await homes[3].sees(["Zora"])
        try await Task.sleep(for: .milliseconds(500))
        #expect(try await homes[5].boats().isEmpty)
        #expect(try await homes[4].node?.status().unshared ?? 0 > 0)
        let all = try await relay.status()
        #expect(Set(all.map(\.realm)) == [one.world.realm.id, other.world.realm.id])
        #expect(all.allSatisfy { $0.isRelay && $0.carried > 0 })
        for home in homes { await home.stop() }
        await relay.close()
    }

    @Test("RELAY-3: a relay is stopped and started again, and all goes on by itself")
    func restart() async throws {
        let village = try Village(seed: 25)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        // Out of those that the system gives to whoever dials.
        let first = try village.relay(port: .random(in: 10_000...19_999))
        let peering = try await first.peering
        _ = try await a.begin(apart([peering]))
        _ = try await b.begin(apart([peering]))
        try await a.launch("Anna")
        try await b.sees(["Anna"])
        await first.close()
        try await a.launch("Bella")
        let second = try village.relay(port: peering.port)
        #expect(second.key == first.key)
        try await b.sees(["Anna", "Bella"], within: 60)
        await a.stop()
        await b.stop()
        await second.close()
    }

    @Test("RELAY-3: a full relay says so, loses nothing, and another one takes the rest")
    func full() async throws {
        let village = try Village(seed: 26)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        let small = try village.relay("small", quota: 3_000)
        let peering = try await small.peering
        let node = try await a.begin(apart([peering]))
        var all: Set<String> = []
        for number in 0..<30 {
            try await a.launch("boat \(number)")
            all.insert("boat \(number)")
        }
        for _ in 0..<2_400 where try await small.status().first?.isCarryingFull != true {
            try await Task.sleep(for: .milliseconds(25))
        }
        let status = try #require(try await small.status().first)
        #expect(status.isCarryingFull && status.carried <= 3_000)
        for _ in 0..<2_400 where try await node.status().peers.first?.isFull != true {
            try await Task.sleep(for: .milliseconds(25))
        }
        let told = try await node.status()
        #expect(told.peers.first?.isFull == true && told.unshared > 0)
        await a.stop()
        // Another relay beside it.
        let big = try village.relay("big")
        let both = [peering, try await big.peering]
        let again = try await a.start(apart(both))
        try await again.unlock(Owner(a.somebody.seat))
        _ = try await b.begin(apart(both))
        try await b.sees(all)
        await a.stop()
        await b.stop()
        await small.close()
        await big.close()
    }

    @Test("P3: a laptop on a LAN and on a relay joins the two by itself")
    func bridge() async throws {
        let village = try Village(seed: 27)
        let homes = try (0..<3).map { _ in try village.settle() }
        village.begin()
        let relay = try village.relay()
        let peering = try await relay.peering
        // One on the LAN alone, one on both, one far away at HQ.
        _ = try await homes[0].begin()
        _ = try await homes[1].begin { $0.peers = [peering] }
        _ = try await homes[2].begin(apart([peering]))
        try await homes[0].launch("Anna")
        try await homes[2].sees(["Anna"])
        try await homes[2].launch("Zora")
        try await homes[0].sees(["Anna", "Zora"])
        for home in homes { await home.stop() }
        await relay.close()
    }
}
