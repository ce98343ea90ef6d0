internal import Bundles
internal import Lattice
internal import Seal

/// What each kind of act demands of its author (step 8 of spec/06-authority.md#ver-2).
extension Charter {
    /// Nil if nothing is in the way.
    mutating func demand(
        of place: Int, by author: Author, under entries: [PolicyInForce]
    ) -> Verdict? {
        switch acts[place].act {
        case .seat(let seat): seatDemand(seat, at: place, by: author)
        case .grant(let grant): grantDemand(grant, by: author, under: entries)
        case .ratify(let ratification): ratifyDemand(ratification, by: author)
        case .epoch(let epoch): epoch.box.isSound ? nil : .refused(.badKey)
        case .hub, .agency: author.domain == realm ? nil : .refused(.foreignScope)
        case .close(let hub):
            author.domain != realm
                ? .refused(.foreignScope) : index.hubs[hub] == nil ? .waits(.unknownHub) : nil
        case .endorse(let act): actPlaces[act] == nil ? .waits(.unknownAct) : nil
        case .revoke, .keep, .policy, .schema, .stay, .later: nil
        }
    }

    private mutating func seatDemand(_ seat: Seat, at place: Int, by author: Author) -> Verdict? {
        if let first = seat.first {
            guard mayFollow(first, author) else { return .refused(.notFounder) }
        }
        if acts[place].keyFault == nil {
            acts[place].keyFault = .some(seat.fault(in: author.domain))
        }
        if let fault = acts[place].keyFault.flatMap({ $0 }) { return .refused(fault) }
        guard let first = seat.first, actPlaces[first].flatMap(self.author) == nil else {
            return nil
        }
        return .waits(.unknownSeat)
    }

    /// Whether an author may give a person another seat, as far as that is known
    /// (spec/06-authority.md#rank-5).
    private func mayFollow(_ first: ActID, _ author: Author) -> Bool {
        guard let founding = actPlaces[first] else { return true }
        guard case .seat(let content) = acts[founding].act, content.first == nil else {
            return false
        }
        guard let founder = self.author(of: founding) else { return true }
        return founder.domain == author.domain && author.level <= founder.level
    }

    private func grantDemand(
        _ grant: Grant, by author: Author, under entries: [PolicyInForce]
    ) -> Verdict? {
        guard author.reaches(grant, in: author.domain) else { return .refused(.notBelow) }
        let side: Role.Side = author.domain == realm ? .realm : .agencies
        let isRole = entries.contains { $0.policy.role(of: grant)?.side == side }
        guard isRole || author.isRoot else { return .refused(.noSuchRole) }
        let domains = (grant.hubs ?? []).map { domain(of: $0) }
        guard domains.allSatisfy({ $0 == nil || $0 == author.domain }) else {
            return .refused(.foreignHub)
        }
        guard isRole else { return .waits(.noSuchRole) }
        return domains.contains(nil) ? .waits(.unknownHub) : nil
    }

    private func ratifyDemand(_ ratification: Ratification, by author: Author) -> Verdict? {
        guard let place = actPlaces[ratification.revocation],
            let revoker = self.author(of: place)
        else { return .waits(.unknownAct) }
        let isRevocation =
            switch acts[place].act {
            case .revoke: true
            case .policy(let change): change.narrowing != nil
            default: false
            }
        return isRevocation && author.level <= revoker.level ? nil : .refused(.notAbove)
    }
}
