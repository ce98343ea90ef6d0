import Bundles
import Charter
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// What root records look like in bytes.
@Suite("Root records") struct RootFormTests {
    private static let keyText = "03a107bff3ce10be1d70dd18e74bc09967e4d6309ba50d5f1ddc8664125531b8"
    /// The founding record of the known key alone, and two signatures by it, of which one is made
    /// with a nonce of its own: both are good.
    private static let content = Items([
        "f6", "00", "5820 00*32", "01", "82 01 5820 \(keyText)", "80",
    ])
    private static let hash = "8504225fa76daddbcc094acdf67127ef7147733d839ee94afa841ce757fbed4a"
    private static let signatures = [
        "71e91f52ec0dc52f26e7fcc12765d96344ec3672367ccc00e0d00a601f7a223d"
            + "58cfc52652fa92b3be6a0a7cd6116f179fb2feb2ad2ded31f3aebf898a151300",
        "65e379cccc9104d9755d200089bf82bf3fa26e870e2656e35e7f0b22b5348d93"
            + "1ccfef562bc5921f0e02334b937c8bb60246dc8d06c67a093851acf0fd4c3c03",
    ]
    private static let map = hex("a1 5820 \(keyText) 5840 \(signatures[0])")

    private static func record(_ content: [UInt8], _ signatures: [UInt8] = map) -> [UInt8] {
        hex("82") + content + signatures
    }

    private func refusal(_ content: [UInt8], _ signatures: [UInt8] = map) -> WireError.Reason? {
        reason(RootRecord.self, Self.record(content, signatures))
    }

    @Test("ROOT-1: a record has one encoding")
    func form() throws {
        let secret = knownKey()
        var record = made(
            RootRecord(
                time: HybridTime(word: 1), roots: Roots(1, of: [secret.verifying]), []))
        record.sign(by: secret)
        #expect(record.encoding == Self.record(Self.content.bytes))
        #expect(record.hash.description == Self.hash)
        #expect(try RootRecord(encoding: record.encoding) == record)
        #expect(Act.id(in: record.hash, at: 0).description.hasPrefix("38b32074817929e357b58a3a"))
        #expect(Act.id(in: record.hash, at: 255).description.hasPrefix("0b0c2f4d742f23375e321fdb"))
    }

    @Test(
        "ROOT-1: each item of the content is refused for what is wrong with it",
        arguments: [
            (0, "5f", .indefinite), (0, "50 11*16", .wrongCount), (0, "00", .wrongType),
            (0, "f5", .wrongType), (1, "20", .wrongType), (1, "1b 0000000100000000", .outOfRange),
            // A number other than 0 follows something, and 0 does not.
            (1, "01", .outOfRange), (2, "5820 11*32", .outOfRange), (2, "50 11*16", .wrongCount),
            (2, "f6", .wrongType), (3, "f6", .wrongType), (3, "20", .wrongType),
            // Number 0 has roots.
            (4, "f6", .wrongType), (4, "80", .wrongCount), (4, "83 01 01 01", .wrongCount),
            (4, "82 00 5820 11*32", .outOfRange), (4, "82 11 5820 11*32", .outOfRange),
            (4, "82 20 5820 11*32", .wrongType), (4, "82 01 80", .wrongType),
            // As many keys as are needed, and at most 16.
            (4, "82 01 40", .outOfRange), (4, "82 02 5820 11*32", .outOfRange),
            (4, "82 01 581f 11*31", .wrongCount), (4, "82 01 5821 11*33", .wrongCount),
            (4, "82 01 590220 11*544", .outOfRange), (4, "82 01 590221 11*545", .wrongCount),
            (4, "82 02 5840 11*64", .repeated), (4, "82 01 5840 22*32 11*32", .unsorted),
            // The number of keys is judged before their order, the length before the number.
            (4, "82 03 5840 22*32 11*32", .outOfRange), (4, "82 03 5841 22*65", .wrongCount),
            (5, "f6", .wrongType), (5, "81 00", .wrongType), (5, "81 80", .wrongCount),
            (5, "99 0101", .tooLong), (5, "81 82 0d a1 00 01", .wrongCount),
        ] as [(Int, String, WireError.Reason)])
    func items(index: Int, text: String, expected: WireError.Reason) {
        let bytes = Self.content.with(index, text)
        #expect(refusal(bytes) == expected, "\(index): \(text)")
    }

    @Test("ROOT-1: a number other than 0 names what it follows, and may name no roots")
    func later() throws {
        var items = Self.content
        items.items[1] = hex("1a ffffffff")
        #expect(refusal(items.bytes) == .outOfRange)
        items.items[2] = hex("5820 11*32")
        #expect(refusal(items.bytes) == nil)
        items.items[4] = hex("f6")
        let record = try RootRecord(encoding: Self.record(items.bytes))
        #expect(record.number == .max && record.roots == nil && record.previous == .all(0x11))
        items.items[0] = hex("5820 77*32")
        #expect(try RootRecord(encoding: Self.record(items.bytes)).realm == .all(0x77))
    }

