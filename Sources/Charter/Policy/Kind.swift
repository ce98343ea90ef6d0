public import Bundles

/// A kind of record, as a policy knows it: where it lives, who writes it, what it waits for.
public struct Kind: Hashable, Sendable {
    public var name: String
    public var scopes: Set<Address.Kind>
    public var who: [RoleNumber: Permission]
    public var gate: Gate?

    public init(
        _ name: String, in scopes: Set<Address.Kind>, _ who: [RoleNumber: Permission],
        gate: Gate? = nil
    ) {
        self.name = name
        self.scopes = scopes
        self.who = who
        self.gate = gate
    }
}

/// What has to be decided before something has effect.
public struct Gate: Hashable, Sendable {
    /// How many distinct persons must approve.
    public var k: Int
    /// In which roles.
    public var roles: Set<RoleNumber>
    /// Whether one may approve what is one's own; it is flagged.
    public var allowsOwn: Bool
    /// A role of which one must approve too.
    public var countersign: RoleNumber?

    public init(
        _ k: Int, by roles: Set<RoleNumber>, allowsOwn: Bool = false,
        countersign: RoleNumber? = nil
    ) {
        self.k = k
        self.roles = roles
        self.allowsOwn = allowsOwn
        self.countersign = countersign
    }
}
