import Wire

extension SchemaVectors {
    mutating func refusals() throws {
        let all =
            wholes + kindRows + fieldRows + mergings + typeRows + optionRows + ruleRows + sumRows
            + factRows + decidingRows + placeRows
        for (name, reason, text) in all { try refuse(name, reason, bytes(text)) }
    }
}

private typealias Rows = [(String, WireError.Reason, String)]

/// A kind, and the map of fields in it, that is sound by itself.
private let fields = "02 a1 00 a3 00 6162 01 00 02 8105"
private let kind = "a3 00 6161 01 00 \(fields)"
private let long = VectorFile.run("61", 65)

private let wholes: Rows = [
    ("nothing", .truncated, ""), ("no map", .wrongType, "80"),
    ("an empty map", .wrongCount, "a0"), ("no kinds", .wrongCount, "a1 00 a1 6161 01"),
    ("no packs", .wrongCount, "a1 01 a1 1840 \(kind)"),
    ("packs that are none", .empty, "a2 00 a0 01 a1 1840 \(kind)"),
    ("kinds that are none", .empty, Hand.whole("a0")),
    ("something after it", .trailing, Hand.field("81 05") + "00"),
    ("keys out of order", .unsorted, "a2 01 a1 1840 \(kind) 00 a1 6161 01"),
    ("a key twice", .repeated, "a2 00 a1 6161 01 00 a1 6161 01"),
    ("a negative key", .wrongType, "a1 20 00"), ("a key that is a text", .wrongType, "a1 6130 00"),
    ("a map of open length", .indefinite, "bf 00 a1 6161 01 ff"),
    ("more entries than can be there", .truncated, "bb 1000000000000000 00"),
    (
        "a key of a later version with what is no item", .unsupported,
        "a3 00 a1 6161 01 01 a1 1840 \(kind) 02 c0"
    ),
    (
        "a key of a later version, seventeen deep", .tooDeep,
        "a3 00 a1 6161 01 01 a1 1840 \(kind) 02" + VectorFile.run("81", 16) + "80"
    ),
    ("a pack of version 0", .outOfRange, "a2 00 a1 6161 00 01 a0"),
    ("a pack of a version too high", .outOfRange, "a2 00 a1 6161 1a00010000 01 a0"),
    ("a pack of a negative version", .wrongType, "a2 00 a1 6161 20 01 a0"),
    ("a pack of a version longer than need be", .notShortest, "a2 00 a1 6161 1801 01 a0"),
    ("a pack without a name", .outOfRange, "a2 00 a1 60 01 01 a0"),
    ("a pack with a capital", .outOfRange, "a2 00 a1 6141 01 01 a0"),
    ("a pack that begins with a digit", .outOfRange, "a2 00 a1 623161 01 01 a0"),
    ("a pack that begins with a hyphen", .outOfRange, "a2 00 a1 622d61 01 01 a0"),
    ("a pack with an underscore", .outOfRange, "a2 00 a1 62615f 01 01 a0"),
    ("a pack whose name is no text", .badText, "a2 00 a1 6261ff 01 01 a0"),
    ("a pack whose name is a number", .wrongType, "a2 00 a1 00 01 01 a0"),
    ("a pack whose name is too long", .tooLong, "a2 00 a1 7841 \(long) 01 01 a0"),
    ("a pack whose name is too long, and not there", .tooLong, "a2 00 a1 7841"),
    ("packs out of order", .unsorted, "a2 00 a2 6162 01 6161 01 01 a0"),
    ("a pack twice", .repeated, "a2 00 a2 6161 01 6161 02 01 a0"),
]

