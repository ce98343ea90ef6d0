import Lattice
import Wire

extension VectorFile {
    /// Bodies of the own feed's bundle 5, except where they say otherwise.
    static func bodies() throws -> VectorFile {
        VectorFile(
            name: "bodies",
            accepted: try acceptedBodies().map { name, number, body in
                let number = Cast.number(number)
                let bytes = try body.encoding(of: Cast.own, number)
                let again = try Body(reading: bytes, of: Cast.own, number)
                try expect(again == body, name, "came back as \(again)")
                return Vector(
                    name,
                    place(number) + [
                        ("bytes", JSON(hex: bytes)),
                        ("changes", .array(body.changes.map { JSON($0) })),
                        (
                            "later",
                            .array(
                                body.later.entries.map { .array([JSON($0.key), JSON($0.item)]) })
                        ),
                    ])
            },
            refused: try refusedBodies.map { name, reason, text in
                let bytes = bytes(text)
                try expectRefusal(name, reason) { () throws(WireError) in
                    _ = try Body(reading: bytes, of: Cast.own, Cast.number(5))
                }
                return Vector(
                    name,
                    place(Cast.number(5)) + [
                        ("bytes", JSON(hex: bytes)), ("reason", .text(reason.rawValue)),
                    ])
            })
    }

    private static func place(_ number: BundleNumber) -> [(String, JSON)] {
        [("feed", JSON(Cast.own)), ("number", JSON(number.value))]
    }

    private static func acceptedBodies() -> [(String, UInt64, Body)] {
        plainBodies + recordBodies + vectorBodies + laterBodies + [rowsBody]
    }

    private static let mine = Cast.record(Cast.own, 5, 0)
    private static let theirs = Cast.record(Cast.lower, 3, 7)

    private static func write(
        _ record: RecordID, _ text: String, seen: FieldVector = FieldVector(),
        field: UInt32 = 1
    ) -> Change {
        Change(
            record,
            .field(FieldNumber(field), .register(Register.Delta(Value(text), seen: seen))))
    }

    private static func count(_ amount: Int64) -> Change {
        guard let delta = Counter.Delta(amount) else { preconditionFailure("no such amount") }
        return Change(mine, .field(FieldNumber(4), .counter(delta)))
    }

    private static func state(_ person: UInt8, _ fact: UInt8, _ content: String) -> Change {
        Change(
            .ledger,
            .field(
                FieldNumber(6), .facts(Facts.Delta(Cast.fact(person, fact), Value(content)))))
    }

    private static var plainBodies: [(String, UInt64, Body)] {
        [
            ("no changes", 5, Body([])), ("a write", 5, Body([write(mine, "a")])),
            ("an empty value", 5, Body([write(mine, "")])),
            (
                "an addition", 5,
                Body([Change(mine, .field(FieldNumber(2), .set(.add(Value("blue")))))])
            ),
            (
                "a removal that saw nothing", 5,
                Body([
                    Change(
                        mine,
                        .field(
                            FieldNumber(2), .set(.remove(Value("blue"), seen: FieldVector()))))
                ])
            ),
            (
                "counts", 5,
                Body([count(1), count(-1), count(1 << 53), count(-(1 << 53)), count(24)])
            ),
            ("a fact of the ledger", 5, Body([state(0x11, 0x77, "12 tarpaulins")])),
            (
                "facts of two persons, the later one first", 5,
                Body([state(0x22, 0x77, "b"), state(0x11, 0x77, "a"), state(0x22, 0x66, "")])
            ),
            (
                "a deletion and a restoration", 5,
                Body([
                    Change(mine, .life(Life.Delta(.dead, seen: FieldVector()))),
                    Change(mine, .life(Life.Delta(.alive, seen: FieldVector()))),
                ])
            ),
            (
                "the highest field", 5, Body([write(mine, "a", field: .max)])
            ),
        ]
    }

    private static var recordBodies: [(String, UInt64, Body)] {
        [
            ("a record of another feed", 5, Body([write(theirs, "a")])),
            (
                "an earlier record of the own feed", 5,
                Body([write(Cast.record(Cast.own, 2, 9), "a")])
            ),
            (
                "a later record of the own feed, which cannot be yet", 5,
                Body([write(Cast.record(Cast.own, 9, 0), "a")])
            ),
            (
                "the last record that the own feed can ever make", 0,
                Body([write(Cast.record(Cast.own, (1 << 40) - 1, (1 << 24) - 1), "a")])
            ),
            (
                "the first record, from the last bundle", (1 << 40) - 1,
                Body([write(Cast.record(Cast.own, 0, 0), "a")])
            ),
            (
                "records of two feeds and the ledger, in turns", 5,
                Body([
                    write(Cast.record(Cast.higher, 0, 0), "a"), write(theirs, "b"),
                    state(0x11, 0x77, "c"), write(mine, "d"),
                    write(Cast.record(Cast.higher, 0, 0), "e"),
                ])
            ),
            ("a change of the ledger that has no effect", 5, Body([write(.ledger, "a")])),
            (
                "records of one creation and several kinds", 5,
                Body([
                    write(Cast.record(Cast.own, 5, 0, KindNumber(64)), "a"), write(mine, "b"),
                    write(Cast.record(Cast.own, 5, 0, KindNumber(1)), "c"),
                    write(Cast.record(Cast.lower, 3, 7, KindNumber(.max)), "d"),
                    write(theirs, "e"),
                ])
            ),
        ]
    }

    private static var vectorBodies: [(String, UInt64, Body)] {
        let one = Cast.vector((Cast.lower, 3, 7))
        let two = Cast.vector((Cast.lower, 0, 0), (Cast.higher, (1 << 40) - 1, (1 << 24) - 1))
        return [
            ("a write that replaces one", 5, Body([write(theirs, "a", seen: one)])),
            ("a write that replaces two", 5, Body([write(mine, "a", seen: two)])),
            (
                "a removal of what two had added", 5,
                Body([
                    Change(mine, .field(FieldNumber(2), .set(.remove(Value("blue"), seen: two))))
                ])
            ),
            (
                "a deletion that saw one", 5,
                Body([Change(theirs, .life(Life.Delta(.dead, seen: one)))])
            ),
        ]
    }

    private static var laterBodies: [(String, UInt64, Body)] {
        func foreign(_ verb: UInt32, _ payload: String) -> Change {
            Change(
                mine,
                .foreign(
                    ForeignDelta(
                        verb: verb, field: FieldNumber(3), payload: Value(bytes(payload)))))
        }
        var later = Later()
        later.keep(Later.Entry(key: 3, item: Value(bytes("58 18" + run("77", 24)))))
        later.keep(Later.Entry(key: .max, item: Value(bytes("a1 00 f6"))))
        return [
            (
                "verbs of later versions", 5,
                Body([
                    foreign(7, "00"), write(mine, "a"), foreign(.max, "83 01 a1 00 80 61 7a"),
                ])
            ),
            ("keys of later versions", 5, Body([write(mine, "a")], later: later)),
            ("keys of later versions and no changes", 5, Body([], later: later)),
        ]
    }

    /// New records with all their fields, as most bundles are.
    private static var rowsBody: (String, UInt64, Body) {
        let changes = (0..<40).map { index in
            write(
                Cast.record(Cast.own, 300, index - index % 10), "value \(index)",
                field: UInt32(index % 10))
        }
        return ("four new records of ten fields", 300, Body(changes))
    }
}
