import CFaults
import Simulation
import StoreSupport
import TestSupport
import Testing

/// Devices that live many lives on one disk, each of which ends somehow: by a power cut, by a kill,
/// by a kill and a power cut after it, or in peace.
@Suite("Lives") struct LivesTests {
    /// So many lives are lived on one disk; then another begins.
    private static let livesOfOne = 10

    @Test("STORE-2, STORE-4, STORE-8: many lives on one disk, ended at any operation")
    func lives() {
        let all = Effort.lives(120)
        for first in stride(from: 0, to: all, by: Self.livesOfOne) {
            let seed = Effort.seed &+ UInt64(first / Self.livesOfOne)
            let complaint = complaint(seed, lives: min(Self.livesOfOne, all - first))
            #expect(complaint == nil, "seed \(seed)")
            Effort.note("lives on disks", first + Self.livesOfOne, of: all)
        }
    }

    @Test(
        "STORE-2: what a killed process wrote and did not wait for is safe before it is shown",
        arguments: [812, 862, 975] as [UInt64])
    func killedThenCut(seed: UInt64) {
        #expect(complaint(seed, lives: Self.livesOfOne) == nil)
    }

    private func complaint(_ seed: UInt64, lives: Int) -> String? {
        var random = SeededRandom(seed: seed)
        let household = Household(seed: seed)
        let survivor = household.survivor
        for life in 1...lives {
            live(household, &random)
            end(survivor, &random)
            // Some begin with what the last one left, and not with what a look at it made of that.
            guard random.chance(60) || life == lives else { continue }
            guard survivor.start() else {
                return "life \(life): no start, \(survivor.failure.map { "\($0)" } ?? "")"
            }
            if let complaint = survivor.complaint() { return "life \(life): \(complaint)" }
            end(survivor, &random)
        }
        return survivor.repairs == 0 ? nil : "something was repaired that nobody had damaged"
    }

    /// A life, which ends when the disk dies or when enough has happened.
    private func live(_ household: Household, _ random: inout SeededRandom) {
        let survivor = household.survivor
        if random.chance(80) {
            let start = survivor.disk.operations
            survivor.disk.die(at: start + 1 + Int64(random.below(random.pick([12, 60, 400]))))
        }
        survivor.guards = random.chance(60)
        guard survivor.start(), survivor.learn() else { return }
        for _ in 0..<random.below(40) {
            guard household.happen(&random) else { return }
            if random.chance(30) { survivor.guardCommits() }
        }
    }

    private func end(_ survivor: Survivor, _ random: inout SeededRandom) {
        survivor.disk.die(at: 0)
        switch random.below(10) {
        case 0 where !survivor.disk.isDead: survivor.stop()
        case 0..<4: survivor.disk.kill()
        default:
            let modes = [
                CFAULTS_CUT_LOSE, CFAULTS_CUT_PREFIX, CFAULTS_CUT_SECTORS, CFAULTS_CUT_KEEP,
            ]
            survivor.disk.cut(random.next(), random.pick(modes))
            survivor.disk.forgetRuns()
        }
        survivor.stop()
    }
}
