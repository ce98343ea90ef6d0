import Bundles
import Lattice
import Schema
import TestSupport
import Wire

/// Schemas, and what is held against them.
extension VectorFile {
    static func schemas() throws -> VectorFile {
        var file = SchemaVectors()
        try file.forms()
        try file.refusals()
        try file.types()
        try file.bundles()
        try file.rules()
        try file.growth()
        try file.sums()
        try file.named()
        try file.decisions()
        try file.neededFacts()
        try file.contacts()
        try file.drawn()
        return VectorFile(name: "schemas", accepted: file.accepted, refused: file.refused)
    }
}

/// The entries of schemas.json, one after the other. What each comes to is written down beside it,
/// and has to be what the code says.
struct SchemaVectors {
    private(set) var accepted: [Vector] = []
    private(set) var refused: [Vector] = []

    private mutating func accept(_ type: String, _ name: String, _ members: [(String, JSON)]) {
        accepted.append(Vector("\(type): \(name)", [("type", .text(type))] + members))
    }

    /// A schema that is read. Unless it has something that is kept unread, it is written again
    /// from what was read of it.
    mutating func schema(_ name: String, _ bytes: [UInt8], isWhole: Bool = true) throws {
        let schema = try Self.read(bytes, name)
        try expect(schema.encoding == bytes, name, "has another encoding")
        let again = Schema(packs: schema.packs, kinds: schema.kinds)
        try expect((again.encoding == bytes) == isWhole, name, "is written otherwise")
        accept("schema", name, [("bytes", JSON(hex: bytes)), ("hash", JSON(schema.hash))])
    }

    mutating func refuse(_ name: String, _ reason: WireError.Reason, _ bytes: [UInt8]) throws {
        try expectRefusal("schema: \(name)", reason) { () throws(WireError) in
            _ = try Schema(encoding: bytes)
        }
        refused.append(
            Vector(
                "schema: \(name)",
                [
                    ("type", "schema"), ("bytes", JSON(hex: bytes)),
                    ("reason", .text(reason.rawValue)),
                ]))
    }

    /// Changes of one bundle, of which these do not fit.
    mutating func judge(
        _ name: String, _ schema: Schema, _ changes: [Change], _ misfits: [(Int, String)]
    ) throws {
        let found = schema.misfits(in: changes, of: Yard.feed, Yard.number)
            .map { "\($0.index) \($0.fault.name)" }
        let wanted = misfits.map { "\($0.0) \($0.1)" }
        try expect(found == wanted, name, "expected \(wanted), came \(found)")
        accept("judged", name, Self.judged(schema, changes))
    }

    mutating func breaks(
        _ name: String, _ schema: Schema, _ kind: UInt32, _ values: [(UInt32, Value)],
        _ broken: [Int]
    ) throws {
        let members = Self.broken(schema, KindNumber(kind), values)
        let wanted = JSON.array(broken.map { JSON($0) }).line
        try expect(members.last?.1.line == wanted, name, "expected \(wanted)")
        accept("broken", name, members)
    }

    mutating func grows(
        _ name: String, _ older: Schema, _ newer: Schema, _ grows: Bool
    ) throws {
        let members = Self.grows(older, newer)
        try expect(members.last?.1.line == JSON.bool(grows).line, name, "expected \(grows)")
        accept("grows", name, members)
    }

    /// What is expected is written as JSON, for there is no shorter way to say it.
    mutating func adds(
        _ name: String, _ schema: Schema, _ kind: UInt32, _ facts: [Value], _ sums: String
    ) throws {
        let members = Self.summed(schema, KindNumber(kind), facts)
        let found = members.last?.1.line ?? ""
        try expect(found == sums, name, "expected \(sums), came \(found)")
        accept("summed", name, members)
    }

    /// A fact with one content, and what names it.
    mutating func nameFact(
        _ name: String, _ key: FactKey, _ kind: UInt32, _ content: Value, _ reference: String
    ) throws {
        let members = Self.named(key, KindNumber(kind), content)
        let wanted = JSON(hex: bytes(reference)).line
        let found = members.last?.1.line ?? ""
        try expect(found == wanted, name, "expected \(wanted), came \(found)")
        accept("named", name, members)
    }

    /// What a fact decides; null if nothing.
    mutating func decides(
        _ name: String, _ schema: Schema, _ kind: UInt32, _ content: Value, _ decision: String
    ) throws {
        let members = Self.decided(schema, KindNumber(kind), content)
        let found = members.last?.1.line ?? ""
        try expect(found == decision, name, "expected \(decision), came \(found)")
        accept("decided", name, members)
    }

