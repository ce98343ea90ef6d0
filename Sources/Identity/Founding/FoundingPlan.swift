public import Bundles
public import Charter
public import Lattice

/// What a realm, or an agency of one, is founded with.
public struct FoundingPlan: Hashable, Sendable {
    /// Leave for the founder to act.
    public struct Office: Hashable, Sendable {
        public let role: RoleNumber
        /// Of the hubs that are opened, by their places; nil for all of the domain.
        public let hubs: [Int]?

        public init(_ role: RoleNumber, at hubs: [Int]? = nil) {
            self.role = role
            self.hubs = hubs
        }
    }

    /// The realm that the agency is of; nil to found a realm.
    public let realm: DomainID?
    /// An agency's is that of its realm.
    public let policy: Policy
    public let schema: SchemaHash?
    public var hubs: [Hub]
    public var offices: [Office]

    public init(
        policy: Policy, schema: SchemaHash, hubs: [Hub] = [],
        offices: [Office] = [Office(.admin)]
    ) {
        realm = nil
        self.policy = policy
        self.schema = schema
        self.hubs = hubs
        self.offices = offices
    }

    /// The plan of an agency. Its hubs are opened by the realm.
    public init(
        agencyOf realm: DomainID, policy: Policy, offices: [Office] = [Office(.agencyAdmin)]
    ) {
        self.realm = realm
        self.policy = policy
        schema = nil
        hubs = []
        self.offices = offices
    }
}
