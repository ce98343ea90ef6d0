import Wire

extension TalkVectors {
    mutating func refusals() throws {
        let all =
            wholes + greetings + summaries + taggings + differing + wanting + giving + storing
            + asking + rooms
        for (name, reason, text) in all { try refuse(name, reason, bytes(text)) }
    }
}

private typealias Rows = [(String, WireError.Reason, String)]

private let id = "50" + VectorFile.run("51", 16)
private let zero = "50" + VectorFile.run("00", 16)
private let thing = "82 00" + id
private let line = "85 02" + id + "05"

private let wholes: Rows = [
    ("nothing", .truncated, ""), ("no array", .wrongType, "a0"), ("no items", .wrongCount, "80"),
    ("an array that is not there", .truncated, "82 00"),
    ("an array of open length", .indefinite, "9f 09 00 ff"),
    ("a number that is negative", .wrongType, "82 20 00"),
    ("a number that is a text", .wrongType, "82 60 00"),
    ("a number longer than need be", .notShortest, "82 1809 00"),
    ("something after it", .trailing, "82 09 00 00"),
    ("two in one", .trailing, "82 09 00 82 09 01"),
    ("something after a later one", .trailing, "82 1863 00 00"),
    ("a later one with what is no item", .unsupported, "82 1863 c0"),
    ("a later one with a text that is none", .badText, "82 1863 61ff"),
    ("a later one with a map out of order", .unsorted, "82 1863 a2 01 00 00 00"),
    ("a later one, cut off", .truncated, "83 1863 00 4200"),
    ("a later one of open length", .indefinite, "82 1863 5f ff"),
    ("a later one, seventeen deep", .tooDeep, "82 1863" + VectorFile.run("81", 15) + "80"),
]

private let greetings: Rows = [
    ("a greeting without a clock", .wrongCount, "82 00 01"),
    ("a greeting with more", .wrongCount, "84 00 01 00 00"),
    ("a greeting of version 0", .outOfRange, "83 00 00 00"),
    ("a greeting of version 2", .outOfRange, "83 00 02 00"),
    ("a greeting of a negative version", .wrongType, "83 00 20 00"),
    ("a greeting beyond all clocks", .outOfRange, "83 00 01 1b 0000800000000000"),
    ("a greeting before all clocks", .wrongType, "83 00 01 20"),
    ("a greeting of another version and no clock", .outOfRange, "83 00 02 f6"),
]

private let none = "44 00000000"

private let summaries: Rows = [
    ("a summary of two tiers", .wrongCount, "84 01" + id + none + none),
    ("a summary of four tiers", .wrongCount, "86 01" + id + none + none + none + none),
    (
        "a summary under a short salt", .wrongCount,
        "85 01 4f" + VectorFile.run("51", 15) + none + none + none
    ),
    ("a summary without sums", .wrongCount, "85 01" + id + none + "40" + none),
    ("a summary of half a sum", .wrongCount, "85 01" + id + none + "42 0000" + none),
    (
        "a summary of three buckets", .wrongCount,
        "85 01" + id + none + "4c" + VectorFile.run("00", 12) + none
    ),
    ("a summary of three buckets that are not there", .wrongCount, "85 01" + id + none + "4c 00"),
    ("a summary of half a sum that is not there", .wrongCount, "85 01" + id + none + "46 00"),
    ("a summary of two buckets that are not there", .truncated, "85 01" + id + none + "48 00"),
    ("a summary of 4,097 buckets", .wrongCount, "85 01" + id + none + "59 4004 00"),
    ("a summary of 8,192 buckets", .tooLong, "85 01" + id + none + "59 8000 00"),
    ("a summary of texts", .wrongType, "85 01" + id + none + "64 30303030" + none),
    ("a summary of lists of sums", .wrongType, "85 01" + id + none + "81 00" + none),
]

