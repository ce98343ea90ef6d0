public import Bundles
public import Lattice
internal import Seal

/// What follows from contents alone: who wrote something, and of whom it speaks.
extension Charter {
    /// The author of an act, once what its feed cites is known.
    func author(of place: Int) -> Author? {
        switch acts[place].holder {
        case .root(let domain, _): .root(of: domain)
        case .feed(let feed, _): feeds[feed].author
        }
    }

    /// Whoever opens a feed like this; nil while the grant or the grant's author is not known.
    func author(under opening: Opening) -> Author? {
        guard let place = actPlaces[opening.grant], case .grant(let grant) = acts[place].act,
            let granter = author(of: place)
        else { return nil }
        return Author(
            domain: granter.domain, level: grant.level, hubs: grant.hubs, role: grant.role,
            person: person(of: opening.seat), until: grant.until)
    }

    /// The person whose seat it is; nil while that is not known, or if it is nobody's.
    public func person(of seat: ActID) -> PersonID? {
        guard case .seat(let content)? = act(seat)?.act else { return nil }
        guard let first = content.first else { return seat.short() }
        guard case .seat(let founding)? = act(first)?.act, founding.first == nil else {
            return nil
        }
        return first.short()
    }

    /// The domain of a hub; nil while the hub is not known.
    public func domain(of hub: HubID) -> DomainID? {
        guard let place = index.hubs[hub], case .hub(let content) = acts[place].act else {
            return nil
        }
        guard case .agency(let agency) = content.sort else { return realm }
        return agency
    }

    func grant(_ id: ActID) -> (place: Int, grant: Grant, author: Author)? {
        guard let place = actPlaces[id], case .grant(let grant) = acts[place].act,
            let author = author(of: place)
        else { return nil }
        return (place, grant, author)
    }
}
