import Lattice
import Seal
import Testing
import Wire

/// States that are refused, and why.
@Suite("Refused states") struct StateRefusalTests {
    private func expect<State: Canonical>(_: State.Type, _ refused: [Refused]) {
        for one in refused {
            one.expect { (bytes) throws(WireError) in try State(encoding: bytes) }
        }
    }

    /// What can be wrong with any map from feeds to something; one entry is good by itself.
    private func feeds(_ before: String, _ value: String, _ after: String = "") -> [Refused] {
        [
            Refused("\(before) a1 50 00*16 \(value) \(after)", .zeroID),
            Refused("\(before) a2 50 22*16 \(value) 50 11*16 \(value) \(after)", .unsorted),
            Refused("\(before) a2 50 22*16 \(value) 50 22*16 \(value) \(after)", .repeated),
            Refused("\(before) a1 4f 11*15 \(value) \(after)", .wrongCount),
            Refused("\(before) a1 51 11*17 \(value) \(after)", .wrongCount),
            Refused("\(before) a1 00 \(value) \(after)", .wrongType),
            Refused("\(before) a1 50 11*16", .truncated),
            Refused("\(before) a2 50 11*16 \(value)", .truncated),
            Refused("\(before) bf 50 11*16 \(value) ff", .indefinite),
            Refused("\(before) 81 50 11*16", .wrongType),
        ]
    }

    /// What can be wrong with a position before something.
    private func positions(_ head: String, _ rest: String) -> [Refused] {
        [
            Refused("\(head) 1b 0000010000000000 00 \(rest)", .outOfRange),
            Refused("\(head) 00 1a 01000000 \(rest)", .outOfRange),
            Refused("\(head) 20 00 \(rest)", .wrongType),
            Refused("\(head) 00 20 \(rest)", .wrongType),
            Refused("\(head) f6 00 \(rest)", .wrongType),
        ]
    }

    @Test("STATE-1: a register's marks are covered or have time and value")
    func register() {
        let mark = "a1 50 11*16"
        expect(Register.self, feeds("", "82 00 00"))
        expect(Register.self, positions("\(mark) 82", "") + positions("\(mark) 84", "00 40"))
        expect(
            Register.self,
            [
                Refused("", .truncated), Refused("80", .wrongType), Refused("f6", .wrongType),
                Refused("a0 00", .trailing), Refused("\(mark) 82 00 00 00", .trailing),
                Refused("\(mark) 80", .wrongCount), Refused("\(mark) 81 00", .wrongCount),
                Refused("\(mark) 83 00 00 00", .wrongCount),
                Refused("\(mark) 85 00 00 00 40 00", .wrongCount),
                Refused("\(mark) 84 00 00 20 40", .wrongType),
                Refused("\(mark) 84 00 00 00 00", .wrongType),
                Refused("\(mark) 84 00 00 00 61 78", .wrongType),
                Refused("\(mark) 84 00 00 00 5a 00010001", .tooLong),
                Refused("\(mark) 84 00 00 00 5a 00010000", .truncated),
                Refused("\(mark) 00", .wrongType), Refused("\(mark) 84 00 00", .truncated),
            ])
    }

    @Test("STATE-1: a life's marks are covered or have true or false")
    func life() {
        let mark = "a1 50 11*16"
        expect(Life.self, feeds("", "82 00 00") + positions("\(mark) 83", "f5"))
        expect(
            Life.self,
            [
                Refused("\(mark) 83 00 00 f6", .wrongType),
                Refused("\(mark) 83 00 00 00", .wrongType),
                Refused("\(mark) 83 00 00 f7", .unsupported),
                Refused("\(mark) 84 00 00 00 40", .wrongCount),
                Refused("\(mark) 81 00", .wrongCount),
            ])
    }

