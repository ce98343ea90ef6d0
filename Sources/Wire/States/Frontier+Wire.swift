public import Lattice

extension Frontier: Canonical {
    public static var part: WireError.Part { .frontier }

    public func write(to writer: inout Writer) {
        let parts = [!tips.isEmpty, !points.isEmpty, !branches.isEmpty]
        writer.put(map: parts.count { $0 })
        if parts[0] {
            writer.put(0)
            writer.putMap(tips) { feed, tip, writer in
                writer.put(feed)
                writer.put(array: 2)
                writer.put(tip.number)
                writer.put(tip.hash)
            }
        }
        if parts[1] {
            writer.put(1)
            Self.write(points, to: &writer) { $1.put($0) }
        }
        if parts[2] {
            writer.put(2)
            Self.write(branches, to: &writer) { branches, writer in
                writer.putMap(branches) { first, feed, writer in
                    writer.put(first)
                    writer.put(feed)
                }
            }
        }
    }

    /// What is known of forks, as feed → number → what.
    private static func write<What>(
        _ map: SortedMap<ForkPoint, What>, to writer: inout Writer,
        _ what: (What, inout Writer) -> Void
    ) {
        var feeds = SortedMap<FeedID, [(BundleNumber, What)]>()
        for entry in map.entries {
            feeds.modify(entry.key.feed, initial: []) { $0.append((entry.key.number, entry.value)) }
        }
        writer.putMap(feeds) { feed, points, writer in
            writer.put(feed)
            writer.put(map: points.count)
            for (number, value) in points {
                writer.put(number)
                what(value, &writer)
            }
        }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        var tips = SortedMap<FeedID, Tip>()
        var points = SortedMap<ForkPoint, BundleHash>()
        var branches = SortedMap<ForkPoint, SortedMap<BundleHash, FeedID>>()
        var seen: Set<FeedID> = []
        try reader.closedMap(of: 3) { (key, reader) throws(WireError) in
            switch key {
            case 0:
                tips = try reader.sortedMap { (reader) throws(WireError) in
                    try reader.feed()
                } _: { (reader) throws(WireError) in
                    try reader.array(of: 2)
                    let number = try reader.number()
                    return Tip(number, try reader.hash())
                }
            case 1: points = try forks(&reader) { (reader) throws(WireError) in try reader.hash() }
            default:
                branches = try forks(&reader) { (reader) throws(WireError) in
                    try reader.sortedMap { (reader) throws(WireError) in
                        try reader.hash()
                    } _: { (reader) throws(WireError) in
                        let start = reader.offset
                        let branch = try reader.feed()
                        guard seen.insert(branch).inserted else {
                            throw reader.fault(.repeated, at: start)
                        }
                        return branch
                    }
                }
            }
        }
        try checkHeights(branches, reader)
        return Frontier(tips: tips, points: points, branches: branches)
    }

    /// Throws if a branch is forked below where it begins: whoever followed such branches would
    /// perhaps never come to an end (spec/03-encoding.md#state-3).
    private static func checkHeights(
        _ branches: SortedMap<ForkPoint, SortedMap<BundleHash, FeedID>>,
        _ reader: borrowing Reader
    ) throws(WireError) {
        var beginnings: [FeedID: BundleNumber] = [:]
        for point in branches.entries {
            for branch in point.value.entries { beginnings[branch.value] = point.key.number }
        }
        for point in branches.entries {
            guard let beginning = beginnings[point.key.feed] else { continue }
            guard beginning < point.key.number else {
                throw reader.fault(.outOfRange, at: reader.offset)
            }
        }
    }

    private static func forks<What>(
        _ reader: inout Reader, _ what: (inout Reader) throws(WireError) -> What
    ) throws(WireError) -> SortedMap<ForkPoint, What> {
        var entries: [SortedMap<ForkPoint, What>.Entry] = []
        try reader.forEachEntry { (reader) throws(WireError) in
            try reader.feed()
        } _: { (feed, reader) throws(WireError) in
            try reader.forEachEntry { (reader) throws(WireError) in
                try reader.number()
            } _: { (number, reader) throws(WireError) in
                let point = ForkPoint(feed: feed, number: number)
                entries.append(.init(key: point, value: try what(&reader)))
            }
        }
        return SortedMap(ascending: entries)
    }
}

extension HybridClock: Canonical {
    public static var part: WireError.Part { .clock }

    public func write(to writer: inout Writer) { writer.put(last) }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        Self(last: HybridTime(word: try reader.unsigned(upTo: .max - 1)))
    }
}
