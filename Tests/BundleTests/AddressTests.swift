import Bundles
import Charter
import Lattice
import TestSupport
import Testing
import Wire

/// The names of scopes, and the openings of feeds that hold them.
@Suite("Scope names and openings") struct AddressTests {
    private static let realm = DomainID.all(0x11)
    private static let hub = Address.hub(.all(0xAA))

    /// A scope, its encoding, and its id in the realm, by Python's hashlib.
    private static let known: [(address: Address, text: String, id: String)] = [
        (.charter, "81 00", "035abe2b38eea90e99ed072363a0b3faba3dd05b4565111ea019cc424577aa74"),
        (.common, "81 01", "486f0322250ea3bc03c1cc8b61f881c0917071492d66ac822013e5597b009940"),
        (
            hub, "82 02 50 aa*16",
            "88ef16b53114b68844712d3e6c10a9f81fbeee0fbf083938ac6997b26e565095"
        ),
        (.group(7), "82 03 07", "eadeb9bf39dd4321dccd24002b41557434626fac59487387ce58693c7f1ec7ae"),
        (
            .agency(.all(0xBB)), "82 04 5820 bb*32",
            "0ae8543c62298f36cbca9d4c804cacda6fcd63c83e7d36902c446023cc426638"
        ),
        (
            .person(.all(0xCC)), "82 05 50 cc*16",
            "5527752f1fefb761bc33d3cdfce62188176cb6ecf2f79d8cdcf33f1efb438c0e"
        ),
        (
            .audience([hub, .group(7)]), "82 06 82 820250 aa*16 820307",
            "872d8a3cd29d5f4dda4c908310c5f833d28ad717e75b10570dc361a6ee5047ad"
        ),
    ]

    @Test("ADDR-1: a scope has one encoding, and the hash of realm and encoding for its id")
    func forms() throws {
        for (address, text, id) in Self.known {
            #expect(address.encoding == hex(text), "\(address)")
            #expect(try Address(encoding: hex(text)) == address)
            #expect(address.id(in: Self.realm).description == id, "\(address)")
            #expect(address.id(in: .all(0x12)).description != id)
        }
        #expect(Set(Self.known.map(\.address.kind)).count == Address.Kind.allCases.count)
    }

    @Test(
        "ADDR-1: anything else is refused, with the first reason that there is",
        arguments: [
            // The count at once, if no scope has it.
            ("80", .wrongCount), ("83 00 00 00", .wrongCount), ("83 09 00 00", .wrongCount),
            ("98 18 00*24", .wrongCount), ("83", .wrongCount), ("81", .truncated),
            ("82 02", .truncated), ("a1 00 00", .wrongType), ("00", .wrongType),
            // Then the kind, then the count if it does not fit that.
            ("81 07", .outOfRange), ("82 07 00", .outOfRange), ("81 20", .wrongType),
            ("81 40", .wrongType), ("82 18 ff 00", .outOfRange),
            ("82 00 00", .wrongCount), ("82 01 f7", .wrongCount), ("81 02", .wrongCount),
            ("81 03", .wrongCount), ("81 04", .wrongCount), ("81 05", .wrongCount),
            ("81 06", .wrongCount),
            // Then what it is about.
            ("82 02 4f aa*15", .wrongCount), ("82 02 00", .wrongType),
            ("82 03 1a 00010000", .outOfRange), ("82 03 20", .wrongType),
            ("82 03 41 07", .wrongType), ("82 04 50 bb*16", .wrongCount),
            ("82 05 50 00*16", .zeroID), ("82 05 51 cc*17", .wrongCount),
            ("81 00 00", .trailing), ("82 03 18 07", .notShortest),
        ] as [(String, WireError.Reason)])
    func refused(text: String, expected: WireError.Reason) {
        #expect(reason(Address.self, hex(text)) == expected, "\(text)")
    }

    @Test("ADDR-1: a group is named by any number below 2¹⁶")
    func groups() throws {
        #expect(try Address(encoding: hex("82 03 00")) == .group(0))
        #expect(try Address(encoding: hex("82 03 19 ffff")) == .group(65_535))
    }

    @Test(
        "ADDR-1: the members of an audience are 2 to 16 hubs, groups and agencies, in order",
        arguments: [
            ("82 06 80", .wrongCount), ("82 06 81 820301", .wrongCount),
            ("82 06 91", .wrongCount), ("82 06 98 18", .wrongCount), ("82 06 a0", .wrongType),
            ("82 06 90", .truncated), ("82 06 82 820302 820301", .unsorted),
            ("82 06 82 820301 820301", .repeated),
            ("82 06 82 820301 820250 aa*16", .unsorted),
            // The shorter encoding does not come first: the bytes decide.
            ("82 06 82 820301 82031818", nil),
            ("82 06 82 8100 820301", .outOfRange), ("82 06 82 8101 820301", .outOfRange),
            ("82 06 82 820301 820550 cc*16", .outOfRange),
            ("82 06 82 820301 820682 820301 820302", .outOfRange),
            ("82 06 82 820301 8107", .outOfRange), ("82 06 82 820301 8103", .wrongCount),
            ("82 06 82 820301 83030405", .wrongCount),
        ] as [(String, WireError.Reason?)])
    func members(text: String, expected: WireError.Reason?) {
        #expect(reason(Address.self, hex(text)) == expected, "\(text)")
    }

