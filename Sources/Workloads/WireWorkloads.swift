import Lattice
import Simulation
import Wire

extension Workload {
    /// Bodies written and read. The size is how many changes are in one.
    static var wire: [Workload] {
        Cells.allCases.flatMap { cells in
            [
                bodies("wire.encode.\(cells)", "write", cells) { bodies, encodings in
                    Trial(
                        encoded: encodings.reduce(0) { $0 + $1.count },
                        setUp: { BodyWriter() },
                        work: { writer in try write(bodies, &writer) })
                },
                bodies("wire.decode.\(cells)", "read", cells) { bodies, encodings in
                    Trial(
                        encoded: encodings.reduce(0) { $0 + $1.count },
                        setUp: { 0 },
                        work: { count in try read(encodings, &count) })
                },
            ]
        }
    }

    private static func bodies(
        _ name: String, _ verb: String, _ cells: Cells,
        _ trial: @escaping ([Body], [[UInt8]]) throws -> Trial
    ) -> Workload {
        Workload(
            name: name, unit: "change",
            about: "\(verb) bodies of so many changes: \(cells.about)", sizes: [1, 10, 100, 1_000]
        ) { size in
            let bodies = cells.bodies(of: size)
            let encodings = try bodies.enumerated().map { number, body in
                try body.encoding(of: Cells.writer, Cells.number(number))
            }
            return try trial(bodies, encodings)
        }
    }

    private static func write(_ bodies: [Body], _ writer: inout BodyWriter) throws -> Int {
        var changes = 0
        for (number, body) in bodies.enumerated() {
            try writer.write(body, of: Cells.writer, Cells.number(number))
            changes += body.changes.count
        }
        return changes
    }

    private static func read(_ encodings: [[UInt8]], _ changes: inout Int) throws -> Int {
        for (number, bytes) in encodings.enumerated() {
            let body = try Body(reading: bytes, of: Cells.writer, Cells.number(number))
            changes += body.changes.count
        }
        return changes
    }
}

/// What is written into the cells of 10,000 records with ten fields each, of sixteen letters and
/// digits.
private enum Cells: CaseIterable {
    case rows, scattered, contested, counts, members, facts

    static let records = 10_000
    static let fields = 10
    static let changes = 100_000
    static let writer = Samples.feed(2)
    private static let creator = Samples.feed(1)
    private static let rival = Samples.feed(3)

    var about: String {
        switch self {
        case .rows: "new records, all fields of each"
        case .scattered: "random fields of another's records"
        case .contested: "the same, each replacing a write of a third"
        case .counts: "random counters of a thousand"
        case .members: "elements added to random sets, and some removed"
        case .facts: "facts of forty bytes in the ledger"
        }
    }

    static func number(_ index: Int) -> BundleNumber {
        guard let number = BundleNumber(UInt64(index + 100)) else {
            preconditionFailure("there are few bundles")
        }
        return number
    }

    func bodies(of size: Int) -> [Body] {
        var random = SeededRandom(seed: 11)
        let count = min(Self.changes, size * 10_000)
        return (0..<count / size).map { bundle in
            Body((0..<size).map { change(&random, bundle, $0) })
        }
    }

    private func change(_ random: inout SeededRandom, _ bundle: Int, _ index: Int) -> Change {
        let cell = random.below(Self.records * Self.fields)
        let record = RecordID(
            Dot(feed: Self.creator, position: FeedWriter.position(cell / Self.fields * 10)))
        let field = FieldNumber(UInt32(cell % Self.fields))
        switch self {
        case .rows:
            let first = Position(Self.number(bundle), index: index - index % Self.fields)
            return Change(
                RecordID(Dot(feed: Self.writer, position: first ?? Position(word: 0))),
                .field(
                    FieldNumber(UInt32(index % Self.fields)),
                    .register(Register.Delta(Self.text(&random)))))
        case .scattered:
            return Change(record, .field(field, .register(Register.Delta(Self.text(&random)))))
        case .contested:
            let seen = FieldVector([(Self.rival, FeedWriter.position(random.below(100_000)))])
            return Change(
                record, .field(field, .register(Register.Delta(Self.text(&random), seen: seen))))
        case .counts:
            let counter = RecordID(
                Dot(feed: Self.creator, position: FeedWriter.position(random.below(1_000))))
            return Change(counter, .field(field, .counter(Samples.count(random.below(100)))))
        case .members:
            let element = Value("e\(random.below(100))")
            let isAdded = random.chance(60)
            let seen = FieldVector([(Self.rival, FeedWriter.position(random.below(100_000)))])
            return Change(
                record,
                .field(field, .set(isAdded ? .add(element) : .remove(element, seen: seen))))
        case .facts:
            let content = Value((0..<40).map { _ in UInt8(random.below(256)) })
            return Change(
                .ledger, .field(field, .facts(Facts.Delta(random.factKey(), content))))
        }
    }

    private static func text(_ random: inout SeededRandom) -> Value {
        let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789".utf8)
        return Value((0..<16).map { _ in letters[random.below(36)] })
    }
}
