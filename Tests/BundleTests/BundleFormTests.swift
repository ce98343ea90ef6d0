import Bundles
import Lattice
import Seal
import TestSupport
import Testing
import Wire

/// What bundles look like in bytes.
@Suite("Bundles") struct BundleFormTests {
    private static let feedText = "0acda170fb41654012cb2878b5a3f319"
    private static let signature =
        "b1afb997c9f9c482d1e9ea493b1758a344df37edefa4e8892a5b07391bd49564"
        + "90470476d835e799bfe5a70dcf88d40f3ff4dced9323214c70c61d221edbb304"
    /// Of the same key over the same hash, with another nonce.
    private static let other =
        "65e379cccc9104d9755d200089bf82bf3fa26e870e2656e35e7f0b22b5348d93"
        + "f49830bf2a59d0cd3b336ed898f38a0e256ff281277107abdade12006734440c"
    /// A bundle that Python has made and signed.
    private static let items = Items([
        "50 \(feedText)", "05", "5820 66*32", "19 0300", "02", "03", "50 77*16",
        "47 a07365616c6564", "5840 \(signature)",
    ])
    private static let body = hex("a07365616c6564")
    private static let realm = DomainID.all(0x11)

    private static let header = made(
        Header(
            feed: FeedID(high: 0x0ACD_A170_FB41_6540, low: 0x12CB_2878_B5A3_F319),
            number: number(5), previous: .all(0x66), time: HybridTime(word: 0x300), policy: 2,
            schema: 3, epoch: .all(0x77)))

    private func refusal(_ bytes: [UInt8]) -> WireError.Reason? {
        fault { () throws(WireError) in try Bundle(parsing: bytes) }?.reason
    }

    @Test("BUN-1: a bundle is nine items, of which seven are the header")
    func form() throws {
        let bundle = try Bundle(parsing: Self.items.bytes)
        #expect(bundle.header == Self.header)
        #expect(bundle.body.bytes == Self.body)
        #expect(bundle.signature == Signature(hex(Self.signature)))
        #expect(bundle.bytes == Self.items.bytes)
        let made = Bundle(
            Self.header, body: Self.body.span.bytes, signedBy: knownKey(), in: Self.realm)
        #expect(made.bytes == Self.items.bytes)
        #expect(made == bundle)
    }

    @Test(
        "BUN-1: each item is refused for what is wrong with it",
        arguments: [
            (0, "50 00*16", .zeroID), (0, "4f 11*15", .wrongCount), (0, "51 11*17", .wrongCount),
            (0, "60", .wrongType), (1, "1b 0000010000000000", .outOfRange), (1, "20", .wrongType),
            (1, "18 05", .notShortest), (1, "f6", .wrongType),
            // Number 0 follows nothing, any other something.
            (1, "00", .outOfRange), (2, "5820 00*32", .outOfRange), (2, "50 66*16", .wrongCount),
            (2, "f6", .wrongType), (3, "20", .wrongType), (3, "f6", .wrongType),
            (3, "5f", .indefinite), (4, "00", .outOfRange), (4, "1a 00010000", .outOfRange),
            (4, "20", .wrongType), (4, "f6", .wrongType), (5, "1a 00010000", .outOfRange),
            (5, "f6", .wrongType), (6, "00", .wrongType), (6, "f4", .wrongType),
            (6, "f7", .unsupported), (6, "4f 77*15", .wrongCount), (6, "5820 77*32", .wrongCount),
            (7, "f6", .wrongType), (7, "60", .wrongType), (7, "80", .wrongType),
            (7, "5a 00100029", .tooLong), (7, "5a 00100028", .truncated),
            (7, "5b 0000000100000000", .tooLong), (7, "58 05 0102030405", .notShortest),
            (8, "583f 22*63", .wrongCount), (8, "5841 22*65", .wrongCount), (8, "f6", .wrongType),
            (8, "40", .wrongCount), (8, "5840 22*63", .truncated), (8, "5840 22*65", .trailing),
        ] as [(Int, String, WireError.Reason)])
    func items(index: Int, text: String, expected: WireError.Reason) {
        #expect(refusal(Self.items.with(index, text)) == expected, "\(index): \(text)")
    }

    @Test("BUN-1: it is an array of nine, and nothing after it")
    func heads() {
        for (head, expected) in [
            ("88", WireError.Reason.wrongCount), ("8a", .wrongCount), ("98 09", .notShortest),
            ("80", .wrongCount), ("a9", .wrongType), ("9f", .indefinite), ("49", .wrongType),
            ("d8", .unsupported),
        ] {
            #expect(refusal(hex(head) + Self.items.bytes.dropFirst()) == expected, "\(head)")
        }
        #expect(refusal(Self.items.bytes + [0]) == .trailing)
        for count in Self.items.bytes.indices {
            #expect(refusal(Array(Self.items.bytes[..<count])) == .truncated, "\(count)")
        }
    }

