/// How many bytes an encoded body has at most. The encoding is another's business; what matters
/// here is that an author learns in time when a bundle is full (spec/03-encoding.md#body-10). So
/// every number counts as if it were the largest, and every id as if it were new to its table.
struct BodySize {
    /// Heads of the map, of both tables and of the array.
    private(set) var bytes = 32
    /// Whose turn it is.
    private var record: RecordID?

    private static let id = 16
    private static let head = 5
    /// Tables of a body that is not too long have no more entries than three bytes can tell.
    private static let reference = 3
    private static let position = 9 + 5

    /// The size with one more change of a bundle of this feed.
    func adding(_ change: Change, of feed: FeedID) -> Self {
        var sum = self
        if change.record != record {
            sum.record = change.record
            sum.bytes += 1 + Self.reference + Self.position
            if change.record.kind != .none { sum.bytes += Self.head }
            if change.record.creation.feed != feed { sum.bytes += Self.id }
        }
        // A verb, a field, and the heads of a value and of an array around it.
        sum.bytes += 4 * Self.head + (change.delta.text?.count ?? 0)
        sum.bytes += (change.delta.vector?.count ?? 0) * (Self.id + Self.reference + Self.position)
        switch change.delta {
        case .field(_, .facts): sum.bytes += Self.id + Self.reference + 1 + Self.id
        case .field(_, .counter): sum.bytes += 9
        default: break
        }
        return sum
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
