import Bundles
import CFaults
import Lattice
import Replica
import Simulation
import StoreSupport
import TestSupport
import Testing

extension Attacks {
    // Attacker: chance. Means: kill −9 or a power cut between the commit of an entry and its being
    // sent, or in the middle of the guard. Expected: what was confirmed is there, each number is
    // used once, whoever hears what was sent never has a proof, and no feed is left for it.
    @Test("Attack 33: killed or cut between commit and send, a thousand times: no self-fork")
    func attack33_betweenCommitAndSend() {
        var deaths = 0
        for seed in Effort.seeds(20) {
            var random = SeededRandom(seed: seed)
            let household = Household(seed: 33_000 + seed, news: 2)
            let (survivor, peer) = (household.survivor, household.port.laptops[0])
            #expect(survivor.start() && survivor.learn())
            survivor.guards = false
            #expect(survivor.enter([.any(of: [], &random)]) && survivor.guardCommits())
            for _ in 0..<50 {
                #expect(survivor.enter([.any(of: [], &random)]))
                let disk = survivor.disk
                disk.die(at: disk.operations + 1 + Int64(random.below(10)))
                if survivor.guardCommits(), random.chance(50) {
                    survivor.tell(peer)
                }
                disk.die(at: 0)
                if random.chance(50) {
                    disk.kill()
                } else {
                    disk.cut(random.next(), CFAULTS_CUT_LOSE)
                    disk.forgetRuns()
                }
                survivor.stop()
                #expect(survivor.start())
                deaths += 1
            }
            survivor.tell(peer)
            #expect(survivor.complaint() == nil, "seed \(seed)")
            #expect(peer.proofs.isEmpty && survivor.proofs.isEmpty, "seed \(seed)")
            #expect(Set(survivor.confirmed.map(\.feed)).count == 1, "seed \(seed)")
        }
        #expect(deaths >= 1_000)
    }

    /// What is put back as it was some entries ago.
    enum OldCopy: CaseIterable {
        case log, guarding, noGuard, logAndGuard, folder, folderElsewhere

        /// Whether the device can tell: nothing is written where it was before.
        var isNoticed: Bool { self != .logAndGuard && self != .folder }
    }

    // Attacker: whoever puts an older copy of the log, of the guard, of both or of the whole folder
    // back, on this machine or on another, while peers have heard what came later. Expected: where
    // log and guard are not of one time and place, the device goes on in other feeds; where they
    // are, what it hears of itself before it writes has it do so as well. No number is used
    // twice, and what was lost comes back.
    @Test(
        "Attack 34: an older copy is put back, and peers tell what came later",
        arguments: OldCopy.allCases, [true, false])
    func attack34_oldCopy(copy: OldCopy, hearsFirst: Bool) {
        let (household, feeds) = putBack(copy, seed: 34_000)
        let (survivor, peer) = (household.survivor, household.port.laptops[0])
        // What it writes before it hears, where it cannot tell, is the next attack.
        guard hearsFirst || copy.isNoticed else { return }
        if hearsFirst { #expect(survivor.hear(from: peer)) }
        write(2, survivor)
        let wrote = survivor.confirmed.suffix(2).map(\.feed)
        #expect(wrote.allSatisfy { !feeds.contains($0) })
        if !hearsFirst { #expect(survivor.hear(from: peer)) }
        #expect(survivor.complaint() == nil)
        survivor.tell(peer)
        #expect(peer.proofs.isEmpty && survivor.proofs.isEmpty)
        #expect(survivor.difference(survivor.picture, peer.state()) == nil)
        // The next start finds a guard that fits.
        survivor.stop()
        #expect(survivor.start())
        write(1, survivor)
        #expect(survivor.confirmed.last?.feed == wrote.last)
    }

    // Attacker: the same, with log and guard of one time; and the device writes before any peer
    // has told it anything. Expected: peers have a proof, and all facts of both lives; the device
    // finds it too once it hears of its own later bundles, or hears the proof; it goes on in
    // another feed, and both come to the same.
    @Test(
        "Attack 34: log and guard of one time fork, which is proved, and costs no fact",
        arguments: [OldCopy.logAndGuard, .folder], [true, false])
    func attack34_fork(copy: OldCopy, hearsProof: Bool) {
        let (household, feeds) = putBack(copy, seed: 34_100)
        let (survivor, peer) = (household.survivor, household.port.laptops[0])
        let before = Set(peer.bundles)
        write(2, survivor)
        #expect(survivor.confirmed.suffix(2).allSatisfy { feeds.contains($0.feed) })
        let after = Set(survivor.log.map(\.bytes))
        survivor.tell(peer)
        #expect(peer.proofs.count == 1)
        #expect(before.union(after).isSubset(of: peer.bundles))
        if hearsProof {
            #expect(survivor.tell(.proofs(peer.proofs)))
        } else {
            #expect(survivor.tell(.bundles(peer.bundles)))
        }
        #expect(survivor.finish() && survivor.proofs.count == 1)
        write(2, survivor)
        #expect(survivor.confirmed.suffix(2).allSatisfy { !feeds.contains($0.feed) })
        #expect(survivor.hear(from: peer))
        survivor.tell(peer)
        #expect(Set(survivor.log.map(\.bytes)).isSuperset(of: before.union(after)))
        #expect(survivor.difference(survivor.picture, peer.state()) == nil)
        #expect(survivor.difference(survivor.picture, survivor.fold) == nil)
    }

    private func write(_ count: Int, _ survivor: Survivor) {
        for _ in 0..<count {
            let name = text("boat \(survivor.confirmed.count)")
            #expect(survivor.enter([.create(KindNumber(Harbour.boat), FieldNumber(0), name)]))
        }
    }

    /// A device that is on again after an older copy was put back, and the feeds that it had
    /// written in; a peer has heard all of them.
    private func putBack(_ copy: OldCopy, seed: UInt64) -> (Household, Set<FeedID>) {
        let household = Household(seed: seed, news: 2)
        let (survivor, disk) = (household.survivor, household.survivor.disk)
        #expect(survivor.start() && survivor.learn())
        write(3, survivor)
        survivor.save()
        let whole = disk.snapshot()
        let old = disk.contents { $0.hasPrefix("/data/") }
        write(3, survivor)
        survivor.tell(household.port.laptops[0])
        survivor.stop()
        func restore(_ isWanted: (String) -> Bool) {
            for name in disk.files where isWanted(name) { disk.remove(name) }
            disk.restore(old.filter { isWanted($0.key) })
        }
        switch copy {
        case .log: restore { $0.contains("log.db") }
        case .guarding: restore { $0.contains("guard") }
        case .noGuard: disk.remove("/data/guard")
        case .logAndGuard: restore { $0.hasPrefix("/data/") }
        case .folder: disk.restore(whole)
        case .folderElsewhere:
            disk.restore(whole)
            survivor.keeper = FaultyDisk.Keeper(disk: disk, machine: 2)
        }
        disk.forgetRuns()
        #expect(survivor.start() && survivor.learn())
        return (household, Set(survivor.confirmed.map(\.feed)))
    }
}
