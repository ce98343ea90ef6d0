import Lattice
import Testing
import Wire

/// What this version does not know is kept, and put back as it was.
@Suite("Later versions") struct LaterTests {
    /// Items that some later version might put anywhere.
    private static let items = [
        "00", "3b ffffffffffffffff", "40", "5a 00010001 07*65537", "60", "63 e6b0b4", "80",
        "83 01 00 00", "a0", "a2 00 81 f6 20 a1 41 00 61 61", "f4", "f5", "f6", "81*15 80",
        "81*16 00", "a1*16 00*17", "a1 a1 81 f4 f5 a0",
    ]

    /// Reads and writes again, and expects the same bytes.
    private func expectSame(_ text: String) throws -> Body {
        let bytes = hex(text)
        let read = try body(bytes)
        #expect(try read.encoding(of: .ann, number(5)) == bytes, "\(text)")
        return read
    }

    @Test("LATER-2: an entry with another key is kept unread and put back", arguments: items)
    func entries(item: String) throws {
        for (key, value) in [
            ("03", UInt64(3)), ("04", 4), ("17", 23), ("1b ffffffffffffffff", .max),
        ] {
            let read = try expectSame("a1 \(key) \(item)")
            #expect(read.changes == [])
            #expect(read.later.entries == [Later.Entry(key: value, item: Value(hex(item)))])
        }
    }

    @Test("LATER-2: entries keep their places beside what is known")
    func places() throws {
        let read = try expectSame(
            """
            a6
              00 50 22*16
              01 50 ee*16
              02 86 83 01 00 00 01 41 78 23 04 83 00 50 f1*16 40
              03 a1 f6 f6
              1818 80
              1a 00010000 f5
            """)
        #expect(read.changes.count == 2)
        #expect(read.later.entries.map(\.key) == [3, 24, 65_536])
        #expect(read.later.entries.map(\.item.bytes) == ["a1f6f6", "80", "f5"].map(hex))
    }

    @Test("BODY-8: a change with another verb is kept unread and put back", arguments: items)
    func changes(item: String) throws {
        for (verb, field, known) in [
            ("26", "00", 7), ("26", "1a ffffffff", 7), ("37", "05", 24), ("3818", "05", 25),
            ("38ff", "01", 256), ("3a 7fffffff", "01", 1 << 31), ("3a 80000000", "01", 1 << 31 + 1),
            ("3a fffffffe", "190100", .max),
        ] as [(String, String, UInt32)] {
            let read = try expectSame("a1 02 84 \(turnToOwn) \(verb) \(field) \(item)")
            guard case .foreign(let delta)? = read.changes.first?.delta else {
                Issue.record("\(verb) is not kept")
                return
            }
            #expect(delta.verb == known)
            #expect(delta.payload.bytes == hex(item))
            #expect(read.later.isEmpty)
        }
    }

