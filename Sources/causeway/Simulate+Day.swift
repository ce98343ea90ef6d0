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
        let violations: [String]
        let trace: String
    }

    static func day(
        _ seed: Int, _ nodes: Int, _ loss: Int, _ writes: Int, _ parts: Parts, asJSON isJSON: Bool,
        chart: String?
    ) throws(UsageError) -> Int32 {
        let country = Country(
            seed: UInt64(seed), people: nodes, weather: .losing(loss),
            disks: parts.disks ?? .memory, lines: parts.lines ?? .plain)
        if !isJSON { print("\(nodes) laptops at one place, \(loss)% of all datagrams are lost.") }
        country.begin()
        country.run(milliseconds: 60_000)
        let before = country.ledger
        var curve = Curve(name: "\(nodes) laptops at one place")
        for number in 0..<writes {
            country.write(country.random.below(nodes))
            country.run(milliseconds: UInt64(country.random.below(3_000)))
            if chart != nil { curve.add(country) }
            Progress.tell("\(number + 1) of \(writes) entries", isRound: number % 10 == 9)
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
}
