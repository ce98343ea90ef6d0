public import Bundles
public import Lattice

/// What the charter says of an agency that somebody spoke of (spec/04-identity.md#root-2).
public struct AgencyState: Hashable, Sendable {
    public enum Standing: String, Hashable, Sendable {
        /// Nobody who may has said that it is let in.
        case outside
        /// It is let in as soon as others stand behind that.
        case waiting
        case letIn
        /// What it wrote before counts, as far as the expulsion leaves it.
        case expelled
    }

    public let standing: Standing
    /// Whether its founding record is here.
    public let isFounded: Bool
    /// The acts that let it in, or would with others behind them, ascending.
    public let admissions: [ActID]
    /// The expulsions that nobody has overridden, ascending.
    public let expulsions: [ActID]
}

extension Charter {
    /// The agencies that somebody spoke of.
    public var agencies: SortedMap<DomainID, AgencyState> {
        SortedMap(index.agencies.map { ($0, state(of: $0)) })
    }

    /// How many that are; it never falls.
    public var agencyCount: Int { index.agencies.count }

    /// Whether somebody spoke of an agency: then its chain is in the set.
    public func speaks(of agency: DomainID) -> Bool { index.agencies.contains(agency) }

    /// What is said of an agency; one of which nobody spoke is outside.
    public func state(of agency: DomainID) -> AgencyState {
        precondition(isSettled, "the charter is not settled")
        let admissions = index.admissions[agency] ?? []
        let expulsions = expulsions(of: agency).map { acts[$0].id }.sorted()
        let standing: AgencyState.Standing =
            if admissions.isEmpty {
                .outside
            } else if !isLetIn(agency) {
                .waiting
            } else if expulsions.isEmpty {
                .letIn
            } else {
                .expelled
            }
        return AgencyState(
            standing: standing, isFounded: chains[agency] != nil,
            admissions: admissions.map { acts[$0].id }.sorted(), expulsions: expulsions)
    }

    /// The admissions of an agency that would let it in, whatever expelled it, and lack backing.
    public func waitingAdmissions(of agency: DomainID) -> [ActID] {
        let expulsions = Set(expulsions(of: agency).map { acts[$0].id })
        return (index.admissions[agency] ?? []).filter { place in
            guard case .agency(let content) = acts[place].act else { return false }
            return !isInForce(place) && expulsions.isSubset(of: content.despite)
        }.map { acts[$0].id }.sorted()
    }

    /// The realm or agency that a seat was made in; nil while that is not known.
    public func domain(ofSeat seat: ActID) -> DomainID? {
        guard let place = actPlaces[seat], case .seat = acts[place].act else { return nil }
        return author(of: place)?.domain
    }
}
