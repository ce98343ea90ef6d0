public import Bundles
internal import Keys
public import Lattice
public import Replica
public import Seal

/// Storage in files: the log in one folder, for good; the rows of unlocked seats in another, for a
/// run (spec/08-store.md#store-1).
public struct FileStorage: Storage {
    /// Where things are.
    public struct Place: Sendable {
        /// The folder of what outlives everything.
        public var data: String
        /// The folder of what is in the clear: in memory, gone with the power; nil where rows are
        /// to lie in the clear beside the log, as somebody may choose for a server.
        public var run: String?
        /// The file layer of SQLite; nil for the usual one.
        public var vfs: String?

        public init(data: String, run: String?, vfs: String? = nil) {
            self.data = data
            self.run = run
            self.vfs = vfs
        }

        var log: String { data + "/log.db" }
        func state(of seat: ActID) -> String { (run ?? data) + "/state-\(seat.short16).db" }

        /// Takes both folders.
        func lock() throws(StoreError) -> [FolderLock] {
            let first = try FolderLock(data)
            guard let run else { return [first] }
            return [first, try FolderLock(bare: run)]
        }
    }

    public let place: Place
    let log: LogFile
    private let keeper: any GuardKeeper
    /// None where the file layer is one that no other process sees.
    private let locks: [FolderLock]
    private var states: [ActID: StateFile] = [:]
    private var sealings: [ActID: RowSealing] = [:]
    /// Which state was sealed last; the same is not sealed again.
    private var sealedVersions: [ActID: Int64] = [:]
    private let realm: DomainID
    /// Seats whose sealed rows could not be read, and are made again.
    public private(set) var remade: [ActID] = []
    /// Whether the log is an older copy of itself, or of another device: its feeds are left, and
    /// others are opened under a new incarnation.
    public private(set) var isOtherCopy: Bool
    /// How many own commits the guard knows of.
    public private(set) var guarded: UInt64

    /// Opens what is there, or begins. `keeper` is where the guard is; a file beside the log, if it
    /// is not given.
    public init(
        _ place: Place, realm: DomainID, keeper: (any GuardKeeper)? = nil
    ) throws(StoreError) {
        self.place = place
        self.realm = realm
        locks = place.vfs == nil ? try place.lock() : []
        if let run = place.run, place.vfs == nil { Leftovers.remove(from: run) }
        log = try LogFile(place.log, realm: realm, vfs: place.vfs)
        self.keeper = keeper ?? GuardFile(in: place.data, besides: place.log)
        let bytes = try self.keeper.read()
        let known = bytes.flatMap { Guard($0) }
        // One that cannot be read is as good as another's: nothing is known.
        let verdict = try log.verdict(on: known, identity: self.keeper.identity())
        isOtherCopy = verdict == .broken || (bytes != nil && known == nil)
        guarded = isOtherCopy ? 0 : known?.own.count ?? 0
        log.forgetOwn(before: guarded)
    }

    /// How many bundles this device has written; nothing beyond what is guarded is sent.
    public var ownCommits: UInt64 { log.own.count }

    /// Has the guard know of all that was committed. It takes as long as a disk does, and is not
    /// waited for when something is confirmed to a person: only before it is sent.
    public mutating func guardCommits() throws(StoreError) {
        guard guarded != log.own.count else { return }
        let own = log.own
        try keeper.write(Guard(own, keeper.identity()).bytes)
        guarded = own.count
        isOtherCopy = false
        log.forgetOwn(before: own.count)
    }

    /// Makes all that was done outlive a power cut, or throws what went wrong: then the replica is
    /// to be opened again from what is stored.
    public func commit() throws(StoreError) {
        for state in states.values { if let failure = state.failure { throw failure } }
        try log.commit()
        for state in states.values { state.commit() }
        for state in states.values { if let failure = state.failure { throw failure } }
    }

    /// The first thing that went wrong since the store was opened.
    public var failure: StoreError? {
        log.failure ?? states.values.compactMap(\.failure).first
    }

    /// The same of a log that another thread goes on using, as it is at one moment.
    public static func backUp(
        _ place: Place, to path: String, progress: (_ pages: Int, _ of: Int) -> Void
    ) throws(StoreError) {
        let log = try Database(place.log, .readWrite, vfs: place.vfs)
        // A moment is held on to, or whatever is written meanwhile would begin the copy anew.
        try log.run("PRAGMA query_only = 1; BEGIN")
        _ = try log.number("SELECT count(*) FROM scopes")
        let other = try Database(path, .create, vfs: place.vfs)
        try log.backUp(to: other, progress: progress)
        try other.run("PRAGMA journal_mode = DELETE")
    }

