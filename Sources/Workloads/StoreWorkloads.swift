import Bundles
import Lattice
import Replica
import Seal
import Simulation
import Store
import Wire

extension Workload {
    /// Whole devices, with their files: entries that outlive a power cut, and what others make of
    /// them; beside plain SQLite, which does the same without any of it.
    static var stores: [Workload] { entering + applying + starting }

    private static let sizes = [1_000, 10_000]

    private static var entering: [Workload] {
        [
            Workload(
                name: "limit.plain", unit: "write",
                about: "durable writes of texts in plain SQLite, 1,000 a transaction", sizes: sizes,
                showsGrowth: true
            ) { size in plain(size, batch: 1_000) },
            Workload(
                name: "store.write", unit: "write",
                about: "the same as entries: checked, sealed, signed, logged, joined, saved",
                sizes: sizes,
                showsGrowth: true
            ) { size in
                try entries(size) { random, device in
                    .write(
                        .record(device.records[random.below(size)]),
                        FieldNumber(UInt32(random.below(10))), StoreDevice.text(random.next()))
                }
            },
            Workload(
                name: "limit.plain.one", unit: "write",
                about: "durable writes of texts in plain SQLite, one a transaction", sizes: sizes,
                showsGrowth: true
            ) { size in plain(size, batch: 1) },
            Workload(
                name: "store.one", unit: "write", about: "the same as entries, one a bundle",
                sizes: sizes,
                showsGrowth: true
            ) { size in
                try entries(size, batch: 1, count: min(size, 2_000)) { random, device in
                    .write(
                        .record(device.records[random.below(size)]),
                        FieldNumber(UInt32(random.below(10))), StoreDevice.text(random.next()))
                }
            },
            Workload(
                name: "store.count", unit: "change",
                about: "entries that count, 1,000 a bundle, over so many records", sizes: sizes,
                showsGrowth: true
            ) { size in
                try entries(size) { random, device in
                    .count(.record(device.records[random.below(size)]), StoreSamples.counter, 3)
                }
            },
            Workload(
                name: "store.set", unit: "change",
                about: "entries that add tags and take them away, likewise", sizes: sizes,
                showsGrowth: true
            ) { size in
                try entries(size) { random, device in
                    let record = Edit.Subject.record(device.records[random.below(size)])
                    let tag = StoreDevice.text(UInt64(random.below(20)))
                    return random.chance(70)
                        ? .add(record, StoreSamples.tags, tag)
                        : .remove(record, StoreSamples.tags, tag)
                }
            },
        ]
    }

    private static var applying: [Workload] {
        [
            Workload(
                name: "store.apply", unit: "change",
                about: "what one has written, verified, stored, opened, judged, joined by another",
                sizes: sizes
            ) { size in
                let writer = try StoreDevice(try StoreSamples(), 0)
                try writer.fill(size)
                let bundles = writer.bundles
                return Trial(
                    setUp: { try StoreDevice(writer.samples, 1) },
                    work: { reader in
                        // One commit for a thousand writes, as they come.
                        for bundle in bundles { try reader.hear(from: writer, [bundle]) }
                        try reader.save()
                        return size * 10
                    })
            },
            Workload(
                name: "store.again", unit: "change",
                about: "the same again, to one who has it", sizes: sizes
            ) { size in
                let writer = try StoreDevice(try StoreSamples(), 0)
                try writer.fill(size)
                let bundles = writer.bundles
                let reader = try StoreDevice(writer.samples, 1)
                try reader.hear(from: writer, bundles)
                return Trial(
                    setUp: { 0 },
                    work: { _ in
                        try reader.tell(.bundles(bundles))
                        return size * 10
                    })
            },
        ]
    }

    private static var starting: [Workload] {
        [
            Workload(
                name: "store.rebuild", unit: "change",
                about: "open a device whose rows are gone: all of its log is joined again",
                sizes: [1_000, 10_000]
            ) { size in
                let device = try StoreDevice(try StoreSamples(), 0)
                try device.fill(size)
                return Trial(
                    setUp: { device.close() },
                    work: { _ in
                        try device.open()
                        return size * 10
                    })
            },
            Workload(
                name: "limit.plain.start", unit: "start",
                about: "open plain SQLite with so many records, and read one",
                sizes: [10_000, 100_000]
            ) { size in
                let database = PlainDatabase(records: size)
                return Trial(
                    setUp: {
                        database.close()
                        return database
                    },
                    work: { database in
                        precondition(database.start(reading: size / 2) == 16, "as it was written")
                        return 1
                    })
            },
            Workload(
                name: "store.start", unit: "start",
                about: "open a device with so many records, and read one", sizes: [10_000, 100_000]
            ) { size in
                let device = try StoreDevice(try StoreSamples(), 0)
                try device.fill(size)
                try device.keep()
                let record = device.records[size / 2]
                return Trial(
                    setUp: { device.close() },
                    work: { _ in
                        try device.open()
                        let scope = device.replica?.state(of: .common, for: device.person.seat)
                        guard var shelf = scope?.shelf else {
                            preconditionFailure("it is there")
                        }
                        let isThere = shelf.record(record) { rows in
                            rows.register(FieldNumber(3)) { $0.value != nil }
                        }
                        precondition(isThere, "the record is there")
                        return 1
                    })
            },
        ]
    }

    /// Entries of so many edits, on a device with so many records.
    private static func entries(
        _ size: Int, batch: Int = 1_000, count: Int = 100_000,
        _ edit: @escaping (inout SeededRandom, StoreDevice) -> Edit
    ) throws -> Trial {
        let device = try StoreDevice(try StoreSamples(), 0)
        try device.fill(size)
        let trial = Trial(
            setUp: { device },
            work: { device in
                var random = SeededRandom(seed: 1)
                for _ in 0..<count / batch {
                    let edits = (0..<batch).map { _ in edit(&random, device) }
                    _ = try device.enter(edits)
                }
                try device.save()
                return count
            })
        // What one change takes in the log is told once.
        let before = device.logBytes
        var random = SeededRandom(seed: 1)
        _ = try device.enter((0..<batch).map { _ in edit(&random, device) })
        return Trial(encoded: (device.logBytes - before) * (count / batch), trial)
    }

    private static func plain(_ size: Int, batch: Int) -> Trial {
        let count = batch == 1 ? min(size, 2_000) : 100_000
        return Trial(
            setUp: { PlainDatabase(records: size) },
            work: { database in
                var random = SeededRandom(seed: 1)
                for _ in 0..<count / batch {
                    database.run("BEGIN")
                    for _ in 0..<batch {
                        let digits = String(random.next(), radix: 36)
                        let text = String((digits + "0123").prefix(16))
                        database.write(random.below(10), of: random.below(size), text)
                    }
                    database.run("COMMIT")
                }
                return count
            })
    }
}
