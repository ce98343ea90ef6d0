public import Lattice
public import Seal
public import Wire

/// Two signed heads that cannot both be of one chain: the feed is forked. Who knows the seat's key
/// can check it, and needs no key to read with (spec/05-bundles.md#proof-1).
public struct ForkProof: Hashable, Sendable {
    public let opening: Opening
    public let first: Head
    public let second: Head

    /// Nil if the two contradict nothing. They may come in either order.
    public init?(_ opening: Opening, _ a: Head, _ b: Head) {
        let isInOrder = (a.header.number, a.hash) < (b.header.number, b.hash)
        (first, second) = isInOrder ? (a, b) : (b, a)
        self.opening = opening
        guard first.header.feed == opening.feed, second.header.feed == opening.feed,
            isContradiction
        else { return nil }
    }

    private var isContradiction: Bool {
        let (a, b) = (first.header, second.header)
        if a.number == b.number { return first.hash != second.hash }
        return a.number < .last && a.number.next == b.number && b.previous != first.hash
    }

    public var feed: FeedID { first.header.feed }

    /// The feed is forked here or below (spec/05-bundles.md#proof-2).
    public var number: BundleNumber { first.header.number }

    /// What both follow, if the proof shows the very place where the feed divides.
    public var before: BundleHash? {
        let (a, b) = (first.header, second.header)
        return a.number == b.number && a.previous == b.previous ? a.previous : nil
    }

    /// Whether the seat that the opening names has signed both.
    public func isSigned(by key: VerifyingKey) -> Bool {
        [first, second].allSatisfy {
            key.verifies($0.signature, .signBundle, for: opening.realm, $0.hash)
        }
    }
}

extension ForkProof: Canonical {
    public static var part: WireError.Part { .forkProof }

    public func write(to writer: inout Writer) {
        writer.put(array: 3)
        opening.write(to: &writer)
        first.write(to: &writer)
        second.write(to: &writer)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        let start = reader.offset
        try reader.array(of: 3)
        let opening = try Opening.read(from: &reader)
        let feed = opening.feed
        let first = try Head.read(of: feed, from: &reader)
        let place = reader.offset
        let second = try Head.read(of: feed, from: &reader)
        let (a, b) = ((first.header.number, first.hash), (second.header.number, second.hash))
        guard a <= b else { throw reader.fault(.unsorted, at: place) }
        guard let proof = Self(opening, first, second) else {
            throw reader.fault(.noContradiction, at: start)
        }
        return proof
    }
}
