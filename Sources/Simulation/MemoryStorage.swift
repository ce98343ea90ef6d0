public import Bundles
public import Lattice
public import Replica
public import Seal
internal import Wire

/// Storage in memory: what a simulated laptop has instead of a disk. What is not committed is lost
/// when its power is cut.
public struct MemoryStorage: Storage {
    /// All that is stored.
    private struct Disk {
        var log: [Logged] = []
        var kept: [Kept: [[UInt8]]] = [:]
        var order: [FeedID] = []
        var steps: [FeedID: [BundleNumber]] = [:]
        var incarnation: Incarnation?
        var rows: [RowsName: (shelf: CachedShelf, bookmark: [UInt8])] = [:]
    }

    private struct Logged {
        let bundle: StoredBundle
        let place: LogPlace

        var entry: LogEntry { LogEntry(place, bundle.hash, bundle.bytes) }
    }

    private struct RowsName: Hashable {
        let scope: Address
        let seat: ActID
    }

    private var disk = Disk()
    private var committed = Disk()
    /// How often something was committed.
    public private(set) var commits = 0

    public init() {}

    public mutating func commit() {
        committed = disk
        commits += 1
    }

    /// What a power cut leaves.
    public func afterPowerCut() -> Self {
        var left = self
        left.disk = committed
        return left
    }

    /// The log as it travels, in its order.
    public var bundles: [[UInt8]] { disk.log.map(\.bundle.bytes) }

    public mutating func append(_ bundle: StoredBundle) -> LogPlace {
        let place = LogPlace(UInt64(disk.log.count) + 1)
        disk.log.append(Logged(bundle: bundle, place: place))
        if disk.steps[bundle.feed] == nil {
            disk.order.append(bundle.feed)
            disk.steps[bundle.feed] = []
        }
        return place
    }

    /// Memory is not damaged.
    public func forget(_: LogPlace) {}
    public func forget(_: FeedID) {}

    public mutating func keep(_ thing: Kept, _ bytes: [UInt8]) {
        guard disk.kept[thing]?.contains(bytes) != true else { return }
        disk.kept[thing, default: []].append(bytes)
    }

    public func all(_ sort: Kept) -> [[UInt8]] { disk.kept[sort] ?? [] }

    public func feeds() -> [FeedRecord] {
        disk.order.compactMap { feed in
            let bundles = disk.log.filter { $0.bundle.feed == feed }.map(\.bundle)
            guard let first = bundles.first, let highest = bundles.map(\.number).max() else {
                return nil
            }
            return FeedRecord(
                feed, first.scope, highest: highest, count: bundles.count,
                steps: disk.steps[feed] ?? [])
        }
    }

    public mutating func note(step number: BundleNumber, of feed: FeedID) {
        disk.steps[feed, default: []].append(number)
    }

    public func bundles(of scope: Address, after place: LogPlace, most: Int) -> [LogEntry] {
        Array(
            disk.log[Int(place.number)...].lazy.filter { $0.bundle.scope == scope }
                .prefix(most).map(\.entry))
    }

    public func bundles(of feed: FeedID, from number: BundleNumber, most: Int) -> [LogEntry] {
        let found = disk.log.filter { $0.bundle.feed == feed && $0.bundle.number >= number }
        let sorted = found.sorted { ($0.bundle.number, $0.place) < ($1.bundle.number, $1.place) }
        return sorted.prefix(most).map(\.entry)
    }

    public func entry(at place: LogPlace) -> LogEntry? {
        let index = Int(place.number) - 1
        return disk.log.indices.contains(index) ? disk.log[index].entry : nil
    }

    public func hashes(of feed: FeedID, at number: BundleNumber) -> [BundleHash] {
        disk.log.filter { $0.bundle.feed == feed && $0.bundle.number == number }
            .map(\.bundle.hash)
    }

    public func rows(
        of scope: Address, for seat: ActID
    ) -> (shelf: CachedShelf, bookmark: [UInt8]?) {
        let saved = disk.rows[RowsName(scope: scope, seat: seat)]
        return (saved?.shelf ?? CachedShelf(), saved?.bookmark)
    }

    public mutating func save(
        _ shelf: inout CachedShelf, _ bookmark: [UInt8], of scope: Address, for seat: ActID
    ) {
        disk.rows[RowsName(scope: scope, seat: seat)] = (shelf, bookmark)
    }

    /// Memory is not read by others.
    public func seal(_: any Unlocked, _: inout Entropy) -> Bool { true }
    public func letGo(of _: ActID) {}
    public func work() -> Bool { false }

    public mutating func drop(_ scope: Address, for seat: ActID) {
        disk.rows[RowsName(scope: scope, seat: seat)] = nil
    }

    public func incarnation() -> Incarnation? { disk.incarnation }
    public mutating func keep(_ incarnation: Incarnation) { disk.incarnation = incarnation }

    public func lastOwnTime() -> HybridTime? {
        disk.log.lazy.map(\.bundle).filter(\.isOwn).map(\.time).max()
    }
}
