internal import Bundles
internal import Lattice
internal import Wire

/// The rows that one seat reads, in the clear: a file that is made for a run, in memory that no
/// power cut leaves anything of, and can always be made again from the log.
///
/// What is committed is sound: rows of every scope with the bookmark that belongs to them. What is
/// written while rows are being made anew stays in an open transaction until they are whole, so
/// that those who read see what was there before. The first failure is kept; nothing is done after
/// it, and whoever asks is told.
final class StateFile: FeedNumbers {
    let database: Database
    let statements: Statements
    private(set) var indices: Indices
    private(set) var words: WordIndices
    /// What those who read ask for, and what they are told.
    let notices = Notices()
    private(set) var failure: StoreError?
    private var numbers: [FeedID: UInt64] = [:]
    private var feeds: [UInt64: FeedID] = [:]
    private var newFeeds: [FeedID] = []
    private var scopes: [Address: Int64] = [:]
    /// Scopes of which rows are written that no bookmark belongs to yet.
    private var ahead: Set<Int64> = []
    private var isOpen = false
    /// What is written now becomes visible as this version.
    private(set) var version: Int64 = 1

    static let migrations = Migrations(
        mark: 0x4357_5354,
        steps: [
            .init(
                """
                CREATE TABLE scopes(
                    id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE, bookmark BLOB,
                    cleared INTEGER NOT NULL DEFAULT 0);
                CREATE TABLE moments(version INTEGER NOT NULL);
                INSERT INTO moments VALUES(0);
                CREATE TABLE runs(id BLOB PRIMARY KEY, start INTEGER NOT NULL);
                CREATE TABLE feeds(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE);
                CREATE TABLE records(
                    id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, kind INTEGER NOT NULL,
                    name BLOB NOT NULL, version INTEGER NOT NULL, rows BLOB NOT NULL,
                    places BLOB NOT NULL, has_pages INTEGER NOT NULL);
                CREATE UNIQUE INDEX records_by_name ON records(scope, kind, name);
                CREATE INDEX records_by_version ON records(version);
                CREATE TABLE parts(
                    record INTEGER NOT NULL, field INTEGER NOT NULL, sort INTEGER NOT NULL,
                    key BLOB NOT NULL, row BLOB NOT NULL,
                    PRIMARY KEY (record, field, sort, key)) WITHOUT ROWID;
                CREATE TABLE indices(
                    id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, kind INTEGER NOT NULL,
                    field INTEGER NOT NULL, schema BLOB NOT NULL, done INTEGER NOT NULL,
                    is_whole INTEGER NOT NULL);
                CREATE TABLE keys(
                    idx INTEGER NOT NULL, has INTEGER NOT NULL, key BLOB NOT NULL,
                    record INTEGER NOT NULL,
                    PRIMARY KEY (idx, has, key, record)) WITHOUT ROWID;
                CREATE INDEX keys_of_record ON keys(record, idx);
                CREATE TABLE pages(record INTEGER NOT NULL, places BLOB NOT NULL);
                CREATE INDEX pages_of_record ON pages(record);
                CREATE TABLE waiting(
                    scope INTEGER NOT NULL, feed BLOB NOT NULL, number INTEGER NOT NULL,
                    record BLOB NOT NULL, field INTEGER NOT NULL, element BLOB NOT NULL);
                """, isBreaking: true),
            .init(WordIndices.tables),
        ])

    /// `isLasting` where the file is on a disk, and is to be there after a power cut.
    init(_ path: String, vfs: String? = nil, isLasting: Bool = false) throws(StoreError) {
        database = try Database(path, .create, vfs: vfs)
        try database.run("PRAGMA journal_mode = WAL")
        // It can be made again, so nothing waits for a disk; but it is not to be torn.
        try database.run("PRAGMA synchronous = \(isLasting ? "NORMAL" : "OFF")")
        try database.run("PRAGMA cache_size = -65536")
        try database.keepInMemory()
        try database.run("PRAGMA wal_autocheckpoint = \(Self.pagesBesides)")
        try Self.migrations.apply(to: database)
        statements = try Statements(database)
        indices = try Indices(database)
        words = try WordIndices(database)
        try load()
    }

    private func load() throws(StoreError) {
        let feeds = try database.prepare("SELECT id, name FROM feeds")
        while try feeds.step() {
            guard let feed = FeedID(octets: feeds.bytes(1)) else { continue }
            numbers[feed] = UInt64(feeds.integer(0))
            self.feeds[UInt64(feeds.integer(0))] = feed
        }
        let scopes = try database.prepare("SELECT id, address FROM scopes")
        while try scopes.step() {
            guard let address = try? Address(encoding: scopes.bytes(1)) else { continue }
            self.scopes[address] = scopes.integer(0)
        }
        version = try database.number("SELECT version FROM moments") + 1
        // What was read in this run goes on from here (spec/08-store.md#ask-3).
        try database.run(
            """
            INSERT INTO runs VALUES(randomblob(16), \(version - 1));
            DELETE FROM runs WHERE start < (SELECT min(start) FROM
                (SELECT start FROM runs ORDER BY start DESC LIMIT 64));
            """)
    }

