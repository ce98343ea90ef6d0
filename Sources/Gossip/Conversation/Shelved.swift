internal import Lattice

/// What is held of a tier under one salt, by buckets (spec/11-sync.md#hold-3).
struct Shelved: Sendable {
    struct Entry: Sendable {
        let tag: HoldingTag
        let holding: Holding
    }

    let bits: Int
    /// Each ascending by tag.
    private(set) var buckets: [[Entry]]

    init(_ holdings: [Holding], under salt: HoldingSalt, bits: Int? = nil) {
        let bits = bits ?? Self.bits(for: holdings.count)
        self.bits = bits
        buckets = Array(repeating: [], count: 1 << bits)
        for holding in holdings {
            buckets[salt.bucket(of: holding, bits: bits)]
                .append(Entry(tag: salt.tag(of: holding), holding: holding))
        }
        for bucket in buckets.indices {
            buckets[bucket].sort { ($0.tag, $0.holding.name) < ($1.tag, $1.holding.name) }
        }
    }

    /// So many that few things lie in each.
    private static func bits(for count: Int) -> Int {
        var bits = 0
        while bits < TalkLimits.bucketBits, TalkLimits.bucketSize << bits < count { bits += 1 }
        return bits
    }

    var sums: [UInt64] {
        buckets.map { bucket in bucket.reduce(0) { ($0 + $1.tag.value) & 0xFFFF_FFFF } }
    }

    /// The tags of a bucket, each once.
    func tags(in bucket: Int) -> [HoldingTag] {
        var tags: [HoldingTag] = []
        for entry in buckets[bucket] where tags.last != entry.tag { tags.append(entry.tag) }
        return tags
    }
}
