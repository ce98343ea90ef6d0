import Lattice
import Seal

// What the example tests are made of: feeds, dots, bundles, and a node that takes them in.

typealias State = Scope<MemoryShelf, Blake2b>

/// Four writers, in the order of their names.
extension FeedID {
    static var ann: Self { Self(high: 0x1A5F_0C3D_9E77_4B21, low: 0x6D02_93B8_F1A4_55CE) }
    static var ben: Self { Self(high: 0x52C1_8E60_7734_A9DF, low: 0x0B9F_24D6_8A13_C07E) }
    static var cas: Self { Self(high: 0x9D34_F7A2_10BC_6658, low: 0xE481_5A0D_3C96_B27F) }
    static var dan: Self { Self(high: 0xC07B_2249_D5E8_1F93, low: 0x37AA_6C51_94F0_8DE2) }
}

extension PersonID {
    static var eva: Self { Self(high: 0x2F90_A1B2_C3D4_E5F6, low: 0x0718_293A_4B5C_6D7E) }
}

/// One field of each kind.
extension FieldNumber {
    static let title = Self(1)
    static let tags = Self(2)
    static let votes = Self(3)
    static let notes = Self(4)
}

func number(_ value: UInt64) -> BundleNumber {
    guard let number = BundleNumber(value) else {
        preconditionFailure("no bundle has the number \(value)")
    }
    return number
}

func position(_ bundle: UInt64, _ index: Int = 0) -> Position {
    guard let position = Position(number(bundle), index: index) else {
        preconditionFailure("no change has the index \(index)")
    }
    return position
}

func dot(_ feed: FeedID, _ bundle: UInt64, _ index: Int = 0) -> Dot {
    Dot(feed: feed, position: position(bundle, index))
}

func stamp(_ feed: FeedID, _ bundle: UInt64, _ index: Int = 0, time: UInt64 = 0) -> Stamp {
    Stamp(dot: dot(feed, bundle, index), time: HybridTime(word: time))
}

/// What a change saw: a position for each feed.
func seen(_ feeds: KeyValuePairs<FeedID, Position>) -> FieldVector {
    FieldVector(feeds.map { ($0.key, $0.value) })
}

func record(
    _ feed: FeedID, _ bundle: UInt64, _ index: Int = 0, kind: UInt32 = 0
) -> RecordID {
    RecordID(dot(feed, bundle, index), KindNumber(kind))
}

func factKey(_ id: UInt64) -> FactKey {
    FactKey(person: .eva, id: FactID(high: 0x5151, low: id))
}

func wall(_ milliseconds: Int64) -> WallTime { WallTime(milliseconds: milliseconds) }

/// A hash like any other; the same text, the same hash.
func bundleHash(_ text: String) -> BundleHash {
    let words = Value(text).hash(by: Blake2b.self).words
    return BundleHash(words.0, words.1, words.2, words.3)
}

/// The feeds' bundles up to and including these numbers are there.
func frontier(_ lasts: KeyValuePairs<FeedID, UInt64>) -> Frontier {
    var frontier = Frontier()
    for (feed, last) in lasts {
        for value in 0...last {
            frontier.advance(feed, to: Tip(number(value), bundleHash("\(feed) \(value)")))
        }
    }
    return frontier
}

/// The pen of somebody who is about to write this dot and has these bundles.
func pen(
    _ feed: FeedID, _ bundle: UInt64, _ index: Int = 0, has lasts: KeyValuePairs<FeedID, UInt64>,
    under view: View = View()
) -> Pen {
    Pen(dot: dot(feed, bundle, index), seen: frontier(lasts), under: view)
}

func amount(_ value: Int64) -> Counter.Delta {
    guard let delta = Counter.Delta(value) else {
        preconditionFailure("no change has the amount \(value)")
    }
    return delta
}

extension Change {
    static func write(
        _ text: String, to record: RecordID, seen vector: FieldVector = FieldVector()
    ) -> Self {
        Self(record, .field(.title, .register(Register.Delta(Value(text), seen: vector))))
    }

    static func add(_ text: String, to record: RecordID) -> Self {
        Self(record, .field(.tags, .set(.add(Value(text)))))
    }

    static func remove(_ text: String, from record: RecordID, seen vector: FieldVector) -> Self {
        Self(record, .field(.tags, .set(.remove(Value(text), seen: vector))))
    }

    static func count(_ value: Int64, in record: RecordID) -> Self {
        Self(record, .field(.votes, .counter(amount(value))))
    }

    static func state(_ text: String, as key: FactKey, in record: RecordID) -> Self {
        Self(record, .field(.notes, .facts(Facts.Delta(key, Value(text)))))
    }

