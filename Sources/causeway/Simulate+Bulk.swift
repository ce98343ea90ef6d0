internal import Foundation
internal import Glibc
internal import Simulation

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
        let convergedAfterMilliseconds: UInt64?
    }

    static func bulk(_ seed: Int, _ entries: Int, asJSON isJSON: Bool) -> Int32 {
        let country = Country.apart(seed: UInt64(seed), entries: entries)
        let start = clock()
        let found = country.catchUp()
        let seconds = Double(clock() - start) / Double(CLOCKS_PER_SEC)
        let bulk = Bulk(
            seed: seed, entries: entries, bundles: found.bundles, sealedBytes: found.sealedBytes,
            saidBytes: found.saidBytes,
            overhead: Double(found.saidBytes) / Double(max(found.sealedBytes, 1)),
            cpuSeconds: seconds, convergedAfterMilliseconds: found.milliseconds)
        if isJSON {
            print(json(bulk))
        } else {
            print("\(bulk.bundles) bundles were there and not here, of \(bulk.sealedBytes) bytes.")
            let overhead = String(format: "%.3f", bulk.overhead)
            print("To bring them \(bulk.saidBytes) bytes were said: \(overhead) times as many.")
            let taken = String(format: "%.1f", seconds)
            print("Both together took \(taken) s of CPU to say them, read them and look at them.")
            if bulk.convergedAfterMilliseconds == nil { print("THEY DO NOT HOLD THE SAME.") }
        }
        return bulk.convergedAfterMilliseconds == nil ? 1 : 0
    }
}
