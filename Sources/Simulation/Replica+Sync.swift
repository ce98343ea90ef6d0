public import Lattice

/// What one replica tells another in the tiny world.
public enum Message: Hashable, Sendable {
    /// "This is what I have": the last bundle of every chain, and all decrees.
    case summary(ends: [BundleHash], decrees: [Decree])
    case bundles([OpenBundle])
}

extension Replica {
    public var summary: Message {
        var ends: [BundleHash] = []
        for feed in log.feeds {
            let bundles = log.bundles(of: feed)
            let followed = Set(bundles.map(\.previous))
            ends += bundles.map(\.hash).filter { !followed.contains($0) }
        }
        return .summary(ends: ends, decrees: decrees)
    }

    /// Takes a message in and returns the answer, if there is one.
    public mutating func handle(_ message: Message, wall: WallTime) -> Message? {
        switch message {
        case .bundles(let bundles):
            receive(bundles, [], wall: wall)
            return nil
        case .summary(let ends, let decrees):
            receive([], decrees, wall: wall)
            let lacking = bundlesBeyond(ends)
            return lacking.isEmpty ? nil : .bundles(lacking)
        }
    }

    /// What somebody lacks whose chains end there, the oldest first, no more than fits a message.
    private func bundlesBeyond(_ ends: [BundleHash]) -> [OpenBundle] {
        var known: Set<BundleHash> = []
        for end in ends {
            var hash = end
            while !known.contains(hash), let bundle = log[hash]?.bundle {
                known.insert(hash)
                hash = bundle.previous
            }
        }
        return log.taken.lazy.map(\.bundle).filter { !known.contains($0.hash) }.prefix(64).map { $0 }
    }
}
