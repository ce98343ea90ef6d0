internal import Bundles
internal import Lattice
internal import Replica
internal import Seal
internal import Wire

/// The log of a device: everything that travels, as it came, and nothing in the clear.
///
/// What is done between two commits is one transaction. The first failure is kept; nothing is done
/// after it, and the commit throws it.
final class LogFile {
    let database: Database
    private(set) var failure: StoreError?
    private var statements: Statements
    private var scopes: [Address: Int64] = [:]
    private var feedNumbers: [FeedID: Int64] = [:]
    private(set) var own: OwnCommits
    /// Of how many own commits the guard knows, and from which on they are told apart here.
    private var guarded: UInt64 = 0
    private var oldestOwn: UInt64 = 0
    private var isOpen = false

    /// How many bundles this device has written, and a hash over all of them in their order.
    struct OwnCommits: Equatable {
        var count: UInt64
        var hash: Hash<Self>

        static let none = Self(count: 0, hash: .zero)
    }

    static let migrations = Migrations(
        mark: 0x4357_4C47,
        steps: [
            .init(
                """
                CREATE TABLE facts_of_device(
                    name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
                CREATE TABLE scopes(id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE);
                CREATE TABLE feeds(
                    id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE, scope INTEGER NOT NULL,
                    steps BLOB NOT NULL);
                CREATE TABLE bundles(
                    place INTEGER PRIMARY KEY, scope INTEGER NOT NULL, feed INTEGER NOT NULL,
                    number INTEGER NOT NULL, hash BLOB NOT NULL, bytes BLOB NOT NULL);
                CREATE INDEX bundles_of_feed ON bundles(feed, number);
                CREATE INDEX bundles_of_scope ON bundles(scope);
                CREATE TABLE kept(
                    id INTEGER PRIMARY KEY, sort INTEGER NOT NULL, hash BLOB NOT NULL UNIQUE,
                    bytes BLOB NOT NULL);
                CREATE TABLE own(
                    count INTEGER PRIMARY KEY, hash BLOB NOT NULL, time INTEGER NOT NULL);
                """, isBreaking: true),
            // Whoever repairs a log has to know of these: they fall with what is taken away.
            .init(
                """
                CREATE TABLE sealed_rows(
                    seat BLOB PRIMARY KEY, time INTEGER NOT NULL, size INTEGER NOT NULL,
                    boxed BLOB NOT NULL) WITHOUT ROWID;
                CREATE TABLE row_pieces(
                    id INTEGER PRIMARY KEY, seat BLOB NOT NULL, time INTEGER NOT NULL,
                    piece INTEGER NOT NULL, bytes BLOB NOT NULL);
                CREATE INDEX row_pieces_of_seat ON row_pieces(seat, time, piece);
                """, isBreaking: true),
            // How much of each feed there is: what is only carried is counted without being read.
            .init(
                """
                ALTER TABLE feeds ADD COLUMN size INTEGER NOT NULL DEFAULT 0;
                UPDATE feeds SET size =
                    (SELECT coalesce(sum(length(bytes)), 0) FROM bundles WHERE feed = feeds.id);
                """, isBreaking: true),
        ])

    init(_ path: String, realm: DomainID, vfs: String? = nil) throws(StoreError) {
        database = try Database(path, .create, vfs: vfs)
        try database.run("PRAGMA journal_mode = WAL")
        // What is confirmed outlives a power cut: the reason for this file.
        try database.run("PRAGMA synchronous = FULL")
        try database.run("PRAGMA wal_autocheckpoint = 4000")
        try database.run("PRAGMA cache_size = -16384")
        try Self.secure(database)
        try Self.migrations.apply(to: database)
        statements = try Statements(database)
        own = .none
        try checkRealm(realm)
        try load()
    }

    /// Has the disk hold all that is read now: a process that was killed may have written what it
    /// did not wait for, and it is not to be shown before a power cut cannot take it away.
    private static func secure(_ database: Database) throws(StoreError) {
        do throws(StoreError) { try database.run("PRAGMA wal_checkpoint(PASSIVE)") } catch {
            // What is beside the file is on the disk before there is no room to move it.
            guard error.reason == .diskFull else { throw error }
        }
    }

