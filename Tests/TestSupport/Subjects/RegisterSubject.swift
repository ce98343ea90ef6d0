public import Lattice
public import Simulation
public import Wire

/// Registers under the laws. Wrong versions take this protocol's defaults too.
public protocol RegisterRules: Subject where State == Register, Want == Value {}

public enum RegisterSubject: RegisterRules {}

extension RegisterRules {
    public static func wrap(_ delta: Register.Delta) -> DocumentDelta {
        .field(FieldNumber(3), .register(delta))
    }

    public static func draw(_ random: inout SeededRandom) -> Value {
        Value(random.pick(["a", "b", "c"]))
    }

    public static var alphabet: [[Value]] {
        [[Value("a")], [Value("b")], [Value("a"), Value("b")]]
    }

    public static func lie(_ random: inout SeededRandom) -> Register.Delta {
        Register.Delta(draw(&random), seen: Universe.lie(&random))
    }

    public static func author(_ want: Value, _ state: inout Register, _ pen: Pen)
        throws(AuthorError) -> Register.Delta?
    {
        try state.writing(want, pen)
    }

    public static func read(_ state: Register) -> String {
        state.siblings.map { "\($0.write.value)@\($0.dot)" }.joined(separator: " ")
    }

    public static func model(_ admitted: [Claim<Register.Delta>], byKnowledge: Bool) -> String {
        RegisterModel.reading(admitted, byKnowledge: byKnowledge)
    }
}
