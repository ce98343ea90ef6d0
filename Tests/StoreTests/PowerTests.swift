import Bundles
import CFaults
import CSQLite
import Lattice
import Replica
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing
import Wire

/// Power cuts and failing disks, wherever they can come.
@Suite("Power cuts") struct PowerTests {
    private static func edits(_ number: Int) -> [Edit] {
        let boat = KindNumber(Harbour.boat)
        return [
            .create(boat, FieldNumber(0), text("boat \(number)")),
            .count(.new(0), FieldNumber(5), 2),
        ]
    }

    /// What a device does until its disk fails.
    private static func live(_ survivor: Survivor, entries: Int) {
        guard survivor.start(), survivor.learn() else { return }
        for number in 0..<entries {
            guard survivor.enter(edits(number)) else { return }
            if number == entries / 2 { survivor.save() }
        }
    }

    private static func port(_ seed: UInt64) -> Port<MemoryStorage> {
        let port = Port(seed: 500 + seed) { _ in MemoryStorage() }
        _ = port.join()
        return port
    }

    /// Goes through a life of a device, and cuts its power at one operation.
    private func complaint(cutAt operation: Int64, _ mode: cfaults_cut, seed: UInt64) -> String? {
        let port = Self.port(seed)
        let survivor = Survivor(port)
        port.open(.hub(port.hub))
        survivor.disk.die(at: operation)
        Self.live(survivor, entries: 8)
        survivor.stop()
        survivor.disk.cut(seed &* 31 &+ UInt64(operation), mode)
        survivor.disk.forgetRuns()
        guard survivor.start(), survivor.learn() else {
            return "it does not start again: \(survivor.failure.map { "\($0)" } ?? "")"
        }
        guard survivor.enter(Self.edits(100)) else { return "it does not go on" }
        return survivor.complaint()
    }

    @Test("STORE-2: what a process wrote that was killed is shown only when no cut takes it away")
    func killedThenCut() {
        var shown = 0
        for operation: Int64 in 1...24 {
            let port = Self.port(5)
            let survivor = Survivor(port)
            port.open(.hub(port.hub))
            survivor.disk.sparesNeighbours()
            #expect(survivor.start() && survivor.learn() && survivor.enter(Self.edits(1)))
            survivor.guards = false
            let count = survivor.log.count
            survivor.disk.die(at: survivor.disk.operations + operation)
            if survivor.enter(Self.edits(2)) { break }
            survivor.disk.kill()
            #expect(survivor.start())
            if survivor.log.count > count { shown += 1 }
            #expect(survivor.complaint() == nil)
            survivor.disk.cut(1, CFAULTS_CUT_LOSE)
            survivor.stop()
            survivor.disk.forgetRuns()
            #expect(survivor.start())
            #expect(survivor.complaint() == nil, "killed at operation \(operation), then cut")
        }
        // There is such a moment: it was written, and not yet synced.
        #expect(shown > 0)
    }

    @Test("STORE-2: what was confirmed outlives a power cut at any moment; no number is used twice")
    func cuts() {
        let port = Self.port(1)
        let whole = Survivor(port)
        port.open(.hub(port.hub))
        Self.live(whole, entries: 8)
        #expect(whole.confirmed.count == 8)
        let last = whole.disk.operations
        #expect(last > 40)
        let modes = [
            CFAULTS_CUT_LOSE, CFAULTS_CUT_PREFIX, CFAULTS_CUT_SECTORS, CFAULTS_CUT_KEEP,
        ]
        // Every moment when it is looked for; a share of them otherwise.
        let stride = Effort.factor > 1 ? 1 : 7
        var cuts = 0
        for operation in Swift.stride(from: 1, through: last, by: stride) {
            let mode = modes[Int(operation / Int64(stride)) % modes.count]
            for mode in Effort.factor > 1 ? modes : [mode] {
                let complaint = complaint(cutAt: operation, mode, seed: Effort.seed)
                #expect(complaint == nil, "cut at \(operation) of \(last), mode \(mode.rawValue)")
                cuts += 1
            }
        }
        #expect(cuts > 20)
    }

    @Test(
        "STORE-7: a disk that fails is said to, nothing confirmed is lost, the device goes on",
        arguments: [
            (CFAULTS_WRITE, SQLITE_FULL), (CFAULTS_WRITE, SQLITE_IOERR | 3 << 8),
            (CFAULTS_SYNC, SQLITE_IOERR | 4 << 8), (CFAULTS_READ, SQLITE_IOERR | 1 << 8),
        ])
    func errors(kind: cfaults_kind, code: Int32) {
        for nth in [1, 3, 9, 27] as [Int64] {
            let port = Self.port(2)
            let survivor = Survivor(port)
            port.open(.hub(port.hub))
            #expect(survivor.start() && survivor.learn())
            _ = survivor.enter(Self.edits(1))
            survivor.disk.fail(kind, nth: nth, code)
            for number in 2..<12 where !survivor.enter(Self.edits(number)) { break }
            if survivor.disk.failures > 0, let failure = survivor.failure {
                #expect(["log.db", "state", "guard"].contains { "\(failure)".contains($0) })
                if code == SQLITE_FULL { #expect(failure.reason == .diskFull) }
            }
            survivor.stop()
            survivor.disk.mend()
            survivor.disk.forgetRuns()
            #expect(survivor.start() && survivor.learn())
            #expect(survivor.enter(Self.edits(100)))
            #expect(survivor.complaint() == nil)
        }
    }

    @Test("STORE-7: a full disk declines what is new and keeps what is old")
    func full() {
        let port = Self.port(3)
        let survivor = Survivor(port)
        port.open(.hub(port.hub))
        #expect(survivor.start() && survivor.learn())
        for number in 0..<4 { #expect(survivor.enter(Self.edits(number))) }
        survivor.disk.limit(1)
        #expect(!survivor.enter(Self.edits(5)))
        #expect(survivor.failure?.reason == .diskFull)
        survivor.disk.limit(0)
        survivor.disk.forgetRuns()
        #expect(survivor.start() && survivor.enter(Self.edits(6)))
        #expect(survivor.complaint() == nil)
    }

    @Test("STORE-7: a read-only folder is said to be one")
    func readOnly() {
        let port = Self.port(4)
        let survivor = Survivor(port)
        port.open(.hub(port.hub))
        #expect(survivor.start() && survivor.learn())
        survivor.stop()
        survivor.disk.makeReadOnly(true)
        #expect(!survivor.start())
        #expect(survivor.failure?.reason == .readOnly || survivor.failure?.reason == .noFolder)
    }
}
