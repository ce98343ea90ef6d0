internal import CSQLite
internal import Lattice

/// A prepared statement, used over and over: bind, step, read, reset.
@safe
final class Statement {
    private let handle: OpaquePointer
    private let database: Database

    init(_ handle: OpaquePointer, of database: Database) {
        unsafe self.handle = handle
        self.database = database
    }

    deinit { unsafe sqlite3_finalize(handle) }

    /// Whether there is another row.
    func step() throws(StoreError) -> Bool {
        switch unsafe sqlite3_step(handle) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        case let code: throw database.error(code)
        }
    }

    /// Runs one that gives no rows, and makes it ready again.
    func run() throws(StoreError) {
        defer { reset() }
        _ = try step()
    }

    func reset() {
        unsafe sqlite3_reset(handle)
        unsafe sqlite3_clear_bindings(handle)
    }

    func bind(_ place: Int32, _ number: Int64) { unsafe sqlite3_bind_int64(handle, place, number) }
    func bind(_ place: Int32, _ text: String) {
        unsafe causeway_bind_text(handle, place, text)
    }

    func bind(_ place: Int32, _ bytes: RawSpan) {
        unsafe bytes.withUnsafeBytes { bytes in
            _ = unsafe causeway_bind_bytes(handle, place, bytes.baseAddress, UInt64(bytes.count))
        }
    }

    func bind(_ place: Int32, _ bytes: [UInt8]) {
        // Unsafe only in name: bytes have no padding that could show.
        bind(place, unsafe bytes.span.bytes)
    }

    func integer(_ column: Int32) -> Int64 { unsafe sqlite3_column_int64(handle, column) }
    /// How many bytes are in a column.
    func count(_ column: Int32) -> Int { Int(unsafe sqlite3_column_bytes(handle, column)) }
    func isNull(_ column: Int32) -> Bool {
        unsafe sqlite3_column_type(handle, column) == SQLITE_NULL
    }

    func text(_ column: Int32) -> String {
        guard let text = unsafe sqlite3_column_text(handle, column) else { return "" }
        return unsafe String(cString: text)
    }

    func bytes(_ column: Int32) -> [UInt8] {
        let count = Int(unsafe sqlite3_column_bytes(handle, column))
        guard count > 0, let start = unsafe sqlite3_column_blob(handle, column) else { return [] }
        return unsafe Array(UnsafeRawBufferPointer(start: start, count: count))
    }
}

extension Identifier {
    /// Its sixteen bytes.
    var octets: [UInt8] {
        [high, low].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }

    /// Nil of other than sixteen bytes.
    init?(octets: [UInt8]) {
        guard octets.count == 16 else { return nil }
        self.init(high: octets[0..<8].word, low: octets[8..<16].word)
    }
}

extension Hash {
    var octets: [UInt8] {
        [words.0, words.1, words.2, words.3].flatMap { word in
            (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * UInt64($0))) }
        }
    }

    /// Nil of other than thirty-two bytes.
    init?(octets: [UInt8]) {
        guard octets.count == 32 else { return nil }
        self.init(
            octets[0..<8].word, octets[8..<16].word, octets[16..<24].word, octets[24..<32].word)
    }
}

extension ArraySlice<UInt8> {
    /// Eight bytes as a number.
    var word: UInt64 { reduce(0) { $0 << 8 | UInt64($1) } }
}
