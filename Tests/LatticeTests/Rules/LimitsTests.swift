import Lattice
import Testing

@Suite("Limits") struct LimitsTests {
    @Test("DOT-2: number and index fill one word")
    func position() {
        #expect(Limits.bundleNumberBits + Limits.indexBits == UInt64(UInt64.bitWidth))
        #expect(Limits.bundleNumberBits == 40)
        #expect(Limits.indexBits == 24)
        // Counts within a bundle have four bytes wherever they are written.
        #expect(Limits.indexBits <= UInt32.bitWidth)
    }

    @Test("FORK-1: eight branches of a fork are kept beside the kept one")
    func branches() {
        #expect(Limits.branchesPerFork == 8)
    }

    @Test("CLOCK-1: milliseconds and count fill one word, and the latest wall time fits")
    func clock() {
        #expect(Limits.clockCountBits == 16)
        let latest = WallTime(milliseconds: .max)
        #expect(HybridTime(latest).milliseconds == latest.milliseconds)
        // Even from there on a clock can tick, and hear a time as far ahead as is allowed.
        let room = UInt64.max >> Limits.clockCountBits - latest.milliseconds
        #expect(room > Limits.clockLeadMilliseconds)
        #expect(WallTime(milliseconds: .min).milliseconds == 0)
    }

    @Test("CLOCK-2: the allowed lead is ten minutes")
    func lead() {
        #expect(Limits.clockLeadMilliseconds == 600_000)
    }

    @Test("CNT-2: a step is 2^53, exact in a double, and its sums have room in 64 bits")
    func counter() {
        #expect(Limits.counterStep == 1 << 53)
        #expect(Int64(exactly: Double(Limits.counterStep)) == Limits.counterStep)
        #expect(Limits.counterStep.magnitude < UInt64.max / 2)
    }

    @Test("DIG-3: there are 4,096 buckets, and a bucket number has its bits in two bytes")
    func buckets() {
        #expect(1 << Limits.bucketBits == 4_096)
        #expect(Limits.bucketBits <= UInt16.bitWidth)
        #expect(Limits.rowsPerBucket == 32)
        // As many rows as need every bucket can still be counted in four bytes.
        #expect(Limits.rowsPerBucket << Limits.bucketBits <= Int(UInt32.max))
    }
}
