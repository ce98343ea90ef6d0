import Lattice
import Schema
import TestSupport
import Wire

/// Schemas by hand. Each is of one pack “a” and one kind “a”, with the number 64, except where it
/// says otherwise; fields are “b”, “c”, ….
enum Hand {
    static func whole(_ kinds: String) -> String { "a2 00 a1 6161 01 01 \(kinds)" }

    /// A kind with so many entries besides its name.
    static func kind(_ entries: Int, _ rest: String) -> String {
        whole("a1 1840 a\(entries + 1) 00 6161 \(rest)")
    }

    /// A document of one field “b” of this type, with so many entries besides.
    static func field(_ type: String, _ entries: Int = 0, _ rest: String = "") -> String {
        kind(2, "01 00 02 a1 00 a\(entries + 3) 00 6162 01 00 02 \(type) \(rest)")
    }

    /// One field “b” of a document or fact, that merges in some way.
    static func merging(
        _ form: String, _ merging: String, _ type: String, _ entries: Int = 0, _ rest: String = ""
    ) -> String {
        kind(
            2, "01 \(form) 02 a1 00 a\(entries + 3) 00 6162 01 \(merging) 02 \(type) \(rest)")
    }

    /// A document or fact of many fields, with so many entries besides: 0 and 1 are integers, 2 a
    /// choice of 0 and 1, 3 a text, 4 and 5 decimals of one and of two digits, 6 a date; 7 is a set
    /// of integers, of a document alone.
    static func fields(_ form: String, _ entries: Int = 0, _ rest: String = "") -> String {
        let types = [
            "83 01 00 09", "83 01 20 05", "82 08 a2 00 81 6161 01 81 6162", "82 00 09",
            "84 02 01 00 09", "84 02 02 00 09", "81 06",
        ]
        var list = types.enumerated().map { index, type in
            "0\(index) a3 00 616\(index + 2) 01 00 02 \(type)"
        }
        if form == "00" { list.append("07 a3 00 6169 01 01 02 83 01 00 09") }
        return kind(
            2 + entries, "01 \(form) 02 a\(list.count) \(list.joined(separator: " ")) \(rest)")
    }

    /// A document or fact whose key 8 is this, with so many entries besides: of its fields 0 is a
    /// fact, 1 a truth, 2 a list of facts, 3 a record, 4 a list of records, 5 a list of such lists
    /// as 2, 6 and 7 are of kind 64 what 0 and 2 are of any, and 8 is of an unknown type.
    static func deciding(
        _ text: String, _ form: String = "01", _ entries: Int = 0, _ rest: String = ""
    ) -> String {
        let types = [
            "82 12 f6", "81 05", "83 10 01 82 12 f6", "82 09 f6", "83 10 01 82 09 f6",
            "83 10 01 83 10 01 82 12 f6", "82 12 81 1840", "83 10 09 82 12 81 1840", "82 1863 f6",
        ]
        let list = types.enumerated().map { index, type in
            "0\(index) a3 00 616\(String(index + 2, radix: 16)) 01 00 02 \(type)"
        }
        return kind(
            3 + entries,
            "01 \(form) 02 a\(list.count) \(list.joined(separator: " ")) 08 \(text) \(rest)")
    }

    /// A required field of a document, with this under *fixed*.
    static func fixed(_ mark: String) -> String { field("81 05", 2, "03 f5 09 \(mark)") }

    /// A document or fact whose *at* is this: field 0 is a hub, 1 one that is not required, and 2 a
    /// person.
    static func placed(_ form: String, _ text: String) -> String {
        kind(
            3,
            "01 \(form) 02 a3 00 a4 00 6162 01 00 02 810b 03 f5 01 a3 00 6163 01 00 02 810b "
                + "02 a4 00 6164 01 00 02 810a 03 f5 0a \(text)")
    }

    static func rules(_ text: String) -> String { fields("00", 1, "05 \(text)") }
    static func sums(_ text: String) -> String { fields("01", 1, "06 \(text)") }

    static func lists(_ depth: Int) -> String { VectorFile.run("83 10 01", depth) + "81 05" }
}