    static func delete(_ record: RecordID, seen vector: FieldVector = FieldVector()) -> Self {
        Self(record, .life(Life.Delta(.dead, seen: vector)))
    }
}

extension Document {
    var title: Value? { registers[.title]?.value }
    var tags: [Value] { sets[.tags]?.members ?? [] }
    var votes: Int128 { counters[.votes]?.value ?? 0 }

    func note(_ key: FactKey) -> Value? { facts[.notes]?[key]?.content(by: Blake2b.self) }
}

/// Writes the bundles of a feed, each after the one before. A copy that goes on by itself forks
/// the feed.
struct Writer {
    let feed: FeedID
    private var number: BundleNumber?
    private var previous = BundleHash.zero

    init(_ feed: FeedID) { self.feed = feed }

    mutating func write(_ changes: Change..., time: UInt64 = 0) -> OpenBundle {
        let next = number?.next ?? .first
        let hash = bundleHash("\(feed) \(next) \(previous) \(time) \(changes)")
        let bundle = OpenBundle(
            feed: feed, number: next, previous: previous, hash: hash,
            time: HybridTime(word: time), changes: changes)
        guard let bundle else { preconditionFailure("a test writes possible bundles") }
        (number, previous) = (next, hash)
        return bundle
    }
}

/// The bundles that a scope has taken in.
struct Bundles: History {
    private(set) var entries: [(bundle: OpenBundle, feed: FeedID)] = []

    func holds(_ hash: BundleHash) -> Bool { entries.contains { $0.bundle.hash == hash } }

    mutating func take(_ bundle: OpenBundle, as feed: FeedID) { entries.append((bundle, feed)) }

    func forEachBundle(_ body: (OpenBundle, FeedID) -> Void) {
        for entry in entries { body(entry.bundle, entry.feed) }
    }

    func forEachBundle(of feed: FeedID, _ body: (OpenBundle, FeedID) -> Void) {
        for entry in entries where entry.bundle.feed == feed { body(entry.bundle, entry.feed) }
    }

    func forEachBundle(touching anchors: Set<Anchor>, _ body: (OpenBundle, FeedID) -> Void) {
        for entry in entries
        where entry.bundle.changes.contains(where: { anchors.contains($0.anchor) }) {
            body(entry.bundle, entry.feed)
        }
    }
}

/// A scope with its bundles, and with those that have to wait.
struct Node {
    private(set) var scope = State(shelf: MemoryShelf())
    private(set) var history = Bundles()
    private var waiting: [OpenBundle] = []

    init(_ bundles: OpenBundle..., under view: View = View()) {
        self.init(bundles, under: view)
    }

    init(_ bundles: [OpenBundle], under view: View = View()) {
        scope.adopt(view, from: history)
        for bundle in bundles { receive(bundle) }
    }

    @discardableResult
    mutating func receive(_ bundle: OpenBundle) -> Reception {
        let reception = take(bundle)
        retry()
        return reception
    }

    /// What became of the bundles that were there; nil if no bundle's place can have changed.
    @discardableResult
    mutating func adopt(_ view: View) -> [Reception]? {
        let receptions = scope.adopt(view, from: history)
        if let receptions {
            let old = history.entries
            history = Bundles()
            for (entry, reception) in zip(old, receptions) { note(entry.bundle, reception) }
        }
        retry()
        return receptions
    }

    subscript(record: RecordID) -> Document? { scope.shelf[record] }

    private mutating func take(_ bundle: OpenBundle) -> Reception {
        let reception = scope.receive(bundle)
        note(bundle, reception)
        return reception
    }

    private mutating func note(_ bundle: OpenBundle, _ reception: Reception) {
        switch reception {
        case .joined(let feed), .void(let feed): history.take(bundle, as: feed)
        case .waits, .forked: waiting.append(bundle)
        case .duplicate where !history.holds(bundle.hash): waiting.append(bundle)
        case .duplicate, .surplus, .refused: break
        }
    }

    /// Tries what waits for as long as something of it finds a place.
    private mutating func retry() {
        var before = -1
        while history.entries.count != before {
            before = history.entries.count
            let again = waiting
            waiting = []
            for bundle in again { _ = take(bundle) }
        }
    }
}

/// Bytes written as digits, two for each; spaces are for the reader.
func hex(_ text: String) -> [UInt8] {
    let digits = text.filter { !$0.isWhitespace }.compactMap(\.hexDigitValue)
    return stride(from: 0, to: digits.count - 1, by: 2).map {
        UInt8(digits[$0] * 16 + digits[$0 + 1])
    }
}

func rowHash(_ bytes: [UInt8]) -> RowHash {
    let words = Value(bytes).hash(by: Blake2b.self).words
    return RowHash(words.0, words.1, words.2, words.3)
}
