import Simulation
import Testing

@Suite("Country") struct CountryTests {
    @Test("Those at one place come to hold the same", arguments: [0, 10, 30])
    func onePlace(loss: Int) {
        let country = Country(seed: 1, people: 5, weather: .losing(loss))
        country.begin()
        country.run(milliseconds: 20_000)
        for _ in 0..<20 {
            country.write(country.random.below(5))
            country.run(milliseconds: UInt64(country.random.below(3_000)))
        }
        country.heal(keeping: country.weather)
        let took = country.converge()
        #expect(took != nil)
        country.inspect()
        #expect(country.ledger.violations == [])
        let ledger = country.ledger
        print("loss", loss, "took", took ?? 0, "p50", ledger.latency(percent: 50) ?? 0, "p95",
            ledger.latency(percent: 95) ?? 0, "arrivals", ledger.arrivals.count, ledger.datagrams,
            ledger.datagramBytes, ledger.lineBytes, ledger.meetings, ledger.complaints, ledger.marks)
    }
}
