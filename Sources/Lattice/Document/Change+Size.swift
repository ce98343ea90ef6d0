extension Change {
    /// More than a change takes by itself: heads, references and numbers of the largest kind, and
    /// an id in each of the two tables.
    static let mostBytes = 128

    /// More bytes than this change can add to an encoded body. The encoding is another's business;
    /// what matters here is that an author learns in time when a bundle is full.
    @usableFromInline
    var mostBytes: Int {
        // An entry of a vector: its feed in the table, a reference, a number, an index.
        Self.mostBytes + (delta.text?.count ?? 0) + (delta.vector?.count ?? 0) * (16 + 3 + 9 + 5)
    }
}

extension DocumentDelta {
    /// The value, element or content that it carries.
    var text: Value? {
        switch self {
        case .life: nil
        case .field(_, .register(let delta)): delta.value
        case .field(_, .set(let delta)): delta.element
        case .field(_, .counter): nil
        case .field(_, .facts(let delta)): delta.content
        case .foreign(let delta): delta.payload
        }
    }

    /// What it says it has seen.
    public var vector: FieldVector? {
        switch self {
        case .life(let delta): delta.vector
        case .field(_, .register(let delta)): delta.vector
        case .field(_, .set(.remove(_, let vector))): vector
        default: nil
        }
    }
}
