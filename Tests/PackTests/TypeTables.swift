extension Table {
    private static let long = String(repeating: "x", count: 40_000)
    /// A fact of kind 70.
    private static let named =
        String(repeating: "1f", count: 32) + "00000046"
        + String(repeating: "00", count: 32)
    private static let kg = #""units": {"kg": 0, "t": {"number": 1, "is": 1000}}"#

    static let types: [(String, String?)] = [
        (#""type": "txt""#, ".type: there is no type “txt”; did you mean “text”?"),
        (#""type": "blob", "most": 5"#, ".type: there is no type “blob”"),
        (#""type": "text", "most": 65000"#, nil),
        (#""type": "text", "most": 65001"#, ".most: is 65001, and has to be 1 to 65000"),
        (#""type": "words", "most": 0"#, ".most: is 0, and has to be 1 to 65000"),
        (#""type": "token", "most": 65"#, ".most: is 65, and has to be 1 to 64"),
        (
            #""type": "file", "most": 1099511627777"#,
            ".most: is 1099511627777, and has to be 1 to 1099511627776"
        ),
        (
            #""type": "date", "most": 5"#,
            """
            .most: is not a member; there is: default, fixed, labels, merging, number, required, \
            retired, type, weight
            """
        ),
        (#""type": "integer", "least": -9007199254740992, "most": 9007199254740992"#, nil),
        (
            #""type": "integer", "most": 9007199254740993"#,
            ".most: “9007199254740993” is beyond -9007199254740992 to 9007199254740992"
        ),
        (#""type": "integer", "most": 1.5"#, ".most: “1.5” is no whole number"),
        (#""type": "integer", "most": true"#, ".most: is true or false where a number belongs"),
        (
            #""type": "integer", "least": 9007199254740992, "most": "-5""#,
            ".most: leaves nothing: least is above most"
        ),
        (#""type": "decimal""#, ": “digits” is missing"),
        (#""type": "decimal", "digits": 10"#, ".digits: is 10, and has to be 0 to 9"),
        (
            #""type": "decimal", "digits": 2, "least": "0.005""#,
            ".least: “0.005” has more than 2 digits after the point"
        ),
        (#""type": "decimal", "digits": 2, "least": 0.50, "most": "99.500""#, nil),
        (
            #""type": "decimal", "digits": 2, "least": "1,5""#,
            ".least: “1,5” is no number; write it like 1.25"
        ),
        (
            #""type": "decimal", "digits": 9, "most": "9007199.254740993""#,
            ".most: “9007199.254740993” is beyond -9007199.254740992 to 9007199.254740992"
        ),
        (#""type": "quantity", "digits": 1, \#(kg)"#, nil),
        (#""type": "quantity", "digits": 1"#, ": “units” is missing"),
        (
            #""type": "quantity", "digits": 1, "units": {"t": 1}"#,
            ".units: has no unit with the number 0, which the others are counted in"
        ),
        (
            #""type": "quantity", "digits": 1, "units": {"kg": {"number": 0, "is": 2}}"#,
            ".units.kg: is unit 0, of which one is one: leave out “is”"
        ),
        (
            #""type": "quantity", "digits": 1, "units": {"kg": 0, "t": {"number": 0, "is": 2}}"#,
            ".units.t.number: is 0, which is the number of “kg” already"
        ),
        (
            #"""
            "type": "quantity", "digits": 1, "units": {"kg": 0, "t": {"number": 1, "is": "5/0"}}
            """#,
            """
            .units.t.is: “5/0” is no factor: a number above 0, or two like “5/9”, which in \
            lowest terms are at most 4294967295 each
            """
        ),
        (
            #"""
            "type": "quantity", "digits": 1, "units": {"kg": 0, "t": {"number": 1, "is": \#
            "8589934592/4"}}
            """#,
            nil
        ),
        (
            #"""
            "type": "quantity", "digits": 1, "units": {"kg": 0, "oz": {"number": 1, "is": \#
            0.0283}}
            """#,
            nil
        ),
        (
            #"""
            "type": "quantity", "digits": 1, "units": {"kg": 0, "t": {"number": 1, "is": true}}
            """#,
            ".units.t.is: is true or false where a number or a fraction like “5/9” belongs"
        ),
        (
            #""type": "quantity", "digits": 1, "units": {"kg": 0, " t": 1}"#,
            ".units. t: “ t” begins or ends with a space; leave that out"
        ),
        (
            #""type": "quantity", "digits": 1, "units": {"kg": 0, "kilograms-of-salt": 1}"#,
            ".units.kilograms-of-salt: “kilograms-of-salt” is no symbol: they have 1 to 16 bytes"
        ),
        (#""type": "money""#, nil),
        (
            #""type": "money", "currencies": {"EUR": 2, "eur": 2}"#,
            ".currencies.eur: “eur” is no currency: three of A to Z, such as EUR"
        ),
        (
            #""type": "money", "currencies": {"EUR": 10}"#,
            ".currencies.EUR: is 10, and has to be 0 to 9"
        ),
        (#""type": "choice""#, ": “options” is missing"),
        (
            #""type": "choice", "options": {"a": 0, "b": 0}"#,
            ".options.b: is 0, which is the number of “a” already"
        ),
        (
            #""type": "choice", "options": {"a": 65536}"#,
            ".options.a: is 65536, and has to be 0 to 65535"
        ),
        (
            #""type": "choice", "options": {"a": {"number": 0, "label": {}}}"#,
            ".options.a.label: is not a member; did you mean “labels”?"
        ),
        (#""type": "record", "kinds": []"#, ".kinds: has nothing in it; leave it out, or fill it"),
        (#""type": "record", "kinds": [64, 4000]"#, nil), (#""type": "fact""#, nil),
        (#""type": "fact", "kinds": [64, 4000]"#, nil),
        (#""type": "fact", "kinds": []"#, ".kinds: has nothing in it; leave it out, or fill it"),
        (
            #""type": "fact", "kinds": [63]"#,
            ".kinds[0]: is 63, and has to be 64 to 4294967295"
        ),
        (#""type": "fact", "kinds": [64, 65, 64]"#, ".kinds[2]: is named twice"),
        (
            #""type": "fact", "kinds": ["a"]"#,
            ".kinds[0]: “a” is a kind of documents; only facts can be named"
        ),
        (
            #""type": "fact", "kinds": ["as"]"#,
            ".kinds[0]: there is no kind “as” in this pack; those of others are named by number; "
                + "did you mean “a”?"
        ),
        (#""type": "fact", "kind": [64]"#, ".kind: is not a member; did you mean “kinds”?"),
        (#""type": "facts""#, ".type: there is no type “facts”; did you mean “fact”?"),
        (
            #""type": "fact", "merging": "facts""#, ".merging: facts need the type group"
        ),
        (#""type": "list""#, ": “of” is missing"),
        (
            #""type": "list", "most": 4097, "of": {"type": "date"}"#,
            ".most: is 4097, and has to be 1 to 4096"
        ),
        (
            #""type": "list", "of": {"type": "date", "number": 1}"#,
            ".of.number: is not a member; there is: type"
        ),
        (nested(4), nil),
        (nested(5), ".of.of.of.of.type: lists and groups stand at most 4 deep in each other"),
        (#""type": "group""#, ": “fields” is missing"),
        (
            #""type": "group", "fields": {"g": {"number": 0, "type": "date", "merging": "set"}}"#,
            """
            .fields.g.merging: is for fields of documents; what is part of a fact or group is \
            said with it
            """
        ),
    ]

    private static func nested(_ depth: Int) -> String {
        (0..<depth).reduce(#""type": "date""#) { inner, _ in
            #""type": "list", "of": {\#(inner)}"#
        }
    }

    static let defaults: [(String, String?)] = [
        (#""type": "text", "default": """#, ": is empty; leave it out"),
        (#""type": "text", "most": 2, "default": "abc""#, ": has 3 bytes; there can be at most 2"),
        (#""type": "text", "default": 5"#, ": is a number where a text belongs"),
        (#""type": "integer", "most": 5, "default": 6"#, ": “6” is beyond -9007199254740992 to 5"),
        (#""type": "integer", "default": null"#, ": is null where a number belongs"),
        (#""type": "decimal", "digits": 2, "default": 12.50"#, nil),
        (
            #""type": "decimal", "digits": 2, "default": "1e3""#,
            ": “1e3” is no number; write it like 1.25"
        ),
        (#""type": "quantity", "digits": 1, \#(kg), "default": "5.5kg""#, nil),
        (
            #""type": "quantity", "digits": 1, \#(kg), "default": "5 kgs""#,
            ": “5 kgs” has no unit that is known here; did you mean “kg”?"
        ),
        (
            #""type": "money", "currencies": {"JPY": 0}, "default": "12.50 JPY""#,
            ": “12.50” is no whole number"
        ),
        (
            #""type": "money", "currencies": {"JPY": 0}, "default": "12 EUR""#,
            """
            : “12 EUR” has no currency that is taken here; write it like 12.50 EUR; there is: \
            JPY
            """
        ),
        (
            #""type": "money", "default": "12 eur""#,
            ": “12 eur” has no currency that is taken here; write it like 12.50 EUR"
        ),
        (#""type": "truth", "default": "true""#, ": is a text where true or false belongs"),
        (
            #""type": "date", "default": "2025-02-29""#,
            ": “2025-02-29” is no date; write it like 2026-01-31"
        ),
        (#""type": "date", "default": "2024-02-29""#, nil),
        (
            #""type": "time", "default": "2024-02-29T12:00""#,
            ": “2024-02-29T12:00” is no time with its zone; write it like 2026-01-31T12:30:00Z"
        ),
        (
            #""type": "choice", "options": {"new": 0, "old": 1}, "default": "nwe""#,
            ": “nwe” is no option; did you mean “new”?"
        ),
        (
            #""type": "record", "default": "x""#,
            ": “x” names no record; it is written like 00000000000000000000000000000001:5.0/64"
        ),
        (
            #"""
            "type": "record", "kinds": [65], "default": \#
            "00000000000000000000000000000001:5.0/64"
            """#,
            ": is no value of its type: “value” names a record of another kind (wrong-kind)"
        ),
        (
            #""type": "person", "default": "00""#,
            ": “00” is not what is asked for: 32 hexadecimal digits"
        ),
        (
            #""type": "hub", "default": "00000000000000000000000000000000""#,
            ": the id of all zeros names nothing"
        ),
        (#""type": "fact", "kinds": [70], "default": "\#(named)""#, nil),
        (
            #""type": "fact", "kinds": [71], "default": "\#(named)""#,
            ": is no value of its type: “value” names a record of another kind (wrong-kind)"
        ),
        (
            #""type": "fact", "default": "\#(String(repeating: "0", count: 136))""#,
            ": is no value of its type: “value” has a value of another type (wrong-type)"
        ),
        (
            #""type": "fact", "default": "00""#,
            ": “00” is not what is asked for: 136 hexadecimal digits"
        ),
        (
            #""type": "fact", "default": {}"#, ": is an object where a text belongs"
        ),
        (
            #""type": "words", "default": {"EN": "x"}"#,
            ": “EN” is no language; write it like en, or pt-br"
        ),
        (#""type": "words", "default": {"en": ""}"#, ".en: is empty; leave it out"),
        (#""type": "words", "default": {}"#, ": words are in 1 to 64 languages"),
        (
            #""type": "token", "default": "a1""#,
            ": “a1” may have A to Z, 0 to 9, “-”, “.” and “/” alone"
        ),
        (#""type": "file", "default": {"hash": "00"}"#, ": “bytes” of the file is missing"),
        (
            #""type": "file", "default": {"size": 5}"#,
            ".size: is no part of a file; there is: bytes, hash, name, type"
        ),
        (
            #"""
            "type": "list", "most": 2, "of": {"type": "truth"}, "default": [true, false, true]
            """#,
            ": such a list has 1 to 2 items, and this 3"
        ),
        (
            #""type": "list", "most": 2, "of": {"type": "truth"}, "default": [true, 1]"#,
            "[1]: is a number where true or false belongs"
        ),
        (
            #""type": "group", "fields": {"g": {"number": 0, "type": "truth"}}, "default": {}"#,
            ": has nothing in it"
        ),
        (
            #"""
            "type": "group", "fields": {"g": {"number": 0, "type": "truth"}}, "default": {"h": \#
            true}
            """#,
            ".h: is no part of this; did you mean “g”?"
        ),
        (
            #"""
            "type": "group", "fields": {"g": {"number": 0, "type": "truth"}}, "default": {"g": \#
            1}
            """#,
            ".g: is a number where true or false belongs"
        ),
        (
            #"""
            "type": "group", "fields": {"g": {"number": 0, "type": "truth"}}, "default": {"g": \#
            true, "g": true}
            """#,
            ".g: is there twice"
        ),
        (
            #"""
            "type": "group", "fields": {"g": {"number": 0, "type": "truth", "required": true}, \#
            "h": {"number": 1, "type": "truth"}}, "default": {"h": true}
            """#,
            ": “g” is missing"
        ),
        (
            #""type": "list", "of": {"type": "text"}, "default": ["\#(long)", "\#(long)"]"#,
            ": takes 80007 bytes; a value has at most 65536"
        ),
    ]
}
