import Bundles
import CSQLite
import Lattice
import Replica
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

import class Foundation.FileManager

/// Files of other versions, of other things, damaged and copied.
@Suite("Files") struct FileTests {
    private let port: Port<MemoryStorage>
    private let survivor: Survivor

    init() {
        port = Port(seed: 800) { _ in MemoryStorage() }
        _ = port.join()
        survivor = Survivor(port)
        port.open(.hub(port.hub))
        #expect(survivor.start() && survivor.learn())
        enter(3)
    }

    private static let secret = "Boat whose name nobody else is to know"

    private func enter(_ count: Int) {
        for number in 0..<count {
            let name = text("\(Self.secret.prefix(30)) \(number)")
            #expect(survivor.enter([.create(KindNumber(Harbour.boat), FieldNumber(0), name)]))
        }
    }

    private func isLog(_ name: String) -> Bool { name.contains("log.db") }

    /// Does something to the log's file by SQL, as another program would.
    private func alter(_ sql: String) {
        survivor.stop()
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE
        #expect(sqlite3_open_v2("/data/log.db", &handle, flags, survivor.disk.name) == SQLITE_OK)
        #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
        sqlite3_close(handle)
        survivor.disk.forgetRuns()
    }

    @Test("STORE-1: nothing of what is entered is in the clear in what outlives the power")
    func sealed() {
        let words = Array(Self.secret.prefix(12).utf8)
        survivor.save()
        var found: Set<String> = []
        for (name, bytes) in survivor.disk.contents(where: { _ in true })
        where bytes.contains(words) {
            found.insert(name)
        }
        // The rows are, in memory; so the words are looked for as they are written.
        #expect(!found.isEmpty && found.allSatisfy { $0.hasPrefix("/run/") })
    }

    @Test("STORE-6: a later version's file is used if it allows that, and its own things are kept")
    func later() {
        alter(
            "CREATE TABLE news(what TEXT); INSERT INTO news VALUES('kept'); PRAGMA user_version = 9"
        )
        #expect(survivor.start())
        enter(1)
        #expect(survivor.complaint() == nil)
        let bytes = survivor.disk.contents(where: isLog).values.flatMap { $0 }
        #expect(bytes.contains(Array("kept".utf8)))
    }

    @Test("STORE-6: a file that only later versions can use is left alone, and said to be one")
    func tooNew() {
        alter("UPDATE versions SET least = 9; PRAGMA user_version = 9")
        let before = survivor.disk.contents { $0 == "/data/log.db" }
        #expect(!survivor.start())
        #expect(survivor.failure?.reason == .newer(9))
        #expect(survivor.disk.contents { $0 == "/data/log.db" } == before)
    }

    @Test("STORE-6: what is no log, or another realm's, is not touched")
    func foreign() {
        alter("PRAGMA application_id = 7")
        #expect(!survivor.start() && survivor.failure?.reason == .foreign)
        alter("PRAGMA application_id = \(0x4357_4C47)")
        #expect(survivor.start())
        alter("UPDATE facts_of_device SET value = x'00' WHERE name = 'realm'")
        #expect(!survivor.start() && survivor.failure?.reason == .otherRealm)
    }

    @Test("STORE-7: a flipped bit is said, or passed over; it is never another value")
    func flips() {
        let (written, wanted) = (survivor.log.map(\.bytes), survivor.picture)
        let envelopes = survivor.envelopes
        survivor.stop()
        let disk = survivor.disk
        let whole = disk.snapshot()
        let names = disk.files.filter(isLog)
        var started = 0
        var refused = 0
        for name in names {
            let bits = UInt64(max(0, disk.size(name))) * 8
            guard bits > 0 else { continue }
            // A share of them; all of them when it is looked for.
            let step = max(1, bits / UInt64(40 * Effort.factor))
            for bit in stride(from: Effort.seed % step, to: bits, by: Int(step)) {
                disk.restore(whole)
                disk.flip(name, bit: bit)
                disk.forgetRuns()
                guard survivor.start() else {
                    #expect("\(survivor.failure.map { "\($0)" } ?? "")".count > 10)
                    refused += 1
                    continue
                }
                // What is lost comes again from peers.
                #expect(survivor.learn() && survivor.tell(.bundles(written)))
                #expect(survivor.tell(.envelopes(envelopes)))
                #expect(survivor.finish())
                #expect(isSame(survivor.picture, wanted), "\(name), bit \(bit)")
                started += 1
                survivor.stop()
            }
        }
        #expect(started > 0)
    }

