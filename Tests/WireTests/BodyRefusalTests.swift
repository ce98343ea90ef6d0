import Lattice
import Testing
import Wire

/// The head of an array of so many items, below 24.
private func array(_ count: Int) -> String { digits([0x80 + UInt8(count)]) }

/// A change of the record that this bundle creates: each word of its start is an item, and what
/// follows is its payload.
private func change(_ start: String, _ payload: String, _ reason: WireError.Reason) -> Refused {
    let items = start.split(separator: " ").count + 2
    return Refused("a1 02 \(array(items)) \(turnToOwn) \(start) \(payload)", reason)
}

/// The same, with a table of Ben and Cas, who are both named by another change before it.
private func knowing(_ start: String, _ payload: String, _ reason: WireError.Reason) -> Refused {
    let items = start.split(separator: " ").count + 4
    let before = "24 86 01 00 00 02 00 00"
    return Refused(
        "a2 00 58 20 22*16 33*16 02 \(array(items)) \(turnToOwn) \(before) \(start) \(payload)",
        reason)
}

/// What can be wrong with a vector of one entry, and with one of two.
private func badVectors(_ verb: String, _ one: String, _ two: String) -> [Refused] {
    [
        knowing(verb, "\(one) 00 00 00", .ownFeed),
        knowing(verb, "\(two) 01 00 00 00 00 00", .ownFeed),
        knowing(verb, "\(one) 03 00 00", .noSuchEntry),
        knowing(verb, "\(one) 1b ffffffffffffffff 00 00", .noSuchEntry),
        knowing(verb, "\(two) 01 00 00 01 01 00", .repeated),
        knowing(verb, "\(two) 02 00 00 01 00 00", .unsorted),
        knowing(verb, "\(one) 20 00 00", .wrongType),
        knowing(verb, "\(one) 50 22*16 00 00", .wrongType),
        knowing(verb, "\(one) 01 20 00", .wrongType), knowing(verb, "\(one) 01 00 20", .wrongType),
        knowing(verb, "\(one) 01 1b 0000010000000000 00", .outOfRange),
        knowing(verb, "\(one) 01 00 1a 01000000", .outOfRange),
        knowing(verb, "\(one) 01 00", .truncated),
        change(verb, "\(one) 01 00 00", .noSuchEntry),
    ]
}

/// Bodies of Ann's bundle 5 that are refused, and why.
@Suite("Refused bodies") struct BodyRefusalTests {
    private func body(_ bytes: [UInt8]) throws(WireError) -> Body { try WireTests.body(bytes) }

    @Test(
        "BODY-1: a body is a map with unsigned keys",
        arguments: [
            Refused("", .truncated, at: 0), Refused("00", .wrongType, at: 0),
            Refused("80", .wrongType, at: 0), Refused("40", .wrongType, at: 0),
            Refused("f6", .wrongType, at: 0), Refused("c0 a0", .unsupported, at: 0),
            Refused("bf ff", .indefinite, at: 0), Refused("b8 00", .notShortest, at: 0),
            Refused("a0 00", .trailing, at: 1), Refused("a0 a0", .trailing, at: 1),
            Refused("a1", .truncated, at: 0), Refused("a1 03", .truncated, at: 0),
            Refused("a2 03 00 04", .truncated, at: 0),
            Refused("bb 8000000000000000 03 00", .truncated, at: 0),
            Refused("a1 20 00", .wrongType, at: 1), Refused("a1 40 00", .wrongType, at: 1),
            Refused("a1 f6 00", .wrongType, at: 1), Refused("a1 1803 00", .notShortest, at: 1),
            Refused("a2 03 00 03 00", .repeated, at: 3),
            Refused("a2 04 00 03 00", .unsorted, at: 3),
            Refused("a2 03 00 02 40", .unsorted, at: 3),
            Refused("a2 03 00 20 00", .wrongType, at: 3),
            Refused("a2 1818 00 17 00", .unsorted, at: 4),
            Refused("a1 03 00 00", .trailing, at: 3),
        ])
    func map(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-1: a part that is empty is left out",
        arguments: ["a1 00 40", "a1 01 40", "a1 02 80", "a2 00 40 02 80"])
    func empty(text: String) {
        Refused(text, .empty, at: 2).expect(body)
    }

