import Lattice
import Seal
import Simulation
import Testing

/// What was overwritten or removed leaves nothing behind: a million changes are no larger than a
/// thousand of the same kind. (SET-4, REG-2, SCOPE-3)
@Suite("Size") struct SizeTests {
    static let many = 1_000_000
    static let few = 1_000

    @Test("A register overwritten a million times is as large as after a thousand")
    func register() {
        #expect(overwritten(Self.many) == overwritten(Self.few))
    }

    @Test("A set that a million elements went through is as large as after a thousand")
    func set() {
        #expect(passedThrough(Self.many) == passedThrough(Self.few))
    }

    @Test("A scope is as large after a million overwrites and removals, in rows and in bytes")
    func scope() {
        #expect(scopeSize(rounds: Self.many / 4) == scopeSize(rounds: Self.few))
    }

    /// Three feeds write in turn, each having seen the others.
    private func overwritten(_ count: Int) -> Int {
        var register = Register()
        for index in 0..<count {
            let stamp = stamp(of: index % 3, index / 3)
            let seen = register.marks.entries.filter { $0.key != stamp.dot.feed }
            let vector = FieldVector(seen.map { ($0.key, $0.value.position) })
            register.join(Register.Delta(Value("v"), seen: vector), at: stamp)
        }
        return bytes { register.visitRows(of: FieldNumber(0), &$0) }
    }

    /// One feed adds, another removes; the bundles that are named have always arrived.
    private func passedThrough(_ count: Int) -> Int {
        var set = AddWinsSet()
        var frontier = Frontier()
        for index in 0..<count {
            let element = Value("\(index % 10_000)")
            let (added, removed) = (stamp(of: 0, index), stamp(of: 1, index))
            for dot in [added.dot, removed.dot] {
                frontier.advance(dot.feed, to: Tip(dot.position.number, .zero))
            }
            set.join(.add(element), at: added)
            let vector = FieldVector([(added.dot.feed, added.dot.position)])
            set.join(.remove(element, seen: vector), at: removed)
            set.modify(element) { $0.marks.settle(within: frontier) }
        }
        return bytes { set.visitRows(of: FieldNumber(0), &$0) } + set.elements.count
    }

    /// Two writers in one scope: a register, a set, a counter, a life, again and again.
    private func scopeSize(rounds: Int) -> [Int] {
        var scope = Peer.State(shelf: MemoryShelf())
        let record = Workload.record(0)
        let field = FieldNumber(0)
        for round in 0..<(rounds / 50) {
            let feed = Peer.feed(round % 2, incarnation: 0)
            guard var draft = try? scope.open(feed, at: HybridTime(word: UInt64(round))) else {
                Issue.record("no draft")
                return []
            }
            for index in 0..<50 {
                let intents: [Intent] = [
                    .write(field, Value("v")), .add(field, Value("\(index)")),
                    .remove(field, Value("\(index)")), .count(field, 1),
                ]
                for intent in intents {
                    try? scope.change(record, in: &draft) { rows, pen throws(AuthorError) in
                        try intent.author(&rows, pen)
                    }
                }
            }
            let hash = BundleHash(1, 2, 3, UInt64(round))
            _ = scope.close(draft, as: hash)
        }
        var meter = Meter()
        scope.shelf.visitRows(&meter)
        return [scope.digest.total.rows, meter.bytes, scope.shelf.documents.count]
    }

    private func stamp(of writer: Int, _ number: Int) -> Stamp {
        guard let number = BundleNumber(UInt64(number)), let position = Position(number, index: 0)
        else { preconditionFailure("a test's numbers are small") }
        let dot = Dot(feed: Peer.feed(writer, incarnation: 0), position: position)
        return Stamp(dot: dot, time: HybridTime(word: number.value))
    }

    private func bytes(_ visit: (inout Meter) -> Void) -> Int {
        var meter = Meter()
        visit(&meter)
        return meter.bytes
    }

    /// Adds up how long rows are as they are hashed.
    private struct Meter: RowVisitor, RecordVisitor {
        var bytes = 0

        mutating func visit(_ key: RowKey, _ row: borrowing some Row) {
            visit(.ledger, key, row)
        }

        mutating func visit(_ record: RecordID, _ key: RowKey, _ row: borrowing some Row) {
            var buffer = ByteBuffer()
            key.write(of: record, into: &buffer)
            row.write(into: &buffer)
            bytes += buffer.count
        }
    }
}