private let kindRows: Rows = [
    ("kind 63", .outOfRange, Hand.whole("a1 183f \(kind)")),
    ("a kind too high", .outOfRange, Hand.whole("a1 1b0000000100000000 \(kind)")),
    ("a negative kind", .wrongType, Hand.whole("a1 3840 \(kind)")),
    ("a kind twice", .repeated, Hand.whole("a2 1840 \(kind) 1840 \(kind)")),
    ("kinds out of order", .unsorted, Hand.whole("a2 1841 \(kind) 1840 \(kind)")),
    ("257 kinds", .tooLong, Hand.whole("b90101")),
    ("two kinds of one name", .repeated, Hand.whole("a2 1840 \(kind) 1841 \(kind)")),
    (
        "two kinds of one name, of which the second has a fault", .outOfRange,
        Hand.whole("a2 1840 \(kind) 1841 a3 00 6161 01 02 \(fields)")
    ),
    ("a kind of nothing", .empty, Hand.whole("a1 1840 a0")),
    ("a kind without a name", .wrongCount, Hand.whole("a1 1840 a2 01 00 \(fields)")),
    ("a kind without a form", .wrongCount, Hand.kind(1, fields)),
    ("a kind without fields", .wrongCount, Hand.kind(1, "01 00")),
    ("a title without fields", .noSuchEntry, Hand.kind(2, "01 00 04 81 00")),
    ("an unknown form", .outOfRange, Hand.kind(2, "01 02 \(fields)")),
    ("a form that is true", .wrongType, Hand.kind(2, "01 f5 \(fields)")),
    ("fields that are none", .empty, Hand.kind(2, "01 00 02 a0")),
    ("129 fields", .tooLong, Hand.kind(2, "01 00 02 b881")),
    ("labels that are none", .empty, Hand.kind(3, "01 00 \(fields) 03 a0")),
    ("65 labels", .tooLong, Hand.kind(3, "01 00 \(fields) 03 b841")),
    ("a title of nothing", .empty, Hand.kind(3, "01 00 \(fields) 04 80")),
    ("a title of nine", .tooLong, Hand.kind(3, "01 00 \(fields) 04 89")),
    ("a title of what is not there", .noSuchEntry, Hand.kind(3, "01 00 \(fields) 04 81 01")),
    (
        "a title of a field too high", .outOfRange,
        Hand.kind(3, "01 00 \(fields) 04 81 1b0000000100000000")
    ),
    ("a mark that is false", .outOfRange, Hand.kind(3, "01 00 \(fields) 07 f4")),
    ("a mark that is null", .wrongType, Hand.kind(3, "01 00 \(fields) 07 f6")),
    ("a mark that is a number", .wrongType, Hand.kind(3, "01 00 \(fields) 07 01")),
]

private let fieldRows: Rows = [
    ("a field too high", .outOfRange, Hand.kind(2, "01 00 02 a1 1b0000000100000000 a0")),
    ("a field of nothing", .empty, Hand.kind(2, "01 00 02 a1 00 a0")),
    (
        "two fields of one name", .repeated,
        Hand.kind(2, "01 00 02 a2 00 a3 00 6162 01 00 02 8105 01 a3 00 6162 01 00 02 8105")
    ),
    ("a field without a name", .wrongCount, Hand.kind(2, "01 00 02 a1 00 a2 01 00 02 8105")),
    ("a field without a merging", .wrongCount, Hand.kind(2, "01 00 02 a1 00 a2 00 6162 02 8105")),
    ("a field without a type", .wrongCount, Hand.kind(2, "01 00 02 a1 00 a2 00 6162 01 00")),
    ("a default that is out of bounds", .outOfRange, Hand.field("83 01 00 05", 1, "04 41 06")),
    ("a default of null", .outOfRange, Hand.field("83 01 00 05", 1, "04 41 f6")),
    ("a default of nothing", .outOfRange, Hand.field("83 01 00 05", 1, "04 40")),
    ("a default of two items", .outOfRange, Hand.field("83 01 00 05", 1, "04 42 0000")),
    ("a default that is an item", .wrongType, Hand.field("83 01 00 05", 1, "04 05")),
    ("a default that is too long", .tooLong, Hand.field("83 01 00 05", 1, "04 5a00010001")),
    (
        "a default out of bounds, before a fault", .outOfRange,
        Hand.field("83 01 00 05", 2, "04 41 06 06 04")
    ),
    (
        "a default out of bounds, before a fault of another reason", .wrongType,
        Hand.field("83 01 00 05", 2, "04 41 06 06 f5")
    ),
    ("a weight of 0", .outOfRange, Hand.field("81 05", 1, "06 00")),
    ("a weight of 4", .outOfRange, Hand.field("81 05", 1, "06 04")),
    ("a language of one letter", .outOfRange, Hand.field("81 05", 1, "05 a1 6165 6141")),
    ("a language with a capital", .outOfRange, Hand.field("81 05", 1, "05 a1 62454e 6141")),
    (
        "a language that is too long", .tooLong,
        Hand.field("81 05", 1, "05 a1 6d" + VectorFile.run("61", 13) + "6141")
    ),
    (
        "languages out of order", .unsorted,
        Hand.field("81 05", 1, "05 a2 63656e67 6141 626672 6141")
    ),
    ("a label without text", .empty, Hand.field("81 05", 1, "05 a1 62656e 60")),
    ("a label that is too long", .tooLong, Hand.field("81 05", 1, "05 a1 62656e 790101")),
    ("a label that is no text", .badText, Hand.field("81 05", 1, "05 a1 62656e 61ff")),
]