    @Test("ADDR-1: an audience has up to 16 members, and is the same however they are named")
    func audiences() throws {
        let groups = (1...17).map { Address.group(UInt16($0)) }
        let all = made(Address.audience(of: Array(groups.prefix(16).reversed())))
        #expect(try Address(encoding: all.encoding) == all)
        #expect(all.members == Array(groups.prefix(16)))
        #expect(Address.audience(of: groups) == nil)
        #expect(Address.audience(of: [Self.hub]) == nil)
        #expect(Address.audience(of: [Self.hub, Self.hub]) == nil)
        #expect(Address.audience(of: [Self.hub, .charter]) == nil)
        #expect(Address.audience(of: [Self.hub, .person(.all(1))]) == nil)
        #expect(Address.audience(of: [Self.hub, all]) == nil)
        #expect(
            Address.audience(of: [.group(7), Self.hub, .group(7)])
                == .audience([Self.hub, .group(7)]))
        #expect(reason(Address.self, hex("82 06 91") + groups.flatMap(\.encoding)) == .wrongCount)
    }
}

@Suite("Openings") struct OpeningTests {
    private static let opening = Opening(
        realm: .all(0x11), scope: .hub(.all(0xAA)), seat: .all(0x22), grant: .all(0x33),
        incarnation: .all(0x44))
    private static let items = Items([
        "5820 11*32", "820250 aa*16", "5820 22*32", "5820 33*32", "50 44*16",
    ])

    @Test("FEED-1: an opening has one encoding, whose short hash is the feed")
    func form() throws {
        #expect(Self.opening.encoding == Self.items.bytes)
        #expect(try Opening(encoding: Self.items.bytes) == Self.opening)
        #expect(Self.opening.feed.description == "0acda170fb41654012cb2878b5a3f319")
    }

    @Test("FEED-1: anything else is refused")
    func refused() {
        var replacements = wrongBytes(0, 32) + wrongBytes(2, 32) + wrongBytes(3, 32)
        replacements += wrongBytes(4, 16).filter { $0.reason != .truncated }
        replacements += [
            (4, "50 44*15", .truncated), (1, "83 00", .wrongCount), (1, "8107", .outOfRange),
        ]
        for (index, text, expected) in replacements where expected != .truncated || index == 4 {
            let bytes = Self.items.with(index, text)
            #expect(reason(Opening.self, bytes) == expected, "\(index): \(text)")
        }
        #expect(reason(Opening.self, hex("84") + Self.items.bytes.dropFirst()) == .wrongCount)
        #expect(reason(Opening.self, hex("86") + Self.items.bytes.dropFirst() + [0]) == .wrongCount)
        #expect(reason(Opening.self, Self.items.bytes + [0]) == .trailing)
        for count in Self.items.bytes.indices {
            let part = Array(Self.items.bytes[..<count])
            #expect(reason(Opening.self, part) == .truncated, "\(count)")
        }
    }

    @Test("FEED-1: every bit of an opening names another feed, if it is an opening at all")
    func flips() {
        var feeds: Set<FeedID> = [Self.opening.feed]
        var count = 1
        for bit in 0..<Self.items.bytes.count * 8 {
            var bytes = Self.items.bytes
            bytes[bit / 8] ^= 1 << UInt8(bit % 8)
            guard let other = try? Opening(encoding: bytes) else { continue }
            feeds.insert(other.feed)
            count += 1
        }
        #expect(feeds.count == count)
        #expect(count > 1_000)
    }

    @Test("FEED-2: a new grant, or a new incarnation, is a new feed")
    func anew() {
        let old = Self.opening
        let others = [
            Opening(
                realm: old.realm, scope: old.scope, seat: old.seat, grant: .all(0x34),
                incarnation: old.incarnation),
            Opening(
                realm: old.realm, scope: old.scope, seat: old.seat, grant: old.grant,
                incarnation: .all(0x45)),
        ]
        #expect(Set(others.map(\.feed) + [old.feed]).count == 3)
    }

    @Test("FEED-2: whose feed is forked goes on in a new one, of the same seat and grant")
    func goesOn() {
        let realm = ScriptedRealm(roots: 3, k: 2)
        let officer = realm.officer(.admin)
        let twin = officer.twin(after: 1)
        officer.write(.schema(.init(1, .all(1))))
        realm.take(.bundle(twin.draft([.schema(.init(1, .all(2)))]).bytes))
        let next = realm.writer(officer.seat, under: officer.opening.grant)
        next.write(realm.seatAct().act)
        #expect(next.feed != officer.feed)
        #expect(realm.charter.counting(of: next.feed).count == 2)
    }
}
