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
            guard index.agencies.contains(domain) else { return .waits(for: record.hash) }
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

    func domain(of record: RootRecord) -> DomainID? {
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

    mutating func open(_ opening: Opening) -> Int {
        let place = feeds.count
        feeds.append(FeedState(opening))
        feedPlaces[opening.feed] = place
        index.bySeat[opening.seat, default: []].append(place)
        index.byGrant[opening.grant, default: []].append(place)
        if case .seat(let seat)? = act(opening.seat)?.act {
            index.byDevice[seat.keys.device, default: []].append(place)
        }
        _ = resolve(place)
        return place
    }

    mutating func append(
        _ act: Act, _ id: ActID, _ holder: Holder, _ time: HybridTime
    ) {
        let place = acts.count
        acts.append(
            ActState(
                id: id, act: act, holder: holder, time: time, verdict: .waits(.unknownGrant)))
        actPlaces[id] = place
        enter(act, at: place, id)
        // Signatures are looked at once, when something comes in.
        if case .seat(let seat) = act, let author = author(of: place) {
            acts[place].keyFault = .some(seat.fault(in: author.domain))
        }
        // Whoever waited for it can be judged now.
        var waiting = index.citing[id] ?? []
        if case .hub = act { waiting += index.citingHub[id.short()] ?? [] }
        var feeds = (index.byGrant[id] ?? []) + (index.bySeat[id] ?? [])
        for place in waiting { mark(place, around: &feeds) }
        markAll(feeds)
    }

    private mutating func enter(_ act: Act, at place: Int, _ id: ActID) {
        index.enter(act, at: place)
        guard case .hub = act else { return }
        // Two hubs of one id are far-fetched, but who is meant must not depend on who came first.
        let hub: HubID = id.short()
        if let other = index.hubs[hub], acts[other].id < id { return }
        index.hubs[hub] = place
    }

    /// Marks what an act stands in, and adds the feeds that rely on it.
    private mutating func mark(_ place: Int, around feeds: inout [Int]) {
        switch acts[place].holder {
        case .feed(let feed, _): dirty.mark(feed, whole: true)
        case .root(let domain, _): dirty.chains.insert(domain)
        }
        feeds += reliant(on: place)
    }

    /// Marks feeds and, where their authors have become known, those that rely on them in turn. One
    /// after the other: how long such a chain is, its writers decide.
    private mutating func markAll(_ marked: [Int]) {
        var marked = marked
        while let feed = marked.popLast() {
            let isNew = resolve(feed)
            guard dirty.whole.insert(feed).inserted || isNew else { continue }
            dirty.feeds.insert(feed)
            guard isNew else { continue }
            for place in feeds[feed].acts.joined() {
                marked += reliant(on: place)
                // Whoever cites it waited for its author's level too.
                for citing in index.citing[acts[place].id] ?? [] { mark(citing, around: &marked) }
            }
        }
    }

    /// Finds out whose feed it is, once what it cites is known. Returns whether that is news.
    private mutating func resolve(_ feed: Int) -> Bool {
        let opening = feeds[feed].opening
        guard let author = feeds[feed].author else {
            guard let author = author(under: opening) else { return false }
            feeds[feed].author = author
            index.byDomain[author.domain, default: []].append(feed)
            if let person = author.person { index.byPerson[person, default: []].append(feed) }
            return true
        }
        guard author.person == nil, let person = person(of: opening.seat) else { return false }
        feeds[feed].author = author.known(as: person)
        index.byPerson[person, default: []].append(feed)
        return true
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