private let mergings: Rows = [
    ("an unknown merging", .outOfRange, Hand.merging("00", "04", "8105")),
    ("a set with a default", .outOfRange, Hand.merging("00", "01", "8105", 1, "04 41 f5")),
    ("a set that is required", .outOfRange, Hand.merging("00", "01", "8105", 1, "03 f5")),
    ("a counter of texts", .outOfRange, Hand.merging("00", "02", "82 00 05")),
    (
        "a counter that is required", .outOfRange,
        Hand.merging("00", "02", "83 01 00 05", 1, "03 f5")
    ),
    ("facts of integers", .outOfRange, Hand.merging("00", "03", "83 01 00 05")),
    ("a set in a fact", .outOfRange, Hand.merging("01", "01", "8105")),
    (
        "facts in a fact", .outOfRange,
        Hand.merging("01", "03", "82 11 a1 00 a3 00 6161 01 00 02 8105")
    ),
    ("a default in a fact", .outOfRange, Hand.merging("01", "00", "8105", 1, "04 41 f5")),
    (
        "a set in a fact, before a fault of another reason", .empty,
        Hand.kind(3, "01 01 02 a1 00 a3 00 6162 01 01 02 8105 04 80")
    ),
    (
        "a set in a group", .outOfRange, Hand.field("82 11 a1 00 a3 00 6161 01 01 02 8105")
    ),
    (
        "a default in a group", .outOfRange,
        Hand.field("82 11 a1 00 a4 00 6161 01 00 02 8105 04 41f5")
    ),
]

