import Lattice
import Testing
import Wire

/// Ids, hashes and numbers by themselves.
@Suite("Names and numbers") struct NameTests {
    /// Both ways: what this writes, and what is read from it.
    private func expect<Name: Equatable>(
        _ name: Name, _ text: String, _ write: (Name, inout Writer) -> Void,
        _ read: (inout Reader) throws(WireError) -> Name
    ) throws {
        let bytes = hex(text)
        #expect(written { write(name, &$0) } == bytes, "\(text)")
        #expect(try WireTests.read(bytes, read) == name, "\(text)")
    }

    private let ascending = """
        00010203 04050607 08090a0b 0c0d0e0f 10111213 14151617 18191a1b 1c1d1e1f
        """

    @Test("NAME-1: ids, hashes and keys are byte strings, big-endian")
    func accepted() throws {
        let feed = FeedID(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10)
        try expect(feed, "50 0102030405060708 090a0b0c0d0e0f10") {
            $1.put($0)
        } _: {
            (reader) throws(WireError) in
            try reader.feed()
        }
        try expect(FactID.zero, "50 00*16") {
            $1.put($0)
        } _: { (reader) throws(WireError) in
            try reader.identifier()
        }
        let hash = BundleHash(
            0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F, 0x1011_1213_1415_1617,
            0x1819_1A1B_1C1D_1E1F)
        try expect(hash, "58 20 \(ascending)") {
            $1.put($0)
        } _: { (reader) throws(WireError) in
            try reader.hash()
        }
        try expect(BundleHash.zero, "58 20 00*32") {
            $1.put($0)
        } _: {
            (reader) throws(WireError) in
            try reader.hash()
        }
        let key = FactKey(
            person: PersonID(high: 0x0001_0203_0405_0607, low: 0x0809_0A0B_0C0D_0E0F),
            id: FactID(high: 0x1011_1213_1415_1617, low: 0x1819_1A1B_1C1D_1E1F))
        try expect(key, "58 20 \(ascending)") {
            $1.put($0)
        } _: { (reader) throws(WireError) in
            try reader.factKey()
        }
    }

    @Test("NAME-1: a record id is a feed and a position word; that of the ledger is all zeros")
    func records() throws {
        for (id, text) in [
            // The number takes the upper 40 bits of the word, the index the lower 24.
            (record(.ann, 0x01_0203_0405, 0x06_0708), "58 1c 11*16 0102030405 060708 00*4"),
            (record(.ann, 0, 0), "58 1c 11*16 00*12"),
            (record(.ann, lastNumber, lastIndex), "58 1c 11*16 ff*8 00*4"),
            (record(.ann, 0, 0, kind: 0x01_0203_04), "58 1c 11*16 00*8 01020304"),
            (RecordID.ledger, "58 1c 00*28"),
        ] {
            try expect(id, text) {
                $1.put($0)
            } _: { (reader) throws(WireError) in
                try reader.record()
            }
        }
    }

    @Test(
        "NAME-1: another record with the feed of all zeros there is none",
        arguments: [
            "58 1c 00*27 01", "58 1c 00*23 01 00*4", "58 1c 00*16 01 00*11", "58 1c 00*16 ff*12",
        ])
    func zeroRecord(text: String) {
        Refused(text, .zeroID, at: 0).expect { (bytes) throws(WireError) in
            try read(bytes) { (reader) throws(WireError) in try reader.record() }
        }
    }

    @Test("NAME-1: no feed is all zeros")
    func zeroFeed() throws {
        Refused("50 00*16", .zeroID, at: 0).expect { (bytes) throws(WireError) in
            try read(bytes) { (reader) throws(WireError) in try reader.feed() }
        }
        let feed = try read(hex("50 00*15 01")) { (reader) throws(WireError) in try reader.feed() }
        #expect(feed == FeedID(high: 0, low: 1))
    }

