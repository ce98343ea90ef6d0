internal import Foundation
internal import Simulation

/// `causeway simulate`: stations as they ship, in a country where everything goes wrong, and
/// whether they come to hold the same all the same.
enum Simulate {
    static let help = """
        causeway simulate: laptops on a bad network, and whether all come to hold the same

        Usage: causeway simulate [--seed N] [--nodes N] [--loss PERCENT] [--writes N] [--wakes N]
               causeway simulate --bulk N [--seed N]
               causeway simulate --swarm [--seed N] [--seeds N] [--faults LIST] [--trade TRADE]
                                 [--shrink SECONDS]
               causeway simulate FILE

          --seed N          the seed of everything that is left to chance (default 1)
          --nodes N         how many laptops are at one place, 2 to 200 (default 20)
          --loss PERCENT    how many datagrams are lost, 0 to 60 (default 0)
          --writes N        how many entries people make, 0 to 100000 (default 50)
          --wakes N         how often somebody sleeps while another enters something, and how long
                            they then need to have it, 0 to 1000 (default 0)
          --bulk N          one who made N entries meets one who has none of them, 1 to 1000000:
                            what is said for it, beside what it brings
          --swarm           draw it all from the seed: people, places, and what befalls them
          --seeds N         how many seeds of the swarm to run, from --seed on (default 100)
          --faults LIST     only these kinds of trouble, with commas between them:
        \(faults)
          --trade TRADE     what people of a swarm do: “boats” (if this is not given), or
                            “relief”: hubs, goods, needs, orders, and what becomes of them
          --shrink SECONDS  how long to look for less that is broken in the same way, for each of
                            the first three broken seeds, 0 to 3600 (default 60); it is kept in
                            broken-SEED.json, which is a scenario
          --disks SORT      what laptops keep things on: “memory”, which does what a store has to,
                            or “files”, the store that ships, on disks that lose power. If this is
                            not given, a quarter of the small seeds of a swarm have files
          --lines SORT      what sessions are: “plain”, or “sealed”, by handshakes and under keys
                            as they ship. If this is not given, one seed in eight of a swarm is
          FILE              a scenario: who is where, what befalls whom, and what has to come of it
                            (spec/16-scenarios.md; there are some in scenarios/)
          --svg FILE        draw how many laptops hold everything, over time; of one seed, if it is
                            a swarm
          --json            one JSON object instead of the story: of a swarm “seeds”, “broken” (by
                            seed), “reached” (marks, and in how many seeds), “neverReached”,
                            “differing”, “medianSeconds” and “traces” (of 20 seeds at most), “seen”
                            (of relief: deeds, states and issues, and in how many seeds); of a
                            scenario “scenario”, “seed”, “entries”, “simulatedSeconds”, “marks”,
                            “violations” and “trace”

        The same seed gives the same run, down to the trace, on any machine: one seed in twenty of
        a swarm runs in a second process as well, and has to leave the same trace. In a swarm of
        100 seeds or more, with all kinds of trouble, and disks and lines as they are drawn, every
        mark has to be reached at least once. A run is the same over both sorts of disks.

        The code is 0 if nothing was broken; 1 if something was, if a trace differs, or if a mark
        was never reached that has to be; 2 if the words or the file are off.

        examples:
          causeway simulate --loss 30
          causeway simulate --nodes 20 --writes 0 --wakes 50
          causeway simulate --bulk 10000
          causeway simulate --swarm --seeds 1000
          causeway simulate --swarm --seeds 100 --trade relief
          causeway simulate --swarm --seed 42 --seeds 1 --faults power,disks --svg 42.svg
          causeway simulate scenarios/mule.json
        """

    private static let faults = Trouble.allCases.map { trouble in
        "                      "
            + trouble.rawValue.padding(toLength: 11, withPad: " ", startingAt: 0) + trouble.summary
    }.joined(separator: "\n")

    static func run(_ words: [String]) throws(UsageError) -> Int32 {
        var words = words
        let file = words.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
        if file != nil { words.removeFirst() }
        let options = try Options(
            words, of: "causeway simulate",
            values: [
                "--seed", "--seeds", "--nodes", "--loss", "--writes", "--faults", "--shrink",
                "--svg", "--disks", "--lines", "--wakes", "--bulk", "--trade",
            ],
            flags: ["--swarm", "--json", "--help", "-h"])
        if options.has("--help") || options.has("-h") {
            print(help)
            return 0
        }
        let isJSON = options.has("--json")
        let chart = options.text("--svg")
        let parts = Parts(
            disks: try options.choice("--disks", of: DiskSort.self),
            lines: try options.choice("--lines", of: LineSort.self))
        if let file { return try story(file, parts, asJSON: isJSON, chart: chart) }
        let seed = try options.number("--seed", in: 0...1 << 60, default: 1)
        if options.has("--swarm") {
            let seeds = try options.number("--seeds", in: 1...1_000_000, default: 100)
            guard chart == nil || seeds == 1 else {
                throw UsageError(
                    "--svg draws one seed; add “--seeds 1”.", seeHelpOf: "causeway simulate")
            }
            var swarm = SwarmOptions(parts: parts, isJSON: isJSON, chart: chart)
            swarm.faults = try faults(options.text("--faults"))
            swarm.trade = try options.choice("--trade", of: TradeSort.self) ?? .boats
            swarm.shrinking = try options.number("--shrink", in: 0...3_600, default: 60)
            return try Self.swarm(seed..<seed + seeds, swarm)
        }
        if options.text("--bulk") != nil {
            let entries = try options.number("--bulk", in: 1...1_000_000, default: 1)
            return bulk(seed, entries, parts, asJSON: isJSON)
        }
        let nodes = try options.number("--nodes", in: 2...200, default: 20)
        let loss = try options.number("--loss", in: 0...60, default: 0)
        let writes = try options.number("--writes", in: 0...100_000, default: 50)
        let wakes = try options.number("--wakes", in: 0...1_000, default: 0)
        return try day(seed, nodes, loss, (writes, wakes), parts, asJSON: isJSON, chart: chart)
    }

    /// What is real in a run, where somebody has said so.
    struct Parts {
        var disks: DiskSort?
        var lines: LineSort?
    }

    private static func faults(_ list: String?) throws(UsageError) -> Set<Trouble> {
        guard let list else { return Set(Trouble.allCases) }
        var faults: Set<Trouble> = []
        for word in list.split(separator: ",", omittingEmptySubsequences: false) {
            guard let trouble = Trouble(rawValue: String(word)) else {
                let all = Trouble.allCases.map(\.rawValue).joined(separator: ", ")
                throw UsageError(
                    "There is no kind of trouble “\(word)”; there is: \(all).",
                    seeHelpOf: "causeway simulate")
            }
            faults.insert(trouble)
        }
        return faults
    }

    static func json(_ outcome: some Encodable) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        guard let data = try? encoder.encode(outcome) else {
            preconditionFailure("texts and numbers can be encoded")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
