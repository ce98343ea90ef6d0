import Lattice
import Seal
import Testing

@Suite("Digests") struct DigestTests {
    private let boats = record(.ann, 0)

    /// Three people, every kind of row, an early mark.
    private var story: [OpenBundle] {
        var (ann, ben, cas) = (Writer(.ann), Writer(.ben), Writer(.cas))
        return [
            ann.write(
                .write("Boats", to: boats), .add("red", to: boats), .count(3, in: boats),
                .add("blue", to: boats), time: 5),
            ben.write(
                .write("Ships", to: boats, seen: seen([.ann: position(0, 0)])),
                .remove("red", from: boats, seen: seen([.ann: position(0, 1)])),
                .remove("green", from: boats, seen: seen([.cas: position(2, 1)])),
                .count(-4, in: boats), .state("paid", as: factKey(1), in: boats),
                .state("paid", as: factKey(2), in: .ledger), time: 9),
            cas.write(
                .delete(boats, seen: seen([.ann: position(0, 3), .ben: position(0, 4)])),
                .state("owed", as: factKey(2), in: .ledger)),
        ]
    }

    @Test("DIG-1: the digest is the number of rows and the sum of their hashes, each row once")
    func sum() {
        var scope = Node(story).scope
        let leaves = scope.hashTree().leaves
        #expect(scope.digest.total.rows == leaves.count)
        #expect(scope.digest.total == leaves.reduce(into: HashSum()) { $0.add($1) })
        #expect(Set(leaves).count == leaves.count)
        #expect(scope.digest == scope.recomputedDigest())
    }

    @Test("DIG-1: the sum is modulo 2^256, with the carry over all words")
    func modulo() {
        let most = RowHash(.max, .max, .max, .max)
        let one = RowHash(0, 0, 0, 1)
        var sum = HashSum()
        sum.add(most)
        sum.add(one)
        #expect(sum.sum == .zero)
        #expect(sum.rows == 2)
        sum.add(RowHash(0, 0, .max, .max))
        sum.add(one)
        #expect(sum.sum == RowHash(0, 1, 0, 0))
        sum.subtract(one)
        #expect(sum.sum == RowHash(0, 0, .max, .max))
        #expect(sum.rows == 3)
    }

    @Test("DIG-1: a row that goes is taken out of the digest again")
    func upkeep() {
        var (ann, ben) = (Writer(.ann), Writer(.ben))
        let both = ann.write(.count(1, in: boats), .add("red", to: boats))
        let removal = ben.write(.remove("red", from: boats, seen: seen([.ann: position(0, 1)])))
        var node = Node(both)
        #expect(node.scope.digest.total.rows == 3)
        node.receive(removal)
        #expect(node.scope.digest.total.rows == 2)
        var copy = node.scope
        #expect(copy.digest == copy.recomputedDigest())
        // As if it had never been: the same signs of life, and the count.
        var (other, second) = (Writer(.ann), Writer(.ben))
        let without = Node(
            other.write(.count(1, in: boats), .remove("blue", from: boats, seen: seen([:]))),
            second.write(.remove("blue", from: boats, seen: seen([:]))))
        #expect(node.scope.digest == without.scope.digest)
    }

    @Test("DIG-2: a digest worked out elsewhere is the same")
    func elsewhere() {
        // By Python's hashlib from the table of rows; all changes are those of the story above.
        let total = "2ee47d68660e0522a4f92ef4f0d4a3625a86cc301287967a1ff1e4199cc45ec8"
        let digest = Node(story).scope.digest.total
        #expect(digest.rows == 8)
        #expect(digest.sum.description == total)
    }

    // Parts of rows, as bytes written by hand.
    private let ann = "1a5f0c3d9e774b21 6d0293b8f1a455ce"
    private let ben = "52c18e607734a9df 0b9f24d68a13c07e"
    private let record20 = "1a5f0c3d9e774b21 6d0293b8f1a455ce 0000000002000000 01020304"

