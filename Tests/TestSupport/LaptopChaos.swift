public import Bundles
internal import Charter
public import Lattice
internal import Replica
internal import Simulation

/// Laptops that enter, meet, restart, lose power and rights, in any order.
public struct LaptopChaos<Store: TestStorage> {
    public let port: Port<Store>

    /// The same seed makes the same happen, whatever the storage is.
    public init(seed: UInt64, steps: Int = 40, _ makeStore: @escaping (DomainID) -> Store) {
        var random = SeededRandom(seed: seed)
        port = Port(seed: 100 + seed, makeStore)
        for _ in 0..<3 { _ = port.join(random.pick([.mainHubUser, .officer, .manager])) }
        port.open(.hub(port.hub))
        port.spread()
        var ids: [RecordID] = []
        for _ in 0..<steps { happen(in: port, &ids, &random) }
        port.meet()
        port.meet()
    }

    /// What each of them has in the end; nil of those who read no more.
    public var pictures: [Picture?] { port.laptops.map { $0.state() } }

    private func happen(in port: Port<Store>, _ ids: inout [RecordID], _ random: inout SeededRandom)
    {
        let laptop = random.pick(port.laptops)
        switch random.below(20) {
        case 0..<11:
            let edits = (0...random.below(3)).map { _ in Edit.any(of: ids, &random) }
            // Sometimes the power goes before the commit: then it was never said.
            let commits = !random.chance(8)
            let outcome = laptop.enter(edits, commits: commits)
            if commits, case .success(let receipt) = outcome {
                ids += receipt.records.filter { $0 != .ledger }
            }
            if !commits { laptop.restart(saving: false, cutting: true) }
        case 11..<15:
            let other = random.pick(port.laptops)
            if other !== laptop { laptop.hear(from: other) }
        case 15: laptop.restart(saving: random.chance(50))
        case 16: laptop.learn()
        case 17 where port.laptops.count < 5:
            _ = port.join(random.pick([.mainHubUser, .officer]))
            port.world.deliver(from: port.world.adminHolder)
        case 18 where random.chance(30):
            let victim = random.pick(port.laptops)
            port.world.realm.decree(
                .revoke(Revocation(.grant(victim.person.grant), victim.tips(&random))))
        default: laptop.hear(from: random.pick(port.laptops))
        }
    }
}
