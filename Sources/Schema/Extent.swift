public import Lattice
internal import Wire

/// How far each of some feeds was known where somebody wrote something
/// (spec/09-schema.md#type-1).
public struct Extent: Hashable, Sendable {
    public let ends: SortedMap<FeedID, BundleNumber>

    public init(_ ends: SortedMap<FeedID, BundleNumber>) { self.ends = ends }

    /// As far as some feeds of a frontier are there.
    public init(_ frontier: Frontier, of feeds: (FeedID) -> Bool = { _ in true }) {
        ends = SortedMap(
            ascending: frontier.tips.entries.filter { feeds($0.key) }.map {
                .init(key: $0.key, value: $0.value.number)
            })
    }

    public var count: Int { ends.count }

    /// Whether somebody with this extent knew what a bundle said.
    public func contains(_ feed: FeedID, _ number: BundleNumber) -> Bool {
        ends[feed].map { number <= $0 } ?? false
    }

    /// Whether a fact was known, whoever carried it in.
    public func contains(_ carriers: SortedMap<FeedID, Position>) -> Bool {
        carriers.entries.contains { contains($0.key, $0.value.number) }
    }

    static let size = 24

    /// From 24 bytes for each; nil if they are not all sound, or not in order.
    init?(octets bytes: [UInt8]) {
        guard !bytes.isEmpty, bytes.count.isMultiple(of: Self.size) else { return nil }
        var ends: [SortedMap<FeedID, BundleNumber>.Entry] = []
        for start in stride(from: 0, to: bytes.count, by: Self.size) {
            func word(_ place: Int) -> UInt64 {
                bytes[(start + place)..<(start + place + 8)].reduce(0) { $0 << 8 | UInt64($1) }
            }
            let feed = FeedID(high: word(0), low: word(8))
            guard let number = BundleNumber(word(16)), feed != .zero,
                ends.last.map({ $0.key < feed }) ?? true
            else { return nil }
            ends.append(.init(key: feed, value: number))
        }
        self.ends = SortedMap(ascending: ends)
    }

    /// From a value of its type.
    public init?(_ value: Value) {
        var reader = Reader(value.span, of: .value)
        guard let range = try? reader.string(most: .max) else { return nil }
        self.init(octets: reader.copy(range).bytes)
    }

    /// As it stands in a value; nil if it extends to no feed, which no value says.
    public var value: Value? {
        guard count > 0 else { return nil }
        var bytes: [UInt8] = []
        for end in ends.entries {
            for word in [end.key.high, end.key.low, end.value.value] {
                for place in stride(from: 56, through: 0, by: -8) {
                    bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(place)))
                }
            }
        }
        var writer = Writer()
        writer.put(Value(bytes))
        return Value(writer.bytes)
    }
}
