import Lattice
import Seal
import Synchronization
import Testing

/// What has been hashed so far, in bytes.
private let hashed = Atomic<Int>(0)

/// Counts what is hashed, and hashes it.
private enum Meter: Hashing {
    static func hash<Hashed>(_ bytes: RawSpan, of: Hashed.Type) -> Hash<Hashed> {
        hashed.add(bytes.byteCount, ordering: .relaxed)
        return Blake2b.hash(bytes, of: of)
    }
}

/// What a large row costs (spec/02-data-types.md#scope-3). Only this suite uses the meter, one test
/// after the other.
@Suite("Upkeep of the digest", .serialized) struct UpkeepTests {
    private typealias Metered = Scope<MemoryShelf, Meter>

    static let feed = FeedID(high: 1, low: 1)
    static let record = RecordID(Dot(feed: feed, position: Position(word: 0)))
    static let field = FieldNumber(1)

    @Test("SCOPE-3: a large register is hashed twice for a bundle, however often it writes there")
    func register() {
        let seen = FieldVector((0..<2_000).map { (FeedID(high: 2, low: $0), Position(word: 0)) })
        let wide = Change(
            Self.record, .field(Self.field, .register(Register.Delta(Value("a"), seen: seen))))
        let write = Change(Self.record, .field(Self.field, .register(Register.Delta(Value("b")))))
        expectFew(first: [wide], then: Array(repeating: write, count: 500))
    }

    @Test("SCOPE-3: a fact with many contents is hashed twice for a bundle that adds more")
    func fact() {
        let key = FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 1, low: 1))
        let states = (0..<2_500).map { index in
            Change(.ledger, .field(Self.field, .facts(Facts.Delta(key, Value("\(index)")))))
        }
        expectFew(first: Array(states[..<2_000]), then: Array(states[2_000...]))
    }

    @Test("SCOPE-3: an element is hashed twice for a bundle, also when it shrinks on the way")
    func element() {
        let seen = FieldVector((0..<2_000).map { (FeedID(high: 2, low: $0), Position(word: 0)) })
        let early = Change(
            Self.record, .field(Self.field, .set(.remove(Value("e"), seen: seen))))
        let add = Change(Self.record, .field(Self.field, .set(.add(Value("e")))))
        expectFew(first: [early], then: Array(repeating: add, count: 500))
    }

    private func expectFew(first: [Change], then changes: [Change]) {
        var scope = Metered(shelf: MemoryShelf())
        receive(first, 0, &scope)
        let before = hashed.load(ordering: .relaxed)
        receive(changes, 1, &scope)
        let taken = hashed.load(ordering: .relaxed) - before
        // The large row before and after, and the life twice for each change.
        #expect(taken < 2 * 2_600 * 64 + changes.count * 2 * 128, "\(taken) bytes")
        #expect(scope.digest == scope.recomputedDigest())
    }

    private func receive(_ changes: [Change], _ number: UInt64, _ scope: inout Metered) {
        func hash(_ number: UInt64) -> BundleHash { BundleHash(1, 1, 1, number + 1) }
        guard let place = BundleNumber(number),
            let bundle = OpenBundle(
                feed: Self.feed, number: place, previous: number == 0 ? .zero : hash(number - 1),
                hash: hash(number), time: HybridTime(word: number), changes: changes)
        else { preconditionFailure("no such bundle") }
        #expect(scope.receive(bundle) == .joined(as: Self.feed))
    }
}
