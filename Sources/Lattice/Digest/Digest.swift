/// Sums of row hashes by bucket, kept up with every change (spec/02-data-types.md#dig-1).
///
/// An alarm between honest nodes and the index for finding a difference. Not a commitment: what is
/// to be trusted is a `HashTree`.
public struct Digest<Hasher: Hashing>: Sendable {
    /// Only buckets with rows; never walked in an order that shows.
    @usableFromInline var buckets: [UInt16: HashSum]
    @usableFromInline var sum: HashSum
    @usableFromInline var scratch: ByteBuffer

    public init() {
        buckets = [:]
        sum = HashSum()
        scratch = ByteBuffer()
    }

    /// Made again of what `sums` gave.
    public init(sums: SortedMap<UInt16, HashSum>) {
        self.init()
        for entry in sums.entries where entry.value.rows > 0 {
            buckets[entry.key] = entry.value
            sum.add(entry.value)
        }
    }

    /// All of it, bucket by bucket, to be stored.
    public var sums: SortedMap<UInt16, HashSum> {
        let sorted = buckets.sorted { $0.key < $1.key }
        return SortedMap(ascending: sorted.map { .init(key: $0.key, value: $0.value) })
    }

    /// All rows: where this is equal, states are.
    public var total: HashSum { sum }

    /// As many buckets as suit the number of rows: neighbours added together
    /// (spec/02-data-types.md#dig-3).
    public var shown: [HashSum] {
        let bits = Self.shownBits(rows: total.rows)
        var sums = Array(repeating: HashSum(), count: 1 << bits)
        for (bucket, part) in buckets { sums[Int(bucket) >> (Limits.bucketBits - bits)].add(part) }
        return sums
    }

    static func shownBits(rows: Int) -> Int {
        var bits = 0
        while bits < Limits.bucketBits, Limits.rowsPerBucket << bits < rows { bits += 1 }
        return bits
    }

    @inlinable
    public static func bucket(of anchor: Anchor) -> UInt16 {
        let (a, b, c) =
            switch anchor {
            case .record(let id):
                (id.creation.feed.high, id.creation.feed.low, id.creation.position.word)
            case .fact(let key):
                (key.person.high ^ key.person.low, key.id.high, key.id.low)
            }
        let mixed = ((a ^ b) &+ c) &* 0x9E37_79B9_7F4A_7C15
        return UInt16(mixed >> (64 - UInt64(Limits.bucketBits)))
    }

    @inlinable
    public mutating func add(_ key: RowKey, of record: RecordID, _ row: borrowing some Row) {
        guard Hasher.isOn, !row.isEmpty else { return }
        let hash = hash(key, of: record, row)
        buckets[Self.bucket(of: key.anchor(of: record)), default: HashSum()].add(hash)
        sum.add(hash)
    }

    @inlinable
    public mutating func subtract(_ key: RowKey, of record: RecordID, _ row: borrowing some Row) {
        guard Hasher.isOn, !row.isEmpty else { return }
        let hash = hash(key, of: record, row)
        let bucket = Self.bucket(of: key.anchor(of: record))
        buckets[bucket, default: HashSum()].subtract(hash)
        if buckets[bucket]?.rows == 0 { buckets[bucket] = nil }
        sum.subtract(hash)
    }

    /// The hash of one row, by itself.
    @inlinable
    public mutating func hash(_ key: RowKey, of record: RecordID, _ row: borrowing some Row)
        -> RowHash
    {
        scratch.clear()
        key.write(of: record, into: &scratch)
        row.write(into: &scratch)
        return scratch.hash(by: Hasher.self, of: HashSum.Row.self)
    }
}

extension Digest: Equatable {
    public static func == (a: Self, b: Self) -> Bool {
        a.sum == b.sum && a.buckets == b.buckets
    }
}

/// Adds up rows as they are shown.
extension Digest: RecordVisitor {
    public mutating func visit(_ record: RecordID, _ key: RowKey, _ row: borrowing some Row) {
        add(key, of: record, row)
    }
}