    @Test(
        "BODY-3: tables are ids of 16 bytes, ascending",
        arguments: [
            Refused("a1 00 41 22", .wrongCount, at: 2),
            Refused("a1 00 4f 22*15", .wrongCount, at: 2),
            Refused("a1 00 51 22*17", .wrongCount, at: 2), Refused("a1 00 4f", .wrongCount, at: 2),
            Refused("a1 01 58 18 ee*24", .wrongCount, at: 2),
            Refused("a1 00 50 22*15", .truncated, at: 2), Refused("a1 01 50 ee*15", .truncated),
            Refused("a1 00 58 20 22*16", .truncated, at: 2),
            Refused("a1 00 5b 7ffffffffffffff0", .truncated, at: 2),
            Refused("a1 00 5b fffffffffffffff0", .truncated, at: 2),
            Refused("a1 00 80", .wrongType, at: 2), Refused("a1 00 60", .wrongType, at: 2),
            Refused("a1 01 90 00*16", .wrongType, at: 2), Refused("a1 01 f6", .wrongType),
            Refused("a1 00 58 20 33*16 22*16", .unsorted), Refused("a1 00 58 20 22*32", .repeated),
            Refused("a1 01 58 20 ef*16 ee*16", .unsorted), Refused("a1 01 58 20 ee*32", .repeated),
            Refused("a1 00 58 30 22*16 44*16 33*16", .unsorted),
            // The last byte decides too.
            Refused("a1 00 58 20 22*16 22*15 21", .unsorted),
            Refused("a1 00 50 00*16", .zeroID), Refused("a1 01 50 00*16", .zeroID),
            Refused("a1 00 50 11*16", .ownFeed), Refused("a1 00 58 20 10*16 11*16", .ownFeed),
            Refused("a1 00 50 22*16 00", .unused),
        ])
    func tables(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-3: every entry of a table is referred to",
        arguments: [
            "a1 00 50 22*16", "a1 01 50 ee*16",
            "a2 00 50 22*16 02 83 \(turnToOwn) 01 40",
            "a2 01 50 ee*16 02 83 \(turnToOwn) 01 40",
            // The first, the second, the one in the middle.
            "a2 00 58 20 22*16 33*16 02 83 83 02 00 00 01 40",
            "a2 00 58 20 22*16 33*16 02 83 83 01 00 00 01 40",
            "a2 00 58 30 22*16 33*16 44*16 02 83 83 01 00 00 24 83 03 00 00",
            "a2 01 58 20 ee*16 ef*16 02 84 80 23 04 83 00 50 f1*16 40",
            // An entry that is used twice does not stand for two.
            "a2 00 58 20 22*16 33*16 02 83 83 01 00 00 24 83 01 00 00",
        ])
    func unused(text: String) {
        Refused(text, .unused).expect(body)
    }

    @Test(
        "LATER-4: what is kept unread refers to no table",
        arguments: [
            "a2 00 50 22*16 03 01", "a2 01 50 ee*16 03 00",
            "a2 00 50 22*16 02 84 \(turnToOwn) 26 00 83 01 00 00",
            "a2 01 50 ee*16 02 84 \(turnToOwn) 26 00 83 00 50 f1*16 40",
        ])
    func unread(text: String) {
        Refused(text, .unused).expect(body)
    }

