public import Lattice
public import Simulation
public import Wire

/// Documents under the laws. Wrong versions take this protocol's defaults too.
public protocol DocumentRules: Subject where State == Document, Want == Intent {}

public enum DocumentSubject: DocumentRules {
    /// Any delta at all about a document.
    public static func lieAbout(_ random: inout SeededRandom) -> DocumentDelta {
        let field = FieldNumber(0)
        return switch random.below(6) {
        case 0: .life(Life.Delta(random.chance(50) ? .dead : .alive, seen: Universe.lie(&random)))
        case 1: .field(field, .register(RegisterSubject.lie(&random)))
        case 2, 3: .field(field, .set(SetSubject.lie(&random)))
        case 4: .field(field, .counter(CounterSubject.lie(&random)))
        default: .field(field, .facts(FactsSubject.lie(&random)))
        }
    }
}

extension DocumentRules {
    public static func wrap(_ delta: DocumentDelta) -> DocumentDelta {
        delta
    }

    public static func draw(_ random: inout SeededRandom) -> Intent {
        Workload(fields: 1, values: 2, people: 1).intent(&random)
    }

    public static var alphabet: [[Intent]] {
        let field = FieldNumber(0)
        return [
            [.write(field, Value("a"))], [.add(field, Value("e"))],
            [.remove(field, Value("e")), .delete], [.delete], [.restore],
        ]
    }

    public static func lie(_ random: inout SeededRandom) -> DocumentDelta {
        DocumentSubject.lieAbout(&random)
    }

    public static func author(_ want: Intent, _ state: inout Document, _ pen: Pen)
        throws(AuthorError) -> DocumentDelta?
    {
        try want.author(&state, pen)
    }

    public static func read(_ state: Document) -> String { DocumentModel.read(state) }

    public static func model(_ admitted: [Claim<DocumentDelta>], byKnowledge: Bool) -> String {
        DocumentModel.reading(admitted, byKnowledge: byKnowledge)
    }

    public static var keepsCoverWhenVoid: Bool { false }
}
