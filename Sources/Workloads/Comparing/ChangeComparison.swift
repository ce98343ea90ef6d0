import Foundation

extension Comparison {
    /// Nodes as they ship, each a process of its own.
    static var processes: [Comparison] { [change, meet, relay] }

    /// In microseconds; a link is told 64,000 bytes a second, and a change takes some 270.
    private static let pause: UInt32 = 3_000

    /// One change, durable at one process, and durable and visible at another.
    private static var change: Comparison {
        Comparison(
            name: "processes.change", unit: "change",
            about: "a change durable at one process, and durable and readable at another",
            bound: "two plain processes that append and say as much",
            goal: "p50 0.8 ms, p99 2 ms"
        ) { effort in
            let folder = BenchFolder()
            let pair = try ChangePair(folder, effort.parts)
            for _ in 0..<20 { _ = try pair.change() }
            // One upon the other, nobody falls asleep in between; but a link is told only so much
            // at once.
            let atOnce = try (0..<(effort.isQuick ? 20 : 300)).map { _ in try pair.change() }
            var times = (ours: [Double](), bound: [Double](), trip: [Double](), sync: [Double]())
            let rounds = effort.isQuick ? 2 : 12
            for round in 1...rounds {
                effort.tell("\(round) of \(rounds)")
                // By turns: whatever else the machine does slows all of them.
                for _ in 0..<(effort.isQuick ? 20 : 100) {
                    // No more than may be said by datagram: what is more waits its turn.
                    usleep(Self.pause)
                    times.ours.append(try pair.change())
                    usleep(Self.pause)
                    times.bound.append(try pair.floor())
                    times.trip.append(try pair.trip())
                    times.sync.append(pair.sync())
                }
            }
            func figures(_ name: String, _ times: [Double]) -> [Outcome.Figure] {
                [(0.5, "p50"), (0.99, "p99")].map { part, word in
                    Outcome.Figure("\(name)-\(word)-ms", times.quantile(part))
                }
            }
            let (ours, bound) = (times.ours.quantile(0.5), times.bound.quantile(0.5))
            return Outcome(
                ours: 1_000 / ours, bound: 1_000 / bound,
                figures("ours", times.ours) + figures("at-once", atOnce)
                    + figures("bound", times.bound)
                    + figures("udp-trip", times.trip) + figures("sync-4k", times.sync)
                    + figures("commit", pair.commits)
                    + [Outcome.Figure("changes", Double(times.ours.count))])
        }
    }
}

/// Two laptops that hear each other's datagrams, and plain processes that do as much.
private final class ChangePair {
    private let laptops: [PartProcess]
    private let plain: PartProcess
    private let port: UInt16
    private let file: PageFile
    private let alone: PageFile
    private let socket: NumberSocket
    private var seen = 0
    private(set) var commits: [Double] = []

    init(_ folder: BenchFolder, _ parts: PartProgram) throws {
        // Out of those that the system gives to whoever asks for any.
        let near = "\(Int.random(in: 20_000...29_999))"
        laptops = try (0..<2).map { number in
            try parts.start(
                "laptop", folder.path + "/\(number)", folder.run + "/\(number)", "\(number)", "2",
                "near", near)
        }
        for laptop in laptops { _ = try laptop.hear("ready") }
        plain = try parts.start("floor", folder.path + "/floor")
        port = UInt16(try plain.hear("ready").first ?? 0)
        (file, alone) = (try PageFile(folder.path + "/near"), try PageFile(folder.path + "/alone"))
        socket = try NumberSocket()
        try laptops[1].tell("watch")
    }

    /// How long a change took, in milliseconds.
    func change() throws -> Double {
        let entered = try laptops[0].ask("enter", for: "entered")
        let before = seen
        var done = 0
        while seen <= before {
            let line = try laptops[1].hear("seen")
            guard line.count == 2 else { throw PartError("it does not say what it sees") }
            (seen, done) = (line[0], line[1])
        }
        guard entered.count == 2 else { throw PartError("it does not say what it entered") }
        commits.append(Double(entered[1] - entered[0]) / 1e6)
        return Double(done - entered[0]) / 1e6
    }

    func floor() throws -> Double {
        let begun = MonotonicTime.now
        file.append()
        return Double(try answer(1) - begun) / 1e6
    }

    func trip() throws -> Double {
        let begun = MonotonicTime.now
        _ = try answer(0)
        return Double(MonotonicTime.now - begun) / 1e6
    }

    func sync() -> Double {
        let begun = MonotonicTime.now
        alone.append()
        return Double(MonotonicTime.now - begun) / 1e6
    }

    private func answer(_ number: Int) throws -> Int {
        socket.say(number, to: port)
        guard let answer = socket.hear() else { throw PartError("a datagram was lost") }
        return answer.number
    }
}
