public import Bundles
public import Lattice
internal import Seal

/// Who reads what, as a settled charter has it. Made once for a view, and asked often.
public struct Roster: Sendable {
    /// A seat by one of its grants.
    struct Entry: Sendable {
        let reading: Reading
        let person: PersonID
        let domain: DomainID
        let role: RoleNumber
        let level: Level
        let hubs: [HubID]?
        let until: HybridTime?
        /// Whether a feed of this seat under this grant had standing, and nothing is revoked.
        let isSound: Bool
        /// Whether it has standing, or lacks it for nothing but a cut: then it may have read.
        let wasSound: Bool
    }

    let realm: DomainID
    /// Ascending by seat and grant.
    let entries: [Entry]
    let keys: [ActID: SeatKeys]
    /// The seats of each device, ascending.
    let seats: [DeviceKey: [ActID]]
    let persons: [ActID: PersonID]
    /// The hubs in force, and whose they are.
    let hubs: [HubID: DomainID]
    /// Who reads by the latest version that says so, and by any.
    let current: [Readers]
    let ever: [Readers]
    /// Those of the latest policy.
    let leases: [RoleNumber: Lease]

    /// All that are known, ascending.
    public var allSeats: [ActID] { persons.keys.sorted() }

    /// The keys of a seat that is known.
    public func keys(of seat: ActID) -> SeatKeys? { keys[seat] }
    public func person(of seat: ActID) -> PersonID? { persons[seat] }

    /// How high up a seat stands by the best of its sound grants.
    public func level(of seat: ActID) -> Level? {
        entries(of: seat).lazy.filter(\.isSound).map(\.level).min()
    }

    /// Those who are in office: under a grant that counts, of a role that has a lease
    /// (spec/06-authority.md#dec-4).
    public var officers: Set<PersonID> {
        Set(entries.lazy.filter { $0.isSound && leases[$0.role] != nil }.map(\.person))
    }

    /// The lease of a seat by the latest policy; of several that which leaves most.
    public func lease(of seat: ActID) -> Lease? {
        let all = entries(of: seat).filter(\.isSound).compactMap { leases[$0.role] }
        return all.reduce(all.first) { Lease.isMilder($1, than: $0) ? $1 : $0 }
    }

    /// The grants of a seat that count, ascending.
    public func grants(of seat: ActID) -> [ActID] {
        entries(of: seat).filter(\.isSound).map(\.reading.grant)
    }

    /// The pairs by which a scope is read at a time; at any, if none is given
    /// (spec/07-confidentiality.md#read-2).
    public func readings(of scope: Address, at time: HybridTime? = nil) -> [Reading] {
        entries.lazy.filter { reads(scope, $0, at: time) }.map(\.reading)
    }

    func readings(of scope: Address, by seat: ActID, at time: HybridTime?) -> [Reading] {
        entries(of: seat).lazy.filter { reads(scope, $0, at: time) }.map(\.reading)
    }

    /// Whether a seat reads a scope.
    public func reads(_ scope: Address, _ seat: ActID, at time: HybridTime? = nil) -> Bool {
        entries(of: seat).contains { reads(scope, $0, at: time) }
    }

    /// The pairs that once read a scope, or could have, and do not now
    /// (spec/07-confidentiality.md#read-3).
    public func over(_ scope: Address, at time: HybridTime) -> [Reading] {
        entries.lazy.filter { isOver(scope, $0, at: time) }.map(\.reading)
    }

    /// Whether some grant of a seat gave it a scope, and none does any more.
    public func wasLetGo(_ scope: Address, _ seat: ActID) -> Bool {
        entries(of: seat).contains { isOver(scope, $0, at: nil) }
    }

    private func isOver(_ scope: Address, _ entry: Entry, at time: HybridTime?) -> Bool {
        entry.wasSound && fits(scope, entry, ever) && !reads(scope, entry, at: time)
    }

    func entries(of seat: ActID) -> ArraySlice<Entry> {
        let start = first { $0.reading.seat >= seat }
        let end = first { $0.reading.seat > seat }
        return entries[start..<end]
    }

    private func first(where isBeyond: (Entry) -> Bool) -> Int {
        var (low, high) = (0, entries.count)
        while low < high {
            let middle = (low + high) / 2
            if isBeyond(entries[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }

    private func reads(_ scope: Address, _ entry: Entry, at time: HybridTime?) -> Bool {
        guard entry.isSound, fits(scope, entry, current) else { return false }
        guard let time, let until = entry.until else { return true }
        return time <= until
    }

    /// The line of the table, by any of these policies.
    private func fits(_ scope: Address, _ entry: Entry, _ policies: [Readers]) -> Bool {
        switch scope {
        case .charter: return false
        case .common: return true
        case .hub(let hub):
            guard hubs[hub] == entry.domain, entry.hubs?.contains(hub) ?? true else {
                return false
            }
            return policies.contains { $0.hubs.contains(entry.role) }
        case .group(let number):
            guard entry.domain == realm else { return false }
            return policies.contains { $0.groups[number]?.contains(entry.role) ?? false }
        case .agency(let agency):
            guard entry.domain == agency, agency != realm else { return false }
            return policies.contains { $0.agencies.contains(entry.role) }
        case .person(let person): return entry.person == person
        case .audience(let members): return members.contains { fits($0, entry, policies) }
        }
    }
}
