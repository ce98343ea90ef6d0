import Lattice
import Schema
import TestSupport
import Wire

/// Values, and what fields of a type make of them.
private typealias Rows = [(String, String?)]

private let (wrong, beyond, broken) = ("wrong-type", "out-of-bounds", "malformed")

extension SchemaVectors {
    /// Each value is written to a register of a record that was there before.
    mutating func types() throws {
        for (name, type, rows) in numbers + texts + names + containers {
            let kind = RecordKind("a", .document, numbered(Field("b", type)))
            let schema = Schema(packs: ["a": 1], kinds: [KindNumber(64): kind])
            let changes = rows.map { write(value($0.0), to: 0, of: Yard.older()) }
            let misfits = rows.enumerated().compactMap { place, row in
                row.1.map { (place, $0) }
            }
            try judge("values of \(name)", schema, changes, misfits)
        }
    }
}

private let numbers: [(String, FieldType, Rows)] = [
    (
        "an integer", .integer(-3...3),
        [
            ("00", nil), ("03", nil), ("22", nil), ("f6", nil), ("04", beyond), ("23", beyond),
            ("1b ffffffffffffffff", beyond), ("3b ffffffffffffffff", beyond), ("f4", wrong),
            ("6130", wrong), ("40", wrong), ("80", wrong), ("a0", wrong), ("1803", broken),
            ("", broken), ("00 00", broken), ("ff", broken), ("c000", broken), ("f90000", broken),
        ]
    ),
    (
        "any integer", .integer(-(1 << 53)...(1 << 53)),
        [
            ("1b 0020000000000000", nil), ("3b 001fffffffffffff", nil),
            ("1b 0020000000000001", beyond), ("3b 0020000000000000", beyond),
        ]
    ),
    (
        "a decimal", .decimal(digits: 2, -3...3),
        [("03", nil), ("22", nil), ("04", beyond), ("8103", wrong), ("f5", wrong)]
    ),
    (
        "a quantity", .quantity(digits: 1, 0...9, units: Yard.units),
        [
            ("82 00 00", nil), ("82 09 02", nil), ("82 0a 00", beyond), ("82 20 00", beyond),
            ("82 00 03", beyond), ("82 00 1a00010000", beyond), ("82 00 20", wrong),
            ("81 00", wrong), ("83 00 00 00", wrong), ("82 6130 03", wrong),
            ("82 0a 6130", beyond), ("82 00 f6", wrong), ("00", wrong),
        ]
    ),
    (
        "money", .money(currencies: nil),
        [
            ("82 1864 63455552", nil), ("82 1b0020000000000000 635a5a5a", nil),
            ("82 1b0020000000000001 63455552", beyond), ("82 3b0020000000000000 01", beyond),
            ("82 00 63657572", beyond), ("82 00 624555", beyond), ("82 00 60", beyond),
            ("82 00 6445555252", beyond), ("82 00 63c38441", beyond), ("82 00 43455552", wrong),
            ("81 00", wrong), ("82 f6 63455552", wrong),
        ]
    ),
    (
        "money of some currencies", .money(currencies: ["EUR": 2, "JPY": 0]),
        [("82 00 63455552", nil), ("82 00 634a5059", nil), ("82 00 63555344", beyond)]
    ),
    ("a truth", .truth, [("f4", nil), ("f5", nil), ("f6", nil), ("00", wrong), ("60", wrong)]),
    (
        "a date", .date,
        [
            ("3a 000af939", nil), ("1a 002cc0a0", nil), ("3a 000af93a", beyond),
            ("1a 002cc0a1", beyond), ("6131", wrong),
        ]
    ),
    (
        "a time", .time,
        [
            // The first and the last millisecond of the years 1 to 9999.
            ("3b 00003883122cd7ff", nil), ("1b 0000e677d21fdbff", nil),
            ("3b 00003883122cd800", beyond), ("1b 0000e677d21fdc00", beyond), ("f4", wrong),
        ]
    ),
    (
        "a choice", .choice([0: .init("a"), 3: .init("b")]),
        [
            ("00", nil), ("03", nil), ("01", beyond), ("1a 00010000", beyond), ("20", wrong),
            ("f5", wrong), ("6161", wrong),
        ]
    ),
]

