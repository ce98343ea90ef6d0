import Lattice
import Schema
import TestSupport
import Wire

/// Facts that name facts, and some of them decide.
enum Votes {
    static let number: UInt32 = 70
    static let plan: UInt32 = 71
    /// A fact that is named besides what is decided.
    static let other = FieldNumber(4)

    static let schema = Schema(
        packs: ["votes": 1],
        kinds: [
            KindNumber(number): kind,
            KindNumber(plan): RecordKind("plan", .fact, numbered(Field("what", .text(most: 40)))),
        ])

    static let kind = RecordKind(
        "vote", .fact,
        numbered(
            Field("about", .fact([KindNumber(plan)])), Field("approves", .truth),
            Field("seen", .list(most: 2, .fact([KindNumber(number)]))),
            Field("note", .text(most: 8)), Field("other", .fact(nil)), Field("from", .date),
            Field("to", .date), Field("heard", .time)),
        rules: [.notAfter(FieldNumber(5), FieldNumber(6))],
        deciding: Deciding(
            about: FieldNumber(0), approves: FieldNumber(1), seen: FieldNumber(2),
            pulse: FieldNumber(7)))

    /// Documents and facts that have to name a fact.
    static let needy = Schema(
        packs: ["votes": 1],
        kinds: [
            KindNumber(64): RecordKind("report", .document, ofAny),
            KindNumber(65): RecordKind("echo", .fact, ofAny),
        ])

    private static let ofAny = numbered(Field("of", .fact(nil), isRequired: true))
}

/// The bytes of facts that are named, with hashes that were made elsewhere: by the `hashlib` of
/// Python, as `blake2b(…, digest_size=32, person=b"cw/fact".ljust(16, b"\0"))`.
private let plan =
    ends + "00000047"
    + "49236bd7fcacd23ec607c63a96b19e366915a9126320dc752c4408c3033847a8"
private let other =
    ends + "00000047"
    + "37bd24beae32247a2e9288873634a1e0eabd80a49e4b7f9d759c07a152d35242"
private let vote =
    VectorFile.run("22", 16) + VectorFile.run("77", 16) + "00000046"
    + "40e1d6e730a5b171eb6e9955c9df8f520e01abd22b031faf7c2895e0b0ee7df4"
private let ends = VectorFile.run("11", 16) + VectorFile.run("77", 16)

extension SchemaVectors {
    mutating func named() throws {
        let key = Cast.fact(0x11, 0x77)
        let (boat, boats) = (group((0, text("a boat"))), group((0, text("a boat."))))
        try nameFact("a fact", key, Votes.plan, boat, plan)
        try nameFact("the same fact with another content", key, Votes.plan, boats, other)
        try nameFact(
            "a fact of another person and kind", Cast.fact(0x22, 0x77), Votes.number,
            group((1, value("f5"))), vote)
        // Nothing is asked of a content: what does not fit has a name too.
        try nameFact(
            "no content", key, 0, value(""),
            ends + "00000000" + "9de1404188d3f134f3d18ea4344fcda1c47d2d7773ed2e513f5125a638569071")
        try nameFact(
            "the highest kind, and an id of other bytes",
            FactKey(person: PersonID(high: 1, low: 2), id: FactID(high: 3, low: 4)),
            .max, boat,
            """
            0000000000000001 0000000000000002 0000000000000003 0000000000000004 ffffffff
            7a056f2ffb86aed37dd81470750778764af3ad7ead57de159292ca57a670a783
            """)
    }

    mutating func decisions() throws {
        try schema("of votes", Votes.schema.encoding)
        let about = (UInt32(0), value("5844 \(plan)"))
        let (yes, no) = ((UInt32(1), value("f5")), (UInt32(1), value("f4")))
        let (one, two) = ("5844 \(vote)", VectorFile.run("5844 \(vote)", 2))
        let (early, late) = (integer(1), integer(2))
        let none = "null"
        let rows: [(String, Value, String)] = [
            ("approval", group(about, yes), decision(true)),
            ("rejection", group(about, no), decision(false)),
            (
                "decision that saw one", group(about, no, (2, value("81 \(one)"))),
                decision(false, 1)
            ),
            (
                "decision that saw one twice", group(about, yes, (2, value("82 \(two)"))),
                decision(true, 2)
            ),
            (
                "decision with more in it",
                group(about, yes, (3, text("so")), (5, early), (6, late)), decision(true)
            ),
            ("decision about nothing", group(yes, (2, value("81 \(one)"))), none),
            ("decision about another field", group(yes, (4, about.1)), none),
            ("neither yes nor no", group(about, (2, value("81 \(one)"))), none),
            ("a note alone", group((3, text("so"))), none),
            ("decision about a fact of another kind", group((0, value(one)), yes), none),
            (
                "decision that saw a fact of another kind",
                group(about, yes, (2, value("81 5844 \(plan)"))), none
            ),
            ("decision that saw none", group(about, yes, (2, value("80"))), none),
            ("decision with a field that is not there", group(about, yes, (8, early)), none),
            (
                "decision that knew a pulse", group(about, yes, (7, integer(-5))),
                decision(true, pulse: -5)
            ),
            ("decision with a pulse that is no time", group(about, yes, (7, text("so"))), none),
            ("decision that breaks a rule", group(about, yes, (5, late), (6, early)), none),
            ("decision of null", group(about, (1, null)), none),
            (
                "decision about a fact of nobody",
                group(
                    (
                        0,
                        value(
                            "5844" + VectorFile.run("00", 32) + "00000047"
                                + VectorFile.run("01", 32))
                    ), yes), none
            ),
            (
                "decision with something after it",
                value(hexadecimal(group(about, yes).bytes) + "00"), none
            ),
            ("empty map", value("a0"), none), ("nothing at all", value(""), none),
        ]
        for (name, content, wanted) in rows {
            try decides(name, Votes.schema, Votes.number, content, wanted)
        }
        try decides(
            "a fact of a kind that decides nothing", Votes.schema, Votes.plan,
            group((0, text("a"))), none)
    }

    /// What is decided about the plan, with so many votes seen.
    private func decision(
        _ approves: Bool, _ seen: Int = 0, pulse: Int128? = nil
    ) -> String {
        let seen = JSON.array([JSON](repeating: JSON(hex: bytes(vote)), count: seen))
        return JSON.array([
            JSON(hex: bytes(plan)), .bool(approves), seen, pulse.map { .integer($0) } ?? .null,
        ])
        .line
    }

    /// A fact that has to be named.
    mutating func neededFacts() throws {
        let (record, fact) = (Yard.older(64), value("5844 \(plan)"))
        try judge(
            "a fact that has to be named", Votes.needy,
            [
                write(fact, to: 0, of: record), write(null, to: 0, of: record),
                state(group((0, fact)), as: 65), state(group((0, null)), as: 65),
                state(value("a0"), as: 65),
            ],
            [(1, "required"), (3, "wrong-type"), (4, "wrong-type")])
    }
}
