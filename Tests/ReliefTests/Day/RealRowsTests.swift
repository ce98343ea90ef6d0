import Bundles
import Charter
import Foundation
import Lattice
import Operations
import Queries
import Relief
import Replica
import Schema
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

import struct Relief.Issue

/// A folder that is gone with whoever has it.
private final class Folder {
    let path = FileManager.default.temporaryDirectory.path + "/rows-\(UUID().uuidString)"

    init() {
        for part in ["/data", "/run"] {
            try? FileManager.default.createDirectory(
                atPath: path + part, withIntermediateDirectories: true)
        }
    }

    /// What is in memory alone is gone, as after a power cut.
    func loseMemory() {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: path + "/run")) ?? [] {
            try? FileManager.default.removeItem(atPath: path + "/run/" + name)
        }
    }

    var place: FileStorage.Place { .init(data: path + "/data", run: path + "/run") }

    /// Of all files on the disk; what is in memory alone is lost with the power.
    func contents() -> [Data] {
        let names = FileManager.default.enumerator(atPath: path + "/data")
        return (names?.compactMap { $0 as? String } ?? []).compactMap {
            FileManager.default.contents(atPath: path + "/data/" + $0)
        }
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }
}

/// An operation that is kept up from the rows of real files, as applications do.
@Suite("Operations from real rows") struct RealRowsTests {
    private let day = Day(seed: 41)
    private let folder = Folder()
    private let (ana, bo, mara, olga, ada): (Mine, Mine, Mine, Mine, Mine)
    private let tarp: RecordID
    /// A second laptop of a manager, on files.
    private let device: Survivor
    private let person: Somebody
    private var keeper: OperationKeeper
    private var mark: ChangeMark?

    init() throws {
        ana = day.join(.mainHubUser, at: day.north)
        bo = day.join(.subHubUser, at: day.camp)
        (mara, olga, ada) = (day.join(.manager), day.join(.officer), day.join(.admin))
        person = day.port.world.person(.manager, at: [day.north, day.camp, day.school])
        device = Survivor(day.port, in: folder.place, as: person)
        keeper = OperationKeeper(for: person.seat.id)
        day.begin()
        tarp = day.item("TARP", by: ada)
        day.meet(all)
        #expect(device.start() && device.learn())
    }

    private var all: [Mine] { [ana, bo, mara, olga, ada] }

    /// All that anybody has comes to the device, and what it makes known is taken in. Returns
    /// whether it was told anew.
    @discardableResult
    private mutating func keepUp() throws -> Bool {
        for laptop in all {
            #expect(device.tell(.bundles(laptop.charterBundles)))
            #expect(device.tell(.envelopes(laptop.envelopes)))
            #expect(device.tell(.bundles(laptop.bundles)) && device.finish())
        }
        return try read()
    }

    private mutating func read() throws -> Bool {
        device.show()
        let (seat, before) = (person.seat.id, mark)
        var (keeper, mark) = (keeper, mark)
        var wasAnew = false
        let found = device.withReplica { replica in
            Result {
                keeper.charterChanged(in: &replica)
                let reader = try replica.withStorage { try $0.reader(of: seat) }
                while let changed = try reader.changes(after: mark, most: 3) {
                    let updates = try reader.updates(of: changed.subjects, by: Relief.schema)
                    keeper.take(
                        updates.content, areAnew: changed.isAnew, asOf: updates.moments,
                        from: &replica)
                    mark = changed.mark
                    wasAnew = wasAnew || changed.isAnew
                }
                while !keeper.survey(&replica) {}
            }
        }
        try #require(found).get()
        (self.keeper, self.mark) = (keeper, mark)
        #expect(before != nil || wasAnew)
        return wasAnew
    }

    /// Each figure is as of what was read, and in the view that there is.
    private func checkMoments() throws {
        let north = Address.hub(day.north)
        let seat = person.seat.id
        let moment = try #require(keeper.moments[north])
        let there = device.withReplica { replica in
            (replica.state(of: north, for: seat)?.frontier, replica.charter.viewID)
        }
        #expect(there?.0 == moment.frontier && there?.1 == moment.view)
        let read = Set(device.withReplica { $0.scopes(of: seat) } ?? [])
        #expect(Set(keeper.moments.keys).isSubset(of: read))
    }

    /// It knows what somebody knows who reads the same, and heard the same.
    private func check(_ line: Int = #line) {
        day.meet(all)
        let same = keeper.operation.isSame(as: mara.operation)
        #expect(same, "line \(line)")
        #expect(!keeper.operation.book.hubs.isEmpty)
    }