private let taggings: Rows = [
    ("tags without an end", .wrongCount, "83 02 00 80"),
    ("tags of a fourth tier", .outOfRange, "84 02 03 80 f5"),
    ("tags of a negative tier", .wrongType, "84 02 20 80 f5"),
    ("tags whose end is null", .wrongType, "84 02 00 80 f6"),
    ("tags whose end is 1", .wrongType, "84 02 00 80 01"),
    ("tags of a map", .wrongType, "84 02 00 a0 f5"),
    ("tags of 1,001 buckets", .tooLong, "84 02 00 9903e9 f5"),
    ("tags of more buckets than can be there", .truncated, "84 02 00 9903e8 f5"),
    ("tags of a bucket alone", .wrongCount, "84 02 00 81 81 00 f5"),
    ("tags of a bucket and more", .wrongCount, "84 02 00 81 83 00 40 00 f5"),
    ("tags of bucket 4,096", .outOfRange, "84 02 00 81 82 191000 40 f5"),
    ("tags of a bucket twice", .repeated, "84 02 00 82 82 01 40 82 01 40 f5"),
    ("tags of buckets out of order", .unsorted, "84 02 00 82 82 02 40 82 01 40 f5"),
    ("tags of a bucket twice, before a fault", .repeated, "84 02 00 82 82 01 40 82 01 41 f5"),
    ("tags out of order", .unsorted, "84 02 00 81 82 00 48 00000002 00000001 f5"),
    ("a tag twice", .repeated, "84 02 00 81 82 00 48 00000001 00000001 f5"),
    ("half a tag", .wrongCount, "84 02 00 81 82 00 46 000000010000 f5"),
    ("half a tag that is not there", .wrongCount, "84 02 00 81 82 00 46 00"),
    ("a tag that is not there", .truncated, "84 02 00 81 82 00 44 00"),
    ("3,251 tags", .tooLong, "84 02 00 81 82 00 59 32cc 00"),
    ("3,250 tags that are not there", .truncated, "84 02 00 81 82 00 59 32c8 00"),
    ("3,250 tags and a half", .wrongCount, "84 02 00 81 82 00 59 32ca 00"),
    ("a list of tags", .wrongType, "84 02 00 81 82 00 81 00 f5"),
]

private let differing: Rows = [
    ("differences without an end", .wrongCount, "84 03 00 80 40"),
    ("differences of a fourth tier", .outOfRange, "85 03 03 80 40 f5"),
    ("1,001 differences", .tooLong, "85 03 00 9903e9"),
    ("differences without tags", .wrongType, "85 03 00 80 f6 f5"),
    ("differences with tags out of order", .unsorted, "85 03 00 80 48 00000002 00000001 f5"),
    ("differences with a tag twice", .repeated, "85 03 00 80 48 00000001 00000001 f5"),
    ("differences with 3,251 tags", .tooLong, "85 03 00 80 59 32cc"),
    ("a thing of a sixth sort", .outOfRange, "85 03 00 81 82 05" + id + "40 f5"),
    ("a thing of a negative sort", .wrongType, "85 03 00 81 82 20" + id + "40 f5"),
    ("a thing without a name", .wrongCount, "85 03 00 81 81 00 40 f5"),
    ("a thing that is nothing", .wrongType, "85 03 00 82 80 f4 40 f5"),
    ("a thing of nobody", .zeroID, "85 03 00 81 82 00" + zero + "40 f5"),
    ("a thing by a long name", .wrongCount, "85 03 00 81 82 00 51" + VectorFile.run("51", 17)),
    ("a record with an end", .wrongCount, "85 03 00 81 85 00" + id + "05 44 00000000 f4 40 f5"),
    ("a feed without an end", .wrongCount, "85 03 00 81 82 02" + id + "40 f5"),
    ("a feed without what forks", .wrongCount, "85 03 00 81 84 02" + id + "05 44 00000000 40 f5"),
    ("a feed of nobody", .zeroID, "85 03 00 81 85 02" + zero + "05 44 00000000 f4 40 f5"),
    (
        "a feed that ends too high", .outOfRange,
        "85 03 00 81 85 02" + id + "1b 0000010000000000 44 00000000 f4 40 f5"
    ),
    ("a feed with two tags", .wrongCount, "85 03 00 81" + line + "48 00000001 00000002 f4 40 f5"),
    (
        "a feed with two tags out of order", .wrongCount,
        "85 03 00 81" + line + "48 00000002 00000001 f4 40 f5"
    ),
    ("a feed with 3,251 tags", .wrongCount, "85 03 00 81" + line + "59 32cc 00 f4 40 f5"),
    ("a feed with no tag", .wrongCount, "85 03 00 81" + line + "40 f4 40 f5"),
    ("a feed with a tag that is a number", .wrongType, "85 03 00 81" + line + "00 f4 40 f5"),
    ("a feed that is forked 1", .wrongType, "85 03 00 81" + line + "44 00000000 01 40 f5"),
    ("a thing after the last", .trailing, "85 03 00 81" + thing + "40 f5" + thing),
]

