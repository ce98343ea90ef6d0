import Bundles
import Gossip
import Lattice
import Replica
import Simulation
import TestSupport
import Testing

/// What comes is stored before anything else, so that whoever brings it has an answer.
@Suite("Much at once") struct PaceTests {
    @Test("Much that comes is stored at once, and joins piece by piece", arguments: [4, 40])
    func pieces(entries: Int) {
        let mates = Mates(seed: 7)
        let (ann, ben) = (mates.ann, mates.ben)
        let boats = (0..<100).map { number in
            Edit.create(KindNumber(Harbour.boat), FieldNumber(0), text("boat \(number)"))
        }
        for _ in 0..<entries {
            ann.tell(.replica(.entry(Entry(in: .common, boats), by: ann.somebody.id)))
        }
        let all = ann.bundles
        let effects = ben.tell(.replica(.bundles(all)))
        #expect(ben.root == ann.root)
        let joined = ben.documents.count
        // A little joins with it, so that whoever is told of one thing sees it.
        #expect(joined >= 400 && joined <= 600)
        #expect(effects.contains(.replica(.busy)) == (entries > 4))
        var turns = 0
        while ben.documents.count < 100 * entries, turns < 100 {
            let last = ben.documents.count
            ben.tell(.replica(.time))
            turns += 1
            #expect(ben.documents.count - last <= 3_500)
        }
        #expect(ben.documents == ann.documents)
    }
}
