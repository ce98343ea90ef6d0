import Charter
import Lattice
import Packs
import Schema
import Simulation
import TestSupport
import Testing
import Wire

@Suite("Packs at random") struct PropertyTests {
    @Test(
        "PACK-1: whatever is declared comes to just that schema",
        arguments: Effort.seeds(20))
    func declared(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<20 {
            let form = random.pick([RecordKind.Form.document, .fact])
            var fields = random.parts(depth: 0)
            if form == .document {
                for (number, field) in fields where random.chance(40) {
                    var field = field
                    field.isRequired = false
                    switch field.type {
                    case .integer, .decimal: field.merging = random.pick([.set, .counter])
                    case .group: field.merging = random.pick([.set, .facts])
                    default: field.merging = .set
                    }
                    fields[number] = field
                }
            }
            let deciding = form == .fact && random.chance(50) ? random.decide(by: &fields) : nil
            let wanted = RecordKind("a", form, fields, deciding: deciding)
            let rest = deciding.map { ", \(declaration(of: $0, fields))" } ?? ""
            let json = """
                {"pack": "p", "version": 7, "kinds": {"a": {"number": 5000, "form": "\(form)",
                "fields": \(declaration(of: fields))\(rest)}}}
                """
            let pack = try pack(json)
            #expect(pack.kinds == [KindNumber(5_000): wanted])
            let schema = Schema(packs: ["p": 7], kinds: pack.kinds)
            #expect(try Schema(encoding: schema.encoding) == schema)
        }
    }

