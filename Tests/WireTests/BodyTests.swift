import Lattice
import Testing
import Wire

/// A turn to the record that the first change of this very bundle creates.
let turnToOwn = "83 00 00 00"
let own = record(.ann, 5, 0)

/// Bodies of Ann's bundle 5 with the changes that they say, both ways.
@Suite("Bodies") struct BodyTests {
    private let title = FieldNumber(1)

    private func expect(
        _ text: String, _ changes: [Change], of bundle: UInt64 = 5,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let bytes = hex(text)
        let read = try WireTests.body(bytes, .ann, bundle)
        #expect(read == Body(changes), sourceLocation: sourceLocation)
        let again = try Body(changes).encoding(of: .ann, number(bundle))
        #expect(digits(again) == digits(bytes), sourceLocation: sourceLocation)
    }

    private func register(_ value: Value, _ vector: FieldVector = FieldVector()) -> DocumentDelta {
        .field(title, .register(Register.Delta(value, seen: vector)))
    }

    @Test("BODY-1: a body without changes is the empty map")
    func empty() throws {
        try expect("a0", [])
    }

    @Test("BODY-4: a turn, and a write: its field and what is written")
    func one() throws {
        try expect(
            """
            a1              # a map of 1
              02 83         # changes: 3 items
                83 00 00 00 # turn: own feed, this very bundle, index 0
                01 41 78    # write field 1: "x"
            """, [Change(own, register(Value("x")))])
    }

    @Test("BODY-4: changes of one record need one turn, and a record may come again")
    func turns() throws {
        let (add, count) = (
            DocumentDelta.field(FieldNumber(2), .set(.add(Value("y")))),
            DocumentDelta.field(FieldNumber(3), .counter(amount(7)))
        )
        try expect(
            """
            a2
              00 50 22*16   # feeds: Ben
              02 8e         # changes: 14 items
                83 00 00 00
                  01 41 78
                  20 02 41 79 # add to the set 2: "y"
                83 01 07 09 # turn: Ben's 7.9
                  22 03 07  # count in 3: 7
                83 00 00 00 # and back
                  22 03 07
            """,
            [
                Change(own, register(Value("x"))), Change(own, add),
                Change(record(.ben, 7, 9), count), Change(own, count),
            ])
    }

    @Test("BODY-5: the empty array is a turn to the ledger")
    func ledger() throws {
        try expect(
            """
            a2
              01 50 ee*16   # persons: Eva
              02 84
                80          # turn: the ledger
                23 04       # state, field 4
                  83 00 50 f1*16 41 78  # [Eva, the id, "x"]
            """,
            [
                Change(
                    .ledger, .field(FieldNumber(4), .facts(Facts.Delta(factKey, Value("x")))))
            ])
    }

    @Test(
        "BODY-5: a number of the own feed is counted back from the bundle's",
        arguments: [
            (5, "00", 5), (5, "01", 4), (5, "05", 0), (5, "20", 6), (5, "37", 29),
            (5, "3b 000000fffffffff9", lastNumber), (0, "00", 0),
            (0, "3b 000000fffffffffe", lastNumber), (lastNumber, "1b 000000ffffffffff", 0),
            (lastNumber, "00", lastNumber), (lastNumber, "1818", lastNumber - 24),
        ] as [(UInt64, String, UInt64)])
    func countedBack(bundle: UInt64, back: String, made: UInt64) throws {
        try expect(
            "a1 02 83 83 00 \(back) 1a 00ffffff 01 41 78",
            [Change(record(.ann, made, lastIndex), register(Value("x")))], of: bundle)
    }

    @Test(
        "BODY-5: a number of another feed is as it is",
        arguments: [
            ("00", 0), ("05", 5), ("06", 6), ("1b 000000ffffffffff", lastNumber),
        ] as [(String, UInt64)])
    func othersNumber(text: String, made: UInt64) throws {
        try expect(
            "a2 00 50 22*16 02 83 83 01 \(text) 00 01 41 78",
            [Change(record(.ben, made), register(Value("x")))])
    }

    @Test("BODY-6: a value stands by itself, or before what its writer saw")
    func write() throws {
        try expect(
            "a1 02 83 \(turnToOwn) 1a ffffffff 40",
            [Change(own, .field(FieldNumber(.max), .register(Register.Delta(Value([])))))])
        try expect(
            """
            a2
              00 58 20 22*16 33*16  # feeds: Ben, Cas
              02 83 83 00 00 00
                01 87       # write field 1: 7 items
                  41 78     # "x"
                  01 03 00  # Ben 3.0
                  02 190100 05  # Cas 256.5
            """,
            [
                Change(
                    own,
                    register(Value("x"), seen([.ben: position(3, 0), .cas: position(256, 5)])))
            ])
    }

