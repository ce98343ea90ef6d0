import Simulation
import Testing

@Suite("Country") struct CountryTests {
    @Test(
        "Those at one place come to hold the same, soon",
        arguments: [(0, 50), (10, 300), (30, 1_000)])
    func onePlace(loss: Int, milliseconds: UInt64) throws {
        let country = Country(seed: 1, people: 8, weather: .losing(loss))
        country.begin()
        country.run(milliseconds: 60_000)
        for _ in 0..<60 {
            country.write(country.random.below(8))
            country.run(milliseconds: UInt64(country.random.below(3_000)))
        }
        #expect(country.converge() != nil)
        country.inspect()
        #expect(country.ledger.violations == [])
        #expect(country.ledger.acknowledged.count > 20)
        // Simulated time: the same on every machine.
        #expect(try #require(country.ledger.latency(percent: 95)) <= milliseconds)
    }

    @Test("Whatever befalls them, they come to hold the same", arguments: 0..<8)
    func swarm(part: UInt64) {
        var broken: [String] = []
        for seed in part * 5..<part * 5 + 5 {
            let country = Swarm(seed: seed).run()
            broken += country.ledger.violations.map { "seed \(seed): \($0)" }
        }
        #expect(broken == [])
    }

    @Test("Of the kinds of trouble only those befall anybody that are asked for")
    func only() {
        for seed in UInt64(0)..<50 {
            let some = Swarm(seed: seed, only: [.disks]).scenario.steps.map(\.action)
            for case .fate(let fate) in some {
                switch fate {
                case .fill, .makeSpace, .slow, .write, .move, .start, .wake: break
                default: Issue.record("\(fate) befalls somebody")
                }
            }
        }
        let all = (UInt64(0)..<50).flatMap { Swarm(seed: $0).scenario.steps.map(\.action) }
        #expect(all.contains { if case .fate(.defy) = $0 { true } else { false } })
    }

    @Test("A disk that is full says so, and goes on when there is space; a slow one is only slow")
    func disks() {
        let country = Country(seed: 3, people: 3)
        country.begin()
        country.run(milliseconds: 60_000)
        country.befall(.fill(1))
        country.befall(.slow(2, milliseconds: 2_000))
        for _ in 0..<5 {
            for number in 0..<3 { country.write(number) }
            country.run(milliseconds: 5_000)
        }
        #expect(country.ledger.complaints.contains("host 1: the disk is full; make space"))
        #expect(country.ledger.marks.isSuperset(of: [.diskFull, .diskSlow]))
        // Whether it runs just now or not, its disk has less than the others'.
        let disks = country.hosts.map { Set($0.copy.bundles) }
        #expect(disks[1].isStrictSubset(of: disks[0]))
        country.befall(.makeSpace(1))
        #expect(country.converge(within: 60_000) != nil)
        country.befall(.slow(2, milliseconds: 0))
        country.inspect()
        #expect(country.ledger.violations == [])
        #expect(country.ledger.acknowledged.contains { $0.host == 2 })
    }

    @Test("Who is heard by nobody, or shouts in vain, gets everything over lines all the same")
    func links() {
        let country = Country(seed: 4, people: 3)
        country.begin()
        country.run(milliseconds: 60_000)
        var mute = Weather()
        mute.passesShouts = false
        country.befall(.weather(mute))
        country.befall(.introduce(0, to: 1))
        country.befall(.introduce(1, to: 2))
        for number in 0..<3 {
            for _ in 0..<3 { country.write(number) }
        }
        country.run(milliseconds: 180_000)
        #expect(country.isSame)
        #expect(country.ledger.marks.isSuperset(of: [.muted, .introduced]))
        country.befall(.weather(Weather()))
        country.befall(.deafen(0, to: 1))
        country.write(1)
        country.run(milliseconds: 60_000)
        #expect(country.isSame, "what the one does not hear of the other comes by the third")
        #expect(country.ledger.marks.contains(.oneWay))
        #expect(country.ledger.violations == [])
    }

    @Test("The same seed gives the same run")
    func determinism() {
        let traces = (0..<2).map { _ in Swarm(seed: 3).run().ledger.traceHash }
        #expect(traces[0] == traces[1])
        #expect(traces[0] != Swarm(seed: 4).run().ledger.traceHash)
    }
}