    @Test(
        "D32, STOCK-1, ORDER-2: what rows say is what the replica has, piece by piece, restarts too"
    )
    mutating func story() throws {
        try keepUp()
        let order = try #require(
            day.plan(10, of: tarp, from: day.north, to: day.camp, by: olga))
        #expect(day.move(.intake, 4, of: tarp, at: day.north, by: ana) != nil)
        day.meet(all)
        try keepUp()
        check()
        let scope = day.audience(day.north, day.camp)
        #expect(keeper.operation.orders.standing(of: order.name)?.state == .awaitingApproval)
        // A decision is told by itself, and what it decides changes with it.
        #expect(day.decide(order, in: scope, by: mara) != nil)
        day.meet(all)
        let wasAnew = try keepUp()
        #expect(!wasAnew)
        #expect(keeper.operation.orders.standing(of: order.name)?.state == .approved)
        let sent = day.send(6, of: tarp, from: day.north, to: day.camp, under: order, by: ana)
        day.meet(all)
        let got = day.receive(
            good: 5, damaged: 1, of: sent, tarp, from: day.north, at: day.camp, by: bo)
        #expect(got != nil)
        day.meet(all)
        try keepUp()
        check()
        #expect(
            Set(keeper.operation.openIssues.map(\.sort)) == [.belowZero, .differs, .promisedBeyond])
        try checkMoments()
        // What was kept of rows goes on; of what was told nothing is missed.
        device.save()
        device.stop()
        try expectUnreadable()
        #expect(device.start())
        #expect(day.move(.intake, 9, of: tarp, at: day.north, by: ana) != nil)
        day.meet(all)
        let isAnewAfterwards = try keepUp()
        #expect(!isAnewAfterwards)
        check()
        // Whoever begins anew comes to the same.
        (keeper, mark) = (OperationKeeper(for: person.seat.id), nil)
        let isAnew = try read()
        #expect(isAnew)
        check()
        _ = try ada.enter(in: .common, [.delete(.record(tarp))]).get()
        day.meet(all)
        try keepUp()
        check()
        #expect(keeper.operation.openIssues.contains { $0.sort == .itemGone })
    }

    /// Nothing of what people wrote stands in a file of a machine that is off.
    private func expectUnreadable() throws {
        let wanted = Array("as it was".utf8)
        var files = 0
        for data in folder.contents() {
            files += 1
            #expect(data.firstRange(of: wanted) == nil)
        }
        #expect(files > 1)
    }

    @Test("ASK-3: what is told anew takes the place of all that was known")
    mutating func anew() throws {
        #expect(day.move(.intake, 4, of: tarp, at: day.north, by: ana) != nil)
        day.meet(all)
        try keepUp()
        check()
        // A copy of Ana's laptop goes on by itself: her feed forks.
        let copy = Mine(copyOf: ana)
        #expect(day.move(.intake, 1, of: tarp, at: day.north, by: ana) != nil)
        #expect(day.move(.intake, 2, of: tarp, at: day.north, by: copy) != nil)
        day.meet(all + [copy])
        try keepUp()
        check()
        #expect(mara.has(tarp, at: day.north) == 7)
        var foreign = try #require(mark).encoding
        foreign[3] ^= 1
        mark = ChangeMark(encoding: foreign)
        let isAnew = try read()
        #expect(isAnew)
        check()
        // She is let go of, and nothing of hers counts. The rows are made anew before anybody is
        // told that: what is not told anew is gone.
        #expect(day.move(.intake, 5, of: tarp, at: day.camp, by: bo) != nil)
        day.port.world.realm.decree(.revoke(Revocation(.seat(ana.person.seat.id))))
        day.learn([bo, mara, olga, ada])
        #expect(device.learn() && device.finish())
        device.stop()
        folder.loseMemory()
        #expect(device.start())
        try keepUp()
        check()
        #expect(keeper.operation.book.hubs == [day.camp])
    }

    @Test("a seat that loses a hub forgets its stock; a hub that is closed is shown as closed")
    mutating func lostScopes() throws {
        #expect(day.move(.intake, 4, of: tarp, at: day.north, by: ana) != nil)
        #expect(day.move(.intake, 5, of: tarp, at: day.camp, by: bo) != nil)
        day.meet(all)
        try keepUp()
        check()
        let realm = day.port.world.realm
        _ = realm.grant(.manager, to: person.seat, at: [day.north])
        realm.decree(.revoke(Revocation(.grant(person.grant))))
        day.learn(all)
        #expect(device.learn() && device.finish())
        try keepUp()
        #expect(keeper.operation.book.hubs == [day.north])
        #expect(keeper.moments[.hub(day.north)] != nil && keeper.moments[.hub(day.camp)] == nil)
        #expect(keeper.operation.facts(of: .movement).count == 1)
        realm.decree(.close(day.north))
        #expect(device.learn() && device.finish())
        try keepUp()
        #expect(keeper.operation.hubs[day.north]?.isClosed == true)
        #expect(keeper.operation.openIssues.map(\.sort) == [.hubClosed])
    }
}
