import Lattice
import Seal
import Simulation

typealias PlainScope = Scope<MemoryShelf, NoHashing>

/// The feed that works on entries which another one made.
private let worker = Samples.feed(2)
/// A third one, which does not know of the second.
private let other = Samples.feed(3)

extension Workload {
    /// What each type costs by itself.
    static var types: [Workload] {
        Kind.allCases.flatMap { kind in
            [
                type("mutate", "write bundles of 1,000 changes of entries that are there", kind) {
                    mutate($0)
                },
                type("join.empty", "receive new entries into an empty scope", kind) {
                    let bundles = $0.creation()
                    return Trial(setUp: { PlainScope() }, work: { scope in scope.take(bundles) })
                },
                type("join.concurrent", "receive changes concurrent with those there", kind) {
                    joinConcurrent($0)
                },
                type("join.duplicate", "receive a bundle again", kind, unit: "bundle") {
                    joinDuplicate($0)
                },
                type("join.delta-duplicate", "join a delta again, below the scope", kind) {
                    joinDeltaAgain($0)
                },
                type(
                    "join.delta", "receive bundles of one delta of entries there", kind, grows: true
                ) {
                    joinDelta($0)
                },
            ]
        }
    }

    private static func type(
        _ name: String, _ about: String, _ kind: Kind, unit: String = "delta", grows: Bool = false,
        _ trial: @escaping (Entries) throws -> Trial
    ) -> Workload {
        Workload(
            name: "\(name).\(kind)", unit: unit, about: "\(about): \(kind)",
            sizes: [1_000, 10_000, 100_000, 1_000_000], showsGrowth: grows
        ) { size in try trial(Entries(kind: kind, count: size)) }
    }
}

/// Each entry changed once, in no order, by a feed that has seen them all.
private func mutate(_ entries: Entries) -> Trial {
    let creation = entries.creation()
    var random = SeededRandom(seed: 1)
    var order = Array(0..<entries.count)
    random.permute(&order)
    let values = order.map { entries.element($0) }
    return Trial(
        setUp: {
            var scope = PlainScope()
            _ = scope.take(creation)
            return scope
        },
        work: { scope in
            var random = SeededRandom(seed: 2)
            for start in stride(from: 0, to: order.count, by: FeedWriter.changesPerBundle) {
                var draft = try scope.open(worker, at: HybridTime(word: UInt64(start)))
                for place in start..<min(start + FeedWriter.changesPerBundle, order.count) {
                    try scope.write(entries, order[place], values[place], in: &draft)
                }
                _ = scope.close(draft, as: random.hash(of: OpenBundle.self))
            }
            return order.count
        })
}

extension Scope {
    @inline(__always)
    fileprivate mutating func write(
        _ entries: Entries, _ index: Int, _ value: Value, in draft: inout Draft
    ) throws(AuthorError) {
        let field = Samples.field
        try change(entries.record(index), in: &draft) { rows, pen throws(AuthorError) in
            switch entries.kind {
            case .register: try rows.writing(value, to: field, pen)
            case .set: try rows.adding(value, to: field, pen)
            case .counter: try rows.counting(Int64(index % 100 + 1), in: field, pen)
            case .facts: try rows.stating(entries.factKey(index), Samples.content, in: field, pen)
            }
        }
    }
}

private func joinConcurrent(_ entries: Entries) -> Trial {
    let there = entries.creation() + entries.changes(by: other)
    let concurrent = entries.changes(by: worker)
    return Trial(
        setUp: {
            var scope = PlainScope()
            _ = scope.take(there)
            return scope
        },
        work: { scope in scope.take(concurrent) })
}

private func joinDuplicate(_ entries: Entries) -> Trial {
    let bundles = entries.creation()
    return Trial(
        setUp: {
            var scope = PlainScope()
            _ = scope.take(bundles)
            return scope
        },
        work: { scope in
            // Over again, or a small size would be too short to be timed.
            let rounds = max(1, 10_000 / bundles.count)
            for _ in 0..<rounds {
                for bundle in bundles {
                    precondition(scope.receive(bundle) == .duplicate, "not a duplicate")
                }
            }
            return rounds * bundles.count
        })
}

/// Deltas of single rows, by the feed that made them; no row or mark is new, and a set loses
/// elements and gets them back.
private func joinDelta(_ entries: Entries) -> Trial {
    let (there, deltas) = singleDeltas(entries, count: 10_000)
    return Trial(
        setUp: {
            var scope = PlainScope()
            _ = scope.take(there)
            return scope
        },
        work: { scope in scope.take(deltas) })
}

private func singleDeltas(_ entries: Entries, count: Int) -> ([OpenBundle], [OpenBundle]) {
    var writer = FeedWriter(Entries.creator)
    let there = writer.bundles(entries.count) { entries.change($0) }
    var random = SeededRandom(seed: 1)
    var index = 0
    let deltas = (0..<count).map { turn in
        if turn.isMultiple(of: 2) { index = random.below(entries.count) }
        guard entries.kind == .set, turn.isMultiple(of: 2) else {
            return writer.bundle([entries.change(index)])
        }
        let removal = AddWinsSet.Delta.remove(entries.element(index), seen: FieldVector())
        return writer.bundle([Change(entries.record(index), .field(Samples.field, .set(removal)))])
    }
    return (there, deltas)
}

/// The same deltas joined twice into values of the type itself: the second time is measured.
private func joinDeltaAgain(_ entries: Entries) -> Trial {
    let stamps = (0..<entries.count).map { index in
        let dot = Dot(feed: Entries.creator, position: FeedWriter.position(index))
        return Stamp(dot: dot, time: HybridTime(word: 1))
    }
    switch entries.kind {
    case .register:
        return eachAgain(
            Register.self, stamps, stamps.indices.map { Register.Delta(entries.element($0)) })
    case .counter:
        return eachAgain(Counter.self, stamps, stamps.indices.map { Samples.count($0) })
    case .set:
        return allAgain(
            AddWinsSet(), stamps, stamps.indices.map { AddWinsSet.Delta.add(entries.element($0)) })
    case .facts:
        return allAgain(
            Facts(), stamps,
            stamps.indices.map { Facts.Delta(entries.factKey($0), Samples.content) })
    }
}

/// Each delta into a value of its own.
@inline(__always)
private func eachAgain<Type: CRDT>(
    _: Type.Type, _ stamps: [Stamp], _ deltas: [Type.Delta]
) -> Trial {
    Trial(
        setUp: {
            zip(stamps, deltas).map { stamp, delta in
                var value = Type()
                value.join(delta, at: stamp)
                return value
            }
        },
        work: { values in
            for index in values.indices { values[index].join(deltas[index], at: stamps[index]) }
            return values.count
        })
}

/// All deltas into one value.
@inline(__always)
private func allAgain<Type: CRDT>(
    _ empty: Type, _ stamps: [Stamp], _ deltas: [Type.Delta]
) -> Trial {
    Trial(
        setUp: {
            var value = empty
            for (stamp, delta) in zip(stamps, deltas) { value.join(delta, at: stamp) }
            return value
        },
        work: { value in
            for index in deltas.indices { value.join(deltas[index], at: stamps[index]) }
            return deltas.count
        })
}
