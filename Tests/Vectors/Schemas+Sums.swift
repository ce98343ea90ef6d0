import Lattice
import Schema
import TestSupport
import Wire

/// What facts add up to.
extension SchemaVectors {
    mutating func sums() throws {
        try adds("no facts", Yard.schema, Yard.haul, [], "[[[], 0], [[], 0]]")
        func load(_ amount: Int64, _ unit: Int64) -> (UInt32, Value) {
            (4, value("82" + hexadecimal(integer(amount).bytes + integer(unit).bytes)))
        }
        func items(_ amount: Int64) -> (UInt32, Value) { (5, integer(amount)) }
        let (out, home, empty) = (
            (UInt32(3), integer(0)), (UInt32(3), integer(1)), (UInt32(3), integer(2))
        )
        let (a, b, long) = ((UInt32(6), text("A")), (UInt32(6), text("B")), (UInt32(6), text("AA")))
        try adds(
            "units, keys and signs", Yard.schema, Yard.haul,
            [
                group(out, load(15, 0), items(2), a), group(home, load(15, 1), items(3), a),
                group(empty, load(500, 2)),
                // No whole number of kilograms, and too many of them.
                group(empty, load(5, 2)), group(empty, load(1 << 50, 1)),
                // Its sign is 0; then one that makes a row of 0, and one of nothing.
                group(empty, items(9)), group(out, items(-2), a), group(empty, load(0, 0), b),
                group(out, items(1), long),
                // These break a rule, or are no facts.
                group(out, load(1, 0)), value("a0"), value("ff"),
            ],
            """
            [[[[[null], 227], [["6141"], 15015], [["6142"], 0]], 2], \
            [[[["6141", "00"], 0], [["6141", "01"], -3], [["624141", "00"], 1]], 0]]
            """)
        try adds(
            "sums have no bounds", Yard.schema, Yard.haul,
            [
                group(empty, load(1 << 53, 0)), group(empty, load(1 << 53, 0)),
                group(empty, load(-1, 0), b), group(empty, load(-1, 0), b),
            ],
            #"[[[[[null], 18014398509481984], [["6142"], -2]], 0], [[], 0]]"#)
        try otherSums()
    }

    private mutating func otherSums() throws {
        let options: [UInt16: FieldType.Option] = [0: .init("a"), 1: .init("b"), 2: .init("c")]
        let kind = RecordKind(
            "a", .fact,
            numbered(
                Field("b", .integer(0...300)), Field("c", .decimal(digits: 2, -9...9)),
                Field("d", .choice(options))),
            sums: [
                Sum("twice", by: [FieldNumber(0), FieldNumber(0)], of: FieldNumber(1)),
                Sum(
                    "net", by: [FieldNumber(2)], of: FieldNumber(1),
                    signs: .init(FieldNumber(2), [0: 1, 1: -1])),
            ])
        try adds(
            "keys that are not there, and options without a sign",
            Schema(packs: ["a": 1], kinds: [KindNumber(64): kind]), 64,
            [
                group((0, integer(24)), (1, integer(5)), (2, integer(0))),
                group((0, integer(1)), (1, integer(-3)), (2, integer(1))),
                group((1, integer(4))), group((1, integer(1)), (2, integer(2))),
                group((0, integer(300)), (1, integer(9)), (2, integer(0))),
                group((0, integer(300)), (2, integer(0))),
            ],
            """
            [[[[[null, null], 5], [["01", "01"], -3], [["1818", "1818"], 5], \
            [["19012c", "19012c"], 9]], 0], [[[["00"], 14], [["01"], 3]], 0]]
            """)
    }
}
