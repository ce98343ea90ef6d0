internal import Bundles
internal import Lattice
internal import Seal

/// Who relies on what, and what is admitted about whom.
struct CharterIndex: Sendable {
    // What is known. Entries are never taken out: who relied on something goes on doing so.
    var bySeat: [ActID: [Int]] = [:]
    var byGrant: [ActID: [Int]] = [:]
    var byPerson: [PersonID: [Int]] = [:]
    var byDevice: [DeviceKey: [Int]] = [:]
    var byDomain: [DomainID: [Int]] = [:]
    /// Acts that cite an act, whether it is known or not.
    var citing: [ActID: [Int]] = [:]
    var citingHub: [HubID: [Int]] = [:]
    var hubs: [HubID: Int] = [:]
    /// Epoch acts, admitted or not: what was sealed under one is still to be opened.
    var knownEpochs: [Address: [Int]] = [:]
    var seats: [Int] = []
    var grants: [Int] = []
    /// The agencies that somebody spoke of.
    var agencies: Set<DomainID> = []

    // What is admitted, by what it is about. What is not must not cost anybody anything.
    var endorsements: [ActID: Set<Int>] = [:]
    var ratifications: [ActID: Set<Int>] = [:]
    var revocations: [Revocation.Target: Set<Int>] = [:]
    var narrowings: Set<Int> = []
    var admissions: [DomainID: Set<Int>] = [:]
    var keeps: [FeedID: Set<Int>] = [:]
    var epochs: [Address: Set<Int>] = [:]
    var hubActs: Set<Int> = []
    var closings: Set<Int> = []
    var schemas: Set<Int> = []
}

extension CharterIndex {
    /// Notes what an act cites.
    mutating func enter(_ act: Act, at place: Int) {
        for cited in act.cited { citing[cited, default: []].append(place) }
        switch act {
        case .seat: seats.append(place)
        case .grant(let grant):
            grants.append(place)
            for hub in grant.hubs ?? [] { citingHub[hub, default: []].append(place) }
        case .epoch(let epoch):
            knownEpochs[epoch.scope, default: []].append(place)
            for case .hub(let hub) in epoch.scope.members {
                citingHub[hub, default: []].append(place)
            }
        case .close(let hub): citingHub[hub, default: []].append(place)
        case .agency(let admission): agencies.insert(admission.agency)
        default: break
        }
    }

    /// Notes that an act is admitted, or no longer is.
    mutating func count(_ state: ActState, at place: Int, _ isAdmitted: Bool) {
        func note(_ places: inout Set<Int>) {
            if isAdmitted { places.insert(place) } else { places.remove(place) }
        }
        switch state.act {
        case .seat, .grant, .later, .stay: break
        case .revoke(let revocation): note(&revocations[revocation.target, default: []])
        case .ratify(let content): note(&ratifications[content.revocation, default: []])
        case .keep(let keep): note(&keeps[keep.feed, default: []])
        case .epoch(let epoch): note(&epochs[epoch.scope, default: []])
        case .hub: note(&hubActs)
        case .close: note(&closings)
        case .agency(let admission): note(&admissions[admission.agency, default: []])
        case .policy(let change): if change.narrowing != nil { note(&narrowings) }
        case .schema: note(&schemas)
        case .endorse(let act): note(&endorsements[act, default: []])
        }
    }
}
