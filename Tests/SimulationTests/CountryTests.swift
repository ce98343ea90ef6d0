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

    @Test("The same seed gives the same run")
    func determinism() {
        let traces = (0..<2).map { _ in Swarm(seed: 3).run().ledger.traceHash }
        #expect(traces[0] == traces[1])
        #expect(traces[0] != Swarm(seed: 4).run().ledger.traceHash)
    }
}