    @Test("STATE-2: a set has no element without marks, and none in disorder")
    func set() {
        let row = "a1 50 11*16 82 00 00"
        expect(AddWinsSet.self, feeds("a1 41 78", "82 00 00"))
        expect(AddWinsSet.self, positions("a1 41 78 a1 50 11*16 83", "f5"))
        expect(
            AddWinsSet.self,
            [
                Refused("a1 41 78 a0", .empty, at: 3), Refused("a1 40 a0", .empty, at: 2),
                Refused("a2 41 62 \(row) 41 61 \(row)", .unsorted),
                Refused("a2 42 6161 \(row) 41 62 \(row)", .unsorted),
                Refused("a2 41 61 \(row) 40 \(row)", .unsorted),
                Refused("a2 41 61 \(row) 41 61 \(row)", .repeated),
                Refused("a2 40 \(row) 40 \(row)", .repeated),
                Refused("a1 61 78 \(row)", .wrongType), Refused("a1 00 \(row)", .wrongType),
                Refused("a1 5a 00010001 00*65537 \(row)", .tooLong),
                Refused("a1 41 78 a1 50 11*16 83 00 00 f4", .wrongType),
                Refused("a1 41 78 a1 50 11*16 83 00 00 f6", .wrongType),
                Refused("a1 41 78 a1 50 11*16 84 00 00 00 40", .wrongCount),
                Refused("a1 41 78 80", .wrongType),
            ])
    }

    @Test("STATE-2: a tally is four numbers")
    func counter() {
        expect(Counter.self, feeds("", "84 00 00 00 00"))
        expect(Counter.self, positions("a1 50 11*16 84", "00 00"))
        expect(
            Counter.self,
            [
                Refused("a1 50 11*16 83 00 00 00", .wrongCount),
                Refused("a1 50 11*16 85 00*5", .wrongCount),
                Refused("a1 50 11*16 82 00 00", .wrongCount),
                Refused("a1 50 11*16 84 00 00 20 00", .wrongType),
                Refused("a1 50 11*16 84 00 00 00 20", .wrongType),
                Refused("a1 50 11*16 84 00 00 00 f6", .wrongType),
                Refused("a1 50 11*16 84 00 00 00", .truncated),
            ])
    }

    @Test("STATE-2: facts have contents, contents have carriers, each in order")
    func facts() {
        let (key, carrier) = ("58 20 ee*16 f1*16", "a1 50 11*16 82 00 00")
        let fact = "a1 40 \(carrier)"
        expect(Facts.self, feeds("a1 \(key) a1 41 78", "82 00 00"))
        expect(Facts.self, positions("a1 \(key) a1 41 78 a1 50 11*16 82", ""))
        expect(
            Facts.self,
            [
                Refused("a1 \(key) a0", .empty), Refused("a1 \(key) a1 40 a0", .empty),
                Refused("a2 \(key) \(fact) \(key) \(fact)", .repeated),
                Refused("a2 \(key) \(fact) 58 20 ee*16 f0*16 \(fact)", .unsorted),
                Refused("a2 \(key) \(fact) 58 20 ed*16 f1*16 \(fact)", .unsorted),
                Refused("a1 58 1f ee*31 \(fact)", .wrongCount),
                Refused("a1 50 ee*16 \(fact)", .wrongCount), Refused("a1 00 \(fact)", .wrongType),
                Refused("a1 \(key) a2 41 62 \(carrier) 41 61 \(carrier)", .unsorted),
                Refused("a1 \(key) a2 42 6161 \(carrier) 41 62 \(carrier)", .unsorted),
                Refused("a1 \(key) a2 41 61 \(carrier) 41 61 \(carrier)", .repeated),
                Refused("a1 \(key) a1 61 78 \(carrier)", .wrongType),
                Refused("a1 \(key) a1 5a 00010001 00*65537 \(carrier)", .tooLong),
                Refused("a1 \(key) a1 40 a1 50 11*16 81 00", .wrongCount),
                Refused("a1 \(key) a1 40 a1 50 11*16 83 00 00 00", .wrongCount),
                Refused("a1 \(key) 80", .wrongType),
            ])
    }

    @Test("NAME-1: no fact is of the person of all zeros")
    func nobody() {
        let (key, fact) = ("58 20 ee*16 f1*16", "a1 40 a1 50 11*16 82 00 00")
        let nobody = "58 20 00*16 f1*16"
        let cases = [
            Refused("a1 \(nobody) \(fact)", .zeroID), Refused("a1 \(nobody) 1c", .zeroID),
            Refused("a1 58 20 00*32 \(fact)", .zeroID), Refused("a1 \(nobody) a0", .zeroID),
            // Before its place in the order, and after its length.
            Refused("a2 \(key) \(fact) \(nobody) \(fact)", .zeroID),
            Refused("a1 58 1f 00*31 \(fact)", .wrongCount), Refused("a1 58 20 00*31", .truncated),
        ]
        expect(Facts.self, cases)
        expect(Document.self, cases.map { Refused("a1 04 a1 00 \($0.text)", $0.reason) })
        let ledger = "a1 02 a1 58 1c 00*28 a1 04 a1 00"
        expect(State.self, cases.map { Refused("\(ledger) \($0.text)", $0.reason) })
    }

