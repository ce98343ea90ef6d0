import Lattice
import Seal
import Testing

/// Against hashes that Python's hashlib gives with the same personalisation:
/// `blake2b(bytes, digest_size=32, person=tag.ljust(16, b"\0"))`.
struct TaggedHash: Sendable, CustomTestStringConvertible {
    enum Sample: String {
        case nothing, abc, everyByte

        var bytes: [UInt8] {
            switch self {
            case .nothing: []
            case .abc: Array("abc".utf8)
            case .everyByte: (0..<256).map { UInt8($0) }
            }
        }
    }

    let tag: Seal.Tag
    let sample: Sample
    let hash: String

    init(_ tag: Seal.Tag, _ sample: Sample, _ hash: String) {
        self.tag = tag
        self.sample = sample
        self.hash = hash
    }

    var testDescription: String { "\(tag.rawValue) of \(sample)" }

    static let known = [
        TaggedHash(
            .code, .nothing,
            "cd217627561d45c5b38dab1e7c85daefd6c0a3f86889f576d1d86c58c483759e"),
        TaggedHash(
            .code, .abc,
            "86c65e4c71da64d3ca8c78abfc7fd385b99110ee1f5e27a68509c3fda153b3b2"),
        TaggedHash(
            .code, .everyByte,
            "e615f74ee889ad55f149ea06ff20fe625ab70834720d2df9de3ca8162679cf07"),
        TaggedHash(
            .issue, .nothing,
            "d7a0e8ca7eb8f86fe841e773286871e39494b6a69277caeacd48dcba490beffa"),
        TaggedHash(
            .issue, .abc,
            "525c5d8fd20eb0fd788ddeb1c2340086a18c479921b058b15c2e81cb2af9a1ee"),
        TaggedHash(
            .issue, .everyByte,
            "d576ecb0191fffb54b66672b4a871c1002ddd1a167c5f655f0b839189873a455"),
        TaggedHash(
            .envelope, .nothing,
            "99f22073e78226e357470c8b7b9989c2a59fed0161465d3c104f6dbe6e80a6ff"),
        TaggedHash(
            .envelope, .abc,
            "cd2549569a2ce69355735927583c9dbbf0cc59c2a1abe955db53d95e3ba8ae70"),
        TaggedHash(
            .envelope, .everyByte,
            "b22e3efdcbd25fb291d7da4c2d8a5d98bf7723c68f0fbd696727c92381e88090"),
        TaggedHash(
            .statement, .nothing,
            "94337a63cdc3fdda94f2c139d243b816acfc49a84b1e4390301096a7fc7e8e41"),
        TaggedHash(
            .statement, .abc,
            "1832d5629308c322328185d63b10c636a39ee0c9119f9e2395dabc4408c7b645"),
        TaggedHash(
            .statement, .everyByte,
            "f2db0291b10b11cd24eac9659f57f31345f55d6d425c312fe9e3248182f26590"),
        TaggedHash(
            .holding, .nothing,
            "9154d49d58f64109f9c83c634745e31f40be1a8f5cb8e72192df23d8f984c78e"),
        TaggedHash(
            .holding, .abc,
            "e82c55e0127ae54f7ecf26083b6c50b00a22b56ed5b0fd3a8fa4edc668545a85"),
        TaggedHash(
            .holding, .everyByte,
            "f4115d8cbfb7d96ce659f10de1a8cd086d5df9700ac22731b8d3457cda693e64"),
        TaggedHash(
            .commit, .nothing,
            "cd9ddb9e5bbef380efa3ab345ce522c2f094e8710dc3fd14eea7853c70bfe45c"),
        TaggedHash(
            .commit, .abc,
            "c63ea1a2732b50861ccc275b30a8962891e23edbea7a3056005a82365799184c"),
        TaggedHash(
            .commit, .everyByte,
            "ed45a5648f77a2226bceb02ff8f4bb7c927f6759401b2cdff0898e1b2a5a2f4a"),
        TaggedHash(
            .words, .nothing,
            "6fda58730104cbb0cae8f269829bdbf8f9363e9cb5f80d772e17836b3900058e"),
        TaggedHash(
            .words, .abc,
            "a2917f6778c28198ce9256dddb1972f945a3c67769266fe08e01462bbf1b525c"),
        TaggedHash(
            .words, .everyByte,
            "558450363acdbecad26a835ae63f2676be0af8a8f24171d83c76726725349f90"),
        TaggedHash(
            .body, .nothing,
            "ed6c3c1043d50fb5d81964385555be30438cfac41e889a35d5ca3d0a108e92db"),
        TaggedHash(
            .body, .abc,
            "c3a5dbfaa222471d1f24d817f78d485c2fd89a062922ba4556738bf3f6cdc31b"),
        TaggedHash(
            .body, .everyByte,
            "82bae2944ae183103168cd3be40a83f1edf7ac375520d135acd9a6d93d2b6221"),
        TaggedHash(
            .bundle, .nothing,
            "74593c1069f3fe1c2e0c75ecdd0603d60ef88932bd1e85eb2429dbca0d67a1d7"),
        TaggedHash(
            .bundle, .abc,
            "d8d7194920b2bb9938761a950850939b8dfa93c72294cf362377b5ffdce651b8"),
        TaggedHash(
            .bundle, .everyByte,
            "ae941caa669a30125641fecdc915c2c757a027745dac55efae80863fe16f88a0"),
        TaggedHash(
            .feed, .nothing,
            "73e640c1860ec62955a55ff70ca7a89975c144e8a2440aaeddb9ceaeb8386cf2"),
        TaggedHash(
            .feed, .abc,
            "f0ee8fd7f3717b91b533c8e18377acdc352d2477d1d3d1de902e6b3b0bded1ca"),
        TaggedHash(
            .feed, .everyByte,
            "35941c532cdc2dfd9ad9a4b5d3883b93993fe313081fbf1c030af66728fe56da"),
        TaggedHash(
            .scope, .nothing,
            "3135f6263b19be5ad1b29ac4580d14a68e756ec0ec1281432771e73707f766e0"),
        TaggedHash(
            .scope, .abc,
            "897f3e48d10ccb5d212958593a6edacf72a879124254d046edf0e044c29407d7"),
        TaggedHash(
            .scope, .everyByte,
            "2c09ed2ae7d564a666d82cc54eb35c57c820a8678012b180bd737678733eaf53"),
        TaggedHash(
            .root, .nothing,
            "e377a8043d40bfcef8c9c01bd634f1bbd9b47bd9072272214fdc090673ecb109"),
        TaggedHash(
            .root, .abc,
            "32f30f5d1c32e578eebca92407d3dab7fccce68bf18c9832d38bf400c550c7f5"),
        TaggedHash(
            .root, .everyByte,
            "1eb517f57ef0ad40bcd4cedaaa3efb3594746edf0779e169bfa6d2bdc6b08f82"),
        TaggedHash(
            .act, .nothing,
            "94eed3bedc55e44352791d2591d3af63f4d1bf96a877e60f7e4a84e699869096"),
        TaggedHash(
            .act, .abc,
            "e3b3049774547d016b057346a735d16d9683d6cf8299a241749447d98fda60a0"),
        TaggedHash(
            .act, .everyByte,
            "c86fe64fc470928166204ce82c0e9d33a9ffc60ae6ea2e0fa05659b5c971c377"),
        TaggedHash(
            .seat, .nothing,
            "ad6772f9af1d22eb068ac7829514887db1f3bba3a6167b7e8537419401dfb192"),
        TaggedHash(
            .seat, .abc,
            "cb3c1ef50ef5d00cc833a238017f738b432b09954ef47a48c74048f322e19a8f"),
        TaggedHash(
            .seat, .everyByte,
            "60167bb89ecf658e6c6beed640412b0988ac1c5c9b7bd1722b72440feeda6dac"),
        TaggedHash(
            .key, .nothing,
            "6f8c69cfc8fdc61456f9e563efc1b088adc2628a3707abf4cbe156fda9a75106"),
        TaggedHash(
            .key, .abc,
            "f1ff6749e0817e1840ddaba7f4cad1c23fae768abdad22e5f1ad813b91a2766f"),
        TaggedHash(
            .key, .everyByte,
            "545eab5fa1a18e727c47f9b4e094cca59503a7ae38acdb723370be9c4758b411"),
        TaggedHash(
            .schema, .nothing,
            "dda4531a82bf2f0aace0b8187d6558c9352a3e33d9907e3ccd105d57e4c235e9"),
        TaggedHash(
            .schema, .abc,
            "b972b856de4c806d593f4adf54137f73aed170e9b43394a28d57735a4ecc4250"),
        TaggedHash(
            .schema, .everyByte,
            "8d88b071058ac8ba0e07af48d9b71668e03cb90d96919973771b01de8997390e"),
        TaggedHash(
            .fact, .nothing,
            "8aadc88ea09ed90129915388a2e1c09d31dd691eb0367355929c18c1c9bd094e"),
        TaggedHash(
            .fact, .abc,
            "8187788136d86eebed6de62c0e749842c0a0afbaf2fa3d1d1ee5a9bbbe805f57"),
        TaggedHash(
            .fact, .everyByte,
            "d1fa8c2b46e5ebf136339a0db9ad53414c5f0a97c08523af134f3803b62dbc7e"),
        TaggedHash(
            .view, .nothing,
            "4bb9b2b619e525053775c932f49698739197785487e0e60c2e2d493cebe0972a"),
        TaggedHash(
            .view, .abc,
            "a5b6d883353be2fd71c3eff9ab714eb0ab49c71bc4043bcf78e7dd46cdeeaed9"),
        TaggedHash(
            .view, .everyByte,
            "533acd54d3a8f3235946b5140e19f7a356cc8de87de6787679a81a9d27608956"),
    ]
}

