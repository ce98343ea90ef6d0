internal import Bundles
public import Charter
internal import Lattice
internal import Relief
public import Replica

/// Whether what somebody decides now is as good as new (spec/06-authority.md#dec-4).
public struct Authority: Hashable, Sendable {
    /// What a decision is to name as its pulse, in milliseconds since 1970; nil of whoever is alone
    /// in office.
    public let pulse: Int64?
    /// Nil if the role has none.
    public let lease: Lease?

    /// How long, in milliseconds, until it is stale; none is left if it is. Nil of what never is.
    public func left(at now: Int64) -> UInt64? {
        guard let lease, let pulse else { return nil }
        let end = Int128(pulse) + Int128(lease.milliseconds)
        return UInt64(clamping: max(0, end - Int128(now)))
    }
}

extension OperationKeeper {
    /// What this person knows of others in office. A pulse ahead of the clock tells nothing.
    public func authority<Store>(in replica: borrowing Replica<Store>, at now: Int64) -> Authority {
        let roster = replica.readership.roster
        let (person, lease) = (roster.person(of: seat), roster.lease(of: seat))
        let others = roster.officers.filter { $0 != person }
        guard !others.isEmpty else { return Authority(pulse: nil, lease: lease) }
        let heard = operation.pulses.filter { pulse in
            pulse.value <= now && roster.person(of: pulse.key).map { others.contains($0) } == true
        }
        let granted = roster.grants(of: seat).compactMap { replica.charter.time(of: $0) }
            .map { min(now, Int64(clamping: $0.milliseconds)) }
        return Authority(pulse: (heard.values + granted).max(), lease: lease)
    }
}
