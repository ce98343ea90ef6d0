internal import Foundation
internal import Simulation

/// Many seeds, each of which draws everything.
extension Simulate {
    /// What many seeds came to.
    private struct Many: Codable {
        var seeds = 0
        var broken: [String: [String]] = [:]
        var reached: [String: Int] = [:]
        var neverReached: [String] = []
        /// What people did, and what came of it, and in how many seeds; only of some trades.
        var seen: [String: Int] = [:]
        /// Seeds that left another trace in a second process.
        var differing: [Int] = []
        var medianSeconds = 0.0
        /// By seed; of so many only as were run alone.
        var traces: [String: String] = [:]
    }

    /// How a swarm is run, besides which seeds.
    struct SwarmOptions {
        var faults: Set<Trouble> = Set(Trouble.allCases)
        var parts = Parts()
        var trade = TradeSort.boats
        var isJSON = false
        /// For how many seconds what is broken is shrunk.
        var shrinking = 60
        var chart: String?

        /// From so many seeds on every mark has to be reached, if all kinds of trouble may happen.
        static let marked = 100
        /// One seed in so many also runs in a second process.
        static let checked = 20
    }

    static func swarm(_ seeds: Range<Int>, _ options: SwarmOptions) throws(UsageError) -> Int32 {
        var many = Many()
        var times: [Double] = []
        var curve = Curve(name: "seed \(seeds.lowerBound)")
        for (count, seed) in seeds.enumerated() {
            let start = clock()
            let scenario = Swarm(
                seed: UInt64(seed), only: options.faults, disks: options.parts.disks,
                lines: options.parts.lines, trade: options.trade
            ).scenario
            let ledger =
                options.chart == nil
                ? scenario.run().ledger : scenario.run(watching: { curve.add($0) }).ledger
            times.append(Double(clock() - start) / Double(CLOCKS_PER_SEC))
            for mark in ledger.marks { many.reached[mark.rawValue, default: 0] += 1 }
            for sight in ledger.sights { many.seen[sight, default: 0] += 1 }
            let trace = String(ledger.traceHash, radix: 16)
            if seeds.count <= SwarmOptions.checked { many.traces["\(seed)"] = trace }
            if !ledger.violations.isEmpty {
                many.broken["\(seed)"] = ledger.violations
                report(seed, ledger.violations, options)
                if many.broken.count <= 3 { shrink(scenario, ledger.violations, options) }
            }
            if count % SwarmOptions.checked == SwarmOptions.checked - 1,
                try traceElsewhere(seed, options) != trace
            {
                many.differing.append(seed)
                Progress.say("differs in a second process: \(line(seed, options))\n")
            }
            Progress.tell(
                "\(count + 1) of \(seeds.count) seeds, \(many.broken.count) broken",
                isRound: count % 50 == 49)
        }
        Progress.end()
        if let chart = options.chart { try curve.save(to: chart) }
        many.seeds = seeds.count
        many.medianSeconds = times.sorted()[times.count / 2]
        many.neverReached = Ledger.Mark.allCases.map(\.rawValue)
            .filter { many.reached[$0] == nil }
        if options.isJSON { print(json(many)) } else { tell(many) }
        return isSound(many, options) ? 0 : 1
    }

    private static func isSound(_ many: Many, _ options: SwarmOptions) -> Bool {
        let mustReachAll =
            many.seeds >= SwarmOptions.marked && options.faults.count == Trouble.allCases.count
            && options.parts.disks == nil && options.parts.lines == nil
        return many.broken.isEmpty && many.differing.isEmpty
            && (!mustReachAll || many.neverReached.isEmpty)
    }

    private static func tell(_ many: Many) {
        print("\(many.seeds) seeds, \(many.broken.count) of them broken; a seed takes")
        print("\(Int(many.medianSeconds * 1_000)) ms of CPU in the median.")
        print("What was reached, in how many:")
        for (mark, count) in many.reached.sorted(by: { $0.key < $1.key }) {
            print("  \(mark) \(count)")
        }
        for (sight, count) in many.seen.sorted(by: { $0.key < $1.key }) {
            print("  “\(sight)” \(count)")
        }
        if !many.neverReached.isEmpty {
            print("NEVER REACHED: \(many.neverReached.joined(separator: ", "))")
        }
        for (_, trace) in many.traces.sorted(by: { $0.key < $1.key }) where many.seeds == 1 {
            print("trace \(trace)")
        }
    }

    // MARK: What is broken

    /// The line that makes it happen again.
    private static func line(_ seed: Int, _ options: SwarmOptions) -> String {
        var line = "causeway simulate --swarm --seeds 1 --seed \(seed)"
        if options.faults.count < Trouble.allCases.count {
            line += " --faults " + options.faults.map(\.rawValue).sorted().joined(separator: ",")
        }
        if options.trade != .boats { line += " --trade \(options.trade.rawValue)" }
        if let disks = options.parts.disks { line += " --disks \(disks.rawValue)" }
        if let lines = options.parts.lines { line += " --lines \(lines.rawValue)" }
        return line
    }

    private static func report(
        _ seed: Int, _ violations: [String], _ options: SwarmOptions
    ) {
        Progress.end()
        var text = "broken: \(line(seed, options))\n"
        for violation in violations.prefix(5) { text += "  \(violation)\n" }
        Progress.say(text)
    }

    /// Looks for less that is broken in the same way, and keeps it in a file.
    private static func shrink(
        _ scenario: Scenario, _ violations: [String], _ options: SwarmOptions
    ) {
        guard options.shrinking > 0 else { return }
        let end = Date().addingTimeInterval(Double(options.shrinking))
        var shrinking = Shrinking(scenario, broken: violations, while: { Date() < end })
        shrinking.shrink()
        let path = "broken-\(scenario.seed).json"
        var smallest = shrinking.scenario
        smallest.story = violations.first ?? ""
        guard FileManager.default.createFile(atPath: path, contents: Data(smallest.json.utf8))
        else { return Progress.say("  \(path) cannot be written\n") }
        Progress.say(
            "  shrunk to \(smallest.steps.count) steps and \(smallest.people.count) laptops in "
                + "\(shrinking.tried) tries: causeway simulate \(path)\n")
    }

    // MARK: A second process

    /// The trace that a seed leaves in another process, whose hash tables are in another order.
    private static func traceElsewhere(
        _ seed: Int, _ options: SwarmOptions
    ) throws(UsageError) -> String? {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
        let words = line(seed, options).split(separator: " ").dropFirst().map(String.init)
        process.arguments = words + ["--shrink", "0", "--json"]
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        do { try process.run() } catch {
            throw UsageError(
                "No second process can be started: \(error.localizedDescription)",
                seeHelpOf: "causeway simulate")
        }
        let data = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (try? JSONDecoder().decode(Many.self, from: data))?.traces["\(seed)"]
    }
}
