import Bundles
import Charter
import Glibc
import Gossip
import Identity
import Lattice
import Replica
import Seal
import Simulation
import Store
import Wire

extension Workload {
    /// What it takes to be ready to talk.
    static var syncs: [Workload] {
        [
            Workload(
                name: "sync.state", unit: "start",
                about: "start on 1,000 feeds of so many bundles in all; the heap is what stays",
                sizes: [10_000, 100_000, 1_000_000]
            ) { size in
                let stock = try SyncStock(feeds: 1_000, bundles: size)
                return Trial(
                    setUp: {
                        stock.stop()
                        return stock
                    },
                    work: { stock in
                        try stock.start()
                        return 1
                    })
            }
        ]
    }
}

/// A relay's log, and the station that stands on it.
private final class SyncStock {
    private let folder = BenchFolder()
    private let realm: ScriptedRealm
    private var station: Station<FileStorage>?

    init(feeds: Int, bundles: Int) throws {
        realm = ScriptedRealm()
        let seat = realm.enrol()
        let grant = realm.grant(.clerk, to: seat)
        let epoch = EpochID(high: 1, low: 1)
        let body = [UInt8](repeating: 7, count: 64)
        var replica = try made()
        var effects: [Effect] = []
        replica.handle(.roots(realm.said.roots), at: Self.now, into: &effects)
        for _ in 0..<feeds {
            let writer = realm.writer(seat, under: grant, in: .common)
            for _ in 1..<max(2, bundles / feeds) { _ = writer.bundle(sealed: epoch) { _ in body } }
            replica.handle(.bundles(writer.bundles.map(\.bytes)), at: Self.now, into: &effects)
            try replica.withStorage { (storage) throws(StoreError) in try storage.commit() }
        }
        let stored = replica.storedFeeds.count
        precondition(stored >= feeds, "\(stored) feeds of \(feeds) were let in")
        replica.withStorage { $0.close() }
    }

    private static let now = WallTime(milliseconds: 1_700_000_000_000)

    private func made() throws -> Replica<FileStorage> {
        let place = FileStorage.Place(data: folder.path, run: folder.run)
        return Replica(
            realm: realm.id, storage: try FileStorage(place, realm: realm.id),
            SecrecySamples.entropy(1), at: Self.now)
    }

    func stop() {
        station?.replica.withStorage { $0.close() }
        station = nil
    }

    /// Everything that talking needs, the root of what is held as well.
    func start() throws {
        let clock = Now(ticks: 1, boot: 1, wall: Self.now)
        var entropy = SecrecySamples.entropy(2)
        var made = Station(
            try made(), as: nil, HelloKey(&entropy), port: 1, SecrecySamples.entropy(3), at: clock)
        _ = made.root()
        station = consume made
    }
}
