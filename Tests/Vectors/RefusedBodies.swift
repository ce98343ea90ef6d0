import Wire

/// Bodies of the own feed's bundle 5 by hand. A change that is sound by itself is 83 000000 for
/// the turn to the record made first in this bundle, then 01 4161 for writing “a” to field 1.
let refusedBodies: [(String, WireError.Reason, String)] = wholes + tables + turns + deltas + limits

private let feedA = VectorFile.run("aa", 16)
private let feedB = VectorFile.run("bb", 16)
private let feedC = VectorFile.run("cc", 16)
private let person = VectorFile.run("11", 16)
private let zero = VectorFile.run("00", 16)

private let wholes: [(String, WireError.Reason, String)] = [
    ("nothing at all", .truncated, ""), ("no map", .wrongType, "80"),
    ("something after it", .trailing, "a0 00"),
    ("a key that is no number", .wrongType, "a1 40 00"),
    ("a negative key", .wrongType, "a1 20 00"),
    ("keys out of order", .unsorted, "a2 03 00 02 83 83000000 01 4161"),
    ("a key twice", .repeated, "a2 03 00 03 00"),
    ("a key of a later version with what is no item", .unsupported, "a1 03 c0"),
    ("an empty array of changes", .empty, "a1 02 80"),
    ("changes that are no array", .wrongType, "a1 02 40"),
    ("changes that are not there", .truncated, "a1 02 83 83000000 01"),
    ("more changes than could be there", .truncated, "a1 02 9b 0fffffffffffffff 83000000"),
    ("a head longer than need be", .notShortest, "a1 02 9803 83000000 01 4161"),
    ("changes of open length", .indefinite, "a1 02 9f 83000000 01 4161 ff"),
]

private let tables: [(String, WireError.Reason, String)] = [
    ("an empty table of feeds", .empty, "a1 00 40"),
    ("an empty table of persons", .empty, "a1 01 40"),
    ("a table that is an array", .wrongType, "a1 00 81 50" + feedA),
    ("a table of fifteen bytes", .wrongCount, "a1 00 4f" + String(feedA.dropLast(2))),
    ("a table that is not there", .truncated, "a1 00 5a 00100000 aa"),
    (
        "feeds out of order", .unsorted,
        "a2 00 5820" + feedC + feedA + "02 86 83010000 01 4161 83020000 01 4161"
    ),
    (
        "a feed twice", .repeated,
        "a2 00 5820" + feedA + feedA + "02 86 83010000 01 4161 83020000 01 4161"
    ),
    ("the own feed in the table", .ownFeed, "a2 00 50" + feedB + "02 83 83010000 01 4161"),
    (
        "the own feed in the table, out of order", .ownFeed,
        "a2 00 5820" + feedC + feedB + "02 83 83010000 01 4161"
    ),
    (
        "the own feed in the table, after one out of order", .unsorted,
        "a2 00 5830" + feedC + feedA + feedB + "02 83 83010000 01 4161"
    ),
    ("a turn of two items after a turn", .idle, "a1 02 84 83000000 820000 01 4161"),
    ("no feed in the table", .zeroID, "a2 00 50" + zero + "02 83 83010000 01 4161"),
    (
        "nobody in the table", .zeroID,
        "a2 01 50" + zero + "02 84 80 23 06 8300 50" + person + "4161"
    ),
    ("a feed that nothing refers to", .unused, "a2 00 50" + feedA + "02 83 83000000 01 4161"),
    ("feeds without changes", .unused, "a1 00 50" + feedA),
    (
        "a person whom nothing refers to", .unused,
        "a2 01 50" + person + "02 83 83000000 01 4161"
    ),
    ("a feed that is not in the table", .noSuchEntry, "a1 02 83 83010000 01 4161"),
    (
        "a feed beyond the table", .noSuchEntry,
        "a2 00 50" + feedA + "02 83 83020000 01 4161"
    ),
    (
        "a feed far beyond the table", .noSuchEntry,
        "a1 02 83 83 1bffffffffffffffff 00 00 01 4161"
    ),
    (
        "a person who is not in the table", .noSuchEntry,
        "a2 01 50" + person + "02 84 80 23 06 8301 50" + person + "4161"
    ),
]

