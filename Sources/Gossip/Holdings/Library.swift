public import Lattice

/// What somebody holds, and can give away.
public protocol Library: ~Copyable {
    mutating func holdings(of tier: Tier) -> [Holding]
    /// What is held under a name now; nil if it is not.
    mutating func holding(_ sort: Sort, _ name: HoldingName) -> Holding?
    /// The bundle of a line that bears a number.
    mutating func hash(of feed: FeedID, at number: BundleNumber) -> BundleHash?
    /// Bundles of a feed from a number on, by number.
    mutating func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) -> [(number: BundleNumber, bytes: [UInt8])]
    /// Things that are no feeds, in their encodings; what is not there any more is left out.
    mutating func things(_ sort: Sort, _ names: [HoldingName]) -> [[UInt8]]
}
