import Bundles
import Charter
import Gossip
import Lattice
import Seal
import Wire

/// What somebody holds, and nothing more.
private struct Shelf: Library {
    let all: [Holding]

    func holdings(of tier: Tier) -> [Holding] { all.filter { $0.tier == tier } }
    func holding(_ sort: Sort, _ name: HoldingName) -> Holding? { nil }
    func hash(of feed: FeedID, at number: BundleNumber) -> BundleHash? { nil }
    func things(_ sort: Sort, _ names: [HoldingName]) -> [[UInt8]] { [] }

    func bundles(
        of feed: FeedID, from number: BundleNumber, most: Int
    ) -> [(number: BundleNumber, bytes: [UInt8])] { [] }
}

/// Tags and sums, as they come out of conversations: nothing else is asked for them.
extension TalkVectors {
    private static let salts: [HoldingSalt] = [.zero, Cast.id(0xA5)]

    private static func feed(_ byte: UInt8, _ tier: Tier, _ ends: [Tip]) -> Holding {
        Holding(Cast.id(byte), tier, ends: ends, trunk: ends.first?.number)
    }

    private static func tip(_ number: UInt64, _ byte: UInt8) -> Tip {
        Tip(Cast.number(number), Cast.hash(byte))
    }

    private static let states: (keys: [UInt8], number: [UInt8]) = (
        bytes(VectorFile.run("41", 32) + VectorFile.run("42", 32)), bytes("0000000000000105")
    )

    /// One of everything.
    private static let things: [(name: String, holding: Holding)] = [
        ("a root record", Holding(.root, .authority, Cast.id(0x11), state: states.keys)),
        ("a root record of nobody", Holding(.root, .authority, Cast.id(0x15))),
        ("a fork proof", Holding(.proof, .authority, Cast.id(0x12), state: states.number)),
        ("a feed of the charter", feed(0x13, .authority, [tip(0, 7)])),
        ("a feed of which nothing is there", feed(0x13, .records, [])),
        ("a feed", feed(0x13, .records, [tip((1 << 40) - 1, 0xFF)])),
        ("a forked feed", feed(0x13, .records, [tip(5, 7), tip(5, 8), tip(6, 1)])),
        ("an envelope", Holding(.envelope, .keys, Cast.id(0x14))),
        ("a schema", Holding(.schema, .keys, Cast.id(0x14))),
    ]

    /// What is answered to sums that are all zero: the tags of all buckets in which there is more.
    private static func tags(
        _ shelf: Shelf, _ salt: HoldingSalt, _ sums: [Tier: [UInt64]], _ name: String
    ) throws -> [Tier: [Int: [HoldingTag]]] {
        var shelf = shelf
        var talk = Conversation(asAsker: false, with: .welcome)
        var outputs: [Conversation.Output] = []
        talk.start(&shelf, salt: .zero, at: wall(0), into: &outputs)
        try talk.hear(Said.greeting(wall: wall(0)).encoding, &shelf, into: &outputs)
        try talk.hear(Said.summary(salt, sums).encoding, &shelf, into: &outputs)
        var found: [Tier: [Int: [HoldingTag]]] = [:]
        for case .say(let bytes) in outputs {
            guard case .tags(let tier, let buckets, _) = try Said(encoding: bytes) else { continue }
            found[tier] = buckets
        }
        try expect(found.count == Tier.allCases.count, name, "nothing is answered")
        return found
    }

    mutating func tags() throws {
        for (name, holding) in Self.things {
            for (place, salt) in Self.salts.enumerated() {
                let sums = Dictionary(uniqueKeysWithValues: Tier.allCases.map { ($0, [UInt64(0)]) })
                let found = try Self.tags(Shelf(all: [holding]), salt, sums, name)
                guard let tag = found[holding.tier]?[0]?.first else {
                    throw Disagreement(description: "\(name): no tag")
                }
                var members: [(String, JSON)] = [
                    ("salt", JSON(salt)), ("sort", JSON(holding.sort.rawValue)),
                    ("thing", JSON(holding.name)), ("state", JSON(hex: holding.state)),
                ]
                if holding.sort == .feed { members.append(("ends", Self.ends(of: holding))) }
                accept(
                    "tag", "\(name), salt \(place + 1)", members + [("tag", JSON(tag.value))])
            }
        }
    }

    private static func ends(of holding: Holding) -> JSON {
        let count = holding.state.count / 40
        return JSON.list(Array(0..<count)) { place in
            let end = holding.state[40 * place..<40 * place + 40]
            let number = end.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return [JSON(number), JSON(hex: end.suffix(32))]
        }
    }

    mutating func shelves() throws {
        let forty = (1...40).map { number in
            Self.feed(UInt8(number), .records, [Self.tip(UInt64(number), UInt8(number))])
        }
        let authority = Self.things.map(\.holding).filter { $0.tier == .authority }
        let keys = Self.things.map(\.holding).filter { $0.tier == .keys }
        let all: [(String, Tier, [Holding])] = [
            ("forty feeds", .records, forty), ("authority", .authority, authority),
            ("keys", .keys, keys), ("nothing", .records, []),
        ]
        for (name, tier, holdings) in all {
            for bits in [0, 1, 3, 12] where bits == 0 || holdings.count > 10 || bits == 1 {
                try shelf("\(name), in \(1 << bits)", tier, holdings, bits)
            }
        }
    }

    private mutating func shelf(
        _ name: String, _ tier: Tier, _ holdings: [Holding], _ bits: Int
    ) throws {
        let (salt, shelf) = (Self.salts[1], Shelf(all: holdings))
        var sums = Dictionary(uniqueKeysWithValues: Tier.allCases.map { ($0, [UInt64(0)]) })
        sums[tier] = Array(repeating: 0, count: 1 << bits)
        let buckets = try Self.tags(shelf, salt, sums, name)[tier] ?? [:]
        for (bucket, tags) in buckets {
            sums[tier]?[bucket] = tags.reduce(0) { ($0 + $1.value) & 0xFFFF_FFFF }
        }
        // Whoever says the same sums is answered with nothing.
        let again = try Self.tags(shelf, salt, sums, name)
        try expect(again[tier]?.isEmpty == true, name, "the sums are others")
        let sorted = buckets.sorted { $0.key < $1.key }
        accept(
            "shelf", name,
            [
                ("salt", JSON(salt)), ("bits", JSON(bits)),
                (
                    "things",
                    JSON.list(holdings) {
                        [JSON($0.sort.rawValue), JSON($0.name), JSON(hex: $0.state)]
                    }
                ), ("buckets", JSON.list(sorted) { [JSON($0.key), JSON($0.value)] }),
                (
                    "sums",
                    JSON.list((sums[tier] ?? []).enumerated().filter { $0.element > 0 }) {
                        [JSON($0.offset), JSON($0.element)]
                    }
                ),
            ])
    }
}