    /// The hash of a single row of a record of a kind, created at 2.0 of Ann's feed.
    private func hash(
        _ key: RowKey, _ row: some Row, of record: RecordID = record(.ann, 2, kind: 0x0102_0304)
    ) -> RowHash {
        var digest = Digest<Blake2b>()
        digest.add(key, of: record, row)
        #expect(digest.total.rows == 1)
        #expect(digest.total.sum == digest.hash(key, of: record, row))
        return digest.total.sum
    }

    @Test("DIG-2: the bytes of a life")
    func life() {
        var life = Life()
        life.join(Life.Delta(.dead, seen: seen([.cas: position(0, 5)])), at: dot(.ben, 1))
        life.showSign(at: dot(.ann, 2, 3))
        let bytes = hex(
            "00 \(record20) 00000003"
                + "\(ann) 0000000002000003 01"
                + "\(ben) 0000000001000000 02"
                + "9d34f7a210bc6658 e4815a0d3c96b27f 0000000000000005 00")
        #expect(hash(.life, life) == rowHash(bytes))
    }

    @Test("DIG-2: the bytes of a register")
    func register() {
        var register = Register()
        register.join(Register.Delta(Value("old")), at: stamp(.ann, 0))
        register.join(
            Register.Delta(Value("Ships"), seen: seen([.ann: position(0)])),
            at: stamp(.ben, 1, 2, time: 0x0102_0304_0506_0708))
        let bytes = hex(
            "01 \(record20) 0000000b 00000002"
                + "\(ann) 0000000000000000 00"
                + "\(ben) 0000000001000002 01 0102030405060708 00000005 5368697073")
        #expect(hash(.register(FieldNumber(11)), register) == rowHash(bytes))
    }

    @Test("DIG-2: the bytes of an element, early marks among them")
    func element() {
        var element = Element()
        let red = Value("red")
        element.join(.add(red), at: dot(.ben, 1, 1))
        let standing = hash(.element(.tags, red), element)
        element.join(.remove(red, seen: seen([.ann: position(7)])), at: dot(.cas, 0))
        element.marks.settle(within: frontier([.cas: 0]))
        let bytes = hex(
            "02 \(record20) 00000002 00000003 726564 00000002"
                + "\(ann) 0000000007000000 00"
                + "\(ben) 0000000001000001 01")
        #expect(hash(.element(.tags, red), element) == rowHash(bytes))
        #expect(hash(.element(.tags, red), element) != standing)
    }

    @Test("DIG-2: the bytes of a tally")
    func tally() {
        let tally = Tally(position: position(3, 4), up: 0x0A0B, down: .max)
        let bytes = hex(
            "03 \(record20) 00000003 \(ben) 0000000003000004 0000000000000a0b ffffffffffffffff")
        #expect(hash(.tally(.votes, .ben), tally) == rowHash(bytes))
    }

    @Test("DIG-2: the bytes of a fact, of a record and of the ledger")
    func fact() {
        var fact = Fact()
        fact.join(Value("paid"), carriedBy: dot(.ben, 1))
        fact.join(Value("paid"), carriedBy: dot(.ann, 0, 2))
        fact.join(Value("owed"), carriedBy: dot(.ben, 4))
        let content =
            "00000004 2f90a1b2c3d4e5f6 0718293a4b5c6d7e 0000000000005151 0000000000000009"
            + "00000002"
            + "00000004 6f776564 00000001 \(ben) 0000000004000000"
            + "00000004 70616964 00000002 \(ann) 0000000000000002 \(ben) 0000000001000000"
        let key = RowKey.fact(.notes, factKey(9))
        #expect(hash(key, fact) == rowHash(hex("04 \(record20) \(content)")))
        let ledger = String(repeating: "00", count: 28)
        #expect(hash(key, fact, of: .ledger) == rowHash(hex("04 \(ledger) \(content)")))
    }

