internal import Foundation
internal import Glibc
internal import Simulation

/// The time that this thread has computed, in nanoseconds.
private func computed() -> UInt64 {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}

/// One who has much meets one who has nothing of it.
extension Simulate {
    private struct Bulk: Encodable {
        let seed: Int
        let entries: Int
        let bundles: Int
        let sealedBytes: Int
        let saidBytes: Int
        let overhead: Double
        let cpuSeconds: Double
        let longestTurnMilliseconds: Double
        let convergedAfterMilliseconds: UInt64?
    }

    static func bulk(
        _ seed: Int, _ entries: Int, _ parts: Parts, asJSON isJSON: Bool
    ) -> Int32 {
        let country = Country.apart(
            seed: UInt64(seed), entries: entries, disks: parts.disks ?? .memory)
        country.stopwatch = computed
        let start = clock()
        let found = country.catchUp()
        let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        let turn = Double(country.longestTurn) / 1e6
        let bulk = Bulk(
            seed: seed, entries: entries, bundles: found.bundles, sealedBytes: found.sealedBytes,
            saidBytes: found.saidBytes,
            overhead: Double(found.saidBytes) / Double(max(found.sealedBytes, 1)),
            cpuSeconds: seconds, longestTurnMilliseconds: turn,
            convergedAfterMilliseconds: found.milliseconds)
        if isJSON {
            print(json(bulk))
        } else {
            print("\(bulk.bundles) bundles were there and not here, of \(bulk.sealedBytes) bytes.")
            let overhead = String(format: "%.3f", bulk.overhead)
            print("To bring them \(bulk.saidBytes) bytes were said: \(overhead) times as many.")
            let taken = String(format: "%.1f", seconds)
            print("Both together took \(taken) s of CPU to say them, read them and look at them.")
            let longest = String(format: "%.1f", turn)
            print("Nobody was busy for longer than \(longest) ms at a time.")
            if bulk.convergedAfterMilliseconds == nil { print("THEY DO NOT HOLD THE SAME.") }
        }
        return bulk.convergedAfterMilliseconds == nil ? 1 : 0
    }
}
