import Simulation
import Testing

@Suite("A relief operation, simulated") struct ReliefCountryTests {
    @Test(
        "SCEN-10: whatever befalls them, all come to the same stock, orders and issues",
        arguments: 0..<4)
    func swarm(part: UInt64) {
        var broken: [String] = []
        for seed in part * 5..<part * 5 + 5 {
            let country = Swarm(seed: seed, trade: .relief).run()
            broken += country.ledger.violations.map { "seed \(seed): \($0)" }
        }
        #expect(broken == [])
    }

    @Test("SCEN-10: the same seed gives the same day, and people see what there is to do")
    func same() {
        let ledgers = (0..<2).map { _ in Swarm(seed: 7, only: [], trade: .relief).run().ledger }
        #expect(ledgers[0].traceHash == ledgers[1].traceHash)
        #expect(ledgers[0].sights == ledgers[1].sights)
        #expect(ledgers[0].sights.isSuperset(of: ["intake", "order"]))
        #expect(ledgers[0].traceHash != Swarm(seed: 7, only: []).run().ledger.traceHash)
    }
}
