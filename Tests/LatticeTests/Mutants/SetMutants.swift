import Lattice
import Simulation
import TestSupport

/// Sets as they are often got wrong.
enum SetMutants {
    /// A removal takes what is there, seen or not.
    enum RemoveWins: SetRules {
        static func join(
            _ delta: AddWinsSet.Delta, at stamp: Stamp, into state: inout AddWinsSet
        ) {
            guard case .remove(let element, let seen) = delta else {
                return state.join(delta, at: stamp)
            }
            let marks = state.elements[element]?.marks.entries ?? []
            var all = FieldVector(marks.map { ($0.key, $0.value.position) })
            all.join(seen)
            state.join(.remove(element, seen: all), at: stamp)
        }
    }

    /// Of an element's additions only the one with the highest dot is kept.
    enum KeepHighestDot: SetRules {
        static func join(
            _ delta: AddWinsSet.Delta, at stamp: Stamp, into state: inout AddWinsSet
        ) {
            state.join(delta, at: stamp)
            state.modify(delta.element) { row in
                let standing = row.marks.entries.filter { $0.value.payload != nil }
                guard let top = standing.last else { return }
                var one = Marks<Added>()
                one.join(top.key, top.value)
                row.marks = one
            }
        }
    }

    /// A removal that comes before what it removes is forgotten.
    enum ForgetEarlyRemovals: SetRules {
        static func settle(_ state: inout AddWinsSet, within frontier: Frontier) {
            for element in state.elements.keys.sorted() {
                state.modify(element) { row in
                    var kept = Marks<Added>()
                    for entry in row.marks.entries where entry.value.payload != nil {
                        kept.join(entry.key, entry.value)
                    }
                    row.marks = kept
                }
            }
        }
    }

    /// What a removal names counts as seen: an addition at or below it is taken for old news.
    enum CompactEarlyIntoFrontier: SetRules {
        static func join(
            _ delta: AddWinsSet.Delta, at stamp: Stamp, into state: inout AddWinsSet
        ) {
            let dot = stamp.dot
            let isOldNews = state.elements.values.contains { row in
                guard let mark = row.marks[dot.feed] else { return false }
                return mark.payload == nil && mark.position >= dot.position
            }
            if case .add = delta, isOldNews { return }
            state.join(delta, at: stamp)
        }
    }

    /// States are joined as if neither side had ever removed anything.
    enum JoinByUnion: SetRules {
        static func join(
            _ other: AddWinsSet, into state: inout AddWinsSet, _ frontiers: Frontiers
        ) {
            for element in other.elements.keys.sorted() {
                guard let theirs = other.elements[element] else { continue }
                state.modify(element) { $0.marks.join(theirs.marks) }
            }
        }
    }

    /// What one side lacks is taken for removed there, whether it had it or not.
    enum JoinByIntersection: SetRules {
        static func join(
            _ other: AddWinsSet, into state: inout AddWinsSet, _ frontiers: Frontiers
        ) {
            for element in state.elements.keys.sorted() where other.elements[element] == nil {
                state.modify(element) { $0 = Element() }
            }
        }
    }

    /// A removal says nothing of the author's own earlier additions.
    enum ForgetOwnAdditions: SetRules {
        static func join(
            _ delta: AddWinsSet.Delta, at stamp: Stamp, into state: inout AddWinsSet
        ) {
            let own = state.elements[delta.element]?.marks[stamp.dot.feed]
            state.join(delta, at: stamp)
            guard case .remove = delta, let own, own.payload != nil else { return }
            state.modify(delta.element) { row in
                var marks = Marks<Added>()
                for entry in row.marks.entries where entry.key != stamp.dot.feed {
                    marks.join(entry.key, entry.value)
                }
                marks.join(stamp.dot.feed, own)
                row.marks = marks
            }
        }
    }
}
