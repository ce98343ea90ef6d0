/// What a mark of a document's life says.
@frozen
public enum LifeSign: UInt8, Hashable, Comparable, Sendable {
    case dead = 0
    case alive = 1

    @inlinable
    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }
}

/// The existence of a document: marks like those of a register, but every change of a field is a
/// sign of life, and alive wins over dead (spec/02-data-types.md#doc-4).
@frozen
public struct Life: Hashable, Sendable {
    public var marks: Marks<LifeSign>

    /// What the marks come to (spec/02-data-types.md#doc-5).
    public enum Reading: Hashable, Sendable {
        case absent
        case alive
        /// Alive, though a deletion stands beside what keeps it alive: a person should look.
        case contested
        case deleted
    }

    /// A deletion or a restoration.
    @frozen
    public struct Delta: Hashable, Sendable {
        public let sign: LifeSign
        public let vector: FieldVector

        @inlinable
        public init(_ sign: LifeSign, seen vector: FieldVector) {
            self.sign = sign
            self.vector = vector
        }
    }

    @inlinable
    public init() { marks = Marks() }

    @inlinable
    public var reading: Reading {
        var isAlive = false
        var isDead = false
        for entry in marks.entries {
            switch entry.value.payload {
            case .alive: isAlive = true
            case .dead: isDead = true
            case nil: break
            }
        }
        if isAlive { return isDead ? .contested : .alive }
        return isDead ? .deleted : .absent
    }

    /// A deletion, or a restoration, of a document that is there.
    @inlinable
    public func writing(_ sign: LifeSign, _ pen: Pen) throws(AuthorError) -> Delta {
        guard reading != .absent else { throw .absent }
        return Delta(sign, seen: try marks.vector(pen))
    }

    /// Throws if a field may not be changed now (spec/02-data-types.md#doc-6).
    @inlinable
    public func checkEditable(_ pen: Pen) throws(AuthorError) {
        if reading == .deleted { throw .deleted }
        try marks.checkFree(pen)
    }

    @inlinable
    public mutating func join(_ delta: Delta, at dot: Dot) {
        marks.join(dot.feed, Mark(dot.position, standing: delta.sign))
        marks.cover(delta.vector, by: dot)
    }

    /// The sign of life that every change of a field is (spec/02-data-types.md#doc-3).
    @inlinable
    public mutating func showSign(at dot: Dot) {
        marks.join(dot.feed, Mark(dot.position, standing: .alive))
    }
}
