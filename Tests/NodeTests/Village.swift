import Bundles
import Charter
import Foundation
import Identity
import Keys
import Lattice
import Network
import Node
import Queries
import Replica
import Schema
import Seal
import Simulation
import Store
import TestSupport
import Wire

/// A realm with people whose laptops are nodes as they ship: files, threads and sockets of this
/// machine.
final class Village {
    let world: KeyWorld
    let hello: HelloKey
    let folder: String
    private(set) var homes: [Home] = []
    /// Villages of several tests do not hear each other.
    let port: UInt16

    init(seed: UInt64) throws {
        world = KeyWorld(seed: seed, policy: Harbour.policy)
        world.realm.decree(.schema(SchemaChange(1, Harbour.schema.hash)))
        let words: InlineArray<4, UInt64> = [seed, 7, 7, 9]
        var entropy = Entropy(Secret(copying: words.span.bytes))
        hello = HelloKey(&entropy)
        folder = FileManager.default.temporaryDirectory.path + "/village-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        port = UInt16.random(in: 22_000...30_000)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    var hub: HubID { world.hubs[0] }

    /// Somebody with a laptop of their own, which is off so far.
    func settle(_ role: RoleNumber = .mainHubUser) throws -> Home {
        let home = try Home(world.person(role, at: [hub]), homes.count, in: self)
        homes.append(home)
        return home
    }

    /// Everybody has the keys of what they read.
    func begin() {
        for scope in [Address.hub(hub), .common] { world.begin(scope) }
    }
}

/// A laptop.
final class Home {
    let somebody: Somebody
    let village: Village
    let device: Device
    let data: String
    private(set) var node: Node?

    init(_ somebody: Somebody, _ number: Int, in village: Village) throws {
        (self.somebody, self.village) = (somebody, village)
        device = Device(
            somebody.seat.signer.device, on: MachineID(high: 1, low: UInt64(number)))
        device.join(village.world.realm.id, village.hello)
        data = village.folder + "/\(number)"
        try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
    }

    func start(_ change: (inout Settings) -> Void = { _ in }) async throws -> Node {
        var settings = Settings(data: data)
        settings.network = NetworkSettings(datagrams: village.port, streams: 0)
        settings.network.interfaces = ["lo"]
        settings.log.isSilent = ProcessInfo.processInfo.environment["NODE_LOG"] == nil
        settings.log.level = .debug
        change(&settings)
        let node = try Node.open(settings, as: device, in: village.world.realm.id)
        self.node = node
        return node
    }

    /// With what its person was given on enrolment, unlocked.
    func begin(_ change: (inout Settings) -> Void = { _ in }) async throws -> Node {
        let node = try await start(change)
        let (roots, proofs, bundles) = village.world.realm.said
        try await node.tell([
            .roots(roots), .bundles(bundles), .proofs(proofs),
            .schemas([Harbour.schema.encoding]), .envelopes(somebody.holder.envelopes.all),
        ])
        try await node.unlock(Owner(somebody.seat))
        return node
    }

    func stop() async {
        await node?.close()
        node = nil
    }

    /// Enters a boat.
    @discardableResult
    func launch(_ name: String) async throws -> Receipt {
        guard let node else { throw NodeError.closed }
        let boat = Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
        return try await node.commit(
            Entry(in: .hub(village.hub), [boat]), by: somebody.id)
    }

    /// The names of all boats that its person reads.
    func boats() async throws -> Set<String> {
        guard let node else { throw NodeError.closed }
        let reader = try await node.reader(of: somebody.id)
        let page = try reader.page(
            Query(KindNumber(Harbour.boat)), in: [.hub(village.hub)], of: Harbour.schema)
        return Set(
            page.content.items.compactMap { shown in
                shown.value(of: FieldNumber(0)).flatMap(read)
            })
    }

    /// Waits until its person reads these boats; how long that took, in milliseconds. However
    /// busy the machine is, it looks some times.
    @discardableResult
    func sees(_ names: Set<String>, within seconds: Double = 60) async throws -> Double {
        let start = ContinuousClock.now
        var looks = 0
        while start.duration(to: .now) < .seconds(seconds) || looks < 20 {
            if try await boats() == names { return start.duration(to: .now) / .milliseconds(1) }
            looks += 1
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Unseen(seen: try await boats(), wanted: names)
    }

    struct Unseen: Error {
        let seen: Set<String>
        let wanted: Set<String>
    }
}

/// A text as it is in a record.
private func read(_ value: Value) -> String? {
    var reader = Reader(value.span, of: .body)
    return try? reader.text(most: 200)
}

extension Village {
    /// A relay that carries this realm, on a port of its own.
    func relay(
        _ name: String = "relay", of realms: [DomainID]? = nil, quota: Int? = nil,
        port: UInt16 = 0
    ) throws -> Relay {
        var settings = Settings(data: folder + "/" + name)
        settings.network = NetworkSettings(datagrams: nil, streams: port)
        settings.network.interfaces = ["lo"]
        settings.network.isPortFixed = port != 0
        settings.quota = quota
        settings.log.isSilent = ProcessInfo.processInfo.environment["NODE_LOG"] == nil
        settings.log.level = .debug
        return try Relay.open(settings, carrying: realms ?? [world.realm.id])
    }
}

extension Relay {
    /// How laptops are told of it.
    var peering: Peering {
        get async throws {
            let port = try await status().first?.port ?? 0
            return Peering("127.0.0.1", port: port, relay: key)
        }
    }
}
