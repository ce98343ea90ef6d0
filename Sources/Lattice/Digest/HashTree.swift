/// The tree over sorted row hashes, for what is signed or trusted; made when needed
/// (spec/02-data-types.md#dig-4).
public struct HashTree<Hasher: Hashing>: Sendable {
    /// What the hashes of a tree's nodes hash.
    public enum Node {}

    public let leaves: [RowHash]

    public init(of rows: [RowHash]) { leaves = rows.sorted() }

    public var root: Hash<Node> {
        if leaves.isEmpty { return ByteBuffer().hash(by: Hasher.self, of: Node.self) }
        var bytes = ByteBuffer()
        return root(leaves[...], &bytes)
    }

    private func root(_ leaves: ArraySlice<RowHash>, _ bytes: inout ByteBuffer)
        -> Hash<Node>
    {
        if leaves.count == 1 { return Self.leaf(leaves[leaves.startIndex], &bytes) }
        let middle = leaves.startIndex + Self.split(leaves.count)
        let left = root(leaves[..<middle], &bytes)
        let right = root(leaves[middle...], &bytes)
        return Self.node(left, right, &bytes)
    }

    /// The neighbours on the way from a row's leaf to the root: with them anybody can check that
    /// the row is under it. Nil if it is not.
    public func proof(of row: RowHash) -> Proof? {
        guard let index = leaves.firstIndex(of: row) else { return nil }
        var path: [Hash<Node>] = []
        var bytes = ByteBuffer()
        var range = leaves[...]
        while range.count > 1 {
            let middle = range.startIndex + Self.split(range.count)
            let (left, right) = (range[..<middle], range[middle...])
            path.append(root(index < middle ? right : left, &bytes))
            range = index < middle ? left : right
        }
        return Proof(index: index, count: leaves.count, path: path)
    }

    /// That a row is one of `count` rows under a root.
    public struct Proof: Hashable, Sendable {
        public let index: Int
        public let count: Int
        /// From the root down.
        public let path: [Hash<Node>]

        public init(index: Int, count: Int, path: [Hash<Node>]) {
            self.index = index
            self.count = count
            self.path = path
        }

        /// Whether the row is under this root. A proof from elsewhere may be anything.
        public func holds(_ row: RowHash, under root: Hash<Node>) -> Bool {
            guard count > 0, (0..<count).contains(index) else { return false }
            var turns: [Bool] = []
            var (first, size) = (0, count)
            while size > 1 {
                let middle = first + split(size)
                turns.append(index < middle)
                (first, size) =
                    index < middle ? (first, middle - first) : (middle, first + size - middle)
            }
            guard turns.count == path.count else { return false }
            var bytes = ByteBuffer()
            var hash = leaf(row, &bytes)
            for (isLeft, neighbour) in zip(turns, path).reversed() {
                hash = isLeft ? node(hash, neighbour, &bytes) : node(neighbour, hash, &bytes)
            }
            return hash == root
        }
    }

    /// The largest power of two below the count.
    static func split(_ count: Int) -> Int {
        1 << (Int.bitWidth - 1 - (count - 1).leadingZeroBitCount)
    }

    static func leaf(_ row: RowHash, _ bytes: inout ByteBuffer) -> Hash<Node> {
        bytes.clear()
        bytes.put(byte: 0)
        bytes.put(row)
        return bytes.hash(by: Hasher.self, of: Node.self)
    }

    static func node(_ left: Hash<Node>, _ right: Hash<Node>, _ bytes: inout ByteBuffer)
        -> Hash<Node>
    {
        bytes.clear()
        bytes.put(byte: 1)
        bytes.put(left)
        bytes.put(right)
        return bytes.hash(by: Hasher.self, of: Node.self)
    }
}
