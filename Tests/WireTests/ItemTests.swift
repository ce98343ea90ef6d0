import Lattice
import Testing
import Wire

/// Items as ones that are kept unread: what each reason of CBOR-6 means for them.
@Suite("Items") struct ItemTests {
    @Test(
        "CBOR-1: what is allowed is taken",
        arguments: [
            "00", "20", "3b ffffffffffffffff", "1b ffffffffffffffff", "40", "41 ff", "60", "61 00",
            "62 c3bc", "64 f0908591", "64 f48fbfbf", "63 ed9fbf", "63 ee8080", "63 efbfbd", "80",
            "81 80", "83 00 20 40", "a0", "a1 00 00", "a1 f6 f6", "f4", "f5", "f6",
            "a2 00 f4 20 f5", "a2 17 00 1818 00",
        ])
    func accepted(text: String) throws {
        #expect(try skipItem(hex(text)) == 0..<hex(text).count)
    }

    @Test(
        "CBOR-1: tags, other simple values, numbers with a point and reserved heads are refused",
        arguments: [
            "c0 00", "c1 1a 00000000", "d7 00", "d8 18 00", "d8", "d9 d9f7 00", "da", "db", "dc",
            "df", "e0", "f3", "f7", "f8", "f8 14", "f8 18", "f8 20", "f8 ff", "f9 0000", "f9",
            "fa 00000000", "fb 0000000000000000", "fc", "fd", "fe", "1c", "1d", "1e", "3c", "3d",
            "3e", "5c", "5d", "5e", "7c", "7d", "7e", "9c", "9d", "9e", "bc", "bd", "be",
            "1c 00*20",
        ])
    func unsupported(text: String) {
        Refused(text, .unsupported, at: 0).expect(skipItem)
        Refused("82 00 \(text)", .unsupported, at: 2).expect(skipItem)
        Refused("a1 00 \(text)", .unsupported, at: 2).expect(skipItem)
    }

    @Test(
        "CBOR-1: indefinite lengths, and the break that ends one, are refused",
        arguments: [
            "5f ff", "5f 41 00 ff", "7f ff", "7f 61 61 ff", "9f ff", "9f 00 ff", "bf ff",
            "bf 00 00 ff", "ff", "5f", "9f",
        ])
    func indefinite(text: String) {
        Refused(text, .indefinite, at: 0).expect(skipItem)
        Refused("81 \(text)", .indefinite, at: 1).expect(skipItem)
    }

    @Test(
        "CBOR-4: where bytes are missing it is truncated",
        arguments: [
            Refused("", .truncated, at: 0), Refused("18", .truncated, at: 0),
            Refused("19 00", .truncated, at: 0), Refused("19 01", .truncated, at: 0),
            Refused("1a 00 00 00", .truncated, at: 0), Refused("1b 00*7", .truncated, at: 0),
            Refused("1b ff*7", .truncated, at: 0), Refused("38", .truncated, at: 0),
            Refused("41", .truncated, at: 0), Refused("42 00", .truncated, at: 0),
            Refused("58 18 00*23", .truncated, at: 0), Refused("61", .truncated, at: 0),
            Refused("62 80", .truncated, at: 0), Refused("81", .truncated, at: 0),
            Refused("82 00", .truncated, at: 0), Refused("82 81 00", .truncated, at: 3),
            Refused("a1", .truncated, at: 0), Refused("a1 00", .truncated, at: 0),
            Refused("a2 00 00 01", .truncated, at: 0), Refused("81 42 00", .truncated, at: 1),
            Refused("a1 00 19 00", .truncated, at: 2),
        ])
    func truncated(refused: Refused) { refused.expect(skipItem) }

    @Test(
        "CBOR-4: what claims more items than bytes are left is truncated at once",
        arguments: [
            // The items that are there are at fault too, but they are not looked at.
            Refused("82 ff", .truncated, at: 0), Refused("83 1c 1c", .truncated, at: 0),
            Refused("a1 1c", .truncated, at: 0), Refused("a2 1c 1c 1c", .truncated, at: 0),
            Refused("81 82 ff", .truncated, at: 1),
            Refused("9b 4000000000000000 ff", .truncated, at: 0),
            Refused("9b ffffffffffffffff ff", .truncated, at: 0),
            Refused("bb 4000000000000000 ff", .truncated, at: 0),
            Refused("bb 8000000000000000 ff", .truncated, at: 0),
            Refused("bb 8000000000000001 00 00", .truncated, at: 0),
            Refused("bb ffffffffffffffff ff", .truncated, at: 0),
            Refused("5b 4000000000000000 ff", .truncated, at: 0),
            Refused("5b ffffffffffffffff ff", .truncated, at: 0),
            Refused("7b ffffffffffffffff ff", .truncated, at: 0),
            // A claim that can be true is believed, item by item.
            Refused("82 00 1c", .unsupported, at: 2), Refused("a1 1c 00", .unsupported, at: 1),
        ])
    func claims(refused: Refused) { refused.expect(skipItem) }

    @Test(
        "CBOR-4: nothing follows the item",
        arguments: [
            Refused("00 00", .trailing, at: 1), Refused("80 00", .trailing, at: 1),
            Refused("a0 a0", .trailing, at: 1), Refused("41 00 1c", .trailing, at: 2),
            Refused("f6 ff", .trailing, at: 1), Refused("82 81 00 01 f6", .trailing, at: 4),
        ])
    func trailing(refused: Refused) { refused.expect(skipItem) }

