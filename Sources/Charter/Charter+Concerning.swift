public import Bundles
public import Lattice

/// Whom a revocation is about, for those who make one.
extension Charter {
    /// Whether a feed is one of those that a revocation of this speaks of.
    public func concerns(_ target: Revocation.Target, _ opening: Opening) -> Bool {
        switch target {
        case .seat(let seat): return opening.seat == seat
        case .person(let person): return self.person(of: opening.seat) == person
        case .device(let device):
            guard case .seat(let seat)? = act(opening.seat)?.act else { return false }
            return seat.keys.device == device
        case .grant(let grant): return opening.grant == grant
        case .agency(let agency): return grant(opening.grant)?.author.domain == agency
        }
    }

    /// The grants that a revocation speaks of, ascending: those that whoever writes under a grant
    /// reaches, and those that stay as they are, because they are not below
    /// (spec/06-authority.md#rank-2).
    public func grants(
        of target: Revocation.Target, reachedFrom opening: Opening
    ) -> (reached: [ActID], beyond: [ActID]) {
        precondition(isSettled, "the charter is not settled")
        var found: (reached: [ActID], beyond: [ActID]) = ([], [])
        guard let author = author(under: opening) else { return found }
        for place in index.grants where isInForce(place) {
            guard case .grant(let grant) = acts[place].act, let granter = self.author(of: place),
                speaks(target, of: grant, acts[place].id, granter.domain)
            else { continue }
            let isReached =
                if case .agency = target {
                    author.domain == realm && author.level <= .highest && author.hubs == nil
                } else { author.reaches(grant, in: granter.domain) }
            if isReached {
                found.reached.append(acts[place].id)
            } else {
                found.beyond.append(acts[place].id)
            }
        }
        return (found.reached.sorted(), found.beyond.sorted())
    }

    /// Whether whoever writes under a grant reaches that of a feed.
    public func reaches(_ feed: Opening, from opening: Opening) -> Bool {
        guard let author = author(under: opening), let (_, grant, granter) = grant(feed.grant)
        else { return false }
        return author.reaches(grant, in: granter.domain)
    }

    private func speaks(
        _ target: Revocation.Target, of grant: Grant, _ id: ActID, _ domain: DomainID
    ) -> Bool {
        switch target {
        case .grant(let wanted): return id == wanted
        case .agency(let agency): return domain == agency
        case .seat(let seat): return isSubject(seat, of: grant)
        case .person(let person):
            switch grant.subject {
            case .person(let subject): return subject == person
            case .seat(let seat): return self.person(of: seat) == person
            }
        case .device(let device):
            return index.seats.contains { place in
                guard case .seat(let seat) = acts[place].act else { return false }
                return seat.keys.device == device && isSubject(acts[place].id, of: grant)
            }
        }
    }
}
