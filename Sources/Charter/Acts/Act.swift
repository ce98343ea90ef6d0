public import Bundles
public import Lattice
public import Seal

/// One thing that the charter says (spec/06-authority.md#act-2). It is named by the hash of what
/// holds it and its index there.
public enum Act: Hashable, Sendable {
    case seat(Seat)
    case grant(Grant)
    case revoke(Revocation)
    case ratify(Ratification)
    case keep(Keep)
    case epoch(Epoch)
    case hub(Hub)
    case close(HubID)
    case agency(Admission)
    case policy(PolicyChange)
    case schema(SchemaChange)
    case endorse(ActID)
    case stay(Stay)
    /// Of a later version: kept unread.
    case later(kind: UInt32, Value)

    /// The number of its kind, as policies name it.
    public var kind: KindNumber {
        switch self {
        case .seat: .seat
        case .grant: .grant
        case .revoke: .revoke
        case .ratify: .ratify
        case .keep: .keep
        case .epoch: .epoch
        case .hub: .hub
        case .close: .close
        case .agency: .agency
        case .policy: .policy
        case .schema: .schema
        case .endorse: .endorse
        case .stay: .stay
        case .later(let kind, _): KindNumber(kind)
        }
    }

    /// The name of the act that stands at an index of a bundle or root record.
    public static func id(in container: Hash<some Any>, at index: Int) -> ActID {
        var bytes = ByteBuffer()
        bytes.put(container)
        bytes.put(count: index)
        return Blake2b.hash(bytes.span, .act, of: ActName.self)
    }
}

extension KindNumber {
    public static let seat = Self(1)
    public static let grant = Self(2)
    public static let revoke = Self(3)
    public static let ratify = Self(4)
    public static let keep = Self(5)
    public static let epoch = Self(6)
    public static let hub = Self(7)
    public static let close = Self(8)
    public static let agency = Self(9)
    public static let policy = Self(10)
    public static let schema = Self(11)
    public static let endorse = Self(12)
    public static let stay = Self(13)
}

/// The number of a role, as a policy has it.
public struct RoleNumber: Hashable, Comparable, Sendable {
    public let value: UInt16
    public init(_ value: UInt16) { self.value = value }

    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// A person on a device (spec/04-identity.md#seat-1).
public struct Seat: Hashable, Sendable {
    public let keys: SeatKeys
    /// The person's first seat; nil if this is it.
    public let first: ActID?
    /// By the signing key, over all the keys.
    public let proof: Signature

    public init(_ keys: SeatKeys, first: ActID? = nil, proof: Signature) {
        self.keys = keys
        self.first = first
        self.proof = proof
    }
}

/// Leave for somebody to act (spec/06-authority.md#rank-3).
public struct Grant: Hashable, Sendable {
    public enum Subject: Hashable, Sendable {
        case seat(ActID)
        case person(PersonID)
    }

    public let subject: Subject
    public let role: RoleNumber
    public let level: Level
    /// Ascending; nil for all of the domain.
    public let hubs: [HubID]?
    public let until: HybridTime?
    /// The revocations that it overrides, ascending.
    public let despite: [ActID]

    public init(
        _ subject: Subject, _ role: RoleNumber, _ level: Level, hubs: [HubID]? = nil,
        until: HybridTime? = nil, despite: [ActID] = []
    ) {
        self.subject = subject
        self.role = role
        self.level = level
        self.hubs = hubs
        self.until = until
        self.despite = despite
    }
}

/// How far up somebody stands: roots at 0.
public struct Level: Hashable, Comparable, Sendable {
    public let value: UInt8
    public init(_ value: UInt8) { self.value = value }

    public static let root = Self(0)

    /// Lower is higher up.
    public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
}

/// The tips that a cut leaves, ascending by feed, number and hash.
public struct Tips: Hashable, Sendable {
    public let entries: [Entry]

    public struct Entry: Hashable, Comparable, Sendable {
        public let feed: FeedID
        public let tip: Tip

        public init(_ feed: FeedID, _ tip: Tip) {
            self.feed = feed
            self.tip = tip
        }

        public static func < (a: Self, b: Self) -> Bool {
            (a.feed, a.tip.number, a.tip.hash) < (b.feed, b.tip.number, b.tip.hash)
        }
    }

    public init(_ entries: [Entry] = []) { self.entries = Set(entries).sorted() }

    /// Of entries that are in order.
    init(ascending entries: [Entry]) { self.entries = entries }

