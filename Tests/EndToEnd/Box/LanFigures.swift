import Foundation
import Testing

/// What `scripts/lan` prints: figures of a LAN in a box, beside what nothing can do without on the
/// same machine in the same minute.
@Suite(
    "Figures of a LAN", .serialized,
    .enabled(if: Box.isPossible, "needs root and network namespaces"),
    .enabled(if: wanted("any"), "only scripts/lan asks for them"))
struct LanFigures {
    private static let names = (0..<16).map { "n\($0)" }

    /// Half a minute or so is enough for whoever only looks whether it works.
    private static var isQuick: Bool { wanted("quick") }

    private func row(_ cells: String...) {
        let widths = [34, 20, 20, 20, 20]
        let text = zip(cells, widths).map { $0.padding(toLength: $1, withPad: " ", startingAt: 0) }
        // At once: whoever waits for the next row sees this one.
        FileHandle.standardOutput.write(Data("| \(text.joined(separator: "| "))\n".utf8))
    }

    private func text(_ number: Double) -> String { String(format: "%.1f", number) }

    private func crowd(losing share: Int, onDisk: Bool = true) throws -> (Box, Crowd) {
        let box = try Box()
        for name in Self.names {
            try box.plug(name)
            if share > 0 { try box.lose(share, at: name) }
        }
        return (box, try Crowd(Self.names, in: box, onDisk: onDisk))
    }

    // MARK: One event

    @Test(.enabled(if: wanted("event")), arguments: [true, false], [0, 10, 30])
    func event(onDisk: Bool, share: Int) throws {
        let (box, crowd) = try crowd(losing: share, onDisk: onDisk)
        for _ in 0..<3 { _ = try crowd.enter(by: 0) }
        // All who have just begun have much to say to each other.
        Thread.sleep(forTimeInterval: Self.isQuick ? 2 : 10)
        var (each, all): ([Double], [Double]) = ([], [])
        let worked = try crowd.members.reduce(0) { try $0 + ticks($1.program.process) }
        for number in 0..<(Self.isQuick ? 20 : 60) {
            let times = try crowd.enter(by: number * 7 % 16)
            each += times
            all.append(times.max() ?? .nan)
            Thread.sleep(forTimeInterval: 0.2)
        }
        let work = try crowd.members.reduce(-worked) { try $0 + ticks($1.program.process) }
        let goal = [0: 10.0, 10: 200, 30: 800][share] ?? .nan
        let bare = try bare(in: box)
        if share == 0 {
            let place = onDisk ? "one disk for all 16" : "no disk, memory"
            row(
                "one event to 15, \(place)", "p50 ms", "p95 ms (goal)", "bare p50 ms",
                "bare reaches")
        }
        row(
            "\(share) % lost, each other", text(each.quantile(0.5)),
            "\(text(each.quantile(0.95))) (\(Int(goal)))", text(bare.median),
            text(bare.reached * 100) + " %")
        row(
            "\(share) % lost, the last of them", text(all.quantile(0.5)),
            "\(text(all.quantile(0.95))) (\(Int(goal)))",
            text(each.quantile(0.5) / bare.median) + "x bare", "100.0 %")
        row("   processor, each laptop, ms", text(Double(work) * 10 / Double(all.count) / 16))
    }

    /// The more laptops share this machine's processors, the longer each waits for one.
    @Test(.enabled(if: wanted("event")), arguments: [2, 4, 8])
    func few(count: Int) throws {
        let box = try Box()
        let names = Array(Self.names.prefix(count))
        for name in names { try box.plug(name) }
        let crowd = try Crowd(names, in: box, onDisk: false)
        for _ in 0..<3 { _ = try crowd.enter(by: 0) }
        Thread.sleep(forTimeInterval: 2)
        var times: [Double] = []
        for number in 0..<60 {
            times += try crowd.enter(by: number % count)
            Thread.sleep(forTimeInterval: 0.1)
        }
        row(
            "one event to \(count - 1), memory", text(times.quantile(0.5)),
            text(times.quantile(0.95)))
    }

