public import Bundles
public import Lattice

/// Who stands behind an act or a feed, as far as that follows from what it cites
/// (spec/06-authority.md#rank-1).
public struct Author: Hashable, Sendable {
    public let domain: DomainID
    public let level: Level
    /// Ascending; nil for all of the domain.
    public let hubs: [HubID]?
    /// Nil for roots.
    public let role: RoleNumber?
    /// Nil for roots, and where the seat is nobody's, or nobody knows whose.
    public fileprivate(set) var person: PersonID?
    public let until: HybridTime?

    /// The roots of a domain.
    static func root(of domain: DomainID) -> Self {
        Self(domain: domain, level: .root, hubs: nil, role: nil, person: nil, until: nil)
    }

    /// The same, once it is known whose seat it is.
    func known(as person: PersonID) -> Self {
        var author = self
        author.person = person
        return author
    }

    public var isRoot: Bool { level == .root }

    /// Whether a grant that was made in a domain is below (spec/06-authority.md#rank-2).
    func reaches(_ grant: Grant, in other: DomainID) -> Bool {
        guard domain == other, level < grant.level else { return false }
        guard let hubs else { return true }
        guard let wanted = grant.hubs else { return false }
        return wanted.allSatisfy(hubs.contains)
    }
}

/// Where an act stands.
enum Holder: Hashable, Sendable {
    case root(DomainID, RootHash)
    /// A feed by its place in the charter, and a bundle by its place in the feed.
    case feed(Int, Int)
}

/// An act, and what has become of it.
struct ActState: Sendable {
    let id: ActID
    let act: Act
    let holder: Holder
    let time: HybridTime
    var verdict: Verdict
    /// The fault of a seat's keys, looked for once: it costs a signature.
    var keyFault: Reason??
}

/// A feed of the charter, and what has become of it.
struct FeedState: Sendable {
    let opening: Opening
    var tree = FeedTree()
    /// For each bundle, by its place, where its acts are.
    var acts: [Range<Int>] = []
    /// The versions of the policy that its bundles cite.
    var policies: Set<UInt16> = []
    /// Whose it is, once that is known.
    var author: Author?
    /// What is in the way of its standing; nil if it has standing.
    var standing: Verdict? = .waits(.unknownGrant)
    /// What revocations leave of it.
    var reach: Reach
    /// What counts: of that, what cites known policies.
    var counting: Reach
    /// How many of its bundles were judged under all of this.
    var judged = 0

    init(_ opening: Opening) {
        self.opening = opening
        reach = tree.nothing
        counting = tree.nothing
    }
}