    @Test("ROOT-1: 1 to 16 roots, of which some or all are needed")
    func roots() throws {
        let keys = (1...17).map { VerifyingKey(UInt64($0) << 56, 0, 0, 1) }
        for count in 1...16 {
            for k in 1...count {
                let roots = made(Roots(k, of: Array(keys.prefix(count).reversed())))
                let record = made(RootRecord(time: HybridTime(word: 1), roots: roots, []))
                let bytes = Array(record.encoding.dropLast()) + Self.map
                #expect(try RootRecord(encoding: bytes).roots == roots)
            }
            #expect(Roots(count + 1, of: Array(keys.prefix(count))) == nil)
            #expect(Roots(0, of: Array(keys.prefix(count))) == nil)
        }
        #expect(Roots(1, of: keys) == nil)
        #expect(Roots(1, of: []) == nil)
        #expect(Roots(1, of: [keys[0], keys[0]]) == nil)
    }

    @Test("ROOT-1: signatures are a map of 1 to 32")
    func signatureMaps() throws {
        func map(_ count: Int) -> [UInt8] {
            written { $0.put(map: count) }
                + (0..<count).flatMap {
                    hex("5820 \(digits([UInt8($0 + 1)])) 11*31 5840 22*64")
                }
        }
        for count in 1...32 { #expect(refusal(Self.content.bytes, map(count)) == nil) }
        #expect(refusal(Self.content.bytes, map(0)) == .empty)
        #expect(refusal(Self.content.bytes, map(33)) == .tooLong)
        #expect(refusal(Self.content.bytes, hex("b8 21")) == .tooLong)
        #expect(refusal(Self.content.bytes, hex("80")) == .wrongType)
        #expect(refusal(Self.content.bytes, hex("a1 5820 11*32 583f 22*63")) == .wrongCount)
        #expect(refusal(Self.content.bytes, hex("a1 50 11*16 5840 22*64")) == .wrongCount)
        let one = "5820 11*32 5840 22*64"
        #expect(refusal(Self.content.bytes, hex("a2 \(one) \(one)")) == .repeated)
        #expect(
            refusal(Self.content.bytes, hex("a2 5820 12*32 5840 22*64 \(one)")) == .unsorted)
        #expect(reason(RootRecord.self, hex("81") + Self.content.bytes) == .wrongCount)
        #expect(
            reason(RootRecord.self, hex("83") + Self.content.bytes + Self.map + [0]) == .wrongCount)
        #expect(reason(RootRecord.self, Self.record(Self.content.bytes) + [0]) == .trailing)
        var shorter = Self.content
        shorter.head = hex("85")
        #expect(refusal(shorter.bytes) == .wrongCount)
    }

    @Test("ROOT-1: a content of 65,536 bytes is the longest, whatever signs it")
    func lengths() {
        func content(_ count: Int) -> [UInt8] {
            // An act of a kind that nobody knows, as long as need be.
            let rest = count - Self.content.with(5, "81 82 18 63 59 0000").count
            let length = written { $0.put(Value([UInt8](repeating: 7, count: rest))) }
            return Self.content.with(5, "81 82 18 63 " + digits(length))
        }
        #expect(content(65_536).count == 65_536)
        #expect(refusal(content(65_536)) == nil)
        #expect(refusal(content(65_537)) == .tooLong)
        // That is said before the signatures are looked at, and after the acts.
        #expect(refusal(content(65_537), hex("a0")) == .tooLong)
        let wrong = Array(content(65_537).dropLast(7))
        #expect(reason(RootRecord.self, hex("82") + wrong) == .truncated)
        // Above 69,632 bytes nothing is read.
        #expect(reason(RootRecord.self, hex("00*69632")) == .wrongType)
        #expect(reason(RootRecord.self, hex("00*69633")) == .tooLong)
    }

    @Test("ROOT-2: the hash of the founding record is the id of the realm")
    func founding() throws {
        let record = try RootRecord(encoding: Self.record(Self.content.bytes))
        #expect(record.founded.description == Self.hash)
        var charter = Charter(realm: record.founded)
        #expect(try charter.insert(record) == .added)
        charter.settle()
        #expect(charter.roots(after: record.hash)?.keys == [knownKey().verifying])
        // Anybody else's realm is not this one.
        var other = Charter(realm: .all(1))
        let found = fault { () throws(RootError) in try other.insert(record) }
        #expect(found == .foreignRealm)
    }

    @Test(
        "ROOT-4: the set holds pairs of record and signer: a second signature adds nothing")
    func signedTwice() throws {
        let (first, second) = try copies()
        for pair in [[first, second], [second, first]] {
            var charter = Charter(realm: first.founded)
            #expect(try charter.insert(pair[0]) == .added)
            #expect(try charter.insert(pair[1]) == .duplicate)
            #expect(try charter.insert(pair[0]) == .duplicate)
        }
    }

    @Test("ROOT-4: signatures are not part of what is hashed, and any that is good will do")
    func anySignature() throws {
        let (first, second) = try copies()
        #expect(first.hash == second.hash)
        #expect(first.signatures[knownKey().verifying] != second.signatures[knownKey().verifying])
        for record in [first, second] {
            var charter = Charter(realm: record.founded)
            #expect(try charter.insert(record) == .added)
        }
    }

    /// The founding record with each of the two signatures of one key.
    private func copies() throws -> (RootRecord, RootRecord) {
        let maps = Self.signatures.map { hex("a1 5820 \(Self.keyText) 5840 \($0)") }
        return (
            try RootRecord(encoding: Self.record(Self.content.bytes, maps[0])),
            try RootRecord(encoding: Self.record(Self.content.bytes, maps[1]))
        )
    }
}
