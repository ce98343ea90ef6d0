import Gossip
import Replica
import Seal
import Simulation
import TestSupport
import Testing

/// Where others look at signatures before it is their bundles' turn, all comes to the same.
@Suite("Bundles that were looked at ahead") struct AheadTests {
    /// What somebody has to say who entered much, with some of it spoilt.
    private func said(_ seed: UInt64) -> [[UInt8]] {
        let ann = Mates(seed: seed).ann
        for number in 0..<40 { _ = ann.enter("Boat \(number)") }
        return ann.bundles.enumerated().map { place, bytes in
            guard place % 9 == 8 else { return bytes }
            var spoilt = bytes
            spoilt[(place * 31) % bytes.count] ^= 1 << UInt8(place % 8)
            return spoilt
        }
    }

    private func hear(_ all: [[UInt8]], _ seed: UInt64, helpers: Int) -> (Mate, [StationEffect]) {
        let ben = Mates(seed: seed).ben
        Verifying.remember(helpers > 0 ? 4_096 : 0)
        Verifying.employ(helpers)
        defer {
            Verifying.employ(0)
            Verifying.remember(0)
        }
        return (ben, ben.tell(.replica(.bundles(all))))
    }

    @Test(
        "BUN-6: bundles pass their gates alike, whether or not others look ahead", arguments: 1...6)
    func alike(seed: UInt64) {
        let all = seed.isMultiple(of: 2) ? said(seed) : said(seed).reversed()
        let (alone, effects) = hear(all, seed, helpers: 0)
        let (helped, others) = hear(all, seed, helpers: 2)
        #expect(effects == others && alone.root == helped.root)
        #expect(alone.bundles == helped.bundles)
        let stored = effects.count { if case .replica(.stored) = $0 { true } else { false } }
        let refused = effects.count { if case .replica(.refused) = $0 { true } else { false } }
        #expect(stored > 3 && refused > 0)
    }
}
