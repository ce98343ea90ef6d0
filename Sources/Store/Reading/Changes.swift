public import Bundles
public import Lattice
public import Queries
internal import Wire

/// How far somebody was told what changed. It can be kept, and gone on from after a restart
/// (spec/08-store.md#ask-3).
public struct ChangeMark: Hashable, Sendable {
    let run: [UInt8]
    let version: Int64
    /// Within the version.
    let row: Int64
    /// The last time that everything was made anew, as far as was told.
    let anew: Int64

    /// For whoever keeps it.
    public var encoding: [UInt8] {
        var writer = RowWriter()
        writer.put(UInt64(bitPattern: version))
        writer.put(UInt64(bitPattern: row))
        writer.put(UInt64(bitPattern: anew))
        return run + writer.bytes
    }

    init(run: [UInt8], version: Int64, row: Int64, anew: Int64) {
        (self.run, self.version, self.row, self.anew) = (run, version, row, anew)
    }

    /// Nil of what is none.
    public init?(encoding: [UInt8]) {
        guard encoding.count > 16 else { return nil }
        var reader = RowReader(Array(encoding.dropFirst(16)))
        guard let version = try? reader.number(), let row = try? reader.number(),
            let anew = try? reader.number(), reader.isAtEnd
        else { return nil }
        run = Array(encoding.prefix(16))
        (self.version, self.row) = (Int64(bitPattern: version), Int64(bitPattern: row))
        self.anew = Int64(bitPattern: anew)
    }
}

/// Records that have changed.
public struct Changed: Hashable, Sendable {
    /// Whether whatever is known is to be forgotten first: all that is there comes anew.
    public let isAnew: Bool
    /// Each once, as it last changed; those that are gone too.
    public let subjects: [Named]
    public let mark: ChangeMark

    public struct Named: Hashable, Sendable {
        public let scope: Address
        public let kind: KindNumber
        public let subject: Subject
    }
}

extension StateReader {
    /// What has changed after a mark, or all that is there; nil if nothing has.
    public func changes(
        after mark: ChangeMark?, in scopes: Set<Address>? = nil, most: Int = 1_000
    ) throws(StoreError) -> Changed? {
        try ask { (connection) throws(StoreError) in
            try connection.changes(after: mark, in: scopes, most: most)
        }
    }

    /// What changes from a mark on, as it changes, until the seat is locked. Whoever is slow is
    /// told several changes of a record as one.
    public func subscribe(after mark: ChangeMark?, in scopes: Set<Address>? = nil) -> Changes {
        Changes(reader: self, mark: mark, scopes: scopes)
    }
}

/// Changes of records, as they come.
public struct Changes: AsyncSequence, Sendable {
    public typealias Failure = StoreError

    let reader: StateReader
    let mark: ChangeMark?
    let scopes: Set<Address>?

    public func makeAsyncIterator() -> AsyncIterator {
        // It listens before it looks: nothing falls in between.
        AsyncIterator(
            reader: reader, mark: mark, scopes: scopes,
            signals: reader.notices.listen().makeAsyncIterator())
    }

    public struct AsyncIterator: AsyncIteratorProtocol {
        public typealias Failure = StoreError

        let reader: StateReader
        var mark: ChangeMark?
        let scopes: Set<Address>?
        var signals: AsyncStream<Void>.Iterator

        public mutating func next() async throws(StoreError) -> Changed? {
            try await next(isolation: nil)
        }

        public mutating func next(
            isolation actor: isolated (any Actor)?
        ) async throws(StoreError) -> Changed? {
            while true {
                let found: Changed?
                do throws(StoreError) { found = try reader.changes(after: mark, in: scopes) } catch
                {
                    // Rows that are let go of have no more changes.
                    if error.reason == .missing { return nil }
                    throw error
                }
                if let found {
                    mark = found.mark
                    return found
                }
                guard await signals.next(isolation: actor) != nil else { return nil }
            }
        }
    }
}

extension StateReader.Connection {
    /// Where those who are told everything from now on begin.
    func mark() throws(StoreError) -> ChangeMark {
        ChangeMark(
            run: try run(), version: try number("SELECT version FROM moments"), row: .max,
            anew: try number("SELECT coalesce(max(cleared), 0) FROM scopes"))
    }

