internal import Bundles
internal import Charter
internal import Keys
internal import Lattice
internal import Schema
internal import Seal
internal import Wire

/// Under what a seat writes: its feeds, and the keys of scopes.
extension Replica {
    /// The feed of an entry, under the lowest grant that permits all of it. One that forked, or
    /// does not count any further, is left behind: another incarnation goes on.
    mutating func opening(
        for entry: Entry, by seat: ActID, at time: HybridTime, citing policy: UInt16
    ) throws(EntryError) -> Opening {
        let kinds = Set(entry.edits.compactMap(\.kind)).sorted()
        let hubs = hubs(of: entry)
        var worst: (KindNumber, Verdict) = (kinds.first ?? .none, .refused(.notGranted))
        for grant in charter.grants(of: seat) {
            let opening = opening(of: entry.scope, seat, grant)
            if let standing = charter.standing(of: opening) {
                worst.1 = standing
                continue
            }
            let refused = kinds.first { kind in
                let verdict = charter.verdict(on: kind, in: opening, at: time, citing: policy)
                if !verdict.verdict.isAdmitted {
                    worst = (kind, verdict.verdict)
                } else if let homes = verdict.homes, !(hubs[kind] ?? []).isSubset(of: homes) {
                    worst = (kind, .refused(.otherHub))
                } else {
                    return false
                }
                return true
            }
            guard refused == nil else { continue }
            if let usable = usable(opening, citing: policy) { return usable }
            worst.1 = .quarantined
        }
        throw .notPermitted(worst.0, worst.1)
    }

    /// The hubs at which an entry says that things happen, by kind.
    private func hubs(of entry: Entry) -> [KindNumber: Set<HubID>] {
        guard let version = schemas.latest, let schema = schemas[version].first else { return [:] }
        var found: [KindNumber: Set<HubID>] = [:]
        func note(_ kind: KindNumber?, _ field: FieldNumber, _ value: Value) {
            guard let kind, schema.kinds[kind]?.place == field, let hub = value.hub else { return }
            found[kind, default: []].insert(hub)
        }
        for edit in entry.edits {
            switch edit {
            case .state(let kind, _, let content):
                if let hub = schema.kinds[kind]?.hub(in: content) {
                    found[kind, default: []].insert(hub)
                }
            case .create(let kind, let field, let value): note(kind, field, value)
            case .write(.record(let record), let field, let value):
                note(record.kind, field, value)
            case .write(.new(let place), let field, let value):
                note(
                    entry.edits.indices.contains(place) ? entry.edits[place].kind : nil, field,
                    value)
            default: break
            }
        }
        return found
    }

    /// The opening of a feed that can be gone on with: this one, or that of another incarnation;
    /// nil if nothing that is written under its grant counts any more.
    mutating func usable(_ opening: Opening, citing policy: UInt16) -> Opening? {
        if counts(opening, citing: policy) { return opening }
        guard feeds[opening.feed] != nil else { return nil }
        let fresh: Incarnation = entropy.drawID()
        let other = Opening(
            realm: realm, scope: opening.scope, seat: opening.seat, grant: opening.grant,
            incarnation: fresh)
        guard counts(other, citing: policy) else { return nil }
        incarnation = fresh
        storage.keep(fresh)
        return other
    }

    /// Whether everything counts that is still to be written in a feed.
    private mutating func counts(_ opening: Opening, citing policy: UInt16) -> Bool {
        let feed = opening.feed
        guard feeds[feed]?.isForked != true, charter.forkedFeeds[feed] == nil else { return false }
        // What nobody here can open any more, nobody here can go on after.
        if desks[opening.seat]?.scopes[opening.scope]?.reading.blocked[feed] != nil { return false }
        var tree = outline(of: feed)
        if tree.nodes.isEmpty {
            // As it would be: its first bundle alone matters.
            let first = Header(
                feed: feed, number: .first, previous: .zero, time: clock.last, policy: policy)
            guard let first else { return false }
            tree = FeedTree(line: [(first, .zero)])
        }
        return charter.counting(of: opening, in: tree).isEverything
    }

    func opening(of scope: Address, _ seat: ActID, _ grant: ActID) -> Opening {
        Opening(realm: realm, scope: scope, seat: seat, grant: grant, incarnation: incarnation)
    }

    /// Writes the first bundle of a feed, if that is not there.
    mutating func open(
        _ opening: Opening, by owner: any Unlocked, _ policy: UInt16, _ schema: UInt16,
        at now: WallTime, into effects: inout [Effect]
    ) {
        guard feeds[opening.feed] == nil else { return }
        let header = Header(
            feed: opening.feed, number: .first, previous: .zero, time: clock.tick(now),
            policy: policy, schema: schema)
        guard let header else { preconditionFailure("a first bundle has a possible header") }
        let body = opening.encoding
        let bundle = owner.withSigningKey { signing in
            // Unsafe only in name: bytes have no padding that could show.
            Bundle(header, body: unsafe body.span.bytes, signedBy: signing, in: realm)
        }
        storeOwn(bundle, opening, owner, into: &effects)
    }

    @discardableResult
    mutating func storeOwn(
        _ bundle: Bundle, _ opening: Opening, _ owner: any Unlocked, into effects: inout [Effect]
    ) -> LogPlace {
        guard
            let placed = try? bundle.placed(
                in: realm,
                feed: { _ in charter.key(of: opening.seat).map { KnownFeed(opening, key: $0) } },
                seat: { charter.key(of: $0) }),
            let verified = placed.remembered(as: bundle.hashed().hash)
        else { preconditionFailure("an own bundle has its place") }
        return store(verified, bundle.bytes, isOwn: true, into: &effects)
    }

