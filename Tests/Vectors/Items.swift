import Lattice
import Wire

extension VectorFile {
    /// Any item, as one that is kept unread.
    static func items() throws -> VectorFile {
        VectorFile(
            name: "items",
            accepted: try acceptedItems.map { name, text in
                let bytes = bytes(text)
                do throws(WireError) {
                    try skip(bytes)
                } catch {
                    throw Disagreement(description: "\(name): \(error)")
                }
                return Vector(
                    name, [("bytes", JSON(hex: bytes)), ("value", Diagnosis.value(of: bytes))])
            },
            refused: try refusedItems.map { name, reason, text in
                let bytes = bytes(text)
                try expectRefusal(name, reason) { () throws(WireError) in try skip(bytes) }
                return Vector(
                    name, [("bytes", JSON(hex: bytes)), ("reason", .text(reason.rawValue))])
            })
    }

    static func skip(_ bytes: [UInt8]) throws(WireError) {
        var reader = Reader(Value(bytes).span, of: .item)
        _ = try reader.skip()
        try reader.end()
    }

    private static let acceptedItems: [(String, String)] = [
        ("zero", "00"), ("the largest in one byte", "17"), ("the least in two", "18 18"),
        ("the largest in two", "18 ff"), ("the least in three", "19 0100"),
        ("the largest in three", "19 ffff"), ("the least in five", "1a 00010000"),
        ("the largest in five", "1a ffffffff"), ("the least in nine", "1b 0000000100000000"),
        ("the largest there is", "1b ffffffffffffffff"), ("minus one", "20"),
        ("minus 24", "37"), ("minus 25", "38 18"), ("minus 256", "38 ff"), ("minus 257", "39 0100"),
        ("the least there is", "3b ffffffffffffffff"), ("no bytes", "40"),
        ("four bytes", "44 00 ff 7f 80"), ("twenty-four bytes", "58 18" + run("5a", 24)),
        ("no text", "60"), ("a text", "65 48656c6c6f"),
        (
            "a text in four scripts",
            "70 c3a4 e6b0b4 d985 f09f8c8a 20 e2808d 61"
        ), ("an empty array", "80"),
        ("an array of many things", "86 01 20 41ff 6161 80 a0"),
        ("an array of twenty-four", "98 18" + run("00", 24)), ("an empty map", "a0"),
        ("a map of numbers", "a3 00 01 17 02 1818 03"),
        ("keys of all kinds", "a7 00 00 20 00 40 00 60 00 80 00 a0 00 f4 00"),
        ("shorter keys come first", "a3 4162 00 426161 00 426162 00"),
        ("keys that are arrays", "a2 82 00 01 00 82 00 02 00"), ("false", "f4"), ("true", "f5"),
        ("null", "f6"), ("sixteen deep", run("81", 15) + "80"),
        ("sixteen deep, maps", run("a1 00", 15) + "a0"),
        ("many beside each other", "84 81818100 81818100 a1 00 81818100 81818100"),
    ]

    private static let refusedItems: [(String, WireError.Reason, String)] = [
        ("nothing", .truncated, ""), ("a head cut short", .truncated, "19 01"),
        ("bytes cut short", .truncated, "42 00"), ("a text cut short", .truncated, "62 61"),
        ("an array cut short", .truncated, "82 00"),
        ("an array of more than could be there", .truncated, "9b 3fffffffffffffff 00"),
        ("a map without its last value", .truncated, "a1 00"),
        ("a map of more than could be there", .truncated, "bb ffffffffffffffff 00 00"),
        ("bytes of more than could be there", .truncated, "5b ffffffffffffffff 00"),
        ("something after it", .trailing, "00 00"), ("a byte after an array", .trailing, "80 f6"),
        ("24 in a byte too many", .notShortest, "18 17"),
        ("255 in three bytes", .notShortest, "19 00ff"),
        ("65,535 in five bytes", .notShortest, "1a 0000ffff"),
        ("four billion in nine bytes", .notShortest, "1b 00000000ffffffff"),
        ("minus one in two bytes", .notShortest, "38 00"),
        ("a length in two bytes", .notShortest, "58 01 00"),
        ("a count in three bytes", .notShortest, "99 0000"),
        ("a map's count in two bytes", .notShortest, "b8 00"),
        ("bytes of open length", .indefinite, "5f 41 00 ff"),
        ("a text of open length", .indefinite, "7f ff"),
        ("an array of open length", .indefinite, "9f ff"),
        ("a map of open length", .indefinite, "bf ff"), ("a break", .indefinite, "ff"),
        ("a break within", .indefinite, "81 ff"),
        ("a number of open length", .indefinite, "1f"),
        ("a negative number of open length", .indefinite, "3f"), ("a tag", .unsupported, "c0 60"),
        ("a tag of open length", .unsupported, "df"), ("a half float", .unsupported, "f9 0000"),
        ("a float", .unsupported, "fa 00000000"), ("a double", .unsupported, "fb 3ff0000000000000"),
        ("undefined", .unsupported, "f7"), ("a simple value", .unsupported, "e0"),
        ("a simple value of two bytes", .unsupported, "f8 ff"),
        ("false in two bytes", .unsupported, "f8 14"), ("a reserved head", .unsupported, "1c"),
        ("another reserved head", .unsupported, "5e"), ("a text that is none", .badText, "61 ff"),
        ("a text with a surrogate", .badText, "63 eda080"),
        ("a text written longer than need be", .badText, "62 c0af"),
        ("a text that ends in mid-letter", .badText, "62 61 c3"),
        ("seventeen deep", .tooDeep, run("81", 16) + "80"),
        ("seventeen deep, maps", .tooDeep, run("a1 00", 16) + "a0"),
        ("far too deep", .tooDeep, run("81", 4_000) + "00"),
        ("keys out of order", .unsorted, "a2 01 00 00 00"),
        ("a longer key first", .unsorted, "a2 426161 00 4162 00"),
        ("keys of kinds out of order", .unsorted, "a2 40 00 20 00"),
        ("keys out of order, deep down", .unsorted, "81 a1 00 a2 01 00 00 00"),
        ("a key twice", .repeated, "a2 00 00 00 01"),
        ("a key of two items twice", .repeated, "a2 82 00 01 00 82 00 01 00"),
        ("a key that is not in order itself", .unsorted, "a1 a2 01 00 00 00 00"),
    ]

    static func run(_ text: String, _ count: Int) -> String {
        String(repeating: text, count: count)
    }
}
