import Bundles
import Charter
import Glibc
import Lattice
import Replica
import Simulation
import Store

extension Workload {
    /// How large things get, and how long others are kept waiting.
    static var storeSizes: [Workload] { sizes + steps + writingSteps }

    private static let updates = 100

    private static var sizes: [Workload] {
        [
            Workload(
                name: "limit.plain.size", unit: "record",
                about: "bytes of plain SQLite after 100 updates of each record (wire/op)",
                sizes: [1_000, 10_000]
            ) { size in
                let plain = PlainDatabase(records: size)
                update(size) { random in
                    plain.run("BEGIN")
                    for _ in 0..<1_000 {
                        plain.write(
                            random.below(10), of: random.below(size),
                            String((String(random.next(), radix: 36) + "0123").prefix(16)))
                    }
                    plain.run("COMMIT")
                }
                return Trial(encoded: plain.size, setUp: { 0 }, work: { _ in size })
            },
            Workload(
                name: "store.size.state", unit: "record",
                about: "bytes of the rows after 100 updates of each record (wire/op)",
                sizes: [1_000, 10_000]
            ) { size in
                let device = try updated(size)
                return Trial(encoded: device.stateBytes, setUp: { 0 }, work: { _ in size })
            },
            Workload(
                name: "store.size.log", unit: "update",
                about: "bytes of the log's file for each of the same updates (wire/op)",
                sizes: [1_000, 10_000]
            ) { size in
                let device = try updated(size)
                return Trial(
                    encoded: device.logFileBytes, setUp: { 0 },
                    work: { _ in size * (updates + 10) })
            },
        ]
    }

    /// A device whose records were updated so often, in bundles of a thousand.
    private static func updated(_ size: Int) throws -> StoreDevice {
        let device = try StoreDevice(try StoreSamples(), 0)
        try device.fill(size)
        try update(size) { random in
            _ = try device.enter(
                (0..<1_000).map { _ in
                    .write(
                        .record(device.records[random.below(size)]),
                        FieldNumber(UInt32(random.below(10))), StoreDevice.text(random.next()))
                })
        }
        try device.save()
        return device
    }

    private static func update(
        _ size: Int, _ body: (inout SeededRandom) throws -> Void
    ) rethrows {
        var random = SeededRandom(seed: 1)
        for _ in 0..<size * updates / 1_000 { try body(&random) }
    }

    private static let stepSizes = [1_000, 10_000, 100_000]

    private static var steps: [Workload] {
        [
            Workload(
                name: "store.step.join", unit: "longest",
                about: "the longest that others wait while all is joined that another has written",
                sizes: stepSizes
            ) { size in
                let writer = try StoreDevice(try StoreSamples(), 1)
                try writer.fill(size)
                let bundles = writer.bundles
                return Trial(
                    setUp: {
                        let reader = try StoreDevice(writer.samples, 0)
                        for bundle in bundles { try reader.tell(.bundles([bundle])) }
                        return reader
                    },
                    longest: { reader in
                        // Its keys come last.
                        let keys = reader.envelopes.isEmpty ? writer.envelopes : nil
                        return try reader.tell(keys.map { .envelopes($0) } ?? .time)
                            .contains(.busy)
                    })
            },
            Workload(
                name: "store.step.revoke", unit: "longest",
                about: "the longest that others wait while all that somebody wrote is taken back",
                sizes: stepSizes
            ) { size in
                let samples = try StoreSamples()
                let writer = try StoreDevice(samples, 1)
                try writer.fill(size)
                let bundles = writer.bundles
                return Trial(
                    setUp: {
                        let reader = try StoreDevice(samples, 0)
                        try reader.hear(from: writer, bundles)
                        try reader.save()
                        try reader.tell(.roots(samples.revoking))
                        return reader
                    },
                    longest: { try $0.tell(.time).contains(.busy) })
            },
        ]
    }

    /// Writing down, and sealing, what has changed.
    private static var writingSteps: [Workload] {
        [
            Workload(
                name: "store.step.save", unit: "longest",
                about: "the longest that others wait while rows that changed are written down",
                sizes: stepSizes
            ) { size in
                let device = try StoreDevice(try StoreSamples(), 0)
                try device.fill(size)
                var random = SeededRandom(seed: 5)
                return Trial(
                    setUp: {
                        // As many as can wait, all over the place.
                        for _ in 0..<7 {
                            _ = try device.enter(
                                (0..<1_000).map { _ in
                                    let record = device.records[random.below(size)]
                                    return .count(.record(record), StoreSamples.counter, 1)
                                })
                        }
                        return device
                    },
                    longest: { try $0.saveStep() })
            },
            Workload(
                name: "store.step.keep", unit: "longest",
                about: "the longest that others wait while rows are sealed for the next start",
                sizes: stepSizes
            ) { size in
                let device = try StoreDevice(try StoreSamples(), 0)
                try device.fill(size)
                return Trial(
                    setUp: {
                        // Something is new each time.
                        _ = try device.enter([
                            .count(.record(device.records[0]), StoreSamples.counter, 1)
                        ])
                        try device.save()
                        return device
                    },
                    longest: { try $0.keepStep() })
            },
        ]
    }
}

extension Trial {
    /// Steps until one says that there is nothing more to do; the longest of them is what counts.
    init<State>(
        setUp: @escaping () throws -> State, longest step: @escaping (inout State) throws -> Bool
    ) {
        self.init { _ in
            var state = try setUp()
            let clock = ContinuousClock()
            var longest = Duration.zero
            var isMore = true
            while isMore {
                let start = clock.now
                isMore = try step(&state)
                longest = max(longest, start.duration(to: clock.now))
            }
            withExtendedLifetime(state) {}
            return Reading(
                operations: 1, nanoseconds: longest / .nanoseconds(1), allocations: 0, bytes: 0,
                heapGrowth: 0)
        }
    }
}

/// How large a file is.
func fileSize(_ path: String) -> Int {
    var status = stat()
    return unsafe stat(path, &status) == 0 ? Int(status.st_size) : 0
}