    @Test(
        "BODY-4: the first item is a turn, and a change begins with an integer",
        arguments: [
            Refused("a1 02 40", .wrongType, at: 2), Refused("a1 02 a0", .wrongType, at: 2),
            Refused("a1 02 00", .wrongType, at: 2), Refused("a1 02 f6", .wrongType, at: 2),
            Refused("a1 02 82 01 40", .wrongType, at: 3),
            Refused("a1 02 83 20 01 40", .wrongType, at: 3),
            Refused("a1 02 81 40", .wrongType, at: 3), Refused("a1 02 81 00", .wrongType, at: 3),
            Refused("a1 02 81 20", .wrongType, at: 3), Refused("a1 02 81 f6", .wrongType, at: 3),
            Refused("a1 02 81 a0", .wrongType, at: 3),
            // That it is no turn is seen before that no change has such a field or verb.
            Refused("a1 02 81 1b 0000000100000000", .wrongType, at: 3),
            Refused("a1 02 81 3b ffffffffffffffff", .wrongType, at: 3),
            Refused("a1 02 81 18 00", .notShortest, at: 3),
            Refused("a1 02 81 1c", .unsupported, at: 3),
            Refused("a1 02 84 \(turnToOwn) 01 40 40", .wrongType, at: 9),
            Refused("a1 02 84 \(turnToOwn) 01 40 60", .wrongType, at: 9),
            Refused("a1 02 84 \(turnToOwn) 01 40 a0", .wrongType, at: 9),
            Refused("a1 02 84 \(turnToOwn) 01 40 f4", .wrongType, at: 9),
            Refused("a1 02 84 \(turnToOwn) 01 40 f5", .wrongType, at: 9),
            Refused("a1 02 84 \(turnToOwn) 01 40 f6", .wrongType, at: 9),
            Refused("a1 02 82 \(turnToOwn) 40", .wrongType, at: 7),
            Refused("a1 02 82 \(turnToOwn) f6", .wrongType, at: 7),
            // Where a field belongs there is no turn; nor where a payload does.
            Refused("a1 02 84 \(turnToOwn) 20 80 40", .wrongType, at: 8),
            Refused("a1 02 83 \(turnToOwn) 01 80", .wrongCount, at: 8),
            Refused("a1 02 83 \(turnToOwn) 24 01", .wrongType, at: 8),
            Refused("a1 02 83 \(turnToOwn) 01 40 00", .trailing),
            Refused("a1 02 9b 4000000000000000 80", .truncated, at: 2),
            Refused("a1 02 83 80", .truncated, at: 2),
        ])
    func shape(refused: Refused) { refused.expect(body) }

    @Test(
        "CBOR-6: an array that ends within a change has the wrong count where an item is missing",
        arguments: [
            Refused("a1 02 82 \(turnToOwn) 01", .wrongCount, at: 8),
            Refused("a1 02 82 \(turnToOwn) 20", .wrongCount, at: 8),
            Refused("a1 02 83 \(turnToOwn) 20 01", .wrongCount, at: 9),
            Refused("a1 02 83 \(turnToOwn) 22 01", .wrongCount, at: 9),
            Refused("a1 02 83 \(turnToOwn) 23 01", .wrongCount, at: 9),
            Refused("a1 02 82 \(turnToOwn) 24", .wrongCount, at: 8),
            Refused("a1 02 82 \(turnToOwn) 25", .wrongCount, at: 8),
            Refused("a1 02 82 \(turnToOwn) 26", .wrongCount, at: 8),
            Refused("a1 02 83 \(turnToOwn) 26 01", .wrongCount, at: 9),
            Refused("a1 02 84 \(turnToOwn) 01 40 01", .wrongCount, at: 10),
            Refused("a1 02 84 \(turnToOwn) 01 40 21", .wrongCount, at: 10),
            Refused("a1 02 85 \(turnToOwn) 01 40 21 01", .wrongCount, at: 11),
            Refused("a1 02 84 \(turnToOwn) 24 80 24", .wrongCount, at: 10),
            // What follows the array is not looked at.
            Refused("a1 02 82 \(turnToOwn) 01 40", .wrongCount, at: 8),
            Refused("a1 02 82 \(turnToOwn) 24 80", .wrongCount, at: 8),
            Refused("a1 02 82 \(turnToOwn) 01 1c", .wrongCount, at: 8),
            // What is there is at fault first.
            Refused("a1 02 82 \(turnToOwn) 1b 0000000100000000", .outOfRange, at: 7),
            Refused("a1 02 82 \(turnToOwn) 3a ffffffff", .outOfRange, at: 7),
            Refused("a1 02 83 \(turnToOwn) 20 1b 0000000100000000", .outOfRange, at: 8),
            Refused("a1 02 83 \(turnToOwn) 20 20", .wrongType, at: 8),
            // The array has its items, but the bytes have not.
            Refused("a1 02 83 \(turnToOwn) 01", .truncated, at: 8),
            Refused("a1 02 83 \(turnToOwn) 24", .truncated, at: 8),
            Refused("a1 02 84 \(turnToOwn) 20", .truncated, at: 8),
            Refused("a1 02 84 \(turnToOwn) 20 01", .truncated, at: 9),
            Refused("a1 02 84 \(turnToOwn)", .truncated),
        ])
    func missing(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-4: a turn that changes nothing is idle",
        arguments: [
            "a1 02 81 80", "a1 02 81 \(turnToOwn)", "a1 02 82 80 \(turnToOwn)", "a1 02 82 80 80",
            "a1 02 84 80 \(turnToOwn) 01 40", "a1 02 84 \(turnToOwn) 01 40 80",
            "a1 02 84 \(turnToOwn) 01 40 \(turnToOwn)",
            "a1 02 86 \(turnToOwn) 01 40 \(turnToOwn) 01 40",
            "a1 02 88 80 26 00 f6 80 26 00 f6",
            "a2 00 50 22*16 02 86 83 01 00 00 01 40 83 01 00 00 01 40",
            // Also where a turn in between had no change.
            "a1 02 87 \(turnToOwn) 01 40 80 \(turnToOwn) 01 40",
        ])
    func idle(text: String) {
        Refused(text, .idle).expect(body)
    }

