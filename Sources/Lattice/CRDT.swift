/// A type of state that replicas can change apart and join again.
///
/// A state is a function of the set of changes joined into it and of the frontier they came with,
/// never of their order. Every conforming type brings a generator to the test suite, and is held
/// to the laws there: see "02 · Data types" in the specification.
public protocol CRDT: Equatable, Sendable {
    /// What one mutation adds, small enough to send.
    associatedtype Delta: Hashable, Sendable

    /// The state of nothing.
    init()

    /// Joins one change. A feed's changes come in order and each once: the frontier sees to that.
    mutating func join(_ delta: Delta, at stamp: Stamp)

    /// Joins another state of the same thing, held under the same view.
    mutating func join(_ other: Self, _ frontiers: Frontiers)

    /// Forgets what only waited for bundles that the frontier now contains.
    mutating func settle(within frontier: Frontier)

    /// Shows every row, in any order, as rows of this field. (A document has fields of its own and
    /// takes no notice of the one named.)
    func visitRows(of field: FieldNumber, _ visitor: inout some RowVisitor)
}
