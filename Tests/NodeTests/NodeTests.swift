import Bundles
import Foundation
import Gossip
import Identity
import Lattice
import Network
import Node
import Replica
import Seal
import Simulation
import Testing

@Suite("Nodes that meet", .serialized) struct NodeTests {
    @Test("D21: two nodes of one LAN find each other, and what one enters the other reads")
    func two() async throws {
        let village = try Village(seed: 1)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        _ = try await a.begin()
        _ = try await b.begin()
        try await a.launch("Anna")
        try await b.sees(["Anna"])
        try await b.launch("Bella")
        try await a.sees(["Anna", "Bella"])
        await a.stop()
        await b.stop()
    }

    @Test("O9: any of several can be off, and nothing else stops; who comes back has all")
    func several() async throws {
        let village = try Village(seed: 2)
        let homes = try (0..<5).map { _ in try village.settle() }
        village.begin()
        for home in homes { _ = try await home.begin() }
        var all: Set<String> = []
        for (index, home) in homes.enumerated() {
            await home.stop()
            let others = homes.filter { $0 !== home }
            all.insert("boat \(index)")
            try await others[index % 4].launch("boat \(index)")
            for other in others { try await other.sees(all) }
            let node = try await home.start()
            try await node.unlock(Owner(home.somebody.seat))
            try await home.sees(all)
        }
        for home in homes { await home.stop() }
    }

    @Test("What was entered is there after a restart, whoever is near or not")
    func restart() async throws {
        let village = try Village(seed: 3)
        let home = try village.settle()
        village.begin()
        _ = try await home.begin()
        var all: Set<String> = []
        for number in 0..<20 {
            try await home.launch("boat \(number)")
            all.insert("boat \(number)")
        }
        #expect(try await home.node?.status().unshared ?? 0 >= 20)
        await home.stop()
        for _ in 0..<3 {
            let node = try await home.start()
            await #expect(throws: NodeError.self) { try await home.boats() }
            try await node.unlock(Owner(home.somebody.seat))
            try await home.sees(all)
            await home.stop()
        }
    }

    @Test("STORE-6: a node whose log is damaged starts, and has what is gone from others again")
    func damaged() async throws {
        let village = try Village(seed: 31)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        _ = try await a.begin()
        _ = try await b.begin()
        var receipts: [Receipt] = []
        for name in ["Anna", "Bella", "Cleo"] { receipts.append(try await b.launch(name)) }
        try await a.sees(["Anna", "Bella", "Cleo"])
        await a.stop()
        // A page of the disk is not what it was.
        let log = URL(filePath: a.data + "/log.db")
        var bytes = try Data(contentsOf: log)
        let digits = "\(try #require(receipts.last).tip.hash)"
        let hash = Data(
            stride(from: 0, to: 64, by: 2).compactMap {
                UInt8(digits.dropFirst($0).prefix(2), radix: 16)
            })
        var isHurt = false
        while let place = bytes.range(of: hash) {
            bytes[place.lowerBound] ^= 0xFF
            isHurt = true
        }
        #expect(isHurt)
        try bytes.write(to: log)
        let node = try await a.start()
        try await node.unlock(Owner(a.somebody.seat))
        try await a.sees(["Anna", "Bella", "Cleo"])
        await a.stop()
        await b.stop()
    }

    @Test("D9: an entry is unshared until another device has it for good")
    func unshared() async throws {
        let village = try Village(seed: 4)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        let node = try await a.begin()
        try await a.launch("Anna")
        #expect(try await node.status().unshared > 0)
        _ = try await b.begin()
        try await b.sees(["Anna"])
        for _ in 0..<2_400 where try await node.status().unshared > 0 {
            try await Task.sleep(for: .milliseconds(25))
        }
        #expect(try await node.status().unshared == 0)
        await b.stop()
        try await a.launch("Bella")
        #expect(try await node.status().unshared == 1)
        await a.stop()
    }

    @Test("N14: who is locked reads nothing and carries on: what they entered is delivered")
    func locked() async throws {
        let village = try Village(seed: 5)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        let node = try await a.begin()
        try await a.launch("Anna")
        try await node.lock(a.somebody.id)
        await #expect(throws: NodeError.self) { try await a.boats() }
        await #expect(throws: NodeError.self) { try await a.launch("Bella") }
        _ = try await b.begin()
        try await b.sees(["Anna"])
        // And what others enter meanwhile is there when it is unlocked.
        try await b.launch("Cleo")
        for _ in 0..<2_400 where try await b.node?.status().unshared ?? 1 > 0 {
            try await Task.sleep(for: .milliseconds(25))
        }
        await b.stop()
        try await node.unlock(Owner(a.somebody.seat))
        try await a.sees(["Anna", "Cleo"])
        await a.stop()
    }

