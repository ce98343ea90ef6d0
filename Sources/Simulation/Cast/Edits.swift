internal import Bundles
internal import Charter
public import Lattice
public import Replica
internal import Schema
internal import Wire

extension Edit {
    /// Whether it gives a boat its name.
    public var isNaming: Bool {
        switch self {
        case .create(_, let field, _), .write(_, let field, _): field == FieldNumber(0)
        default: false
        }
    }

    /// The same with this name.
    public func naming(_ name: Value) -> Edit {
        switch self {
        case .create(let kind, let field, _): .create(kind, field, name)
        case .write(let id, let field, _): .write(id, field, name)
        default: self
        }
    }

    /// Something that somebody does to one of these boats, or a new one.
    public static func any(of ids: [RecordID], _ random: inout SeededRandom) -> Edit {
        let boat = KindNumber(Harbour.boat)
        guard !ids.isEmpty, !random.chance(20) else {
            return .create(boat, FieldNumber(0), text("boat \(random.below(100))"))
        }
        let id = Edit.Subject.record(random.pick(ids))
        let person = item { $0.put(PersonID(high: 1, low: UInt64(random.below(4)) + 1)) }
        switch random.below(9) {
        case 0: return .write(id, FieldNumber(0), text("name \(random.below(9))"))
        case 1: return .write(id, FieldNumber(1), integer(Int64(random.below(9))))
        case 2: return .add(id, FieldNumber(4), person)
        case 3: return .remove(id, FieldNumber(4), person)
        case 4: return .count(id, FieldNumber(5), Int64(random.below(9)) - 10)
        case 5:
            let key = FactID(high: 5, low: UInt64(random.below(20)))
            return .note(id, FieldNumber(6), key, group((0, text("line"))))
        case 6: return .delete(id)
        case 7: return .restore(id)
        default:
            let key = FactID(high: 6, low: UInt64(random.below(20)))
            guard case .record(let boat) = id else { return .delete(id) }
            return .state(
                KindNumber(Harbour.trip), key, group((0, item { $0.put(boat) })))
        }
    }
}