    /// Datagrams to a group, and nothing else: how long they take, and to how many they come.
    private func bare(in box: Box) throws -> (median: Double, reached: Double) {
        let count = 100
        let hearers = try Self.names.dropFirst().map {
            try box.tool("hear", "\(count)", in: $0)
        }
        defer { for one in hearers { box.end(one) } }
        for one in hearers { #expect(try one.line() == "ready") }
        let speaker = try box.tool("say", "\(count)", "0.05", in: Self.names[0])
        var said: [Int: Int] = [:]
        while let line = try? speaker.line(within: 10), line != "done" {
            let numbers = line.split(separator: " ").compactMap { Int($0) }
            if numbers.count == 2 { said[numbers[0]] = numbers[1] }
        }
        box.end(speaker)
        var times: [Double] = []
        for one in hearers {
            for line in try one.lines(count, within: 300) {
                let numbers = line.split(separator: " ").compactMap { Int($0) }
                guard numbers.count == 2, let begun = said[numbers[0]] else { continue }
                times.append(Double(numbers[1] - begun) / 1e6)
            }
        }
        return (times.quantile(0.5), Double(times.count) / Double(count * hearers.count))
    }

    // MARK: Silence

    @Test(.enabled(if: wanted("idle")))
    func idle() throws {
        let (box, crowd) = try crowd(losing: 0)
        _ = try crowd.enter(by: 0)
        Thread.sleep(forTimeInterval: Self.isQuick ? 5 : 90)
        let seconds = Self.isQuick ? 10.0 : 60
        func sums() throws -> (said: Int, heard: Int, ticks: Int) {
            var sums = (said: 0, heard: 0, ticks: 0)
            for member in crowd.members {
                let bytes = try box.bytes(member.name)
                sums.said += bytes.said
                sums.heard += bytes.heard
                sums.ticks += try ticks(member.program.process)
            }
            return sums
        }
        let before = try sums()
        Thread.sleep(forTimeInterval: seconds)
        let after = try sums()
        let said = Double(after.said - before.said) / seconds
        let heard = Double(after.heard - before.heard) / seconds
        let share = Double(after.ticks - before.ticks) / 100 / seconds / 16
        let memory = try crowd.members.map { Double(try self.memory($0.program.process)) / 1_024 }
        row("16 laptops when nothing is new", "bytes/s, all", "serf", "zenoh")
        row("said", text(said), "5500 to 37000", "17000 to 34000")
        row("heard, each copy counted", text(heard), "", "")
        row("of a processor, each laptop", String(format: "%.3f %%", share * 100))
        row("memory, MiB", text(memory.quantile(0.5)))
    }

    /// Hundredths of a second that a process has worked.
    private func ticks(_ process: pid_t) throws -> Int {
        let text = try proc("stat", process)
        let words = (text.split(separator: ")").last ?? "").split(separator: " ")
        return (Int(words[11]) ?? 0) + (Int(words[12]) ?? 0)
    }

    private func memory(_ process: pid_t) throws -> Int {
        let line = try proc("status", process).split(separator: "\n").first {
            $0.hasPrefix("VmRSS:")
        }
        return try #require(line?.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    }

    private func proc(_ name: String, _ process: pid_t) throws -> String {
        let file = try FileHandle(forReadingFrom: URL(filePath: "/proc/\(process)/\(name)"))
        return String(decoding: try #require(try file.readToEnd()), as: UTF8.self)
    }

    // MARK: Much at once

    @Test(.enabled(if: wanted("bulk")))
    func bulk() throws {
        let bound = 5 * 8 * Double(1 << 20) / 10e6
        row("1 MiB to 5, lines of 10 Mb/s", "median s", "last s (goal)", "5 unicasts' bound", "")
        for share in [0, 10] {
            let box = try Box()
            let names = Array(Self.names.prefix(6))
            for name in names {
                try box.plug(name)
                try box.limit(name, megabits: 10)
                if share > 0 { try box.lose(share, at: name) }
            }
            let crowd = try Crowd(names, in: box)
            _ = try crowd.enter(by: 0)
            // Entering it takes longer than sending it: nobody is to hear of a part.
            try box.set(names[0], isPlugged: false)
            _ = try crowd.enterAlone(bytes: 1 << 20, by: 0)
            Thread.sleep(forTimeInterval: 12)
            let before = try names.map { try box.bytes($0).said }
            let start = Crowd.now()
            try box.set(names[0], isPlugged: true)
            let times = try crowd.times(from: start, but: 0, within: 200).map { $0 / 1e3 }
            let said = try names.map { try box.bytes($0).said }
            let sent = zip(said, before).map { ($0 - $1) / 1_024 }
            row(
                "\(share) % lost", text(times.quantile(0.5)),
                "\(text(times.max() ?? .nan)) (\(text(2 * bound)))", text(bound),
                text((times.max() ?? .nan) / bound) + "x bound")
            row(
                "   said by the first, by all, KiB", "\(sent[0])", "\(sent.reduce(0, +))")
        }
    }

    // MARK: A flood

    @Test(.enabled(if: wanted("flood")))
    func flood() throws {
        let box = try Box()
        for name in ["a", "b", "c", "mallory", "nobody"] { try box.plug(name) }
        let crowd = try Crowd(["a", "b", "c"], in: box)
        let count = Self.isQuick ? 100_000 : 1_000_000
        let mallory = try box.address("mallory")
        try box.rule(
            "a", "ip daddr \(mallory) meta l4proto { udp, tcp, icmp } counter", on: "egress")
        _ = try events(of: crowd) { false }
        let calm = try events(of: crowd) { false }
        row("\(count) random datagrams", "p50 ms", "p95 ms", "p50 against calm", "KiB more, others")
        row("calm", text(calm.quantile(0.5)), text(calm.quantile(0.95)))
        // Who floods works on the same processors: what that costs shows where nobody listens.
        for (whom, rate) in [("a", 20_000), ("a", 0), ("nobody", 0)] {
            let before = try crowd.members.map { try memory($0.program.process) }
            let flood = try box.tool(
                "flood", try box.address(whom), "\(count)", "300", "\(rate)", in: "mallory")
            #expect(try flood.line() == "ready")
            var said: String?
            let times = try events(of: crowd) {
                if said == nil { said = try? flood.lines(1, within: 2).first }
                return said == nil
            }
            let grown = try zip(crowd.members, before).map { try memory($0.program.process) - $1 }
            row(
                "to \(whom), \(rate == 0 ? "as fast as can be" : "\(rate) a second")",
                text(times.quantile(0.5)), text(times.quantile(0.95)),
                text(times.quantile(0.5) / calm.quantile(0.5)) + "x",
                "\(grown[0]), \(grown[1]), \(grown[2])")
            #expect(said?.contains("answers 0") == true || whom == "nobody")
        }
        let answers = try box.counts("a")
        row("packets in answer, at the cable", "\(answers)")
        #expect(answers == [0])
    }

    /// How long entries take, one after the other, while something goes on; at least a hundred.
    private func events(of crowd: Crowd, while isGoing: () -> Bool) throws -> [Double] {
        var times: [Double] = []
        while isGoing() || times.count < 100 {
            times += try crowd.enter(by: (times.count / 2) % 3)
            Thread.sleep(forTimeInterval: 0.01)
        }
        return times
    }
}

/// Whether `scripts/lan` asks for some of it.
private func wanted(_ name: String) -> Bool {
    let asked = (ProcessInfo.processInfo.environment["CAUSEWAY_LAN"] ?? "").split(separator: " ")
    if name == "any" { return !asked.isEmpty }
    return asked.contains { $0 == name } || (name != "quick" && asked.contains("all"))
}
