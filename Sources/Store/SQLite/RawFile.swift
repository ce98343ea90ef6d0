internal import CSQLite
internal import Lattice
internal import Seal

/// The bytes of a database file, through the file layer that SQLite itself uses: what that one
/// locks, counts and loses is locked, counted and lost here too.
@safe
final class RawFile {
    private let path: String
    private let file: UnsafeMutablePointer<sqlite3_file>
    /// File layers take no more at once than the largest page.
    private static let most = 1 << 16
    /// What has to be let go of, if the file was opened here.
    private let name: UnsafePointer<CChar>?

    /// Makes a file, which is not there, to be written.
    init(making path: String, vfs: String?) throws(StoreError) {
        self.path = path
        guard let layer = unsafe sqlite3_vfs_find(vfs),
            let name = unsafe sqlite3_create_filename(path, "", "", 0, nil)
        else { throw StoreError(path, .failed("no file layer")) }
        let room = unsafe UnsafeMutableRawPointer.allocate(
            byteCount: Int(layer.pointee.szOsFile), alignment: 16)
        unsafe room.initializeMemory(
            as: UInt8.self, repeating: 0, count: Int(layer.pointee.szOsFile))
        let file = unsafe room.assumingMemoryBound(to: sqlite3_file.self)
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MAIN_DB
        let code = unsafe layer.pointee.xOpen(layer, name, file, flags, nil)
        guard code == SQLITE_OK else {
            unsafe sqlite3_free_filename(name)
            unsafe room.deallocate()
            throw Self.error(path, code)
        }
        unsafe self.file = unsafe file
        unsafe self.name = unsafe name
    }

    /// The file of a database that is open, to be read.
    init(of database: Database) throws(StoreError) {
        path = database.path
        var found: UnsafeMutablePointer<sqlite3_file>?
        let code = unsafe database.control(SQLITE_FCNTL_FILE_POINTER, &found)
        guard code == SQLITE_OK, let found = unsafe found else { throw Self.error(path, code) }
        unsafe file = unsafe found
        unsafe name = nil
    }

    deinit {
        guard let name = unsafe name else { return }
        _ = unsafe file.pointee.pMethods?.pointee.xClose(file)
        unsafe sqlite3_free_filename(name)
        unsafe UnsafeMutableRawPointer(file).deallocate()
    }

    /// A hash of all that a file holds; empty if it is not there.
    static func hash(of path: String, vfs: String?) throws(StoreError) -> [UInt8] {
        let database = try Database(path, .read, vfs: vfs)
        // Only what is in the file itself is looked at: what is beside it does not count.
        let file = try RawFile(of: database)
        let size = try file.size()
        var parts = ByteBuffer()
        parts.put(UInt64(size))
        let piece: Int64 = 1 << 20
        for offset in stride(from: 0, to: size, by: Int64.Stride(piece)) {
            let bytes = try file.read(Int(min(piece, size - offset)), at: offset)
            parts.put(Value(bytes).hash(by: Blake2b.self))
        }
        return withExtendedLifetime(database) { Value(parts.bytes).hash(by: Blake2b.self).octets }
    }

    /// Takes a file away, if it is there.
    static func remove(_ path: String, vfs: String?) {
        guard let layer = unsafe sqlite3_vfs_find(vfs) else { return }
        _ = unsafe layer.pointee.xDelete(layer, path, 0)
    }

    func size() throws(StoreError) -> Int64 {
        var size: sqlite3_int64 = 0
        let code = unsafe methods.pointee.xFileSize(file, &size)
        guard code == SQLITE_OK else { throw Self.error(path, code) }
        return size
    }

    func read(_ count: Int, at offset: Int64) throws(StoreError) -> [UInt8] {
        var code = SQLITE_OK
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { room, filled in
            guard let start = room.baseAddress else { return }
            while filled < count, code == SQLITE_OK {
                let part = min(Self.most, count - filled)
                code = unsafe methods.pointee.xRead(
                    file, start + filled, Int32(part), offset + Int64(filled))
                filled += part
            }
        }
        guard code == SQLITE_OK else { throw Self.error(path, code) }
        return bytes
    }

    func write(_ bytes: [UInt8], at offset: Int64) throws(StoreError) {
        var code = SQLITE_OK
        // Unsafe only in name: so many bytes are there.
        unsafe bytes.withUnsafeBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            for done in stride(from: 0, to: bytes.count, by: Self.most) where code == SQLITE_OK {
                let part = min(Self.most, bytes.count - done)
                code = unsafe methods.pointee.xWrite(
                    file, start + done, Int32(part), offset + Int64(done))
            }
        }
        guard code == SQLITE_OK else { throw Self.error(path, code) }
    }

    private var methods: UnsafePointer<sqlite3_io_methods> {
        guard let methods = unsafe file.pointee.pMethods else {
            preconditionFailure("an open file has its methods")
        }
        return unsafe methods
    }

    private static func error(_ path: String, _ code: Int32) -> StoreError {
        switch code & 0xFF {
        case SQLITE_FULL: StoreError(path, .diskFull)
        case SQLITE_READONLY: StoreError(path, .readOnly)
        case SQLITE_CANTOPEN: StoreError(path, .noFolder)
        default: StoreError(path, .failed("code \(code)"))
        }
    }
}