private let typeRows: Rows = [
    ("a type of nothing", .wrongCount, Hand.field("80")),
    ("a type that is a number", .wrongType, Hand.field("05")),
    ("a type of a negative number", .wrongType, Hand.field("81 20")),
    ("a text without bounds", .wrongCount, Hand.field("81 00")),
    ("a truth with bounds", .wrongCount, Hand.field("82 05 00")),
    ("a text of no bytes", .outOfRange, Hand.field("82 00 00")),
    ("a text of 65,001 bytes", .outOfRange, Hand.field("82 00 19fde9")),
    ("words of 65,001 bytes", .outOfRange, Hand.field("82 0d 19fde9")),
    ("a least above the most", .outOfRange, Hand.field("83 01 05 04")),
    ("a least too low", .outOfRange, Hand.field("83 01 3b0020000000000000 00")),
    ("a most too high", .outOfRange, Hand.field("83 01 00 1b0020000000000001")),
    ("ten digits", .outOfRange, Hand.field("84 02 0a 00 01")),
    ("units that are none", .empty, Hand.field("85 03 00 00 01 a0")),
    ("no unit 0", .outOfRange, Hand.field("85 03 00 00 01 a1 01 83 6161 01 01")),
    ("a unit 0 that is two", .outOfRange, Hand.field("85 03 00 00 01 a1 00 83 6161 02 01")),
    ("a unit 0 that is 2 over 2", .outOfRange, Hand.field("85 03 00 00 01 a1 00 83 6161 02 02")),
    ("a unit over 0", .outOfRange, Hand.field("85 03 00 00 01 a1 00 83 6161 01 00")),
    ("a unit without a symbol", .empty, Hand.field("85 03 00 00 01 a1 00 83 60 01 01")),
    (
        "a symbol that is too long", .tooLong,
        Hand.field("85 03 00 00 01 a1 00 83 71" + VectorFile.run("41", 17) + "01 01")
    ),
    ("a unit of two items", .wrongCount, Hand.field("85 03 00 00 01 a1 00 82 6161 01")),
    ("a unit too high", .outOfRange, Hand.field("85 03 00 00 01 a1 1a00010000 83 6161 01 01")),
    ("257 units", .tooLong, Hand.field("85 03 00 00 01 b90101")),
    ("a currency in small letters", .outOfRange, Hand.field("82 04 a1 63657572 02")),
    ("a currency of two letters", .outOfRange, Hand.field("82 04 a1 624555 02")),
    ("a currency of four letters", .tooLong, Hand.field("82 04 a1 6445555252 02")),
    ("a currency of ten digits", .outOfRange, Hand.field("82 04 a1 63455552 0a")),
    ("currencies that are none", .empty, Hand.field("82 04 a0")),
    ("currencies that are true", .wrongType, Hand.field("82 04 f5")),
    ("a file of no bytes", .outOfRange, Hand.field("82 0e 00")),
    ("a file too large", .outOfRange, Hand.field("82 0e 1b0000010000000001")),
    ("a token of 65 bytes", .outOfRange, Hand.field("82 0f 1841")),
    ("a list of nothing", .outOfRange, Hand.field("83 10 00 81 05")),
    ("a list of 4,097", .outOfRange, Hand.field("83 10 191001 81 05")),
    ("a group of nothing", .empty, Hand.field("82 11 a0")),
    (
        "a group with two of one name", .repeated,
        Hand.field("82 11 a2 00 a3 00 6161 01 00 02 8105 01 a3 00 6161 01 00 02 8105")
    ),
    ("lists five deep", .tooDeep, Hand.field(Hand.lists(5))),
    (
        "a group in four lists", .tooDeep,
        Hand.field(VectorFile.run("83 10 01", 4) + "82 11 a1 00 a3 00 6161 01 00 02 8105")
    ),
    (
        "a list five deep, of another count", .wrongCount,
        Hand.field(VectorFile.run("83 10 01", 4) + "82 10 01")
    ),
    (
        "an unknown type, seventeen deep", .tooDeep,
        Hand.field("82 1863" + VectorFile.run("81", 15) + "80")
    ),
    ("an unknown type of what is no item", .unsupported, Hand.field("82 1863 f7")),
]

private let optionRows: Rows = [
    ("options that are none", .empty, Hand.field("82 08 a0")),
    ("257 options", .tooLong, Hand.field("82 08 b90101")),
    ("an option of nothing", .wrongCount, Hand.field("82 08 a1 00 80")),
    ("an option of three", .wrongCount, Hand.field("82 08 a1 00 83 6161 6161 6161")),
    (
        "an option of more than can be there", .wrongCount,
        Hand.field("82 08 a1 00 9b0fffffffffffffff")
    ),
    ("an option with labels that are none", .empty, Hand.field("82 08 a1 00 82 6161 a0")),
    ("an option with a capital", .outOfRange, Hand.field("82 08 a1 00 81 6141")),
    ("an option too high", .outOfRange, Hand.field("82 08 a1 1a00010000 81 6161")),
    ("kinds of a record that are none", .empty, Hand.field("82 09 80")),
    ("257 kinds of a record", .tooLong, Hand.field("82 09 990101")),
    ("a record of kind 63", .outOfRange, Hand.field("82 09 81 183f")),
    ("a record of a kind twice", .repeated, Hand.field("82 09 82 1840 1840")),
    ("a record of kinds out of order", .unsorted, Hand.field("82 09 82 1841 1840")),
    (
        "a record of kinds out of order, of which one is none", .outOfRange,
        Hand.field("82 09 82 1841 183f")
    ),
]