@Suite("Tagged hashes") struct TagTests {
    private enum Anything {}

    private func hash(_ bytes: [UInt8], _ tag: Seal.Tag) -> String {
        Blake2b.hash(bytes.span.bytes, tag, of: Anything.self).description
    }

    @Test("SEAL-1: the tag is the personalisation of the hash", arguments: TaggedHash.known)
    func known(expected: TaggedHash) {
        #expect(hash(expected.sample.bytes, expected.tag) == expected.hash)
    }

    @Test("SEAL-1: the tags are those of the table, and those of signatures")
    func tags() {
        let table = [
            "cw/body", "cw/bundle", "cw/feed", "cw/scope", "cw/root", "cw/act", "cw/seat",
            "cw/key", "cw/schema", "cw/fact", "cw/issue", "cw/code", "cw/view", "cw/envelope",
            "cw/statement", "cw/holding", "cw/commit", "cw/words",
        ]
        let signed = [
            "cw/sign-bundle", "cw/sign-root", "cw/sign-seat", "cw/sign-envelope", "cw/sign-stated",
        ]
        let derived = [
            "cw/k-body", "cw/k-box", "cw/k-pull", "cw/k-beacon", "cw/pull", "cw/box", "cw/nonce",
            "cw/ephemeral", "cw/k-hello", "cw/i-name", "cw/i-psk", "cw/i-proof", "cw/entropy",
        ]
        #expect(Seal.Tag.allCases.map(\.rawValue) == table + signed + derived)
        for tag in Seal.Tag.allCases {
            #expect(tag.rawValue.utf8.count <= 16)
            #expect(tag.rawValue.utf8.allSatisfy { $0 > 0 && $0 < 128 })
        }
        for tag in Seal.Tag.allCases where table.contains(tag.rawValue) {
            #expect(TaggedHash.known.contains { $0.tag == tag }, "\(tag) is checked")
        }
    }

