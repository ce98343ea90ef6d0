internal import Bundles
internal import Lattice

extension Charter {
    /// Who reads what (spec/07-confidentiality.md#read-2).
    public func roster() -> Roster {
        precondition(isSettled, "the charter is not settled")
        var keys: [ActID: SeatKeys] = [:]
        var persons: [ActID: PersonID] = [:]
        var seats: [PersonID: [ActID]] = [:]
        for place in index.seats {
            guard case .seat(let seat) = acts[place].act else { continue }
            let id = acts[place].id
            keys[id] = seat.keys
            guard let person = person(of: id) else { continue }
            persons[id] = person
            seats[person, default: []].append(id)
        }
        var entries: [Roster.Entry] = []
        for place in index.grants {
            guard case .grant(let grant) = acts[place].act else { continue }
            var subjects: [ActID] = []
            switch grant.subject {
            case .seat(let seat): if keys[seat] != nil { subjects = [seat] }
            case .person(let person): subjects = seats[person] ?? []
            }
            for seat in subjects {
                guard let person = persons[seat] else { continue }
                entries += entry(Reading(seat: seat, grant: acts[place].id), person, grant, place)
            }
        }
        let versions = policies.keys.sorted().map { policies(of: $0).compactMap(\.readers) }
        var hubs: [HubID: DomainID] = [:]
        for hub in self.hubs.keys { hubs[hub] = domain(of: hub) }
        let devices = Dictionary(grouping: keys.keys.sorted()) { keys[$0]?.device }
        return Roster(
            realm: realm, entries: entries.sorted { $0.reading < $1.reading }, keys: keys,
            seats: Dictionary(
                uniqueKeysWithValues: devices.compactMap { device, seats in
                    device.map { ($0, seats) }
                }), persons: persons, hubs: hubs, current: versions.last { !$0.isEmpty } ?? [],
            ever: versions.flatMap { $0 },
            leases: currentLeases)
    }

    /// Of several policies of the latest version, what leaves most to people.
    private var currentLeases: [RoleNumber: Lease] {
        let all = (policies.keys.max().map { policies(of: $0) } ?? []).map(\.leases)
        guard let first = all.first else { return [:] }
        return all.dropFirst().reduce(first) { found, other in
            Dictionary(
                uniqueKeysWithValues: found.compactMap { role, lease in
                    other[role].map { (role, Lease.isMilder($0, than: lease) ? $0 : lease) }
                })
        }
    }

    private func entry(
        _ reading: Reading, _ person: PersonID, _ grant: Grant, _ place: Int
    ) -> [Roster.Entry] {
        guard let granter = author(of: place) else { return [] }
        // What scope it is makes no difference to standing.
        let opening = Opening(
            realm: realm, scope: .common, seat: reading.seat, grant: reading.grant,
            incarnation: .zero)
        let standing = standing(of: opening)
        let wasSound = standing.map { $0 == .quarantined } ?? true
        let isSound = standing == nil && !isRevoked(opening)
        return [
            Roster.Entry(
                reading: reading, person: person, domain: granter.domain, role: grant.role,
                level: grant.level, hubs: grant.hubs, until: grant.until, isSound: isSound,
                wasSound: wasSound)
        ]
    }

    /// Whether a revoke act or an expulsion applies to a feed, whatever it leaves of it.
    private func isRevoked(_ opening: Opening) -> Bool {
        revocations(of: opening).contains { revocation in
            if case .policy = acts[revocation.place].act { false } else { true }
        }
    }
}
