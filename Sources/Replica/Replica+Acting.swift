public import Bundles
internal import Charter
internal import Keys
public import Lattice
internal import Seal
internal import Wire

/// Acts of people: held against the charter like a stranger's, then signed
/// (spec/06-authority.md#act-3).
extension Replica {
    mutating func enact(
        _ acts: [Act], by seat: ActID, at now: WallTime, into effects: inout [Effect]
    ) throws(ActError) -> Enacted {
        guard let hand = desks[seat]?.hand else { throw .locked(seat) }
        if let place = acts.firstIndex(where: { $0.kind == .epoch }) { throw .key(act: place) }
        let (opening, policy) = try feed(for: acts, by: seat, at: now)
        let tip = inscribe(acts, opening, hand.owner, policy, now, into: &effects)
        settle(into: &effects)
        let enacted = report(acts, opening, tip)
        // Whoever opens a hub begins its first key, if they may: else nobody can write there.
        let hubs: [Address] = zip(enacted.acts, acts).compactMap { id, act in
            if case .hub = act { .hub(id.short()) } else { nil }
        }
        let open = charter.scopesWithoutEpochs
        _ = try? begin(hubs.filter(open.contains), by: seat, at: now, into: &effects)
        return enacted
    }

    /// Begins the first keys of scopes, and delivers them to all who read there.
    mutating func begin(
        _ scopes: [Address], by seat: ActID, at now: WallTime, into effects: inout [Effect]
    ) throws(ActError) -> Enacted {
        guard let hand = desks[seat]?.hand else { throw .locked(seat) }
        // What has a key goes on from that, by whoever writes there.
        let open = Set(scopes).subtracting(charter.scopesWithEpochs).sorted()
        let keys = open.map { _ in hand.book.makeKey(&entropy) }
        let acts = zip(open, keys).map { Act.epoch(EpochPlan($0).epoch($1)) }
        let (opening, policy) = try feed(for: acts, by: seat, at: now)
        let tip = inscribe(acts, opening, hand.owner, policy, now, into: &effects)
        for (place, key) in keys.enumerated() {
            hand.book.adopt(key, as: Act.id(in: tip.hash, at: place))
        }
        settle(into: &effects)
        for place in keys.indices {
            deliver(of: Act.id(in: tip.hash, at: place), hand, now, into: &effects)
        }
        return report(acts, opening, tip)
    }

    /// The scopes where nobody can write before a first key is begun, and where this seat may.
    public func scopesToBegin(by seat: ActID) -> [Address] {
        guard let policy = charter.policyVersion else { return [] }
        let openings = charter.grants(of: seat).map { opening(of: .charter, seat, $0) }
        return charter.scopesWithoutEpochs.filter { scope in
            openings.contains {
                charter.verdict(onBeginning: scope, in: $0, at: clock.last, citing: policy)
                    .isAdmitted
            }
        }
    }

    /// The feed that acts are to be written in, under the lowest grant that permits all of them.
    private mutating func feed(
        for acts: [Act], by seat: ActID, at now: WallTime
    ) throws(ActError) -> (opening: Opening, policy: UInt16) {
        guard !acts.isEmpty else { throw .empty }
        guard acts.count <= Bounds.acts else { throw .tooMany(acts.count) }
        guard let policy = charter.policyVersion else { throw .noCharter }
        let body = Act.body(of: acts)
        guard body.count <= Bounds.authorityBytes else { throw .tooLong(body.count) }
        do throws(WireError) { _ = try Act.acts(reading: body) } catch { throw .form(error) }
        // Not before they are signed: the feed may have to be opened first.
        var later = clock
        for _ in 0..<2 { _ = later.tick(now) }
        let time = later.tick(now)
        var worst = ActError.notGranted(seat)
        for grant in charter.grants(of: seat) {
            let opening = opening(of: .charter, seat, grant)
            if let fault = fault(of: acts, in: opening, at: time, citing: policy) {
                worst = fault
            } else if let usable = usable(opening, citing: policy) {
                return (usable, policy)
            } else {
                worst = .cut
            }
        }
        throw worst
    }

    /// What is in the way of acts under a grant; nil if nothing is, or only that others have to
    /// stand behind them.
    private func fault(
        of acts: [Act], in opening: Opening, at time: HybridTime, citing policy: UInt16
    ) -> ActError? {
        if let verdict = charter.standing(of: opening) { return .noStanding(verdict) }
        let verdicts = charter.verdicts(on: acts, in: opening, at: time, citing: policy)
        for (place, verdict) in verdicts.enumerated() {
            let what = charter.name(of: acts[place].kind)
            switch verdict {
            case .admitted, .waits(.unbacked):
                guard hasEffect(acts[place], in: opening) else {
                    return .outOfReach(act: place, what)
                }
            case .quarantined: return .cut
            case .waits, .refused:
                return .notPermitted(
                    act: place, what, verdict, who: charter.explanation(ofWho: acts[place].kind))
            }
        }
        return nil
    }

    /// Whether an act that is permitted concerns anything: nobody is told that somebody was let go
    /// of who was not.
    private func hasEffect(_ act: Act, in opening: Opening) -> Bool {
        switch act {
        case .revoke(let revocation):
            let found = charter.grants(of: revocation.target, reachedFrom: opening)
            return !found.reached.isEmpty || found.beyond.isEmpty
        case .keep(let keep):
            guard let known = feeds[keep.feed]?.known.opening else { return true }
            return charter.reaches(known, from: opening)
        case .ratify(let ratification):
            let known = ratification.tips.entries.compactMap { feeds[$0.feed]?.known.opening }
            guard !known.isEmpty, !isWide(ratification.revocation) else { return true }
            return known.contains { charter.reaches($0, from: opening) }
        default: return true
        }
    }

    /// Whether a revocation is one that goes over the heads of those who granted.
    private func isWide(_ revocation: ActID) -> Bool {
        switch charter.content(of: revocation) {
        case .policy: return true
        case .revoke(let revocation):
            if case .agency = revocation.target { return true }
            return false
        default: return false
        }
    }

    private func report(_ acts: [Act], _ opening: Opening, _ tip: Tip) -> Enacted {
        let ids = acts.indices.map { Act.id(in: tip.hash, at: $0) }
        var beyond: Set<ActID> = []
        for case .revoke(let revocation) in acts {
            beyond.formUnion(charter.grants(of: revocation.target, reachedFrom: opening).beyond)
        }
        return Enacted(
            seat: opening.seat, grant: opening.grant, feed: opening.feed, tip: tip, acts: ids,
            verdicts: ids.map { charter.verdict(on: $0) ?? .waits(.unknownGrant) },
            beyond: beyond.sorted())
    }
}