    @Test("CBOR-6: a key is judged before its value: what it holds, its place, whether it is known")
    func keys() {
        let life = "a1 50 11*16 83 00 00 f5"
        let register = "a1 50 11*16 82 00 00"
        expect(
            Document.self,
            [
                Refused("a1 05 1c", .unknownKey, at: 1), Refused("a1 1818 1c", .unknownKey, at: 1),
                Refused("a1 1805 00", .notShortest, at: 1), Refused("a1 05", .truncated, at: 0),
                Refused("a2 00 \(life) 00 1c", .repeated),
                Refused("a2 01 a1 00 \(register) 00 1c", .unsorted),
                Refused("a1 01 a2 01 \(register) 01 1c", .repeated),
                Refused("a1 01 a2 01 \(register) 00 a0", .unsorted),
                Refused("a2 05 00 05 00", .unknownKey, at: 1),
            ])
        expect(
            Register.self,
            [
                Refused("a2 50 22*16 82 00 00 50 00*16 1c", .zeroID),
                Refused("a2 50 22*16 82 00 00 50 11*16 1c", .unsorted),
                Refused("a2 50 22*16 82 00 00 50 22*16 1c", .repeated),
                Refused("a2 50 22*16 82 00 00 4f 22*15 1c", .wrongCount),
            ])
    }

    @Test("LATER-3: documents, frontiers, views and scopes are closed")
    func closed() {
        for key in ["05", "17", "1b ffffffffffffffff"] {
            expect(Document.self, [Refused("a1 \(key) a1 00 00", .unknownKey, at: 1)])
        }
        for key in ["03", "17", "1b ffffffffffffffff"] {
            expect(Frontier.self, [Refused("a1 \(key) a1 00 00", .unknownKey, at: 1)])
            expect(State.self, [Refused("a1 \(key) a1 00 00", .unknownKey, at: 1)])
        }
        for key in ["02", "1b ffffffffffffffff"] {
            expect(View.self, [Refused("a1 \(key) a1 00 00", .unknownKey, at: 1)])
        }
        let disorder = [
            Refused("a1 20 a0", .wrongType, at: 1), Refused("a1 40 a0", .wrongType, at: 1),
            Refused("80", .wrongType, at: 0), Refused("bf ff", .indefinite, at: 0),
            Refused("a1 00 a0", .empty, at: 2), Refused("a1 01 a0", .empty, at: 2),
            Refused("a1 00 80", .wrongType, at: 2), Refused("a1 00 f6", .wrongType, at: 2),
            Refused("a0 00", .trailing, at: 1), Refused("", .truncated),
            Refused("a1 00", .truncated),
        ]
        expect(Document.self, disorder + [Refused("a1 04 a0", .empty, at: 2)])
        expect(Frontier.self, disorder + [Refused("a1 02 a0", .empty, at: 2)])
        expect(View.self, disorder)
        expect(State.self, disorder + [Refused("a1 02 a0", .empty, at: 2)])
    }

    @Test("STATE-3: a document's fields are of their kind, not empty, and in order")
    func document() {
        let life = "a1 50 11*16 83 00 00 f5"
        let register = "a1 50 11*16 82 00 00"
        expect(Document.self, feeds("a1 00", "82 00 00") + feeds("a1 01 a1 00", "82 00 00"))
        expect(
            Document.self,
            [
                Refused("a2 01 a1 00 \(register) 00 \(life)", .unsorted),
                Refused("a2 00 \(life) 00 \(life)", .repeated),
                Refused("a1 01 a2 01 \(register) 00 \(register)", .unsorted),
                Refused("a1 01 a2 01 \(register) 01 \(register)", .repeated),
                Refused("a1 01 a1 1b 0000000100000000 \(register)", .outOfRange),
                Refused("a1 01 a1 20 \(register)", .wrongType),
                Refused("a1 01 a1 40 \(register)", .wrongType),
                // A life under a register, a counter under a set, and so on.
                Refused("a1 01 a1 00 \(life)", .wrongCount),
                Refused("a1 00 a1 50 11*16 84 00 00 00 40", .wrongCount),
                Refused("a1 03 a1 00 \(register)", .wrongCount),
                Refused("a1 04 a1 00 \(register)", .wrongCount),
                Refused("a1 02 a1 00 \(register)", .wrongType),
            ] + (1...4).map { Refused("a1 0\($0) a1 00 a0", .empty, at: 4) })
    }

