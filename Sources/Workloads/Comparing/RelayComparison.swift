import Foundation

extension Comparison {
    /// A relay between one who has written much and those who wait for it.
    static var relay: Comparison {
        Comparison(
            name: "processes.relay", unit: "bundle",
            about: "bundles of one change stored for good by a relay, from one to several",
            bound: "signatures of as many, by one core",
            goal: "0.9 of the bound"
        ) { effort in
            let bundles = effort.isQuick ? 300 : 10_000
            let stock = try RelayStock(bundles, effort)
            guard let bare = try Workload.named(["limit.verify"]).first?.trial(2_000) else {
                throw PartError("there is no bound")
            }
            _ = try bare.run()
            var outcome: Outcome?
            var more: [Outcome.Figure] = []
            for count in effort.isQuick ? [1] : [1, 2, 4, 8] {
                effort.tell("\(count) who wait")
                let bounds = try (0..<3).map { _ in
                    let reading = try bare.run()
                    return Double(reading.operations) / reading.nanoseconds * 1e9
                }
                let bound = bounds.quantile(0.5)
                let run = try stock.run(count)
                more += [
                    .init("stored-\(count)", run.stored),
                    .init("per-core-second-\(count)", run.ofCore),
                    .init("delivered-\(count)", run.delivered),
                    .init("share-of-core-\(count)", run.ofCore / bound),
                ]
                if outcome == nil { outcome = Outcome(ours: run.stored, bound: bound) }
            }
            outcome?.more = more + [.init("bundles", Double(bundles))]
            guard let outcome else { throw PartError("nothing was measured") }
            return outcome
        }
    }
}

/// A laptop that has written bundles of one change each and has met nobody.
private final class RelayStock {
    private let folder = BenchFolder()
    private let parts: PartProgram
    private let bundles: Int
    /// As many laptops as there ever are.
    private static let count = 9

    init(_ bundles: Int, _ effort: Effort) throws {
        (parts, self.bundles) = (effort.parts, bundles)
        effort.tell("\(bundles) bundles are written")
        let writer = try laptop(0, "writer", "alone")
        _ = try writer.ask("fill \(bundles) 1", for: "filled")
        writer.end()
    }

    private func laptop(_ number: Int, _ name: String, _ meeting: String...) throws -> PartProcess {
        let words = [folder.path + "/" + name, folder.run + "/" + name]
        let part = try parts.start(
            "laptop", words[0], words[1], "\(number)", "\(Self.count)", meeting[0],
            meeting.last ?? "")
        _ = try part.hear("ready")
        return part
    }

    /// Rates: what the relay stored, the same by its core alone, and what all got together.
    func run(_ count: Int) throws -> (stored: Double, ofCore: Double, delivered: Double) {
        let relay = try parts.start("relay", folder.path + "/relay-\(count)", "\(Self.count)")
        let ready = try relay.hear()
        guard ready.count == 3 else { throw PartError("the relay does not begin") }
        let place = "\(ready[2])@127.0.0.1:\(ready[1])"
        let readers = try (1...count).map {
            try laptop($0, "reader-\(count)-\($0)", "peer", place)
        }
        for reader in readers { try reader.tell("watch") }
        let late = MonotonicTime.now + 60_000_000_000
        while try relay.ask("met", for: "met").first ?? 0 < count {
            guard MonotonicTime.now < late else { throw PartError("not all find the relay") }
            usleep(20_000)
        }
        usleep(200_000)
        _ = try relay.ask("begin", for: "begun")
        let writer = try laptop(0, "writer", "peer", place)
        var last = 0
        for reader in readers {
            var seen = 0
            while seen < bundles {
                let line = try reader.hear("seen")
                guard line.count == 2 else { throw PartError("it does not say what it sees") }
                (seen, last) = (line[0], max(last, line[1]))
            }
        }
        var span = try relay.ask("span", for: "span")
        // It counts now and then.
        for _ in 0..<500 where span.first ?? 0 < bundles {
            usleep(20_000)
            span = try relay.ask("span", for: "span")
        }
        guard span.count == 4, span[0] >= bundles else {
            throw PartError("the relay has not all: \(span)")
        }
        for part in readers + [writer, relay] { part.end() }
        let all = Double(span[0])
        return (
            all / Double(span[2] - span[1]) * 1e9, all / Double(span[3]) * 1e9,
            Double(bundles * count) / Double(last - span[1]) * 1e9
        )
    }
}
