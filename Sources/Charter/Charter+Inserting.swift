public import Bundles
public import Lattice
public import Seal

/// What became of a bundle of the charter.
public enum BundleReception: Hashable, Sendable {
    case added
    /// It was added, and follows what another bundle follows too: the feed is forked.
    case forked(from: BundleHash)
    case duplicate
    case waits(for: BundleNumber)
    /// Refused as if it had never been received (spec/05-bundles.md#bun-7).
    case fallsBack
}

extension Charter {
    /// The key of a seat, whatever the charter thinks of it.
    public func key(of seat: ActID) -> VerifyingKey? {
        guard case .seat(let seat)? = act(seat)?.act else { return nil }
        return seat.keys.signing
    }

    /// A charter feed whose opening is there.
    public func feed(_ feed: FeedID) -> KnownFeed? {
        guard let place = feedPlaces[feed], let key = key(of: feeds[place].opening.seat) else {
            return nil
        }
        return KnownFeed(feeds[place].opening, key: key)
    }

    func act(_ id: ActID) -> ActState? { actPlaces[id].map { acts[$0] } }

    /// Takes in a copy of a root record.
    public mutating func insert(_ record: RootRecord) throws(RootError) -> RootReception {
        guard let domain = domain(of: record) else { return .waits(for: record.previous) }
        if chains[domain] == nil {
            // Anybody can found an agency; only those that somebody spoke of are kept.
            guard record.realm == realm else { throw .foreignRealm }
            guard index.admissions[domain] != nil else { return .waits(for: record.hash) }
        }
        var chain = chains[domain] ?? RootChain(domain: domain)
        let reception = try chain.insert(record)
        guard reception == .added || reception == .moreSignatures else {
            chains[domain] = chain
            return reception
        }
        chains[domain] = chain
        dirty.chains.insert(domain)
        if reception == .added {
            for (number, act) in record.acts.enumerated() {
                append(
                    act, Act.id(in: record.hash, at: number), .root(domain, record.hash),
                    record.time)
            }
        }
        return reception
    }

    private func domain(of record: RootRecord) -> DomainID? {
        if record.number == 0 { return record.founded }
        return chains.first { $0.value[record.previous] != nil }?.key
    }

    /// Takes in a bundle of a charter feed.
    public mutating func insert(_ bundle: VerifiedBundle) -> BundleReception {
        precondition(bundle.feed.opening.scope == .charter, "a bundle of the charter")
        let isNew = feedPlaces[bundle.header.feed] == nil
        if isNew, bundle.header.number != .first { return .waits(for: .first) }
        let place = feedPlaces[bundle.header.feed] ?? open(bundle.feed.opening)
        var reception = BundleReception.added
        switch feeds[place].tree.fit(bundle.header, bundle.hash) {
        case .duplicate: return .duplicate
        case .waits(let number): return .waits(for: number)
        case .fallsBack: return .fallsBack
        case .forks(let other): reception = .forked(from: other)
        case .next: break
        }
        let node = feeds[place].tree.insert(bundle.header, bundle.hash)
        feeds[place].policies.insert(bundle.header.policy)
        let start = acts.count
        // A body that breaks the form has no acts.
        if bundle.header.number != .first, let body = try? Act.acts(reading: bundle.body) {
            for (number, act) in body.enumerated() {
                append(
                    act, Act.id(in: bundle.hash, at: number), .feed(place, node),
                    bundle.header.time)
            }
        }
        feeds[place].acts.append(start..<acts.count)
        dirty.mark(place, whole: reception != .added)
        return reception
    }

    private mutating func open(_ opening: Opening) -> Int {
        let place = feeds.count
        feeds.append(FeedState(opening))
        feedPlaces[opening.feed] = place
        index.bySeat[opening.seat, default: []].append(place)
        index.byGrant[opening.grant, default: []].append(place)
        if case .seat(let seat)? = act(opening.seat)?.act {
            index.byDevice[seat.keys.device, default: []].append(place)
        }
        return place
    }

    private mutating func append(
        _ act: Act, _ id: ActID, _ holder: Holder, _ time: HybridTime
    ) {
        let place = acts.count
        acts.append(
            ActState(
                id: id, act: act, holder: holder, time: time, verdict: .waits(.unknownGrant)))
        actPlaces[id] = place
        enter(act, at: place, id)
        // Whoever waited for it can be judged now.
        markAround(index.citing[id] ?? [])
        for feed in (index.byGrant[id] ?? []) + (index.bySeat[id] ?? []) { markAll(under: feed) }
        if case .hub = act { markAround(index.citingHub[id.short()] ?? []) }
    }

