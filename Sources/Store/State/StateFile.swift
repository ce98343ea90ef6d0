internal import Bundles
internal import Lattice
internal import Wire

/// The rows that one seat reads, in the clear: a file that is made for a run, in memory that no
/// power cut leaves anything of, and can always be made again from the log.
///
/// What is changed stays in memory until it is written down, many changes of a row as one. The
/// first failure is kept; nothing is done after it, and whoever asks is told.
final class StateFile: FeedNumbers {
    private let database: Database
    private let statements: Statements
    private(set) var failure: StoreError?
    private var numbers: [FeedID: UInt64] = [:]
    private var feeds: [UInt64: FeedID] = [:]
    private var newFeeds: [FeedID] = []
    private var scopes: [Address: Int64] = [:]
    /// The rows in memory, by scope.
    private var cache: [Int64: [RecordID: StoredRecord]] = [:]
    private var waiting: [Int64: [BundleName: Set<ElementName>]] = [:]
    private var isWaitingChanged = false

    /// How many records are kept in memory before they are written down.
    static let mostCached = 20_000

    static let migrations = Migrations(
        mark: 0x4357_5354,
        steps: [
            .init(
                """
                CREATE TABLE scopes(
                    id INTEGER PRIMARY KEY, address BLOB NOT NULL UNIQUE, bookmark BLOB);
                CREATE TABLE feeds(id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE);
                CREATE TABLE records(
                    id INTEGER PRIMARY KEY, scope INTEGER NOT NULL, kind INTEGER NOT NULL,
                    name BLOB NOT NULL, head BLOB NOT NULL);
                CREATE UNIQUE INDEX records_by_name ON records(scope, name);
                CREATE TABLE parts(
                    record INTEGER NOT NULL, field INTEGER NOT NULL, sort INTEGER NOT NULL,
                    key BLOB NOT NULL, row BLOB NOT NULL,
                    PRIMARY KEY (record, field, sort, key)) WITHOUT ROWID;
                CREATE TABLE waiting(
                    scope INTEGER NOT NULL, feed BLOB NOT NULL, number INTEGER NOT NULL,
                    record BLOB NOT NULL, field INTEGER NOT NULL, element BLOB NOT NULL);
                """, isBreaking: true)
        ])

    init(_ path: String, vfs: String? = nil) throws(StoreError) {
        database = try Database(path, .create, vfs: vfs)
        try database.run("PRAGMA journal_mode = WAL")
        // It can be made again, so nothing waits for a disk.
        try database.run("PRAGMA synchronous = OFF")
        try database.run("PRAGMA cache_size = -65536")
        try database.run("PRAGMA wal_autocheckpoint = 16000")
        try Self.migrations.apply(to: database)
        statements = try Statements(database)
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
        let waiting = try database.prepare("SELECT * FROM waiting")
        while try waiting.step() {
            guard let feed = FeedID(octets: waiting.bytes(1)),
                let number = BundleNumber(UInt64(bitPattern: waiting.integer(2))),
                let record = RecordID(octets: waiting.bytes(3))
            else { continue }
            let element = ElementName(
                record, FieldNumber(UInt32(truncatingIfNeeded: waiting.integer(4))),
                Value(waiting.bytes(5)))
            self.waiting[waiting.integer(0), default: [:]][
                BundleName(feed, number), default: []
            ].insert(element)
        }
    }

    private func attempt<Result>(
        _ initial: Result, _ body: () throws(StoreError) -> Result
    ) -> Result {
        guard failure == nil else { return initial }
        do throws(StoreError) { return try body() } catch {
            failure = error
            return initial
        }
    }

    /// Notes that rows cannot be read: they are to be made again.
    private func damaged() { failure = failure ?? StoreError(database.path, .damaged("a row")) }

    // MARK: Feeds and scopes

    func number(of feed: FeedID) -> UInt64 {
        if let known = numbers[feed] { return known }
        let number = UInt64(numbers.count) + 1
        numbers[feed] = number
        feeds[number] = feed
        newFeeds.append(feed)
        return number
    }

    func feed(_ number: UInt64) -> FeedID? { feeds[number] }

