public import Lattice
public import Simulation
public import Wire

/// Counters under the laws. Wrong versions take this protocol's defaults too.
public protocol CounterRules: Subject where State == Counter, Want == Int64 {}

public enum CounterSubject: CounterRules {}

extension CounterRules {
    public static func wrap(_ delta: Counter.Delta) -> DocumentDelta {
        .field(FieldNumber(3), .counter(delta))
    }

    public static func draw(_ random: inout SeededRandom) -> Int64 { Int64(random.below(9)) - 4 }
    public static var alphabet: [[Int64]] { [[1], [-2], [3, -1]] }

    public static func lie(_ random: inout SeededRandom) -> Counter.Delta {
        Counter.Delta(Int64(1 + random.below(5))) ?? .one
    }

    public static func author(_ want: Int64, _ state: inout Counter, _ pen: Pen)
        throws(AuthorError) -> Counter.Delta?
    {
        try Counter.counting(want)
    }

    public static func read(_ state: Counter) -> String { "\(state.value)" }

    public static func model(_ admitted: [Claim<Counter.Delta>], byKnowledge: Bool) -> String {
        CounterModel.reading(admitted)
    }
}

extension Counter.Delta {
    /// The least there is.
    public static var one: Self {
        guard let one = Self(1) else { preconditionFailure("one is in range") }
        return one
    }
}