    private func checkRealm(_ realm: DomainID) throws(StoreError) {
        guard let known = try fact("realm") else {
            try begin()
            try keep(fact: "realm", realm.octets)
            return try commit()
        }
        guard known == realm.octets else { throw StoreError(database.path, .otherRealm) }
    }

    private func load() throws(StoreError) {
        let scopes = try database.prepare("SELECT id, address FROM scopes")
        while try scopes.step() {
            guard let address = try? Address(encoding: scopes.bytes(1)) else { continue }
            self.scopes[address] = scopes.integer(0)
        }
        let feeds = try database.prepare("SELECT id, name FROM feeds")
        while try feeds.step() {
            guard let feed = FeedID(octets: feeds.bytes(1)) else { continue }
            feedNumbers[feed] = feeds.integer(0)
        }
        let last = try database.prepare("SELECT count, hash FROM own ORDER BY count DESC LIMIT 1")
        if try last.step(), let hash = Hash<OwnCommits>(octets: last.bytes(1)) {
            own = OwnCommits(count: UInt64(bitPattern: last.integer(0)), hash: hash)
        }
        oldestOwn = UInt64(bitPattern: try database.number("SELECT min(count) FROM own"))
    }

    // MARK: Transactions

    private func begin() throws(StoreError) {
        guard !isOpen else { return }
        try database.run("BEGIN IMMEDIATE")
        isOpen = true
    }

    /// Makes all that was done since the last time outlive a power cut, or throws why it could not
    /// be done: then nobody knows whether it was, and the file is to be opened again.
    func commit() throws(StoreError) {
        if let failure { throw failure }
        guard isOpen else { return }
        do throws(StoreError) {
            try database.run("COMMIT")
            isOpen = false
        } catch {
            failure = error
            throw error
        }
    }

    /// Does something, if nothing has failed yet.
    func attempt<Result>(
        writing: Bool = false, _ initial: Result, _ body: () throws(StoreError) -> Result
    ) -> Result {
        guard failure == nil else { return initial }
        do throws(StoreError) {
            if writing { try begin() }
            return try body()
        } catch {
            failure = error
            if isOpen { try? database.run("ROLLBACK") }
            isOpen = false
            return initial
        }
    }

    /// What was done since the last commit is as if it had not been.
    func forgetUncommitted() {
        if isOpen { try? database.run("ROLLBACK") }
        isOpen = false
    }

    /// Whatever comes after this fails.
    func close() {
        forgetUncommitted()
        failure = failure ?? StoreError(database.path, .failed("it is closed"))
    }

    // MARK: Facts of the device

    func fact(_ name: String) throws(StoreError) -> [UInt8]? {
        defer { statements.fact.reset() }
        statements.fact.bind(1, name)
        return try statements.fact.step() ? statements.fact.bytes(0) : nil
    }

    /// All whose names begin with this, and a slash.
    func facts(under name: String) throws(StoreError) -> [[UInt8]] {
        defer { statements.facts.reset() }
        statements.facts.bind(1, name + "/")
        // The character after the slash.
        statements.facts.bind(2, name + "0")
        var found: [[UInt8]] = []
        while try statements.facts.step() { found.append(statements.facts.bytes(0)) }
        return found
    }

    func keep(fact name: String, _ value: [UInt8]) throws(StoreError) {
        statements.keepFact.bind(1, name)
        statements.keepFact.bind(2, value)
        try statements.keepFact.run()
    }

    // MARK: Bundles

    private func number(of scope: Address) throws(StoreError) -> Int64 {
        if let known = scopes[scope] { return known }
        statements.addScope.bind(1, scope.encoding)
        try statements.addScope.run()
        scopes[scope] = database.lastRow
        return database.lastRow
    }