    /// Copies the log to another file while it is in use. What it becomes is a device's log again
    /// only where the guard says so: else it is another incarnation's.
    public func backUp(to path: String) throws(StoreError) {
        try log.backUp(to: path, vfs: place.vfs)
    }

    /// Takes away what is damaged, so that it comes again from peers. To be done before a replica
    /// is opened. Returns how many things are gone.
    public func repair() throws(StoreError) -> Int { try log.repair() }

    /// Everything that is wrong with the log's file; empty if nothing is.
    public func faults() throws(StoreError) -> [String] { try log.faults() }

    /// Lets go of all files; what was not committed is as if it had not been.
    public mutating func close() {
        sealings = [:]
        log.forgetUncommitted()
        for seat in states.keys.sorted() { letGo(of: seat) }
        log.close()
        // Other values of this store may live longer: it is closed for them, too.
        for lock in locks { lock.release() }
    }

    // MARK: The log

    public func append(_ bundle: StoredBundle) -> LogPlace {
        log.attempt(writing: true, .start) { () throws(StoreError) in try log.append(bundle) }
    }

    public func forget(_ place: LogPlace) {
        log.attempt(writing: true, ()) { () throws(StoreError) in try log.forget(place) }
    }

    public func forget(_ feed: FeedID) {
        log.attempt(writing: true, ()) { () throws(StoreError) in try log.forget(feed) }
    }

    public func keep(_ thing: Kept, _ bytes: [UInt8]) {
        log.attempt(writing: true, ()) { () throws(StoreError) in try log.keep(thing, bytes) }
    }

    public func all(_ sort: Kept) -> [[UInt8]] {
        log.attempt([]) { () throws(StoreError) in try log.all(sort) }
    }

    public func feeds() -> [FeedRecord] {
        log.attempt([]) { () throws(StoreError) in try log.feeds() }
    }

    public func note(step number: BundleNumber, of feed: FeedID) {
        log.attempt(writing: true, ()) { () throws(StoreError) in
            try log.note(step: number, of: feed)
        }
    }

    public func bundles(of scope: Address, after place: LogPlace, most: Int) -> [LogEntry] {
        log.attempt([]) { () throws(StoreError) in
            try log.bundles(of: scope, after: place, most: most)
        }
    }

    public func bundles(of feed: FeedID, from number: BundleNumber, most: Int) -> [LogEntry] {
        log.attempt([]) { () throws(StoreError) in
            try log.bundles(of: feed, from: number, most: most)
        }
    }

    public func entry(at place: LogPlace) -> LogEntry? {
        log.attempt(nil) { () throws(StoreError) in try log.entry(at: place) }
    }

    public func hashes(of feed: FeedID, at number: BundleNumber) -> [BundleHash] {
        log.attempt([]) { () throws(StoreError) in try log.hashes(of: feed, at: number) }
    }

    public func incarnation() -> Incarnation? {
        if isOtherCopy { return nil }
        return log.attempt(nil) { () throws(StoreError) in
            try log.fact("incarnation").flatMap { Incarnation(octets: $0) }
        }
    }

    public func keep(_ incarnation: Incarnation) {
        log.attempt(writing: true, ()) { () throws(StoreError) in
            try log.keep(fact: "incarnation", incarnation.octets)
        }
    }

    public func statements() -> [[UInt8]] {
        log.attempt([]) { () throws(StoreError) in try log.facts(under: "statement") }
    }

    public func keep(statement: [UInt8], of device: DeviceKey) {
        log.attempt(writing: true, ()) { () throws(StoreError) in
            try log.keep(fact: "statement/\(device)", statement)
        }
    }

    public func lastOwnTime() -> HybridTime? {
        log.attempt(nil) { () throws(StoreError) in try log.lastOwnTime() }
    }

    // MARK: The rows

