import Lattice
import Seal
import Simulation

extension Workload {
    /// The headline: bundles of a scope's writers joined into its records.
    static var scopes: [Workload] {
        [
            scope("scope.join", "a quarter each of registers, sets, counters and facts") {
                joining(try Traffic(records: $0, Kind.allCases), NoHashing.self)
            },
            scope("scope.join+digest", "the same, with the digest kept up") {
                joining(try Traffic(records: $0, Kind.allCases), Blake2b.self)
            },
        ]
            + Kind.allCases.map { kind in
                scope("scope.join.\(kind)", "\(kind) only") {
                    joining(try Traffic(records: $0, [kind]), NoHashing.self)
                }
            }
    }

    private static func scope(
        _ name: String, _ what: String, _ trial: @escaping (Int) throws -> Trial
    ) -> Workload {
        Workload(
            name: name, unit: "delta",
            about: "join ten deltas for each of so many records: \(what)",
            sizes: [1_000, 10_000, 100_000], trial: trial)
    }
}

@inline(__always)
private func joining<H: Hashing>(_ traffic: Traffic, _: H.Type) -> Trial {
    Trial(
        setUp: {
            var scope = Scope<MemoryShelf, H>()
            _ = scope.take(traffic.creation)
            return scope
        },
        work: { scope in scope.take(traffic.bundles) })
}

/// The records of a scope, and what eight writers then do to them at random, bundle by bundle in
/// turn, each having seen what was done before.
private struct Traffic {
    static let deltasPerRecord = 10
    static let register = FieldNumber(1)
    static let set = FieldNumber(2)
    static let counter = FieldNumber(3)
    static let facts = FieldNumber(4)

    /// For each record a register, two elements, a counter, and a fact in the ledger, where a
    /// scope keeps the bulk of its facts.
    let creation: [OpenBundle]
    let bundles: [OpenBundle]

    private let records: Int
    private static let creator = Samples.feed(1)
    private static let writers = (2...9).map { Samples.feed($0) }
    private static let elements = (0..<8).map { Samples.value($0, $0) }
    private static let changesPerRecord = 5

    init(records: Int, _ kinds: [Kind]) throws {
        self.records = records
        var writer = FeedWriter(Self.creator)
        creation = writer.bundles(records * Self.changesPerRecord) { index in
            Self.creation(index / Self.changesPerRecord, part: index % Self.changesPerRecord)
        }
        var scope = PlainScope()
        _ = scope.take(creation)
        var random = SeededRandom(seed: 1)
        let count = records * Self.deltasPerRecord / FeedWriter.changesPerBundle
        bundles = try (0..<max(1, count)).map { turn in
            let feed = Self.writers[turn % Self.writers.count]
            var draft = try scope.open(feed, at: HybridTime(word: UInt64(turn)))
            for index in 0..<FeedWriter.changesPerBundle {
                let kind = kinds[index % kinds.count]
                let record = kind == .facts ? .ledger : Self.record(random.below(records))
                try scope.change(record, in: &draft) { rows, pen throws(AuthorError) in
                    try Self.delta(kind, &rows, pen, &random)
                }
            }
            return scope.close(draft, as: random.hash(of: OpenBundle.self))
        }
    }

    private static func record(_ index: Int) -> RecordID {
        let position = FeedWriter.position(index * changesPerRecord)
        return RecordID(Dot(feed: creator, position: position))
    }

    private static func creation(_ index: Int, part: Int) -> Change {
        var random = SeededRandom(seed: UInt64(index * changesPerRecord + part))
        let delta: DocumentDelta =
            switch part {
            case 0: .field(register, .register(Register.Delta(random.value())))
            case 1, 2: .field(set, .set(.add(elements[part])))
            case 3: .field(counter, .counter(Samples.count(index)))
            default: .field(facts, .facts(Facts.Delta(random.factKey(), random.value())))
            }
        return Change(part == 4 ? .ledger : record(index), delta)
    }

    /// A register gets a new value, a set one of few elements or loses it, a counter something,
    /// the ledger a new fact.
    private static func delta(
        _ kind: Kind, _ rows: inout some Rows, _ pen: Pen, _ random: inout SeededRandom
    ) throws(AuthorError) -> DocumentDelta {
        switch kind {
        case .register: return try rows.writing(random.value(), to: register, pen)
        case .set:
            let element = elements[random.below(elements.count)]
            if random.below(4) == 0,
                let removal = try rows.removing(element, from: set, pen)
            {
                return removal
            }
            return try rows.adding(element, to: set, pen)
        case .counter: return try rows.counting(Int64(random.below(100) + 1), in: counter, pen)
        case .facts: return try rows.stating(random.factKey(), random.value(), in: facts, pen)
        }
    }
}
