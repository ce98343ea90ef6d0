public import Bundles
internal import Charter
public import Lattice
public import Replica
public import Seal
internal import Wire

/// Storage in memory: what a simulated laptop has instead of a disk. What is not committed is lost
/// when its power is cut. A copy of it is a backup.
public struct MemoryStorage: Storage {
    /// What was written, in its order, found by feed and scope.
    private var log: [StoredBundle] = []
    /// Places in the log, of each feed by number, and of each scope as they came.
    private var byFeed: [FeedID: [Int]] = [:]
    private var byScope: [Address: [Int]] = [:]
    private var opened: [FeedID] = []
    private var highest: [FeedID: BundleNumber] = [:]
    private var steps: [Step] = []
    private var kept: [Kept: [[UInt8]]] = [:]
    private var known: [Kept: Set<[UInt8]>] = [:]
    private var other = Other()
    private var committed = Marks()

    private struct Step: Hashable {
        let feed: FeedID
        let number: BundleNumber
    }

    /// What is replaced as a whole.
    private struct Other {
        var incarnation: Incarnation?
        var statements: SortedMap<DeviceKey, [UInt8]> = SortedMap()
        var rows: [RowsName: (shelf: CachedShelf, bookmark: [UInt8])] = [:]
    }

    /// How far all was written when it was last committed.
    private struct Marks {
        var log = 0
        var steps = 0
        var kept: [Kept: Int] = [:]
        var other = Other()
    }

    private struct RowsName: Hashable {
        let scope: Address
        let seat: ActID
    }

    /// Rows are saved and incarnations drawn apart from what is in the log.
    private var isOtherDirty = false
    /// How often something was committed.
    public private(set) var commits = 0

    public init() {}

    public mutating func commit() {
        committed.log = log.count
        committed.steps = steps.count
        for (sort, all) in kept { committed.kept[sort] = all.count }
        committed.other = other
        isOtherDirty = false
        commits += 1
    }

    /// What a power cut leaves.
    public func afterPowerCut() -> Self {
        var left = self
        left.other = committed.other
        left.isOtherDirty = false
        guard
            committed.log < log.count || committed.steps < steps.count
                || kept.contains(where: { committed.kept[$0.key, default: 0] < $0.value.count })
        else { return left }
        left = Self()
        for bundle in log.prefix(committed.log) { _ = left.append(bundle) }
        for step in steps.prefix(committed.steps) { left.note(step: step.number, of: step.feed) }
        for sort in Kept.allCases {
            for bytes in (kept[sort] ?? []).prefix(committed.kept[sort] ?? 0) {
                left.keep(sort, bytes)
            }
        }
        left.other = committed.other
        left.commit()
        left.commits = commits
        return left
    }

    /// The same as if the roots had said nothing from a record on.
    public func before(root number: UInt32) -> Self {
        var copy = afterPowerCut()
        let all = copy.all(.roots)
        copy.kept[.roots] = all.filter { bytes in
            (try? RootRecord(encoding: bytes)).map { $0.number < number } ?? false
        }
        copy.known[.roots] = Set(copy.kept[.roots] ?? [])
        copy.other.rows = [:]
        copy.commit()
        return copy
    }

    /// The same with no incarnation: what a device goes on with whose guard does not fit. Without
    /// own bundles no guard is needed (spec/08-store.md#store-4).
    public func asOtherCopy() -> Self {
        var copy = afterPowerCut()
        if copy.log.contains(where: \.isOwn) { copy.other.incarnation = nil }
        copy.commit()
        return copy
    }

    /// Whether something is there that a power cut would take.
    public var isDirty: Bool {
        committed.log < log.count || committed.steps < steps.count || isOtherDirty
            || kept.contains { committed.kept[$0.key, default: 0] < $0.value.count }
    }

    /// The log as it travels, in its order.
    public var bundles: [[UInt8]] { log.map(\.bytes) }

    /// Whether a bundle is there for good.
    public func hasCommitted(_ feed: FeedID, _ tip: Tip) -> Bool {
        places(of: feed, from: tip.number).contains { place in
            place < committed.log && log[place].number == tip.number && log[place].hash == tip.hash
        }
    }

