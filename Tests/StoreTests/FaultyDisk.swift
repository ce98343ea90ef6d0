import CFaults
import CSQLite
import Foundation
import Store

/// A disk in memory that loses power, breaks and fills up when it is told to.
final class FaultyDisk {
    let name: String
    private let disk: OpaquePointer

    init() {
        name = "faulty-\(UUID().uuidString)"
        guard let disk = cfaults_disk_create(name) else {
            preconditionFailure("no two disks have one name")
        }
        self.disk = disk
    }

    deinit { cfaults_disk_destroy(disk) }

    var operations: Int64 { cfaults_disk_operations(disk) }

    /// How many calls were made to fail.
    var failures: Int64 { cfaults_disk_failures(disk) }

    /// Dies instead of its operation of this number.
    func die(at operation: Int64) { cfaults_disk_cut_at(disk, operation) }

    /// The power goes, now at the latest; what of the unsynced is left, chance decides.
    func cut(_ seed: UInt64, _ mode: cfaults_cut) { cfaults_disk_cut(disk, seed, mode) }

    func fail(_ kind: cfaults_kind, nth: Int64, _ code: Int32, count: Int64 = 1) {
        cfaults_disk_fail(disk, kind, nth, code, count)
    }

    func mend() { cfaults_disk_clear(disk) }
    func limit(_ bytes: Int64) { cfaults_disk_limit(disk, bytes) }
    func makeReadOnly(_ isReadOnly: Bool) { cfaults_disk_read_only(disk, isReadOnly) }
    func size(_ file: String) -> Int64 { cfaults_disk_size(disk, file) }
    func flip(_ file: String, bit: UInt64) { _ = cfaults_disk_flip(disk, file, bit) }

    /// Keeps everything, to be put back.
    func snapshot() -> Snapshot { Snapshot(cfaults_disk_snapshot(disk)) }
    func restore(_ snapshot: Snapshot) { cfaults_disk_restore(disk, snapshot.content) }

    final class Snapshot {
        let content: OpaquePointer?
        init(_ content: OpaquePointer?) { self.content = content }
        deinit { cfaults_snapshot_destroy(content) }
    }

    var files: [String] {
        (0..<cfaults_disk_count(disk)).compactMap { index in
            var name = [CChar](repeating: 0, count: 512)
            guard cfaults_disk_name(disk, index, &name, 512) >= 0 else { return nil }
            return String(
                decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
        }
    }

    /// Where a guard is kept on this disk.
    var keeper: Keeper { Keeper(disk: self) }

    struct Keeper: GuardKeeper {
        let disk: FaultyDisk
        /// Another one is another machine.
        var machine: UInt64 = 1

        func read() throws(StoreError) -> [UInt8]? {
            var bytes = [UInt8](repeating: 0, count: 4_096)
            let count = cfaults_file_read(disk.disk, "/data/guard", 0, &bytes, bytes.count)
            if count == Int64(-SQLITE_CANTOPEN) { return nil }
            guard count >= 0 else { throw StoreError("/data/guard", .failed("\(count)")) }
            return Array(bytes.prefix(Int(count)))
        }

        func write(_ bytes: [UInt8]) throws(StoreError) {
            let code = cfaults_file_write(disk.disk, "/data/guard", bytes, bytes.count)
            guard code == SQLITE_OK else { throw StoreError("/data/guard", .failed("\(code)")) }
        }

        func identity() -> [UInt64] { [machine, 2, 3] }
    }

    /// Puts the files of one sort back as they were.
    func restore(_ contents: [String: [UInt8]]) {
        for (name, bytes) in contents { cfaults_disk_put(disk, name, bytes, bytes.count) }
    }

    /// What is in the files of which this is true.
    func contents(where isWanted: (String) -> Bool) -> [String: [UInt8]] {
        var found: [String: [UInt8]] = [:]
        for name in files where isWanted(name) {
            var bytes = [UInt8](repeating: 0, count: Int(size(name)))
            _ = cfaults_disk_read(disk, name, 0, &bytes, bytes.count)
            found[name] = bytes
        }
        return found
    }

    func remove(_ name: String) { _ = cfaults_disk_remove(disk, name) }

    /// Takes away what stood in memory.
    func forgetRuns() {
        for file in files where file.contains("/run/") { _ = cfaults_disk_remove(disk, file) }
    }
}