private let ruleRows: Rows = [
    ("rules that are none", .empty, Hand.rules("80")), ("65 rules", .tooLong, Hand.rules("9841")),
    ("a rule of nothing", .wrongCount, Hand.rules("81 80")),
    ("a rule that is a number", .wrongType, Hand.rules("81 00")),
    ("an order of one", .wrongCount, Hand.rules("81 82 00 00")),
    ("an order of what is not there", .noSuchEntry, Hand.rules("81 83 00 00 0a")),
    ("an order of a set", .noSuchEntry, Hand.rules("81 83 00 00 07")),
    ("an order of an integer and a text", .outOfRange, Hand.rules("81 83 00 00 03")),
    ("an order of texts", .outOfRange, Hand.rules("81 83 00 03 03")),
    ("an order of other digits", .outOfRange, Hand.rules("81 83 00 04 05")),
    ("an order of an integer and a date", .outOfRange, Hand.rules("81 83 00 00 06")),
    ("an order of a text and of what is not there", .noSuchEntry, Hand.rules("81 83 00 03 0a")),
    ("a choice that is none", .outOfRange, Hand.rules("81 84 01 00 81 00 81 00")),
    ("a choice that is not there", .noSuchEntry, Hand.rules("81 84 01 0a 81 00 81 00")),
    ("no options", .empty, Hand.rules("81 84 01 02 80 81 00")),
    ("too many options", .tooLong, Hand.rules("81 84 01 02 990101")),
    ("an option that is not there", .noSuchEntry, Hand.rules("81 84 01 02 81 05 81 00")),
    ("an option beyond all", .outOfRange, Hand.rules("81 84 01 02 81 1a00010000 81 00")),
    (
        "an option out of order that is not there", .noSuchEntry,
        Hand.rules("81 84 01 02 83 00 01 02 81 00")
    ),
    ("options out of order", .unsorted, Hand.rules("81 84 01 02 82 01 00 81 00")),
    ("an option twice", .repeated, Hand.rules("81 84 01 02 82 01 01 81 00")),
    ("an option that needs nothing", .empty, Hand.rules("81 84 01 02 81 00 80")),
    ("an option that needs too much", .tooLong, Hand.rules("81 84 01 02 81 00 9881")),
    ("an option that needs a set", .noSuchEntry, Hand.rules("81 84 01 02 81 00 81 07")),
    ("no unique fields", .empty, Hand.rules("81 82 02 80")),
    ("too many unique fields", .tooLong, Hand.rules("81 82 02 9881")),
    ("a unique set", .noSuchEntry, Hand.rules("81 82 02 81 07")),
    ("unique fields of another count", .wrongCount, Hand.rules("81 83 02 81 00 00")),
]

