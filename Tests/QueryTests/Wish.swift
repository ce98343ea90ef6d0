import Lattice
import Queries
import Simulation

/// A filter as the tests know it: it is held against models, and never against what is shown.
indirect enum Wish {
    case everything
    case compare(UInt32, Comparison, Datum)
    case among(UInt32, [Datum])
    case begins(UInt32, String)
    case tagged(String)
    case calls(String)
    case missing(UInt32)
    case contested(UInt32?)
    case search(String)
    case all([Wish])
    case any([Wish])
    case not(Wish)

    var filter: Filter {
        switch self {
        case .everything: .everything
        case .compare(let field, let comparison, let datum):
            .compare(FieldNumber(field), comparison, datum.value)
        case .among(let field, let data): .among(FieldNumber(field), data.map(\.value))
        case .begins(let field, let text): .begins(FieldNumber(field), text)
        case .tagged(let tag): .contains(FieldNumber(8), text(tag))
        case .calls(let call): .contains(FieldNumber(12), text(call))
        case .missing(let field): .missing(FieldNumber(field))
        case .contested(let field): .contested(field.map { FieldNumber($0) })
        case .search(let text): .search(text)
        case .all(let wishes): .all(wishes.map(\.filter))
        case .any(let wishes): .any(wishes.map(\.filter))
        case .not(let wish): .not(wish.filter)
        }
    }

    func grants(_ model: Model) -> Bool {
        switch self {
        case .everything: return true
        case .compare(let field, let comparison, let wanted):
            guard let found = model[field] else { return comparison == .notEqual }
            switch comparison {
            case .equal: return found.isEqual(to: wanted)
            case .notEqual: return !found.isEqual(to: wanted)
            case .less: return found.comes(before: wanted)
            case .greater: return wanted.comes(before: found)
            case .lessOrEqual: return !wanted.comes(before: found)
            case .greaterOrEqual: return !found.comes(before: wanted)
            }
        case .among(let field, let data):
            return model[field].map { found in data.contains { found.isEqual(to: $0) } } ?? false
        case .begins(let field, let beginning):
            guard case .text(let text)? = model[field] else { return false }
            return text.lowercased().hasPrefix(beginning.lowercased())
        case .tagged(let tag): return model.tags.contains(tag)
        case .calls(let call):
            guard case .texts(let texts)? = model[12] else { return false }
            return texts.contains(call)
        case .missing(8): return model.tags.isEmpty
        case .missing(10): return model.log.isEmpty
        case .missing(let field): return model[field] == nil
        case .contested(let field?): return model.isContested(field)
        case .contested(nil):
            return model.existence == .contested
                || model.singles.keys.contains { model.isContested($0) }
        case .search(let words):
            return words.split(separator: " ").allSatisfy { model.mentions(String($0)) }
        case .all(let wishes): return !wishes.contains { !$0.grants(model) }
        case .any(let wishes): return !wishes.filter { $0.grants(model) }.isEmpty
        case .not(let wish): return wish.grants(model) == false
        }
    }
}

extension Model {
    fileprivate func mentions(_ word: String) -> Bool {
        var texts = tags + log
        if case .text(let name)? = self[0] { texts.append(name) }
        if kind == Yard.boat, case .number(let state)? = self[5] {
            texts += [0: ["free", "Frei"], 1: ["busy"], 7: ["lost"]][state] ?? []
        }
        return texts.contains { $0.lowercased().contains(word.lowercased()) }
    }
}

extension Wish {
    static func any(
        _ kind: KindNumber, _ random: inout SeededRandom, depth: Int = 0
    ) -> Wish {
        let field = random.pick(Model.fields[kind] ?? [0])
        let datum = Model.datum(of: field, &random)
        switch random.below(depth < 3 ? 16 : 11) {
        case 0...3:
            return .compare(field, random.pick(Comparison.allCases), datum)
        case 4: return .among(field, [datum, Model.datum(of: field, &random)])
        case 5: return .begins(0, random.pick(["a", "AN", "É", "", "z", "z\u{0}", "anna!"]))
        case 6: return .missing(field)
        case 7: return .search(random.pick(["ann", "O", "sAi home", "fre 1", "hidden", "a b", ""]))
        case 8: return .everything
        case 9, 10: return special(kind, &random)
        case 11, 12: return .all(some(kind, &random, depth))
        case 13, 14: return .any(some(kind, &random, depth))
        default: return .not(any(kind, &random, depth: depth + 1))
        }
    }

    /// What only boats have.
    private static func special(_ kind: KindNumber, _ random: inout SeededRandom) -> Wish {
        guard kind == Yard.boat else { return .contested(nil) }
        switch random.below(6) {
        case 0: return .tagged(random.pick(["A", "B-1", "C"]))
        case 1: return .calls(random.pick(["Bo", "anna", "x"]))
        case 2: return .contested(random.pick([1, 2, 3, 4]))
        case 3: return .contested(nil)
        case 4: return .missing(random.pick([8, 10]))
        default:
            return .compare(9, random.pick(Comparison.allCases), .number(random.below(5) - 2))
        }
    }

    private static func some(
        _ kind: KindNumber, _ random: inout SeededRandom, _ depth: Int
    ) -> [Wish] {
        (0..<random.below(4)).map { _ in any(kind, &random, depth: depth + 1) }
    }
}
