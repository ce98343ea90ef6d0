internal import Bundles
internal import Lattice

extension Charter {
    /// Judges the acts of root records, and marks the feeds that rely on what has changed.
    mutating func settleRoots() {
        guard !dirty.chains.isEmpty else { return }
        for domain in dirty.chains where chains[domain]?.settleForks() == true {
            dirty.everything = true
        }
        if dirty.chains.contains(realm), settlePolicies() {
            dirty.everything = true
            dirty.chains.formUnion(chains.keys)
        }
        for domain in dirty.chains.sorted() {
            for place in rootActs(of: domain) {
                guard accept(rootJudgement(of: place), for: place) else { continue }
                for feed in reliant(on: place) { dirty.feeds.insert(feed) }
            }
        }
    }

    /// The places of all acts of a chain.
    private func rootActs(of domain: DomainID) -> [Int] {
        (chains[domain]?.nodes ?? []).flatMap { node in
            node.record.acts.indices.compactMap { actPlaces[Act.id(in: node.record.hash, at: $0)] }
        }
    }

    /// Lists the policies anew. Returns whether there are others.
    private mutating func settlePolicies() -> Bool {
        var found: [UInt16: [PolicyInForce]] = [:]
        for place in rootActs(of: realm) {
            guard case .policy(let change) = acts[place].act, !isDropped(place) else { continue }
            found[change.version, default: []].append(
                PolicyInForce(act: acts[place].id, policy: change.policy))
        }
        for version in found.keys { found[version]?.sort { $0.act < $1.act } }
        let isSame = found.mapValues { $0.map(\.act) } == policies.mapValues { $0.map(\.act) }
        policies = found
        return !isSame
    }

    private func isDropped(_ place: Int) -> Bool {
        guard case .root(let domain, let hash) = acts[place].holder else { return false }
        return chains[domain]?[hash]?.isDropped == true
    }

    private mutating func rootJudgement(of place: Int) -> Verdict {
        if isDropped(place) { return .quarantined }
        guard case .root(let domain, _) = acts[place].holder else {
            preconditionFailure("an act of a root record")
        }
        let author = Author.root(of: domain)
        switch acts[place].act {
        case .policy, .schema:
            return domain == realm ? .admitted : .refused(.foreignScope)
        case .stay: return .admitted
        case .epoch(let epoch):
            if let verdict = foreignness(of: epoch.scope, to: author, asEpoch: true) {
                return verdict
            }
        default: break
        }
        return demand(of: place, by: author, under: allPolicies) ?? .admitted
    }

    /// What a root record cites.
    var allPolicies: [PolicyInForce] {
        policies.keys.sorted().flatMap { policies[$0] ?? [] }
    }
}
