import Lattice
import Testing
import Wire

/// Each bound of a body: reached, and one beyond.
@Suite("Limits of bodies") struct LimitTests {
    private func body(_ bytes: [UInt8]) throws(WireError) -> Body { try WireTests.body(bytes) }

    private func writing(_ body: Body) -> WireError.Reason? {
        fault { () throws(WireError) in try body.encoding(of: .ann, number(5)) }?.reason
    }

    private func change(_ delta: FieldDelta) -> Change {
        Change(own, .field(FieldNumber(1), delta))
    }

    @Test("BODY-2: a body of 1,048,576 bytes is read, a longer one is not even looked at")
    func bytes() throws {
        let longest = hex("a1 03 5a 000ffff9 07*1048569")
        #expect(longest.count == 1_048_576)
        let read = try body(longest)
        #expect(try read.encoding(of: .ann, number(5)) == longest)
        Refused("a1 03 5a 000ffffa 07*1048570", .tooLong, at: 0).expect(body)
        Refused("ff*1048577", .tooLong, at: 0).expect(body)
        Refused("ff*1048576", .indefinite, at: 0).expect(body)
        var later = Later()
        later.keep(Later.Entry(key: 3, item: Value(hex("5a 000ffffa 07*1048570"))))
        #expect(writing(Body([], later: later)) == .tooLong)
        #expect(writing(Body([change(.counter(amount(1)))], later: read.later)) == .tooLong)
    }

    @Test("BODY-2: a body of 65,536 changes is read, the next one is too many")
    func changes() throws {
        let counts = hex("220101*65536")
        let bytes = hex("a1 02 9a 00030001 \(turnToOwn)") + counts
        let read = try body(bytes)
        #expect(read.changes.count == 65_536)
        #expect(try read.encoding(of: .ann, number(5)) == bytes)
        let beyond = hex("a1 02 9a 00030004 \(turnToOwn)") + counts
        for (rest, reason) in [
            ("22 01 01", WireError.Reason.tooLong), ("01 ff ff", .tooLong), ("26 01 ff", .tooLong),
            ("24 ff ff", .tooLong),
            // Its type is known first, what it says only later.
            ("40 01 01", .wrongType), ("f6 01 01", .wrongType), ("18 00 01 01", .notShortest),
            ("1c 01 01", .unsupported), ("1a 0000", .truncated),
            ("1b 0000000100000000", .tooLong), ("3a ffffffff", .tooLong),
            ("3b ffffffffffffffff", .tooLong),
        ] {
            let found = fault { () throws(WireError) in try body(beyond + hex(rest)) }
            #expect(found?.reason == reason, "\(rest)")
            #expect(found?.offset == beyond.count, "\(rest)")
        }
        let one = change(.counter(amount(1)))
        #expect(writing(Body(Array(repeating: one, count: 65_537))) == .tooLong)
    }

    @Test("NAME-3: values, elements and contents of 65,536 bytes are read, longer ones are not")
    func values() throws {
        for (before, after) in [
            ("83 \(turnToOwn) 01", ""), ("84 \(turnToOwn) 20 01", ""),
            ("84 \(turnToOwn) 21 01", ""), ("83 \(turnToOwn) 01 84", "01 00 00"),
            ("84 \(turnToOwn) 21 01 84", "01 00 00"),
            ("84 \(turnToOwn) 23 01 83 00 50 f1*16", ""),
        ] {
            var tables = "01 50 ee*16"
            var count = "a2"
            if !after.isEmpty { tables = "00 50 22*16" }
            if after.isEmpty, !before.hasSuffix("f1*16") { (count, tables) = ("a1", "") }
            let start = "\(count) \(tables) 02 \(before)"
            let bytes = hex("\(start) 5a 00010000 07*65536 \(after)")
            #expect(try body(bytes).encoding(of: .ann, number(5)) == bytes, "\(before)")
            Refused("\(start) 5a 00010001 07*65537 \(after)", .tooLong).expect(body)
        }
    }

    @Test("NAME-3: what is above the limit is not written")
    func longValues() {
        let long = Value(Array(repeating: 7, count: 65_537))
        let vector = seen([.ben: position(0)])
        for delta in [
            .register(Register.Delta(long)), .register(Register.Delta(long, seen: vector)),
            .set(.add(long)), .set(.remove(long, seen: FieldVector())),
            .set(.remove(long, seen: vector)), .facts(Facts.Delta(factKey, long)),
        ] as [FieldDelta] {
            #expect(writing(Body([change(delta)])) == .tooLong)
        }
    }

    @Test("BODY-3: the bundle's own feed, and ids of all zeros, are not written")
    func ids() {
        for (feed, reason) in [(FeedID.ann, WireError.Reason.ownFeed), (.zero, .zeroID)] {
            let vector = seen([feed: position(0)])
            for delta in [
                .life(Life.Delta(.dead, seen: vector)),
                .field(FieldNumber(1), .register(Register.Delta(Value("x"), seen: vector))),
                .field(FieldNumber(1), .set(.remove(Value("x"), seen: vector))),
            ] as [DocumentDelta] {
                #expect(writing(Body([Change(own, delta)])) == reason)
            }
        }
        let nobody = FactKey(person: .zero, id: .all(1))
        #expect(writing(Body([change(.facts(Facts.Delta(nobody, Value("x"))))])) == .zeroID)
        let foreign = DocumentDelta.field(FieldNumber(1), .set(.add(Value("x"))))
        #expect(writing(Body([Change(record(.zero, 0, 1), foreign)])) == .zeroID)
        #expect(writing(Body([Change(record(.zero, 1), foreign)])) == .zeroID)
    }

    @Test("A writer that was refused something writes the next body as if nothing had been")
    func again() throws {
        var writer = BodyWriter()
        let long = change(.set(.add(Value(Array(repeating: 7, count: 65_537)))))
        let other = Change(
            record(.ben, 1), .life(Life.Delta(.dead, seen: seen([.cas: position(1)]))))
        for bad in [Body([other, long]), Body([other, Change(record(.zero, 1), other.delta)])] {
            #expect(
                fault { () throws(WireError) in try writer.write(bad, of: .ann, number(5)) } != nil)
            try writer.write(Body([change(.set(.add(Value("x"))))]), of: .ann, number(5))
            #expect(writer.bytes == hex("a1 02 84 \(turnToOwn) 20 01 41 78"))
            try writer.write(Body([]), of: .ann, number(5))
            #expect(writer.bytes == hex("a0"))
        }
    }
}