    private mutating func enter(_ act: Act, at place: Int, _ id: ActID) {
        index.enter(act, at: place)
        guard case .hub = act else { return }
        // Two hubs of one id are far-fetched, but who is meant must not depend on who came first.
        let hub: HubID = id.short()
        if let other = index.hubs[hub], acts[other].id < id { return }
        index.hubs[hub] = place
    }

    /// Marks the feeds that acts stand in, and those that rely on them.
    private mutating func markAround(_ places: [Int]) {
        for place in places {
            if case .feed(let feed, _) = acts[place].holder { dirty.mark(feed, whole: true) }
            if case .root(let domain, _) = acts[place].holder { dirty.chains.insert(domain) }
            for feed in reliant(on: place) { markAll(under: feed) }
        }
    }

    /// Marks a feed, and since its author has become known, those below it too.
    private mutating func markAll(under feed: Int) {
        guard dirty.whole.insert(feed).inserted else { return }
        dirty.feeds.insert(feed)
        for range in feeds[feed].acts {
            for place in range {
                // Whoever cites it waited for its author's level too.
                markAround(index.citing[acts[place].id] ?? [])
                for next in reliant(on: place) where next != feed { markAll(under: next) }
            }
        }
    }

    /// Takes in a proof that a feed is forked. False if it tells nothing new.
    public mutating func insert(_ proof: ForkProof) throws(ProofError) -> Bool {
        guard proof.opening.realm == realm else { throw .foreignRealm(proof.opening.realm) }
        guard let key = key(of: proof.opening.seat) else {
            throw .unknownSeat(proof.opening.seat)
        }
        guard proof.isSigned(by: key) else { throw .badSignature(proof.feed) }
        var record =
            proofs[proof.feed] ?? ForkRecord(opening: proof.opening, lowest: proof.number)
        let isLower = proofs[proof.feed] == nil || proof.number < record.lowest
        record.lowest = min(record.lowest, proof.number)
        var isNew = false
        if let before = proof.before {
            let point = ForkRecord.Point(number: proof.number, before: before)
            isNew = record.points.insert(point).inserted
        }
        proofs[proof.feed] = record
        return isNew || isLower
    }
}

/// Why a fork proof proves nothing.
public enum ProofError: Error, Hashable, Sendable {
    case foreignRealm(DomainID)
    /// It may be known later.
    case unknownSeat(ActID)
    case badSignature(FeedID)
}

extension CharterIndex {
    mutating func enter(_ act: Act, at place: Int) {
        for cited in act.cited { citing[cited, default: []].append(place) }
        switch act {
        case .seat, .later, .stay: break
        case .grant(let grant):
            for hub in grant.hubs ?? [] { citingHub[hub, default: []].append(place) }
        case .revoke(let revocation): enter(revocation.target, at: place)
        case .ratify(let ratification):
            ratifications[ratification.revocation, default: []].append(place)
        case .keep: keeps.append(place)
        case .epoch(let epoch):
            epochs.append(place)
            for case .hub(let hub) in epoch.scope.members {
                citingHub[hub, default: []].append(place)
            }
        case .hub: hubActs.append(place)
        case .close(let hub):
            closings.append(place)
            citingHub[hub, default: []].append(place)
        case .agency(let admission): admissions[admission.agency, default: []].append(place)
        case .policy(let change): if change.narrowing != nil { narrowings.append(place) }
        case .schema: schemas.append(place)
        case .endorse(let act): endorsements[act, default: []].append(place)
        }
    }

    private mutating func enter(_ target: Revocation.Target, at place: Int) {
        switch target {
        case .seat(let seat): seatRevocations[seat, default: []].append(place)
        case .person(let person): personRevocations[person, default: []].append(place)
        case .device(let device): deviceRevocations[device, default: []].append(place)
        case .grant(let grant): grantRevocations[grant, default: []].append(place)
        case .agency(let agency): agencyRevocations[agency, default: []].append(place)
        }
    }
}

extension Act {
    /// The acts that its verdict cannot be told without.
    var cited: [ActID] {
        switch self {
        case .seat(let seat): seat.first.map { [$0] } ?? []
        case .ratify(let ratification): [ratification.revocation]
        case .endorse(let act): [act]
        default: []
        }
    }
}
