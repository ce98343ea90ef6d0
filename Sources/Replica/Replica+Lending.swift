public import Bundles
public import Charter
internal import Keys
public import Lattice
public import Seal
internal import Wire

/// What of a feed is stored: where it ends.
public struct StoredEnds: Hashable, Sendable {
    public let feed: FeedID
    public let scope: Address
    /// Ascending; more than one if it is forked.
    public let ends: [Tip]
    /// The last bundle that all ends follow; nil if there is none.
    public let trunk: BundleNumber?
}

/// What others are given: all that is stored, whether or not anybody here can read it.
extension Replica {
    /// In the order in which they were opened.
    public var storedFeeds: [StoredEnds] { order.compactMap { storedEnds(of: $0) } }

    public func storedEnds(of feed: FeedID) -> StoredEnds? {
        guard let stored = feeds[feed] else { return nil }
        let scope = stored.known.opening.scope
        switch stored.shape {
        case .line(let line):
            let tip = Tip(line.end.header.number, line.end.hash)
            return StoredEnds(feed: feed, scope: scope, ends: [tip], trunk: tip.number)
        case .tree(let tree):
            return StoredEnds(feed: feed, scope: scope, ends: tree.ends, trunk: tree.trunk)
        }
    }

    /// The seat that writes it; nil of a feed that is not here.
    public func writer(of feed: FeedID) -> ActID? { feeds[feed]?.known.opening.seat }

    /// Whether a seat of a device wrote it.
    public func isOf(_ device: DeviceKey, _ feed: FeedID) -> Bool {
        guard let seat = feeds[feed]?.known.opening.seat else { return false }
        return readership.roster.keys(of: seat)?.device == device
    }

    /// Whether a bundle is stored.
    public mutating func holds(_ tip: Tip, of feed: FeedID) -> Bool {
        storage.hashes(of: feed, at: tip.number).contains(tip.hash)
    }

    /// The bundle of a line that bears a number; of a forked feed one of those that do.
    public mutating func hash(of feed: FeedID, at number: BundleNumber) -> BundleHash? {
        storage.hashes(of: feed, at: number).first
    }

    /// Bundles of a feed from a number on, by number, those of all branches.
    public mutating func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) -> [LogEntry] {
        storage.bundles(of: feed, from: number, most: most)
    }

    /// What is kept beside bundles, in the order in which it came. Of envelopes those that are in
    /// use.
    public mutating func kept(_ sort: Kept) -> [[UInt8]] {
        guard sort == .envelopes else { return storage.all(sort) }
        return envelopes.all.map(\.encoding)
    }

    /// Each as it came: of one record there may be several copies, signed by different people.
    public mutating func keptRoots() -> [RootRecord] {
        if let readRoots { return readRoots }
        let all = storage.all(.roots).compactMap { try? RootRecord(encoding: $0) }
        readRoots = all
        return all
    }

    /// Of one feed there may be several.
    public mutating func keptProofs() -> [ForkProof] {
        if let readProofs { return readProofs }
        let all = storage.all(.proofs).compactMap { try? ForkProof(encoding: $0) }
        readProofs = all
        return all
    }
}