private let sumRows: Rows = [
    ("sums that are none", .empty, Hand.sums("80")), ("17 sums", .tooLong, Hand.sums("91")),
    (
        "sums of a document", .outOfRange, Hand.fields("00", 1, "06 81 84 6173 81 00 01 f6")
    ),
    (
        "sums of a document, before a fault of another reason", .wrongType,
        Hand.fields("00", 2, "06 81 84 6173 81 00 01 f6 07 f6")
    ),
    ("a sum of three", .wrongCount, Hand.sums("81 83 6173 81 00 01")),
    ("a sum without a name", .outOfRange, Hand.sums("81 84 60 81 00 01 f6")),
    ("a sum without keys", .empty, Hand.sums("81 84 6173 80 01 f6")),
    ("a sum of 129 keys", .tooLong, Hand.sums("81 84 6173 9881")),
    ("a key that is not there", .noSuchEntry, Hand.sums("81 84 6173 81 09 01 f6")),
    ("an amount that is not there", .noSuchEntry, Hand.sums("81 84 6173 81 00 09 f6")),
    ("an amount that is a text", .outOfRange, Hand.sums("81 84 6173 81 00 03 f6")),
    ("an amount that is a date, before a fault", .outOfRange, Hand.sums("81 84 6173 81 00 06 f5")),
    ("signs that are true", .wrongType, Hand.sums("81 84 6173 81 00 01 f5")),
    ("signs of three", .wrongCount, Hand.sums("81 84 6173 81 00 01 83 02 a1 00 01 00")),
    ("signs of what is no choice", .outOfRange, Hand.sums("81 84 6173 81 00 01 82 00 a1 00 01")),
    ("signs of what is not there", .noSuchEntry, Hand.sums("81 84 6173 81 00 01 82 09 a1 00 01")),
    ("no signs", .empty, Hand.sums("81 84 6173 81 00 01 82 02 a0")),
    ("a sign of 2", .outOfRange, Hand.sums("81 84 6173 81 00 01 82 02 a1 00 02")),
    ("a sign of −2", .outOfRange, Hand.sums("81 84 6173 81 00 01 82 02 a1 00 21")),
    (
        "a sign of an option that is not there", .noSuchEntry,
        Hand.sums("81 84 6173 81 00 01 82 02 a1 05 01")
    ),
    (
        "a sign of an option beyond all", .outOfRange,
        Hand.sums("81 84 6173 81 00 01 82 02 a1 1a00010000 01")
    ),
    ("a sign twice", .repeated, Hand.sums("81 84 6173 81 00 01 82 02 a2 00 01 00 01")),
]

private let factRows: Rows = [
    ("a fact without kinds", .wrongCount, Hand.field("81 12")),
    ("a fact of two kinds, side by side", .wrongCount, Hand.field("83 12 1840 1841")),
    ("kinds of a fact that are none", .empty, Hand.field("82 12 80")),
    ("kinds of a fact that are true", .wrongType, Hand.field("82 12 f5")),
    ("kinds of a fact that are a number", .wrongType, Hand.field("82 12 1840")),
    ("kinds of a fact of what is no item", .unsupported, Hand.field("82 12 f7")),
    ("257 kinds of a fact", .tooLong, Hand.field("82 12 990101")),
    ("a fact of kind 63", .outOfRange, Hand.field("82 12 81 183f")),
    ("a fact of a kind too high", .outOfRange, Hand.field("82 12 81 1b0000000100000000")),
    ("a fact of a negative kind", .wrongType, Hand.field("82 12 81 3840")),
    ("a fact of a kind twice", .repeated, Hand.field("82 12 82 1840 1840")),
    ("a fact of kinds out of order", .unsorted, Hand.field("82 12 82 1841 1840")),
    (
        "a fact of kinds out of order, of which one is none", .outOfRange,
        Hand.field("82 12 82 1841 183f")
    ),
    ("a counter of facts", .outOfRange, Hand.merging("00", "02", "82 12 f6")),
    ("facts with a key that are facts", .outOfRange, Hand.merging("00", "03", "82 12 f6")),
    (
        "a default that names the fact of nobody", .outOfRange,
        Hand.field(
            "82 12 f6", 1,
            "04 5846 5844" + VectorFile.run("00", 16) + VectorFile.run("01", 52))
    ),
    (
        "a default that is a fact of another kind", .outOfRange,
        Hand.field(
            "82 12 81 1840", 1,
            "04 5846 5844" + VectorFile.run("01", 32) + "00000041" + VectorFile.run("01", 32))
    ),
]