    /// The key to write under; an epoch is begun if there has to be another one.
    mutating func writingKey(
        _ scope: Address, _ hand: Hand, at time: HybridTime, _ policy: UInt16,
        _ now: WallTime, into effects: inout [Effect]
    ) throws(EntryError) -> EpochKey {
        var choice = hand.book.writing(in: scope, at: time, charter, readership) { _ in false }
        var usable: Opening?
        if case .under = choice {
        } else {
            let openings = charterOpenings(of: hand.seat, citing: policy)
            choice = hand.book.writing(in: scope, at: time, charter, readership) { plan in
                // No key is needed to tell: any will do.
                let epoch = plan.epoch(hand.book.makeKey(&entropy))
                usable = openings.first {
                    charter.verdict(on: epoch, in: $0, at: time, citing: policy).isAdmitted
                }
                return usable != nil
            }
        }
        let act: ActID
        switch choice {
        case .under(let epoch), .stale(let epoch): act = epoch
        case .begin(let plan):
            guard let usable else { throw .noKey(scope) }
            act = begin(plan, usable, hand, policy, now, into: &effects)
        case .none: throw .noKey(scope)
        }
        guard let key = hand.book.key(of: act) else { throw .noKey(scope) }
        return key
    }

    /// The feeds in which a seat can write into the charter.
    private mutating func charterOpenings(of seat: ActID, citing policy: UInt16) -> [Opening] {
        var openings: [Opening] = []
        for grant in charter.grants(of: seat) {
            if let opening = usable(opening(of: .charter, seat, grant), citing: policy) {
                openings.append(opening)
            }
        }
        return openings
    }

    /// Writes one bundle of acts into a feed that can be gone on with, which is opened first if it
    /// is not there. Consequences are for the caller to draw.
    mutating func inscribe(
        _ acts: [Act], _ opening: Opening, _ owner: any Unlocked, _ policy: UInt16,
        _ now: WallTime, into effects: inout [Effect]
    ) -> Tip {
        open(opening, by: owner, policy, 0, at: now, into: &effects)
        guard let stored = feeds[opening.feed], case .line(let line) = stored.shape else {
            preconditionFailure("an own feed is a line")
        }
        let body = Act.body(of: acts)
        let header = Header(
            feed: opening.feed, number: line.end.header.number.next, previous: line.end.hash,
            time: clock.tick(now), policy: policy)
        guard let header else { preconditionFailure("an own bundle has a possible header") }
        let bundle = owner.withSigningKey { signing in
            Bundle(header, body: body.span, signedBy: signing, in: realm)
        }
        storeOwn(bundle, opening, owner, into: &effects)
        return bundle.hashed().tip
    }

    /// Begins an epoch, and delivers its key to all who read it.
    private mutating func begin(
        _ plan: EpochPlan, _ opening: Opening, _ hand: Hand, _ policy: UInt16,
        _ now: WallTime, into effects: inout [Effect]
    ) -> ActID {
        let key = hand.book.makeKey(&entropy)
        let tip = inscribe(
            [.epoch(plan.epoch(key))], opening, hand.owner, policy, now, into: &effects)
        let act = Act.id(in: tip.hash, at: 0)
        hand.book.adopt(key, as: act)
        settle(into: &effects)
        deliver(of: act, hand, now, into: &effects)
        return act
    }

    /// Goes on from keys of `common` that nobody should write under: news are not said under them,
    /// and it may be long before somebody writes there (spec/07-confidentiality.md#key-4).
    mutating func renew(_ now: WallTime, into effects: inout [Effect]) {
        guard let policy = charter.policyVersion else { return }
        let time = max(clock.last, HybridTime(now))
        for hand in desks.entries.map(\.value.hand) {
            guard let epochs = readership.scopes[.common] else { return }
            // Somebody has begun one, perhaps, and its key is on its way.
            let isBegun = epochs.all.contains {
                $0.isInForce && epochs.isFit($0.act, for: hand.seat, readership.roster, at: time)
            }
            guard !isBegun else { continue }
            _ = try? writingKey(.common, hand, at: time, policy, now, into: &effects)
        }
    }

    /// Whoever holds a key delivers it to those who read and lack it.
    mutating func deliverKeys(_ now: WallTime, into effects: inout [Effect]) {
        guard owesKeys else { return }
        owesKeys = false
        for hand in desks.entries.map(\.value.hand) {
            deliver(of: nil, hand, now, into: &effects)
        }
    }

    /// Delivers once more where only one other did (spec/07-confidentiality.md#env-6).
    mutating func deliverSpares(_ now: WallTime, into effects: inout [Effect]) {
        for hand in desks.entries.map(\.value.hand) {
            deliver(of: nil, hand, now, withSpares: true, into: &effects)
        }
    }

    /// Makes the envelopes that are missing.
    mutating func deliver(
        of act: ActID?, _ hand: Hand, _ now: WallTime, withSpares: Bool = false,
        into effects: inout [Effect]
    ) {
        let made = hand.book.deliveries(
            of: act, beside: envelopes, at: clock.tick(now), charter, readership, by: hand.owner,
            spares: withSpares, &entropy)
        for envelope in made {
            guard (try? envelopes.insert(envelope, readership)) == .kept else { continue }
            keep(.envelopes, envelope.encoding, into: &effects)
        }
    }
}

extension Edit {
    /// The kind that a policy is asked about; nil where an earlier edit says it.
    fileprivate var kind: KindNumber? {
        switch self {
        case .create(let kind, _, _), .state(let kind, _, _): kind
        default: if case .record(let id)? = subject { id.kind } else { nil }
        }
    }
}
