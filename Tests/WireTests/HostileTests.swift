import CAllocations
import Glibc
import Lattice
import Seal
import Testing
import Wire

/// What somebody may send to cost a reader time or memory.
@Suite("Hostile encodings") struct HostileTests {
    /// What was asked of the heap meanwhile, in bytes.
    private func allocated(_ body: () -> Void) -> Int {
        // The first time may set things up.
        body()
        let before = causeway_read_allocations().bytes
        body()
        return Int(causeway_read_allocations().bytes - before)
    }

    /// Fails if this works long; it should work some hundredths of a second. What counts is the
    /// time of this thread alone, so it does not matter what else the machine has to do.
    private func inTime<Result>(_ body: () throws -> Result) rethrows -> Result {
        let start = Self.threadTime
        let result = try body()
        #expect(Self.threadTime - start < 2)
        return result
    }

    /// In seconds.
    private static var threadTime: Double {
        var time = timespec()
        precondition(clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time) == 0, "there is such a clock")
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// Lengths and counts that nobody has room for.
    private static let claims = [
        "1a 7fffffff", "1a ffffffff", "1b 0000000100000000", "1b 3fffffffffffffff",
        "1b 4000000000000000", "1b 7fffffffffffffff", "1b 8000000000000000", "1b ffffffffffffffff",
    ]

    /// The head with the claim for a number.
    private func head(_ kind: UInt8, _ claim: String) -> [UInt8] {
        var bytes = hex(claim)
        bytes[0] += kind << 5
        return bytes
    }

    @Test("CBOR-4: nothing is set aside for what an item only claims", arguments: claims)
    func items(claim: String) {
        for kind in UInt8(2)...5 {
            for before in [[], hex("81"), hex("a1 00"), hex("82 00"), hex("a1")] {
                let bytes = before + head(kind, claim) + hex("00*100")
                var reasons: [WireError.Reason?] = []
                reasons.reserveCapacity(2)
                let count = allocated {
                    reasons.append(fault { () throws(WireError) in try skipItem(bytes) }?.reason)
                }
                #expect(reasons == [.truncated, .truncated], "\(digits(bytes))")
                #expect(count < 1_024, "\(digits(bytes))")
            }
        }
    }

    @Test("CBOR-4: nothing is set aside for what a body only claims", arguments: claims)
    func bodies(claim: String) {
        for (before, kind) in [
            ("", 5), ("a1 00", 2), ("a1 01", 2), ("a1 02", 4), ("a1 03", 5),
            ("a1 02 84", 4), ("a1 02 83 \(turnToOwn) 01", 2),
            ("a1 02 83 \(turnToOwn) 01", 4), ("a1 02 83 \(turnToOwn) 24", 4),
            ("a1 02 84 \(turnToOwn) 26 00", 4), ("a1 02 84 80 23 04", 4),
            ("a1 02 84 \(turnToOwn) 20 02", 2), ("a1 02 84 \(turnToOwn) 21 02", 4),
        ] as [(String, UInt8)] {
            let bytes = hex(before) + head(kind, claim) + hex("00*100")
            let count = allocated { _ = fault { () throws(WireError) in try body(bytes) } }
            #expect(count < 4_096, "\(before) \(claim)")
            #expect(fault { () throws(WireError) in try body(bytes) } != nil)
        }
    }

    @Test("CBOR-4: nothing is set aside for what a state only claims", arguments: claims)
    func states(claim: String) {
        func check<State: Canonical>(_: State.Type, _ before: String, _ kind: UInt8) {
            let bytes = hex(before) + head(kind, claim) + hex("00*100")
            let count = allocated {
                _ = fault { () throws(WireError) in try State(encoding: bytes) }
            }
            #expect(count < 4_096, "\(State.self) \(before) \(claim)")
            #expect(fault { () throws(WireError) in try State(encoding: bytes) } != nil)
        }
        check(Register.self, "", 5)
        check(Register.self, "a1 50 11*16", 4)
        check(Register.self, "a1 50 11*16 84 00 00 00", 2)
        check(AddWinsSet.self, "", 5)
        check(AddWinsSet.self, "a1", 2)
        check(Counter.self, "", 5)
        check(Facts.self, "a1 58 20 00*32", 5)
        check(Document.self, "a1 01", 5)
        check(Frontier.self, "a1 02 a1 50 11*16", 5)
        check(View.self, "a1 01 a1 50 11*16", 5)
        check(State.self, "a1 02", 5)
        check([HashSum].self, "", 4)
        check(HashTree<Blake2b>.Proof.self, "83 00 01", 4)
    }

