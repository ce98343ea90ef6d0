internal import Bundles
internal import Charter
internal import Lattice
internal import Replica
public import Simulation
public import Store
public import TestSupport

/// A device at a hub where somebody else writes too. The same seed makes the same one in every
/// process, so that one process can go on with, and look at, what another one left.
public struct Household {
    public let port: TestSupport.Port<MemoryStorage>
    public let survivor: Survivor
    /// What the other one writes: always the same.
    public let news: [[UInt8]]

    public init(
        seed: UInt64, in files: FileStorage.Place? = nil, after lives: UInt64 = 0,
        news count: Int = 12
    ) {
        let port = Port(seed: 500 + seed) { _ in MemoryStorage() }
        let other = port.join()
        survivor = Survivor(port, in: files, after: lives)
        port.open(.hub(port.hub))
        other.learn()
        let charter = Set(other.bundles)
        var random = SeededRandom(seed: seed)
        var ids: [RecordID] = []
        for _ in 0..<count {
            guard case .success(let made) = other.enter([.any(of: ids, &random)]) else { continue }
            ids += made.records.filter { $0 != .ledger }
        }
        news = other.bundles.filter { !charter.contains($0) }
        self.port = port
    }

    /// Has the device do something that devices do. False if it could not.
    public func happen(_ random: inout SeededRandom) -> Bool {
        switch random.below(20) {
        case 0..<13:
            let ids = survivor.confirmed.suffix(12).flatMap(\.records).filter { $0 != .ledger }
            return survivor.enter((0...random.below(3)).map { _ in .any(of: ids, &random) })
        case 13, 14:
            let count = 1 + random.below(news.count)
            return survivor.tell(.bundles(Array(news.prefix(count)))) && survivor.finish()
        case 15: survivor.save()
        case 16: survivor.show()
        case 17:
            if random.chance(50) { survivor.save() }
            survivor.lock()
            return survivor.unlock()
        default: return survivor.finish()
        }
        return survivor.finish()
    }
}
