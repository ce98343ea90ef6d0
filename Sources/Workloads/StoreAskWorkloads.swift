import Bundles
import Lattice
import Queries
import Replica
import Simulation
import Store

extension Workload {
    /// What it costs to read, beside what it costs to write.
    static var storeAsking: [Workload] {
        [
            Workload(
                name: "store.page", unit: "page",
                about: "pages of fifty by an index, from anywhere", sizes: sizes, showsGrowth: true
            ) { size in
                try asking(size) { random, last in
                    Query(
                        StoreSamples.kind,
                        where: .compare(FieldNumber(1), .greaterOrEqual, last),
                        by: [Order(FieldNumber(1), .ascending)], limit: 50)
                }
            },
            Workload(
                name: "store.find", unit: "answer",
                about: "records of which one field has a value, by an index", sizes: sizes,
                showsGrowth: true
            ) { size in
                try asking(size) { random, last in
                    Query(
                        StoreSamples.kind, where: .compare(FieldNumber(1), .equal, last), limit: 50)
                }
            },
            Workload(
                name: "store.past", unit: "answer",
                about: "all that happened to a record", sizes: sizes, showsGrowth: true
            ) { size in
                let device = try device(size)
                return Trial(
                    setUp: { SeededRandom(seed: 1) },
                    work: { random in
                        for _ in 0..<100 {
                            let record = device.records[random.below(size)]
                            precondition(device.happenings(of: record) > 0, "it was created")
                        }
                        return 100
                    })
            },
        ]
    }

    private static let sizes = [1_000, 10_000]

    /// Records whose second text is anything.
    private static func device(_ size: Int) throws -> StoreDevice {
        let device = try StoreDevice(try StoreSamples(), 0)
        try device.fill(size)
        for start in stride(from: 0, to: size, by: 1_000) {
            _ = try device.enter(
                (start..<min(start + 1_000, size)).map { number in
                    .write(
                        .record(device.records[number]), FieldNumber(1),
                        StoreDevice.text(UInt64(number)))
                })
        }
        try device.save()
        return device
    }

    private static func asking(
        _ size: Int, _ query: @escaping (inout SeededRandom, Value) -> Query
    ) throws -> Trial {
        let device = try device(size)
        guard let reader = device.reader else { preconditionFailure("the seat is unlocked") }
        func ask(_ random: inout SeededRandom) throws {
            let text = StoreDevice.text(UInt64(random.below(size)))
            let page = try reader.page(
                query(&random, text), in: [.common], of: device.samples.schema)
            precondition(!page.content.items.isEmpty, "there are some")
        }
        // The index is made once somebody has asked.
        var random = SeededRandom(seed: 2)
        try ask(&random)
        while try device.tell(.time).contains(.busy) {}
        try device.save()
        return Trial(
            setUp: { SeededRandom(seed: 1) },
            work: { random in
                for _ in 0..<200 { try ask(&random) }
                return 200
            })
    }
}