    @Test("N1: nodes of two realms on one machine and one port have nothing to do with each other")
    func realms() async throws {
        let one = try Village(seed: 6)
        let other = try Village(seed: 7)
        let homes = [try one.settle(), try one.settle(), try other.settle(), try other.settle()]
        one.begin()
        other.begin()
        for home in homes { _ = try await home.begin { $0.network.datagrams = one.port } }
        try await homes[0].launch("Anna")
        try await homes[2].launch("Zora")
        try await homes[1].sees(["Anna"])
        try await homes[3].sees(["Zora"])
        try await Task.sleep(for: .seconds(1))
        for home in homes {
            let status = try await #require(home.node).status()
            let devices = status.peers.compactMap(\.device)
            let mine = homes.filter { $0.village === home.village }.map(\.device.key)
            #expect(devices.allSatisfy { mine.contains($0) })
        }
        #expect(try await homes[0].boats() == ["Anna"])
        #expect(try await homes[2].boats() == ["Zora"])
        for home in homes { await home.stop() }
    }

    @Test(
        "Attack 25: garbage at full rate gets not one datagram for an answer, and friends are heard"
    )
    func garbage() async throws {
        let village = try Village(seed: 8)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        let node = try await a.begin()
        _ = try await b.begin()
        try await a.launch("Anna")
        try await b.sees(["Anna"])
        await b.stop()
        try await Task.sleep(for: .seconds(1))
        let start = ContinuousClock.now
        let before = try await node.status().figures.network
        var settings = NetworkSettings(datagrams: village.port, streams: nil)
        settings.interfaces = ["lo"]
        let flooder = try Network(settings)
        _ = flooder.wait(until: 0)
        let link = try #require(flooder.interfaces.keys.first)
        var random = SeededRandom(seed: 8)
        var bytes = (0..<1_100).map { _ in UInt8(truncatingIfNeeded: random.next()) }
        for number in 0..<100_000 {
            for place in 0..<8 { bytes[place] = UInt8(truncatingIfNeeded: number >> (8 * place)) }
            flooder.shout(bytes, link)
            if number % 1_000 == 0 { _ = flooder.wait(until: 0) }
        }
        let after = try await node.status().figures.network
        #expect(after.datagramsIn - before.datagramsIn > 1_000)
        // It says what it would have said anyway: a beacon now and then.
        let seconds = UInt64((start.duration(to: .now) / .seconds(1)).rounded(.up))
        #expect(after.datagramsOut - before.datagramsOut <= 4 + 2 * seconds)
        #expect(try await node.status().peers.isEmpty)
        _ = try await b.start()
        try await b.node?.unlock(Owner(b.somebody.seat))
        try await b.launch("Bella")
        try await a.sees(["Anna", "Bella"])
        await a.stop()
        await b.stop()
    }

    @Test("LINK-2: strangers who say nothing are few, and are left soon; friends are let in")
    func strangers() async throws {
        let village = try Village(seed: 9)
        let (a, b) = (try village.settle(), try village.settle())
        village.begin()
        let node = try await a.begin()
        let port = try await node.status().port
        var settings = NetworkSettings(datagrams: nil, streams: nil)
        settings.interfaces = ["lo"]
        let stranger = try Network(settings)
        let home = Endpoint(LinkID(0), HostAddress(v4: 127, 0, 0, 1).name, port: port)
        let ids = (0..<20).compactMap { _ in stranger.dial(home) }
        let start = Network.now().ticks
        var ended: [StreamID: UInt64] = [:]
        while ended.count < 20, Network.now().ticks < start + 60_000 {
            for case .ended(let id) in stranger.wait(until: Network.now().ticks + 50) {
                ended[id] = Network.now().ticks - start
            }
        }
        #expect(Set(ended.keys) == Set(ids))
        // All but eight at once; those when their time is over.
        let times = ended.values.sorted()
        #expect(times.count == 20 && times.suffix(8).allSatisfy { $0 >= 9_500 }, "\(times)")
        #expect(times.count == 20 && times[11] < times[12], "\(times)")
        _ = try await b.begin()
        try await a.launch("Anna")
        try await b.sees(["Anna"])
        await a.stop()
        await b.stop()
    }

    @Test("A laptop that belongs to nobody says so, and what to do")
    func stranger() throws {
        let village = try Village(seed: 10)
        var settings = Settings(data: village.folder)
        settings.log.isSilent = true
        do {
            _ = try Node.open(settings)
            Issue.record("it opens")
        } catch {
            #expect("\(error)".hasPrefix("Offline access not available. Please connect"))
        }
    }

    @Test("A folder that another node has is not opened a second time")
    func twice() async throws {
        let village = try Village(seed: 11)
        let home = try village.settle()
        _ = try await home.begin()
        let second = try? await home.start()
        #expect(second == nil)
        await home.stop()
        _ = try await home.start()
        await home.stop()
    }
}