private let placeRows: Rows = [
    ("a field that is fixed, and may be", .outOfRange, Hand.fixed("f4")),
    ("a field that is fixed by a number", .wrongType, Hand.fixed("01")),
    ("a field that is fixed, and not required", .outOfRange, Hand.field("81 05", 1, "09 f5")),
    (
        "a part of a fact that is fixed", .outOfRange,
        Hand.merging("01", "00", "81 05", 2, "03 f5 09 f5")
    ),
    ("a set that is fixed", .outOfRange, Hand.merging("00", "01", "81 05", 1, "09 f5")),
    (
        "a part of a group that is fixed", .outOfRange,
        Hand.field("82 11 a1 00 a5 00 6162 01 00 02 8105 03 f5 09 f5")
    ),
    ("a frontier of two", .wrongCount, Hand.field("82 13 00")),
    ("a counter of frontiers", .outOfRange, Hand.merging("00", "02", "81 13")),
    ("at what is not there", .noSuchEntry, Hand.placed("00", "09")),
    ("at a hub that is not required", .outOfRange, Hand.placed("01", "01")),
    ("at a person", .outOfRange, Hand.placed("00", "02")),
    ("at null", .wrongType, Hand.placed("01", "f6")),
    ("at two places", .wrongType, Hand.placed("00", "82 00 01")),
]

private let decidingRows: Rows = [
    ("decisions by nothing", .wrongCount, Hand.deciding("80")),
    ("decisions by two fields", .wrongCount, Hand.deciding("82 00 01")),
    ("decisions by five fields", .wrongCount, Hand.deciding("85 00 01 02 02 02")),
    ("decisions whose pulse is a list", .outOfRange, Hand.deciding("84 00 01 02 02")),
    ("decisions whose pulse is not there", .noSuchEntry, Hand.deciding("84 00 01 02 0a")),
    ("decisions by a map", .wrongType, Hand.deciding("a1 00 01")),
    ("decisions by null", .wrongType, Hand.deciding("f6")),
    ("decisions by names of fields", .wrongType, Hand.deciding("83 6162 6163 6164")),
    ("decisions about what is not there", .noSuchEntry, Hand.deciding("83 09 01 02")),
    ("decisions by what is not there", .noSuchEntry, Hand.deciding("83 00 09 02")),
    ("decisions that saw what is not there", .noSuchEntry, Hand.deciding("83 00 01 09")),
    (
        "decisions about a field too high", .outOfRange,
        Hand.deciding("83 1b0000000100000000 01 02")
    ),
    ("decisions about a record", .outOfRange, Hand.deciding("83 03 01 02")),
    ("decisions about a truth", .outOfRange, Hand.deciding("83 01 01 02")),
    ("decisions about a list of facts", .outOfRange, Hand.deciding("83 02 01 02")),
    ("decisions about what is of an unknown type", .outOfRange, Hand.deciding("83 08 01 02")),
    ("decisions by a fact", .outOfRange, Hand.deciding("83 00 00 02")),
    ("decisions by a list", .outOfRange, Hand.deciding("83 00 02 02")),
    ("decisions by what is of an unknown type", .outOfRange, Hand.deciding("83 00 08 02")),
    ("decisions that saw one fact", .outOfRange, Hand.deciding("83 00 01 00")),
    ("decisions that saw records", .outOfRange, Hand.deciding("83 00 01 04")),
    ("decisions that saw lists of facts", .outOfRange, Hand.deciding("83 00 01 05")),
    ("decisions that saw what is of an unknown type", .outOfRange, Hand.deciding("83 00 01 08")),
    (
        "decisions about a record, by what is not there", .outOfRange,
        Hand.deciding("83 03 09 02")
    ),
    (
        "decisions by what is not there, that saw a record", .noSuchEntry,
        Hand.deciding("83 00 09 03")
    ),
    (
        "decisions about a record, before a fault of another reason", .outOfRange,
        Hand.deciding("83 03 01 02", "01", 1, "09 f7")
    ),
    ("documents that decide", .outOfRange, Hand.deciding("83 00 01 02", "00")),
    (
        "documents that decide by what is not there", .noSuchEntry,
        Hand.deciding("83 00 09 02", "00")
    ),
    (
        "documents that decide, before a fault of another reason", .unsupported,
        Hand.deciding("83 00 01 02", "00", 1, "09 f7")
    ),
]
