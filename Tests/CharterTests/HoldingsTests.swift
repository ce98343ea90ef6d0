import Bundles
import Charter
import Lattice
import TestSupport
import Testing

/// Epochs and hubs.
@Suite("Epochs and hubs") struct HoldingsTests {
    private let realm = ScriptedRealm(policy: .alone)

    private func epoch(_ key: UInt64, after previous: [UInt64] = [], of scope: Address = .common)
        -> Act
    {
        .epoch(Epoch(scope, .all(key), madeUp(key), after: previous.map { .all($0) }))
    }

    private func current(_ scope: Address = .common) -> [KeyHash] {
        realm.charter.currentEpochs(of: scope).map(\.epoch.key)
    }

    private func keys(_ keys: UInt64...) -> [KeyHash] { keys.map { .all($0) } }

    @Test("EPOCH-1: the epochs of a scope are those of admitted and backed acts")
    func all() {
        var policy = Policy.alone
        policy.kinds[.epoch]?.gate = Gate(2, by: [.admin])
        realm.decree(.policy(PolicyChange(2, policy)))
        let (admin, clerk) = (realm.officer(.admin), realm.officer(.clerk))
        admin.write(epoch(1))
        clerk.write(epoch(2))
        admin.write(epoch(3, of: .group(1)))
        #expect(realm.charter.epochs(of: .common).map(\.epoch.key) == keys(1))
        #expect(realm.charter.scopesWithEpochs == [.common, .group(1)])
        admin.policy = 2
        let act = admin.write(epoch(4))[0]
        #expect(current() == keys(1))
        realm.decree(.endorse(act))
        #expect(Set(current()) == Set(keys(1, 4)))
    }

    @Test("EPOCH-1: current are those that none as high up names as previous")
    func currentOnes() {
        let admin = realm.officer(.admin)
        realm.decree(epoch(1))
        admin.write(epoch(2))
        #expect(current() == keys(1, 2))
        admin.write(epoch(3, after: [1, 2]))
        #expect(current() == keys(3, 1))
        realm.decree(epoch(4, after: [1]))
        #expect(current() == keys(4, 3))
    }

    @Test("EPOCH-1: an epoch does not replace itself; where none is left, all are current")
    func circles() {
        realm.decree(epoch(1, after: [1]))
        #expect(current() == keys(1))
        realm.decree(epoch(2, after: [1]))
        #expect(current() == keys(2))
        realm.decree(epoch(1, after: [2]))
        #expect(current().count == 3)
        #expect(Set(current()) == Set(keys(1, 2)))
    }

    @Test("EPOCH-1: they are ordered: first those that no other follows, by level, by key, by act")
    func order() {
        let admin = realm.officer(.admin)
        admin.write(epoch(2, after: [0x70]))
        admin.write(epoch(9))
        admin.write(epoch(8, after: [0x70]))
        realm.decree(epoch(7))
        realm.decree(epoch(5, after: [0x70]))
        let acts = (realm.decree(epoch(6)) + realm.decree(epoch(6))).sorted()
        #expect(current() == keys(5, 6, 6, 7, 2, 8, 9))
        // Whoever stands lower takes nothing away, but is gone on from.
        admin.write(epoch(4, after: [5]))
        #expect(current() == keys(6, 6, 7, 2, 4, 8, 9, 5))
        let same = realm.charter.currentEpochs(of: .common).filter { $0.epoch.key == .all(6) }
        #expect(same.map(\.act) == acts)
    }

    @Test("HUB-1: hubs are those of admitted, backed acts, and closed by such acts")
    func hubs() {
        var policy = Policy.alone
        for kind in [KindNumber.hub, .close] { policy.kinds[kind]?.gate = Gate(2, by: [.admin]) }
        realm.decree(.policy(PolicyChange(2, policy)))
        let (admin, clerk) = (realm.officer(.admin), realm.officer(.clerk))
        admin.policy = 2
        let open = realm.hub()
        let act = admin.write(.hub(Hub(.sub, parent: open)))[0]
        clerk.write(.hub(Hub(.main)))
        #expect(Array(realm.charter.hubs.keys) == [open])
        realm.decree(.endorse(act))
        #expect(realm.charter.hubs[act.short()]?.hub == Hub(.sub, parent: open))
        clerk.write(.close(open))
        let close = admin.write(.close(open))[0]
        #expect(realm.charter.hubs[open]?.isClosed == false)
        realm.decree(.endorse(close))
        #expect(realm.charter.hubs[open]?.isClosed == true)
        #expect(realm.charter.hubs[act.short()]?.isClosed == false)
    }

    @Test("HUB-1: facts at a closed hub count")
    func closed() {
        let hub = realm.hub()
        let worker = realm.worker(.clerk, at: [hub], in: .hub(hub))
        worker.work()
        realm.decree(.close(hub))
        worker.work()
        #expect(worker.counted == [0, 1, 2])
        #expect(realm.verdict(on: .movement, by: worker).verdict == .admitted)
    }
}
