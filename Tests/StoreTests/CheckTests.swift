import Bundles
import CSQLite
import Charter
import Lattice
import Replica
import Seal
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

/// Logs looked through while they are in use, and what was done to them before.
@Suite("Logs looked through") struct CheckTests {
    private let port: Port<MemoryStorage>
    private let survivor: Survivor
    private let keys: [ActID: VerifyingKey]

    init() {
        port = Port(seed: 820) { _ in MemoryStorage() }
        _ = port.join()
        survivor = Survivor(port)
        port.open(.hub(port.hub))
        #expect(survivor.start() && survivor.learn())
        keys = survivor.keys
        for number in 0..<12 { enter(number) }
    }

    private func enter(_ number: Int) {
        #expect(
            survivor.enter([
                .create(KindNumber(Harbour.boat), FieldNumber(0), text("boat \(number)"))
            ]))
    }

    private func check() throws -> LogCheck {
        let check = try LogCheck(survivor.place, realm: port.world.realm.id, keys: keys)
        while try check.step(most: 5) {}
        return check
    }

    /// Does something to the log's file by SQL, as another program would; and goes on without it.
    private func alter(_ sql: String) {
        survivor.stop()
        run(sql, in: "/data/log.db")
        survivor.disk.forgetRuns()
    }

    private func run(_ sql: String, in file: String) {
        var handle: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE
        #expect(sqlite3_open_v2(file, &handle, flags, survivor.disk.name) == SQLITE_OK)
        #expect(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
        sqlite3_close(handle)
    }

    @Test("P9: a log in use that is whole is found to be whole, all of it")
    func whole() throws {
        let check = try check()
        #expect(check.bundles == survivor.log.count && check.bundles == check.expected)
        #expect(check.bytes == survivor.log.reduce(0) { $0 + $1.bytes.count })
        #expect(check.faultCount == 0 && check.faults.isEmpty)
        #expect(try check.fileFaults().isEmpty)
        // Whoever looks sees one moment, and holds nobody up.
        let early = try LogCheck(survivor.place, realm: port.world.realm.id, keys: keys)
        enter(99)
        while try early.step(most: 1) {}
        #expect(early.bundles == check.bundles && early.faultCount == 0)
        #expect(try self.check().bundles == check.bundles + 1)
    }

    @Test("P9: each thing that is done to a log is found, and where")
    func found() throws {
        let last = try #require(survivor.confirmed.last)
        let feed = last.feed
        let named = "(SELECT id FROM feeds WHERE name = x'\(feed)')"
        /// What is done to bundle five, and what is said of it.
        let deeds: [(String, LogCheck.Fault.What)] = [
            // Its last byte is of the signature, which the hash does not cover.
            (
                """
                UPDATE bundles SET bytes = substr(bytes, 1, length(bytes) - 1) ||
                    CASE WHEN substr(bytes, -1) = x'00' THEN x'01' ELSE x'00' END
                """, .unsigned
            ),
            ("UPDATE bundles SET bytes = substr(bytes, 1, length(bytes) - 80)", .damaged),
            ("UPDATE bundles SET hash = zeroblob(32)", .damaged),
            ("UPDATE bundles SET bytes = x''", .damaged),
        ]
        for (deed, what) in deeds {
            survivor.stop()
            let whole = survivor.disk.snapshot()
            alter("\(deed) WHERE feed = \(named) AND number = 5")
            let check = try check()
            #expect(check.faults.first?.feed == feed)
            #expect(check.faults.first?.number.value == 5)
            #expect(check.faults.first?.what == what, "\(deed)")
            survivor.disk.restore(whole)
        }
        survivor.stop()
        alter("DELETE FROM bundles WHERE feed = \(named) AND number = 5")
        let check = try check()
        #expect(check.faults.map(\.what) == [.missing])
        #expect(check.faults.first?.number.value == 6)
    }

    @Test("P9: whoever is not known has signed nothing, and only so many faults are told")
    func strangers() throws {
        for number in 100..<220 { enter(number) }
        let check = try LogCheck(survivor.place, realm: port.world.realm.id, keys: [:])
        while try check.step(most: 1_000) {}
        #expect(check.faultCount == check.bundles && check.bundles > LogCheck.mostTold)
        #expect(check.faults.count == LogCheck.mostTold)
        #expect(check.faults.allSatisfy { $0.what == .unsigned })
    }

    @Test("P9: rows add up to what was kept up for them, and one that is altered does not")
    func rows() throws {
        survivor.save()
        let seat = survivor.owner.seat
        let scope = Address.hub(port.hub)
        let found = survivor.storage { storage in Result { try storage.reader(of: seat) } }
        let reader = try #require(found).get()
        let checked = try #require(try reader.check(scope))
        #expect(checked.found == checked.kept && checked.unreadable == 0)
        #expect(checked.found.rows >= 12)
        let nobody = Address.person(PersonID(high: 1, low: 2))
        #expect(try reader.check(nobody)?.found == nil)
        let file = try #require(
            survivor.disk.files.first { $0.hasSuffix(".db") && $0.hasPrefix("/run/") })
        let last = "WHERE id = (SELECT max(id) FROM records WHERE kind = \(Harbour.boat))"
        run("UPDATE records SET rows = (SELECT rows FROM records LIMIT 1) \(last)", in: file)
        let altered = try #require(try reader.check(scope))
        #expect(altered.found != altered.kept && altered.kept == checked.kept)
        run("UPDATE records SET rows = x'FFFF' \(last)", in: file)
        #expect(try reader.check(scope)?.unreadable == 1)
    }
}
