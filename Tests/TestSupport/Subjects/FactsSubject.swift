public import Lattice
internal import Seal
public import Simulation
public import Wire

/// Facts under the laws. Wrong versions take this protocol's defaults too.
public protocol FactsRules: Subject where State == Facts, Want == Facts.Delta {}

public enum FactsSubject: FactsRules {}

extension FactsRules {
    public static func wrap(_ delta: Facts.Delta) -> DocumentDelta {
        .field(FieldNumber(3), .facts(delta))
    }

    public static func draw(_ random: inout SeededRandom) -> Facts.Delta {
        let person = PersonID(high: 1, low: 0)
        let key = FactKey(person: person, id: FactID(high: 0, low: UInt64(random.below(3))))
        return Facts.Delta(key, Value(random.pick(["one", "two"])))
    }

    public static var alphabet: [[Facts.Delta]] {
        let key = FactKey(person: PersonID(high: 1, low: 0), id: FactID(high: 0, low: 0))
        let (one, two) = (Facts.Delta(key, Value("one")), Facts.Delta(key, Value("two")))
        return [[one], [two], [two, one]]
    }

    /// A lying author of facts can do no more than state two things under one key.
    public static func lie(_ random: inout SeededRandom) -> Facts.Delta { draw(&random) }

    public static func author(_ want: Facts.Delta, _ state: inout Facts, _ pen: Pen)
        throws(AuthorError) -> Facts.Delta?
    {
        want
    }

    public static func read(_ state: Facts) -> String {
        state.keys.compactMap { key in
            state[key].map { fact in
                let carried = fact.contents.entries.map { content in
                    content.value.entries.map { "\(Dot(feed: $0.key, position: $0.value))" }
                        .joined(separator: ",")
                }
                let content = fact.content(by: Blake2b.self)?.description
                return "\(key.id.low):\(content ?? "-")/\(carried)"
            }
        }.joined(separator: " ")
    }

    public static func model(_ admitted: [Claim<Facts.Delta>], byKnowledge: Bool) -> String {
        FactsModel.reading(admitted)
    }
}
