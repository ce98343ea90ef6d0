internal import Bundles
internal import Lattice

extension Charter {
    /// A revocation that applies to a feed, and the tips of that feed that it leaves.
    struct Cut {
        let place: Int
        let tips: [Tips.Entry]
        /// Lines that were opened under this version, or a later one, are left alone.
        let spares: UInt16?
    }

    /// The revocations that apply to a feed (spec/06-authority.md#cut-1).
    func revocations(of opening: Opening) -> [Cut] {
        guard let (_, grant, author) = grant(opening.grant) else { return [] }
        let target = Target(opening: opening, grant: grant, domain: author.domain)
        var targets: [Revocation.Target] = [.seat(opening.seat), .grant(opening.grant)]
        if let person = person(of: opening.seat) {
            targets.append(.person(person))
        }
        if case .seat(let seat)? = act(opening.seat)?.act {
            targets.append(.device(seat.keys.device))
        }
        var places = targets.flatMap { index.revocations[$0] ?? [] }
        places.removeAll { !applies($0, to: target, author) }
        places += expulsions(of: author.domain)
        places += index.narrowings.filter { narrows($0, target, author) }
        return places.map {
            Cut(place: $0, tips: tips(left: $0, target, author), spares: sparing($0))
        }
    }

    /// A feed that something may apply to.
    struct Target {
        let opening: Opening
        let grant: Grant
        let domain: DomainID
    }

    private func sparing(_ place: Int) -> UInt16? {
        if case .policy(let change) = acts[place].act { change.version } else { nil }
    }

    private func applies(_ place: Int, to target: Target, _ granter: Author) -> Bool {
        guard isInForce(place), let author = author(of: place),
            author.reaches(target.grant, in: target.domain)
        else { return false }
        return !overrides(target.grant, granter, place, author)
    }

    /// Whether a grant was made despite a revocation, by somebody who may say so.
    private func overrides(
        _ grant: Grant, _ granter: Author, _ place: Int, _ revoker: Author
    ) -> Bool {
        granter.domain == revoker.domain && granter.level <= revoker.level
            && grant.despite.contains(acts[place].id)
    }

    /// The expulsions of an agency that nobody has overridden.
    func expulsions(of agency: DomainID) -> [Int] {
        (index.revocations[.agency(agency)] ?? []).filter { expels($0, agency) }
    }

    private func expels(_ place: Int, _ agency: DomainID) -> Bool {
        guard agency != realm, isInForce(place), let author = author(of: place),
            author.domain == realm,
            author.level <= .highest, author.hubs == nil
        else { return false }
        return !(index.admissions[agency] ?? []).contains { admission in
            guard case .agency(let content) = acts[admission].act,
                content.despite.contains(acts[place].id), isInForce(admission),
                let admitter = self.author(of: admission)
            else { return false }
            return admitter.level <= author.level && admitter.hubs == nil
        }
    }

    private func narrows(_ place: Int, _ target: Target, _ granter: Author) -> Bool {
        guard isInForce(place), case .policy(let change) = acts[place].act,
            let narrowing = change.narrowing, narrowing.roles.contains(target.grant.role)
        else { return false }
        return !overrides(target.grant, granter, place, .root(of: realm))
    }

    /// What a revocation and those who ratify leave of a feed (spec/06-authority.md#cut-3).
    private func tips(left place: Int, _ target: Target, _ granter: Author) -> [Tips.Entry] {
        let feed = target.opening.feed
        guard let revoker = author(of: place) else { return [] }
        var tips: [Tips.Entry] = []
        switch acts[place].act {
        case .revoke(let revocation): tips += revocation.tips.of(feed)
        case .policy(let change): tips += change.narrowing?.tips.of(feed) ?? []
        default: preconditionFailure("only these revoke")
        }
        for ratification in index.ratifications[acts[place].id] ?? [] {
            guard case .ratify(let content) = acts[ratification].act, isInForce(ratification),
                let author = author(of: ratification), author.domain == revoker.domain,
                author.level <= revoker.level
            else { continue }
            let may =
                isWide(place)
                ? author.hubs == nil : author.reaches(target.grant, in: target.domain)
            if may { tips += content.tips.of(feed) }
        }
        return tips
    }

    /// Whether a revocation goes over the heads of those who granted: an expulsion, or a policy.
    private func isWide(_ place: Int) -> Bool {
        switch acts[place].act {
        case .policy: return true
        case .revoke(let revocation):
            if case .agency = revocation.target { return true }
            return false
        default: return false
        }
    }

    /// The feeds that rely on an act: whose standing or cut it can change.
    func reliant(on place: Int) -> [Int] {
        let id = acts[place].id
        switch acts[place].act {
        case .seat: return index.bySeat[id] ?? []
        case .grant: return index.byGrant[id] ?? []
        case .revoke(let revocation): return feeds(of: revocation.target)
        case .ratify(let content): return content.tips.entries.compactMap { feedPlaces[$0.feed] }
        case .agency(let admission): return index.byDomain[admission.agency] ?? []
        case .policy: return Array(feeds.indices)
        case .endorse(let act):
            guard let other = actPlaces[act], other != place else { return [] }
            if case .endorse = acts[other].act { return [] }
            return reliant(on: other)
        case .keep, .epoch, .hub, .close, .schema, .stay, .later: return []
        }
    }

    private func feeds(of target: Revocation.Target) -> [Int] {
        switch target {
        case .seat(let seat): index.bySeat[seat] ?? []
        case .person(let person): index.byPerson[person] ?? []
        case .device(let device): index.byDevice[device] ?? []
        case .grant(let grant): index.byGrant[grant] ?? []
        case .agency(let agency): index.byDomain[agency] ?? []
        }
    }
}

extension Level {
    /// The highest that a grant can have.
    static let highest = Self(1)
    /// Of somebody of whom nothing is known yet.
    static let lowest = Self(.max)
}
