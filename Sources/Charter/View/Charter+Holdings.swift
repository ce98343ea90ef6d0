public import Bundles
public import Lattice

/// An epoch of a scope, as the charter has it.
public struct EpochInForce: Hashable, Sendable {
    public let act: ActID
    public let epoch: Epoch
    let level: Level
}

/// What the charter holds, besides who may do what.
extension Charter {
    /// The epochs of a scope that are current, in the order in which a writer tries them
    /// (spec/06-authority.md#epoch-1).
    public func currentEpochs(of scope: Address) -> [EpochInForce] {
        let all = epochs(of: scope)
        // For each epoch that others follow, how high up somebody says so.
        var followed: [EpochID: Level] = [:]
        for entry in all {
            for id in entry.epoch.previous where id != entry.epoch.id {
                followed[id] = min(followed[id] ?? entry.level, entry.level)
            }
        }
        let current = all.filter { entry in
            followed[entry.epoch.id].map { $0 > entry.level } ?? true
        }
        let rest = current.isEmpty ? all : current
        return rest.sorted { $0.order(among: rest) < $1.order(among: rest) }
    }

    /// All epochs of a scope: each of them opens what was written under it.
    public func epochs(of scope: Address) -> [EpochInForce] {
        precondition(isSettled, "the charter is not settled")
        return (index.epochs[scope] ?? []).compactMap { place in
            guard case .epoch(let epoch) = acts[place].act, isEpochInForce(place),
                let author = author(of: place)
            else { return nil }
            return EpochInForce(act: acts[place].id, epoch: epoch, level: author.level)
        }
    }

    func isEpochInForce(_ place: Int) -> Bool { isInForce(place) && !isByExpelled(place) }

    /// Whether an act stands in the chain of an agency that is expelled: no cut reaches that.
    private func isByExpelled(_ place: Int) -> Bool {
        guard case .root(let domain, _) = acts[place].holder, domain != realm else { return false }
        return !expulsions(of: domain).isEmpty
    }

    /// The scopes that have epochs.
    public var scopesWithEpochs: Set<Address> {
        precondition(isSettled, "the charter is not settled")
        return Set(index.epochs.keys.filter { !epochs(of: $0).isEmpty })
    }

    /// The standing scopes of all domains that somebody can read and that have no epoch in force:
    /// nobody can write there before one is begun. Ascending.
    public var scopesWithoutEpochs: [Address] {
        var scopes: Set<Address> = [.common]
        let versions = policies.keys.sorted(by: >)
        let readers =
            versions.lazy.map { self.policies(of: $0).compactMap(\.readers) }
            .first { !$0.isEmpty } ?? []
        for number in readers.flatMap(\.groups.keys) { scopes.insert(.group(number)) }
        for hub in hubs.keys { scopes.insert(.hub(hub)) }
        for agency in chains.keys where agency != realm && isLetIn(agency) {
            scopes.insert(.agency(agency))
        }
        return scopes.subtracting(scopesWithEpochs).sorted()
    }

    /// The hubs, and which of them are closed (spec/06-authority.md#hub-1).
    public var hubs: [HubID: (hub: Hub, isClosed: Bool)] {
        precondition(isSettled, "the charter is not settled")
        var hubs: [HubID: (hub: Hub, isClosed: Bool)] = [:]
        for place in index.hubActs {
            guard case .hub(let hub) = acts[place].act, isInForce(place) else { continue }
            hubs[acts[place].id.short()] = (hub, false)
        }
        for place in index.closings {
            guard case .close(let hub) = acts[place].act, isInForce(place) else { continue }
            hubs[hub]?.isClosed = true
        }
        return hubs
    }

    /// The schema of the highest version, of one version that with the lowest act.
    public var schema: SchemaChange? {
        precondition(isSettled, "the charter is not settled")
        return index.schemas.compactMap { place -> (SchemaChange, ActID)? in
            guard case .schema(let change) = acts[place].act, isInForce(place) else { return nil }
            return (change, acts[place].id)
        }.min { (-Int($0.0.version), $0.1) < (-Int($1.0.version), $1.1) }?.0
    }

    /// All schemas that came into force, in an order of their own.
    public var schemaChanges: [SchemaChange] {
        precondition(isSettled, "the charter is not settled")
        let changes = index.schemas.compactMap { place -> SchemaChange? in
            guard case .schema(let change) = acts[place].act, isInForce(place) else { return nil }
            return change
        }
        return Set(changes).sorted { ($0.version, $0.hash) < ($1.version, $1.hash) }
    }

    /// Whether some version of the policy means several things.
    public var hasForkedPolicies: Bool { policies.values.contains { $0.count > 1 } }

    /// What a seat was granted, those of the lowest authority first: under the first that permits
    /// something it is written (spec/05-bundles.md#bun-7).
    public func grants(of seat: ActID) -> [ActID] {
        precondition(isSettled, "the charter is not settled")
        guard let person = person(of: seat) else { return [] }
        let found = index.grants.compactMap { place -> (Level, ActID)? in
            guard case .grant(let grant) = acts[place].act, isInForce(place) else { return nil }
            switch grant.subject {
            case .seat(seat), .person(person): return (grant.level, acts[place].id)
            default: return nil
            }
        }
        return found.sorted { ($1.0, $0.1) < ($0.0, $1.1) }.map(\.1)
    }

    /// The highest version of the policy: what a writer cites.
    public var policyVersion: UInt16? { policies.keys.max() }

    /// The policy of the latest version; of several the first.
    public var latestPolicy: Policy? { policyVersion.flatMap { policies(of: $0).first } }

    /// The policies of a version; more than one where a chain forked.
    public func policies(of version: UInt16) -> [Policy] {
        (policies[version] ?? []).map(\.policy)
    }

    /// The kinds of record that somebody may only propose, by any policy that there is.
    public var proposedKinds: Set<KindNumber> {
        var kinds: Set<KindNumber> = []
        for entry in policies.values.joined() {
            for (number, kind) in entry.policy.kinds
            where kind.who.values.contains(where: \.isProposal) { kinds.insert(number) }
        }
        return kinds
    }
}

extension EpochInForce {
    /// First those that no other one follows, then by level, key and act.
    fileprivate func order(among all: [Self]) -> (Int, Level, KeyHash, ActID) {
        let isFollowed = all.contains {
            $0.epoch.id != epoch.id && $0.epoch.previous.contains(epoch.id)
        }
        return (isFollowed ? 1 : 0, level, epoch.key, act)
    }
}
