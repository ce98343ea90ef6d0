public import Bundles
public import Lattice

/// Verdicts (spec/06-authority.md#ver-2).
extension Charter {
    /// The verdict on an act of a feed that has standing, within its cut.
    mutating func judgement(of place: Int, citing version: UInt16) -> Verdict {
        let state = acts[place]
        switch state.act {
        case .policy, .schema, .stay: return .refused(.rootsOnly)
        default: break
        }
        guard let author = author(of: place) else { return .waits(.unknownGrant) }
        let matter = matter(of: place)
        return mildest(of: policies[version] ?? []) { entry in
            judgement(on: matter, by: author, under: entry.policy)
                ?? demand(of: place, by: author, under: [entry]) ?? .admitted
        }
    }

    /// What an act asks of a policy's table.
    private func matter(of place: Int) -> Matter {
        matter(of: acts[place].act, at: acts[place].time)
    }

    private func matter(of act: Act, at time: HybridTime) -> Matter {
        var subject = Address.charter
        var isFirst = false
        switch act {
        case .epoch(let epoch):
            subject = epoch.scope
            isFirst =
                !epoch.previous.isEmpty || subject.kind == .audience || subject.kind == .person
        case .close(let hub): subject = .hub(hub)
        default: break
        }
        return Matter(
            kind: act.kind, home: .charter, subject: subject, time: time, isFirst: isFirst,
            isAct: true)
    }

    /// The verdict on an epoch act that is still to be written; one that would need others to stand
    /// behind it waits.
    func verdict(
        on epoch: Epoch, by author: Author, at time: HybridTime, citing version: UInt16
    ) -> Verdict {
        let matter = matter(of: .epoch(epoch), at: time)
        return mildest(of: policies[version] ?? []) { entry in
            if let verdict = judgement(on: matter, by: author, under: entry.policy) {
                return verdict
            }
            let need = entry.policy.kinds[.epoch]?.gate?.k ?? 1
            return need > 1 ? .waits(.unbacked) : .admitted
        }
    }

    /// Whether a policy's table lets an act be.
    func permits(_ place: Int, by author: Author, _ policy: Policy) -> Bool {
        judgement(on: matter(of: place), by: author, under: policy) == nil
    }

    /// The verdict on a record of some kind in a bundle that is there, by its place in its feed.
    public func verdict(
        on kind: KindNumber, in opening: Opening, _ tree: FeedTree, at place: Int
    ) -> RecordVerdict {
        let header = tree.nodes[place].header
        if standing(of: opening) == nil {
            guard tree.contains(place, reach(of: opening, in: tree)) else {
                return RecordVerdict(.quarantined)
            }
            guard tree.contains(place, counting(of: opening, in: tree)) else {
                return RecordVerdict(.waits(.unknownPolicy))
            }
        }
        return verdict(on: kind, in: opening, at: header.time, citing: header.policy)
    }

    /// The verdict on a record of some kind that is within its feed's cut, or is still to be
    /// written: its author is told beforehand by the same rules.
    public func verdict(
        on kind: KindNumber, in opening: Opening, at time: HybridTime, citing version: UInt16
    ) -> RecordVerdict {
        if let standing = standing(of: opening) { return RecordVerdict(standing) }
        guard let author = author(under: opening), let entries = policies[version] else {
            return RecordVerdict(.waits(.unknownPolicy))
        }
        let matter = Matter(
            kind: kind, home: opening.scope, subject: opening.scope, time: time, isFirst: false,
            isAct: false)
        var mildest = RecordVerdict(.refused(.notPermitted), severity: .max)
        for entry in entries {
            let verdict = judgement(on: matter, by: author, under: entry.policy) ?? .admitted
            mildest = mildest.milder(RecordVerdict(verdict, kind, author, entry.policy))
        }
        guard mildest.verdict == .waits(.unnamedKind) else { return mildest }
        // A later policy may have a name for it (spec/06-authority.md#ver-4).
        for later in policies.keys.sorted() where later > version {
            let all = (policies[later] ?? [])
                .filter { judgement(on: matter, by: author, under: $0.policy) == nil }
                .map { RecordVerdict(.admitted, kind, author, $0.policy) }
            if let first = all.first { return all.dropFirst().reduce(first) { $0.milder($1) } }
        }
        return mildest
    }

    private func mildest(
        of entries: [PolicyInForce], _ judge: (PolicyInForce) -> Verdict
    ) -> Verdict {
        var mildest: Verdict?
        for entry in entries {
            let verdict = judge(entry)
            if verdict.severity < mildest?.severity ?? .max { mildest = verdict }
            if verdict.isAdmitted { break }
        }
        return mildest ?? .waits(.unknownPolicy)
    }

    /// What the table of a policy is asked.
    struct Matter {
        let kind: KindNumber
        /// The scope that it stands in.
        let home: Address
        /// The scope that it concerns.
        let subject: Address
        let time: HybridTime
        let isFirst: Bool
        let isAct: Bool
    }

    /// Steps 1 to 7; nil if nothing is in the way.
    private func judgement(on matter: Matter, by author: Author, under policy: Policy) -> Verdict? {
        guard let row = policy.kinds[matter.kind] else { return .waits(.unnamedKind) }
        guard row.scopes.contains(matter.home.kind) else { return .refused(.wrongScope) }
        if !matter.isAct || matter.kind == .epoch,
            let verdict = foreignness(of: matter.subject, to: author, asEpoch: matter.isAct)
        {
            return verdict
        }
        guard let role = author.role, let permission = row.who[role],
            !(matter.isAct && permission.isProposal)
        else { return .refused(.notPermitted) }
        if permission.isOwn, !isOwn(matter.subject, of: author) { return .refused(.otherHub) }
        if permission == .first, !matter.isFirst { return .refused(.notFirst) }
        if let until = author.until, matter.time > until { return .refused(.expired) }
        return nil
    }

    /// Whether no hub is concerned, or one that the grant names.
    private func isOwn(_ scope: Address, of author: Author) -> Bool {
        var hubs: [HubID] = []
        for case .hub(let hub) in scope.members { hubs.append(hub) }
        guard !hubs.isEmpty, let own = author.hubs else { return true }
        return hubs.contains { own.contains($0) }
    }

    private func isHub(_ hub: HubID) -> Bool { index.hubs[hub].map(isInForce) ?? false }

    /// Step 3: whether a scope is somebody else's.
    func foreignness(of scope: Address, to author: Author, asEpoch: Bool) -> Verdict? {
        let isAgency = author.domain != realm
        switch scope {
        case .charter: return asEpoch ? .refused(.foreignScope) : nil
        case .common: return asEpoch && isAgency ? .refused(.foreignScope) : nil
        case .group: return isAgency ? .refused(.foreignScope) : nil
        case .agency(let agency): return agency == author.domain ? nil : .refused(.foreignScope)
        case .person(let person): return person == author.person ? nil : .refused(.foreignScope)
        case .hub(let hub):
            guard let domain = domain(of: hub), asEpoch || isHub(hub) else {
                return .waits(.unknownHub)
            }
            return domain == author.domain ? nil : .refused(.foreignScope)
        case .audience(let members):
            let verdicts = members.map { foreignness(of: $0, to: author, asEpoch: asEpoch) }
            if verdicts.contains(nil) { return nil }
            return verdicts.contains(.waits(.unknownHub))
                ? .waits(.unknownHub) : .refused(.foreignScope)
        }
    }
}
