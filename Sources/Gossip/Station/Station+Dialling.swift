internal import Identity
internal import Lattice
internal import Replica

/// Whom to dial, and when (spec/11-sync.md#near-6).
extension Station {
    /// Whether somebody may know of this device's own what it has forgotten.
    func mustAsk(_ run: RunID) -> Bool { circle.mustAsk && !asked.contains(run) }

    /// Whether somebody at a place is talked with, or will be.
    func isReached(_ endpoint: Endpoint) -> Bool {
        dials[endpoint] != nil || lines.entries.contains { isSame(endpoint, $0.value.endpoint) }
    }

    /// A place that is not known by the link it is on is the same one as that on any link.
    private func isSame(_ endpoint: Endpoint, _ other: Endpoint) -> Bool {
        guard links[endpoint.link]?.link.reachesAll == false else { return endpoint == other }
        return (endpoint.host, endpoint.port) == (other.host, other.port)
    }

    /// How many are being dialled of those to whom the same led. Where nobody is any more nothing
    /// comes back for seconds: what is remembered keeps nobody from what people say, nor that from
    /// those who are heard.
    private func dialling(_ lead: Acquaintance.Lead) -> Int {
        dials.entries.count { (acquaintances[$0.key]?.lead ?? .beacon) == lead }
    }

    mutating func dial(at now: Now, into effects: inout [StationEffect]) {
        for entry in dials.entries where entry.value <= now.ticks { fail(entry.key, at: now) }
        dialled.removeAll { $0 + NearLimits.dialSpan <= now.ticks }
        for (run, neighbour, isKnown) in due(at: now) {
            let endpoint = neighbour.endpoint
            let wait = acquaintances[endpoint]?.notBefore ?? 0
            let isEqual = neighbour.other.map { $0.root == root() } ?? true
            let isTalking = lines.entries.contains { $0.value.run == run } || isReached(endpoint)
            if isTalking || endpoint.port == 0 || (isEqual && !mustAsk(run)) {
                neighbours.change(run) { $0.due = nil }
                continue
            }
            let isFull =
                dialling(.beacon) + (isKnown ? 0 : NearLimits.knownPlaces)
                >= NearLimits.dials
                || dialled.count + (isKnown ? 0 : NearLimits.knownPlacesInSpan)
                    >= NearLimits.dialsInSpan
                || busyLines(at: now.ticks) >= NearLimits.busySessions
                || neighbour.isBusy || lines.count >= NearLimits.sessions
            if isFull || wait > now.ticks {
                let later = now.ticks + NearLimits.patience + entropy.below(NearLimits.patience)
                neighbours.change(run) { $0.due = max(wait, later) }
                continue
            }
            neighbours.change(run) { $0.due = nil }
            dialled.append(now.ticks)
            dial(endpoint, at: now, into: &effects)
        }
        let near = Set(neighbours.all.entries.map(\.value.endpoint))
        for (endpoint, acquaintance) in acquaintances.entries.map({ ($0.key, $0.value) })
        where acquaintance.isGiven && acquaintance.notBefore <= now.ticks {
            guard !near.contains(where: { isSame(endpoint, $0) }),
                dialling(acquaintance.lead) < NearLimits.dials, lines.count < NearLimits.kept,
                !isReached(endpoint)
            else {
                let later = now.ticks + NearLimits.patience + entropy.below(NearLimits.patience)
                acquaintances.change(endpoint) { $0.notBefore = later }
                continue
            }
            dial(endpoint, at: now, into: &effects)
        }
    }

    /// Who is to be dialled now, those first who were met at their places before: anybody can make
    /// up places where nobody is.
    private func due(at now: Now) -> [(run: RunID, neighbour: Neighbour, isKnown: Bool)] {
        let all = neighbours.all.entries.filter { entry in
            entry.value.due.map { $0 <= now.ticks } ?? false
        }
        let found = all.map { entry in
            let isKnown = acquaintances[entry.value.endpoint]?.isKnown == true
            return (run: entry.key, neighbour: entry.value, isKnown: isKnown)
        }
        return found.filter(\.isKnown) + found.filter { !$0.isKnown }
    }

    private mutating func dial(
        _ endpoint: Endpoint, at now: Now, into effects: inout [StationEffect]
    ) {
        dials[endpoint] = now.ticks + NearLimits.dialTime
        effects.append(.dial(endpoint))
    }

    /// Nobody answers there: it is tried again ever later.
    mutating func fail(_ endpoint: Endpoint, at now: Now) {
        dials[endpoint] = nil
        remember(endpoint, at: now) { $0.fail(at: now.ticks) }
    }

    /// Somebody was met there.
    mutating func know(_ endpoint: Endpoint, at now: Now) {
        remember(endpoint, at: now) { $0.isKnown = true }
    }

    /// Of too many places one is forgotten to which nobody pointed but a beacon: where nobody was
    /// met, and that might be tried again soonest.
    private mutating func remember(
        _ endpoint: Endpoint, at now: Now, _ change: (inout Acquaintance) -> Void
    ) {
        var acquaintance = acquaintances[endpoint] ?? Acquaintance(notBefore: now.ticks)
        if acquaintances[endpoint] == nil, acquaintances.count >= NearLimits.places {
            let others = acquaintances.entries.filter { !$0.value.isGiven }
            let least = others.min { one, other in
                if one.value.isKnown != other.value.isKnown { return other.value.isKnown }
                return one.value.notBefore < other.value.notBefore
            }
            if let least { acquaintances[least.key] = nil }
        }
        change(&acquaintance)
        acquaintances[endpoint] = acquaintance
    }
}
