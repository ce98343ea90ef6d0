public import Lattice

/// What one replica tells another in the tiny world.
public enum Message: Hashable, Sendable {
    /// "This is what I have": for every chain some of its bundles, the last first and then ever
    /// further back, so that somebody who does not know the last still finds where to go on from.
    case summary(chains: [[BundleHash]], decrees: [Decree])
    case bundles([OpenBundle])
}

extension Peer {
    public var summary: Message {
        .summary(chains: log.feeds.flatMap(chains), decrees: decrees)
    }

    private func chains(of feed: FeedID) -> [[BundleHash]] {
        let bundles = log.bundles(of: feed)
        let followed = Set(bundles.map(\.previous))
        return bundles.filter { !followed.contains($0.hash) }.map { end in
            let chain = self.chain(to: end.hash)
            var sample: [BundleHash] = []
            var distance = 1
            while distance <= chain.count {
                sample.append(chain[distance - 1])
                distance *= 2
            }
            return sample
        }
    }

    /// A bundle and those before it, the latest first.
    private func chain(to end: BundleHash) -> [BundleHash] {
        var chain: [BundleHash] = []
        var hash = end
        while let bundle = log[hash]?.bundle {
            chain.append(hash)
            hash = bundle.previous
        }
        return chain
    }

    /// Takes a message in and returns the answer, if there is one.
    public mutating func handle(_ message: Message, wall: WallTime) -> Message? {
        switch message {
        case .bundles(let bundles):
            receive(bundles, [], wall: wall)
            return nil
        case .summary(let chains, let decrees):
            receive([], decrees, wall: wall)
            let lacking = bundles(beyond: chains)
            return lacking.isEmpty ? nil : .bundles(lacking)
        }
    }

    /// What somebody seems to lack who has these chains, no more than fits a message.
    private func bundles(beyond chains: [[BundleHash]]) -> [OpenBundle] {
        var known: Set<BundleHash> = []
        var isAhead: Set<FeedID> = []
        for sample in chains {
            guard let common = sample.first(where: { log[$0] != nil }) else { continue }
            known.formUnion(chain(to: common))
            if common != sample.first, let feed = log[common]?.bundle.feed { isAhead.insert(feed) }
        }
        let lacking = log.taken.map(\.bundle).filter { !known.contains($0.hash) }
        // Of a feed in which the other is ahead there is perhaps nothing to give: that goes last,
        // or it would fill every message.
        let sure = lacking.filter { !isAhead.contains($0.feed) }
        let doubtful = lacking.filter { isAhead.contains($0.feed) }
        return Array((sure + doubtful).prefix(64))
    }
}