    @Test("BODY-8: it has its dot like any other, also in the ledger")
    func dot() throws {
        let read = try expectSame(
            """
            a1 02 8e        # 14 items
              83 00 00 01   # turn: this bundle's index 1
                26 05 81 00 # verb -7, field 5
                22 03 07    # count in 3: 7
              80            # turn: the ledger
                27 00 f6
              83 00 00 02   # turn: this bundle's index 2, which the change in the ledger has
                01 40
            """)
        let foreign = ForeignDelta(verb: 7, field: FieldNumber(5), payload: Value([0x81, 0x00]))
        #expect(
            read.changes == [
                Change(record(.ann, 5, 1), .foreign(foreign)),
                Change(record(.ann, 5, 1), .field(FieldNumber(3), .counter(amount(7)))),
                Change(
                    .ledger,
                    .foreign(ForeignDelta(verb: 8, field: FieldNumber(0), payload: Value([0xF6])))),
                Change(
                    record(.ann, 5, 2),
                    .field(FieldNumber(1), .register(Register.Delta(Value([]))))),
            ])
        #expect(read.changes.map(\.isSound) == [true, true, false, true])
    }

    @Test("BODY-8: it is a sign of life of its record, and nothing else is known of it")
    func signOfLife() throws {
        let read = try expectSame("a1 02 84 \(turnToOwn) 26 05 81 00")
        let dot = Dot(feed: .ann, position: position(5, 0))
        let stamp = Stamp(dot: dot, time: HybridTime(word: 1))
        var (document, alive) = (Document(), Document())
        for change in read.changes { document.join(change.delta, at: stamp) }
        alive.life.marks = marks([.ann: Mark(position(5, 0), standing: .alive)])
        #expect(document == alive)
        // The vector of a sign of life is empty, so it stands beside a deletion.
        document = Document()
        document.life.marks = marks([.ben: Mark(position(1), standing: .dead)])
        for change in read.changes { document.join(change.delta, at: stamp) }
        alive.life.marks = marks([
            .ann: Mark(position(5, 0), standing: .alive), .ben: Mark(position(1), standing: .dead),
        ])
        #expect(document == alive)
    }

    @Test("BODY-8: it brings its record into a scope, but nothing into the ledger")
    func inScope() throws {
        let text = "a1 02 88 83 00 00 00 26 05 f6 80 26 05 f6"
        let read = try Body(reading: hex(text), of: .ann, .first)
        let bundle = OpenBundle(
            feed: .ann, number: .first, previous: .zero, hash: .all(1), time: HybridTime(word: 1),
            changes: read.changes)
        var scope = State(shelf: MemoryShelf())
        #expect(scope.receive(try #require(bundle)) == .joined(as: .ann))
        var alive = Document()
        alive.life.marks = marks([.ann: Mark(position(0, 0), standing: .alive)])
        #expect(scope.shelf.documents == [record(.ann, 0, 0): alive])
        #expect(try State(encoding: scope.encoding) == scope)
    }

    @Test(
        "BODY-8: its field is one, and its payload one item",
        arguments: ["26", "3818", "3afffffffe"])
    func shape(verb: String) {
        for (rest, reason) in [
            ("84 \(turnToOwn) \(verb) 20 f6", WireError.Reason.wrongType),
            ("84 \(turnToOwn) \(verb) 1b0000000100000000 f6", .outOfRange),
            ("84 \(turnToOwn) \(verb) 80 f6", .wrongType), ("82 \(turnToOwn) \(verb)", .wrongCount),
            ("83 \(turnToOwn) \(verb) 00", .wrongCount), ("84 \(turnToOwn) \(verb) 00", .truncated),
            ("85 \(turnToOwn) \(verb) 00 f6 f6", .wrongType),
            ("84 \(turnToOwn) \(verb) 00 f6 f6", .trailing),
        ] {
            Refused("a1 02 \(rest)", reason).expect { (bytes) throws(WireError) in
                try body(bytes)
            }
        }
    }

    @Test(
        "LATER-2: what is kept must be an allowed item",
        arguments: [
            ("c0 00", WireError.Reason.unsupported), ("f7", .unsupported),
            ("f9 0000", .unsupported),
            ("1c", .unsupported), ("9f ff", .indefinite), ("ff", .indefinite),
            ("18 00", .notShortest),
            ("61 ff", .badText), ("42 00", .truncated), ("82 00", .truncated),
            ("a2 00 00 00 00", .repeated), ("a2 01 00 00 00", .unsorted), ("81*17 00", .tooDeep),
            ("81*16 80", .tooDeep), ("81*16 9b ffffffffffffffff", .tooDeep),
            ("a1*16 80", .truncated), ("a1*16 80 00*17", .tooDeep), ("a1 1c 00", .unsupported),
            ("a1 61ff 00", .badText), ("a2 01 00 00 1c", .unsorted), ("a2 00 00 00 1c", .repeated),
        ])
    func notAllowed(item: String, reason: WireError.Reason) {
        for text in ["a1 03 \(item)", "a1 02 84 \(turnToOwn) 26 00 \(item)"] {
            Refused(text, reason).expect { (bytes) throws(WireError) in try body(bytes) }
        }
    }

    @Test("LATER-2: what is put back must be an allowed item too, under a key that is free")
    func writing() {
        for (item, reason) in [
            ("", WireError.Reason.truncated), ("00 00", .trailing), ("1c", .unsupported),
            ("18 00", .notShortest), ("81*17 00", .tooDeep),
        ] {
            let payload = Value(hex(item))
            var later = Later()
            later.keep(Later.Entry(key: 3, item: payload))
            let foreign = ForeignDelta(verb: 7, field: FieldNumber(0), payload: payload)
            for body in [Body([], later: later), Body([Change(own, .foreign(foreign))])] {
                let found = fault { () throws(WireError) in
                    try body.encoding(of: .ann, number(5))
                }
                #expect(found?.reason == reason, "\(item)")
            }
        }
        for key in UInt64(0)...2 {
            var later = Later()
            later.keep(Later.Entry(key: key, item: Value([0])))
            #expect(
                fault { () throws(WireError) in
                    try Body([], later: later).encoding(of: .ann, number(5))
                } != nil)
        }
        for verb in UInt32(0)...6 {
            let known = ForeignDelta(verb: verb, field: FieldNumber(0), payload: Value([0]))
            #expect(
                fault { () throws(WireError) in
                    try Body([Change(own, .foreign(known))]).encoding(of: .ann, number(5))
                } != nil)
        }
    }

    @Test("LATER-1: the format has a number, and that is 4")
    func version() {
        #expect(Format.version == 4)
    }
}
