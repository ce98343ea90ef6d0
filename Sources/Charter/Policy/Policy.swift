public import Lattice

/// Who may do what: data, which root records bring into force (spec/06-authority.md#pol-1).
public struct Policy: Hashable, Sendable {
    public var roles: [RoleNumber: Role]
    public var kinds: [KindNumber: Kind]
    /// Who reads; nil if another version is to say it.
    public var readers: Readers?
    /// How long those who decide may go without news of each other.
    public var leases: [RoleNumber: Lease]

    public init(
        roles: [RoleNumber: Role], kinds: [KindNumber: Kind], readers: Readers? = nil,
        leases: [RoleNumber: Lease] = [:]
    ) {
        self.roles = roles
        self.kinds = kinds
        self.readers = readers
        self.leases = leases
    }
}

/// The roles that read what not everybody reads (spec/07-confidentiality.md#read-1).
public struct Readers: Hashable, Sendable {
    /// The hubs of their grants.
    public var hubs: Set<RoleNumber>
    public var groups: [UInt16: Set<RoleNumber>]
    /// The agency that granted them.
    public var agencies: Set<RoleNumber>

    public init(
        hubs: Set<RoleNumber> = [], groups: [UInt16: Set<RoleNumber>] = [:],
        agencies: Set<RoleNumber> = []
    ) {
        self.hubs = hubs
        self.groups = groups
        self.agencies = agencies
    }
}

public struct Role: Hashable, Sendable {
    /// Who can be given it.
    public enum Side: UInt64, Sendable { case realm, agencies }

    public var name: String
    public var level: Level
    public var side: Side
    /// How many distinct persons must stand behind a grant of it.
    public var need: Int

    public init(_ name: String, _ level: Level, _ side: Side = .realm, need: Int = 1) {
        self.name = name
        self.level = level
        self.side = side
        self.need = need
    }
}

/// What a role may do with a kind of record.
public enum Permission: UInt64, CaseIterable, Sendable {
    /// At the hubs of the grant.
    case own = 1
    case any
    /// May propose, with effect only when the gate opens.
    case proposesOwn
    case proposesAny
    /// The first epoch of an audience or a person, and those that go on from others.
    case first

    /// Whether hubs other than the grant's are out of reach.
    var isOwn: Bool { self == .own || self == .proposesOwn || self == .first }
    var isProposal: Bool { self == .proposesOwn || self == .proposesAny }
}