    func number(of scope: Address) -> Int64 {
        if let known = scopes[scope] { return known }
        return attempt(0) { () throws(StoreError) in
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

    // MARK: Records

    func withRecord<Result, Failure: Error>(
        _ name: RecordID, of scope: Int64,
        _ body: (inout StoredRecord) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        if cache[scope]?[name] == nil {
            if cache[scope]?.count ?? 0 >= Self.mostCached { spill() }
            cache[scope, default: [:]][name] = read(name, of: scope)
        }
        return try body(
            &cache[scope, default: [:]][name, default: StoredRecord(name, of: scope, in: self)])
    }

    private func read(_ name: RecordID, of scope: Int64) -> StoredRecord {
        var record = StoredRecord(name, of: scope, in: self)
        attempt(()) { () throws(StoreError) in
            let read = statements.record
            defer { read.reset() }
            read.bind(1, scope)
            read.bind(2, name.octets)
            guard try read.step() else { return }
            record.row = read.integer(0)
            var reader = RowReader(read.bytes(1))
            do { record.head = try reader.head(self) } catch { damaged() }
        }
        return record
    }

    func element(_ part: PartName, of row: Int64) -> Element {
        bytes(of: part, row).map { element($0) } ?? Element()
    }

    func fact(_ part: PartName, of row: Int64) -> Fact {
        bytes(of: part, row).map { fact($0) } ?? Fact()
    }

    func element(_ bytes: [UInt8]) -> Element {
        var reader = RowReader(bytes)
        do { return try reader.element(self) } catch { damaged() }
        return Element()
    }

    func fact(_ bytes: [UInt8]) -> Fact {
        var reader = RowReader(bytes)
        do { return try reader.fact(self) } catch { damaged() }
        return Fact()
    }

    private func bytes(of part: PartName, _ row: Int64) -> [UInt8]? {
        guard row != 0 else { return nil }
        return attempt(nil) { () throws(StoreError) in
            let read = statements.part
            defer { read.reset() }
            read.bind(1, row)
            part.bind(to: read)
            return try read.step() ? read.bytes(0) : nil
        }
    }

    /// The fields in which a fact stands in the file.
    func fields(ofFact key: FactKey, of row: Int64) -> [FieldNumber] {
        guard row != 0 else { return [] }
        var found: [FieldNumber] = []
        forEachPart(of: row) { part, _ in
            if case .fact(let field, key) = part { found.append(field) }
        }
        return found
    }

    func forEachPart(of row: Int64, _ body: (PartName, [UInt8]) -> Void) {
        guard row != 0 else { return }
        var found: [(PartName, [UInt8])] = []
        attempt(()) { () throws(StoreError) in
            let read = statements.parts
            defer { read.reset() }
            read.bind(1, row)
            while try read.step() {
                guard let part = PartName(read) else {
                    damaged()
                    return
                }
                found.append((part, read.bytes(3)))
            }
        }
        for (part, bytes) in found { body(part, bytes) }
    }

    // MARK: Waiting

    func expect(_ bundle: BundleName, for element: ElementName, of scope: Int64) {
        isWaitingChanged = true
        waiting[scope, default: [:]][bundle, default: []].insert(element)
    }

    func arrived(_ bundle: BundleName, of scope: Int64) -> Set<ElementName> {
        guard waiting[scope]?.isEmpty == false,
            let found = waiting[scope]?.removeValue(forKey: bundle)
        else { return [] }
        isWaitingChanged = true
        return found
    }

    // MARK: Writing down

    /// Writes what is in memory, without a bookmark: what is in the file is then ahead of it.
    private func spill() {
        write { () throws(StoreError) in try database.run("UPDATE scopes SET bookmark = NULL") }
    }

    /// Writes what is in memory, with the bookmark that belongs to it.
    func save(_ bookmark: [UInt8], of scope: Address) {
        let number = number(of: scope)
        write { () throws(StoreError) in
            statements.keepBookmark.bind(1, bookmark)
            statements.keepBookmark.bind(2, number)
            try statements.keepBookmark.run()
        }
    }

    private func write(_ mark: () throws(StoreError) -> Void) {
        attempt(()) { () throws(StoreError) in
            try database.run("BEGIN")
            do throws(StoreError) {
                for scope in cache.keys { try writeRecords(of: scope) }
                for feed in newFeeds {
                    statements.addFeed.bind(1, Int64(number(of: feed)))
                    statements.addFeed.bind(2, feed.octets)
                    try statements.addFeed.run()
                }
                newFeeds = []
                if isWaitingChanged { try writeWaiting() }
                try mark()
                try database.run("COMMIT")
            } catch {
                try? database.run("ROLLBACK")
                throw error
            }
        }
    }

    private func writeRecords(of scope: Int64) throws(StoreError) {
        let isFull = cache[scope]?.count ?? 0 >= Self.mostCached
        for name in cache[scope]?.keys.sorted() ?? [] {
            guard var record = cache[scope]?[name] else { continue }
            guard record.isHeadChanged || !record.changed.isEmpty else { continue }
            cache[scope]?[name] = nil
            try write(&record)
            if !isFull { cache[scope]?[name] = record }
        }
        if isFull { cache[scope] = nil }
    }

    private func write(_ record: inout StoredRecord) throws(StoreError) {
        var writer = RowWriter()
        if record.row == 0 || record.isHeadChanged {
            writer.put(record.head, self)
            let put = record.row == 0 ? statements.addRecord : statements.keepHead
            put.bind(1, writer.bytes)
            if record.row == 0 {
                put.bind(2, record.scope)
                put.bind(3, record.name.octets)
                put.bind(4, Int64(record.name.kind.value))
            } else {
                put.bind(2, record.row)
            }
            try put.run()
            if record.row == 0 { record.row = database.lastRow }
        }
        for part in record.changed { try write(part, of: record) }
        record.isHeadChanged = false
        record.changed = []
        // Very many rows of one record need not stay.
        if record.elements.count + record.facts.count > 256 {
            record.elements = [:]
            record.facts = [:]
        }
    }

    private func write(_ part: PartName, of record: StoredRecord) throws(StoreError) {
        var writer = RowWriter()
        let isEmpty: Bool
        switch part {
        case .element:
            let element = record.elements[part] ?? Element()
            isEmpty = element.isEmpty
            writer.put(element.marks, self) { _, _ in }
        case .fact:
            let fact = record.facts[part] ?? Fact()
            isEmpty = fact.isEmpty
            writer.put(fact, self)
        }
        let put = isEmpty ? statements.dropPart : statements.keepPart
        put.bind(1, record.row)
        part.bind(to: put)
        if !isEmpty { put.bind(5, writer.bytes) }
        try put.run()
    }

    private func writeWaiting() throws(StoreError) {
        try database.run("DELETE FROM waiting")
        for (scope, bundles) in waiting {
            for (bundle, elements) in bundles {
                for element in elements {
                    let add = statements.addWaiting
                    add.bind(1, scope)
                    add.bind(2, bundle.feed.octets)
                    add.bind(3, Int64(bitPattern: bundle.number.value))
                    add.bind(4, element.record.octets)
                    add.bind(5, Int64(element.field.value))
                    add.bind(6, element.element.bytes)
                    try add.run()
                }
            }
        }
        isWaitingChanged = false
    }

    /// Forgets all of a scope.
    func clear(_ scope: Int64) {
        cache[scope] = nil
        waiting[scope] = nil
        isWaitingChanged = true
        attempt(()) { () throws(StoreError) in
            try database.run(
                """
                DELETE FROM parts WHERE record IN (SELECT id FROM records WHERE scope = \(scope));
                DELETE FROM records WHERE scope = \(scope);
                UPDATE scopes SET bookmark = NULL WHERE id = \(scope);
                """)
        }
    }

    /// Shows every record of a scope, with all of its rows.
    func forEachRecord(of scope: Int64, _ body: (StoredRecord) -> Void) {
        spill()
        var names: [RecordID] = []
        attempt(()) { () throws(StoreError) in
            let read = statements.names
            defer { read.reset() }
            read.bind(1, scope)
            while try read.step() {
                guard let name = RecordID(octets: read.bytes(0)) else {
                    damaged()
                    return
                }
                names.append(name)
            }
        }
        for name in names {
            var record = read(name, of: scope)
            record.loadParts()
            body(record)
        }
    }
}
