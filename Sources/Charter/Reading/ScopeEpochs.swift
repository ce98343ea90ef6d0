public import Bundles
public import Lattice
internal import Seal

/// An epoch that is known, whatever became of its act.
public struct KnownEpoch: Hashable, Sendable {
    public let act: ActID
    public let epoch: Epoch
    /// Nil if roots made it.
    public let maker: ActID?
    public let level: Level
    public let isInForce: Bool
    /// Whether it is not in force for nothing but a cut.
    public let isQuarantined: Bool

    public var id: EpochID { epoch.id }
}

/// The epochs of one scope: which follow which, and who does not get them
/// (spec/07-confidentiality.md#key-2).
public struct ScopeEpochs: Sendable {
    public let scope: Address
    /// Ascending by act.
    public let all: [KnownEpoch]
    /// For each, those that it follows.
    private let followed: [Set<Int>]
    private let excluded: [Set<Reading>]
    private let places: [ActID: Int]

    init(_ scope: Address, _ epochs: [KnownEpoch]) {
        self.scope = scope
        all = epochs.sorted { $0.act < $1.act }
        places = Dictionary(uniqueKeysWithValues: zip(all.map(\.act), all.indices))
        let byID = Dictionary(grouping: all.indices) { [all] in all[$0].id }
        followed = all.indices.map { [all] in Self.followed(from: $0, all, byID) }
        excluded = all.indices.map { [all, followed] in Self.excluded(from: $0, all, followed) }
    }

    private static func followed(
        from place: Int, _ all: [KnownEpoch], _ byID: [EpochID: [Int]]
    ) -> Set<Int> {
        var found: Set<Int> = []
        var left = [place]
        while let next = left.popLast() {
            for id in all[next].epoch.previous {
                for place in byID[id] ?? []
                where (all[place].isInForce || all[place].isQuarantined)
                    && found.insert(place).inserted
                {
                    left.append(place)
                }
            }
        }
        return found
    }

    private static func excluded(
        from place: Int, _ all: [KnownEpoch], _ followed: [Set<Int>]
    ) -> Set<Reading> {
        let line = followed[place].union([place])
        var excluded: Set<Reading> = []
        for other in line {
            // What a quarantined epoch says of people does not count; its key may be in use.
            for reading in all[other].epoch.without
            where !all[other].isQuarantined && reading.seat != all[place].maker
                && !line.contains(where: { later in
                    followed[later].contains(other)
                        && !all[later].isQuarantined
                        && all[later].level <= all[other].level
                        && all[later].epoch.with.contains(reading)
                })
            {
                excluded.insert(reading)
            }
        }
        return excluded
    }

    public subscript(act: ActID) -> KnownEpoch? { places[act].map { all[$0] } }

    /// Those that a header can mean (spec/07-confidentiality.md#sealed-2).
    public func epochs(named id: EpochID) -> [KnownEpoch] { all.filter { $0.id == id } }

    /// Whether one epoch follows another, over any number of others.
    public func follows(_ later: ActID, _ earlier: ActID) -> Bool {
        guard let later = places[later], let earlier = places[earlier] else { return false }
        return followed[later].contains(earlier)
    }

    /// The pairs that an epoch is without, ascending.
    public func without(_ act: ActID) -> [Reading] {
        places[act].map { excluded[$0].sorted() } ?? []
    }

    public func isWithout(_ act: ActID, _ reading: Reading) -> Bool {
        places[act].map { excluded[$0].contains(reading) } ?? false
    }

    /// The seats that read an epoch, ascending (spec/07-confidentiality.md#key-3).
    public func readers(
        of act: ActID, _ roster: Roster, at time: HybridTime? = nil
    ) -> [ActID] {
        guard let place = places[act] else { return [] }
        var readers: [ActID] = []
        for reading in roster.readings(of: scope, at: time)
        where reading.seat != readers.last && !excluded[place].contains(reading) {
            readers.append(reading.seat)
        }
        return readers
    }

    public func reads(
        _ act: ActID, _ seat: ActID, _ roster: Roster, at time: HybridTime? = nil
    ) -> Bool {
        guard let place = places[act] else { return false }
        return roster.readings(of: scope, by: seat, at: time).contains {
            !excluded[place].contains($0)
        }
    }

    /// Whether nobody should go on writing under it (spec/07-confidentiality.md#key-4).
    public func isStale(_ act: ActID, _ roster: Roster, at time: HybridTime) -> Bool {
        guard let place = places[act], let maker = all[place].maker,
            roster.reads(scope, maker, at: time)
        else { return true }
        return roster.over(scope, at: time).contains {
            !excluded[place].contains($0) && !reads(act, $0.seat, roster, at: time)
        }
    }

    /// Whether a seat may write under it once it has the key (spec/07-confidentiality.md#key-5).
    public func isFit(
        _ act: ActID, for seat: ActID, _ roster: Roster, at time: HybridTime
    ) -> Bool {
        !isStale(act, roster, at: time) && reads(act, seat, roster, at: time)
    }
}

extension Charter {
    /// The epochs of a scope that are known.
    public func knownEpochs(of scope: Address) -> ScopeEpochs {
        precondition(isSettled, "the charter is not settled")
        return ScopeEpochs(scope, (index.knownEpochs[scope] ?? []).compactMap(knownEpoch))
    }

    /// The scope of an epoch, by its act.
    public func scope(ofEpoch act: ActID) -> Address? {
        guard case .epoch(let epoch)? = content(of: act) else { return nil }
        return epoch.scope
    }

    private func knownEpoch(_ place: Int) -> KnownEpoch? {
        guard case .epoch(let epoch) = acts[place].act, epoch.box.isSound else { return nil }
        var maker: ActID?
        if case .feed(let feed, _) = acts[place].holder { maker = feeds[feed].opening.seat }
        return KnownEpoch(
            act: acts[place].id, epoch: epoch, maker: maker,
            level: author(of: place)?.level ?? .lowest, isInForce: isEpochInForce(place),
            isQuarantined: acts[place].verdict == .quarantined)
    }
}
