import Lattice
import Simulation
import TestSupport
import Testing
import Wire

/// The first bytes of items: what they may be, and that they are the shortest.
@Suite("Heads") struct HeadTests {
    /// Both sides of every size that a head can have.
    private static let numbers: [(UInt64, String)] = [
        (0, "00"), (1, "01"), (23, "17"), (24, "18 18"), (255, "18 ff"), (256, "19 0100"),
        (65_535, "19 ffff"), (65_536, "1a 00010000"), (4_294_967_295, "1a ffffffff"),
        (4_294_967_296, "1b 0000000100000000"), (.max, "1b ffffffffffffffff"),
    ]

    @Test("CBOR-2: an unsigned integer has the shortest head, both ways", arguments: numbers)
    func unsigned(number: UInt64, text: String) throws {
        #expect(written { $0.put(number) } == hex(text))
        #expect(
            try read(hex(text)) { (reader) throws(WireError) in try reader.unsigned() } == number)
        #expect(try skipItem(hex(text)) == 0..<hex(text).count)
    }

    @Test(
        "CBOR-2: so has a negative one",
        arguments: [
            (-1, "20"), (-24, "37"), (-25, "38 18"), (-256, "38 ff"), (-257, "39 0100"),
            (-65_536, "39 ffff"), (-65_537, "3a 00010000"), (-4_294_967_296, "3a ffffffff"),
            (-4_294_967_297, "3b 0000000100000000"), (.min, "3b 7fffffffffffffff"),
            (0, "00"), (23, "17"), (24, "18 18"), (.max, "1b 7fffffffffffffff"),
        ] as [(Int64, String)])
    func negative(number: Int64, text: String) throws {
        #expect(written { $0.put(integer: number) } == hex(text))
        let found = try read(hex(text)) { (reader) throws(WireError) in
            try reader.integer(in: .min ... .max)
        }
        #expect(found == number)
    }

    @Test("CBOR-2: strings, arrays and maps have the shortest head for their length")
    func lengths() throws {
        for (count, head) in [
            (0, "40"), (23, "57"), (24, "58 18"), (255, "58 ff"), (256, "59 0100"),
            (65_535, "59 ffff"), (65_536, "5a 00010000"),
        ] {
            let content = [UInt8](repeating: 7, count: count)
            let bytes = hex(head) + content
            #expect(written { $0.put(Value(content)) } == bytes)
            #expect(try skipItem(bytes).count == bytes.count)
            #expect(
                try read(bytes) { (reader) throws(WireError) in try reader.value() }
                    == Value(content))
        }
        #expect(written { $0.put(array: 23) } == hex("97"))
        #expect(written { $0.put(array: 24) } == hex("98 18"))
        #expect(written { $0.put(array: 65_536) } == hex("9a 00010000"))
        #expect(written { $0.put(map: 0) } == hex("a0"))
        #expect(written { $0.put(map: 256) } == hex("b9 0100"))
        #expect(written { $0.put(text: "") } == hex("60"))
        #expect(written { $0.put(text: "水") } == hex("63 e6b0b4"))
        #expect(written { $0.put(text: String(repeating: "a", count: 24)) } == hex("78 18 61*24"))
    }

    @Test("CBOR-1: false, true and null are the simple values there are")
    func simple() throws {
        #expect(written { $0.put(false) } == hex("f4"))
        #expect(written { $0.put(true) } == hex("f5"))
        #expect(written { $0.putNull() } == hex("f6"))
        func bool(_ text: String) throws(WireError) -> Bool {
            try read(hex(text)) { (reader) throws(WireError) in try reader.bool() }
        }
        #expect(try !bool("f4"))
        #expect(try bool("f5"))
        for text in ["f6", "00", "20", "40", "60", "80", "a0"] {
            #expect(fault { () throws(WireError) in try bool(text) }?.reason == .wrongType)
        }
    }

    @Test(
        "CBOR-2: a head that is longer than need be is refused",
        arguments: [
            "18 00", "18 17", "19 0000", "19 00ff", "1a 00000000", "1a 0000ffff",
            "1b 0000000000000000", "1b 00000000ffffffff", "38 17", "39 00ff", "3a 0000ffff",
            "3b 00000000ffffffff", "58 00", "58 01 00", "59 0001 00", "5a 00000001 00", "78 01 61",
            "98 00", "98 01 00", "99 0001 00", "9b 0000000000000001 00", "b8 00", "b8 01 00 00",
            "bb 0000000000000000",
        ])
    func notShortest(text: String) {
        Refused(text, .notShortest, at: 0).expect(skipItem)
        Refused("81 \(text)", .notShortest, at: 1).expect(skipItem)
    }

    @Test("CBOR-1: whatever the first byte is, it is taken or refused as the page says")
    func firstBytes() {
        let continuations = [
            "", "00", "17", "18", "ff", "20", "41", "00 00", "00 01", "01 00", "18 18", "ff ff",
            "61 61", "00*3", "00*4", "00*7", "00*8", "00*9", "ff*4", "ff*8", "ff*9", "18*9",
            "00 00 00 18", "00 01 00 00", "00 00 00 00 ff ff ff ff", "00 00 00 01 00*4", "00*23",
            "00*24", "00*31", "18 00*24", "18 61*24", "01 00 00*256", "01 00 61*256",
            "00 01 02 03 04 05 06 07 08 09 0a 0b 0c 0d 0e 0f 10 11 12 13 14 15 16 17",
            "a0 80 60 40 20 00", "f4 f5 f6", "f7", "c0 00", "80", "80 80 80", "61 80", "63 e6b0b4",
        ].map(hex)
        for first in UInt8.min...UInt8.max {
            for rest in continuations {
                let bytes = [first] + rest
                let found = fault { () throws(WireError) in try skipItem(bytes) }
                #expect(found == NaiveItem.fault(bytes), "\(digits(bytes))")
            }
        }
    }

    @Test("CBOR-6: bytes drawn at random are taken or refused as the page says")
    func random() {
        // Bytes that begin something are likelier than those that fill.
        let likely = hex("00 01 17 18 20 38 40 41 42 60 61 62 80 81 82 83 98 a0 a1 a2 f4 f6 ff")
        for seed in Effort.seeds(20_000) {
            var random = SeededRandom(seed: seed)
            var bytes = (0..<random.below(24)).map { _ in
                random.chance(70) ? random.pick(likely) : UInt8(random.below(256))
            }
            if random.chance(50) {
                // Or something right with one fault.
                bytes = random.item()
                bytes[random.below(bytes.count)] = UInt8(random.below(256))
            }
            let found = fault { () throws(WireError) in try skipItem(bytes) }
            #expect(found == NaiveItem.fault(bytes), "\(digits(bytes))")
        }
    }

    @Test("CBOR-1: whatever is allowed is taken, and every beginning of it is truncated")
    func allowed() throws {
        for seed in Effort.seeds(500) {
            var random = SeededRandom(seed: seed)
            let item = random.item(depth: 4)
            #expect(try skipItem(item) == 0..<item.count, "\(digits(item))")
            for count in item.indices {
                let found = fault { () throws(WireError) in try skipItem(Array(item[..<count])) }
                #expect(found?.reason == .truncated, "\(digits(item)) up to \(count)")
            }
        }
    }
}
