public import Lattice

extension HashSum: Canonical {
    public static var part: WireError.Part { .digest }

    public func write(to writer: inout Writer) {
        writer.put(array: 2)
        writer.put(UInt64(rows))
        writer.put(sum)
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 2)
        var sum = Self()
        sum.rows = Int(try reader.unsigned(upTo: UInt64(Int.max)))
        let start = reader.offset
        sum.sum = try reader.hash()
        guard sum.rows > 0 || sum.sum == .zero else { throw reader.fault(.outOfRange, at: start) }
        return sum
    }
}

/// The shown digest: the sums of its buckets, of which there are a power of two
/// (spec/02-data-types.md#dig-3).
extension [HashSum]: Canonical {
    public static var part: WireError.Part { .digest }

    public func write(to writer: inout Writer) {
        writer.put(array: count)
        for sum in self { sum.write(to: &writer) }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        let head = try reader.head(.array)
        let isPower = head.argument.nonzeroBitCount == 1
        guard isPower, head.argument <= 1 << UInt64(Limits.bucketBits) else {
            throw reader.fault(.wrongCount, at: head.offset)
        }
        let count = try reader.claimed(head)
        var sums: Self = []
        for _ in 0..<count { sums.append(try HashSum.read(from: &reader)) }
        return sums
    }
}

extension HashTree.Proof: Canonical {
    public static var part: WireError.Part { .proof }

    public func write(to writer: inout Writer) {
        writer.put(array: 3)
        writer.put(UInt64(index))
        writer.put(UInt64(count))
        writer.put(array: path.count)
        for hash in path { writer.put(hash) }
    }

    public static func read(from reader: inout Reader) throws(WireError) -> Self {
        try reader.array(of: 3)
        let index = try reader.unsigned(upTo: UInt64(Int.max))
        let start = reader.offset
        let count = try reader.unsigned(upTo: UInt64(Int.max))
        guard index < count else { throw reader.fault(.outOfRange, at: start) }
        var path: [Hash<HashTree.Node>] = []
        for _ in 0..<(try reader.array()) { path.append(try reader.hash()) }
        return Self(index: Int(index), count: Int(count), path: path)
    }
}
