/// Something that Causeway does, beside what bounds it on this machine: both are measured by turns,
/// in one run, so that whatever else the machine does slows both.
package struct Comparison {
    package let name: String
    /// What one operation is.
    package let unit: String
    package let about: String
    /// What bounds it.
    package let bound: String
    /// What it is to come to, where that was set.
    package var goal: String?
    package let measure: (Effort) throws -> Outcome
}

/// How much is done for a figure, and how others are told of it.
package struct Effort {
    /// Small sizes, once: to see that all of it works.
    package let isQuick: Bool
    /// Begins processes that play a part.
    let parts: PartProgram
    /// How far it is.
    let tell: (String) -> Void

    package init(isQuick: Bool, _ parts: PartProgram, _ tell: @escaping (String) -> Void) {
        (self.isQuick, self.parts, self.tell) = (isQuick, parts, tell)
    }

    var runs: Int { isQuick ? 1 : 3 }
}

/// What a comparison came to.
package struct Outcome {
    /// Operations a second.
    package let ours: Double
    package let bound: Double
    /// How much of what is possible is reached.
    package let share: Double
    package var more: [Figure] = []

    package struct Figure {
        package let name: String
        package let value: Double

        init(_ name: String, _ value: Double) { (self.name, self.value) = (name, value) }
    }

    init(ours: Double, bound: Double, share: Double? = nil, _ more: [Figure] = []) {
        (self.ours, self.bound, self.more) = (ours, bound, more)
        self.share = share ?? ours / bound
    }
}

extension Comparison {
    /// In the order in which they are shown: from what the machine can do to what people see.
    package static var all: [Comparison] { machine + device + processes }

    /// For each of the names the one of that name, or else all that begin so; nil if there is none.
    package static func named(_ name: String) -> [Comparison]? {
        let found = all.filter { $0.name == name }
        let begun = found.isEmpty ? all.filter { $0.name.hasPrefix(name) } : found
        return begun.isEmpty ? nil : begun
    }

    private static var machine: [Comparison] {
        [
            pair(
                "verify", "signatures of bundles, looked at", of: "seal.verify", 5_000, 500,
                beside: "limit.verify", "libsodium alone"),
            pair(
                "sign", "signatures of bundles, made", of: "seal.sign", 5_000, 500,
                beside: "limit.sign", "libsodium alone"),
            pair(
                "hash", "hashes of a mebibyte", of: "seal.hash", 1 << 20, 1 << 20,
                beside: "limit.copy", "the same bytes copied in memory"),
            pair(
                "seal", "mebibytes sealed", of: "seal.seal", 1 << 20, 1 << 20,
                beside: "limit.copy", "the same bytes copied in memory"),
            pair(
                "open", "bundles parsed, placed, verified, chained and opened", of: "bundle.open",
                5_000, 500, beside: "limit.open", "to verify and decrypt, and nothing else"),
            pair(
                "join", "changes joined into records in memory", of: "scope.join", 10_000, 1_000,
                beside: "limit.table", "numbers raised in a hash table"),
        ]
    }

    private static var device: [Comparison] {
        [
            pair(
                "disk", "durable entries, one at a time", of: "store.one", 10_000, 200,
                beside: "limit.sync", "4 KiB appended, and waited for"),
            pair(
                "entry", "durable entries, one at a time", of: "store.one", 10_000, 200,
                beside: "limit.plain.one", "plain SQLite, one a transaction"),
            pair(
                "entries", "durable changes, 1,000 a bundle", of: "store.write", 10_000, 1_000,
                beside: "limit.plain", "plain SQLite, 1,000 a transaction"),
            pair(
                "apply", "changes of another, verified, stored, opened and joined",
                of: "store.apply", 10_000, 1_000,
                beside: "limit.plain", "plain SQLite, 1,000 a transaction"),
            pair(
                "start", "a store of 10,000 records opened, and one of them read",
                of: "store.start", 10_000, 1_000,
                beside: "limit.plain.start", "plain SQLite with as many"),
        ]
    }

    /// Two workloads by turns, at one size.
    private static func pair(
        _ name: String, _ about: String, of ours: String, _ size: Int, _ quick: Int,
        beside bound: String, _ what: String
    ) -> Comparison {
        guard let own = Workload.named([ours]).first, let limit = Workload.named([bound]).first
        else { preconditionFailure("\(ours) and \(bound) are there") }
        return Comparison(name: name, unit: own.unit, about: about, bound: what) { effort in
            let size = effort.isQuick ? quick : size
            let trials = (try own.trial(size), try limit.trial(limit.fitting(size)))
            // What is done first is slow.
            _ = (try trials.0.run(), try trials.1.run())
            var rates: [(ours: Double, bound: Double)] = []
            for run in 1...effort.runs {
                effort.tell("\(run) of \(effort.runs)")
                rates.append((try trials.0.run().rate, try trials.1.run().rate))
            }
            return Outcome(
                ours: rates.map(\.ours).quantile(0.5), bound: rates.map(\.bound).quantile(0.5),
                share: rates.map { $0.ours / $0.bound }.quantile(0.5))
        }
    }
}

extension Workload {
    /// What waits for a disk is done a thousand times, whatever it is beside.
    fileprivate func fitting(_ size: Int) -> Int { name == "limit.sync" ? min(size, 1_000) : size }
}

extension Reading {
    fileprivate var rate: Double { Double(operations) / nanoseconds * 1e9 }
}

extension [Double] {
    /// What so large a part of them is at most; zero of none.
    func quantile(_ part: Double) -> Double {
        guard !isEmpty else { return 0 }
        return sorted()[Int((Double(count - 1) * part).rounded())]
    }
}
