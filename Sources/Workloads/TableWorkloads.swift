import Bundles
import Charter
import Lattice
import Queries
import Replica
import Schema
import Seal
import Simulation
import Tables

extension Workload {
    /// Tables of other systems, from the bytes of a file to records on a disk.
    static var tables: [Workload] {
        [
            Workload(
                name: "tables.read", unit: "row",
                about: "rows of ten columns, parsed alone (the goal: 10,000 in 0.3 s)",
                sizes: tableSizes
            ) { size in
                let file = TableSamples.file(size)
                return Trial(
                    encoded: file.count, setUp: { 0 },
                    work: { _ in Table(reading: file).lines.count })
            },
            Workload(
                name: "tables.check", unit: "row",
                about: "the same rows mapped and checked, beside as many that are there",
                sizes: tableSizes
            ) { size in
                let file = TableSamples.file(size)
                let known = TableSamples.known(size)
                return Trial(
                    setUp: { 0 },
                    work: { _ in
                        let made = TableSamples.read(file, beside: known)
                        precondition(made.outcomes.allSatisfy { $0.deed == .same }, "all is there")
                        return made.outcomes.count
                    })
            },
            Workload(
                name: "tables.import", unit: "row",
                about: "rows parsed, mapped, checked, entered and saved (the goal: 10,000 in 3 s)",
                sizes: tableSizes
            ) { size in
                let file = TableSamples.file(size)
                let samples = try StoreSamples(holding: TableSamples.kind)
                return Trial(
                    setUp: { try StoreDevice(samples, 0) },
                    work: { device in
                        let made = TableSamples.read(file, beside: Known(TableSamples.schema))
                        for entry in made.entries(in: .common) { _ = try device.enter(entry.edits) }
                        try device.save()
                        return made.outcomes.count { $0.deed == .create }
                    })
            },
        ]
    }

    private static let tableSizes = [1_000, 10_000]
}

/// Items of an operation, as another system writes them.
private enum TableSamples {
    static let kind = RecordKind(
        "item", .document,
        [
            FieldNumber(0): Field("code", .token(most: 15), isRequired: true, weight: 3),
            FieldNumber(1): Field("name", .words(most: 248), isRequired: true, weight: 3),
            FieldNumber(2): Field("family", .text(most: 60), weight: 2),
            FieldNumber(3): Field(
                "unit", .choice([0: .init("piece"), 1: .init("kilogram"), 2: .init("litre")]),
                isRequired: true, isFixed: true),
            FieldNumber(4): Field("weight", .decimal(digits: 3, 0...1_000_000_000)),
            FieldNumber(5): Field("about", .words(most: 1_000), weight: 1),
            FieldNumber(6): Field("perishable", .truth),
            FieldNumber(7): Field("since", .date),
            FieldNumber(8): Field("least", .decimal(digits: 3, 0...1_000_000_000)),
        ], title: [FieldNumber(0), FieldNumber(1)], rules: [.unique([FieldNumber(0)])])

    static let schema = Schema(packs: ["bench": 1], kinds: [StoreSamples.kind: kind])

    private static let header = [
        "Code", "Name", "Nombre (es)", "Family", "Unit", "Weight", "About", "Perishable", "Since",
        "Least",
    ]

    private static let mapping: Mapping = {
        var mapping = Mapping.proposed(for: header, StoreSamples.kind, in: schema)
        mapping.columns.append(.init("Nombre (es)", to: .init(FieldNumber(1), in: "es")))
        return mapping
    }()

    static func file(_ count: Int) -> [UInt8] {
        let rows = (0..<count).map { number in
            [
                "ITM-\(number)", "Item no. \(number)", "Artículo \(number)",
                "Family \(number % 37)",
                number % 3 == 0 ? "kilogram" : "piece", "\(number % 500).250",
                "On shelf \(number % 91), “fragile”; keep dry", "yes", "2026-01-31", "\(number)",
            ]
        }
        return Table(header, rows).written()
    }

    static func read(_ file: [UInt8], beside known: Known) -> Import {
        Import(
            Table(reading: file), by: mapping, in: schema, beside: known,
            salt: ImportSalt(high: 1, low: 1), hashing: Blake2b.self)
    }

    /// All of the rows, as records.
    static func known(_ count: Int) -> Known {
        var known = Known(schema)
        let made = read(file(count), beside: known)
        var position = 0
        var documents: [RecordID: [(FieldNumber, Value)]] = [:]
        var current = RecordID.ledger
        for edit in made.entries(in: .common).flatMap(\.edits) {
            position += 1
            switch edit {
            case .create(let kind, let field, let value):
                let dot = Dot(
                    feed: FeedID(high: 1, low: 1), position: Position(word: UInt64(position)))
                current = RecordID(dot, kind)
                documents[current, default: []].append((field, value))
            case .write(_, let field, let value):
                documents[current, default: []].append((field, value))
            default: preconditionFailure("new records alone")
            }
        }
        for (id, values) in documents { known.add(shown(id, values)) }
        return known
    }

    private static func shown(_ id: RecordID, _ values: [(FieldNumber, Value)]) -> Shown {
        var document = Document()
        for (index, value) in values.enumerated() {
            let position = Position(word: id.creation.position.word << 8 + UInt64(index))
            let stamp = Stamp(
                dot: Dot(feed: id.creation.feed, position: position), time: HybridTime(word: 1))
            document.join(.field(value.0, .register(Register.Delta(value.1))), at: stamp)
        }
        return Shown(id, document, of: kind, by: Blake2b.self)
    }
}