    @Test("BODY-6: an element that is added, and removed with and without having seen anything")
    func sets() throws {
        let tags = FieldNumber(2)
        let vector = seen([.ben: position(lastNumber, lastIndex)])
        try expect(
            """
            a2
              00 50 22*16
              02 8a 83 00 00 00
                20 02 41 79
                21 02 41 79
                21 02 84 41 79 01 1b 000000ffffffffff 1a 00ffffff
            """,
            [
                Change(own, .field(tags, .set(.add(Value("y"))))),
                Change(own, .field(tags, .set(.remove(Value("y"), seen: FieldVector())))),
                Change(own, .field(tags, .set(.remove(Value("y"), seen: vector)))),
            ])
    }

    @Test(
        "BODY-6: amounts go to 2⁵³ up and down",
        arguments: [
            (1, "01"), (-1, "20"), (24, "1818"), (-25, "3818"), (1 << 53, "1b 0020000000000000"),
            (-(1 << 53), "3b 001fffffffffffff"),
        ] as [(Int64, String)])
    func count(value: Int64, text: String) throws {
        try expect(
            "a1 02 84 \(turnToOwn) 22 03 \(text)",
            [Change(own, .field(FieldNumber(3), .counter(amount(value))))])
    }

    @Test("BODY-6: a fact names its person by the table")
    func state() throws {
        try expect(
            """
            a2
              01 58 20 ee*16 ef*16  # persons: Eva, Eve
              02 87 83 00 00 00
                23 04 83 01 50 00*16 40     # Eve, an id of zeros, no content
                23 04 83 00 50 f1*16 41 78
            """,
            [
                Change(
                    own,
                    .field(
                        FieldNumber(4),
                        .facts(Facts.Delta(FactKey(person: .eve, id: .zero), Value([]))))),
                Change(own, .field(FieldNumber(4), .facts(Facts.Delta(factKey, Value("x"))))),
            ])
    }

    @Test("BODY-6: deleting and restoring have no field and always an array")
    func lives() throws {
        try expect(
            """
            a2
              00 50 22*16
              02 89 83 00 00 00
                24 80
                25 80
                24 83 01 03 00
                25 83 01 03 01
            """,
            [
                Change(own, .life(Life.Delta(.dead, seen: FieldVector()))),
                Change(own, .life(Life.Delta(.alive, seen: FieldVector()))),
                Change(own, .life(Life.Delta(.dead, seen: seen([.ben: position(3, 0)])))),
                Change(own, .life(Life.Delta(.alive, seen: seen([.ben: position(3, 1)])))),
            ])
    }

    @Test("BODY-3: a table holds each id once, whoever names it, a turn or a vector")
    func tables() throws {
        try expect(
            """
            a2
              00 58 30 22*16 33*16 44*16    # feeds: Ben, Cas, Dan
              02 88
                83 03 00 00     # turn: Dan's 0.0
                  24 86 01 00 00 02 00 00
                83 01 00 00     # turn: Ben's 0.0
                  01 84 41 78 02 01 00
                  01 84 41 78 03 01 00
            """,
            [
                Change(
                    record(.dan, 0),
                    .life(
                        Life.Delta(.dead, seen: seen([.ben: position(0), .cas: position(0)])))),
                Change(record(.ben, 0), register(Value("x"), seen([.cas: position(1)]))),
                Change(record(.ben, 0), register(Value("x"), seen([.dan: position(1)]))),
            ])
    }

    @Test("BODY-3: a person may have the bytes of a feed, also of the bundle's own")
    func samePerson() throws {
        let key = FactKey(person: .all(0x11), id: .all(0xF1))
        try expect(
            "a2 01 50 11*16 02 84 80 23 04 83 00 50 f1*16 40",
            [Change(.ledger, .field(FieldNumber(4), .facts(Facts.Delta(key, Value([])))))])
    }

    @Test("BODY-9: what is well formed but can have no effect is left as it is")
    func withoutEffect() throws {
        try expect("a1 02 83 80 01 41 78", [Change(.ledger, register(Value("x")))])
        try expect(
            "a1 02 83 80 24 80",
            [Change(.ledger, .life(Life.Delta(.dead, seen: FieldVector())))])
    }

    @Test("BODY-3: a table of many feeds has references of more than one byte")
    func manyFeeds() throws {
        let feeds = (1...300).map { FeedID(high: 0x1000 + UInt64($0), low: 0) }
        let table = feeds.map { "00*6 \(String($0.high, radix: 16)) 00*8" }
        let references = (1...300).map { place in
            let byte = digits([UInt8(truncatingIfNeeded: place)])
            return place < 24 ? byte : place < 256 ? "18 \(byte)" : "19 01\(byte)"
        }
        // 300 ids are 4,800 bytes; a vector of 300 is 900 items.
        let text =
            "a2 00 59 12c0 \(table.joined(separator: " ")) 02 83 \(turnToOwn) 24 99 0384 "
            + references.map { "\($0) 00 00" }.joined(separator: " ")
        let vector = FieldVector(feeds.map { ($0, position(0)) })
        try expect(text, [Change(own, .life(Life.Delta(.dead, seen: vector)))])
    }
}