    static func read(_ bytes: [UInt8], _ name: String) throws -> Schema {
        do throws(WireError) {
            return try Schema(encoding: bytes)
        } catch {
            throw Disagreement(description: "\(name): \(error)")
        }
    }
}

// The members of entries, of which the last is what follows from the others.
extension SchemaVectors {
    static func judged(_ schema: Schema, _ changes: [Change]) -> [(String, JSON)] {
        let misfits = schema.misfits(in: changes, of: Yard.feed, Yard.number)
        return [
            ("schema", JSON(hex: schema.encoding)), ("feed", JSON(Yard.feed)),
            ("number", JSON(Yard.number.value)), ("changes", .array(changes.map { JSON($0) })),
            (
                "misfits",
                .array(misfits.map { .array([JSON($0.index), .text($0.fault.name)]) })
            ),
        ]
    }

    static func broken(
        _ schema: Schema, _ kind: KindNumber, _ values: [(UInt32, Value)]
    ) -> [(String, JSON)] {
        let fields = Dictionary(uniqueKeysWithValues: values.map { (FieldNumber($0.0), $0.1) })
        let broken = schema.kinds[kind]?.broken(by: fields) ?? []
        return [
            ("schema", JSON(hex: schema.encoding)), ("kind", JSON(kind.value)),
            ("values", .array(values.map { .array([JSON($0.0), JSON($0.1)]) })),
            ("broken", .array(broken.map { JSON($0) })),
        ]
    }

    static func grows(_ older: Schema, _ newer: Schema) -> [(String, JSON)] {
        [
            ("older", JSON(hex: older.encoding)), ("newer", JSON(hex: newer.encoding)),
            ("grows", .bool(newer.shrinkages(since: older).isEmpty)),
        ]
    }

    static func summed(
        _ schema: Schema, _ number: KindNumber, _ facts: [Value]
    ) -> [(String, JSON)] {
        let kind = schema.kinds[number] ?? RecordKind("", .fact, [:])
        let changes = facts.map { state($0, as: number.value) }
        let misfits = Set(
            schema.misfits(in: changes, of: Yard.feed, Yard.number).map(\.index))
        let counting = facts.indices.filter { !misfits.contains($0) }.map { facts[$0] }
        return [
            ("schema", JSON(hex: schema.encoding)), ("kind", JSON(number.value)),
            ("facts", .array(facts.map { JSON($0) })),
            ("sums", .array(kind.sums.map { sum($0, of: kind, over: counting) })),
        ]
    }

    static func named(
        _ key: FactKey, _ kind: KindNumber, _ content: Value
    ) -> [(String, JSON)] {
        [
            ("person", JSON(key.person)), ("id", JSON(key.id)), ("kind", JSON(kind.value)),
            ("content", JSON(content)),
            ("reference", reference(FactReference(key, of: kind, stating: content))),
        ]
    }

    static func decided(
        _ schema: Schema, _ kind: KindNumber, _ content: Value
    ) -> [(String, JSON)] {
        let decision = schema.kinds[kind]?.decision(in: content).map { decision in
            JSON.array([
                reference(decision.about), .bool(decision.approves),
                .array(decision.seen.map { reference($0) }),
                decision.pulse.map { .integer(Int128($0)) } ?? .null,
            ])
        }
        return [
            ("schema", JSON(hex: schema.encoding)), ("kind", JSON(kind.value)),
            ("content", JSON(content)), ("decision", decision ?? .null),
        ]
    }

    /// The bytes alone, without the head of the byte string.
    private static func reference(_ fact: FactReference) -> JSON {
        JSON(hex: fact.value.bytes.suffix(FactReference.byteCount))
    }

    private static func sum(_ sum: Sum, of kind: RecordKind, over facts: [Value]) -> JSON {
        var rows: [[Value?]: Int64] = [:]
        var left = 0
        for fact in facts {
            switch kind.part(of: sum, fact) {
            case .nothing: break
            case .leftOut: left += 1
            case .adds(let amount, let keys): rows[keys, default: 0] += amount
            }
        }
        let sorted = rows.sorted { precedes($0.key, $1.key) }.map { keys, amount in
            JSON.array([.array(keys.map { $0.map { JSON($0) } ?? .null }), JSON(amount)])
        }
        return .array([.array(sorted), JSON(left)])
    }

    /// What is not there comes first; then it is the bytes.
    private static func precedes(_ a: [Value?], _ b: [Value?]) -> Bool {
        for (a, b) in zip(a, b) where a != b {
            guard let a, let b else { return a == nil }
            return a.bytes.lexicographicallyPrecedes(b.bytes)
        }
        return false
    }
}