    @Test("NAME-1: no person is all zeros, by itself or in a fact key")
    func zeroPerson() throws {
        Refused("50 00*16", .zeroID, at: 0).expect { (bytes) throws(WireError) -> PersonID in
            try read(bytes) { (reader) throws(WireError) in try reader.name() }
        }
        for text in ["58 20 00*32", "58 20 00*16 f1*16", "58 20 00*31 01"] {
            Refused(text, .zeroID, at: 0).expect { (bytes) throws(WireError) in
                try read(bytes) { (reader) throws(WireError) in try reader.factKey() }
            }
        }
        // One bit is enough, and the id of a fact is any.
        for (person, text) in [
            (PersonID(high: 0, low: 1), "58 20 00*15 01 00*16"),
            (PersonID(high: 1 << 63, low: 0), "58 20 80 00*15 00*16"),
        ] {
            try expect(FactKey(person: person, id: .zero), text) {
                $1.put($0)
            } _: { (reader) throws(WireError) in
                try reader.factKey()
            }
        }
    }

    @Test(
        "NAME-1: another length is refused, and another type",
        arguments: [
            ("40", WireError.Reason.wrongCount), ("4f 11*15", .wrongCount),
            ("51 11*17", .wrongCount),
            ("57 11*23", .wrongCount), ("58 19 11*25", .wrongCount), ("58 1f 11*31", .wrongCount),
            ("58 21 11*33", .wrongCount), ("4f", .wrongCount), ("5b ffffffffffffffff", .wrongCount),
            ("70 61*16", .wrongType), ("00", .wrongType), ("20", .wrongType), ("f6", .wrongType),
            ("90 00*16", .wrongType), ("a0", .wrongType), ("5f", .indefinite),
            ("58 10 11*16", .notShortest), ("", .truncated),
        ])
    func lengths(text: String, reason: WireError.Reason) {
        let refused = Refused(text, reason, at: 0)
        refused.expect { (bytes) throws(WireError) in
            try read(bytes) { (reader) throws(WireError) in try reader.feed() }
        }
        refused.expect { (bytes) throws(WireError) -> FactID in
            try read(bytes) { (reader) throws(WireError) in try reader.identifier() }
        }
        refused.expect { (bytes) throws(WireError) -> PersonID in
            try read(bytes) { (reader) throws(WireError) in try reader.name() }
        }
        refused.expect { (bytes) throws(WireError) -> BundleHash in
            try read(bytes) { (reader) throws(WireError) in try reader.hash() }
        }
        refused.expect { (bytes) throws(WireError) in
            try read(bytes) { (reader) throws(WireError) in try reader.record() }
        }
        refused.expect { (bytes) throws(WireError) in
            try read(bytes) { (reader) throws(WireError) in try reader.factKey() }
        }
    }

    @Test("NAME-1: an id that is cut short is truncated")
    func truncated() {
        Refused("50 11*15", .truncated, at: 0).expect { (bytes) throws(WireError) in
            try read(bytes) { (reader) throws(WireError) in try reader.feed() }
        }
        Refused("58 20 11*31", .truncated, at: 0).expect { (bytes) throws(WireError) in
            try read(bytes) { (reader) throws(WireError) in try reader.factKey() }
        }
    }

    @Test("NAME-2: bundle numbers are below 2⁴⁰, indices below 2²⁴")
    func positions() throws {
        for (position, text) in [
            (position(0, 0), "00 00"), (position(24, 300), "1818 19012c"),
            (position(lastNumber, lastIndex), "1b 000000ffffffffff 1a 00ffffff"),
        ] {
            try expect(position, text) {
                $1.put($0)
            } _: { (reader) throws(WireError) in
                try reader.position()
            }
        }
        for refused in [
            Refused("1b 0000010000000000 00", .outOfRange, at: 0),
            Refused("1b ffffffffffffffff 00", .outOfRange, at: 0),
            Refused("00 1a 01000000", .outOfRange, at: 1),
            Refused("00 1b 8000000000000000", .outOfRange, at: 1),
            Refused("00 1b ffffffffffffffff", .outOfRange, at: 1),
            Refused("20 00", .wrongType, at: 0), Refused("00 20", .wrongType, at: 1),
            Refused("40 00", .wrongType, at: 0), Refused("00 f6", .wrongType, at: 1),
            Refused("00", .truncated, at: 1),
        ] {
            refused.expect { (bytes) throws(WireError) in
                try read(bytes) { (reader) throws(WireError) in try reader.position() }
            }
        }
    }

