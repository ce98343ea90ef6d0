public import Bundles
public import Lattice
public import Replica

/// Storage in files: the log in one folder, for good; the rows of unlocked seats in another, for a
/// run (spec/08-store.md#store-1).
public struct FileStorage: Storage {
    /// Where things are.
    public struct Place: Sendable {
        /// The folder of what outlives everything.
        public var data: String
        /// The folder of what is in the clear: in memory, gone with the power.
        public var run: String
        /// The file layer of SQLite; nil for the usual one.
        public var vfs: String?

        public init(data: String, run: String, vfs: String? = nil) {
            self.data = data
            self.run = run
            self.vfs = vfs
        }

        var log: String { data + "/log.db" }
        func state(of seat: ActID) -> String { run + "/state-\(seat.short16).db" }
    }

    public let place: Place
    let log: LogFile
    private var states: [ActID: StateFile] = [:]

    public init(_ place: Place, realm: DomainID) throws(StoreError) {
        self.place = place
        log = try LogFile(place.log, realm: realm, vfs: place.vfs)
    }

    /// Makes all that was done outlive a power cut, or throws what went wrong: then the replica is
    /// to be opened again from what is stored.
    public func commit() throws(StoreError) {
        for state in states.values { if let failure = state.failure { throw failure } }
        try log.commit()
    }

    /// The first thing that went wrong since the store was opened.
    public var failure: StoreError? {
        log.failure ?? states.values.compactMap(\.failure).first
    }

    /// Lets go of all files; what was not committed is as if it had not been.
    public mutating func close() {
        log.close()
        states = [:]
    }

    // MARK: The log

    public func append(_ bundle: StoredBundle) -> LogPlace {
        log.attempt(writing: true, .start) { () throws(StoreError) in try log.append(bundle) }
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
        log.attempt(nil) { () throws(StoreError) in
            try log.fact("incarnation").flatMap { Incarnation(octets: $0) }
        }
    }

    public func keep(_ incarnation: Incarnation) {
        log.attempt(writing: true, ()) { () throws(StoreError) in
            try log.keep(fact: "incarnation", incarnation.octets)
        }
    }

    public func lastOwnTime() -> HybridTime? {
        log.attempt(nil) { () throws(StoreError) in try log.lastOwnTime() }
    }

    // MARK: The rows

    /// The file of a seat's rows. One that cannot be had is said at the next commit.
    private mutating func state(of seat: ActID) -> StateFile? {
        if let open = states[seat] { return open }
        return log.attempt(nil) { () throws(StoreError) in
            let made = try StateFile(place.state(of: seat), vfs: place.vfs)
            states[seat] = made
            return made
        }
    }

    public mutating func rows(
        of scope: Address, for seat: ActID
    ) -> (shelf: FileShelf, bookmark: [UInt8]?) {
        guard let file = state(of: seat) else {
            preconditionFailure("rows without a file: ask for it with `prepare` first")
        }
        return (FileShelf(file: file, scope: file.number(of: scope)), file.bookmark(of: scope))
    }

    /// Makes sure that a seat's rows have a file, before it is unlocked.
    public mutating func prepare(_ seat: ActID) throws(StoreError) {
        guard state(of: seat) != nil else {
            throw failure ?? StoreError(place.run, .noFolder)
        }
    }

    public func save(
        _ shelf: inout FileShelf, _ bookmark: [UInt8], of scope: Address, for _: ActID
    ) {
        shelf.file.save(bookmark, of: scope)
    }

    public mutating func drop(_ scope: Address, for seat: ActID) {
        guard let file = state(of: seat) else { return }
        file.clear(file.number(of: scope))
    }
}

extension Hash {
    /// The first sixteen digits: enough for the name of a file.
    var short16: String { String("\(self)".prefix(16)) }
}
