public import Bundles
internal import Lattice
public import Queries
public import Replica
internal import Synchronization
internal import Wire

/// Reads the rows of one seat through a connection of its own: what is asked sees one moment, and
/// holds up nobody who writes. It may be used from any thread, by one at a time.
public final class StateReader: Sendable {
    private let path: String
    let notices: Notices
    private let held: Mutex<Held>

    /// The connection, which is used by one at a time.
    private struct Held: @unchecked Sendable { var connection: Connection? }

    init(_ path: String, vfs: String?, _ notices: Notices) throws(StoreError) {
        self.path = path
        self.notices = notices
        held = Mutex(Held(connection: try Connection(path, vfs)))
        let isThere = notices.add { [weak self] in self?.close() }
        guard isThere else { throw StoreError(path, .missing) }
    }

    /// Whatever is asked from now on fails.
    public func close() { held.withLock { $0.connection = nil } }

    /// Asks something of one moment.
    func ask<Answer: Sendable, Failure: Error>(
        _ question: (Connection) throws(Failure) -> Answer,
        failing: (StoreError) -> Failure
    ) throws(Failure) -> Answer {
        try held.withLock { (held) throws(Failure) in
            guard let connection = held.connection else {
                throw failing(StoreError(path, .missing))
            }
            do throws(StoreError) { try connection.begin() } catch { throw failing(error) }
            defer { connection.end() }
            return try question(connection)
        }
    }

    func ask<Answer: Sendable>(
        _ question: (Connection) throws(StoreError) -> Answer
    ) throws(StoreError) -> Answer {
        try ask(question) { $0 }
    }
}

extension StateReader {
    /// One connection, and the numbers that the file has for feeds.
    final class Connection: FeedNumbers {
        let database: Database
        private var feeds: [UInt64: FeedID] = [:]
        private var numbers: [FeedID: UInt64] = [:]
        private var kept: [String: Statement] = [:]

        private static let mostKept = 32

        init(_ path: String, _ vfs: String?) throws(StoreError) {
            database = try Database(path, .readWrite, vfs: vfs)
            try database.run("PRAGMA query_only = 1")
            try database.keepInMemory()
        }

        func begin() throws(StoreError) {
            try statement("BEGIN").run()
            let known = try statement("SELECT id, name FROM feeds WHERE id > ?1")
            known.bind(1, Int64(feeds.count))
            while try known.step() {
                guard let feed = FeedID(octets: known.bytes(1)) else { continue }
                feeds[UInt64(known.integer(0))] = feed
                numbers[feed] = UInt64(known.integer(0))
            }
        }

        /// A statement that had more to say would go on seeing this moment.
        func end() {
            for one in kept.values { one.reset() }
            try? statement("COMMIT").run()
        }

        /// What is asked at each change is prepared once: that is a good part of the work. Whoever
        /// asks for the same anew is done with what it said.
        func statement(_ sql: String) throws(StoreError) -> Statement {
            if let known = kept[sql] {
                known.reset()
                return known
            }
            let made = try database.prepare(sql)
            if kept.count >= Self.mostKept { kept = [:] }
            kept[sql] = made
            return made
        }

        /// Zero is no feed's.
        func number(of feed: FeedID) -> UInt64 { numbers[feed] ?? 0 }
        func feed(_ number: UInt64) -> FeedID? { feeds[number] }

        func number(of scope: Address) throws(StoreError) -> Int64? {
            let find = try database.prepare("SELECT id FROM scopes WHERE address = ?1")
            find.bind(1, scope.encoding)
            return try find.step() ? find.integer(0) : nil
        }

        func moment(of scope: Address) throws(StoreError) -> Moment? {
            try bookmark(of: scope).flatMap { Moment(bookmark: $0) }
        }

        func bookmark(of scope: Address) throws(StoreError) -> [UInt8]? {
            let find = try database.prepare("SELECT bookmark FROM scopes WHERE address = ?1")
            find.bind(1, scope.encoding)
            return try find.step() ? find.bytes(0) : nil
        }
    }
}

/// What somebody is told who asks for records.
public struct Answer<Content: Sendable>: Sendable {
    public let content: Content
    /// What each of the scopes is as of; those that nobody has read yet are not here.
    public let moments: [Address: Moment]
    /// From where on to be told what changes.
    public let mark: ChangeMark
}

/// Why a question was not answered.
public enum AskError: Error, Hashable, Sendable {
    case store(StoreError)
    case query(QueryError)
    case cursor(CursorError)
}

extension AskError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .store(let error): "\(error)"
        case .query(let error): "\(error)"
        case .cursor(let error): "\(error)"
        }
    }
}
