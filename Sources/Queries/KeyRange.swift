/// Keys of an index that lie together.
public struct KeyRange: Hashable, Sendable {
    /// Where keys end.
    public enum End: Hashable, Sendable {
        case before([UInt8])
        case with([UInt8])
        case open
    }

    /// The first key; an empty one is before all.
    public let lower: [UInt8]
    public let upper: End

    public init(from lower: [UInt8] = [], to upper: End = .open) {
        self.lower = lower
        self.upper = upper
    }

    /// One key.
    init(at key: [UInt8]) { self.init(from: key, to: .with(key)) }

    public func contains(_ key: [UInt8]) -> Bool { !key.precede(lower) && upper.isBeyond(key) }

    public var isEmpty: Bool { !upper.isBeyond(lower) }

    /// The keys of both; nil if there are none.
    public func common(with other: Self) -> Self? { [self].common(with: [other]).first }

    /// Whether there is but one key in it.
    public var isPoint: Bool { upper == .with(lower) }
}

extension KeyRange.End: Comparable {
    /// Whether a key comes before it.
    func isBeyond(_ key: [UInt8]) -> Bool {
        switch self {
        case .before(let end): key.precede(end)
        case .with(let end): !end.precede(key)
        case .open: true
        }
    }

    /// An end before a key comes before one with it.
    public static func < (a: Self, b: Self) -> Bool {
        switch (a, b) {
        case (.open, _): false
        case (_, .open): true
        case (.before(let a), .with(let b)): !b.precede(a)
        case (.before(let a), .before(let b)), (.with(let a), .before(let b)),
            (.with(let a), .with(let b)):
            a.precede(b)
        }
    }
}

extension [KeyRange] {
    /// The keys of any of them, as ranges that ascend and do not meet.
    var merged: [KeyRange] {
        var merged: [KeyRange] = []
        for range in filter({ !$0.isEmpty }).sorted(by: { $0.lower.precede($1.lower) }) {
            if let last = merged.last, last.upper.isBeyond(range.lower) {
                merged[merged.count - 1] = KeyRange(
                    from: last.lower, to: Swift.max(last.upper, range.upper))
            } else {
                merged.append(range)
            }
        }
        return merged
    }

    /// The keys of both; each ascend and do not meet.
    func common(with others: [KeyRange]) -> [KeyRange] {
        var common: [KeyRange] = []
        var (mine, theirs) = (self[...], others[...])
        while let a = mine.first, let b = theirs.first {
            let range = KeyRange(
                from: a.lower.precede(b.lower) ? b.lower : a.lower,
                to: Swift.min(a.upper, b.upper))
            if !range.isEmpty { common.append(range) }
            // The one that ends first meets nothing more.
            if a.upper < b.upper { mine.removeFirst() } else { theirs.removeFirst() }
        }
        return common
    }
}
