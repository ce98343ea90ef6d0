public import Bundles
public import Charter
public import Lattice
public import Schema

/// Kinds of record, declared as data: what they hold, and who may write them
/// (spec/09-schema.md#pack-1).
public struct Pack: Hashable, Sendable {
    public let name: String
    public let version: UInt16
    public let kinds: [KindNumber: RecordKind]
    /// Who writes which kind, and where; kinds that are left out are the policy's own to name.
    public let policy: [KindNumber: PolicyRow]

    /// Reads a pack, or says all that is wrong with it.
    public init(json bytes: [UInt8]) throws(PackFaults) {
        var reader = PackReader()
        guard let pack = reader.read(bytes), reader.faults.list.isEmpty else {
            throw reader.faults.faults(of: reader.name)
        }
        // What is wrong with it as a whole is found by making a schema of it.
        _ = try Schema(of: pack)
        self = pack
    }

    init(
        name: String, version: UInt16, kinds: [KindNumber: RecordKind],
        policy: [KindNumber: PolicyRow]
    ) {
        self.name = name
        self.version = version
        self.kinds = kinds
        self.policy = policy
    }
}

/// Who writes a kind of record, and where, by the names of roles: each policy has its own numbers.
public struct PolicyRow: Hashable, Sendable {
    public let scopes: Set<Address.Kind>
    public let who: [String: Permission]
    public let gate: PolicyGate?

    public init(
        in scopes: Set<Address.Kind>, _ who: [String: Permission], gate: PolicyGate? = nil
    ) {
        self.scopes = scopes
        self.who = who
        self.gate = gate
    }
}

/// What has to be decided before a proposal has effect, by the names of the roles.
public struct PolicyGate: Hashable, Sendable {
    /// How many distinct persons must approve.
    public let persons: Int
    public let roles: Set<String>
    /// Whether one may approve what is one's own.
    public let allowsOwn: Bool
    /// A role of which one must approve too.
    public let countersign: String?

    public init(
        _ persons: Int, by roles: Set<String>, allowsOwn: Bool = false, countersign: String? = nil
    ) {
        self.persons = persons
        self.roles = roles
        self.allowsOwn = allowsOwn
        self.countersign = countersign
    }
}
