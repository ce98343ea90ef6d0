internal import Identity
internal import Lattice

/// Somebody who is near, as far as their beacons tell: a hint, and no more.
struct Neighbour: Sendable {
    var endpoint: Endpoint
    var root: HoldingsRoot
    var isBusy = false
    /// What was heard of it that all of the realm can say, and what only members can: who has no
    /// more than the hello key is to keep nobody from hearing members.
    var serials = Serials()
    var membersSerials = Serials()
    /// Their clock, less ours.
    var lead: Int64 = 0
    var lastHeard: UInt64
    /// Since when they are known to hold something else, and what.
    var other: (root: HoldingsRoot, since: UInt64, isSudden: Bool)?
    /// When they are to be met, if that is so.
    var due: UInt64?
}

/// The highest serial of what was heard of a run, plus one, and which of the 64 up to it were.
struct Serials: Hashable, Sendable {
    private var highest: UInt64 = 0
    private var window: UInt64 = 0

    /// Whether something with this serial was not heard before.
    mutating func isNew(_ serial: UInt64) -> Bool {
        let number = serial + 1
        if number > highest {
            let step = number - highest
            window = step < 64 ? window << step | 1 : 1
            highest = number
            return true
        }
        let back = highest - number
        guard back < 64, window >> back & 1 == 0 else { return false }
        window |= 1 << back
        return true
    }
}

/// All who are near.
struct Neighbours: Sendable {
    private(set) var all: SortedMap<RunID, Neighbour> = SortedMap()

    subscript(run: RunID) -> Neighbour? { all[run] }

    mutating func change<Result>(_ run: RunID, _ body: (inout Neighbour) -> Result) -> Result? {
        all.change(run, body)
    }

    /// Whoever was not heard of longest makes room.
    mutating func add(_ run: RunID, _ neighbour: Neighbour) {
        if all.count >= NearLimits.neighbours {
            let oldest = all.entries.min { $0.value.lastHeard < $1.value.lastHeard }
            if let oldest { all[oldest.key] = nil }
        }
        all[run] = neighbour
    }

    mutating func forget(on link: LinkID) {
        all.removeAll { $0.value.endpoint.link == link }
    }

    /// Forgets those who were silent for long.
    mutating func forget(at now: UInt64) {
        let most = NearLimits.forgetting * presence()
        all.removeAll { $0.value.lastHeard + most < now }
    }

    /// Forgets when which of them are to be dialled, all or those on a link.
    mutating func forgetDue(on link: LinkID? = nil) {
        all.forEachValue { if link == nil || $1.endpoint.link == link { $1.due = nil } }
    }

    /// How often each is to show itself, with as many as are near (spec/11-sync.md#near-4).
    func presence() -> UInt64 {
        let wanted = NearLimits.presenceForEach * UInt64(all.count + 1)
        return min(max(wanted, NearLimits.presence.lowerBound), NearLimits.presence.upperBound)
    }

    /// How many hold the same as this device.
    func count(holding root: HoldingsRoot) -> UInt64 {
        UInt64(all.entries.lazy.filter { $0.value.root == root }.count)
    }

    /// By how much this device's clock is behind those of most others, if enough are heard.
    var medianLead: Int64? {
        guard all.count >= NearLimits.clockWitnesses else { return nil }
        let leads = all.entries.map(\.value.lead).sorted()
        return leads[leads.count / 2]
    }
}
