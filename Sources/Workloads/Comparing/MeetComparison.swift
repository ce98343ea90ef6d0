import Foundation

extension Comparison {
    /// Two who have much in common, wrote apart, and meet.
    static var meet: Comparison {
        Comparison(
            name: "processes.meet", unit: "change",
            about: "two with records in common wrote apart, and meet, until both read the same",
            bound: "as many signatures, and plain SQLite, at each",
            goal: "200,000 a second, 30 bytes a change"
        ) { effort in
            let (records, changes) = effort.isQuick ? (4_000, 1_000) : (100_000, 10_000)
            let pair = try MeetingPair(BenchFolder(), effort.parts)
            effort.tell("\(records) records in common")
            try pair.fill(records)
            effort.tell("\(changes) changes apart at each")
            let met = try pair.meet(changes)
            effort.tell("the bound")
            let seconds = try bareSeconds(changes, bundles: (changes + 999) / 1_000)
            // Two cores can do it at once.
            let cores = min(2, ProcessInfo.processInfo.activeProcessorCount)
            let bound = Double(2 * changes) / (seconds * 2 / Double(cores))
            let count = Double(2 * changes)
            return Outcome(
                ours: count / met.seconds, bound: bound,
                [
                    .init("bytes-a-change", Double(met.bytes) / count),
                    .init("ms", met.seconds * 1_000), .init("bytes", Double(met.bytes)),
                    .init("work-ms", met.work * 1_000), .init("records", Double(records)),
                    .init("changes-each", Double(changes)),
                    .init("fill-a-second", pair.filled), .init("first-meeting-s", pair.first),
                ])
        }
    }

    /// What one side takes for the changes of the other, if it only verifies and writes.
    private static func bareSeconds(_ changes: Int, bundles: Int) throws -> Double {
        func rate(_ name: String, _ size: Int) throws -> Double {
            guard let trial = try Workload.named([name]).first?.trial(size) else { return 0 }
            _ = try trial.run()
            let readings = try (0..<3).map { _ in try trial.run() }
            return readings.map { Double($0.operations) / $0.nanoseconds * 1e9 }.quantile(0.5)
        }
        return Double(changes) / (try rate("limit.plain", 10_000))
            + Double(bundles) / (try rate("limit.verify", 1_000))
    }
}

private final class MeetingPair {
    private let laptops: [PartProcess]
    private let gate: Gate
    private let folder: BenchFolder
    /// All that each has seen.
    private var seen = [0, 0]
    private(set) var (filled, first) = (0.0, 0.0)

    init(_ folder: BenchFolder, _ parts: PartProgram) throws {
        self.folder = folder
        func words(_ number: Int) -> (String, String) {
            (folder.path + "/\(number)", folder.run + "/\(number)")
        }
        let host = try parts.start("laptop", words(0).0, words(0).1, "0", "2", "taking")
        gate = try Gate(to: UInt16(try host.hear("ready").first ?? 0))
        let guest = try parts.start(
            "laptop", words(1).0, words(1).1, "1", "2", "peer", "127.0.0.1:\(gate.port)")
        _ = try guest.hear("ready")
        laptops = [host, guest]
        for laptop in laptops { try laptop.tell("watch") }
    }

    /// Waits until somebody has seen so many in all; when that was.
    private func wait(_ number: Int, for count: Int) throws -> Int {
        var last = 0
        while seen[number] < count {
            let line = try laptops[number].hear("seen")
            guard line.count == 2 else { throw PartError("it does not say what it sees") }
            (seen[number], last) = (line[0], line[1])
        }
        return last
    }

    /// Records that both come to have.
    func fill(_ count: Int) throws {
        let times = try laptops[0].ask("fill \(count) 1000", for: "filled")
        guard times.count == 2 else { throw PartError("it is not filled") }
        filled = Double(count) / Double(times[1] - times[0]) * 1e9
        _ = try wait(0, for: count)
        try gate.waitForSomebody()
        let begun = MonotonicTime.now
        gate.open()
        first = Double(try wait(1, for: count) - begun) / 1e9
        // The host as well hears that all is told.
        usleep(300_000)
        gate.shut()
    }

    func meet(_ changes: Int) throws -> (seconds: Double, bytes: Int, work: Double) {
        // Every second record is of one of them, so that what each has seen can be counted.
        for (number, laptop) in laptops.enumerated() {
            let wrote = try laptop.ask("write 2 \(number) \(changes)", for: "written")
            guard wrote.last == changes else { throw PartError("it did not write all") }
        }
        for number in 0..<2 { _ = try wait(number, for: seen[number] + changes) }
        try gate.waitForSomebody()
        let before = try laptops.map { try $0.ask("root", for: "root") }
        let begun = MonotonicTime.now
        gate.open()
        let last = try (0..<2).map { try wait($0, for: seen[$0] + changes) }.max() ?? begun
        let bytes = gate.bytes
        var after = try laptops.map { try $0.ask("root", for: "root") }
        // Keys that somebody makes now and then may still be on their way.
        for _ in 0..<500 where after[0].first != after[1].first {
            usleep(20_000)
            after = try laptops.map { try $0.ask("root", for: "root") }
        }
        guard after[0].first == after[1].first else { throw PartError("they hold not the same") }
        let work = zip(after, before).reduce(0) { $0 + $1.0[1] - $1.1[1] }
        return (Double(last - begun) / 1e9, bytes, Double(work) / 1e9)
    }
}
