public import CFaults
internal import CSQLite
public import Store

/// A disk in memory that SQLite takes for a real one, and that loses power, breaks and fills up
/// when it is told to.
@safe
public final class FaultyDisk {
    public let name: String
    private let disk: OpaquePointer
    /// No two that live at the same time have one name.
    private let tag = Tag()

    private final class Tag {}

    public init() {
        name = "faulty-\(UInt(bitPattern: ObjectIdentifier(tag)))"
        guard let disk = unsafe cfaults_disk_create(name) else {
            preconditionFailure("no two disks have one name")
        }
        unsafe self.disk = disk
    }

    deinit { unsafe cfaults_disk_destroy(disk) }

    public var operations: Int64 { unsafe cfaults_disk_operations(disk) }

    /// How many calls were made to fail.
    public var failures: Int64 { unsafe cfaults_disk_failures(disk) }

    /// Dies instead of its operation of this number.
    public func die(at operation: Int64) { unsafe cfaults_disk_cut_at(disk, operation) }

    /// Promises what common disks do: that a write spares its neighbours. Then a log is not padded.
    public func sparesNeighbours() {
        unsafe cfaults_disk_characteristics(disk, SQLITE_IOCAP_POWERSAFE_OVERWRITE)
    }

    /// Whether it has died, and was not brought back.
    public var isDead: Bool { unsafe cfaults_disk_is_dead(disk) }

    /// The power goes, now at the latest; what of the unsynced is left, chance decides.
    public func cut(_ seed: UInt64, _ mode: cfaults_cut) {
        unsafe cfaults_disk_cut(disk, seed, mode)
    }

    /// The process is killed: what it wrote is there, and what was not synced still is not.
    public func kill() { restore(snapshot()) }

    public func fail(_ kind: cfaults_kind, nth: Int64, _ code: Int32, count: Int64 = 1) {
        unsafe cfaults_disk_fail(disk, kind, nth, code, count)
    }

    /// Until it is mended there is room for nothing.
    public func fill() { fail(CFAULTS_WRITE, nth: 1, SQLITE_FULL, count: 0) }

    public func mend() { unsafe cfaults_disk_clear(disk) }
    public func limit(_ bytes: Int64) { unsafe cfaults_disk_limit(disk, bytes) }
    public func limit(_ prefix: String, _ bytes: Int64) {
        unsafe cfaults_disk_limit_part(disk, prefix, bytes)
    }
    public func makeReadOnly(_ isReadOnly: Bool) {
        unsafe cfaults_disk_read_only(disk, isReadOnly)
    }
    public func size(_ file: String) -> Int64 { unsafe cfaults_disk_size(disk, file) }
    public func flip(_ file: String, bit: UInt64) { _ = unsafe cfaults_disk_flip(disk, file, bit) }

    /// Keeps everything, to be put back.
    public func snapshot() -> Snapshot { unsafe Snapshot(cfaults_disk_snapshot(disk)) }
    public func restore(_ snapshot: Snapshot) {
        unsafe cfaults_disk_restore(disk, snapshot.content)
    }

    @safe
    public final class Snapshot {
        fileprivate let content: OpaquePointer?
        fileprivate init(_ content: OpaquePointer?) { unsafe self.content = unsafe content }
        deinit { unsafe cfaults_snapshot_destroy(content) }
    }

    public var files: [String] {
        (0..<(unsafe cfaults_disk_count(disk))).compactMap { index in
            var name = [CChar](repeating: 0, count: 512)
            guard unsafe cfaults_disk_name(disk, index, &name, 512) >= 0 else { return nil }
            return String(
                decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Where a guard is kept on this disk.
    public var keeper: Keeper { Keeper(disk: self) }

    public struct Keeper: GuardKeeper {
        let disk: FaultyDisk
        /// Another one is another machine.
        public var machine: UInt64

        /// The file.
        static let path = "/data/guard"

        public init(disk: FaultyDisk, machine: UInt64 = 1) {
            self.disk = disk
            self.machine = machine
        }

        public func read() throws(StoreError) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = unsafe cfaults_file_read(disk.disk, Self.path, 0, &bytes, bytes.count)
            if count == Int64(-SQLITE_CANTOPEN) { return nil }
            guard count >= 0 else { throw StoreError(Self.path, .failed("\(count)")) }
            return Array(bytes.prefix(Int(count)))
        }

        public func write(_ bytes: [UInt8]) throws(StoreError) {
            let code = unsafe cfaults_file_write(disk.disk, Self.path, bytes, bytes.count)
            guard code == SQLITE_OK else { throw StoreError(Self.path, .failed("\(code)")) }
        }

        public func identity() -> [UInt64] { [machine, 2, 3] }
    }

    /// Puts the files of one sort back as they were.
    public func restore(_ contents: [String: [UInt8]]) {
        for (name, bytes) in contents {
            unsafe cfaults_disk_put(disk, name, bytes, bytes.count)
        }
    }

    /// What is in the files of which this is true.
    public func contents(where isWanted: (String) -> Bool) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in files where isWanted(name) {
            var bytes = [UInt8](repeating: 0, count: Int(size(name)))
            _ = unsafe cfaults_disk_read(disk, name, 0, &bytes, bytes.count)
            found[name] = bytes
        }
        return found
    }

    public func remove(_ name: String) { _ = unsafe cfaults_disk_remove(disk, name) }

    /// Takes away what stood in memory.
    public func forgetRuns() {
        for file in files where file.contains("/run/") {
            _ = unsafe cfaults_disk_remove(disk, file)
        }
    }
}