    func attempt<Result>(
        writing scope: Int64? = nil, _ initial: Result,
        _ body: () throws(StoreError) -> Result
    ) -> Result {
        guard failure == nil else { return initial }
        do throws(StoreError) {
            if let scope {
                try begin()
                ahead.insert(scope)
            }
            return try body()
        } catch {
            failure = error
            if isOpen { try? database.run("ROLLBACK") }
            isOpen = false
            return initial
        }
    }

    /// Does a piece of what those who read asked for. Whether there is more.
    func work() -> Bool {
        attempt(false) { () throws(StoreError) in
            for wish in notices.takeWishes() where scopes[wish.scope] != nil {
                try begin()
                let scope = number(of: wish.scope)
                try wish.field == nil
                    ? words.make(wish, for: scope) : indices.make(wish, for: scope)
            }
            guard indices.isUnfinished || words.isUnfinished else { return false }
            try begin()
            let isMore =
                try indices.isUnfinished ? indices.step(self) : words.step(self)
            return isMore || words.isUnfinished
        }
    }

    private func begin() throws(StoreError) {
        guard !isOpen else { return }
        try database.run("BEGIN IMMEDIATE")
        isOpen = true
    }

    /// Notes that rows cannot be read: they are to be made again.
    func damaged() { failure = failure ?? StoreError(database.path, .damaged("a row")) }

    // MARK: Feeds and scopes

    func number(of feed: FeedID) -> UInt64 {
        if let known = numbers[feed] { return known }
        let number = UInt64(numbers.count) + 1
        numbers[feed] = number
        feeds[number] = feed
        newFeeds.append(feed)
        return number
    }

    /// The number of a feed that something is there of.
    func knownNumber(of feed: FeedID) -> UInt64? { numbers[feed] }

    func feed(_ number: UInt64) -> FeedID? { feeds[number] }

    func number(of scope: Address) -> Int64 {
        if let known = scopes[scope] { return known }
        return attempt(0) { () throws(StoreError) in
            try begin()
            statements.addScope.bind(1, scope.encoding)
            try statements.addScope.run()
            scopes[scope] = database.lastRow
            return database.lastRow
        }
    }

    func bookmark(of scope: Address) -> [UInt8]? {
        let number = number(of: scope)
        return attempt(nil) { () throws(StoreError) in
            let read = statements.bookmark
            defer { read.reset() }
            read.bind(1, number)
            guard try read.step(), !read.isNull(0) else { return nil }
            return read.bytes(0)
        }
    }

    // MARK: Commits

    /// Notes what belongs to the rows that were written of a scope.
    func save(_ bookmark: [UInt8], of scope: Address) {
        let number = number(of: scope)
        attempt(writing: number, ()) { () throws(StoreError) in
            statements.keepBookmark.bind(1, bookmark)
            statements.keepBookmark.bind(2, number)
            try statements.keepBookmark.run()
            ahead.remove(number)
        }
    }

    /// Has those who read see all that was written, if all of it is whole. The log has committed
    /// what it follows from.
    func commit() {
        guard isOpen, ahead.isEmpty else { return }
        attempt(()) { () throws(StoreError) in
            for feed in newFeeds {
                statements.addFeed.bind(1, Int64(self.number(of: feed)))
                statements.addFeed.bind(2, feed.octets)
                try statements.addFeed.run()
            }
            statements.keepVersion.bind(1, version)
            try statements.keepVersion.run()
            try database.run("COMMIT")
            newFeeds = []
            isOpen = false
            version += 1
            notices.tell()
        }
    }

    // MARK: Sealing

    /// Has the file itself hold all that is committed, and stay as it is from now on. False if
    /// that is not to be had now.
    func holdStill() throws(StoreError) -> Bool {
        guard !isOpen, failure == nil else { return false }
        let move = try database.prepare("PRAGMA wal_checkpoint(TRUNCATE)")
        guard try move.step(), move.integer(0) == 0 else { return false }
        move.reset()
        try database.run("PRAGMA wal_autocheckpoint = 0")
        return true
    }

    func goOn() { try? database.run("PRAGMA wal_autocheckpoint = \(Self.pagesBesides)") }

    /// How many pages are written beside the file before they are moved into it.
    private static let pagesBesides = 4_000

    /// Forgets all of a scope for good: that nothing is there is whole.
    func drop(_ scope: Int64) {
        clear(scope)
        ahead.remove(scope)
    }

    /// Forgets all of a scope, to be made again.
    func clear(_ scope: Int64) {
        indices.forget(scope)
        attempt(writing: scope, ()) { () throws(StoreError) in
            try words.forget(scope)
            let ours = "(SELECT id FROM records WHERE scope = \(scope))"
            try database.run(
                """
                DELETE FROM parts WHERE record IN \(ours);
                DELETE FROM pages WHERE record IN \(ours);
                DELETE FROM records WHERE scope = \(scope);
                DELETE FROM waiting WHERE scope = \(scope);
                DELETE FROM indices WHERE scope = \(scope);
                DELETE FROM keys WHERE idx NOT IN (SELECT id FROM indices);
                UPDATE scopes SET bookmark = NULL, cleared = \(version) WHERE id = \(scope);
                """)
        }
    }
}
