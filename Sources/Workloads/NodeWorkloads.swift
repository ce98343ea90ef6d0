import Bundles
import Charter
import Foundation
import Identity
import Keys
import Lattice
import Network
import Node
import Replica
import Schema
import Seal
import Simulation
import Store
import Synchronization
import Wire

extension Workload {
    /// Nodes as they ship, on the loopback of this machine.
    static var nodes: [Workload] {
        [
            Workload(
                name: "nodes.change", unit: "change",
                about: "a change durable at one node and read at another (must: p50 0.8, p99 2 ms)",
                sizes: [500]
            ) { size in
                Trial(
                    setUp: { try NodePair() },
                    work: { pair in
                        var times = try pair.changes(size)
                        times.sort()
                        func at(_ share: Double) -> String {
                            let time = times[Int(Double(times.count - 1) * share)]
                            return String(format: "%.2f ms", time)
                        }
                        Notice.say(
                            "nodes.change: p50 \(at(0.5)), p90 \(at(0.9)), p99 \(at(0.99))")
                        return size
                    })
            }
        ]
    }
}

/// Two laptops of one hub, which have met.
private final class NodePair {
    private let folder = BenchFolder()
    private let world = KeyWorld(seed: 1, policy: Harbour.policy)
    private let people: [Somebody]
    private var nodes: [Node] = []
    private let place: Address

    init() throws {
        world.realm.decree(.schema(SchemaChange(1, Harbour.schema.hash)))
        place = .hub(world.hubs[0])
        let (world, hub) = (world, world.hubs[0])
        people = (0..<2).map { _ in world.person(.mainHubUser, at: [hub]) }
        for scope in [Address.hub(hub), .common] { world.begin(scope) }
        let seed: InlineArray<4, UInt64> = [7, 7, 7, 7]
        var entropy = Entropy(Secret(copying: unsafe seed.span.bytes))
        let hello = HelloKey(&entropy)
        let port = UInt16.random(in: 41_000...42_000)
        for (number, somebody) in people.enumerated() {
            let data = folder.path + "/\(number)"
            try FileManager.default.createDirectory(
                atPath: data, withIntermediateDirectories: true)
            let device = Device(
                somebody.seat.signer.device, on: MachineID(high: 9, low: UInt64(number)))
            device.join(world.realm.id, hello)
            var settings = Settings(data: data)
            settings.network = NetworkSettings(datagrams: port, streams: 0)
            settings.network.interfaces = ["lo"]
            settings.log.isSilent = true
            nodes.append(try Node.open(settings, as: device, in: world.realm.id))
        }
        try waiting { [self] in
            for (node, somebody) in zip(nodes, people) {
                let (roots, proofs, bundles) = world.realm.said
                try await node.tell([
                    .roots(roots), .bundles(bundles), .proofs(proofs),
                    .schemas([Harbour.schema.encoding]),
                    .envelopes(somebody.holder.envelopes.all),
                ])
                try await node.unlock(Owner(somebody.seat))
            }
        }
        _ = try changes(20)
    }

    deinit {
        let nodes = nodes
        try? waiting { for node in nodes { await node.close() } }
    }

    /// How long each of so many changes took until the other read it, in milliseconds.
    func changes(_ count: Int) throws -> [Double] {
        let (first, other) = (nodes[0], nodes[1])
        let (writer, reader) = (people[0].id, people[1].id)
        let place = place
        let times = Mutex<[Double]>([])
        try waiting {
            let rows = try await other.reader(of: reader)
            var mark: ChangeMark?
            while let changed = try rows.changes(after: mark) { mark = changed.mark }
            var changes = rows.subscribe(after: mark).makeAsyncIterator()
            let clock = ContinuousClock()
            for number in 0..<count {
                let boat = Edit.create(
                    KindNumber(Harbour.boat), FieldNumber(0), text("boat \(number)"))
                let start = clock.now
                _ = try await first.commit(Entry(in: place, [boat]), by: writer)
                _ = try await changes.next()
                let time = start.duration(to: clock.now) / .milliseconds(1)
                times.withLock { $0.append(time) }
            }
        }
        return times.withLock { $0 }
    }

    /// Waits here for what is done elsewhere.
    private func waiting(_ body: @escaping () async throws -> Void) throws {
        let done = DispatchSemaphore(value: 0)
        let failure = Mutex<(any Error)?>(nil)
        let box = Carried(body)
        Task.detached {
            do { try await box.body() } catch { failure.withLock { $0 = error } }
            done.signal()
        }
        done.wait()
        if let error = failure.withLock({ $0 }) { throw error }
    }

    private struct Carried: @unchecked Sendable {
        let body: () async throws -> Void
        init(_ body: @escaping () async throws -> Void) { self.body = body }
    }
}