    @Test("SEAL-1: of the same bytes every tag gives another hash, and so does none")
    func apart() {
        for count in [0, 1, 32, 64, 127, 128, 129, 1_000] {
            let bytes = [UInt8](repeating: 7, count: count)
            var hashes = Seal.Tag.allCases.map { hash(bytes, $0) }
            hashes.append(Blake2b.hash(bytes.span.bytes, of: Anything.self).description)
            #expect(Set(hashes).count == Seal.Tag.allCases.count + 1)
        }
    }

    @Test("SEAL-1: other bytes have another hash, those of other lengths too")
    func bytes() {
        let all = (0..<300).map { hash([UInt8](repeating: 0, count: $0), .body) }
        #expect(Set(all).count == all.count)
        let bytes = [UInt8](0..<200)
        for index in bytes.indices {
            for bit in 0..<8 {
                var flipped = bytes
                flipped[index] ^= 1 << UInt8(bit)
                #expect(hash(flipped, .bundle) != hash(bytes, .bundle))
            }
        }
    }

    @Test("SEAL-1: bytes in the middle of an array are hashed as the same bytes alone")
    func slice() {
        let bytes = Array("xxabcxx".utf8)
        let middle = Blake2b.hash(bytes.span.bytes.extracting(2..<5), .feed, of: Anything.self)
        #expect(middle.description == hash(Array("abc".utf8), .feed))
    }
}
