internal import Foundation
internal import Simulation

/// `causeway simulate`: a country of laptops on a bad network, and whether they come to hold the
/// same.
enum Simulate {
    static func run(_ words: [String]) throws(UsageError) -> Int32 {
        let options = try Options(
            words, of: "causeway simulate",
            values: ["--seeds", "--seed", "--nodes", "--loss", "--writes", "--cuts"],
            flags: ["--json", "--help", "-h"])
        let seed = try options.number("--seed", in: 0...Int.max, default: 1)
        let nodes = try options.number("--nodes", in: 2...200, default: 20)
        let loss = try options.number("--loss", in: 0...60, default: 0)
        let writes = try options.number("--writes", in: 0...100_000, default: 50)
        let cuts = try options.number("--cuts", in: 0...1_000_000, default: 0)
        let seeds = try options.number("--seeds", in: 0...1_000_000, default: 0)
        if seeds > 0 {
            var marks: [Ledger.Mark: Int] = [:]
            var bad = 0
            for one in seed..<(seed + seeds) {
                let start = Date()
                let country = Swarm(seed: UInt64(one)).run()
                for mark in country.ledger.marks { marks[mark, default: 0] += 1 }
                let took = Date().timeIntervalSince(start)
                if took > 3 { print("seed \(one) took \(took)") }
                if !country.ledger.violations.isEmpty {
                    bad += 1
                    print("seed \(one):", country.ledger.violations.prefix(3))
                }
            }
            print("bad", bad, marks.map { "\($0.key) \($0.value)" }.sorted())
            return bad == 0 ? 0 : 1
        }
        let country = Country(seed: UInt64(seed), people: nodes, weather: .losing(loss))
        country.hazards.powerCuts = cuts
        country.begin()
        country.run(milliseconds: 40_000)
        print("begun", country.time, country.ledger.steps, country.isSame)
        let before = country.ledger
        for _ in 0..<writes {
            country.write(country.random.below(nodes))
            country.run(milliseconds: UInt64(country.random.below(3_000)))
        }
        country.heal(keeping: country.weather)
        let took = country.converge()
        country.inspect()
        let ledger = country.ledger
        print(
            "took", took ?? 0, "p50", ledger.latency(percent: 50) ?? 0, "p95",
            ledger.latency(percent: 95) ?? 0, "arrivals", ledger.arrivals.count)
        print("grams", ledger.datagrams - before.datagrams, "bytes",
            ledger.datagramBytes - before.datagramBytes, "line", ledger.lineBytes - before.lineBytes,
            ledger.lineBytes, "meetings", ledger.meetings, "steps", ledger.steps)
        print(ledger.complaints, ledger.marks, ledger.violations)
        country.run(milliseconds: 300_000)
        let idle = country.ledger
        country.run(milliseconds: 1_800_000)
        let end = country.ledger
        print("idle B/s", (end.datagramBytes - idle.datagramBytes + end.lineBytes - idle.lineBytes) / 1800)
        return ledger.violations.isEmpty ? 0 : 1
    }
}
