internal import Lattice
public import Schema
public import Simulation

extension AnySchema {
    /// What a schema may become: mostly more, and now and then something less.
    public static func successor(of schema: Schema, _ random: inout SeededRandom) -> Schema {
        var kinds: [KindNumber: RecordKind] = [:]
        for (number, kind) in schema.kinds.sorted(by: { $0.key < $1.key })
        where random.chance(97) {
            kinds[number] = successor(of: kind, &random)
        }
        if kinds.isEmpty || random.chance(20) {
            kinds[KindNumber(400)] = kind("late", &random)
        }
        return Schema(packs: schema.packs, kinds: kinds)
    }

    private static func successor(
        of kind: RecordKind, _ random: inout SeededRandom
    ) -> RecordKind {
        var grown = kind
        if random.chance(30) { grown.deciding = nil }
        // What makes a decision stays of its type, or this would be no schema.
        let fixed = grown.deciding?.fields ?? []
        for (number, field) in kind.fields.sorted(by: { $0.key < $1.key }) {
            switch random.below(30) {
            case 0...5: grown.fields[number]?.type = wider(field.type, &random)
            case 6...8: grown.fields[number]?.isRequired = false
            case 9: grown.fields[number]?.labels = ["en": "Other"]
            case 10 where field.merging == .register: grown.fields[number]?.isRequired = true
            case 11
            where field.merging == .register && field.initial == nil && !fixed.contains(number):
                grown.fields[number]?.type = type(&random, depth: 1)
            default: break
            }
        }
        if random.chance(20) {
            grown.fields[FieldNumber(500)] = Field("late", .truth, isRequired: random.chance(20))
        }
        if random.chance(10), kind.rules.isEmpty {
            grown.rules = rules(of: kind.fields, &random)
        } else if random.chance(20) {
            grown.rules = Array(grown.rules.dropFirst())
        }
        // What they named may have another type now.
        grown.sums = []
        return grown
    }
}