    @Test(
        "BODY-4: that no change followed is seen where the next turn begins or the array ends",
        arguments: [
            // The second turn is at fault too, but the first is seen to be idle before.
            Refused("a1 02 82 80 81 00", .idle), Refused("a1 02 82 80 83 01 00 00", .idle),
            Refused("a1 02 82 80 83 00 06 00", .idle),
            Refused("a1 02 82 \(turnToOwn) 83 00 00 1a 01000000", .idle),
            // Not where something else than a turn begins.
            Refused("a1 02 82 80 40", .wrongType), Refused("a1 02 82 80 1c", .unsupported),
            Refused("a1 02 82 80 98 00", .notShortest), Refused("a1 02 82 80 9f", .indefinite),
            // Before what is after the array, and before what was not referred to.
            Refused("a1 02 81 80 00", .idle), Refused("a2 02 81 80 03 1c", .idle),
            Refused("a2 00 50 22*16 02 81 80", .idle),
            // A turn to the record at hand is one when all of it has been read.
            Refused("a1 02 84 \(turnToOwn) 01 40 83 00 00 1a 01000000", .outOfRange),
            Refused("a1 02 84 \(turnToOwn) 01 40 83 00 00", .truncated),
            Refused("a1 02 85 \(turnToOwn) 01 40 \(turnToOwn) 40", .idle),
        ])
    func idleFirst(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-5: a turn is empty or has three items, which name a record that can be",
        arguments: [
            Refused("a1 02 83 81 00 01 40", .wrongCount, at: 3),
            Refused("a1 02 83 82 00 00 01 40", .wrongCount, at: 3),
            Refused("a1 02 83 84 00 00 00 00 01 40", .outOfRange, at: 7),
            Refused("a1 02 83 85 00 00 00 01 00 01 40", .wrongCount, at: 3),
            Refused("a1 02 83 9b ffffffffffffffff", .wrongCount, at: 3),
            Refused("a1 02 83 83 00 00", .truncated),
            Refused("a1 02 81 83 00 00", .truncated, at: 3),
            Refused("a1 02 83 83 20 00 00 01 40", .wrongType, at: 4),
            Refused("a1 02 83 83 50 22*16 00 00 01 40", .wrongType, at: 4),
            Refused("a1 02 83 83 01 00 00 01 40", .noSuchEntry, at: 4),
            Refused("a1 02 83 83 1b ffffffffffffffff 00 00 01 40", .noSuchEntry, at: 4),
            Refused("a2 00 50 22*16 02 83 83 02 00 01 40", .noSuchEntry),
            Refused("a1 02 83 83 00 06 00 01 40", .outOfRange, at: 5),
            Refused("a1 02 83 83 00 1818 00 01 40", .outOfRange, at: 5),
            Refused("a1 02 83 83 00 3b 000000fffffffffa 00 01 40", .outOfRange, at: 5),
            Refused("a1 02 83 83 00 1b ffffffffffffffff 00 01 40", .outOfRange, at: 5),
            Refused("a1 02 83 83 00 3b 7fffffffffffffff 00 01 40", .outOfRange, at: 5),
            Refused("a1 02 83 83 00 3b ffffffffffffffff 00 01 40", .outOfRange, at: 5),
            Refused("a1 02 83 83 00 40 00 01 40", .wrongType, at: 5),
            Refused("a1 02 83 83 00 f6 00 01 40", .wrongType, at: 5),
            Refused("a1 02 83 83 00 00 1a 01000000 01 40", .outOfRange, at: 6),
            Refused("a1 02 83 83 00 00 20 01 40", .wrongType, at: 6),
            // Only numbers of the own feed are counted back.
            Refused("a2 00 50 22*16 02 83 83 01 20 00 01 40", .wrongType),
            Refused("a2 00 50 22*16 02 83 83 01 1b 0000010000000000 00 01 40", .outOfRange),
            Refused("a2 00 50 22*16 02 83 83 01 00 1a 01000000 01 40", .outOfRange),
        ])
    func turns(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-6: a verb is −1 to −(2³² − 1), a field is below 2³²",
        arguments: [
            change("3affffffff 00", "f6", .outOfRange),
            change("3b0000000100000000 00", "f6", .outOfRange),
            change("3b7fffffffffffffff 00", "f6", .outOfRange),
            change("3b8000000000000000 00", "f6", .outOfRange),
            change("3bffffffffffffffff 00", "f6", .outOfRange),
            change("1b0000000100000000", "40", .outOfRange),
            change("1b8000000000000000", "40", .outOfRange),
            change("1bffffffffffffffff", "40", .outOfRange),
            change("3800 00", "40", .notShortest), change("3817 00", "40", .notShortest),
        ]
            + ["20", "21", "22", "23", "26", "3818", "3afffffffe"].flatMap { verb in
                [
                    change("\(verb) 1b0000000100000000", "40", .outOfRange),
                    change("\(verb) 1bffffffffffffffff", "40", .outOfRange),
                    change("\(verb) 20", "40", .wrongType),
                    change("\(verb) 40", "40", .wrongType),
                    change("\(verb) 80", "40", .wrongType),
                    change("\(verb) f6", "40", .wrongType),
                    change("\(verb) 1800", "40", .notShortest),
                ]
            })
    func verbs(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-6: deleting and restoring have no field",
        arguments: ["24", "25"].flatMap { verb in
            [
                // What would be the field is the payload, and no array.
                change("\(verb) 00", "80", .wrongType), change("\(verb) 01", "80", .wrongType),
                change("\(verb) 1affffffff", "80", .wrongType),
                change("\(verb) 80", "80", .idle), change("\(verb) 80 00", "80", .wrongCount),
            ]
        })
    func noField(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-6: a value that is written or removed is a byte string",
        arguments: ["01", "21 01"].flatMap { verb in
            [
                change(verb, "00", .wrongType), change(verb, "61 78", .wrongType),
                change(verb, "a0", .wrongType), change(verb, "f6", .wrongType),
                change(verb, "20", .wrongType),
                change(verb, "5f ff", .indefinite), change(verb, "58 01 00", .notShortest),
                change(verb, "5a 00010001 00*65537", .tooLong),
                change(verb, "5a 00010001", .tooLong),
                change(verb, "5a 00010000", .truncated), change(verb, "42 00", .truncated),
                change(verb, "80", .wrongCount), change(verb, "82 40 01", .wrongCount),
                change(verb, "83 40 01 00", .wrongCount),
                change(verb, "85 40 01 00 00 02", .wrongCount),
                change(verb, "86 40 01 00 00 02 00", .wrongCount), change(verb, "85", .wrongCount),
                change(verb, "84", .truncated), change(verb, "84 00 01 00", .truncated),
                change(verb, "84 00 01 00 00", .wrongType),
                change(verb, "84 80 01 00 00", .wrongType),
                change(verb, "84 5a 00010001 01 00 00", .tooLong),
            ]
        })
    func values(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-7: with an empty vector there is no array",
        arguments: ["01", "21 01"].flatMap { start in
            [
                change(start, "81 40", .empty), change(start, "81 00", .empty),
                change(start, "81 5a 00010001", .empty), change(start, "81", .empty),
            ]
        })
    func emptyVector(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-7: a vector ascends, names others, and positions that can be",
        arguments: [("01", "84 40", "87 40"), ("21 01", "84 40", "87 40")].flatMap {
            badVectors($0.0, $0.1, $0.2)
        } + badVectors("24", "83", "86") + badVectors("25", "83", "86"))
    func vectors(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-6: an addition has no vector",
        arguments: [
            knowing("20 02", "84 40 01 00 00", .wrongType), change("20 02", "81 40", .wrongType),
            change("20 02", "80", .wrongType), change("20 02", "00", .wrongType),
            change("20 02", "5a 00010001", .tooLong),
        ])
    func additions(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-6: an amount is an integer, not 0, and at most 2⁵³ up or down",
        arguments: [
            change("22 03", "00", .outOfRange), change("22 03", "1b 0020000000000001", .outOfRange),
            change("22 03", "3b 0020000000000000", .outOfRange),
            change("22 03", "1b ffffffffffffffff", .outOfRange),
            change("22 03", "3b ffffffffffffffff", .outOfRange),
            change("22 03", "3b 7fffffffffffffff", .outOfRange),
            change("22 03", "1b 8000000000000000", .outOfRange), change("22 03", "40", .wrongType),
            change("22 03", "f5", .wrongType), change("22 03", "81 01", .wrongType),
            change("22 03", "f9 3c00", .unsupported), change("22 03", "c2 41 01", .unsupported),
            change("22 03", "18 01", .notShortest),
        ])
    func amounts(refused: Refused) { refused.expect(body) }