extension SchemaVectors {
    mutating func forms() throws {
        try schema("of a yard", Yard.schema.encoding)
        try schema("of all types", Self.everything.encoding)
        let plain: [(String, String)] = [
            ("the smallest", Hand.field("81 05")),
            ("marks", Hand.kind(3, "01 00 02 a1 00 a5 00 6162 01 00 02 8105 03 f5 07 f5 07 f5")),
            (
                "the longest name, and one of every sign",
                "a2 00 a2 6161 01 7840 " + VectorFile.run("7a", 62) + "2d39 19ffff 01 a1 "
                    + "1affffffff a3 00 6161 01 01 02 a1 1affffffff a3 00 6162 01 00 02 8105"
            ),
            ("lists four deep", Hand.field(Hand.lists(4))),
            ("a default, and a weight", Hand.field("83 01 00 05", 2, "04 41 05 06 03")),
            (
                "the shortest and the longest language",
                Hand.field("81 05", 1, "05 a2 626161 6141 6c" + VectorFile.run("61", 12) + "6142")
            ),
            ("the largest bounds", Hand.field("83 01 3b 001fffffffffffff 1b 0020000000000000")),
            ("a counter of decimals", Hand.merging("00", "02", "84 02 09 00 00")),
            ("a counter, facts and a set of unknown types", Self.unknownTypes),
            ("rules", Hand.rules("84 83000001 83000606 84 01 02 82 00 01 82 00 00 82 02 81 03")),
            ("a rule of another number", Hand.rules("82 81 03 83 1863 6178 f6")),
            (
                "sums", Hand.sums("82 84 6173 82 03 03 00 f6 84 6173 81 06 05 82 02 a2 00 20 01 00")
            ),
            (
                "a unit of another factor",
                Hand.field(
                    "85 03 00 00 01 a2 00 83 6161 01 01 "
                        + "19ffff 83 70" + VectorFile.run("41", 16) + "1affffffff 1affffffff")
            ),
            ("a fact of any kind", Hand.field("82 12 f6")),
            ("facts of two kinds", Hand.field("82 12 82 1840 1affffffff")),
            (
                "a default that is a fact",
                Hand.field(
                    "82 12 81 1840", 1,
                    "04 5846 5844" + VectorFile.run("01", 32) + "00000040"
                        + VectorFile.run("00", 32))
            ),
            ("facts that decide", Hand.deciding("83 00 01 02")),
            ("a frontier", Hand.field("81 13")), ("a field that is fixed", Hand.fixed("f5")),
            ("a document at a hub", Hand.placed("00", "00")),
            ("a fact at a hub", Hand.placed("01", "00")),
            ("facts that decide about one kind", Hand.deciding("83 06 01 07")),
        ]
        for (name, text) in plain { try schema(name, bytes(text)) }
        let kept: [(String, String)] = [
            (
                "keys of later versions",
                "a3 00 a1 6161 01 01 a1 1840 a4 00 6161 01 00 02 a1 00 a4 00 6162 01 00 02 8105 "
                    + "08 a1 60 f6 1863 80 1b ffffffffffffffff 4161"
            ),
            (
                "a key of a later version, sixteen deep",
                Hand.field("81 05", 1, "08" + VectorFile.run("81", 15) + "80")
            ),
        ]
        for (name, text) in kept { try schema(name, bytes(text), isWhole: false) }
    }

    private static let unknownTypes = Hand.kind(
        2,
        "01 00 02 a3 00 a3 00 6162 01 02 02 821863 00 01 a3 00 6163 01 03 02 811864 "
            + "02 a3 00 6164 01 01 02 82 1b ffffffffffffffff a0")

    /// One field of each type, in a document and in a fact.
    static let everything: Schema = {
        let types: [FieldType] = [
            .text(most: 65_000), .integer(-5...5), .decimal(digits: 9, 0...9),
            .quantity(digits: 2, -1...1, units: Yard.units), .money(currencies: nil),
            .money(currencies: ["EUR": 2, "JPY": 0]), .truth, .date, .time,
            .choice([0: .init("a", labels: ["en": "A", "fr": "À"]), 65_535: .init("b-2")]),
            .record(nil), .record([KindNumber(64), KindNumber(65), KindNumber(.max)]), .person,
            .hub, .seat, .words(most: 65_000), .file(most: 1 << 40), .token(most: 64),
            .list(most: 4_096, .list(most: 1, .group(numbered(Field("a", .list(most: 2, .hub)))))),
            .group(numbered(Field("a", .truth, isRequired: true), Field("b", .seat))),
        ]
        var fields: [FieldNumber: Field] = [:]
        for (place, type) in types.enumerated() {
            fields[FieldNumber(UInt32(place))] = Field("f\(place)", type)
        }
        return Schema(
            packs: ["all": 65_535, "others": 1],
            kinds: [
                KindNumber(64): RecordKind("document", .document, fields),
                KindNumber(65): RecordKind("fact", .fact, fields, isRetired: true),
            ])
    }()
}
