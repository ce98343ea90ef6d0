import Lattice
import Simulation

/// Switches a scope's digest off, to measure without it.
enum NoHashing: Hashing {
    static var isOn: Bool { false }
    static func hash<Hashed>(_: RawSpan, of _: Hashed.Type) -> Hash<Hashed> { .zero }
}

/// Which of the four types a workload is about.
enum Kind: String, CaseIterable {
    case register
    case set
    case counter
    case facts
}

/// Writes the bundles of a feed, without a scope.
struct FeedWriter {
    static let changesPerBundle = 1_000

    let feed: FeedID
    private var number = BundleNumber.first
    private var previous = BundleHash.zero
    private var random: SeededRandom

    init(_ feed: FeedID) {
        self.feed = feed
        random = SeededRandom(seed: feed.high ^ feed.low)
    }

    mutating func bundle(_ changes: [Change]) -> OpenBundle {
        let hash = random.hash(of: OpenBundle.self)
        let bundle = OpenBundle(
            feed: feed, number: number, previous: previous, hash: hash,
            time: Samples.time(number), changes: changes)
        guard let bundle else { preconditionFailure("a sample is a possible bundle") }
        number = number.next
        previous = hash
        return bundle
    }

    /// As many full bundles as it takes, and the rest in a last one.
    mutating func bundles(_ count: Int, _ change: (Int) -> Change) -> [OpenBundle] {
        stride(from: 0, to: count, by: Self.changesPerBundle).map { start in
            bundle((start..<min(start + Self.changesPerBundle, count)).map(change))
        }
    }

    /// Where change `index` is among the full bundles.
    static func position(_ index: Int) -> Position {
        let number = UInt64(index / changesPerBundle)
        return Position(word: number << Limits.indexBits | UInt64(index % changesPerBundle))
    }
}

extension SeededRandom {
    mutating func hash<Hashed>(of _: Hashed.Type) -> Hash<Hashed> {
        Hash(next(), next(), next(), next())
    }

    mutating func id<Named>(of _: Named.Type) -> Identifier<Named> {
        Identifier(high: next(), low: next())
    }

    /// Sixteen bytes.
    mutating func value() -> Value { Samples.value(next(), next()) }

    /// A new fact of one of sixteen persons.
    mutating func factKey() -> FactKey {
        FactKey(person: PersonID(high: 1, low: next() % 16), id: id(of: FactName.self))
    }
}

enum Samples {
    static let field = FieldNumber(1)
    static let content = value(1, 2)

    /// A feed by a number of its own.
    static func feed(_ number: UInt64) -> FeedID {
        var random = SeededRandom(seed: number)
        return random.id(of: Feed.self)
    }

    /// Bundle after bundle a second later.
    static func time(_ number: BundleNumber) -> HybridTime {
        HybridTime(WallTime(milliseconds: 1_800_000_000_000 + Int64(number.value) * 1_000))
    }

    static func count(_ index: Int) -> Counter.Delta {
        guard let delta = Counter.Delta(Int64(index % 100 + 1)) else {
            preconditionFailure("an amount of 1 to 100 is one")
        }
        return delta
    }

    static func value(_ words: UInt64...) -> Value {
        Value(words.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } })
    }
}

/// Rows of one type, as many as the size says: registers and counters each in a record of its own,
/// elements all in one set, and facts all in the ledger; so that whatever walks over its container
/// shows.
struct Entries {
    let kind: Kind
    let count: Int

    static let creator = Samples.feed(1)

    /// What made the entries in the first place.
    func creation() -> [OpenBundle] {
        var writer = FeedWriter(Self.creator)
        return writer.bundles(count) { change($0) }
    }

    /// A change of each entry by another feed that saw nothing but its creation.
    func changes(by feed: FeedID) -> [OpenBundle] {
        var writer = FeedWriter(feed)
        return writer.bundles(count) { index in
            change(index, seen: FieldVector([(Self.creator, FeedWriter.position(index))]))
        }
    }

    func record(_ index: Int) -> RecordID {
        switch kind {
        case .register, .counter:
            RecordID(Dot(feed: Self.creator, position: FeedWriter.position(index)))
        case .set: RecordID(Dot(feed: Self.creator, position: FeedWriter.position(0)))
        case .facts: .ledger
        }
    }

    func element(_ index: Int) -> Value {
        var random = SeededRandom(seed: UInt64(index))
        return random.value()
    }

    func factKey(_ index: Int) -> FactKey {
        var random = SeededRandom(seed: UInt64(index))
        return random.factKey()
    }

    /// A write of the register, an addition, a count, or the same fact once more.
    func delta(_ index: Int, seen vector: FieldVector = FieldVector()) -> FieldDelta {
        switch kind {
        case .register: .register(Register.Delta(element(index), seen: vector))
        case .set: .set(.add(element(index)))
        case .counter: .counter(Samples.count(index))
        case .facts: .facts(Facts.Delta(factKey(index), Samples.content))
        }
    }

    func change(_ index: Int, seen vector: FieldVector = FieldVector()) -> Change {
        Change(record(index), .field(Samples.field, delta(index, seen: vector)))
    }
}

extension Scope where Shelf == MemoryShelf {
    init() { self.init(shelf: MemoryShelf()) }

    /// Takes in bundles that are next of their feeds. Returns how many changes they hold.
    @inline(__always)
    mutating func take(_ bundles: [OpenBundle]) -> Int {
        var changes = 0
        for bundle in bundles {
            guard case .joined = receive(bundle) else { preconditionFailure("not the next") }
            changes += bundle.changes.count
        }
        return changes
    }
}