    @Test("NAME-2: a bundle number by itself has the same bound")
    func numbers() throws {
        try expect(number(lastNumber), "1b 000000ffffffffff") {
            $1.put($0)
        } _: {
            (reader) throws(WireError) in
            try reader.number()
        }
        Refused("1b 0000010000000000", .outOfRange, at: 0).expect { (bytes) throws(WireError) in
            try read(bytes) { (reader) throws(WireError) in try reader.number() }
        }
    }

    @Test("NAME-2: a field is below 2³²")
    func fields() throws {
        for (field, text) in [(FieldNumber(0), "00"), (FieldNumber(.max), "1a ffffffff")] {
            try expect(field, text) {
                $1.put($0)
            } _: { (reader) throws(WireError) in
                try reader.field()
            }
        }
        for refused in [
            Refused("1b 0000000100000000", .outOfRange, at: 0), Refused("20", .wrongType, at: 0),
        ] {
            refused.expect { (bytes) throws(WireError) in
                try read(bytes) { (reader) throws(WireError) in try reader.field() }
            }
        }
    }

    @Test("NAME-2: a time is any unsigned integer, and a clock its last reading, if it can tick")
    func times() throws {
        let times: [(UInt64, String)] = [
            (0, "00"), (0x1_0000_0000, "1b 0000000100000000"), (.max, "1b ffffffffffffffff"),
        ]
        for (word, text) in times {
            let time = HybridTime(word: word)
            try expect(time, text) {
                $1.put($0)
            } _: { (reader) throws(WireError) in
                try reader.time()
            }
        }
        for (word, text) in times.dropLast() + [(.max - 1, "1b fffffffffffffffe")] {
            let clock = HybridClock(last: HybridTime(word: word))
            #expect(clock.encoding == hex(text))
            var read = try HybridClock(encoding: hex(text))
            #expect(read == clock)
            #expect(read.tick(WallTime(milliseconds: 0)).word == word + 1)
        }
        for refused in [
            Refused("1b ffffffffffffffff", .outOfRange, at: 0),
            Refused("1b ffffffffffffffff 00", .outOfRange, at: 0),
            Refused("20", .wrongType), Refused("81 00", .wrongType), Refused("", .truncated),
            Refused("00 00", .trailing, at: 1), Refused("1800", .notShortest),
        ] { refused.expect { (bytes) throws(WireError) in try HybridClock(encoding: bytes) } }
    }

    @Test("NAME-3: values have at most 65,536 bytes")
    func values() throws {
        let longest = "5a 00010000 07*65536"
        try expect(Value(Array(repeating: 7, count: 65_536)), longest) {
            $1.put($0)
        } _: {
            (reader) throws(WireError) in
            try reader.value()
        }
        try expect(Value([]), "40") {
            $1.put($0)
        } _: { (reader) throws(WireError) in
            try reader.value()
        }
        for refused in [
            Refused("5a 00010001 07*65537", .tooLong, at: 0),
            // The length comes before the bytes that are claimed.
            Refused("5a 00010001", .tooLong, at: 0),
            Refused("5b ffffffffffffffff", .tooLong, at: 0),
            Refused("5a 00010000", .truncated, at: 0), Refused("61 61", .wrongType, at: 0),
        ] {
            refused.expect { (bytes) throws(WireError) in
                try read(bytes) { (reader) throws(WireError) in try reader.value() }
            }
        }
    }
}
