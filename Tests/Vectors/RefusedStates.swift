import Wire

private let feedA = VectorFile.run("aa", 16)
private let feedC = VectorFile.run("cc", 16)
private let zero = VectorFile.run("00", 16)
private let hash = VectorFile.run("77", 32)
private let person = VectorFile.run("11", 16)
private let key = VectorFile.run("11", 32)

let refusedStates: [(String, String, WireError.Reason, String)] = cells + wholes + rest

private let cells: [(String, String, WireError.Reason, String)] = [
    ("a register that is an array", "register", .wrongType, "80"),
    ("a mark of no feed", "register", .zeroID, "a1 50" + zero + "82 00 00"),
    (
        "a mark of a short feed", "register", .wrongCount,
        "a1 4f" + String(feedA.dropLast(2)) + "82 00 00"
    ),
    ("a mark of one item", "register", .wrongCount, "a1 50" + feedA + "81 00"),
    ("a write without a value", "register", .wrongCount, "a1 50" + feedA + "83 00 00 00"),
    ("a time that is negative", "register", .wrongType, "a1 50" + feedA + "84 00 00 20 40"),
    (
        "a value that is too long", "register", .tooLong,
        "a1 50" + feedA + "84 00 00 00 5a00010001 00"
    ),
    (
        "marks out of order", "register", .unsorted,
        "a2 50" + feedC + "82 00 00 50" + feedA + "82 00 00"
    ),
    (
        "two marks of a feed", "register", .repeated,
        "a2 50" + feedA + "82 00 00 50" + feedA + "82 00 01"
    ),
    ("a number too high", "register", .outOfRange, "a1 50" + feedA + "82 1b0000010000000000 00"),
    ("an index too high", "register", .outOfRange, "a1 50" + feedA + "82 00 1a01000000"),
    ("half a register", "register", .truncated, "a1 50" + feedA + "84 00 00 00"),
    ("a register and more", "register", .trailing, "a0 a0"),
    ("an element without marks", "set", .empty, "a1 4161 a0"),
    ("an element that is false", "set", .wrongType, "a1 4161 a1 50" + feedA + "83 00 00 f4"),
    ("an element that is a text", "set", .wrongType, "a1 6161 a1 50" + feedA + "83 00 00 f5"),
    (
        "elements by value and not by length", "set", .unsorted,
        "a2 426161 a1 50" + feedA + "83 00 00 f5 4162 a1 50" + feedA + "83 00 01 f5"
    ),
    ("a tally of three items", "counter", .wrongCount, "a1 50" + feedA + "83 00 00 00"),
    ("a tally of a negative sum", "counter", .wrongType, "a1 50" + feedA + "84 00 00 00 20"),
    ("a fact without contents", "facts", .empty, "a1 5820" + key + "a0"),
    ("a content without carriers", "facts", .empty, "a1 5820" + key + "a1 4161 a0"),
    (
        "a fact with a short key", "facts", .wrongCount,
        "a1 581f" + String(key.dropLast(2)) + "a1 4161 a0"
    ),
    ("a fact of nobody", "facts", .zeroID, "a1 5820" + zero + person + "a1 4161 a0"),
    (
        "a carrier that stands", "facts", .wrongCount,
        "a1 5820" + key + "a1 4161 a1 50" + feedA + "83 00 00 f5"
    ),
    ("a life that is neither", "life", .wrongType, "a1 50" + feedA + "83 00 00 f6"),
    ("a life in numbers", "life", .wrongType, "a1 50" + feedA + "83 00 00 01"),
]

