import Lattice
import Wire

/// Ways to make a body one that must not be written.
enum Spoiling: CaseIterable {
    case ownFeed
    case zeroFeed
    case zeroRecord
    case zeroPerson
    case knownVerb
    case knownKey
    case noItem
    case twoItems
    case longValue

    /// Why it is refused then.
    var reason: WireError.Reason {
        switch self {
        case .ownFeed: .ownFeed
        case .zeroFeed, .zeroRecord, .zeroPerson: .zeroID
        case .knownVerb, .knownKey: .outOfRange
        case .noItem: .truncated
        case .twoItems: .trailing
        case .longValue: .tooLong
        }
    }

    /// Spoils a sound body at a place that the inventor chooses.
    func spoil(_ body: Body, by inventor: inout Inventor) -> Body {
        guard self != .knownKey else {
            var later = Later()
            let key = UInt64(inventor.entropy.below(3))
            later.keep(Later.Entry(key: key, item: inventor.item()))
            return Body(body.changes, later: later)
        }
        var spoilt = body
        spoilt.changes.insert(change(&inventor), at: inventor.entropy.below(body.changes.count + 1))
        return spoilt
    }

    private func change(_ inventor: inout Inventor) -> Change {
        let field = FieldNumber(0)
        let maker = self == .zeroRecord ? FeedID.zero : inventor.feed
        let nonzero = Position(word: 1 | inventor.position().word)
        let record = RecordID(Dot(feed: maker, position: nonzero))
        let delta: DocumentDelta
        switch self {
        case .ownFeed:
            delta = .life(Life.Delta(.dead, seen: FieldVector([(inventor.feed, nonzero)])))
        case .zeroFeed:
            let vector = FieldVector([(FeedID.zero, nonzero)])
            delta = .field(field, .register(Register.Delta(inventor.value(), seen: vector)))
        case .zeroPerson:
            let key = FactKey(person: .zero, id: Ground.id(1))
            delta = .field(field, .facts(Facts.Delta(key, inventor.value())))
        case .knownVerb:
            let verb = UInt32(inventor.entropy.below(7))
            delta = .foreign(ForeignDelta(verb: verb, field: field, payload: inventor.item()))
        case .noItem:
            delta = .foreign(ForeignDelta(verb: 7, field: field, payload: Value([])))
        case .twoItems:
            let two = Value(inventor.item().bytes + inventor.item().bytes)
            delta = .foreign(ForeignDelta(verb: 7, field: field, payload: two))
        case .longValue:
            let long = [UInt8](repeating: inventor.entropy.byte(), count: Limits.valueBytes + 1)
            delta = .field(field, .set(.add(Value(long))))
        case .zeroRecord, .knownKey: delta = .field(field, .set(.add(inventor.value())))
        }
        return Change(record, delta)
    }
}