    @Test("CBOR-4: nor for claims that could just be true, where the first item is not there")
    func plausible() {
        for text in [
            "a1 02 9a 000f0000", "a1 02 83 \(turnToOwn) 24 9a 000f0000",
            "a1 02 83 \(turnToOwn) 01 9a 000f0001 40", "a1 03 9a 000f0000", "ba 00070000",
            "a1 03 ba 00070000",
        ] {
            let bytes = hex(text) + hex("ff*983040")
            let count = allocated { _ = fault { () throws(WireError) in try body(bytes) } }
            #expect(count < 4_096, "\(text)")
            #expect(fault { () throws(WireError) in try body(bytes) }?.reason != .truncated)
        }
        let proof = hex("83 00 01 9a 000f0000") + hex("ff*983040")
        let count = allocated {
            _ = fault { () throws(WireError) in try HashTree<Blake2b>.Proof(encoding: proof) }
        }
        #expect(count < 4_096)
    }

    @Test("CBOR-5: however deep it goes, one megabyte of it is read at once")
    func deep() {
        for text in ["81*1048570", "a1*1048570", "82 80*1048569", "d8*1048570"] {
            let bytes = hex("a1 03 \(text)")
            inTime { #expect(fault { () throws(WireError) in try body(bytes) } != nil) }
        }
        // All sixteen deep, as many as there is room for.
        let deep =
            hex("a1 03 99 fffe") + Array(repeatElement(hex("81*14 80"), count: 65_534).joined())
        #expect(deep.count < 1_048_576)
        inTime { #expect(fault { () throws(WireError) in try body(deep) } == nil) }
    }

    /// So many ids, ascending.
    private func ids(_ count: Int) -> [UInt8] {
        (1...count).flatMap { index in
            [UInt8](repeating: 0, count: 13)
                + (0..<3).reversed().map { UInt8(truncatingIfNeeded: index >> (8 * $0)) }
        }
    }

    @Test("BODY-2: a body that is one vector of 49,000 feeds is read and written in time")
    func vector() throws {
        let count = 49_000
        var bytes = hex("a2 00") + WireTests.head(2, UInt64(count * 16)) + ids(count)
        bytes += hex("02 83 \(turnToOwn) 01") + WireTests.head(4, UInt64(1 + 3 * count))
        bytes += hex("41 78")
        for index in 1...count { bytes += WireTests.head(0, UInt64(index)) + [0, 0] }
        #expect((999_000...1_048_576).contains(bytes.count))
        let read = try inTime { try body(bytes) }
        #expect(read.changes.first?.delta.vector?.count == count)
        let again = try inTime { try read.encoding(of: .ann, number(5)) }
        #expect(again == bytes)
    }

    @Test("BODY-2: 65,536 changes, each of another record than the last, are read in time")
    func changes() throws {
        let turns = Array(repeatElement(hex("80 26 00 00 \(turnToOwn) 26 00 00"), count: 32_768))
        let bytes = hex("a1 02 9a 00040000") + turns.joined()
        let read = try inTime { try body(bytes) }
        #expect(read.changes.count == 65_536)
        #expect(try inTime { try read.encoding(of: .ann, number(5)) } == bytes)
    }

    @Test("BODY-2: 40,000 changes, each of a record of another feed, are read in time")
    func feeds() throws {
        let count = 40_000
        var bytes = hex("a2 00") + WireTests.head(2, UInt64(count * 16)) + ids(count)
        bytes += hex("02") + WireTests.head(4, UInt64(4 * count))
        // In the order that is the worst for a table that is looked through from its beginning.
        for index in (1...count).reversed() {
            bytes += [0x83] + WireTests.head(0, UInt64(index)) + [0, 0, 0x26, 0, 0]
        }
        #expect((999_000...1_048_576).contains(bytes.count))
        let read = try inTime { try body(bytes) }
        #expect(try inTime { try read.encoding(of: .ann, number(5)) } == bytes)
    }

    @Test("BODY-3: a megabyte of a table that nothing refers to is refused in time")
    func table() {
        let count = 65_535
        let bytes = hex("a1 00") + WireTests.head(2, UInt64(count * 16)) + ids(count)
        #expect(bytes.count <= 1_048_576)
        let found = inTime { fault { () throws(WireError) in try body(bytes) } }
        #expect(found?.reason == .unused)
    }

    @Test("BODY-6: a megabyte of empty values costs no more memory than its changes")
    func values() throws {
        let bytes = hex("a1 02 9a 00020001 \(turnToOwn)") + hex("0040*65536")
        let count = allocated { _ = fault { () throws(WireError) in try body(bytes) } }
        // The array of changes grows by doubling; each may take some hundred bytes.
        #expect(count < 65_536 * 100 * 4)
    }

    @Test("STATE-2: a set of 100,000 elements is read and written in time")
    func set() throws {
        let marks = hex("a1 50 11*16 83 00 00 f5")
        var bytes = hex("ba 000186a0")
        for index in 0..<100_000 {
            bytes +=
                [0x43] + (0..<3).reversed().map { UInt8(truncatingIfNeeded: index >> (8 * $0)) }
            bytes += marks
        }
        let read = try inTime { try AddWinsSet(encoding: bytes) }
        #expect(read.elements.count == 100_000)
        #expect(inTime { read.encoding } == bytes)
    }
}