    @Test("STATE-3: a frontier's tips, points and branches are what they should be")
    func frontier() {
        let (hash, tip) = ("58 20 aa*32", "82 00 58 20 aa*32")
        expect(Frontier.self, feeds("a1 00", tip))
        expect(Frontier.self, feeds("a1 01", "a1 00 \(hash)"))
        expect(Frontier.self, feeds("a1 02", "a1 00 a1 \(hash) 50 0f*16").filter { !$0.isRepeat })
        let (point, branch) = ("a1 01 a1 50 11*16", "a1 02 a1 50 11*16")
        expect(
            Frontier.self,
            [
                Refused("a1 00 a1 50 11*16 81 00", .wrongCount),
                Refused("a1 00 a1 50 11*16 83 00 \(hash) 00", .wrongCount),
                Refused("a1 00 a1 50 11*16 82 1b 0000010000000000 \(hash)", .outOfRange),
                Refused("a1 00 a1 50 11*16 82 20 \(hash)", .wrongType),
                Refused("a1 00 a1 50 11*16 82 00 58 1f aa*31", .wrongCount),
                Refused("a1 00 a1 50 11*16 82 00 f6", .wrongType),
                Refused("\(point) a0", .empty), Refused("\(branch) a0", .empty),
                Refused("\(branch) a1 00 a0", .empty),
                Refused("\(point) a2 01 \(hash) 00 \(hash)", .unsorted),
                Refused("\(point) a2 01 \(hash) 01 \(hash)", .repeated),
                Refused("\(point) a1 1b 0000010000000000 \(hash)", .outOfRange),
                Refused("\(point) a1 20 \(hash)", .wrongType),
                Refused("\(point) a1 00 50 aa*16", .wrongCount),
                Refused("\(point) a1 00 f6", .wrongType), Refused("\(point) 80", .wrongType),
                Refused("\(branch) a1 00 \(hash)", .wrongType),
                Refused("\(branch) a1 1b 0000010000000000 a1 \(hash) 50 22*16", .outOfRange),
                Refused("\(branch) a1 00 a1 50 aa*16 50 22*16", .wrongCount),
                Refused("\(branch) a1 00 a1 \(hash) 50 00*16", .zeroID),
                Refused("\(branch) a1 00 a1 \(hash) 4f 22*15", .wrongCount),
                Refused("\(branch) a1 00 a1 \(hash) f6", .wrongType),
                Refused("\(branch) a1 00 a2 \(hash) 50 22*16 \(hash) 50 33*16", .repeated),
                Refused("\(branch) a1 00 a2 \(hash) 50 22*16 58 20 a9*32 50 33*16", .unsorted),
            ])
    }

    @Test("STATE-3: one branch stands in one place")
    func branches() {
        let (one, other) = ("58 20 aa*32 50 0f*16", "58 20 ab*32 50 0f*16")
        expect(
            Frontier.self,
            [
                Refused("a1 02 a1 50 11*16 a1 00 a2 \(one) \(other)", .repeated),
                Refused("a1 02 a1 50 11*16 a2 00 a1 \(one) 01 a1 \(other)", .repeated),
                Refused("a1 02 a1 50 11*16 a2 00 a1 \(one) 01 a1 \(one)", .repeated),
                Refused("a1 02 a2 50 11*16 a1 00 a1 \(one) 50 22*16 a1 00 a1 \(other)", .repeated),
            ])
    }