    @Test("DIG-2: a row longer than the buffer is hashed whole")
    func long() {
        let value = Value(Array(repeating: 0x61, count: 3_000))
        var register = Register()
        register.join(Register.Delta(value), at: stamp(.ann, 0))
        let bytes =
            hex("01 \(record20) 00000001 00000001 \(ann) 0000000000000000 01 0000000000000000")
            + hex("00000bb8") + value.bytes
        #expect(hash(.register(.title), register) == rowHash(bytes))
    }

    @Test("DIG-2: a row with nothing in it does not exist")
    func empty() {
        var digest = Digest<Blake2b>()
        digest.add(.life, of: boats, Life())
        digest.add(.register(.title), of: boats, Register())
        digest.add(.element(.tags, Value("red")), of: boats, Element())
        digest.add(.tally(.votes, .ann), of: boats, Tally())
        digest.add(.fact(.notes, factKey(1)), of: boats, Fact())
        #expect(digest == Digest())
        #expect(digest.total == HashSum())
    }

    @Test("DIG-3: a row is in the bucket of its anchor")
    func bucket() {
        // Worked out by Python from the formula.
        #expect(Digest<Blake2b>.bucket(of: .record(record(.ann, 0))) == 824)
        #expect(Digest<Blake2b>.bucket(of: .record(record(.cas, 3, 7))) == 1_651)
        #expect(Digest<Blake2b>.bucket(of: .fact(factKey(2))) == 4_007)
        #expect(Digest<Blake2b>.bucket(of: .fact(factKey(9))) == 1_247)
    }

    @Test("DIG-3: facts of the ledger hang on their key, all other rows on their record")
    func anchors() {
        let key = RowKey.fact(.notes, factKey(9))
        #expect(key.anchor(of: .ledger) == .fact(factKey(9)))
        #expect(key.anchor(of: boats) == .record(boats))
        #expect(RowKey.life.anchor(of: boats) == .record(boats))
        let fact = Facts.Delta(factKey(9), Value("paid"))
        let stating = DocumentDelta.field(.notes, .facts(fact))
        #expect(Change(.ledger, stating).anchor == .fact(factKey(9)))
        #expect(Change(boats, stating).anchor == .record(boats))
    }

    /// As many rows, each of a record of its own.
    private func digest(rows: Int) -> Digest<Blake2b> {
        var digest = Digest<Blake2b>()
        let tally = Tally(position: position(0), up: 1, down: 0)
        for index in 0..<rows {
            digest.add(.tally(.votes, .ann), of: record(.ben, 0, index), tally)
        }
        return digest
    }

    @Test(
        "DIG-3: as few buckets are shown as suit the number of rows",
        arguments: [
            (0, 1), (1, 1), (32, 1), (33, 2), (64, 2), (65, 4), (1_024, 32), (1_025, 64),
            (65_536, 2_048), (65_537, 4_096), (131_073, 4_096),
        ])
    func shown(rows: Int, buckets: Int) {
        let shown = digest(rows: rows).shown
        #expect(shown.count == buckets)
        #expect(shown.reduce(0) { $0 + $1.rows } == rows)
    }

    @Test("DIG-3: shown are sums of neighbouring buckets")
    func neighbours() {
        let digest = digest(rows: 40)
        let tally = Tally(position: position(0), up: 1, down: 0)
        var halves = [HashSum(), HashSum()]
        for index in 0..<40 {
            let id = record(.ben, 0, index)
            var one = Digest<Blake2b>()
            one.add(.tally(.votes, .ann), of: id, tally)
            halves[Digest<Blake2b>.bucket(of: .record(id)) < 2_048 ? 0 : 1].add(one.total)
        }
        #expect(digest.shown == halves)
        #expect(halves.allSatisfy { $0.rows > 0 })
    }

    @Test("DIG-4: the root over the rows of a scope, worked out elsewhere, is the same")
    func tree() {
        var scope = Node(story).scope
        let root = "6485dfa0f501d05b42c4c9fa08e0a6cddcd03d1d85a0deec4fa1297987043932"
        #expect(scope.hashTree().root.description == root)
    }
}
