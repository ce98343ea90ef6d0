import Bundles
import Foundation
import Lattice
import Simulation
import Store
import StoreSupport
import TestSupport
import Testing

/// Processes with stores in real files, killed at any moment and at each of their own steps.
@Suite("Killed processes", .serialized) struct KilledTests {
    /// So many lives go on with one store; then another begins.
    private static let livesOfOne = 8

    @Test("STORE-2, STORE-4: processes killed at any moment lose nothing, and fork nothing")
    func anyMoment() throws {
        let all = Effort.lives(24)
        var dying: Dying?
        for life in 0..<all {
            let seed = Effort.seed &+ UInt64(life / Self.livesOfOne)
            if life % Self.livesOfOne == 0 { dying = try Dying(seed: seed) }
            guard let dying else { return }
            var random = SeededRandom(seed: seed &* 100 &+ UInt64(life % Self.livesOfOne))
            try dying.live(things: 400) { holder in
                // Some die while they start, some in the middle of things.
                if random.chance(20) {
                    return try holder.lines(within: 1 + random.below(60))
                }
                let lines = try holder.lines(1 + random.below(60))
                return try lines + holder.lines(within: 1 + random.below(12))
            }
            // A third of them find what the last one left, and not what a look at it made of that.
            if random.chance(33), life % Self.livesOfOne != Self.livesOfOne - 1, life != all - 1 {
                continue
            }
            let complaint = dying.complaint()
            #expect(complaint == nil, "seed \(seed), life \(dying.lives)")
            Effort.note("killed at any moment", life + 1, of: all)
        }
    }

    @Test("STORE-2, STORE-4: a process killed after any of its steps goes on from there")
    func everyStep() throws {
        let seed = Effort.seed
        let whole = try Dying(seed: seed)
        let said = try whole.live(things: 12) { try $0.lines() }
        let steps = try #require(
            said.last.flatMap { $0.hasPrefix("done ") ? Int($0.dropFirst(5)) : nil })
        #expect(steps > 60 && whole.complaint() == nil)
        let stride = Effort.isLong ? 1 : max(1, steps / 12)
        for step in Swift.stride(from: 1 + Int(seed) % stride, through: steps, by: stride) {
            let dying = try Dying(seed: seed)
            // The first goes as the whole one went; the second begins with what it left.
            for _ in 0..<2 {
                let said = try dying.live(things: 12, killedAt: step) { try $0.lines() }
                #expect(said.last?.hasPrefix("failed") != true, "\(said.last ?? "")")
            }
            #expect(dying.complaint() == nil, "seed \(seed), step \(step)")
            Effort.note("killed at each step", step, of: steps)
        }
    }

    @Test("STORE-7: nobody starts beside a process that lives, and anybody after it was killed")
    func lock() throws {
        let dying = try Dying(seed: Effort.seed)
        try dying.live(things: 100_000) { holder in
            let lines = try holder.lines(4)
            #expect(lines.count == 4)
            #expect(
                dying.complaint() == "it does not start: \(StoreError(dying.place.data, .inUse))")
            return lines
        }
        #expect(dying.complaint() == nil)
    }
}