private let texts: [(String, FieldType, Rows)] = [
    (
        "a text", .text(most: 4),
        [
            ("6161", nil), ("64 61626364", nil), ("64 c3a9c3a9", nil), ("60", beyond),
            ("65 6162636465", beyond), ("65 c3a9c3a961", beyond), ("4161", wrong), ("01", wrong),
            ("61ff", broken), ("63 eda080", broken), ("7801 61", broken), ("62 61", broken),
            ("7f 6161 ff", broken),
        ]
    ),
    (
        "words", .words(most: 3),
        [
            ("a1 62656e 63616263", nil), ("a2 626465 6161 62656e 6162", nil), ("a0", wrong),
            ("80", wrong), ("a1 62656e 60", beyond), ("a1 62656e 6461626364", beyond),
            ("a1 6165 6161", beyond), ("a1 62454e 6161", beyond), ("a1 6165 01", beyond),
            ("a1 6d" + VectorFile.run("61", 13) + "6161", beyond), ("a1 01 6161", wrong),
            ("a1 62656e 01", wrong), ("b8 40" + languages(64), nil),
            ("b8 41" + languages(65), beyond),
            ("a2 62656e 6161 626465 6162", broken), ("a2 62656e 6161 62656e 6162", broken),
        ]
    ),
    (
        "a file", .file(most: 9),
        [
            ("84" + hash + "00 6174 616e", nil), ("84" + hash + "09 6174 616e", nil),
            ("84" + hash + "0a 00 00", beyond), ("84" + hash + "20 6174 616e", wrong),
            ("84" + hash + "00 60 00", beyond), ("84" + hash + "00 6174 60", beyond),
            ("84" + hash + "00 7880" + VectorFile.run("74", 128) + "616e", nil),
            ("84" + hash + "00 7881" + VectorFile.run("74", 129) + "616e", beyond),
            ("84" + hash + "00 6174 78ff" + VectorFile.run("6e", 255), nil),
            ("84" + hash + "00 6174 790100" + VectorFile.run("6e", 256), beyond),
            ("83" + hash + "00 6174", wrong), ("84 4109 0a 6174 616e", wrong),
            ("84" + hash + "00 4174 616e", wrong),
        ]
    ),
    (
        "a token", .token(most: 6),
        [
            ("66 41392d2e2f30", nil), ("60", beyond), ("67" + VectorFile.run("41", 7), beyond),
            ("6161", beyond), ("612c", beyond), ("613a", beyond), ("6140", beyond),
            ("615b", beyond), ("62c384", beyond), ("4141", wrong),
        ]
    ),
]

private let names: [(String, FieldType, Rows)] = [
    (
        "a record", .record([KindNumber(64), KindNumber(71)]),
        [
            (record("00000040"), nil), (record("00000047"), nil),
            (record("00000041"), "wrong-kind"), (record("00000000"), "wrong-kind"),
            ("581c" + VectorFile.run("00", 28), wrong),
            ("581c" + VectorFile.run("00", 16) + VectorFile.run("01", 8) + "00000040", wrong),
            ("581b" + VectorFile.run("01", 27), wrong), ("581d" + VectorFile.run("01", 29), wrong),
            ("781c" + VectorFile.run("41", 28), wrong),
        ]
    ),
    (
        "any record", .record(nil),
        [(record("00000000"), nil), (record("ffffffff"), nil), ("00", wrong)]
    ),
    ("a frontier", .frontier, frontiers), ("a person", .person, identities),
    ("a hub", .hub, identities),
    (
        "a seat", .seat,
        [
            (hash, nil), ("5820" + VectorFile.run("00", 32), nil),
            ("581f" + VectorFile.run("01", 31), wrong), ("50" + VectorFile.run("01", 16), wrong),
        ]
    ),
    (
        "a fact", .fact([KindNumber(64), KindNumber(71)]),
        [
            (fact("00000040"), nil), (fact("00000047"), nil), ("f6", nil),
            (fact("00000041"), "wrong-kind"), (fact("00000000"), "wrong-kind"),
            (fact("40000000"), "wrong-kind"), (fact("00000040", hash: "00"), nil),
            (fact("00000040", person: "00"), wrong), (fact("00000040", id: "00"), wrong),
            (fact("00000041", person: "00"), wrong), (fact("00000041", id: "00"), wrong),
            ("5844" + VectorFile.run("00", 68), wrong),
            (
                "5844" + VectorFile.run("00", 15) + "01" + VectorFile.run("00", 15) + "01 00000040"
                    + VectorFile.run("00", 32), nil
            ),
            // Without its hash, a byte less, a byte more, a text, more of them.
            ("5824" + VectorFile.run("01", 36), wrong), ("5843" + VectorFile.run("01", 67), wrong),
            ("5845" + VectorFile.run("01", 69), wrong), ("7844" + VectorFile.run("41", 68), wrong),
            ("81" + fact("00000040"), wrong), ("40", wrong), ("00", wrong),
            ("5844" + VectorFile.run("01", 67), broken),
        ]
    ),
    (
        "any fact", .fact(nil),
        [
            (fact("00000000"), nil), (fact("ffffffff"), nil),
            (fact("00000040", person: "00"), wrong), (fact("00000040", id: "00"), wrong),
        ]
    ),
    (
        "a list of facts", .list(most: 2, .fact([KindNumber(64)])),
        [
            ("81" + fact("00000040"), nil), ("82" + fact("00000040") + fact("00000040"), nil),
            ("82" + fact("00000040") + fact("00000041"), "wrong-kind"),
            ("82" + fact("00000041") + fact("00000040", id: "00"), "wrong-kind"),
            (fact("00000040"), wrong), ("80", beyond), ("81 f6", wrong),
        ]
    ),
]