    private func number(of feed: FeedID, _ scope: Int64) throws(StoreError) -> Int64 {
        if let known = feedNumbers[feed] { return known }
        statements.addFeed.bind(1, feed.octets)
        statements.addFeed.bind(2, scope)
        try statements.addFeed.run()
        feedNumbers[feed] = database.lastRow
        return database.lastRow
    }

    func append(_ bundle: StoredBundle) throws(StoreError) -> LogPlace {
        let scope = try number(of: bundle.scope)
        let insert = statements.append
        insert.bind(1, scope)
        insert.bind(2, try number(of: bundle.feed, scope))
        insert.bind(3, Int64(bitPattern: bundle.number.value))
        insert.bind(4, bundle.hash.octets)
        insert.bind(5, bundle.bytes)
        try insert.run()
        statements.grow.bind(1, Int64(bundle.bytes.count))
        statements.grow.bind(2, feedNumbers[bundle.feed] ?? 0)
        try statements.grow.run()
        let place = LogPlace(UInt64(bitPattern: database.lastRow))
        if bundle.isOwn { try count(bundle.hash, at: bundle.time) }
        return place
    }

    func note(step number: BundleNumber, of feed: FeedID) throws(StoreError) {
        let read = statements.steps
        defer { read.reset() }
        read.bind(1, feed.octets)
        guard try read.step() else { return }
        var writer = Writer()
        writer.put(item: Value(read.bytes(0)).span)
        writer.put(number)
        statements.keepSteps.bind(1, writer.bytes)
        statements.keepSteps.bind(2, feed.octets)
        try statements.keepSteps.run()
    }

    func feeds() throws(StoreError) -> [FeedRecord] {
        let byNumber = Dictionary(uniqueKeysWithValues: scopes.map { ($0.value, $0.key) })
        let all = try database.prepare(
            """
            SELECT f.name, f.scope, f.steps, count(*), max(b.number), f.size FROM feeds f
            JOIN bundles b ON b.feed = f.id GROUP BY f.id ORDER BY f.id
            """)
        var found: [FeedRecord] = []
        while try all.step() {
            guard let feed = FeedID(octets: all.bytes(0)), let scope = byNumber[all.integer(1)],
                let highest = BundleNumber(UInt64(bitPattern: all.integer(4)))
            else { continue }
            found.append(
                FeedRecord(
                    feed, scope, highest: highest, count: Int(all.integer(3)),
                    byteCount: Int(max(0, all.integer(5))),
                    steps: Self.steps(all.bytes(2))))
        }
        return found
    }

    private static func steps(_ bytes: [UInt8]) -> [BundleNumber] {
        // Unsafe only in name: bytes have no padding that could show.
        var reader = unsafe Reader(bytes.span.bytes, of: .frontier)
        var steps: [BundleNumber] = []
        while reader.offset < bytes.count, let step = try? reader.number() { steps.append(step) }
        return steps
    }

    func bundles(
        of scope: Address, after place: LogPlace, most: Int
    ) throws(StoreError) -> [LogEntry] {
        guard let number = scopes[scope] else { return [] }
        let read = statements.ofScope
        read.bind(1, number)
        read.bind(2, Int64(bitPattern: place.number))
        read.bind(3, Int64(most))
        return try entries(read)
    }