    @Test(
        "PACK-1: defaults are the values that people write",
        arguments: Effort.seeds(20))
    func defaults(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<40 {
            let type = random.type()
            let value = random.value(of: type)
            let text = try #require(type.text(of: value))
            switch type {
            // What these have in JSON is no text.
            case .list, .group, .file, .words, .truth, .integer: continue
            default: break
            }
            let pack = try pack(field(#"\#(declaration(of: type)), "default": \#(quoted(text))"#))
            #expect(pack.kinds.values.first?.fields.values.first?.initial == value, "\(text)")
        }
    }

    @Test(
        "PACK-1: whatever is accepted can be read by everybody; what is not is never a riddle",
        arguments: Effort.seeds(40))
    func mutated(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let whole = tokens(of: String(decoding: try file("packs/contacts.json"), as: UTF8.self))
        let spare =
            whole + ["0", "-1", "65536", "1.5", "\"\"", "\"A\"", "true", "null", "{}", "[]", "1e9"]
        var accepted = 0
        for _ in 0..<25 {
            var tokens = whole
            for _ in 0...random.below(3) {
                let place = random.below(tokens.count)
                switch random.below(3) {
                case 0: tokens[place] = random.pick(spare)
                case 1: tokens.remove(at: place)
                default: tokens.swapAt(place, random.below(tokens.count))
                }
            }
            do throws(PackFaults) {
                let pack = try pack(tokens.joined(separator: " "))
                accepted += 1
                let schema = Schema(packs: [pack.name: pack.version], kinds: pack.kinds)
                #expect((try? Schema(encoding: schema.encoding)) == schema)
                if let policy = try? Policy.relief.adding([pack]) {
                    #expect((try? Policy(encoding: policy.encoding)) == policy)
                }
            } catch {
                #expect(!error.faults.isEmpty)
                for fault in error.faults {
                    #expect(!fault.sentence.contains("a fault of this program"), "\(fault)")
                }
            }
        }
        #expect(accepted < 25)
    }

    /// What a text of JSON consists of.
    private func tokens(of text: String) -> [String] {
        text.matches(of: #/"[^"]*"|[-0-9.]+|[a-z]+|[{}\[\]:,]/#).map { String($0.output) }
    }

    @Test(
        "Any bytes are a pack or not, and nothing worse", arguments: Effort.seeds(10))
    func bytes(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let whole = try file("packs/contacts.json")
        for _ in 0..<20 {
            var bytes = whole
            for _ in 0...random.below(4) {
                bytes[random.below(bytes.count)] = UInt8(truncatingIfNeeded: random.next())
            }
            if random.chance(20) { bytes.removeLast(random.below(bytes.count)) }
            do throws(PackFaults) {
                let pack = try Pack(json: bytes)
                #expect((try? Schema(combining: [pack])) != nil)
            } catch { #expect(!error.faults.isEmpty) }
        }
    }
}

@Suite("Values as people write them") struct ValueTests {
    @Test(
        "Every value is written, and read back the same", arguments: Effort.seeds(40))
    func roundTrip(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<100 {
            let type = random.type()
            let value = random.value(of: type)
            try Field("f", type).check(value)
            let text = try #require(type.text(of: value), "\(type)")
            #expect(try type.value(from: text) == value, "\(type): \(text)")
        }
    }

    @Test("What is no value of a type is not written as one")
    func others() {
        #expect(FieldType.date.text(of: Value([0xF5])) == nil)
        #expect(FieldType.integer(0...5).text(of: Value([0x06])) == nil)
        #expect(FieldType.text(most: 5).text(of: Value([])) == nil)
    }

    @Test(
        "Dates are those of the calendar",
        arguments: [
            (0, "1970-01-01"), (-1, "1969-12-31"), (11_016, "2000-02-29"), (-719_162, "0001-01-01"),
            (2_932_896, "9999-12-31"), (-25_509, "1900-02-28"), (-25_508, "1900-03-01"),
        ] as [(Int64, String)])
    func dates(day: Int64, text: String) throws {
        let value = try FieldType.integer(SchemaLimits.days).value(from: String(day))
        #expect(FieldType.date.text(of: value) == text)
        #expect(try FieldType.date.value(from: text) == value)
    }

    @Test("Every day of four centuries follows the one before")
    func days() throws {
        var last = ""
        for day in -200_000..<(-200_000 + 146_100) as Range<Int64> {
            let value = try FieldType.integer(SchemaLimits.days).value(from: String(day))
            let text = try #require(FieldType.date.text(of: value))
            #expect(text > last)
            last = text
        }
    }

    @Test(
        "What is no date is refused",
        arguments: [
            "", "2026-1-31", "2026-01-32", "2026-02-30", "1900-02-29", "0000-01-01", "10000-01-01",
            "2026-13-01", "2026-00-01", "2026-01-00", "-2026-01-01", "2026/01/01", "2026-01-31 ",
        ])
    func noDates(text: String) {
        #expect(throws: ValueFault.self) { try FieldType.date.value(from: text) }
    }

    @Test(
        "Times are taken with any zone, and written in one",
        arguments: [
            ("2026-01-31T12:30Z", "2026-01-31T12:30:00Z"),
            ("2026-01-31T12:30:15.5Z", "2026-01-31T12:30:15.500Z"),
            ("2026-01-31T00:30:00+02:00", "2026-01-30T22:30:00Z"),
            ("2025-12-31T23:30:00-00:45", "2026-01-01T00:15:00Z"),
            ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ])
    func times(text: String, wanted: String) throws {
        #expect(FieldType.time.text(of: try FieldType.time.value(from: text)) == wanted)
    }

    @Test(
        "What is no time is refused",
        arguments: [
            "2026-01-31", "2026-01-31T12:30", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z",
            "2026-01-31T12:30:60Z", "2026-01-31T12:30:15.Z", "2026-01-31T12:30:15.1234Z",
            "2026-01-31T12Z", "2026-01-31T12:30:00+2:00", "2026-01-31T12:30:00Zulu",
            "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:59-00:01", "2026-01-31T12:30:00+24:00",
        ])
    func noTimes(text: String) {
        #expect(throws: ValueFault.self) { try FieldType.time.value(from: text) }
    }

    @Test(
        "Decimals are exact",
        arguments: [
            ("12.5", 2, "12.50"), ("-0.05", 2, "-0.05"), ("007", 0, "7"), ("3.000", 0, "3"),
            ("-0", 1, "0.0"), ("9007199.254740992", 9, "9007199.254740992"),
        ])
    func decimals(text: String, digits: Int, wanted: String) throws {
        let type = FieldType.decimal(digits: digits, SchemaLimits.number)
        #expect(type.text(of: try type.value(from: text)) == wanted)
    }

    @Test(
        "What is no decimal is refused",
        arguments: [
            "", "-", ".", "1.", ".5", "--1", "1-", "1e3", "1,5", "+5", "0x1", "1.2.3", " 1", "٣",
            "99999999999999999999", "9007199254740993", "1.234",
        ])
    func noDecimals(text: String) {
        let type = FieldType.decimal(digits: 2, SchemaLimits.number)
        #expect(throws: ValueFault.self) { try type.value(from: text) }
    }

    @Test("Words are a line for each language, and faults say what to do")
    func words() throws {
        let type = FieldType.words(most: 40)
        let value = try type.value(from: "pt-br:Água\nen:a\\nb\\\\c: d")
        #expect(type.text(of: value) == "en:a\\nb\\\\c: d\npt-br:Água")
        func said(_ text: String) -> String? {
            (#expect(throws: ValueFault.self) { try type.value(from: text) })?.description
        }
        #expect(
            said("Water")
                == "“Water” does not say its language; write it like en:Water, each language in a "
                + "line of its own")
        #expect(said("en:a\nen:b") == "en: is there twice")
        #expect(said("en:a\\") == "“\\” at the end of a line; write it twice")
        #expect(said("en:\\x") == "after “\\” in words comes “n”, for a new line, or another “\\”")
    }

    @Test("JSON's escapes mean what they mean")
    func escapes() throws {
        let type = FieldType.list(most: 9, .text(most: 40))
        let value = try type.value(from: #"["\u00e9\ud83d\ude00\/\b\f\n\r\t\"\\"]"#)
        #expect(value.bytes == [0x81, 0x6E] + Array("é😀/\u{8}\u{C}\n\r\t\"\\".utf8))
        #expect(type.text(of: value) == #"["é😀/\u0008\u000c\n\u000d\u0009\"\\"]"#)
    }

    @Test("Values of types that are not known yet are kept as they are")
    func later() throws {
        let type = FieldType.later(99, Value([0x81, 0x18, 0x63]))
        let value = Value([0x82, 0x01, 0xF6])
        #expect(type.text(of: value) == "8201f6")
        #expect(try type.value(from: "8201F6") == value)
        #expect(throws: ValueFault.self) { try type.value(from: "8201") }
        #expect(throws: ValueFault.self) { try type.value(from: "8201f") }
    }

    @Test("Hexadecimal digits may be capitals")
    func ids() throws {
        let type = FieldType.person
        let text = "0123456789abcdef0123456789abcdef"
        #expect(try type.value(from: text.uppercased()) == type.value(from: text))
        #expect(type.text(of: try type.value(from: text)) == text)
    }
}