private let frontiers: Rows = [
    (frontier(("11", "0000000000000000")), nil),
    (frontier(("11", "000000ffffffffff"), ("12", "0000000000000007")), nil),
    (frontier(("11", "0000010000000000")), wrong), (frontier(("00", "0000000000000001")), wrong),
    (frontier(("12", "0000000000000001"), ("11", "0000000000000001")), wrong),
    (frontier(("11", "0000000000000001"), ("11", "0000000000000002")), wrong),
    ("40", wrong), ("57" + VectorFile.run("11", 23), wrong),
    ("5819" + VectorFile.run("00", 25), wrong), ("7818" + VectorFile.run("41", 24), wrong),
    ("00", wrong), ("5a00018001" + VectorFile.run("11", 98_305), beyond), ("f6", nil),
]

private let identities: Rows = [
    ("50" + VectorFile.run("11", 16), nil), ("50" + VectorFile.run("00", 15) + "01", nil),
    ("50" + VectorFile.run("00", 16), wrong), ("4f" + VectorFile.run("11", 15), wrong),
    ("51" + VectorFile.run("11", 17), wrong), ("70" + VectorFile.run("41", 16), wrong),
    ("00", wrong),
]

private let containers: [(String, FieldType, Rows)] = [
    (
        "a list", .list(most: 2, .integer(0...9)),
        [
            ("81 00", nil), ("82 09 09", nil), ("80", beyond), ("83 00 00 00", beyond),
            ("81 0a", beyond), ("81 f6", wrong), ("82 6130 0a", wrong), ("82 0a 6130", beyond),
            ("83 f6 f6 f6", beyond), ("a0", wrong), ("00", wrong),
        ]
    ),
    (
        "a group",
        .group([
            FieldNumber(1): Field("a", .integer(0...9), isRequired: true),
            FieldNumber(300): Field("b", .truth),
        ]),
        [
            ("a1 01 00", nil), ("a2 01 09 19012c f5", nil), ("a0", wrong), ("80", wrong),
            ("f5", wrong), ("a1 01 6161", wrong), ("a1 01 f6", wrong), ("a1 6161 01", wrong),
            ("a1 20 01", wrong), ("a1 02 6161", "no-such-field"),
            ("a1 1b0000000100000000 00", "no-such-field"), ("a2 01 00 02 00", "no-such-field"),
            ("a1 19012c f5", "incomplete"), ("a1 01 0a", beyond), ("a2 01 0a 02 00", beyond),
            ("a1 19012c 00", wrong), ("a2 01 00 01 00", broken),
        ]
    ),
    (
        "a list of groups",
        .list(most: 9, .group(numbered(Field("a", .truth, isRequired: true), Field("b", .date)))),
        [
            ("82 a1 00 f4 a2 00 f5 01 00", nil), ("82 a1 01 00 00", "incomplete"),
            ("82 a1 00 f4 a1 01 00", "incomplete"), ("82 00 a1 01 00", wrong),
        ]
    ),
    (
        "a later version", .later(99, value("82 1863 00")),
        [
            ("00", nil), ("f6", nil), ("60", nil), ("a1 80 f5", nil),
            (VectorFile.run("81", 15) + "80", nil), (VectorFile.run("81", 16) + "80", broken),
            ("", broken), ("1800", broken), ("f7", broken),
        ]
    ),
]

private let hash = "5820" + VectorFile.run("09", 32)

private func record(_ kind: String) -> String {
    "581c" + VectorFile.run("aa", 16) + "0000000003000007" + kind
}

/// A fact of this kind, with bytes of which its person, its id and its hash are.
private func fact(
    _ kind: String, person: String = "11", id: String = "22", hash: String = "33"
) -> String {
    "5844" + VectorFile.run(person, 16) + VectorFile.run(id, 16) + kind + VectorFile.run(hash, 32)
}

/// Feeds, each with a number.
private func frontier(_ ends: (feed: String, number: String)...) -> String {
    "58" + String(ends.count * 24, radix: 16)
        + ends.map { VectorFile.run($0.feed, 16) + $0.number }.joined()
}

/// So many entries of words, each in a language of its own.
private func languages(_ count: Int) -> String {
    (0..<count).map { number in
        // “a0”, “a1”, …, “b0”, …
        let (first, second) = (0x61 + number / 10, 0x30 + number % 10)
        return "62" + String(first, radix: 16) + String(second, radix: 16) + "6178"
    }.joined()
}
