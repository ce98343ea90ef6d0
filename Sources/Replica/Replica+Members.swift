public import Bundles
internal import Charter
public import Keys
public import Lattice

/// What members of the realm tell each other while others may listen.
extension Replica {
    /// The keys of `common` that somebody holds who is unlocked, the last ones first, and whether
    /// the first of them is known to nobody who reads it no more.
    public func memberKeys(at now: WallTime) -> (keys: [(act: ActID, key: EpochKey)], isSound: Bool)
    {
        var found: SortedMap<ActID, EpochKey> = SortedMap()
        var best: (act: ActID, key: EpochKey)?
        for book in desks.entries.map(\.value.book) {
            for act in book.held where readership.epoch(act)?.scope.scope == .common {
                found[act] = book.key(of: act)
            }
            let choice = book.writing(
                in: .common, at: max(clock.last, HybridTime(now)), charter, readership
            ) { _ in false }
            if case .under(let act) = choice, best == nil, let key = book.key(of: act) {
                best = (act, key)
            }
        }
        let rest = found.entries.filter { $0.key != best?.act }.map { (act: $0.key, key: $0.value) }
        return ((best.map { [$0] } ?? []) + rest, best != nil)
    }
}
