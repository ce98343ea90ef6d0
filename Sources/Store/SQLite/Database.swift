internal import CSQLite

/// One connection to a database file.
@safe
final class Database {
    enum Access { case create, readWrite, read }

    let path: String
    private let handle: OpaquePointer

    /// Opens a file through the named file layer of SQLite, or the usual one.
    init(_ path: String, _ access: Access, vfs: String? = nil) throws(StoreError) {
        self.path = path
        var opened: OpaquePointer?
        // One thread has a connection, so SQLite needs no lock of its own.
        let flags = SQLITE_OPEN_NOMUTEX | access.flags
        let code = unsafe sqlite3_open_v2(path, &opened, flags, vfs)
        guard let opened = unsafe opened else { throw StoreError(path, .failed("no memory")) }
        unsafe handle = opened
        guard code == SQLITE_OK else {
            let error = unsafe Self.error(path, opened, code)
            unsafe sqlite3_close_v2(opened)
            throw error
        }
        unsafe sqlite3_extended_result_codes(handle, 1)
        unsafe sqlite3_busy_timeout(handle, 2_000)
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// Runs statements that give no rows.
    func run(_ sql: String) throws(StoreError) {
        let code = unsafe sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw error(code) }
    }

    /// What is sorted or set aside meanwhile is in the clear, and would else lie on a disk.
    func keepInMemory() throws(StoreError) { try run("PRAGMA temp_store = MEMORY") }

    func prepare(_ sql: String) throws(StoreError) -> Statement {
        var made: OpaquePointer?
        let code = unsafe sqlite3_prepare_v3(
            handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &made, nil)
        guard code == SQLITE_OK, let made = unsafe made else { throw error(code) }
        return unsafe Statement(made, of: self)
    }

    /// One number.
    func number(_ sql: String) throws(StoreError) -> Int64 {
        let statement = try prepare(sql)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// One text.
    func text(_ sql: String) throws(StoreError) -> String {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : ""
    }

    /// Asks the file layer for something.
    func control(_ code: Int32, _ answer: UnsafeMutableRawPointer) -> Int32 {
        unsafe sqlite3_file_control(handle, "main", code, answer)
    }

    var lastRow: Int64 { unsafe sqlite3_last_insert_rowid(handle) }
    var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    func error(_ code: Int32) -> StoreError { unsafe Self.error(path, handle, code) }

    private static func error(
        _ path: String, _ handle: OpaquePointer, _ code: Int32
    ) -> StoreError {
        let message = unsafe String(cString: sqlite3_errmsg(handle))
        switch code & 0xFF {
        case SQLITE_FULL: return StoreError(path, .diskFull)
        case SQLITE_READONLY: return StoreError(path, .readOnly)
        case SQLITE_BUSY, SQLITE_LOCKED: return StoreError(path, .inUse)
        case SQLITE_CORRUPT: return StoreError(path, .damaged(message))
        case SQLITE_NOTADB: return StoreError(path, .damaged("it is no database"))
        case SQLITE_CANTOPEN: return StoreError(path, .noFolder)
        default: return StoreError(path, .failed("\(message), code \(code)"))
        }
    }

    /// Copies all of it to another file, as it is at one moment, while it goes on being used.
    func backUp(
        to other: Database, progress: (_ pages: Int, _ of: Int) -> Void = { _, _ in }
    ) throws(StoreError) {
        guard let copying = unsafe sqlite3_backup_init(other.handle, "main", handle, "main") else {
            throw other.error(unsafe sqlite3_errcode(other.handle))
        }
        var code = SQLITE_OK
        while code == SQLITE_OK {
            code = unsafe sqlite3_backup_step(copying, Self.backupPages)
            let all = unsafe Int(sqlite3_backup_pagecount(copying))
            let left = unsafe Int(sqlite3_backup_remaining(copying))
            progress(all - left, all)
        }
        unsafe sqlite3_backup_finish(copying)
        guard code == SQLITE_DONE else { throw other.error(code) }
    }

    /// So many pages between two reports.
    private static let backupPages: Int32 = 4_096
}

extension Database.Access {
    fileprivate var flags: Int32 {
        switch self {
        case .create: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        case .readWrite: SQLITE_OPEN_READWRITE
        case .read: SQLITE_OPEN_READONLY
        }
    }
}
