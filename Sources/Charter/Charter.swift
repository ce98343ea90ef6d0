public import Bundles
public import Lattice
internal import Seal

/// Who is who, and who may do what: a pure function of a set of root records, bundles and fork
/// proofs (spec/06-authority.md).
///
/// What is inserted changes nothing until `settle`; what follows is then the same whatever the
/// order and the number of steps was.
public struct Charter: Sendable {
    public let realm: DomainID

    var chains: [DomainID: RootChain] = [:]
    var feeds: [FeedState] = []
    var feedPlaces: [FeedID: Int] = [:]
    var acts: [ActState] = []
    var actPlaces: [ActID: Int] = [:]
    var index = CharterIndex()
    /// The policies that came into force, by version, those of one version by act.
    var policies: [UInt16: [PolicyInForce]] = [:]
    var proofs: [FeedID: ForkRecord] = [:]
    /// What has to be looked at anew.
    var dirty = Dirt()

    /// An empty charter of a realm: the id is all that a newcomer has to know.
    public init(realm: DomainID) {
        self.realm = realm
        chains[realm] = RootChain(domain: realm)
    }

    /// Whether nothing waits for `settle`.
    public var isSettled: Bool { dirty.isEmpty }
}

/// A policy, and the act that brought it.
struct PolicyInForce: Sendable {
    let act: ActID
    let policy: Policy
}

/// The forks of a feed that proofs show.
struct ForkRecord: Sendable {
    let opening: Opening
    /// Where the feed divides, and what the branches follow.
    var points: Set<Point> = []
    /// The lowest number at which, or below which, a proof shows it to be forked.
    var lowest: BundleNumber

    struct Point: Hashable, Comparable, Sendable {
        let number: BundleNumber
        let before: BundleHash

        static func < (a: Self, b: Self) -> Bool { (a.number, a.before) < (b.number, b.before) }
    }
}

/// What was touched since the charter was settled.
struct Dirt: Sendable {
    var chains: Set<DomainID> = []
    /// Feeds with new bundles, or of which something that they rely on has changed.
    var feeds: Set<Int> = []
    /// Those of which all acts have to be judged anew.
    var whole: Set<Int> = []
    var everything = false

    var isEmpty: Bool { chains.isEmpty && feeds.isEmpty && !everything }

    mutating func mark(_ feed: Int, whole isWhole: Bool) {
        feeds.insert(feed)
        if isWhole { whole.insert(feed) }
    }
}