private let turns: [(String, WireError.Reason, String)] = [
    ("a change before any turn", .wrongType, "a1 02 82 01 4161"),
    ("a text in place of a field", .wrongType, "a1 02 83 83000000 60 4161"),
    ("a map in place of a turn", .wrongType, "a1 02 83 a0 01 4161"),
    ("a turn with two items", .wrongCount, "a1 02 83 820000 01 4161"),
    ("a turn with five items", .wrongCount, "a1 02 83 850000000100 01 4161"),
    ("a kind of none that stands", .outOfRange, "a1 02 83 8400000000 01 4161"),
    ("a kind that does not exist", .outOfRange, "a1 02 83 84000000 1b0000000100000000 01 4161"),
    ("a negative kind", .wrongType, "a1 02 83 8400000020 01 4161"),
    (
        "a turn to the record at hand, of its kind", .idle,
        "a1 02 86 8400000001 01 4161 8400000001 01 4161"
    ),
    ("a turn to the record at hand", .idle, "a1 02 86 83000000 01 4161 83000000 01 4161"),
    ("a turn to the ledger twice", .idle, "a1 02 82 80 80"),
    ("two turns one after the other", .idle, "a1 02 84 83000000 83000001 01 4161"),
    ("a turn at the end", .idle, "a1 02 84 83000000 01 4161 80"),
    ("a turn alone", .idle, "a1 02 81 83000000"),
    ("a field at the end", .wrongCount, "a1 02 82 83000000 01"),
    ("a verb at the end", .wrongCount, "a1 02 82 83000000 20"),
    ("a deletion at the end", .wrongCount, "a1 02 82 83000000 24"),
    ("a verb and its field at the end", .wrongCount, "a1 02 83 83000000 20 01"),
    ("a later verb and its field at the end", .wrongCount, "a1 02 83 83000000 26 01"),
    ("a record of a negative number", .outOfRange, "a1 02 83 83 00 06 00 01 4161"),
    (
        "a record of a number too high", .outOfRange,
        "a1 02 83 83 00 3b 000000fffffffffa 00 01 4161"
    ),
    (
        "a record of another feed, of a number too high", .outOfRange,
        "a2 00 50" + feedA + "02 83 83 01 1b 0000010000000000 00 01 4161"
    ),
    (
        "a record of another feed, of a negative number", .wrongType,
        "a2 00 50" + feedA + "02 83 83 01 20 00 01 4161"
    ),
    ("an index too high", .outOfRange, "a1 02 83 83 00 00 1a 01000000 01 4161"),
    ("a negative index", .wrongType, "a1 02 83 83 00 00 20 01 4161"),
    ("a negative reference", .wrongType, "a1 02 83 83 20 00 00 01 4161"),
]

private let deltas: [(String, WireError.Reason, String)] = [
    ("a verb too low", .outOfRange, "a1 02 84 83000000 3affffffff 01 00"),
    ("a verb far too low", .outOfRange, "a1 02 84 83000000 3bffffffffffffffff 01 00"),
    ("a field too high", .outOfRange, "a1 02 83 83000000 1b0000000100000000 4161"),
    ("the field of a verb too high", .outOfRange, "a1 02 84 83000000 20 1b0000000100000000 4161"),
    ("the field of a verb negative", .wrongType, "a1 02 84 83000000 20 20 4161"),
    ("a deletion with a field", .wrongType, "a1 02 84 83000000 24 01 80"),
    ("a restoration with a field", .wrongType, "a1 02 84 83000000 25 01 80"),
    ("a value that is a text", .wrongType, "a1 02 83 83000000 01 6161"),
    ("an element in an array", .wrongType, "a1 02 84 83000000 20 01 814161"),
    ("a write of nothing", .wrongCount, "a1 02 83 83000000 01 80"),
    ("an empty vector written out", .empty, "a1 02 83 83000000 01 814161"),
    ("a removal with an empty vector written out", .empty, "a1 02 84 83000000 21 01 814161"),
    ("half an entry of a vector", .wrongCount, "a2 00 50" + feedA + "02 83 83010000 01 8341610100"),
    ("a deletion with half an entry", .wrongCount, "a2 00 50" + feedA + "02 83 83010000 24 820100"),
    ("a deletion without a vector", .wrongType, "a1 02 83 83000000 24 f6"),
    ("a vector that names the own feed", .ownFeed, "a1 02 83 83000000 01 844161 00 00 00"),
    (
        "a vector out of order", .unsorted,
        "a2 00 5820" + feedA + feedC + "02 83 83000000 01 874161 020000 010000"
    ),
    (
        "a vector that names a feed twice", .repeated,
        "a2 00 50" + feedA + "02 83 83000000 01 874161 010000 010001"
    ),
    (
        "a vector with a number too high", .outOfRange,
        "a2 00 50" + feedA + "02 83 83000000 01 844161 01 1b0000010000000000 00"
    ),
    (
        "a vector that names a feed not in the table", .noSuchEntry,
        "a1 02 83 83000000 01 844161 010000"
    ),
    ("an amount of nothing", .outOfRange, "a1 02 84 83000000 22 04 00"),
    ("an amount too high", .outOfRange, "a1 02 84 83000000 22 04 1b0020000000000001"),
    ("an amount too low", .outOfRange, "a1 02 84 83000000 22 04 3b0020000000000000"),
    ("an amount far too high", .outOfRange, "a1 02 84 83000000 22 04 1bffffffffffffffff"),
    ("an amount in bytes", .wrongType, "a1 02 84 83000000 22 04 4101"),
    ("a fact of two items", .wrongCount, "a2 01 50" + person + "02 84 80 23 06 820050" + person),
    (
        "a fact with a short id", .wrongCount,
        "a2 01 50" + person + "02 84 80 23 06 8300 4f" + String(person.dropLast(2)) + "4161"
    ),
    ("a later verb with what is no item", .indefinite, "a1 02 84 83000000 26 01 5f"),
    (
        "a later verb that goes too deep", .tooDeep,
        "a1 02 84 83000000 26 01" + VectorFile.run("81", 17) + "00"
    ),
]

private let limits: [(String, WireError.Reason, String)] = [
    ("a value that claims to be too long", .tooLong, "a1 02 83 83000000 01 5a00010001 61"),
    (
        "a content that claims to be too long", .tooLong,
        "a2 01 50" + person + "02 84 80 23 06 8300 50" + person + "5a00010001 61"
    ),
]
