import Bundles
import Charter
import Foundation
import Lattice
import Packs
import Schema
import Testing
import Wire

@Suite("The pack of contacts") struct ContactsTests {
    /// The faults of changes in a bundle that creates records, by name.
    private func misfits(_ schema: Schema, _ changes: [Change]) throws -> [Int: String] {
        let number = try #require(BundleNumber(9))
        return Dictionary(
            uniqueKeysWithValues: schema.misfits(in: changes, of: .ann, number)
                .map { ($0.index, $0.fault.name) })
    }

    /// A record of this kind with these values, as people write them.
    private func document(_ schema: Schema, _ name: String, _ values: [(String, String)])
        throws -> [Change]
    {
        let (number, kind) = try #require(schema.kind(name))
        let id = try record(number.value)
        return try values.map { name, text in
            let (number, field) = try #require(kind.field(name))
            return try Change(id, .field(number, delta(field, try field.type.value(from: text))))
        }
    }

    private func delta(_ field: Field, _ value: Value) throws -> FieldDelta {
        switch field.merging {
        case .register: .register(Register.Delta(value))
        case .set: .set(.add(value))
        case .counter: .counter(try #require(Counter.Delta(1)))
        case .facts:
            .facts(Facts.Delta(FactKey(person: PersonID(high: 1, low: 1), id: .zero), value))
        }
    }

    /// A fact of this kind, whose content is written as JSON.
    private func fact(_ schema: Schema, _ name: String, _ content: String) throws -> Change {
        let (number, kind) = try #require(schema.kind(name))
        let key = FactKey(person: PersonID(high: 1, low: 1), id: FactID(high: 7, low: 1))
        let value = try FieldType.group(kind.fields).value(from: content)
        return Change(.ledger, .field(FieldNumber(number.value), .facts(Facts.Delta(key, value))))
    }

    @Test("It is accepted, and comes to this schema")
    func accepted() throws {
        let pack = try contacts()
        #expect(pack.name == "contacts" && pack.version == 1)
        let names = pack.kinds.sorted { $0.key < $1.key }.map(\.value.name)
        #expect(names == ["person", "organisation", "tag", "note", "call"])
        let schema = try Schema(combining: [pack])
        #expect(try Schema(encoding: schema.encoding) == schema)
        #expect(schema.encoding.count == 6_218)
        #expect(
            schema.hash.description
                == "4f53ecfb5caf0b269eaddf15872fe8ec5d3adc8d6ea3176dc83a46a4223e31c7")
    }