private let wanting: Rows = [
    ("wants without an end", .wrongCount, "83 04 00 80"),
    ("wants of a fourth tier", .outOfRange, "84 04 03 80 f5"),
    ("1,001 wants", .tooLong, "84 04 00 9903e9"),
    ("a want of a sixth sort", .outOfRange, "84 04 00 81 82 05" + id + "f5"),
    ("a want of nobody", .zeroID, "84 04 00 81 82 01" + zero + "f5"),
    ("a want of a record from somewhere on", .wrongCount, "84 04 00 81 83 00" + id + "00 f5"),
    ("a want of a feed from nowhere", .wrongCount, "84 04 00 81 82 02" + id + "f5"),
    ("a want of a feed of nobody", .zeroID, "84 04 00 81 83 02" + zero + "00 f5"),
    (
        "a want of a feed from too high on", .outOfRange,
        "84 04 00 81 83 02" + id + "1b 0000010000000000 f5"
    ),
    ("a want of a feed with an end", .wrongCount, "84 04 00 81" + line + "44 00000000 f4 f5"),
]

private let giving: Rows = [
    ("goods of a sixth sort", .outOfRange, "83 05 05 81 41 00"),
    ("goods and more", .wrongCount, "84 05 02 81 41 00 00"),
    ("no goods", .empty, "83 05 02 80"), ("1,001 goods", .tooLong, "83 05 02 9903e9"),
    ("goods of no bytes", .wrongCount, "83 05 02 81 40"),
    ("goods of 64,001 bytes", .tooLong, "83 05 02 81 59 fa01"),
    ("goods of 64,000 bytes that are not there", .truncated, "83 05 02 81 59 fa00"),
    ("goods that are a text", .wrongType, "83 05 02 81 61 61"),
    ("goods that are not in a list", .wrongType, "83 05 02 41 00"),
    ("a part of a sixth sort", .outOfRange, "84 06 05 19 fa01 41 00"),
    ("a part of what fits a message", .outOfRange, "84 06 02 19 fa00 41 00"),
    ("a part of too much", .outOfRange, "84 06 02 1a 00140001 41 00"),
    ("a part of no bytes", .wrongCount, "84 06 02 19 fa01 40"),
    ("a part of 64,001 bytes", .tooLong, "84 06 02 1a 00140000 59 fa01"),
    ("a part without the whole", .wrongCount, "83 06 02 41 00"),
    ("no credit", .outOfRange, "82 07 00"),
    ("a negative credit", .wrongType, "82 07 20"),
    ("too much credit", .outOfRange, "82 07 1b 0000000100000001"),
    ("credit without bytes", .wrongCount, "81 07"),
]

private let storing: Rows = [
    ("nothing that is stored", .empty, "82 08 80"),
    ("1,001 feeds that are stored", .tooLong, "82 08 9903e9"),
    ("a feed stored without a number", .wrongCount, "82 08 81 81" + id),
    ("a feed stored and more", .wrongCount, "82 08 81 83" + id + "00 00"),
    ("a feed of nobody stored", .zeroID, "82 08 81 82" + zero + "00"),
    (
        "a feed by a short id stored", .wrongCount,
        "82 08 81 82 4f" + VectorFile.run("51", 15) + "00"
    ),
    ("a feed stored too high", .outOfRange, "82 08 81 82" + id + "1b 0000010000000000"),
    ("no tier is over", .wrongCount, "81 09"), ("a fourth tier is over", .outOfRange, "82 09 03"),
    ("a tier is over and more", .wrongCount, "83 09 00 f5"),
    ("a tier is over that is none", .wrongType, "82 09 f4"),
]

private let asking: Rows = [
    ("a root that is too short", .wrongCount, "82 0a 4f" + VectorFile.run("51", 15)),
    ("no root", .wrongCount, "81 0a"),
    ("an inquiry about nobody", .wrongCount, "81 0b"),
    ("an inquiry about half a key", .wrongCount, "82 0b" + id),
    ("1,001 tips", .tooLong, "82 0c 9903e9"),
    ("a tip without its hash", .wrongCount, "82 0c 81 82" + id + "00"),
]

private let rooms: Rows = [
    ("room without a quota", .wrongCount, "83 0d 00 f4"),
    ("room and more", .wrongCount, "85 0d 00 00 f4 00"),
    ("room that is full 1", .wrongType, "84 0d 00 00 01"),
    ("room for more than can be", .outOfRange, "84 0d 00 1b 0020000000000001 f4"),
    ("more carried than can be", .outOfRange, "84 0d 1b 0020000000000001 00 f4"),
    ("less than nothing carried", .wrongType, "84 0d 20 00 f4"),
]