    func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) throws(StoreError) -> [LogEntry] {
        guard let name = feedNumbers[feed] else { return [] }
        let read = statements.ofFeed
        read.bind(1, name)
        read.bind(2, Int64(bitPattern: number.value))
        read.bind(3, Int64(most))
        return try entries(read)
    }

    func entry(at place: LogPlace) throws(StoreError) -> LogEntry? {
        statements.at.bind(1, Int64(bitPattern: place.number))
        return try entries(statements.at).first
    }

    private func entries(_ read: Statement) throws(StoreError) -> [LogEntry] {
        defer { read.reset() }
        var found: [LogEntry] = []
        while try read.step() {
            guard let hash = BundleHash(octets: read.bytes(1)) else {
                throw StoreError(database.path, .damaged("a bundle without its hash"))
            }
            let place = LogPlace(UInt64(bitPattern: read.integer(0)))
            found.append(LogEntry(place, hash, read.bytes(2)))
        }
        return found
    }

    func hashes(of feed: FeedID, at number: BundleNumber) throws(StoreError) -> [BundleHash] {
        guard let name = feedNumbers[feed] else { return [] }
        let read = statements.hashes
        defer { read.reset() }
        read.bind(1, name)
        read.bind(2, Int64(bitPattern: number.value))
        var found: [BundleHash] = []
        while try read.step() {
            if let hash = BundleHash(octets: read.bytes(0)) { found.append(hash) }
        }
        return found
    }

    // MARK: What else is kept

    func keep(_ sort: Kept, _ bytes: [UInt8]) throws(StoreError) {
        let insert = statements.keep
        insert.bind(1, Int64(sort.rawValue))
        insert.bind(2, Value(bytes).hash(by: Blake2b.self).octets)
        insert.bind(3, bytes)
        try insert.run()
    }

    func all(_ sort: Kept) throws(StoreError) -> [[UInt8]] {
        let read = statements.allKept
        defer { read.reset() }
        read.bind(1, Int64(sort.rawValue))
        var found: [[UInt8]] = []
        while try read.step() { found.append(read.bytes(0)) }
        return found
    }

    // MARK: Taking away

    func forget(_ place: LogPlace) throws(StoreError) {
        try dropSealedRows()
        try database.run(
            """
            UPDATE feeds SET size = size -
                (SELECT length(bytes) FROM bundles WHERE place = \(place.number))
            WHERE id = (SELECT feed FROM bundles WHERE place = \(place.number));
            DELETE FROM bundles WHERE place = \(place.number);
            """)
    }

    func forget(_ feed: FeedID) throws(StoreError) {
        guard let number = feedNumbers[feed] else { return }
        try dropSealedRows()
        try database.run("DELETE FROM bundles WHERE feed = \(number)")
        try database.run("DELETE FROM feeds WHERE id = \(number)")
        feedNumbers[feed] = nil
    }

    // MARK: Own commits

    private func count(_ hash: BundleHash, at time: HybridTime) throws(StoreError) {
        var bytes = ByteBuffer()
        bytes.put(own.hash)
        bytes.put(hash)
        own = OwnCommits(
            count: own.count + 1, hash: bytes.hash(by: Blake2b.self, of: OwnCommits.self))
        statements.count.bind(1, Int64(bitPattern: own.count))
        statements.count.bind(2, own.hash.octets)
        statements.count.bind(3, Int64(bitPattern: time.word))
        try statements.count.run()
        guard oldestOwn < guarded else { return }
        try database.run("DELETE FROM own WHERE count < \(guarded)")
        oldestOwn = guarded
    }

    /// What the own commits came to after so many of them; nil if that is not known any more.
    func own(after count: UInt64) throws(StoreError) -> OwnCommits? {
        if count == 0 { return own.count == 0 ? OwnCommits.none : nil }
        let read = statements.ownAt
        defer { read.reset() }
        read.bind(1, Int64(bitPattern: count))
        guard try read.step(), let hash = Hash<OwnCommits>(octets: read.bytes(0)) else {
            return nil
        }
        return OwnCommits(count: count, hash: hash)
    }

    /// What the guard knows of need not be told from what came before it: that is forgotten with
    /// the next own commit, which waits for the disk anyway.
    func forgetOwn(before count: UInt64) { guarded = count }

    func lastOwnTime() throws(StoreError) -> HybridTime? {
        let last = try database.prepare("SELECT max(time) FROM own")
        guard try last.step(), !last.isNull(0) else { return nil }
        return HybridTime(word: UInt64(bitPattern: last.integer(0)))
    }

    // MARK: Care

    /// Copies the log to another file while it is in use.
    func backUp(to path: String, vfs: String? = nil) throws(StoreError) {
        if let failure { throw failure }
        let other = try Database(path, .create, vfs: vfs)
        try database.backUp(to: other)
        try other.run("PRAGMA journal_mode = DELETE")
    }

    /// Takes away what is not what it was when it was stored, and what follows it in its feed:
    /// peers have it. What this device itself wrote may be among that, so it goes on under another
    /// incarnation. Returns how many things are gone.
    func repair() throws(StoreError) -> Int {
        try begin()
        try database.run("REINDEX")
        try dropSealedRows()
        var lost = 0
        let bundles = try database.prepare(Self.soundnessRows)
        var broken: [Int64: Int64] = [:]
        var last: [Int64: Int64] = [:]
        while try bundles.step() {
            let (feed, number) = (bundles.integer(5), bundles.integer(2))
            let isWhole = try Self.isSound(bundles) && number <= last[feed, default: -1] + 1
            last[feed] = number
            if !isWhole, broken[feed] == nil { broken[feed] = number }
        }
        for (feed, number) in broken {
            lost += Int(
                try database.number(
                    "SELECT count(*) FROM bundles WHERE feed = \(feed) AND number >= \(number)"))
            try database.run(
                """
                DELETE FROM bundles WHERE feed = \(feed) AND number >= \(number);
                DELETE FROM feeds WHERE id NOT IN (SELECT feed FROM bundles);
                """)
        }
        let kept = try database.prepare("SELECT id, hash, bytes FROM kept")
        var gone: [Int64] = []
        while try kept.step() {
            let hash = Value(kept.bytes(2)).hash(by: Blake2b.self).octets
            if kept.bytes(1) != hash { gone.append(kept.integer(0)) }
        }
        for id in gone { try database.run("DELETE FROM kept WHERE id = \(id)") }
        lost += gone.count
        try database.run("DELETE FROM facts_of_device WHERE name = 'incarnation'")
        try renewSteps()
        try commit()
        feedNumbers = [:]
        scopes = [:]
        try load()
        return lost
    }

    /// All bundles, each feed's by their numbers, with what says whether they are sound.
    static let soundnessRows = """
        SELECT b.place, f.name, b.number, b.hash, b.bytes, b.feed, b.scope, f.scope
        FROM bundles b LEFT JOIN feeds f ON f.id = b.feed ORDER BY b.feed, b.number, b.place
        """

    /// Whether such a row is the bundle that it says it is.
    static func isSound(_ row: Statement) throws(StoreError) -> Bool {
        guard let bundle = try? Bundle(parsing: row.bytes(4)), !row.isNull(1) else { return false }
        return bundle.header.feed.octets == row.bytes(1)
            && bundle.header.number.value == UInt64(bitPattern: row.integer(2))
            && bundle.hashed().hash.octets == row.bytes(3) && row.integer(6) == row.integer(7)
    }

    /// Notes anew how much of each feed there is, and where it begins to cite another policy.
    private func renewSteps() throws(StoreError) {
        try database.run(
            """
            UPDATE feeds SET steps = x'', size =
                (SELECT coalesce(sum(length(bytes)), 0) FROM bundles WHERE feed = feeds.id)
            """)
        let bundles = try database.prepare("SELECT bytes FROM bundles ORDER BY feed, number, place")
        var last: Header?
        while try bundles.step() {
            guard let header = try? Bundle(parsing: bundles.bytes(0)).header else { continue }
            let isStep = last?.feed != header.feed || header.policy > (last?.policy ?? 0)
            if isStep { try note(step: header.number, of: header.feed) }
            last = header
        }
    }

    /// Everything that SQLite finds wrong with the file; empty if nothing is.
    func faults() throws(StoreError) -> [String] { try Self.faults(of: database) }

    static func faults(of database: Database) throws(StoreError) -> [String] {
        let check = try database.prepare("PRAGMA integrity_check(20)")
        var found: [String] = []
        while try check.step() {
            let line = check.text(0)
            if line != "ok" { found.append(line) }
        }
        return found
    }
}