    @Test(
        "CBOR-1: texts are UTF-8",
        arguments: [
            // Beginnings without their rest, a rest without its beginning.
            "61 80", "61 bf", "61 c3", "62 c361", "62 e6b0", "63 f09085", "61 ff", "61 fe",
            // Longer than need be.
            "62 c080", "62 c1bf", "63 e09fbf", "64 f08fbfbf",
            // Half of a pair, and beyond the last.
            "63 eda080", "63 edbfbf", "66 eda080edb080", "64 f4908080", "64 f5808080",
            "65 f888808080", "64 616180 61",
        ])
    func text(text: String) {
        Refused(text, .badText, at: 0).expect(skipItem)
        Refused("a1 00 \(text)", .badText, at: 2).expect(skipItem)
        Refused("a1 \(text) 00", .badText, at: 1).expect(skipItem)
    }

    @Test(
        "CBOR-3: keys ascend by the bytes of their encodings",
        arguments: [
            Refused("a2 00 00 00 00", .repeated, at: 3),
            Refused("a2 01 00 00 00", .unsorted, at: 3),
            Refused("a3 00 00 01 00 01 00", .repeated, at: 5),
            Refused("a3 00 00 02 00 01 00", .unsorted, at: 5),
            Refused("a2 1818 00 17 00", .unsorted, at: 4),
            Refused("a2 190100 00 18ff 00", .unsorted, at: 5),
            Refused("a2 20 00 00 00", .unsorted, at: 3),
            Refused("a2 21 00 20 00", .unsorted, at: 3),
            Refused("a2 40 00 20 00", .unsorted, at: 3),
            Refused("a2 60 00 4100 00", .unsorted, at: 3),
            Refused("a2 4200ff 00 41ff 00", .unsorted, at: 5),
            Refused("a2 4200ff 00 4200fe 00", .unsorted, at: 5),
            Refused("a2 4200ff 00 4200ff 00", .repeated, at: 5),
            Refused("a2 626162 00 617a 00", .unsorted, at: 5),
            Refused("a2 80 00 60 00", .unsorted, at: 3),
            Refused("a2 a0 00 80 00", .unsorted, at: 3),
            Refused("a2 8101 00 8100 00", .unsorted, at: 4),
            Refused("a2 8100 00 8100 00", .repeated, at: 4),
            Refused("a2 a10001 00 a10000 00", .unsorted, at: 5),
            Refused("a2 f5 00 f4 00", .unsorted, at: 3),
            Refused("a2 f6 00 f6 00", .repeated, at: 3),
            // Values are in no order, and a fault in a key comes before its place.
            Refused("a2 01 00 1c 00", .unsupported, at: 3),
            Refused("81 a2 01 00 00 00", .unsorted, at: 4),
            Refused("a1 a2 01 00 00 00 00", .unsorted, at: 4),
            Refused("a1 00 a2 01 00 01 00", .repeated, at: 5),
        ])
    func order(refused: Refused) { refused.expect(skipItem) }

    @Test("CBOR-3: keys of all types stand side by side in the order of their bytes")
    func mixed() throws {
        let map = """
            ae              # a map of 14
            00 f6           # 0
            17 00           # 23
            1818 01         # 24
            190100 00       # 256
            20 00           # -1
            3818 00         # -25
            40 00           # no bytes
            41ff 00         # one
            420000 00       # two
            60 00           # no text
            617a 00         # "z"
            626161 00       # "aa"
            8100 00         # [0]
            f6 00           # null
            """
        #expect(try skipItem(hex(map)).count == hex(map).count)
    }

    @Test("CBOR-5: sixteen deep are taken, seventeen are not")
    func depth() throws {
        for text in ["81*15 80", "81*16 00", "81*15 a0", "81*15 a1 00 00"] {
            #expect(try skipItem(hex(text)).count == hex(text).count, "\(text)")
        }
        let maps = String(repeating: "a1 00 ", count: 15)
        #expect(try skipItem(hex(maps + "a0")).count == 31)
        #expect(try skipItem(hex(maps + "81 00")).count == 32)
        let keys = "a1*16 00*17"
        #expect(try skipItem(hex(keys)).count == 33)
        for refused in [
            Refused("81*16 80", .tooDeep, at: 16), Refused("81*16 a0", .tooDeep, at: 16),
            Refused("81*17 00", .tooDeep, at: 16), Refused("81*5000 80", .tooDeep, at: 16),
            Refused(maps + "a1 00 80", .tooDeep, at: 32),
            Refused(maps + "a1 80 00", .tooDeep, at: 31), Refused("a1*17 00*18", .tooDeep, at: 16),
            // After its head, and before what it claims.
            Refused("81*16 81", .tooDeep, at: 16), Refused("81*16 a1", .tooDeep, at: 16),
            Refused("81*16 9b ffffffffffffffff", .tooDeep, at: 16),
            Refused("81*16 bb ffffffffffffffff", .tooDeep, at: 16),
            Refused("81*16 1c", .unsupported, at: 16), Refused("81*16 9f", .indefinite, at: 16),
            Refused("81*16 98 00", .notShortest, at: 16), Refused("81*16 98", .truncated, at: 16),
            Refused("81*16 b8", .truncated, at: 16), Refused("81*15 82 00", .truncated, at: 15),
            // What is not nested deeper is only what it is.
            Refused("81*16 41", .truncated, at: 16), Refused("81*16 61 ff", .badText, at: 16),
        ] { refused.expect(skipItem) }
    }

    @Test("CBOR-5: what lies side by side is not deep")
    func breadth() throws {
        #expect(try skipItem(hex("99 1000 80*4096")).count == 4_099)
        let comb = String(repeating: "82 80 ", count: 15) + "80"
        #expect(try skipItem(hex(comb)).count == 31)
    }
}
