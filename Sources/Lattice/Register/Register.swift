/// What a register holds for one write: the value, and when it was written.
@frozen
public struct Write: Hashable, Comparable, Sendable {
    public let time: HybridTime
    public let value: Value

    @inlinable
    public init(time: HybridTime, value: Value) {
        self.time = time
        self.value = value
    }

    @inlinable
    public static func < (a: Self, b: Self) -> Bool {
        a.time == b.time ? a.value < b.value : a.time < b.time
    }
}

/// One value, last write winning; but last is decided by causality first, and by clocks only among
/// writes that did not see each other, all of which stay readable (spec/02-data-types.md#reg-1).
@frozen
public struct Register: Hashable, Sendable {
    public var marks: Marks<Write>

    @frozen
    public struct Delta: Hashable, Sendable {
        public let value: Value
        public let vector: FieldVector

        @inlinable
        public init(_ value: Value, seen vector: FieldVector = FieldVector()) {
            self.value = value
            self.vector = vector
        }
    }

    @inlinable
    public init() { marks = Marks() }

    /// A write of this value that replaces all that stands here.
    @inlinable
    public func writing(_ value: Value, _ pen: Pen) throws(AuthorError) -> Delta {
        Delta(value, seen: try marks.vector(pen))
    }

    @inlinable
    public mutating func join(_ delta: Delta, at stamp: Stamp) {
        let write = Write(time: stamp.time, value: delta.value)
        marks.join(stamp.dot.feed, Mark(stamp.dot.position, standing: write))
        marks.cover(delta.vector, by: stamp.dot)
    }
}

extension Register: CRDT {
    @inlinable
    public mutating func join(_ other: Self, _: Frontiers) { marks.join(other.marks) }

    /// Nothing: covered marks stay, so that later writes name them (spec/02-data-types.md#mark-4).
    @inlinable
    public mutating func settle(within _: Frontier) {}

    public func visitRows(of field: FieldNumber, _ visitor: inout some RowVisitor) {
        if !marks.isEmpty { visitor.visit(.register(field), self) }
    }
}
