public import Bundles
public import Lattice

extension Charter {
    /// What is in the way of a feed's standing, of whatever scope; nil if it has standing
    /// (spec/06-authority.md#rank-6).
    public func standing(of opening: Opening) -> Verdict? {
        guard let place = actPlaces[opening.grant] else { return .waits(.unknownGrant) }
        guard case .grant(let grant) = acts[place].act else { return .refused(.notGranted) }
        guard let granter = author(of: place) else { return .waits(.unknownGrant) }
        guard granter.reaches(grant, in: granter.domain) else { return .refused(.notGranted) }
        guard let seatPlace = actPlaces[opening.seat], case .seat(let seat) = acts[seatPlace].act,
            let enroller = author(of: seatPlace), seat.first.map({ actPlaces[$0] != nil }) ?? true
        else { return .waits(.unknownSeat) }
        guard isSubject(opening.seat, of: grant), enroller.reaches(grant, in: granter.domain) else {
            return .refused(.notGranted)
        }
        for verdict in [acts[place].verdict, acts[seatPlace].verdict] where !verdict.isAdmitted {
            return verdict.becauseNotGranted
        }
        guard granter.domain == realm || isLetIn(granter.domain) else {
            return .waits(.unknownAgency)
        }
        guard isBacked(place), isBacked(seat: seatPlace, for: place) else {
            return .waits(.unbacked)
        }
        return nil
    }

    func isSubject(_ seat: ActID, of grant: Grant) -> Bool {
        switch grant.subject {
        case .seat(let subject): subject == seat
        case .person(let person): self.person(of: seat) == person
        }
    }

    /// Whether the realm has let an agency in.
    func isLetIn(_ agency: DomainID) -> Bool {
        (index.admissions[agency] ?? []).contains(where: isInForce)
    }

    /// Whether an act is admitted and has its backing.
    func isInForce(_ place: Int) -> Bool {
        guard acts[place].verdict.isAdmitted, isBacked(place) else { return false }
        return stranger(of: place) == nil
    }

    /// The agency in whose chain an act stands without being let in.
    func stranger(of place: Int) -> DomainID? {
        guard case .root(let domain, _) = acts[place].holder, domain != realm,
            !isLetIn(domain)
        else { return nil }
        return domain
    }

    /// What revocations leave of a feed, of whatever scope (spec/06-authority.md#cut-3).
    public func reach(of opening: Opening, in tree: FeedTree) -> Reach {
        var reach = tree.everything
        for revocation in revocations(of: opening) {
            reach.formIntersection(left(by: revocation, of: opening, in: tree))
        }
        return reach
    }

    /// What one revocation leaves of a feed, with all that ratifies; nil if it does not apply.
    public func left(
        by revocation: ActID, of opening: Opening, in tree: FeedTree
    ) -> Reach? {
        revocations(of: opening).first { acts[$0.place].id == revocation }
            .map { left(by: $0, of: opening, in: tree) }
    }

    private func left(by cut: Cut, of opening: Opening, in tree: FeedTree) -> Reach {
        var left = tree.nothing
        if let version = cut.spares { left.formUnion(tree.reach(ofLinesCiting: version)) }
        for entry in cut.tips {
            left.formUnion(
                tree.reach(
                    of: entry.tip, strictly: opening.scope == .charter,
                    forkedAt: proofs[entry.feed]?.lowest))
        }
        return left
    }
}

extension Verdict {
    /// The verdict on a feed whose grant or seat has this one.
    fileprivate var becauseNotGranted: Verdict {
        switch self {
        case .waits: .waits(.notGranted)
        case .refused: .refused(.notGranted)
        case .quarantined, .admitted: .quarantined
        }
    }
}
