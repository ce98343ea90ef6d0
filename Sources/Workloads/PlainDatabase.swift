import CSQLite
import Glibc

/// SQLite as anybody would use it who replicates nothing: the limit beside stores.
@safe
final class PlainDatabase {
    private let folder = BenchFolder()
    private var handle: OpaquePointer?
    private var updates: [OpaquePointer?] = unsafe []

    init(records: Int) {
        unsafe sqlite3_open(folder.path + "/plain.db", &handle)
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;")
        run("PRAGMA wal_autocheckpoint = 16000;")
        let columns = (0..<10).map { "t\($0) TEXT" }.joined(separator: ", ")
        run("CREATE TABLE things(id INTEGER PRIMARY KEY, \(columns), n INTEGER DEFAULT 0);")
        run("BEGIN")
        let texts = (0..<10).map { _ in "'0123456789abcdef'" }.joined(separator: ", ")
        for record in 0..<records { run("INSERT INTO things VALUES(\(record), \(texts), 0)") }
        run("COMMIT")
        for column in (0..<10).map({ "t\($0) = ?2" }) + ["n = n + ?2"] {
            var made: OpaquePointer?
            unsafe sqlite3_prepare_v2(
                handle, "UPDATE things SET \(column) WHERE id = ?1", -1, &made, nil)
            unsafe updates.append(made)
        }
    }

    deinit { close() }

    /// Of its file, when all is in it.
    var size: Int {
        run("PRAGMA wal_checkpoint(TRUNCATE)")
        return fileSize(folder.path + "/plain.db")
    }

    func run(_ sql: String) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        precondition(code == SQLITE_OK, "plain SQL works")
    }

    /// Lets go of everything, without waiting for it.
    func close() {
        while let update = unsafe updates.popLast() { unsafe sqlite3_finalize(update) }
        unsafe sqlite3_close(handle)
        unsafe handle = nil
    }

    /// Opens it again and reads one text of a record: how long it is.
    func start(reading record: Int) -> Int {
        unsafe sqlite3_open(folder.path + "/plain.db", &handle)
        run("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA cache_size = -65536;")
        var made: OpaquePointer?
        unsafe sqlite3_prepare_v2(
            handle, "SELECT t3 FROM things WHERE id = \(record)", -1, &made, nil)
        defer { unsafe sqlite3_finalize(made) }
        let code = unsafe sqlite3_step(made)
        precondition(code == SQLITE_ROW, "the record is there")
        return Int(unsafe sqlite3_column_bytes(made, 0))
    }

    /// Writes one text; of column ten, adds to the number.
    func write(_ column: Int, of record: Int, _ text: String) {
        let update = unsafe updates[column]
        unsafe sqlite3_bind_int64(update, 1, Int64(record))
        if column == 10 {
            unsafe sqlite3_bind_int64(update, 2, 3)
        } else {
            unsafe sqlite3_bind_text(
                update, 2, text, -1, unsafeBitCast(-1, to: sqlite3_destructor_type.self))
        }
        let code = unsafe sqlite3_step(update)
        precondition(code == SQLITE_DONE, "a row is written")
        unsafe sqlite3_reset(update)
    }
}