    @Test("ROOM-1: how much of each feed there is is known, after restarts and repairs too")
    func sizes() {
        enter(1)
        #expect(survivor.areSizesKept)
        survivor.stop()
        #expect(survivor.start() && survivor.areSizesKept)
        enter(2)
        survivor.stop()
        // A hash that is none any more has what follows taken away.
        alter("UPDATE bundles SET hash = zeroblob(32) WHERE number = 2")
        #expect(survivor.start() && survivor.repairs > 0 && survivor.areSizesKept)
        survivor.stop()
        alter("UPDATE feeds SET size = 7; PRAGMA user_version = 3")
        #expect(survivor.start() && !survivor.areSizesKept)
    }

    private func isSame(_ a: Picture?, _ b: Picture?) -> Bool { a == b }

    @Test("STORE-7: a second process on one store is told so, and touches nothing")
    func inUse() throws {
        let folder = TestFiles.Folder()
        let realm = port.world.realm.id
        var first = try FileStorage(folder.place, realm: realm)
        #expect(throws: StoreError(folder.path + "/data", .inUse)) {
            try FileStorage(folder.place, realm: realm)
        }
        // Whoever holds another value of it has closed it too.
        let same = first
        first.close()
        #expect(throws: Never.self) { try FileStorage(folder.place, realm: realm) }
        #expect(same.place.data == folder.path + "/data")
        let nowhere = FileStorage.Place(data: folder.path + "/none", run: folder.path + "/run")
        #expect(throws: StoreError(folder.path + "/none", .noFolder)) {
            try FileStorage(nowhere, realm: realm)
        }
    }

    @Test("STORE-1: of two devices that are told of one folder for rows, the second is refused")
    func sharedRun() throws {
        let (folder, other) = (TestFiles.Folder(), TestFiles.Folder())
        let owner = Owner(port.laptops[0].person.seat)
        let realm = port.world.realm.id
        let run = folder.place.run ?? ""
        var first = try FileStorage(folder.place, realm: realm)
        try first.prepare(owner)
        var shelf = first.rows(of: .common, for: owner.seat).shelf
        first.save(&shelf, [1, 2, 3], of: .common, for: owner.seat)
        try first.commit()
        let files = try FileManager.default.contentsOfDirectory(atPath: run)
        #expect(files.contains { $0.hasPrefix("state-") })
        let beside = FileStorage.Place(data: other.path + "/data", run: run)
        #expect(throws: StoreError(run, .inUse)) { try FileStorage(beside, realm: realm) }
        // Nor does who was killed have them cleaned away.
        var killed = try FileStorage(other.place, realm: realm)
        killed.close()
        #expect(throws: StoreError(run, .inUse)) { try FileStorage.tidy(beside.data, [run]) }
        #expect(try FileManager.default.contentsOfDirectory(atPath: run).sorted() == files.sorted())
        first.close()
        var second = try FileStorage(beside, realm: realm)
        second.close()
        // Rows beside the log are in one folder with it.
        let flat = FileStorage.Place(data: other.path + "/data", run: other.path + "/data/.")
        #expect(throws: Never.self) { try FileStorage(flat, realm: realm) }
    }

    @Test("STORE-1: rows that a crashed process left are not read")
    func leftovers() throws {
        let folder = TestFiles.Folder()
        let owner = Owner(port.laptops[0].person.seat)
        let (realm, seat) = (port.world.realm.id, owner.seat)
        var first = try FileStorage(folder.place, realm: realm)
        try first.prepare(owner)
        var shelf = first.rows(of: .common, for: seat).shelf
        first.save(&shelf, [1, 2, 3], of: .common, for: seat)
        try first.commit()
        #expect(first.rows(of: .common, for: seat).bookmark == [1, 2, 3])
        first.close()
        var second = try FileStorage(folder.place, realm: realm)
        try second.prepare(owner)
        #expect(second.rows(of: .common, for: seat).bookmark == nil)
    }

    @Test("A copy that is made while the log is in use is whole")
    func backUp() {
        #expect(survivor.backUp(to: "/data/copy.db"))
        enter(2)
        let copy = survivor.disk.contents { $0 == "/data/copy.db" }
        survivor.stop()
        for name in survivor.disk.files where isLog(name) { survivor.disk.remove(name) }
        survivor.disk.restore(["/data/log.db": copy["/data/copy.db"] ?? []])
        survivor.disk.forgetRuns()
        #expect(survivor.start() && survivor.learn())
        #expect(survivor.log.count > 3)
        // The guard tells that it is an older one.
        let feeds = Set(survivor.confirmed.map(\.feed))
        enter(1)
        #expect(survivor.confirmed.last.map { !feeds.contains($0.feed) } == true)
    }
}
