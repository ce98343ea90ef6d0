import Network
import Testing

@Suite("The ladder of a link") struct RungTests {
    private let all: Set<Rung> = [.v6Multicast, .v4Multicast, .broadcast]
    private let minute: UInt64 = 60_000

    @Test("RUNG-1: while nobody is heard, everything is tried")
    func alone() {
        var rungs = Rungs(all, at: 0)
        #expect(rungs.wanted(at: 1) == [.v6Multicast, .v4Multicast, .broadcast])
        #expect(rungs.wanted(at: 600 * minute) == [.v6Multicast, .v4Multicast, .broadcast])
    }

    @Test("RUNG-1: what a link does not have is not tried")
    func possible() {
        var rungs = Rungs([.v4Multicast], at: 0)
        #expect(rungs.wanted(at: 1) == [.v4Multicast])
        rungs.hear(1, by: .v4Multicast, at: 2)
        #expect(rungs.wanted(at: 600 * minute) == [.v4Multicast])
    }

    @Test("RUNG-1: whoever is heard by multicast is not called by broadcast, until it is silent")
    func broadcast() {
        var rungs = Rungs(all, at: 0)
        rungs.hear(1, by: .v4Multicast, at: 10)
        #expect(!rungs.wanted(at: 11).contains(.broadcast))
        #expect(!rungs.wanted(at: 330_009).contains(.broadcast))
        #expect(rungs.wanted(at: 330_010).contains(.broadcast))
    }

    @Test("RUNG-1: what is heard by broadcast alone is answered by broadcast")
    func onlyBroadcast() {
        var rungs = Rungs(all, at: 0)
        for time in 1...10 { rungs.hear(UInt64(time), by: .broadcast, at: UInt64(time) * minute) }
        #expect(rungs.wanted(at: 10 * minute) == [.v6Multicast, .v4Multicast, .broadcast])
    }

    @Test("RUNG-1: where all have IPv6, nothing goes by IPv4 after a while")
    func both() {
        var rungs = Rungs(all, at: 0)
        for time in stride(from: UInt64(0), to: 10 * minute, by: 20_000) {
            rungs.hear(time, by: .v4Multicast, at: time)
            rungs.hear(time, by: .v6Multicast, at: time + 5)
            let wanted = rungs.wanted(at: time + 2_000)
            #expect(wanted.contains(.v6Multicast))
            #expect(wanted.contains(.v4Multicast) == (time + 2_000 < 330_000))
        }
    }

    @Test("RUNG-1: somebody who has no IPv6 is heard by IPv4 alone, and called so again")
    func newcomer() {
        var rungs = Rungs(all, at: 0)
        rungs.hear(1, by: .v6Multicast, at: 10 * minute)
        #expect(rungs.wanted(at: 10 * minute) == [.v6Multicast])
        rungs.hear(2, by: .v4Multicast, at: 11 * minute)
        // It may still come by IPv6.
        #expect(rungs.wanted(at: 11 * minute + 999) == [.v6Multicast])
        #expect(rungs.wanted(at: 11 * minute + 1_000) == [.v6Multicast, .v4Multicast])
        rungs.hear(3, by: .v6Multicast, at: 16 * minute)
        #expect(rungs.wanted(at: 11 * minute + 329_000) == [.v6Multicast, .v4Multicast])
        #expect(rungs.wanted(at: 11 * minute + 330_000) == [.v6Multicast])
    }

    @Test("RUNG-1: however much is heard, little is remembered of it")
    func flood() {
        var rungs = Rungs(all, at: 0)
        for mark in 0..<100_000 { rungs.hear(UInt64(mark), by: .v4Multicast, at: 5) }
        rungs.hear(99_999, by: .v6Multicast, at: 6)
        #expect(rungs.wanted(at: 7).contains(.v4Multicast))
        #expect(MemoryLayout.size(ofValue: rungs) < 100)
    }
}