    /// Makes a seat's rows ready, before it is unlocked: as they were sealed last, or empty ones,
    /// which are made again from the log.
    public mutating func prepare(_ owner: any Unlocked) throws(StoreError) {
        let seat = owner.seat
        guard states[seat] == nil else { return }
        let path = place.state(of: seat)
        if place.run == nil {
            states[seat] = try lasting(path, seat)
            return
        }
        // It may be ahead of the log (spec/08-store.md#store-1).
        remove(path)
        let restoration = try RowSealing.restore(
            to: path, vfs: place.vfs, from: log, for: owner, realm: realm)
        if restoration == .unreadable {
            remade.append(seat)
            remove(path)
        }
        let state: StateFile
        do throws(StoreError) { state = try StateFile(path, vfs: place.vfs) } catch {
            guard restoration == .restored, error.isOfContent else { throw error }
            remade.append(seat)
            remove(path)
            state = try StateFile(path, vfs: place.vfs)
        }
        if restoration == .restored { sealedVersions[seat] = state.version }
        states[seat] = state
    }

    /// Rows in the clear that were there before, if they are what this log says that they were when
    /// they were let go of.
    private func lasting(_ path: String, _ seat: ActID) throws(StoreError) -> StateFile {
        let known = try log.fact(Self.seal(of: seat))
        // From now on they are changed: whoever ends without a word leaves nothing to go by.
        log.attempt(writing: true, ()) { () throws(StoreError) in
            try log.keep(fact: Self.seal(of: seat), [])
        }
        try log.commit()
        if known?.isEmpty != false || known != (try? RawFile.hash(of: path, vfs: place.vfs)) {
            remove(path)
        }
        // Nothing beside the file was let go of with it.
        for part in ["-wal", "-shm"] { RawFile.remove(path + part, vfs: place.vfs) }
        return try StateFile(path, vfs: place.vfs, isLasting: true)
    }

    private static func seal(of seat: ActID) -> String { "hash of the rows of \(seat.short16)" }

    /// Notes in the log what rows in the clear are that are let go of.
    private func seal(_ state: StateFile, of seat: ActID) {
        guard place.run == nil, (try? state.holdStill()) == true,
            let hash = try? RawFile.hash(of: place.state(of: seat), vfs: place.vfs)
        else { return }
        log.attempt(writing: true, ()) { () throws(StoreError) in
            try log.keep(fact: Self.seal(of: seat), hash)
        }
        try? log.commit()
    }

    private func remove(_ path: String) {
        for part in ["", "-wal", "-shm"] { RawFile.remove(path + part, vfs: place.vfs) }
    }

    public mutating func seal(_ owner: any Unlocked, _ entropy: inout Entropy) -> Bool {
        let seat = owner.seat
        guard place.run != nil, let state = states[seat], failure == nil else { return true }
        return log.attempt(writing: true, true) { () throws(StoreError) in
            if sealings[seat] == nil {
                guard sealedVersions[seat] != state.version else { return true }
                sealings[seat] = try RowSealing(
                    of: state, in: log, for: owner, realm: realm, &entropy)
                guard sealings[seat] != nil else { return true }
                sealedVersions[seat] = state.version
            }
            guard try sealings[seat]?.step(&entropy) == true else { return false }
            sealings[seat] = nil
            return true
        }
    }

    public func work() -> Bool {
        var isMore = false
        for state in states.values where state.work() { isMore = true }
        return isMore
    }

    /// Reads the rows of a seat that was made ready, at any time and from any thread, until the
    /// seat is let go of.
    public func reader(of seat: ActID) throws(StoreError) -> StateReader {
        let path = place.state(of: seat)
        guard let state = states[seat] else { throw StoreError(path, .missing) }
        return try StateReader(path, vfs: place.vfs, state.notices)
    }

    public mutating func letGo(of seat: ActID) {
        (sealings[seat], sealedVersions[seat]) = (nil, nil)
        guard let state = states.removeValue(forKey: seat) else { return }
        state.notices.end()
        guard place.run != nil else { return seal(state, of: seat) }
        remove(place.state(of: seat))
    }

    public mutating func rows(
        of scope: Address, for seat: ActID
    ) -> (shelf: CachedShelf, bookmark: [UInt8]?) {
        guard let file = states[seat] else {
            preconditionFailure("rows without a file: ask for it with `prepare` first")
        }
        let rows = ScopeRows(file, file.number(of: scope))
        return (CachedShelf(rows), file.bookmark(of: scope))
    }

    public func save(
        _ shelf: inout CachedShelf, _ bookmark: [UInt8], of scope: Address, for seat: ActID
    ) {
        shelf.write()
        states[seat]?.save(bookmark, of: scope)
    }

    public mutating func drop(_ scope: Address, for seat: ActID) {
        guard let file = states[seat] else { return }
        file.drop(file.number(of: scope))
    }
}

extension Hash {
    /// The first sixteen digits: enough for the name of a file.
    var short16: String { String("\(self)".prefix(16)) }
}
