public import Lattice
public import Simulation

/// What one bundle says, as the laws see it: deltas of one kind, and what their author knew.
public struct Parcel<Delta: Hashable & Sendable>: Hashable, Sendable {
    public let feed: FeedID
    public let number: BundleNumber
    public let time: HybridTime
    public let deltas: [Delta]
    /// How far the author had seen; nil if the author lied and the deltas claim anything.
    public let knew: Frontier?

    public init(
        feed: FeedID, number: BundleNumber, time: HybridTime, deltas: [Delta], knew: Frontier?
    ) {
        self.feed = feed
        self.number = number
        self.time = time
        self.deltas = deltas
        self.knew = knew
    }

    public var tip: Tip { Tip(number, Self.hash(feed, number)) }

    /// Nothing forks in the laws' histories, so a bundle's place is all its hash has to tell.
    public static func hash(_ feed: FeedID, _ number: BundleNumber) -> BundleHash {
        BundleHash(feed.high, feed.low, number.value, 1)
    }

    public func stamp(_ index: Int) -> Stamp {
        guard let position = Position(number, index: index) else {
            preconditionFailure("a parcel of the laws is small")
        }
        return Stamp(dot: Dot(feed: feed, position: position), time: time)
    }

    /// Its deltas one by one, each with its place.
    public var claims: [Claim<Delta>] {
        deltas.enumerated().map { Claim(stamp: stamp($0), delta: $1, knew: knew) }
    }
}

/// One delta with its place and its author's knowledge: what the naive models work from.
public struct Claim<Delta: Hashable & Sendable>: Hashable, Sendable {
    public let stamp: Stamp
    public let delta: Delta
    public let knew: Frontier?

    public init(stamp: Stamp, delta: Delta, knew: Frontier?) {
        self.stamp = stamp
        self.delta = delta
        self.knew = knew
    }
}

/// The feeds of the laws' histories: a few, their order as good as random.
public enum Universe {
    public static func feed(_ index: Int) -> FeedID { Peer.feed(index, incarnation: 0) }

    /// A vector that need not have anything to do with what happened.
    public static func lie(_ random: inout SeededRandom) -> FieldVector {
        var vector = FieldVector()
        for _ in 0..<random.below(3) {
            let number = BundleNumber(UInt64(random.below(4))) ?? .first
            vector[feed(random.below(4))] = Position(number, index: random.below(3))
        }
        return vector
    }
}