    private func number(_ sql: String) throws(StoreError) -> Int64 {
        let read = try statement(sql)
        return try read.step() ? read.integer(0) : 0
    }

    private func run() throws(StoreError) -> [UInt8] {
        let last = try statement("SELECT id FROM runs ORDER BY rowid DESC LIMIT 1")
        return try last.step() ? last.bytes(0) : []
    }

    /// The place that a mark of an earlier run stands for now; nil if nobody can tell.
    private func place(of mark: ChangeMark) throws(StoreError) -> (version: Int64, row: Int64)? {
        let find = try statement(
            """
            SELECT (SELECT o.start FROM runs o WHERE o.rowid > r.rowid ORDER BY o.rowid LIMIT 1)
            FROM runs r WHERE id = ?1
            """)
        find.bind(1, mark.run)
        guard try find.step() else { return nil }
        // What came after the next run's start was lost, and may have come again otherwise.
        guard !find.isNull(0), mark.version > find.integer(0) else {
            return (mark.version, mark.row)
        }
        return (find.integer(0), .max)
    }

    func changes(
        after mark: ChangeMark?, in scopes: Set<Address>?, most: Int
    ) throws(StoreError) -> Changed? {
        let names = try scopeNames(scopes)
        let cleared = try number(
            "SELECT coalesce(max(cleared), 0) FROM scopes WHERE id IN (\(names.list))")
        var (version, row, anew): (Int64, Int64, Int64) = (0, .max, cleared)
        var isAnew = true
        // Where all that there was is gone, what is there now comes from the beginning.
        if let mark, let place = try place(of: mark), cleared <= max(mark.anew, place.version) {
            (version, row, anew, isAnew) = (place.version, place.row, mark.anew, false)
        }
        let find = try statement(ChangeQuestion.text(in: names.list))
        find.bind(1, version)
        find.bind(2, row)
        find.bind(3, Int64(most))
        var subjects: [Changed.Named] = []
        while try find.step() {
            (version, row) = (find.integer(3), find.integer(4))
            let kind = KindNumber(UInt32(truncatingIfNeeded: find.integer(1)))
            guard let scope = names.names[find.integer(0)],
                let subject = RowName(find.bytes(2), kind.value, self)?.subject
            else { continue }
            subjects.append(.init(scope: scope, kind: kind, subject: subject))
        }
        guard !subjects.isEmpty || (isAnew && mark != nil) else { return nil }
        return Changed(
            isAnew: isAnew, subjects: subjects,
            mark: ChangeMark(run: try run(), version: version, row: row, anew: anew))
    }

    private func scopeNames(
        _ asked: Set<Address>?
    ) throws(StoreError) -> (names: [Int64: Address], list: String) {
        let find = try statement("SELECT id, address FROM scopes ORDER BY id")
        var names: [Int64: Address] = [:]
        while try find.step() {
            guard let address = try? Address(encoding: find.bytes(1)),
                asked?.contains(address) != false
            else { continue }
            names[find.integer(0)] = address
        }
        return (names, names.keys.sorted().map { "\($0)" }.joined(separator: ","))
    }
}

extension RowName {
    fileprivate var subject: Subject? {
        switch self {
        case .record(let id): .record(id)
        case .fact(.fact(_, let key)): .fact(key)
        case .fact: nil
        }
    }
}

/// How it is asked which records changed since a version, and a place in it.
package enum ChangeQuestion {
    /// Only by version (hence the “+”), and what is left of one apart from those after it: else
    /// each answer would cost a look at every record of the scopes, however little has changed.
    package static func text(in scopes: String) -> String {
        """
        SELECT scope, kind, name, version, id FROM records
        WHERE version = ?1 AND id > ?2 AND +scope IN (\(scopes))
        UNION ALL
        SELECT scope, kind, name, version, id FROM records
        WHERE version > ?1 AND +scope IN (\(scopes))
        ORDER BY version, id LIMIT ?3
        """
    }
}