    @Test("Every kind, field and option has labels in four languages")
    func labels() throws {
        func isLabelled(_ labels: Labels) -> Bool {
            Set(labels.keys) == ["en", "es", "fr", "ar"]
        }
        func judge(_ field: Field) {
            #expect(isLabelled(field.labels), "\(field.name)")
            judge(field.type)
        }
        func judge(_ type: FieldType) {
            switch type {
            case .choice(let options):
                for option in options.values { #expect(isLabelled(option.labels)) }
            case .group(let fields): for field in fields.values { judge(field) }
            case .list(_, let type): judge(type)
            default: break
            }
        }
        for kind in try contacts().kinds.values {
            #expect(isLabelled(kind.labels) && !kind.title.isEmpty)
            for field in kind.fields.values { judge(field) }
        }
    }

    @Test("JUDGE-2: people, organisations, tags and notes as they should be")
    func good() throws {
        let schema = try Schema(combining: [try contacts()])
        let tag = try record(258, in: 3).description
        let organisation = try record(257, in: 3).description
        let hub = String(repeating: "5", count: 32)
        let photo = """
            {"hash":"\(String(repeating: "4", count: 64))","bytes":1200,"type":"image/png",\
            "name":"ann.png"}
            """
        let person = [
            ("name", "Ann Joseph"), ("state", "left"), ("organisation", organisation),
            ("phones", #"[{"sort":"mobile","line":"+1 767 555 0100"},{"line":"17"}]"#),
            ("email", "ann@example.org"), ("address", #"{"place":"Roseau","country":"DM"}"#),
            ("speaks", "EN"), ("tags", tag), ("joined", "2025-02-28"), ("left", "2026-01-31"),
            ("left-because", "went home"), ("visits", "1"),
            ("shifts", #"{"from":"2026-01-01T08:00:00Z","hub":"\#(hub)"}"#),
            ("lifts", "2.5 t"), ("day-rate", "120.50 XCD"), ("photo", photo), ("account", hub),
        ]
        #expect(try misfits(schema, try document(schema, "person", person)).isEmpty)
        let (_, kind) = try #require(schema.kind("person"))
        #expect(Set(person.map(\.0)).union(["work"]) == Set(kind.fields.values.map(\.name)))
        let others: [(String, [(String, String)])] = [
            (
                "organisation",
                [
                    ("name", "Red Cross"), ("names", "en:Red Cross\nes:Cruz Roja"),
                    ("code", "RC-1"),
                    ("sort", "agency"), ("hub", hub), ("latitude", "15.301"),
                    ("longitude", "-61.387"), ("rating", "4.5"),
                ]
            ), ("tag", [("names", "en:Driver\nes:Chofer"), ("colour", "red")]),
            (
                "note",
                [
                    ("about", organisation), ("text", "call back"), ("pinned", "true"),
                    ("follow-up", "2026-02-01"), ("files", "[\(photo)]"),
                ]
            ),
        ]
        for (name, values) in others {
            #expect(try misfits(schema, try document(schema, name, values)).isEmpty, "\(name)")
        }
    }

    @Test("JUDGE-2: what does not fit is told apart")
    func bad() throws {
        let schema = try Schema(combining: [try contacts()])
        let id = try record(256)
        func fault(_ number: UInt32, _ write: (inout Writer) -> Void) throws -> String? {
            var writer = Writer()
            write(&writer)
            let delta = Register.Delta(Value(writer.bytes))
            let name = try document(schema, "person", [("name", "Ann")])
            let change = Change(id, .field(FieldNumber(number), .register(delta)))
            return try misfits(schema, name + [change])[1]
        }
        #expect(try fault(0) { $0.putNull() } == "required")
        #expect(try fault(0) { $0.put(5) } == "wrong-type")
        #expect(try fault(1) { $0.put(3) } == "out-of-bounds")
        #expect(try fault(2) { $0.put(id) } == "wrong-kind")
        #expect(try fault(7) { $0.put(text: "EN") } == "wrong-merging")
        #expect(try fault(18) { $0.putNull() } == "no-such-field")
        #expect(try fault(6) { $0.put(encoded: [0xA1, 0x00, 0x61, 0x41]) } == "incomplete")
        let nameless = try document(schema, "person", [("state", "away")])
        #expect(try misfits(schema, nameless) == [0: "incomplete"])
    }

    @Test("JUDGE-2, RULE-1, SUM-1: calls")
    func calls() throws {
        let schema = try Schema(combining: [try contacts()])
        let ann = try record(256, in: 3)
        func call(_ rest: String) throws -> Change {
            try fact(
                schema, "call",
                """
                {"contact":"\(ann)","direction":"out","began":"2026-01-31T10:00:00Z",\
                "calls":1\(rest)}
                """)
        }
        let good = try call(#","outcome":"answered","length":"5 min","ended":"2026-01-31T10:05Z""#)
        let silent = try call(#","outcome":"no-answer""#)
        let unmeasured = try call(#","outcome":"answered""#)
        let reversed = try call(#","outcome":"busy","ended":"2026-01-31T09:59:59Z""#)
        let found = try misfits(schema, [good, silent, unmeasured, reversed])
        #expect(found == [2: "rule", 3: "rule"])
        let (_, kind) = try #require(schema.kind("call"))
        guard case .field(_, .facts(let fact)) = good.delta else {
            Issue.record("no fact")
            return
        }
        let amounts = kind.sums.map { sum -> Int64 in
            guard case .adds(let amount, _) = kind.part(of: sum, fact.content) else { return 0 }
            return amount
        }
        #expect(kind.sums.map(\.name).first == "calls-by-contact")
        #expect(amounts == [1, 1, 300, 300, -1])
    }

    @Test("Whatever kinds of field there are, it has one")
    func variety() throws {
        var types: Set<String> = []
        var mergings: Set<Field.Merging> = []
        func note(_ type: FieldType) {
            types.insert(String("\(type)".prefix { $0.isLetter }))
            switch type {
            case .list(_, let type): note(type)
            case .group(let fields): for field in fields.values { note(field.type) }
            default: break
            }
        }
        let pack = try contacts()
        for field in pack.kinds.values.flatMap(\.fields.values) {
            mergings.insert(field.merging)
            note(field.type)
        }
        #expect(mergings.count == 4)
        #expect(types.isSuperset(of: ["text", "integer", "decimal", "quantity", "money", "truth"]))
        #expect(types.isSuperset(of: ["date", "time", "choice", "record", "person", "hub"]))
        #expect(types.isSuperset(of: ["words", "file", "token", "list", "group"]))
        let rules = pack.kinds.values.flatMap(\.rules)
        #expect(rules.contains { if case .notAfter = $0 { true } else { false } })
        #expect(rules.contains { if case .needed = $0 { true } else { false } })
        #expect(rules.contains { if case .unique = $0 { true } else { false } })
    }

    @Test("GROW-1: a version with a field more grows out of it, one with a field less does not")
    func growth() throws {
        let text = String(decoding: try file("packs/contacts.json"), as: UTF8.self)
        let old = try Schema(combining: [try contacts()])
        let second = text.replacing(#""version": 1"#, with: #""version": 2"#)
        let more = second.replacing(
            #""work": {"#, with: #""nickname": {"number": 18, "type": "text"}, "work": {"#)
        let new = try Schema(combining: [try pack(more)])
        #expect(new.packs == ["contacts": 2])
        #expect(new.shrinkages(since: old).isEmpty)
        #expect(
            old.shrinkages(since: new).map(\.description) == [
                "person.nickname: the field is gone"
            ])
        let renumbered = second.replacing(
            #""number": 3, "type": "text", "most": 120, "weight": 1"#,
            with: #""number": 19, "type": "text", "most": 119, "weight": 1"#)
        #expect(renumbered != second)
        let other = try Schema(combining: [try pack(renumbered)])
        #expect(
            other.shrinkages(since: old).map(\.description) == [
                "person.work: the field is gone"
            ])
    }

    @Test("POL-1: its rows join the policy of relief")
    func policy() throws {
        let policy = try Policy.relief.adding([try contacts()])
        #expect(try Policy(encoding: policy.encoding) == policy)
        #expect(policy.kinds.count == Policy.relief.kinds.count + 5)
        let tag = try #require(policy.kinds[KindNumber(258)])
        #expect(tag.name == "tag" && tag.scopes == [.common])
        #expect(tag.who[.admin] == .any && tag.who[.officer] == .proposesAny)
        #expect(tag.who[.clerk] == nil && tag.who.count == 5)
        #expect(tag.gate == Gate(1, by: [.admin, .manager]))
        let call = try #require(policy.kinds[KindNumber(260)])
        #expect(call.scopes == [.hub, .group] && call.who[.clerk] == .own && call.gate == nil)
        // A later version takes the place of an earlier one.
        #expect(try policy.adding([try contacts()]) == policy)
    }

    @Test("The example that the manual gives is a pack, and the manual names every type")
    func manual() throws {
        let manual = String(decoding: try file("packs/README.md"), as: UTF8.self)
        let parts = manual.components(separatedBy: "```json\n")
        #expect(parts.count == 2)
        let example = try #require(parts.last?.components(separatedBy: "```").first)
        let library = try pack(example)
        #expect(library.name == "tool-library" && library.kinds.count == 2)
        let both = try Schema(combining: [try contacts(), library])
        #expect(both.packs == ["contacts": 1, "tool-library": 1] && both.kinds.count == 7)
        _ = try Policy.relief.adding([try contacts(), library])
        let types = [
            "text", "integer", "decimal", "quantity", "money", "truth", "date", "time", "choice",
            "record", "person", "hub", "seat", "words", "file", "token", "list", "group",
        ]
        for type in types { #expect(manual.contains("`\(type)`"), "\(type)") }
    }
}
