internal import Foundation
internal import Simulation

/// `causeway simulate`: stations as they ship, in a country where everything goes wrong, and
/// whether they come to hold the same all the same.
enum Simulate {
    static let help = """
        causeway simulate: laptops on a bad network, and whether all come to hold the same

        Usage: causeway simulate [--seed N] [--nodes N] [--loss PERCENT] [--writes N] [--json]
               causeway simulate --swarm [--seed N] [--seeds N] [--json]

          --seed N        the seed of everything that is left to chance (default 1)
          --nodes N       how many laptops are at one place, 2 to 200 (default 20)
          --loss PERCENT  how many datagrams are lost, 0 to 60 (default 0)
          --writes N      how many entries people make, 0 to 100000 (default 50)
          --swarm         draw it all from the seed: people, places, network, and what befalls them:
                          power cuts, sleep, moves, wrong clocks, copies put back, machines cloned,
                          people let go of and enrolled
          --seeds N       how many seeds of the swarm to run, from --seed on (default 100)
          --json          one JSON object instead of the story

        The same seed gives the same run, down to the trace, on any machine.
        The code is 0 if nothing was broken, 1 if something was, 2 if the words are off.

        examples:
          causeway simulate --loss 30
          causeway simulate --swarm --seeds 1000
          causeway simulate --swarm --seed 42 --seeds 1
        """

    static func run(_ words: [String]) throws(UsageError) -> Int32 {
        let options = try Options(
            words, of: "causeway simulate",
            values: ["--seed", "--seeds", "--nodes", "--loss", "--writes"],
            flags: ["--swarm", "--json", "--help", "-h"])
        if options.has("--help") || options.has("-h") {
            print(help)
            return 0
        }
        let seed = try options.number("--seed", in: 0...1 << 60, default: 1)
        if options.has("--swarm") {
            let seeds = try options.number("--seeds", in: 1...1_000_000, default: 100)
            return swarm(seed..<seed + seeds, asJSON: options.has("--json"))
        }
        let nodes = try options.number("--nodes", in: 2...200, default: 20)
        let loss = try options.number("--loss", in: 0...60, default: 0)
        let writes = try options.number("--writes", in: 0...100_000, default: 50)
        return day(seed, nodes, loss, writes, asJSON: options.has("--json"))
    }

    // MARK: One place

    /// What a run at one place came to.
    private struct Day: Encodable {
        let seed: Int
        let nodes: Int
        let lossPercent: Int
        let entries: Int
        let latencyMilliseconds: [String: UInt64]
        let convergedAfterMilliseconds: UInt64?
        let datagramBytes: Int
        let sessionBytes: Int
        let idleBytesASecond: Int
        let violations: [String]
        let trace: String
    }

    private static func day(
        _ seed: Int, _ nodes: Int, _ loss: Int, _ writes: Int, asJSON isJSON: Bool
    ) -> Int32 {
        let country = Country(seed: UInt64(seed), people: nodes, weather: .losing(loss))
        if !isJSON { print("\(nodes) laptops at one place, \(loss)% of all datagrams are lost.") }
        country.begin()
        country.run(milliseconds: 60_000)
        let before = country.ledger
        for number in 0..<writes {
            country.write(country.random.below(nodes))
            country.run(milliseconds: UInt64(country.random.below(3_000)))
            if !isJSON, number % 10 == 9 { print("  \(number + 1) of \(writes) entries") }
        }
        let took = country.converge()
        country.inspect()
        let busy = country.ledger
        country.run(milliseconds: 300_000)
        let quiet = country.ledger
        country.run(milliseconds: 600_000)
        let end = country.ledger
        let idle = (end.datagramBytes + end.lineBytes - quiet.datagramBytes - quiet.lineBytes) / 600
        let outcome = Day(
            seed: seed, nodes: nodes, lossPercent: loss, entries: busy.acknowledged.count,
            latencyMilliseconds: [
                "p50": busy.latency(percent: 50) ?? 0, "p95": busy.latency(percent: 95) ?? 0,
            ],
            convergedAfterMilliseconds: took,
            datagramBytes: busy.datagramBytes - before.datagramBytes,
            sessionBytes: busy.lineBytes - before.lineBytes, idleBytesASecond: idle,
            violations: busy.violations, trace: String(end.traceHash, radix: 16))
        if isJSON { print(json(outcome)) } else { tell(outcome) }
        return outcome.violations.isEmpty && took != nil ? 0 : 1
    }

    private static func tell(_ day: Day) {
        print("\(day.entries) entries were made. They were at every other laptop")
        for (name, time) in day.latencyMilliseconds.sorted(by: { $0.key < $1.key }) {
            print("  \(name): after \(time) ms")
        }
        print("Said meanwhile: \(day.datagramBytes) bytes to all, \(day.sessionBytes) in sessions.")
        print("Said when nothing happens: \(day.idleBytesASecond) bytes a second by all together.")
        for violation in day.violations { print("BROKEN \(violation)") }
        if let took = day.convergedAfterMilliseconds {
            print("All hold the same, \(took) ms after the last entry.")
        } else {
            print("THEY DO NOT HOLD THE SAME.")
        }
        print("trace \(day.trace)")
    }

    // MARK: A swarm

    /// What many seeds came to.
    private struct Many: Encodable {
        let seeds: Int
        let broken: [String: [String]]
        let reached: [String: Int]
        let medianSeconds: Double
    }

    private static func swarm(_ seeds: Range<Int>, asJSON isJSON: Bool) -> Int32 {
        var broken: [String: [String]] = [:]
        var reached: [String: Int] = [:]
        var times: [Double] = []
        for (count, seed) in seeds.enumerated() {
            let start = clock()
            let ledger = Swarm(seed: UInt64(seed)).run().ledger
            times.append(Double(clock() - start) / Double(CLOCKS_PER_SEC))
            for mark in ledger.marks { reached[mark.rawValue, default: 0] += 1 }
            if !ledger.violations.isEmpty {
                broken["\(seed)"] = ledger.violations
                report(seed, ledger.violations)
            }
            if !isJSON, count % 50 == 49 { print("  \(count + 1) of \(seeds.count) seeds") }
        }
        let median = times.sorted()[times.count / 2]
        let outcome = Many(
            seeds: seeds.count, broken: broken, reached: reached, medianSeconds: median)
        if isJSON {
            print(json(outcome))
        } else {
            print("\(seeds.count) seeds, \(broken.count) of them broken; a seed takes")
            print("\(Int(median * 1_000)) ms of CPU in the median. What was reached, in how many:")
            for (mark, count) in reached.sorted(by: { $0.key < $1.key }) {
                print("  \(mark) \(count)")
            }
        }
        return broken.isEmpty ? 0 : 1
    }

    /// With the line that makes it happen again.
    private static func report(_ seed: Int, _ violations: [String]) {
        var text = "broken: causeway simulate --swarm --seeds 1 --seed \(seed)\n"
        for violation in violations.prefix(5) { text += "  \(violation)\n" }
        FileHandle.standardError.write(Data(text.utf8))
    }

    private static func json(_ outcome: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(outcome) else {
            preconditionFailure("texts and numbers can be encoded")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
