internal import Foundation
internal import Simulation

/// One place, one network, and how long it takes until all have what one enters.
extension Simulate {
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
        let wakeUpMilliseconds: [String: UInt64]
        let violations: [String]
        let trace: String
    }

    static func day(
        _ seed: Int, _ nodes: Int, _ loss: Int, _ times: (writes: Int, wakes: Int), _ parts: Parts,
        asJSON isJSON: Bool, chart: String?
    ) throws(UsageError) -> Int32 {
        let country = Country(
            seed: UInt64(seed), people: nodes, weather: .losing(loss),
            disks: parts.disks ?? .memory, lines: parts.lines ?? .plain)
        if !isJSON { print("\(nodes) laptops at one place, \(loss)% of all datagrams are lost.") }
        country.begin()
        country.run(milliseconds: 60_000)
        let before = country.ledger
        var curve = Curve(name: "\(nodes) laptops at one place")
        for number in 0..<times.writes {
            country.write(country.random.below(nodes))
            country.run(milliseconds: UInt64(country.random.below(3_000)))
            if chart != nil { curve.add(country) }
            Progress.tell("\(number + 1) of \(times.writes) entries", isRound: number % 10 == 9)
        }
        let took = country.converge()
        if let chart {
            curve.add(country)
            try curve.save(to: chart)
        }
        Progress.end()
        country.inspect()
        let busy = country.ledger
        country.run(milliseconds: 300_000)
        let quiet = country.ledger
        country.run(milliseconds: 600_000)
        let end = country.ledger
        let idle = (end.datagramBytes + end.lineBytes - quiet.datagramBytes - quiet.lineBytes) / 600
        let woken = wakeUps(country, times.wakes, nodes)
        let outcome = Day(
            seed: seed, nodes: nodes, lossPercent: loss, entries: busy.acknowledged.count,
            latencyMilliseconds: [
                "p50": busy.latency(percent: 50) ?? 0, "p95": busy.latency(percent: 95) ?? 0,
            ],
            convergedAfterMilliseconds: took,
            datagramBytes: busy.datagramBytes - before.datagramBytes,
            sessionBytes: busy.lineBytes - before.lineBytes, idleBytesASecond: idle,
            wakeUpMilliseconds: woken,
            violations: busy.violations, trace: String(end.traceHash, radix: 16))
        if isJSON { print(json(outcome)) } else { tell(outcome) }
        return outcome.violations.isEmpty && took != nil && woken.isEmpty == (times.wakes == 0)
            ? 0 : 1
    }

    /// How long those who slept need, each in turn: in the median, of twenty the slowest but one,
    /// and the slowest. Empty if there are none, or if one of them does not come to have it.
    private static func wakeUps(
        _ country: Country, _ count: Int, _ nodes: Int
    ) -> [String: UInt64] {
        var all: [UInt64] = []
        for number in 0..<count {
            let sleeper = number % nodes
            guard let took = country.wakeUp(sleeper, missing: (sleeper + nodes / 2) % nodes) else {
                return [:]
            }
            all.append(took)
            Progress.tell("\(number + 1) of \(count) wake-ups", isRound: number % 10 == 9)
        }
        Progress.end()
        all.sort()
        guard let last = all.last else { return [:] }
        return ["p50": all[all.count / 2], "p95": all[all.count * 95 / 100], "most": last]
    }

    private static func tell(_ day: Day) {
        print("\(day.entries) entries were made. They were at every other laptop")
        for (name, time) in day.latencyMilliseconds.sorted(by: { $0.key < $1.key }) {
            print("  \(name): after \(time) ms")
        }
        print("Said meanwhile: \(day.datagramBytes) bytes to all, \(day.sessionBytes) in sessions.")
        print("Said when nothing happens: \(day.idleBytesASecond) bytes a second by all together.")
        if let p95 = day.wakeUpMilliseconds["p95"], let most = day.wakeUpMilliseconds["most"] {
            print("Who slept has what they missed: p95 after \(p95) ms, at most \(most) ms.")
        }
        for violation in day.violations { print("BROKEN \(violation)") }
        if let took = day.convergedAfterMilliseconds {
            print("All hold the same, \(took) ms after the last entry.")
        } else {
            print("THEY DO NOT HOLD THE SAME.")
        }
        print("trace \(day.trace)")
    }
}
