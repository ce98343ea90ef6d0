public import Bundles
public import Charter
public import Lattice
internal import Seal

/// What a writer is to do about the key that it writes under (spec/07-confidentiality.md#key-5).
public enum WritingKey: Hashable, Sendable {
    case under(ActID)
    /// Begin an epoch first; that is all of rotation.
    case begin(EpochPlan)
    /// Nothing better is there: write, and let whoever may rotate do it.
    case stale(ActID)
    /// There is no key at all: who reads the scope could deliver one.
    case none
}

/// An epoch that is to be begun.
public struct EpochPlan: Hashable, Sendable {
    public let scope: Address
    public let previous: [EpochID]
    public let without: [Reading]
    public let with: [Reading]

    /// The first epoch of a scope, or one that leaves somebody out by hand: in an emergency, by
    /// whoever is there.
    public init(
        _ scope: Address, after previous: [EpochID] = [], without: [Reading] = [],
        with: [Reading] = []
    ) {
        self.scope = scope
        self.previous = Array(Set(previous)).sorted()
        self.without = Array(Set(without)).sorted()
        self.with = Array(Set(with)).sorted()
    }

    /// What its act says, once there is a key.
    public func epoch(_ key: EpochKey) -> Epoch {
        Epoch(
            scope, key.hash, key.boxKey, after: previous, without: without, with: with)
    }
}

extension KeyBook {
    /// What to write under now. Whether an epoch that this seat began would be in force at once is
    /// for the caller to ask the charter (`verdict(on:in:at:citing:)`).
    public func writing(
        in scope: Address, at time: HybridTime, _ charter: Charter, _ readership: Readership,
        mayBegin: (EpochPlan) -> Bool
    ) -> WritingKey {
        guard let epochs = readership.scopes[scope] else {
            let plan = EpochPlan(scope)
            return mayBegin(plan) ? .begin(plan) : .none
        }
        let roster = readership.roster
        let usable = epochs.all.filter {
            $0.isInForce && key(of: $0.act) != nil
                && epochs.isFit($0.act, for: seat, roster, at: time)
        }
        let last = usable.filter { epoch in
            !usable.contains { epochs.follows($0.act, epoch.act) }
        }
        if let best = (last.isEmpty ? usable : last).min(by: { $0.order < $1.order }) {
            return .under(best.act)
        }
        let isPending = epochs.all.contains { own.contains($0.act) && !$0.isInForce }
        if !isPending, roster.reads(scope, seat, at: time) {
            let plan = rotation(of: epochs, at: time, charter, roster)
            if mayBegin(plan) { return .begin(plan) }
        }
        let held = epochs.all.filter { key(of: $0.act) != nil }
        let inForce = held.filter(\.isInForce)
        guard let best = (inForce.isEmpty ? held : inForce).min(by: { $0.order < $1.order }) else {
            return .none
        }
        return .stale(best.act)
    }

    /// The epoch that goes on from all current ones (spec/07-confidentiality.md#key-4), without
    /// whoever is over, and whoever else is to be left out.
    public func rotation(
        of epochs: ScopeEpochs, at time: HybridTime, _ charter: Charter, _ roster: Roster,
        leavingOut seats: Set<ActID> = []
    ) -> EpochPlan {
        let current = charter.currentEpochs(of: epochs.scope).prefix(Bounds.previousEpochs)
        let followed = Set(current.flatMap { epochs.epochs(named: $0.epoch.id).map(\.act) })
        var without = roster.over(epochs.scope, at: time).filter { $0.seat != seat }
        without.removeAll { reading in
            followed.contains { epochs.isWithout($0, reading) }
        }
        without += roster.readings(of: epochs.scope).filter { seats.contains($0.seat) }
        return EpochPlan(
            epochs.scope, after: current.map(\.epoch.id),
            without: Array(without.prefix(Bounds.readings)),
            with: lettingIn(followed, epochs, roster))
    }

    /// Whom epochs leave out that leave out this very seat: they are not believed.
    private func lettingIn(
        _ followed: Set<ActID>, _ epochs: ScopeEpochs, _ roster: Roster
    ) -> [Reading] {
        let reading = Set(roster.readings(of: epochs.scope))
        var back: Set<Reading> = []
        for act in followed where !epochs.reads(act, seat, roster) {
            back.formUnion(epochs.without(act).filter(reading.contains))
        }
        return Array(back.sorted().prefix(Bounds.readings))
    }
}

extension KnownEpoch {
    fileprivate var order: (Level, KeyHash, ActID) { (level, epoch.key, act) }
}
