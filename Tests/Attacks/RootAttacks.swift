import Bundles
import Charter
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Testing

extension Attacks {
    // Attacker: anybody who can reach a device; at a relay that is everybody. Means: root records
    // after the last one that name keys of their own as roots, signed by these. Expected: not one
    // is kept, in the log or in memory; a change that a root began goes on as before.
    @Test("Attack 218: who names roots of their own has nothing of it kept")
    func attack218_ownRoots() {
        let port = Port(seed: 218) { _ in MemoryStorage() }
        let laptop = port.join()
        port.open(.hub(port.hub))
        port.spread()
        let realm = port.world.realm
        let before = laptop.keptRoots
        let own = (0..<3).map { Signer(900 + $0) }
        let roots = made(Roots(1, of: own.map(\.verifying)))
        let act = Act.hub(Hub(.sub))
        // Each is of another time, so that each is another record.
        for _ in 0..<500 {
            laptop.tell(.roots([realm.rootRecord([act], by: own, roots: roots)]))
        }
        #expect(laptop.keptRoots == before)
        // What waits for its predecessor is held in memory, and not much of it.
        let next = realm.rootRecord([act])
        let afterNext = realm.rootRecord([act], after: next)
        laptop.tell(.roots([afterNext]))
        for _ in 0..<1_500 {
            let nowhere = realm.rootRecord([act], by: own, roots: roots)
            laptop.tell(.roots([realm.rootRecord([act], after: nowhere, by: own)]))
        }
        laptop.tell(.roots([next]))
        #expect(laptop.keptRoots == before + 1)
        laptop.tell(.roots([afterNext]))
        #expect(laptop.keptRoots == before + 2)
        // A change that a root in force began is kept, though it waits for others.
        let begun = realm.rootRecord(
            [act], after: afterNext, by: [realm.roots[0], own[0]], roots: roots)
        laptop.tell(.roots([begun]))
        #expect(laptop.keptRoots == before + 3)
    }
}
