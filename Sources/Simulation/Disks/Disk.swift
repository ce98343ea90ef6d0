public import Bundles
public import Lattice
public import Replica
public import Seal
internal import Store

/// What simulated laptops keep things on.
public enum DiskSort: String, CaseIterable, Hashable, Sendable {
    /// Memory that does what a store has to do.
    case memory
    /// The store that ships: files that SQLite writes, on a disk that loses power.
    case files
}

/// The storage of a machine that is on. A run must not tell which sort it is.
public struct Disk: Storage {
    private var memory: MemoryStorage
    private var files: FileStorage?
    /// Whether something is there that a power cut would take.
    private(set) var isDirty = false

    init(_ memory: MemoryStorage) { self.memory = memory }

    init(_ files: FileStorage) {
        memory = MemoryStorage()
        self.files = files
    }

    /// Has all outlive a power cut, and the guard know of it: from then on it may be told.
    mutating func commit() throws(StoreError) {
        isDirty = false
        guard files != nil else { return memory.commit() }
        try files?.commit()
        try files?.guardCommits()
    }

    /// What a power cut would leave, of memory alone.
    var inMemory: MemoryStorage? { files == nil ? memory.afterPowerCut() : nil }

    /// What SQLite finds wrong with the files, or else the store.
    func faults() throws(StoreError) -> [String] {
        guard let files else { return [] }
        if let failure = files.failure { return ["\(failure)"] }
        return try files.faults()
    }

    // MARK: The log

    @discardableResult
    public mutating func append(_ bundle: StoredBundle) -> LogPlace {
        isDirty = true
        return files?.append(bundle) ?? memory.append(bundle)
    }

    public mutating func forget(_ place: LogPlace) {
        isDirty = true
        files?.forget(place)
        memory.forget(place)
    }

    public mutating func forget(_ feed: FeedID) {
        isDirty = true
        files?.forget(feed)
        memory.forget(feed)
    }

    public mutating func keep(_ thing: Kept, _ bytes: [UInt8]) {
        isDirty = true
        if let files { files.keep(thing, bytes) } else { memory.keep(thing, bytes) }
    }

    public func all(_ sort: Kept) -> [[UInt8]] { files?.all(sort) ?? memory.all(sort) }

    public func feeds() -> [FeedRecord] { files?.feeds() ?? memory.feeds() }

    public mutating func note(step number: BundleNumber, of feed: FeedID) {
        isDirty = true
        if let files {
            files.note(step: number, of: feed)
        } else {
            memory.note(step: number, of: feed)
        }
    }

    public func bundles(of scope: Address, after place: LogPlace, most: Int) -> [LogEntry] {
        files?.bundles(of: scope, after: place, most: most)
            ?? memory.bundles(of: scope, after: place, most: most)
    }

    public func bundles(of feed: FeedID, from number: BundleNumber, most: Int) -> [LogEntry] {
        files?.bundles(of: feed, from: number, most: most)
            ?? memory.bundles(of: feed, from: number, most: most)
    }

    public func entry(at place: LogPlace) -> LogEntry? {
        guard let files else { return memory.entry(at: place) }
        return files.entry(at: place)
    }

    public func hashes(of feed: FeedID, at number: BundleNumber) -> [BundleHash] {
        files?.hashes(of: feed, at: number) ?? memory.hashes(of: feed, at: number)
    }

    public func statements() -> [[UInt8]] { files?.statements() ?? memory.statements() }

    public mutating func keep(statement: [UInt8], of device: DeviceKey) {
        isDirty = true
        if let files {
            files.keep(statement: statement, of: device)
        } else {
            memory.keep(statement: statement, of: device)
        }
    }

    public func incarnation() -> Incarnation? {
        guard let files else { return memory.incarnation() }
        return files.incarnation()
    }

    public mutating func keep(_ incarnation: Incarnation) {
        isDirty = true
        if let files { files.keep(incarnation) } else { memory.keep(incarnation) }
    }

    public func lastOwnTime() -> HybridTime? {
        guard let files else { return memory.lastOwnTime() }
        return files.lastOwnTime()
    }

    // MARK: The rows

    public mutating func rows(
        of scope: Address, for seat: ActID
    ) -> (shelf: CachedShelf, bookmark: [UInt8]?) {
        files?.rows(of: scope, for: seat) ?? memory.rows(of: scope, for: seat)
    }

    public mutating func save(
        _ shelf: inout CachedShelf, _ bookmark: [UInt8], of scope: Address, for seat: ActID
    ) {
        isDirty = true
        if let files {
            files.save(&shelf, bookmark, of: scope, for: seat)
        } else {
            memory.save(&shelf, bookmark, of: scope, for: seat)
        }
    }

    public mutating func drop(_ scope: Address, for seat: ActID) {
        isDirty = true
        files?.drop(scope, for: seat)
        memory.drop(scope, for: seat)
    }

    public mutating func seal(_ owner: any Unlocked, _ entropy: inout Entropy) -> Bool {
        files?.seal(owner, &entropy) ?? memory.seal(owner, &entropy)
    }

    public func work() -> Bool { files?.work() ?? memory.work() }
    public mutating func letGo(of seat: ActID) { files?.letGo(of: seat) }
}
