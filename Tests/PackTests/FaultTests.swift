import Lattice
import Packs
import Schema
import Testing

private let text = #""f": {"number": 0, "type": "text"}"#

@Suite("Faults of packs") struct FaultTests {
    @Test("All faults of a pack are found in one reading, each with its place and line")
    func all() throws {
        let json = """
            {
              "pack": "Boats", "version": 0, "vrsion": 1,
              "kinds": {
                "person": {
                  "number": 64, "form": "document",
                  "fields": {
                    "name": {"number": 0, "type": "text", "requird": true},
                    "age": {"number": 0, "type": "integer", "least": 5, "most": 4}
                  },
                  "title": ["nmae"]
                }
              }
            }
            """
        let found = #expect(throws: PackFaults.self) { try pack(json) }
        #expect(
            found?.description == """
                pack: “Boats” is no name; names are 1 to 64 of a to z, 0 to 9 and “-”, and begin \
                with a letter (line 2)
                version: is 0, and has to be 1 to 65535 (line 2)
                kinds.person.fields.name.requird: is not a member; did you mean “required”? (line 7)
                kinds.person.fields.age.most: leaves nothing: least is above most (line 8)
                kinds.person.fields.age.number: is 0, which is the number of “name” already (line 8)
                kinds.person.title[0]: there is no field “nmae”; did you mean “name”? (line 10)
                vrsion: is not a member; did you mean “version”? (line 2)
                """)
        #expect(found?.faults.allSatisfy { $0.pack == nil } == true)
    }

    @Test(
        "What is no JSON is refused, with its line",
        arguments: [
            ("", "it ends too early"), ("{\n", "here belongs the name of a member, in quotes"),
            ("{\"a\" 1}", "here belongs a colon, after “a”"),
            ("{\"a\": 1 \"b\": 2}", "here belongs a comma, or the } of an object"),
            ("[1 2]", "here belongs a comma, or the ] of an array"),
            (
                "{\"a\": x}",
                "here belongs a value: an object, an array, a text in quotes, a number …"
            ),
            ("{} {}", "something follows the end"), ("01", "a number that begins with 0"),
            ("-", "a number without digits where they belong"),
            ("1.", "a number without digits where they belong"),
            ("1e", "a number without digits where they belong"),
            ("\"a", "a text without its closing quote"),
            ("\"a\nb\"", "a text that does not end in its line, or a bare tab"),
            ("\"\\x\"", "an escape that JSON does not have"),
            ("\"\\u12g4\"", "an escape of fewer than four hexadecimal digits"),
            ("\"\\ud800\"", "half of a character"), ("\"\\udc00\"", "half of a character"),
            (
                "\u{FEFF}{}", "it begins with a byte order mark; save it as UTF-8 without one"
            ),
            (
                String(repeating: "[", count: 65),
                "more than 64 arrays and objects within each other"
            ),
        ])
    func json(text: String, sentence: String) {
        #expect(faults(text) == [": is no JSON: \(sentence)"])
    }

    @Test("A text that is not UTF-8 is refused, and what is much too long")
    func bytes() {
        func said(_ bytes: [UInt8]) -> String? {
            let found = #expect(throws: PackFaults.self) { try Pack(json: bytes) }
            return found?.description
        }
        #expect(
            said([0x22, 0xFF, 0x22]) == "the pack: is no JSON: a text that is not UTF-8 (line 1)")
        let much = [UInt8](repeating: 0x20, count: 1 << 22 + 1)
        #expect(said(much) == "the pack: has 4194305 bytes; a pack has at most 4194304")
    }

    @Test("Whole packs", arguments: Table.packs)
    func packs(json: String, wanted: [String]) { #expect(faults(json) == wanted, "\(json)") }

    @Test("Kinds", arguments: Table.kinds)
    func kinds(json: String, wanted: [String]) { #expect(faults(json) == wanted, "\(json)") }

    @Test("Fields", arguments: Table.fields)
    func fields(json: String, wanted: String?) {
        let found = faults(json).map { $0.replacing("kinds.a.fields.f", with: "") }
        #expect(found == (wanted.map { [$0] } ?? []), "\(json)")
    }

    @Test("Types", arguments: Table.types)
    func types(members: String, wanted: String?) {
        let found = faults(field(members)).map { $0.replacing("kinds.a.fields.f", with: "") }
        #expect(found == (wanted.map { [$0] } ?? []), "\(members)")
    }

    @Test("Defaults", arguments: Table.defaults)
    func defaults(members: String, wanted: String?) {
        let found = faults(field(members)).map {
            $0.replacing("kinds.a.fields.f.default", with: "")
        }
        #expect(found == (wanted.map { [$0] } ?? []), "\(members)")
    }

    @Test("Rules", arguments: Table.rules)
    func rules(rule: String, wanted: String?) {
        let found = faults(kind(Table.fieldsOfRules, #""rules": [\#(rule)]"#))
            .map { $0.replacing("kinds.a.rules[0]", with: "") }
        #expect(found == (wanted.map { [$0] } ?? []), "\(rule)")
    }

    @Test("Sums", arguments: Table.sums)
    func sums(sum: String, wanted: String?) {
        let found = faults(kind(Table.fieldsOfSums, #""sums": [\#(sum)]"#, form: "fact"))
            .map { $0.replacing("kinds.a.sums[0]", with: "") }
        #expect(found == (wanted.map { [$0] } ?? []), "\(sum)")
    }

    @Test("Decisions", arguments: Table.decisions)
    func decisions(json: String, wanted: [String]) {
        let found = faults(json).map { $0.replacing("kinds.a.decides", with: "") }
        #expect(found == wanted, "\(json)")
    }

    @Test("SCHEMA-4: a pack says by which fields its facts decide")
    func deciding() throws {
        let pack = try pack(
            kind(
                """
                "knew": {"number": 9, "type": "list", "of": {"type": "fact"}},
                "so": {"number": 8, "type": "truth"}, "plan": {"number": 7, "type": "fact"},
                "heard": {"number": 6, "type": "time"}
                """,
                """
                "decides": {"seen": "knew", "approves": "so", "about": "plan", "pulse": "heard"}
                """,
                form: "fact"))
        let deciding = Deciding(
            about: FieldNumber(7), approves: FieldNumber(8), seen: FieldNumber(9),
            pulse: FieldNumber(6))
        #expect(pack.kinds[KindNumber(64)]?.deciding == deciding)
        let schema = try Schema(combining: [pack])
        #expect(try Schema(encoding: schema.encoding).kinds[KindNumber(64)]?.deciding == deciding)
    }

    @Test("Rows of policy", arguments: Table.policies)
    func policies(row: String, wanted: String?) {
        let json = kind(text).dropLast() + #", "policy": {"a": \#(row)}}"#
        let found = faults(String(json)).map { $0.replacing("policy.a", with: "") }
        #expect(found == (wanted.map { [$0] } ?? []), "\(row)")
    }

    @Test("Packs have room for what schemas have, and no more")
    func sizes() {
        func many(_ count: Int, _ one: (Int) -> String) -> String {
            (0..<count).map(one).joined(separator: ", ")
        }
        func fields(_ count: Int) -> [String] {
            faults(kind(many(count) { #""f\#($0)": {"number": \#($0), "type": "date"}"# }))
        }
        #expect(fields(128).isEmpty)
        #expect(fields(129) == ["kinds.a.fields: has 129 entries; there can be at most 128"])
        let label = String(repeating: "x", count: 256)
        let labels = many(64) { #""aa\#($0)": "\#(label)""# }
        func labelled(_ count: Int) -> [String] {
            faults(
                kind(
                    many(count) {
                        #""f\#($0)": {"number": \#($0), "type": "date", "labels": {\#(labels)}}"#
                    }))
        }
        #expect(labelled(15).isEmpty)
        #expect(
            labelled(16) == [": comes to a schema of 270424 bytes; there can be at most 262144"])
        let kinds = many(257) {
            #""k\#($0)": {"number": \#($0 + 64), "form": "document", "fields": {\#(text)}}"#
        }
        #expect(
            faults(#"{"pack": "p", "version": 1, "kinds": {\#(kinds)}}"#) == [
                "kinds: has 257 entries; there can be at most 256"
            ])
    }
}
