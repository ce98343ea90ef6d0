internal import Gossip
internal import Lattice
internal import Replica

/// What is measured of a country that is in good order.
extension Country {
    /// After how many milliseconds somebody who slept for two minutes, while another entered
    /// something, has it and all else; nil if not within a minute.
    public func wakeUp(_ number: Int, missing other: Int) -> UInt64? {
        befall(.sleep(number))
        run(milliseconds: 110_000)
        write(other)
        run(milliseconds: 10_000)
        befall(.wake(number))
        let start = time
        while hosts[number].root != hosts[other].root {
            guard time - start < 60_000 else { return nil }
            run(milliseconds: 10)
        }
        return time - start
    }

    /// Two laptops that are far from each other, one of which has made so many entries.
    public static func apart(
        seed: UInt64, entries: Int, disks: DiskSort = .memory
    ) -> Country {
        let country = Country(seed: seed, people: 2, places: 2, disks: disks)
        country.begin()
        for number in 0..<entries {
            country.make(0)
            // As much as is put off has its time.
            if number.isMultiple(of: 100) { country.run(milliseconds: 1_000) }
        }
        country.run(milliseconds: 120_000)
        return country
    }

    /// What a catch-up came to.
    public struct CatchUp: Sendable {
        public let bundles: Int
        public let sealedBytes: Int
        public let saidBytes: Int
        public let milliseconds: UInt64?
    }

    /// Brings the two together until the other one has everything.
    public func catchUp() -> CatchUp {
        let held = hosts.map { host in Set(host.copy.bundles) }
        let owed = held[0].symmetricDifference(held[1])
        let before = ledger.lineBytes + ledger.datagramBytes
        befall(.move(1, to: 0))
        let took = converge(within: 3_600_000)
        return CatchUp(
            bundles: owed.count, sealedBytes: owed.reduce(0) { $0 + $1.count },
            saidBytes: ledger.lineBytes + ledger.datagramBytes - before, milliseconds: took)
    }
}
