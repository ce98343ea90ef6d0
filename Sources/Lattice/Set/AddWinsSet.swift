/// The payload of an element's mark: that it was added is all there is to say.
@frozen
public struct Added: Hashable, Comparable, Sendable {
    @inlinable
    public init() {}

    @inlinable
    public static func < (_: Self, _: Self) -> Bool { false }
}

/// One element of a set: the additions that stand, and removals that came early.
@frozen
public struct Element: Hashable, Sendable {
    public var marks: Marks<Added>

    @inlinable
    public init() { marks = Marks() }

    @inlinable public var isPresent: Bool { marks.isStanding }

    /// An addition of this element.
    @inlinable
    public func adding(_ value: Value, _ pen: Pen) throws(AuthorError) -> AddWinsSet.Delta {
        try marks.checkFree(pen)
        return .add(value)
    }

    /// The removal of all that stands here, or nil if nothing does
    /// (spec/02-data-types.md#set-3).
    @inlinable
    public func removing(_ value: Value, _ pen: Pen) throws(AuthorError) -> AddWinsSet.Delta? {
        isPresent ? .remove(value, seen: try marks.vector(pen)) : nil
    }

    @inlinable
    public mutating func join(_ delta: AddWinsSet.Delta, at dot: Dot) {
        switch delta {
        case .add:
            marks.join(dot.feed, Mark(dot.position, standing: Added()))
        case .remove(_, let vector):
            // Of its own feed a removal covers all that came before it, as any later write does.
            marks.join(dot.feed, Mark(covered: dot.position))
            marks.cover(vector, by: dot)
        }
    }
}

/// A set in which adding wins over a removal that did not see it (spec/02-data-types.md#set-1).
///
/// A removed element leaves nothing behind once the bundles that added it have arrived.
public struct AddWinsSet: Equatable, Sendable {
    /// Elements that are present or have early removals, and no others.
    public var elements: [Value: Element]

    public enum Delta: Hashable, Sendable {
        case add(Value)
        case remove(Value, seen: FieldVector)

        @inlinable
        public var element: Value {
            switch self {
            case .add(let element), .remove(let element, _): element
            }
        }
    }

    public init() { elements = [:] }

    /// Changes the row of one element where it is; a row left empty is forgotten.
    @inlinable
    public mutating func modify<Result, Failure: Error>(
        _ element: Value, _ body: (inout Element) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        try elements.keep(element, initial: Element(), body)
    }
}

extension AddWinsSet: Vanishing {
    @inlinable public var isEmpty: Bool { elements.isEmpty }
}

extension AddWinsSet: CRDT {
    public mutating func join(_ delta: Delta, at stamp: Stamp) {
        modify(delta.element) { $0.join(delta, at: stamp.dot) }
    }

    public mutating func join(_ other: Self, _ frontiers: Frontiers) {
        for element in elements.keys where other.elements[element] == nil {
            modify(element) { $0.marks.join(Marks(), frontiers) }
        }
        for (element, theirs) in other.elements {
            modify(element) { $0.marks.join(theirs.marks, frontiers) }
        }
    }

    public mutating func settle(within frontier: Frontier) {
        for element in elements.keys { modify(element) { $0.marks.settle(within: frontier) } }
    }

    public func visitRows(of field: FieldNumber, _ visitor: inout some RowVisitor) {
        for (element, row) in elements { visitor.visit(.element(field, element), row) }
    }
}

extension AddWinsSet {
    public func contains(_ element: Value) -> Bool { elements[element]?.isPresent ?? false }

    /// The elements that are in the set, in the order of their bytes.
    public var members: [Value] {
        elements.filter { $0.value.isPresent }.keys.sorted()
    }

    public func adding(_ element: Value, _ pen: Pen) throws(AuthorError) -> Delta {
        try (elements[element] ?? Element()).adding(element, pen)
    }

    /// Nil if the element is not there: removing nothing is no change.
    public func removing(_ element: Value, _ pen: Pen) throws(AuthorError) -> Delta? {
        try elements[element]?.removing(element, pen)
    }
}