private let wholes: [(String, String, WireError.Reason, String)] = [
    ("an empty life in a document", "document", .empty, "a1 00 a0"),
    ("no registers in a document", "document", .empty, "a1 01 a0"),
    ("an empty counter in a document", "document", .empty, "a1 03 a1 00 a0"),
    ("a part that documents do not have", "document", .unknownKey, "a1 05 a0"),
    ("a field too high", "document", .outOfRange, "a1 01 a1 1b0000000100000000 a0"),
    ("a part with a text for a key", "document", .wrongType, "a1 6130 a0"),
    ("an empty map of tips", "frontier", .empty, "a1 00 a0"),
    ("a tip of no feed", "frontier", .zeroID, "a1 00 a1 50" + zero + "82 00 5820" + hash),
    (
        "a tip with a short hash", "frontier", .wrongCount,
        "a1 00 a1 50" + feedA + "82 00 581f" + String(hash.dropLast(2))
    ),
    ("a tip without a hash", "frontier", .wrongCount, "a1 00 a1 50" + feedA + "81 00"),
    (
        "a fork at a negative number", "frontier", .wrongType,
        "a1 01 a1 50" + feedA + "a1 20 5820" + hash
    ),
    ("a fork without a number", "frontier", .empty, "a1 01 a1 50" + feedA + "a0"),
    (
        "a branch of no feed", "frontier", .zeroID,
        "a1 02 a1 50" + feedA + "a1 00 a1 5820" + hash + "50" + zero
    ),
    (
        "a branch in two places", "frontier", .repeated,
        "a1 02 a1 50" + feedA + "a2 00 a1 5820" + hash + "50" + feedC + "01 a1 5820" + hash + "50"
            + feedC
    ),
    (
        "a branch that is forked below itself", "frontier", .outOfRange,
        "a1 02 a2 50" + feedA + "a1 03 a1 5820" + hash + "50" + feedC + "50" + feedC
            + "a1 03 a1 5820" + hash + "50" + VectorFile.run("dd", 16)
    ),
    (
        "a branch of itself", "frontier", .outOfRange,
        "a1 02 a1 50" + feedA + "a1 03 a1 5820" + hash + "50" + feedA
    ),
    ("a part that frontiers do not have", "frontier", .unknownKey, "a1 03 a0"),
    ("an empty map of cuts", "view", .empty, "a1 00 a0"),
    ("a cut that is false", "view", .wrongType, "a1 00 a1 50" + feedA + "f4"),
    (
        "a cut at a number too high", "view", .outOfRange,
        "a1 00 a1 50" + feedA + "1b0000010000000000"
    ),
    ("a fork that keeps a number", "view", .wrongType, "a1 01 a1 50" + feedA + "a1 00 00"),
    ("a part that views do not have", "view", .unknownKey, "a1 02 a0"),
    ("a document without an id", "scope", .wrongCount, "a1 02 a1 50" + feedA + "a0"),
    (
        "an empty document", "scope", .empty,
        "a1 02 a1 581c" + feedA + "0000000000000000 00000000 a0"
    ),
    (
        "a document of no feed that is not the ledger", "scope", .zeroID,
        "a1 02 a1 581c" + zero + "0000000000000001 00000000 a0"
    ),
    ("an empty frontier in a scope", "scope", .empty, "a1 00 a0"),
    ("a part that scopes do not have", "scope", .unknownKey, "a1 03 00"),
]

private let rest: [(String, String, WireError.Reason, String)] = [
    ("a clock that is negative", "clock", .wrongType, "20"),
    ("a clock that could not tick", "clock", .outOfRange, "1b ffffffffffffffff"),
    ("a clock and more", "clock", .trailing, "00 00"),
    ("a sum of no rows", "sum", .outOfRange, "82 00 5820" + hash),
    ("a sum of too many rows", "sum", .outOfRange, "82 1b8000000000000000 5820" + hash),
    ("a digest of 8,192 buckets", "digest", .wrongCount, "99 2000 00"),
    ("a sum without its count", "sum", .wrongCount, "81 5820" + hash),
    ("a sum of minus one rows", "sum", .wrongType, "82 20 5820" + hash),
    ("a digest of no buckets", "digest", .wrongCount, "80"),
    ("a digest of three buckets", "digest", .wrongCount, "83 00 00 00"),
    ("a proof beyond its count", "proof", .outOfRange, "83 01 01 80"),
    ("a proof of nothing", "proof", .outOfRange, "83 00 00 80"),
    ("a proof with a short hash", "proof", .wrongCount, "83 00 02 81 50" + feedA),
]
