import Lattice
import Schema
import Simulation
import TestSupport
import Wire

extension VectorFile {
    /// Something held against a schema, both made at random, for the second reader to say what
    /// comes of it; and what we say.
    static func held(seed: UInt64) throws -> (question: JSON, answer: JSON) {
        var random = SeededRandom(seed: seed)
        let schema = try SchemaVectors.read(AnySchema.schema(&random).encoding, "seed \(seed)")
        let (type, members) = entry(about: schema, &random)
        // A line has a kind of its own.
        let question =
            [("kind", JSON.text(type))]
            + members.dropLast().map { ($0.0 == "kind" ? "of" : $0.0, $0.1) }
        return (.object(question), .object(members.suffix(1)))
    }

    private static func entry(
        about schema: Schema, _ random: inout SeededRandom
    ) -> (type: String, members: [(String, JSON)]) {
        let (number, kind) = random.pick(schema.kinds.sorted { $0.key < $1.key })
        switch random.below(8) {
        case 0:
            let newer = AnySchema.successor(of: schema, &random)
            // Not all that it may become is a schema.
            let other = (try? Schema(encoding: newer.encoding)) ?? schema
            return ("grows", SchemaVectors.grows(schema, other))
        case 1, 2:
            guard kind.form == .document else {
                let facts = (0..<random.below(12)).map { _ in
                    AnyChanges.content(of: kind, &random)
                }
                switch random.below(3) {
                case 0: return ("summed", SchemaVectors.summed(schema, number, facts))
                case 1: return ("named", named(number, facts.first ?? null, &random))
                default: return decided(schema, number, facts.first ?? null, &random)
                }
            }
            return ("broken", SchemaVectors.broken(schema, number, values(of: kind, &random)))
        default:
            let changes = AnyChanges.bundle(for: schema, of: Yard.feed, Yard.number, &random)
            return ("judged", SchemaVectors.judged(schema, changes))
        }
    }

    /// The name of a fact with this content, whether it fits or not.
    private static func named(
        _ kind: KindNumber, _ content: Value, _ random: inout SeededRandom
    ) -> [(String, JSON)] {
        let key = FactKey(
            person: PersonID(high: random.next(), low: random.next()),
            id: FactID(high: random.next(), low: random.next()))
        return SchemaVectors.named(key, kind, content)
    }

    private static func decided(
        _ schema: Schema, _ kind: KindNumber, _ content: Value, _ random: inout SeededRandom
    ) -> (type: String, members: [(String, JSON)]) {
        let content = random.chance(30) ? AnyChanges.bent(content, &random) : content
        return ("decided", SchemaVectors.decided(schema, kind, content))
    }

    /// Some values of a document, all of which fit.
    private static func values(
        of kind: RecordKind, _ random: inout SeededRandom
    ) -> [(UInt32, Value)] {
        var values: [(UInt32, Value)] = []
        for (number, field) in kind.fields.sorted(by: { $0.key < $1.key })
        where field.merging == .register && random.chance(70) {
            let isCleared = !field.isRequired && random.chance(10)
            values.append(
                (number.value, isCleared ? null : AnySchema.value(of: field.type, &random)))
        }
        return values
    }
}