    public mutating func append(_ bundle: StoredBundle) -> LogPlace {
        let place = log.count
        log.append(bundle)
        if byFeed[bundle.feed] == nil { opened.append(bundle.feed) }
        byScope[bundle.scope, default: []].append(place)
        let index = insertion(of: bundle.number, in: byFeed[bundle.feed] ?? [])
        byFeed[bundle.feed, default: []].insert(place, at: index)
        highest[bundle.feed] = max(highest[bundle.feed] ?? bundle.number, bundle.number)
        return LogPlace(UInt64(place) + 1)
    }

    /// Behind all of the same number, for they came before.
    private func insertion(of number: BundleNumber, in places: [Int]) -> Int {
        if let last = places.last, log[last].number <= number { return places.count }
        return places.firstIndex { log[$0].number > number } ?? places.count
    }

    private func places(of feed: FeedID, from number: BundleNumber) -> ArraySlice<Int> {
        let all = byFeed[feed] ?? []
        return all[all.firstPlace { log[$0].number < number }...]
    }

    private func entry(_ index: Int) -> LogEntry {
        LogEntry(LogPlace(UInt64(index) + 1), log[index].hash, log[index].bytes)
    }

    /// Memory is not damaged.
    public func forget(_: LogPlace) {}
    public func forget(_: FeedID) {}

    public mutating func keep(_ thing: Kept, _ bytes: [UInt8]) {
        guard known[thing, default: []].insert(bytes).inserted else { return }
        kept[thing, default: []].append(bytes)
    }

    public func all(_ sort: Kept) -> [[UInt8]] { kept[sort] ?? [] }

    public func feeds() -> [FeedRecord] {
        let steps = Dictionary(grouping: steps, by: \.feed).mapValues { $0.map(\.number) }
        return opened.compactMap { feed in
            guard let places = byFeed[feed], let first = places.first, let last = highest[feed]
            else { return nil }
            return FeedRecord(
                feed, log[first].scope, highest: last, count: places.count,
                byteCount: places.reduce(0) { $0 + log[$1].bytes.count },
                steps: steps[feed] ?? [])
        }
    }

    public mutating func note(step number: BundleNumber, of feed: FeedID) {
        steps.append(Step(feed: feed, number: number))
    }

    public func bundles(of scope: Address, after place: LogPlace, most: Int) -> [LogEntry] {
        let all = byScope[scope] ?? []
        let start = all.firstPlace { $0 < Int(place.number) }
        return all[start...].prefix(most).map { entry($0) }
    }

    public func bundles(of feed: FeedID, from number: BundleNumber, most: Int) -> [LogEntry] {
        places(of: feed, from: number).prefix(most).map { entry($0) }
    }

    public func entry(at place: LogPlace) -> LogEntry? {
        let index = Int(place.number) - 1
        return log.indices.contains(index) ? entry(index) : nil
    }

    public func statements() -> [[UInt8]] { other.statements.entries.map(\.value) }

    public mutating func keep(statement: [UInt8], of device: DeviceKey) {
        other.statements[device] = statement
        isOtherDirty = true
    }

    public func hashes(of feed: FeedID, at number: BundleNumber) -> [BundleHash] {
        places(of: feed, from: number).prefix { log[$0].number == number }.map { log[$0].hash }
    }

    public func rows(
        of scope: Address, for seat: ActID
    ) -> (shelf: CachedShelf, bookmark: [UInt8]?) {
        let saved = other.rows[RowsName(scope: scope, seat: seat)]
        return (saved?.shelf ?? CachedShelf(), saved?.bookmark)
    }

    public mutating func save(
        _ shelf: inout CachedShelf, _ bookmark: [UInt8], of scope: Address, for seat: ActID
    ) {
        other.rows[RowsName(scope: scope, seat: seat)] = (shelf, bookmark)
        isOtherDirty = true
    }

    /// Memory is not read by others.
    public func seal(_: any Unlocked, _: inout Entropy) -> Bool { true }
    public func letGo(of _: ActID) {}
    public func work() -> Bool { false }

    public mutating func drop(_ scope: Address, for seat: ActID) {
        other.rows[RowsName(scope: scope, seat: seat)] = nil
        isOtherDirty = true
    }

    public func incarnation() -> Incarnation? { other.incarnation }
    public mutating func keep(_ incarnation: Incarnation) {
        other.incarnation = incarnation
        isOtherDirty = true
    }

    public func lastOwnTime() -> HybridTime? {
        log.lazy.filter(\.isOwn).map(\.time).max()
    }
}

extension [Int] {
    /// The first place of which something is not true any more that was true of all before.
    fileprivate func firstPlace(after isBefore: (Int) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