    @Test("BUN-1: the least and the greatest of every number are taken")
    func ranges() throws {
        for (index, texts) in [
            (1, ["01", "1b 000000ffffffffff"]), (3, ["00", "1b ffffffffffffffff"]),
            (4, ["01", "19 ffff"]), (5, ["00", "19 ffff"]), (6, ["f6", "50 00*16"]),
            (7, ["40", "59 0100 07*256"]),
        ] {
            for text in texts {
                let bytes = Self.items.with(index, text)
                #expect(try Bundle(parsing: bytes).bytes == bytes, "\(index): \(text)")
            }
        }
        var first = Self.items
        first.items[1] = hex("00")
        first.items[2] = hex("5820 00*32")
        #expect(try Bundle(parsing: first.bytes).header.previous == .zero)
        let longest = Self.items.with(7, "5a 00100028 07*1048616")
        #expect(try Bundle(parsing: longest).body.count == 1_048_616)
        #expect(refusal(Self.items.with(7, "5a 00100029 07*1048617")) == .tooLong)
    }

    @Test("BUN-1: there is no header that could not be read")
    func headers() {
        func header(
            _ bundle: UInt64, _ previous: BundleHash, _ policy: UInt16,
            of feed: FeedID = .all(1)
        ) -> Header? {
            Header(
                feed: feed, number: number(bundle), previous: previous, time: HybridTime(word: 0),
                policy: policy)
        }
        #expect(header(0, .zero, 1) != nil && header(1, .all(1), 1) != nil)
        #expect(header(0, .zero, 1, of: .zero) == nil)
        #expect(header(0, .all(1), 1) == nil)
        #expect(header(1, .zero, 1) == nil)
        #expect(header(0, .zero, 0) == nil)
    }

    @Test("BUN-2: the hash is that of the header's items and of the hash of the body")
    func hashes() throws {
        let bundle = try Bundle(parsing: Self.items.bytes).hashed()
        #expect(
            bundle.bodyHash.description
                == "a31fd060410f0aa194dc067b254a17e73337406569dc9926460daeb31063196d")
        #expect(
            bundle.hash.description
                == "c6fbd70a7f79912b3d7c0846854c16bab4d22e5c2854da79ad1549a568c66b9f")
        // Who has the head has the hash, and can check the signature.
        #expect(bundle.head.hash == bundle.hash)
        #expect(bundle.head.header == Self.header)
        let isSigned = knownKey().verifying.verifies(
            bundle.head.signature, .signBundle, for: Self.realm, bundle.head.hash)
        #expect(isSigned)
    }

    @Test("BUN-2: a bundle signed twice is the same bundle")
    func signedTwice() throws {
        let first = try Bundle(parsing: Self.items.bytes)
        let second = try Bundle(parsing: Self.items.with(8, "5840 \(Self.other)"))
        #expect(first != second)
        #expect(first.hashed().hash == second.hashed().hash)
        for bundle in [first, second] {
            let isSigned = knownKey().verifying.verifies(
                bundle.signature, .signBundle, for: Self.realm, bundle.hashed().hash)
            #expect(isSigned)
        }
        let unsigned = try Bundle(parsing: Self.items.with(8, "5840 00*64"))
        #expect(unsigned.hashed().hash == first.hashed().hash)
    }

    @Test("BUN-2: every other bit of a bundle has its part in the hash")
    func everyBit() {
        var hashes: Set<BundleHash> = []
        var count = 0
        for bit in 0..<(Self.items.bytes.count - 66) * 8 {
            var bytes = Self.items.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let bundle = try? Bundle(parsing: bytes) else { continue }
            hashes.insert(bundle.hashed().hash)
            count += 1
        }
        #expect(hashes.count == count)
        #expect(count > 500)
    }

    @Test("BUN-5: what surrounds a sealed body is at most 200 bytes")
    func overhead() throws {
        let greatest = made(
            Header(
                feed: .all(0xFF), number: number((1 << 32) - 1), previous: .all(0xFF),
                time: HybridTime(word: .max), policy: .max, schema: .max, epoch: .all(0xFF)))
        let least = made(
            Header(
                feed: .all(1), number: number(1), previous: .all(1), time: HybridTime(word: 0),
                policy: 1, schema: 0, epoch: .all(1)))
        var found: [Int] = []
        for clear in [0, 1, 23, 24, 255, 256, 65_535, 65_536, 1_048_576] {
            // A nonce and a tag are around what was sealed.
            let sealed = [UInt8](repeating: 7, count: clear + 40)
            for header in [least, greatest] {
                let bundle = Bundle(header, body: sealed.span.bytes, .forged)
                #expect(try Bundle(parsing: bundle.bytes) == bundle)
                found.append(bundle.bytes.count - clear)
            }
        }
        #expect(found.allSatisfy { $0 <= 200 })
        #expect(found.max() == 200, "the bound is one that is reached")
        let beyond = made(
            Header(
                feed: .all(0xFF), number: .last, previous: .all(0xFF),
                time: HybridTime(word: .max), policy: .max, schema: .max, epoch: .all(0xFF)))
        let body = [UInt8](repeating: 7, count: 1_048_616)
        let bundle = Bundle(beyond, body: body.span.bytes, .forged)
        #expect(bundle.bytes.count - 1_048_576 == 204)
    }
}
