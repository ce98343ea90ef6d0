public import Bundles
public import Lattice

/// What the charter says of a hub.
public struct HubState: Hashable, Sendable {
    public let isAgency: Bool
    public let isClosed: Bool

    public init(isAgency: Bool = false, isClosed: Bool = false) {
        self.isAgency = isAgency
        self.isClosed = isClosed
    }
}

/// Something that does not count, as the charter has it.
public struct Trouble: Hashable, Sendable {
    public enum What: Hashable, Sendable {
        /// A change of a bundle, with the reason.
        case refused(Dot, reason: String)
        /// What a feed says from a bundle on, by these revocations.
        case quarantined(FeedID, from: BundleNumber, by: [ActID])
        case forked(FeedID, at: BundleNumber)
    }

    public let what: What
    public let scope: Address
    /// Whose it is; nil of somebody who is not known any more.
    public let person: PersonID?

    public init(_ what: What, in scope: Address, of person: PersonID?) {
        self.what = what
        self.scope = scope
        self.person = person
    }
}