    @Test(
        "BODY-6: a fact is person, id and content",
        arguments: [
            ("80", WireError.Reason.wrongCount), ("82 00 50 f1*16", .wrongCount),
            ("84 00 50 f1*16 40 40", .wrongCount), ("9b ffffffffffffffff", .wrongCount),
            ("83 00", .truncated), ("40", .wrongType), ("a0", .wrongType), ("f6", .wrongType),
            ("83 01 50 f1*16 40", .noSuchEntry), ("83 20 50 f1*16 40", .wrongType),
            ("83 1b ffffffffffffffff 50 f1*16 40", .noSuchEntry),
            ("83 50 ee*16 50 f1*16 40", .wrongType), ("83 00 4f f1*15 40", .wrongCount),
            ("83 00 51 f1*17 40", .wrongCount), ("83 00 00 40", .wrongType),
            ("83 00 50 f1*15", .truncated), ("83 00 50 f1*16", .truncated),
            ("83 00 50 f1*16 61 78", .wrongType), ("83 00 50 f1*16 80", .wrongType),
            ("83 00 50 f1*16 5a 00010001", .tooLong),
        ])
    func facts(payload: String, reason: WireError.Reason) {
        Refused("a2 01 50 ee*16 02 84 80 23 04 \(payload)", reason).expect(body)
        change("23 04", "83 00 50 f1*16 40", .noSuchEntry).expect(body)
    }