    @Test("STATE-3: a branch that is forked is so above the number that it begins with")
    func heights() throws {
        let (hash, branch) = ("58 20 aa*32", "50 0f*16")
        /// The branch begins with Ann's 5, and is forked at this number.
        func forked(at number: String, _ after: String = "") -> String {
            """
            a1 02 a2 \(branch) a1 \(number) a1 \(hash) 50 0e*16
              50 11*16 a1 05 a1 \(hash) \(branch) \(after)
            """
        }
        for number in ["06", "1818", "1b 000000ffffffffff"] {
            let bytes = hex(forked(at: number))
            #expect(try Frontier(encoding: bytes).encoding == bytes)
        }
        let own = "a1 02 a1 \(branch) a1 05 a1 \(hash) \(branch)"
        // Two that begin with each other, whose heights can never fit.
        let ring = """
            a1 02 a2 50 0e*16 a1 05 a1 \(hash) 50 0f*16
              50 0f*16 a1 06 a1 \(hash) 50 0e*16
            """
        // The second number of the branch is high enough, the first is not.
        let second = """
            a1 02 a2 \(branch) a2 05 a1 \(hash) 50 0e*16 06 a1 \(hash) 50 0d*16
              50 11*16 a1 05 a1 \(hash) \(branch)
            """
        // The branch comes after the feed that it is of.
        let later = """
            a1 02 a2 50 11*16 a1 05 a1 \(hash) 50 1f*16 50 1f*16 a1 05 a1 \(hash) 50 0e*16
            """
        for text in [
            forked(at: "05"), forked(at: "04"), forked(at: "00"), own, ring, second, later,
        ] {
            expect(Frontier.self, [Refused(text, .outOfRange)])
        }
        // At the end: what comes later is at fault first, but not what follows the frontier.
        expect(
            Frontier.self,
            [
                Refused(forked(at: "05", "00"), .outOfRange),
                Refused(
                    """
                    a1 02 a3 \(branch) a1 05 a1 \(hash) 50 0e*16
                      50 11*16 a1 05 a1 \(hash) \(branch) 50 22*16 a0
                    """, .empty),
                Refused(
                    """
                    a2 02 a2 \(branch) a1 05 a1 \(hash) 50 0e*16
                      50 11*16 a1 05 a1 \(hash) \(branch) 03 00
                    """, .unknownKey),
            ])
        expect(State.self, [Refused("a2 00 \(forked(at: "05")) 01 a0", .outOfRange)])
    }

    @Test("STATE-4: cuts are numbers or null, forks hashes or null")
    func view() {
        expect(View.self, feeds("a1 00", "00") + feeds("a1 01", "a1 00 f6"))
        let fork = "a1 01 a1 50 11*16"
        expect(
            View.self,
            [
                Refused("a1 00 a1 50 11*16 1b 0000010000000000", .outOfRange),
                Refused("a1 00 a1 50 11*16 20", .wrongType),
                Refused("a1 00 a1 50 11*16 f4", .wrongType),
                Refused("a1 00 a1 50 11*16 f5", .wrongType),
                Refused("a1 00 a1 50 11*16 40", .wrongType),
                Refused("a1 00 a1 50 11*16 f7", .unsupported), Refused("\(fork) a0", .empty),
                Refused("\(fork) f6", .wrongType),
                Refused("\(fork) a1 1b 0000010000000000 f6", .outOfRange),
                Refused("\(fork) a1 20 f6", .wrongType), Refused("\(fork) a1 00 f5", .wrongType),
                Refused("\(fork) a1 00 00", .wrongType),
                Refused("\(fork) a1 00 50 aa*16", .wrongCount),
                Refused("\(fork) a2 01 f6 00 f6", .unsorted),
                Refused("\(fork) a2 01 f6 01 f6", .repeated),
            ])
    }

    @Test("STATE-4: a scope's documents are not empty, and in the order of their records")
    func scope() {
        let document = "a1 00 a1 50 11*16 83 00 00 f5"
        let ann = "58 1c 11*16 00*12"
        expect(
            State.self,
            [
                Refused("a1 02 a1 \(ann) a0", .empty),
                Refused("a1 02 a2 \(ann) \(document) \(ann) \(document)", .repeated),
                Refused("a1 02 a2 \(ann) \(document) 58 1c 00*28 \(document)", .unsorted),
                Refused(
                    "a1 02 a2 58 1c 11*16 00*7 01 00*4 \(document) \(ann) \(document)",
                    .unsorted),
                Refused(
                    "a1 02 a2 58 1c 11*16 00*11 01 \(document) \(ann) \(document)", .unsorted),
                Refused("a1 02 a1 58 1c 00*27 01 \(document)", .zeroID),
                Refused("a1 02 a1 50 11*16 \(document)", .wrongCount),
                Refused("a1 02 a1 58 20 11*32 \(document)", .wrongCount),
                Refused("a1 02 a1 00 \(document)", .wrongType),
                Refused("a1 02 a1 \(ann) a1 05 00", .unknownKey),
                Refused("a1 00 a1 03 00", .unknownKey), Refused("a1 01 a1 02 00", .unknownKey),
                Refused("a2 01 a1 00 a1 50 11*16 f6 00 a1 00 a0", .unsorted),
            ])
    }

