// What is wrong, and what is said about it.

private let text = #""f": {"number": 0, "type": "text"}"#
private let sound = #""a": {"number": 64, "form": "document", "fields": {\#(text)}}"#
private let badName =
    "is no name; names are 1 to 64 of a to z, 0 to 9 and “-”, and begin with a letter"

enum Table {
    static let packs: [(String, [String])] = [
        (#"{"pack": "p", "version": 1, "kinds": {\#(sound)}}"#, []),
        ("[]", [": is an array where an object belongs"]),
        (
            "{}", [": “pack” is missing", ": “version” is missing", ": “kinds” is missing"]
        ),
        (
            #"{"pack": 5, "version": "1", "kinds": []}"#,
            [
                "pack: is a number where a text belongs",
                "version: is a text where a number belongs",
                "kinds: is an array where an object belongs",
            ]
        ),
        (
            #"{"pack": "p", "version": 1.5, "kinds": {}}"#,
            [
                "version: 1.5 is no whole number, or much too large",
                "kinds: has nothing in it; leave it out, or fill it",
            ]
        ),
        (
            #"{"pack": "p", "pack": "q", "version": 65536, "kinds": {\#(sound)}, "x": 1}"#,
            [
                "pack: is there twice, first in line 1",
                "version: is 65536, and has to be 1 to 65535",
                "x: is not a member; there is: kinds, pack, policy, version",
            ]
        ),
        (
            #"{"pack": "p", "version": 1, "kinds": {\#(sound), \#(sound)}}"#,
            ["kinds.a: is there twice, first in line 1"]
        ),
        (
            #"{"pack": "p", "version": 1, "kinds": {\#(sound)}, "policy": {"b": {}}}"#,
            [
                "policy.b: there is no kind “b” in this pack; did you mean “a”?",
                "policy.b: “where” is missing", "policy.b: “who” is missing",
            ]
        ),
        (
            #"{"pack": "p", "version": 1, "kinds": {"a": 5}, "policy": {"a": 5}}"#,
            [
                "kinds.a: is a number where an object belongs",
                "policy.a: is a number where an object belongs",
            ]
        ),
    ]

    static let kinds: [(String, [String])] = [
        (kind(text, #""title": ["f"], "labels": {"en": "A"}, "retired": true"#), []),
        (kind(text, form: "fact"), []),
        (
            kind(text, form: "facts"),
            ["kinds.a.form: “facts” is not known here; did you mean “fact”?"]
        ),
        (
            #"{"pack": "p", "version": 1, "kinds": {"A": {"number": 63, "form": "fact"}}}"#,
            [
                "kinds.A: “A” \(badName)",
                "kinds.A.number: is 63, and has to be 64 to 4294967295",
                "kinds.A: “fields” is missing",
            ]
        ),
        (
            #"{"pack": "p", "version": 1, "kinds": {\#(sound), "b": {"number": 64}}}"#,
            [
                "kinds.b: “form” is missing",
                "kinds.b.number: is 64, which is the number of “a” already",
                "kinds.b: “fields” is missing",
            ]
        ),
        (kind(""), ["kinds.a.fields: has nothing in it; leave it out, or fill it"]),
        (
            kind(text, #""title": []"#),
            ["kinds.a.title: has nothing in it; leave it out, or fill it"]
        ),
        (
            kind(text, #""title": ["f", "f", "g", 1]"#),
            [
                "kinds.a.title[1]: is named twice",
                "kinds.a.title[2]: there is no field “g”; did you mean “f”?",
                "kinds.a.title[3]: is a number where a text belongs",
            ]
        ),
        (
            kind(#""f": {"number": 0, "type": "text", "merging": "set"}"#, #""title": ["f"]"#),
            ["kinds.a.title[0]: names a set; a title is made of registers"]
        ),
        (
            kind(text, #""labels": {"EN": "A", "es": "", "fr": 5}"#),
            [
                "kinds.a.labels.EN: “EN” is no language; write it like en, or pt-br",
                "kinds.a.labels.es: is empty; leave it out; such a text has 1 to 256",
                "kinds.a.labels.fr: is a number where a text belongs",
            ]
        ),
        (
            kind(text, #""sums": [{"name": "s", "of": "f", "by": ["f"]}]"#),
            ["kinds.a.sums: are of facts alone; this kind is of documents"]
        ),
        (
            kind(text, #""retired": 1"#),
            ["kinds.a.retired: is a number where true or false belongs"]
        ),
        (
            kind(#""f": {"number": 0, "type": "record", "kinds": ["b", "a", "a", 63]}"#),
            [
                "kinds.a.fields.f.kinds[0]: there is no kind “b” in this pack; those of others are "
                    + "named by number; did you mean “a”?",
                "kinds.a.fields.f.kinds[2]: is named twice",
                "kinds.a.fields.f.kinds[3]: is 63, and has to be 64 to 4294967295",
            ]
        ),
        (
            kind(#""f": {"number": 0, "type": "record", "kinds": ["a"]}"#, form: "fact"),
            [
                "kinds.a.fields.f.kinds[0]: “a” is a kind of facts; only documents can be named"
            ]
        ),
        (kind(#""f": {"number": 0, "type": "fact", "kinds": ["a"]}"#, form: "fact"), []),
        (kind(fieldsOfDecisions, decides(), form: "fact"), []),
        (
            kind(fieldsOfDecisions, decides()),
            ["kinds.a.decides: is of facts alone; this kind is of documents"]
        ),
        (
            kind(fieldsOfDecisions, #""decides": 5"#),
            ["kinds.a.decides: is of facts alone; this kind is of documents"]
        ),
        (
            kind(fieldsOfDecisions, #""decide": {}"#, form: "fact"),
            ["kinds.a.decide: is not a member; did you mean “decides”?"]
        ),
        (
            kind(#""f": {"number": 0, "type": "truth", "required": true, "fixed": true}"#), []
        ),
        (
            kind(#""f": {"number": 0, "type": "truth", "fixed": true}"#),
            ["kinds.a.fields.f.fixed: is for required fields of documents alone"]
        ),
        (
            kind(
                #""f": {"number": 0, "type": "truth", "required": true, "fixed": true}"#,
                form: "fact"),
            ["kinds.a.fields.f.fixed: is for required fields of documents alone"]
        ),
        (
            kind(
                #""f": {"number": 0, "type": "hub", "required": true}"#, #""at": "f""#,
                form: "fact"), []
        ),
        (
            kind(#""f": {"number": 0, "type": "hub"}"#, #""at": "f""#),
            ["kinds.a.at: “f” is no required register or part that names a hub"]
        ),
        (
            kind(#""f": {"number": 0, "type": "hub"}"#, #""at": "g""#),
            ["kinds.a.at: there is no field “g”; did you mean “f”?"]
        ),
        // What form it is of has to be known before that is a fault.
        (
            kind(fieldsOfDecisions, decides(), form: "facts"),
            ["kinds.a.form: “facts” is not known here; did you mean “fact”?"]
        ),
        (
            kind(
                #""f": {"number": 9, "type": "fct"}, "# + fieldsOfDecisions, decides(about: "f"),
                form: "fact"),
            ["kinds.a.fields.f.type: there is no type “fct”; did you mean “fact”?"]
        ),
    ]

    private static let fieldsOfDecisions = """
        "plan": {"number": 0, "type": "fact"}, "so": {"number": 1, "type": "truth"},
        "knew": {"number": 2, "type": "list", "of": {"type": "fact", "kinds": [64]}},
        "boat": {"number": 3, "type": "record"},
        "boats": {"number": 4, "type": "list", "of": {"type": "record"}}
        """

    private static func decides(
        about: String = "plan", approves: String = "so", seen: String = "knew"
    ) -> String {
        #""decides": {"about": "\#(about)", "approves": "\#(approves)", "seen": "\#(seen)"}"#
    }

    /// What a kind of facts says of its decisions, and what is said of that.
    static let decisions: [(String, [String])] = [
        (
            kind(fieldsOfDecisions, decides(about: "boat"), form: "fact"),
            [".about: “boat” is not a fact"]
        ),
        (
            kind(fieldsOfDecisions, decides(about: "knew"), form: "fact"),
            [".about: “knew” is not a fact"]
        ),
        (
            kind(fieldsOfDecisions, decides(approves: "plan"), form: "fact"),
            [".approves: “plan” is not a truth"]
        ),
        (
            kind(fieldsOfDecisions, decides(seen: "plan"), form: "fact"),
            [".seen: “plan” is not a list of facts"]
        ),
        (
            kind(fieldsOfDecisions, decides(seen: "boats"), form: "fact"),
            [".seen: “boats” is not a list of facts"]
        ),
        (
            kind(
                fieldsOfDecisions, decides(about: "so", approves: "knew", seen: "boat"),
                form: "fact"),
            [
                ".about: “so” is not a fact", ".approves: “knew” is not a truth",
                ".seen: “boat” is not a list of facts",
            ]
        ),
        (
            kind(
                fieldsOfDecisions, decides(about: "pan", approves: "", seen: "knwe"),
                form: "fact"),
            [
                ".about: there is no field “pan”; did you mean “plan”?",
                ".approves: there is no field “”; there is: boat, boats, knew, plan, so",
                ".seen: there is no field “knwe”; did you mean “knew”?",
            ]
        ),
        (
            kind(fieldsOfDecisions, #""decides": {}"#, form: "fact"),
            [": “about” is missing", ": “approves” is missing", ": “seen” is missing"]
        ),
        (
            kind(
                fieldsOfDecisions, #""decides": {"abut": "plan", "approves": 1, "seen": ["knew"]}"#,
                form: "fact"),
            [
                ": “about” is missing", ".approves: is a number where a text belongs",
                ".seen: is an array where a text belongs",
                ".abut: is not a member; did you mean “about”?",
            ]
        ),
        (
            kind(fieldsOfDecisions, #""decides": ["plan", "so", "knew"]"#, form: "fact"),
            [": is an array where an object belongs"]
        ),
    ]

    static let fields: [(String, String?)] = [
        (field(#""type": "text", "required": true, "weight": 3, "default": "x""#), nil),
        (field(#""type": "integer", "merging": "counter""#), nil),
        (field(#""type": "group", "merging": "facts", "fields": {\#(text)}"#), nil),
        (kind(#""f": {"type": "text"}"#), ": “number” is missing"),
        (
            kind(#""f": {"number": -1, "type": "text"}"#),
            ".number: is -1, and has to be 0 to 4294967295"
        ),
        (kind(#""f": 5"#), ": is a number where an object belongs"),
        (field(#""weight": 1"#), ": “type” is missing"),
        (
            field(#""type": "text", "merging": "sets""#),
            ".merging: “sets” is not known here; did you mean “set”?"
        ),
        (
            field(#""type": "text", "merging": "counter""#),
            ".merging: counter needs the type integer or decimal"
        ),
        (field(#""type": "text", "merging": "facts""#), ".merging: facts need the type group"),
        (
            field(#""type": "text", "merging": "set", "required": true"#),
            ".required: is for registers and parts alone; a set may be empty"
        ),
        (field(#""type": "text", "merging": "set", "required": false"#), nil),
        (
            field(#""type": "text", "merging": "set", "default": "x""#),
            ".default: is for registers alone, not for a set"
        ),
        (field(#""type": "text", "weight": 4"#), ".weight: is 4, and has to be 1 to 3"),
        (
            kind(#""f": {"number": 0, "type": "text", "merging": "set"}"#, form: "fact"),
            ".merging: is for fields of documents; what is part of a fact or group is said with it"
        ),
        (
            kind(#""f": {"number": 0, "type": "text", "default": "x"}"#, form: "fact"),
            ".default: is for fields of documents; what a fact or group does not say is not there"
        ),
        (
            field(
                #""type": "group", "fields": {"g": {"number": 0, "type": "hub", "default": 1}}"#),
            ".fields.g.default: is for fields of documents; what a fact or group does not say is "
                + "not there"
        ),
    ]

    static let fieldsOfRules = """
        "born": {"number": 0, "type": "date"}, "died": {"number": 1, "type": "date"},
        "at": {"number": 2, "type": "time"},
        "tags": {"number": 3, "type": "text", "merging": "set"},
        "one": {"number": 4, "type": "decimal", "digits": 1},
        "two": {"number": 5, "type": "decimal", "digits": 2},
        "state": {"number": 6, "type": "choice", "options": {"alive": 0, "dead": 1}}
        """

    static let rules: [(String, String?)] = [
        (#"{"order": ["born", "died"]}"#, nil),
        (#"{"unique": ["born", "state"]}"#, nil),
        (#"{"when": "state", "is": ["dead", "alive"], "needs": ["died"]}"#, nil),
        (#""order""#, ": is a text where an object belongs"),
        ("{}", ": is no rule: a rule has “order”, “unique”, or “when”, “is” and “needs”"),
        (#"{"order": ["born"]}"#, ".order: takes two fields, the earlier one first"),
        (
            #"{"order": ["born", "died", "at"]}"#,
            ".order: has 3 entries; there can be at most 2"
        ),
        (#"{"order": ["born", "born"]}"#, ".order[1]: is named twice"),
        (
            #"{"order": ["born", "dead"]}"#,
            """
            .order[1]: there is no field “dead”; there is: at, born, died, one, state, tags, two
            """
        ),
        (
            #"{"order": ["born", "at"]}"#,
            ".order: “born” and “at” cannot be compared: both have to be registers, and dates, "
                + "times, integers, or decimals of equal digits"
        ),
        (
            #"{"order": ["one", "two"]}"#,
            ".order: “one” and “two” cannot be compared: both have to be registers, and dates, "
                + "times, integers, or decimals of equal digits"
        ),
        (#"{"order": ["born", "died"], "x": 1}"#, ".x: is not a member; there is: order"),
        (#"{"unique": []}"#, ".unique: has nothing in it; leave it out, or fill it"),
        (#"{"unique": ["tags"]}"#, ".unique[0]: names a set; only registers will do"),
        (#"{"when": "state", "is": ["dead"]}"#, ": “needs” is missing"),
        (#"{"when": "state", "needs": ["died"]}"#, ": “is” is missing"),
        (
            #"{"when": "born", "is": ["x"], "needs": ["died"]}"#,
            ".when: “born” is no register with a choice"
        ),
        (
            #"{"when": "state", "is": ["ded"], "needs": ["died"]}"#,
            ".is[0]: there is no option “ded”; did you mean “dead”?"
        ),
        (
            #"{"when": "state", "is": ["dead", "dead"], "needs": ["died"]}"#,
            ".is[1]: is named twice"
        ),
    ]

    static let fieldsOfSums = """
        "what": {"number": 0, "type": "text"}, "much": {"number": 1, "type": "integer"},
        "way": {"number": 2, "type": "choice", "options": {"in": 0, "out": 1}}
        """

    static let sums: [(String, String?)] = [
        (#"{"name": "s", "of": "much", "by": ["what"]}"#, nil),
        (
            #"""
            {"name": "s", "of": "much", "by": ["what"],
             "signs": {"choice": "way", "factors": {"in": 1, "out": -1}}}
            """#, nil
        ),
        (
            #"""
            {"name": "s", "of": "much", "by": ["what"]},
            {"name": "s", "of": "much", "by": ["way"]}
            """#,
            "kinds.a.sums[1].name: “s” is the name of another sum already"
        ),
        (#"{"name": "S", "of": "much", "by": ["what"]}"#, ".name: “S” \(badName)"),
        (#"{"of": "much", "by": ["what"]}"#, ": “name” is missing"),
        (#"{"name": "s", "by": ["what"]}"#, ": “of” is missing"),
        (#"{"name": "s", "of": "much"}"#, ": “by” is missing"),
        (
            #"{"name": "s", "of": "what", "by": ["what"]}"#,
            ".of: “what” cannot be added up: that are integers, decimals, quantities"
        ),
        (
            #"{"name": "s", "of": "much", "by": ["what"], "signs": {"choice": "way"}}"#,
            ".signs: “factors” is missing"
        ),
        (
            #"""
            {"name": "s", "of": "much", "by": ["what"],
             "signs": {"choice": "way", "factors": {"in": 2}}}
            """#, ".signs.factors.in: is 2, and has to be -1 to 1"
        ),
        (
            #"""
            {"name": "s", "of": "much", "by": ["what"],
             "signs": {"choice": "way", "factors": {"inn": 1}}}
            """#, ".signs.factors.inn: there is no option “inn”; did you mean “in”?"
        ),
    ]

    static let policies: [(String, String?)] = [
        (#"{"where": ["common", "hub"], "who": {"clerk": "own"}}"#, nil),
        (
            #"{"where": ["hub"], "who": {"clerk": "proposes-own"}, "gate": {"roles": ["boss"]}}"#,
            nil
        ),
        (
            #"{"where": ["hub"], "who": {"clerk": "proposes-own"}}"#,
            ": has proposals, and no “gate” that says who decides them"
        ),
        (
            #"{"where": ["hub"], "who": {"clerk": "own"}, "gate": {"roles": ["boss"]}}"#,
            ".gate: has nothing to decide: nobody under “who” proposes"
        ),
        (
            #"{"where": ["charter"], "who": {"clerk": "own"}}"#,
            ".where[0]: “charter” is not known here; there is: agency, audience, common, group, "
                + "hub, person"
        ),
        (#"{"where": ["hub", "hub"], "who": {"clerk": "own"}}"#, ".where[1]: is named twice"),
        (
            #"{"where": [], "who": {"clerk": "own"}}"#,
            ".where: has nothing in it; leave it out, or fill it"
        ),
        (#"{"where": ["hub"], "who": {}}"#, ".who: has nothing in it; leave it out, or fill it"),
        (
            #"{"where": ["hub"], "who": {"clerk": "first"}}"#,
            ".who.clerk: “first” is not known here; there is: any, own, proposes-any, proposes-own"
        ),
        (
            #"""
            {"where": ["hub"], "who": {"a": "proposes-any"},
             "gate": {"persons": 17, "roles": ["b"]}}
            """#,
            ".gate.persons: is 17, and has to be 1 to 16"
        ),
        (
            #"{"where": ["hub"], "who": {"a": "proposes-any"}, "gate": {}}"#,
            ".gate: “roles” is missing"
        ),
        (
            #"{"where": ["hub"], "who": {"a": "proposes-any"}, "gate": {"roles": ["b", "b"]}}"#,
            ".gate.roles[1]: is named twice"
        ),
        (
            #"{"where": ["hub"], "who": {"": "any"}}"#,
            ".who.: “” is no role: their names have 1 to 64 bytes"
        ),
        (
            #"{"where": ["hub"], "who": {"a": "any"}, "gates": {"roles": ["b"]}}"#,
            ".gates: is not a member; did you mean “gate”?"
        ),
    ]
}