    @Test(
        "BODY-6: a deletion or restoration has an array of whole entries",
        arguments: ["24", "25"].flatMap { verb in
            [
                change(verb, "40", .wrongType), change(verb, "f6", .wrongType),
                change(verb, "00", .wrongType),
                change(verb, "a0", .wrongType), change(verb, "81 01", .wrongCount),
                change(verb, "82 01 00", .wrongCount), change(verb, "84 01 00 00 02", .wrongCount),
                change(verb, "85", .wrongCount), change(verb, "83", .truncated),
                change(verb, "9b ffffffffffffffff", .truncated),
            ]
        })
    func lives(refused: Refused) { refused.expect(body) }

    @Test("BODY-9: a fault in the last change leaves nothing of those before it")
    func whole() {
        let good = "01 41 78 20 02 41 79 22 03 07"
        Refused("a1 02 8a \(turnToOwn) \(good) 22", .wrongCount).expect(body)
        Refused("a1 02 8b \(turnToOwn) \(good) 22 03", .wrongCount).expect(body)
        Refused("a1 02 8c \(turnToOwn) \(good) 22 03 00", .outOfRange).expect(body)
        // Also where by itself it would only be without effect.
        Refused("a1 02 8b \(turnToOwn) \(good) 24 83 00 00 00", .ownFeed).expect(body)
        Refused("a1 02 8b \(turnToOwn) \(good) 01 84 40 00 05 00", .ownFeed).expect(body)
        Refused("a1 02 8c \(turnToOwn) \(good) 22 03 1b 0020000000000001", .outOfRange).expect(body)
    }
}
