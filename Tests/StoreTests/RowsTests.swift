import Bundles
import CSQLite
import Foundation
import Lattice
import Queries
import Replica
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

/// Rows between two starts: sealed in the log, in the clear nowhere, or where somebody chose so.
@Suite("Rows between starts")
struct RowsTests {
    private let port = TestSupport.Port(seed: 77) { _ in MemoryStorage() }
    private let folder = TestFiles.Folder()
    private let device: Survivor

    init() { device = Self.make(of: port, folder.place) }

    private static func make(
        of port: TestSupport.Port<MemoryStorage>, _ place: FileStorage.Place
    ) -> Survivor {
        let device = Survivor(port, in: place)
        _ = port.join()
        port.open(.hub(port.hub))
        port.spread()
        #expect(device.start() && device.learn())
        return device
    }

    private func enter(_ name: String, by device: Survivor? = nil) {
        let boat = Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text(name))
        #expect((device ?? self.device).enter([boat]))
    }

    private var log: String { folder.path + "/data/log.db" }

    private var runFiles: [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: folder.path + "/run")) ?? [])
            .sorted()
    }

    @Test("STORE-8: sealed rows are there at the next start, and nothing is joined again")
    func sealed() {
        for number in 0..<30 { enter("boat \(number)") }
        // More than one piece of a megabyte.
        for start in 0..<16 {
            let boats = (0..<500).map { number in
                Edit.create(
                    KindNumber(Harbour.boat), FieldNumber(0),
                    text("one of many: \(start) \(number)"))
            }
            #expect(device.enter(boats))
        }
        device.save()
        let picture = device.picture
        device.lock()
        #expect(runFiles == [])
        device.stop()
        #expect(device.start())
        #expect(device.storage { $0.remade } == [])
        #expect(device.joined == 0)
        #expect(device.picture == picture && picture != nil)
        // What came after is read from the log.
        enter("one more")
        device.stop()
        #expect(device.start())
        #expect(device.joined == 1)
        #expect(device.complaint() == nil)
    }

    @Test(
        "STORE-8: rows that were altered are made again, and are never wrong",
        arguments: [
            "UPDATE sealed_rows SET time = time + 1", "UPDATE sealed_rows SET size = size + 4096",
            "UPDATE sealed_rows SET size = 0", "DELETE FROM row_pieces",
            "UPDATE sealed_rows SET boxed = zeroblob(80)",
            "UPDATE row_pieces SET bytes = substr(bytes, 1, length(bytes) - 1)",
            "UPDATE row_pieces SET bytes = zeroblob(length(bytes))",
        ])
    func altered(_ change: String) throws {
        for number in 0..<10 { enter("boat \(number)") }
        device.save()
        let picture = device.picture
        device.stop()
        try run(change)
        #expect(device.start())
        #expect(device.storage { $0.remade } == [device.owner.seat])
        #expect(device.picture == picture && picture != nil)
        // They are sealed anew.
        device.save()
        device.stop()
        #expect(device.start())
        #expect(device.storage { $0.remade } == [])
    }

    private func run(_ sql: String) throws {
        var handle: OpaquePointer?
        #expect(sqlite3_open(log, &handle) == SQLITE_OK)
        #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
        sqlite3_close(handle)
    }

    @Test("STORE-8: every bit of sealed rows matters")
    func flips() throws {
        enter("a boat")
        device.save()
        let picture = device.picture
        device.stop()
        var random = SeededRandom(seed: 5)
        for _ in 0..<24 {
            let place = random.below(1 << 24)
            let bit = 1 << random.below(8)
            let here = "\(place) % length(bytes) + 1"
            let saved = try Data(contentsOf: URL(fileURLWithPath: log))
            var handle: OpaquePointer?
            #expect(sqlite3_open(log, &handle) == SQLITE_OK)
            var read: OpaquePointer?
            sqlite3_prepare_v2(
                handle, "SELECT substr(bytes, \(here), 1) FROM row_pieces", -1, &read, nil)
            #expect(sqlite3_step(read) == SQLITE_ROW)
            let byte = sqlite3_column_blob(read, 0).load(as: UInt8.self) ^ UInt8(bit)
            sqlite3_finalize(read)
            sqlite3_close(handle)
            let digits = (byte < 16 ? "0" : "") + String(byte, radix: 16)
            try run(
                """
                UPDATE row_pieces SET bytes = CAST(substr(bytes, 1, \(here) - 1) || x'\(digits)'
                || substr(bytes, \(here) + 1) AS BLOB)
                """)
            #expect(device.start())
            #expect(device.storage { $0.remade } == [device.owner.seat])
            #expect(device.picture == picture && picture != nil)
            device.stop()
            for part in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: log + part) }
            try saved.write(to: URL(fileURLWithPath: log))
        }
    }

    @Test(
        "STORE-3: rows are written down a piece at a time, and seen when all are",
        arguments: [0, 2])
    func pieces(cutAfter: Int) throws {
        let boats = { (number: Int) in
            (0..<500).map { _ in
                Edit.create(
                    KindNumber(Harbour.boat), FieldNumber(0), text("one of many \(number)"))
            }
        }
        for number in 0..<6 { #expect(device.enter(boats(number))) }
        let picture = device.picture
        var steps = 0
        while !device.showMore() {
            steps += 1
            // Somebody goes on meanwhile; readers see nothing of it yet.
            let asked = device.storage { storage in
                Result { try storage.reader(of: device.owner.seat) }
            }
            let reader = try #require(asked).get()
            let page = try reader.page(
                Query(KindNumber(Harbour.boat)), in: [.hub(port.hub)], of: port.schema)
            #expect(page.content.items.isEmpty)
            if steps == cutAfter { break }
        }
        #expect(steps >= 2)
        if cutAfter == 0 { device.save() }
        device.stop()
        #expect(device.start())
        #expect(device.picture == picture && picture != nil)
    }

    @Test("STORE-1: nothing that was written is in any file in the clear")
    func canary() {
        let word = "canary of the harbour"
        enter(word)
        // It is in the rows while they are used.
        device.save()
        #expect(contains(word, in: "/run"))
        device.lock()
        device.stop()
        #expect(runFiles == [])
        #expect(!contains(word, in: "/data"))
    }

    private func contains(_ word: String, in part: String) -> Bool {
        let path = folder.path + part
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        return names.contains { name in
            let data = try? Data(contentsOf: URL(fileURLWithPath: path + "/" + name))
            return data?.range(of: Data(word.utf8)) != nil
        }
    }

    @Test("STORE-7: where memory is full, it is said; nothing confirmed is lost, and it goes on")
    func memoryFull() {
        let port = TestSupport.Port(seed: 79) { _ in MemoryStorage() }
        let device = Survivor(port)
        _ = port.join()
        port.open(.hub(port.hub))
        port.spread()
        #expect(device.start() && device.learn())
        // The rows alone have no room: the log has.
        device.disk.limit("/run", 300_000)
        var entered = 0
        while entered < 400 {
            let boats = (0..<50).map { number in
                Edit.create(
                    KindNumber(Harbour.boat), FieldNumber(0), text("boat \(entered) \(number)"))
            }
            guard device.enter(boats) else { break }
            device.show()
            entered += 1
        }
        #expect(entered < 400)
        #expect(device.failure?.reason == .diskFull)
        #expect(device.failure.map { "\($0)".hasPrefix("/run/") } == true)
        device.stop()
        device.disk.limit("/run", 0)
        #expect(device.start())
        #expect(device.confirmed.count >= entered)
        #expect(device.complaint() == nil)
    }

    @Test("STORE-9: rows in the clear that were altered are made again, whichever bit it is")
    func lastingFlips() throws {
        let folder = TestFiles.Folder()
        let port = TestSupport.Port(seed: 80) { _ in MemoryStorage() }
        let device = Self.make(of: port, .init(data: folder.path + "/data", run: nil))
        for number in 0..<20 { enter("boat \(number)", by: device) }
        device.save()
        let picture = device.picture
        device.stop()
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/data")
        let name = try #require(names.first { $0.hasPrefix("state-") && $0.hasSuffix(".db") })
        let file = URL(fileURLWithPath: folder.path + "/data/" + name)
        var random = SeededRandom(seed: 9)
        for _ in 0..<24 {
            var data = try Data(contentsOf: file)
            let place = random.below(data.count)
            data[place] ^= 1 << random.below(8)
            try data.write(to: file)
            #expect(device.start())
            #expect(device.joined > 0, "byte \(place)")
            #expect(device.picture == picture && picture != nil)
            device.save()
            device.stop()
        }
    }

    @Test("STORE-9: rows in the clear, by choice, outlive a start, but not an older log")
    func lasting() throws {
        let folder = TestFiles.Folder()
        let log = folder.path + "/data/log.db"
        let port = TestSupport.Port(seed: 78) { _ in MemoryStorage() }
        let device = Self.make(of: port, .init(data: folder.path + "/data", run: nil))
        enter("first", by: device)
        device.save()
        device.lock()
        device.stop()
        let older = try Data(contentsOf: URL(fileURLWithPath: log))
        #expect(device.start())
        #expect(device.joined == 0)
        enter("second", by: device)
        device.save()
        device.stop()
        #expect(device.start())
        #expect(device.joined == 0)
        #expect(device.complaint() == nil)
        device.stop()
        // The log alone is put back: the rows are of one that went on otherwise.
        for part in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: log + part) }
        try older.write(to: URL(fileURLWithPath: log))
        #expect(device.start())
        #expect(device.joined == 1)
        #expect(device.picture == device.fold && device.picture != nil)
    }
}
