import Lattice
import Wire

/// Makes of entropy whatever can be said, the likely and the unlikely.
struct Inventor {
    var entropy: Entropy
    /// Whose bundle it is for.
    let feed: FeedID
    /// The record of the change before.
    private var record = RecordID.ledger

    init(_ entropy: Entropy, for feed: FeedID) {
        self.entropy = entropy
        self.feed = feed
    }

    mutating func body() -> Body {
        var changes: [Change] = []
        for _ in 0..<entropy.below(12) { changes.append(change()) }
        var later = Later()
        var key: UInt64 = 3
        for _ in 0..<entropy.below(3) {
            key += entropy.word() >> 8
            later.keep(Later.Entry(key: key, item: item()))
            key += 1
        }
        return Body(changes, later: later)
    }

    mutating func change() -> Change {
        if entropy.chance() { record = anyRecord() }
        return Change(record, delta())
    }

    private mutating func anyRecord() -> RecordID {
        let makers: [FeedID] = [feed] + Ground.feeds + [Ground.id(0xEE)]
        guard entropy.chance() else { return .ledger }
        let kind = KindNumber(UInt32(truncatingIfNeeded: entropy.chance() ? entropy.word() : 0))
        return RecordID(Dot(feed: entropy.pick(makers), position: position()), kind)
    }

    private mutating func delta() -> DocumentDelta {
        let field = FieldNumber(UInt32(truncatingIfNeeded: entropy.word()))
        switch entropy.below(8) {
        case 0: return .field(field, .register(Register.Delta(value(), seen: vector())))
        case 1: return .field(field, .set(.add(value())))
        case 2: return .field(field, .set(.remove(value(), seen: vector())))
        case 3: return .field(field, .counter(amount()))
        case 4:
            let key = FactKey(person: Ground.id(1 + entropy.byte() / 2), id: Ground.id(0xAB))
            return .field(field, .facts(Facts.Delta(key, value())))
        case 5: return .life(Life.Delta(.dead, seen: vector()))
        case 6: return .life(Life.Delta(.alive, seen: vector()))
        default:
            let verb = 7 + UInt32(truncatingIfNeeded: entropy.word() >> 33)
            return .foreign(ForeignDelta(verb: verb, field: field, payload: item()))
        }
    }

    private mutating func amount() -> Counter.Delta {
        let amount = Int64(entropy.word() & UInt64(Limits.counterStep - 1)) + 1
        guard let delta = Counter.Delta(entropy.chance() ? amount : -amount) else {
            preconditionFailure("it is from one up to the largest step")
        }
        return delta
    }

    mutating func value() -> Value { Value(entropy.string()) }

    mutating func position() -> Position { Position(word: entropy.word()) }

    private mutating func vector() -> FieldVector {
        var vector = FieldVector()
        for other in Ground.feeds where other != feed && entropy.chance() {
            vector[other] = position()
        }
        return vector
    }

    /// One item of any kind.
    mutating func item() -> Value {
        var writer = Writer()
        write(to: &writer, depth: 0)
        return Value(writer.bytes)
    }

    private mutating func write(to writer: inout Writer, depth: Int) {
        switch entropy.below(depth < 3 ? 8 : 6) {
        case 0: writer.put(entropy.word())
        case 1: writer.put(integer: Int64(bitPattern: entropy.word()))
        case 2: writer.put(entropy.chance())
        case 3: writer.putNull()
        case 4: writer.put(value())
        case 5: writer.put(text: String(decoding: entropy.string(), as: UTF8.self))
        case 6:
            let count = entropy.below(4)
            writer.put(array: count)
            for _ in 0..<count { write(to: &writer, depth: depth + 1) }
        default:
            let count = entropy.below(4)
            writer.put(map: count)
            for key in 0..<count {
                writer.put(UInt64(key))
                write(to: &writer, depth: depth + 1)
            }
        }
    }

    mutating func view() -> View {
        var view = View()
        for feed in Ground.feeds {
            let number = Ground.number(entropy.byte())
            switch entropy.below(5) {
            case 0: break
            case 1: view.cut(feed, to: .nothing)
            case 2: view.cut(feed, to: .upTo(number))
            case 3: view.fork(feed, at: number)
            default: view.fork(feed, at: number, .keep(BundleHash(1, 2, 3, entropy.word())))
            }
        }
        return view
    }
}
