public import Lattice
public import Simulation
public import Wire

public enum SetWant: Hashable, Sendable {
    case add(Value)
    case remove(Value)
}

/// Sets under the laws. Wrong versions take this protocol's defaults too.
public protocol SetRules: Subject where State == AddWinsSet, Want == SetWant {}

public enum SetSubject: SetRules {}

extension SetRules {
    public static func wrap(_ delta: AddWinsSet.Delta) -> DocumentDelta {
        .field(FieldNumber(3), .set(delta))
    }

    public static func draw(_ random: inout SeededRandom) -> SetWant {
        let element = Value(random.pick(["x", "y"]))
        return random.chance(55) ? .add(element) : .remove(element)
    }

    public static var alphabet: [[SetWant]] {
        let (add, remove) = (SetWant.add(Value("x")), SetWant.remove(Value("x")))
        return [[add], [remove], [remove, add], [.add(Value("y"))]]
    }

    public static func lie(_ random: inout SeededRandom) -> AddWinsSet.Delta {
        let element = Value(random.pick(["x", "y"]))
        return random.chance(30) ? .add(element) : .remove(element, seen: Universe.lie(&random))
    }

    public static func author(_ want: SetWant, _ state: inout AddWinsSet, _ pen: Pen)
        throws(AuthorError) -> AddWinsSet.Delta?
    {
        switch want {
        case .add(let element): try state.adding(element, pen)
        case .remove(let element): try state.removing(element, pen)
        }
    }

    public static func read(_ state: AddWinsSet) -> String {
        state.members.map(\.description).joined(separator: " ")
    }

    public static func model(_ admitted: [Claim<AddWinsSet.Delta>], byKnowledge: Bool) -> String {
        SetModel.reading(admitted, byKnowledge: byKnowledge)
    }

    /// A removal names what still stood; what another removal had covered, that one answers for
    /// (spec/02-data-types.md#set-4).
    public static var keepsCoverWhenVoid: Bool { false }
}