    /// Those of one feed.
    func of(_ feed: FeedID) -> ArraySlice<Entry> {
        var low = 0
        var high = entries.count
        while low < high {
            let middle = (low + high) / 2
            if entries[middle].feed < feed { low = middle + 1 } else { high = middle }
        }
        return entries[low...].prefix { $0.feed == feed }
    }
}

/// Whose leave ends, and where (spec/06-authority.md#cut-1).
public struct Revocation: Hashable, Sendable {
    public enum Target: Hashable, Sendable {
        case seat(ActID)
        case person(PersonID)
        case device(DeviceKey)
        case grant(ActID)
        case agency(DomainID)
    }

    public let target: Target
    public let tips: Tips

    public init(_ target: Target, _ tips: Tips = Tips()) {
        self.target = target
        self.tips = tips
    }
}

/// More of some feeds than a revocation left (spec/06-authority.md#cut-3).
public struct Ratification: Hashable, Sendable {
    public let revocation: ActID
    public let tips: Tips

    public init(of revocation: ActID, _ tips: Tips) {
        self.revocation = revocation
        self.tips = tips
    }
}

/// Which branch of a forked feed goes on (spec/06-authority.md#view-5).
public struct Keep: Hashable, Sendable {
    public let feed: FeedID
    public let number: BundleNumber
    public let hash: BundleHash
    /// The keeps that it replaces, ascending.
    public let instead: [ActID]

    public init(
        _ feed: FeedID, _ number: BundleNumber, _ hash: BundleHash, instead: [ActID] = []
    ) {
        self.feed = feed
        self.number = number
        self.hash = hash
        self.instead = instead
    }
}

/// A key of a scope, by its hash (spec/06-authority.md#epoch-1).
public struct Epoch: Hashable, Sendable {
    public let scope: Address
    public let key: KeyHash
    public let box: BoxKey
    /// Those it follows, ascending.
    public let previous: [EpochID]
    /// Those who do not get it, and those who get it again (spec/07-confidentiality.md#key-2).
    public let without: [Reading]
    public let with: [Reading]

    public init(
        _ scope: Address, _ key: KeyHash, _ box: BoxKey, after previous: [EpochID] = [],
        without: [Reading] = [], with: [Reading] = []
    ) {
        self.scope = scope
        self.key = key
        self.box = box
        self.previous = previous
        self.without = without
        self.with = with
    }

    public var id: EpochID { key.short() }
}

/// What a `KeyHash` is the hash of.
public enum ScopeKey {}
public typealias KeyHash = Hash<ScopeKey>

/// A hub, opened (spec/06-authority.md#hub-1).
public struct Hub: Hashable, Sendable {
    public enum Sort: Hashable, Sendable {
        case main
        case sub
        case agency(DomainID)
    }

    public let sort: Sort
    public let parent: HubID?

    public init(_ sort: Sort, parent: HubID? = nil) {
        self.sort = sort
        self.parent = parent
    }
}

/// An agency let in (spec/06-authority.md#rank-6).
public struct Admission: Hashable, Sendable {
    public let agency: DomainID
    /// The revocations of it that this overrides, ascending.
    public let despite: [ActID]

    public init(of agency: DomainID, despite: [ActID] = []) {
        self.agency = agency
        self.despite = despite
    }
}

/// A policy that comes into force (spec/06-authority.md#pol-2).
public struct PolicyChange: Hashable, Sendable {
    public let version: UInt16
    public let policy: Policy
    public let narrowing: Narrowing?

    public init(_ version: UInt16, _ policy: Policy, narrowing: Narrowing? = nil) {
        self.version = version
        self.policy = policy
        self.narrowing = narrowing
    }
}

/// Whom a policy takes something away from, and how far their feeds still count
/// (spec/06-authority.md#pol-3).
public struct Narrowing: Hashable, Sendable {
    /// Ascending.
    public let roles: [RoleNumber]
    public let tips: Tips

    public init(_ roles: [RoleNumber], _ tips: Tips = Tips()) {
        self.roles = Set(roles).sorted()
        self.tips = tips
    }
}

/// A schema that comes into force.
public struct SchemaChange: Hashable, Sendable {
    public let version: UInt16
    public let hash: SchemaHash

    public init(_ version: UInt16, _ hash: SchemaHash) {
        self.version = version
        self.hash = hash
    }
}

/// Which line of a forked chain of root records goes on (spec/04-identity.md#root-5).
public struct Stay: Hashable, Sendable {
    public let number: UInt32
    public let hash: RootHash

    public init(_ number: UInt32, _ hash: RootHash) {
        self.number = number
        self.hash = hash
    }
}