    @Test("STATE-6: a sum has two items, and its hash 32 bytes")
    func sums() {
        expect(
            HashSum.self,
            [
                Refused("81 00", .wrongCount), Refused("83 00 58 20 00*32 00", .wrongCount),
                Refused("82 20 58 20 00*32", .wrongType), Refused("82 00 50 00*16", .wrongCount),
                Refused("82 00 00", .wrongType), Refused("a0", .wrongType),
                Refused("82 00", .truncated),
                Refused("82 00 58 20 00*32 00", .trailing), Refused("", .truncated),
                Refused("82 1b 8000000000000000 58 20 77*32", .outOfRange, at: 1),
                Refused("82 1b 8000000000000000 1c", .outOfRange, at: 1),
                Refused("82 1b ffffffffffffffff 58 20 77*32", .outOfRange, at: 1),
                // No rows have no other sum than zero.
                Refused("82 00 58 20 77*32", .outOfRange),
                Refused("82 00 58 20 77*32 00", .outOfRange),
                Refused("82 00 58 20 00*31 01", .outOfRange),
                Refused("82 00 58 20 01 00*31", .outOfRange),
                Refused("82 00 58 20 00*8 01 00*23", .outOfRange),
                Refused("82 00 58 20 00*16 01 00*15", .outOfRange),
                Refused("82 00 50 77*16", .wrongCount), Refused("82 00 58 20 77*31", .truncated),
            ])
        expect(
            [HashSum].self,
            [
                Refused("80", .wrongCount, at: 0), Refused("a0", .wrongType, at: 0),
                Refused("81 00", .wrongType, at: 1), Refused("81 81 00", .wrongCount, at: 1),
                Refused("81", .truncated, at: 0), Refused("99 1000", .truncated, at: 0),
                Refused("81 82 00 58 20 77*32", .outOfRange),
                Refused("82 82 01 58 20 77*32 82 00 58 20 77*32", .outOfRange),
                Refused("81 82 00 58 20 00*32 00", .trailing),
                Refused(
                    "83 " + String(repeating: "82 00 58 20 00*32 ", count: 3), .wrongCount, at: 0),
                Refused(
                    "99 2000 " + String(repeating: "82 00 58 20 00*32 ", count: 8_192), .wrongCount,
                    at: 0),
            ])
    }

    @Test(
        "CBOR-6: that a digest has no such number of sums is seen before what it claims is missing",
        arguments: [
            "80", "83", "85", "8c", "98 18", "99 0fff", "99 1001", "99 1800", "99 2000",
            "9a 00010000", "9b 4000000000000000", "9b 8000000000000000", "9b ffffffffffffffff",
        ])
    func digestCount(text: String) {
        expect([HashSum].self, [Refused(text, .wrongCount, at: 0)])
    }

    @Test("STATE-6: a proof's index is below its count")
    func proofs() {
        expect(
            HashTree<Blake2b>.Proof.self,
            [
                Refused("83 00 00 80", .outOfRange), Refused("83 01 01 80", .outOfRange),
                Refused("83 1b 8000000000000000 00 80", .outOfRange, at: 1),
                Refused("83 1b 8000000000000000 1b 8000000000000001 80", .outOfRange, at: 1),
                Refused("83 1b ffffffffffffffff 1c", .outOfRange, at: 1),
                Refused("83 00 1b 8000000000000000 80", .outOfRange, at: 2),
                Refused("83 00 1b ffffffffffffffff 80", .outOfRange, at: 2),
                Refused("83 00 00 1c", .outOfRange), Refused("83 02 01 80", .outOfRange),
                Refused("83 1b 7fffffffffffffff 1b 7fffffffffffffff 80", .outOfRange),
                Refused("83 18ff 18fe 80", .outOfRange), Refused("82 00 01", .wrongCount),
                Refused("84 00 01 80 00", .wrongCount), Refused("83 20 01 80", .wrongType),
                Refused("83 00 20 80", .wrongType), Refused("83 00 01 a0", .wrongType),
                Refused("83 00 01 81 50 00*16", .wrongCount), Refused("83 00 01 81 00", .wrongType),
                Refused("83 00 01 9b 4000000000000000", .truncated),
                Refused("83 00 01 82 58 20 00*32", .truncated),
                Refused("83 00 01 80 00", .trailing),
            ])
    }
}

extension Refused {
    /// Whether the same entry twice is what is wrong.
    fileprivate var isRepeat: Bool { reason == .unsorted || reason == .repeated }
}
