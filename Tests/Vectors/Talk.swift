import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Seal
import Wire

/// What two devices say to each other, and the tags of what they hold.
extension VectorFile {
    static func talk() throws -> VectorFile {
        var file = TalkVectors()
        try file.messages()
        try file.later()
        try file.tags()
        try file.shelves()
        try file.statements()
        try file.refusals()
        try file.signals()
        return VectorFile(name: "talk", accepted: file.accepted, refused: file.refused)
    }
}

/// The entries of talk.json, one after the other.
struct TalkVectors {
    typealias Said = Gossip.Message

    private(set) var accepted: [Vector] = []
    private(set) var refused: [Vector] = []

    mutating func accept(_ type: String, _ name: String, _ members: [(String, JSON)]) {
        accepted.append(Vector("\(type): \(name)", [("type", .text(type))] + members))
    }

    /// A message that is written as these bytes, and read from them.
    mutating func say(_ name: String, _ said: Said, _ text: String) throws {
        let bytes = bytes(text)
        try expect(said.encoding == bytes, name, "is \(hexadecimal(said.encoding))")
        try expect(try Said(encoding: bytes) == said, name, "came back otherwise")
        accept("said", name, [("bytes", JSON(hex: bytes)), ("meaning", JSON(said))])
    }

    /// A message of a number that is not known.
    mutating func passOver(_ name: String, _ number: UInt64, _ text: String) throws {
        let bytes = bytes(text)
        try expect(try Said(encoding: bytes) == .later(number), name, "is taken for another")
        accept("said", name, [("bytes", JSON(hex: bytes)), ("meaning", JSON(Said.later(number)))])
    }

    mutating func refuse(_ name: String, _ reason: WireError.Reason, _ bytes: [UInt8]) throws {
        try refuse("said", name, reason, bytes) { bytes throws(WireError) in
            _ = try Said(encoding: bytes)
        }
    }

    mutating func refuse(
        _ type: String, _ name: String, _ reason: WireError.Reason, _ bytes: [UInt8],
        _ read: ([UInt8]) throws(WireError) -> Void
    ) throws {
        try expectRefusal("\(type): \(name)", reason) { () throws(WireError) in try read(bytes) }
        refused.append(
            Vector(
                "\(type): \(name)",
                [
                    ("type", .text(type)), ("bytes", JSON(hex: bytes)),
                    ("reason", .text(reason.rawValue)),
                ]))
    }

    mutating func messages() throws {
        try comparing()
        try differing()
        try giving()
    }

    private mutating func comparing() throws {
        try say("a greeting at the beginning of time", .greeting(wall: Self.wall(0)), "83 00 01 00")
        try say(
            "a greeting at the end of time", .greeting(wall: Self.wall((1 << 47) - 1)),
            "83 00 01 1b 00007fffffffffff")
        try say(
            "a summary of nothing",
            .summary(.zero, [.authority: [0], .keys: [0], .records: [0]]),
            "85 01 50 \(VectorFile.run("00", 16)) 44 00000000 44 00000000 44 00000000")
        try say(
            "a summary",
            .summary(Cast.id(0xA5), [.authority: [1], .keys: [2, 3], .records: many]),
            "85 01 50 \(VectorFile.run("a5", 16)) 44 00000001 48 00000002 00000003"
                + "50 ffffffff 00000000 80000000 00000001")
        let most = [UInt64](repeating: 0, count: 4_096)
        try say(
            "a summary of as many buckets as there can be",
            .summary(Cast.id(0xA5), [.authority: [0], .keys: [0], .records: most]),
            "85 01 50 \(VectorFile.run("a5", 16)) 44 00000000 44 00000000"
                + "59 4000" + VectorFile.run("00", 16_384))
        try say("no tags", .tags(.authority, [:], isLast: true), "84 02 00 80 f5")
        try say(
            "tags", .tags(.records, [0: Self.tags(1, 1 << 31), 300: []], isLast: false),
            "84 02 02 82 82 00 48 00000001 80000000 82 19012c 40 f4")
        try say(
            "tags of the last bucket", .tags(.keys, [4_095: Self.tags(0xFFFF_FFFF)], isLast: true),
            "84 02 01 81 82 190fff 44 ffffffff f5")
    }

    private var many: [UInt64] { [0xFFFF_FFFF, 0, 1 << 31, 1] }

    private mutating func differing() throws {
        let name = VectorFile.run("51", 16)
        let forked = Said.Thing.Line(end: .first, tag: HoldingTag(0), isForked: true)
        let line = Said.Thing.Line(end: Self.last, tag: HoldingTag(0x1234_5678), isForked: false)
        try say(
            "no differences", .differences(.records, [], unknown: [], isLast: true),
            "85 03 02 80 40 f5")
        try say(
            "differences of every sort",
            .differences(
                .authority,
                [Sort.root, .proof, .envelope, .schema].map { Self.thing($0) } + [
                    Self.thing(.feed, forked), Self.thing(.feed, line),
                ], unknown: Self.tags(0, 7), isLast: false),
            "85 03 00 86 82 00 50\(name) 82 01 50\(name) 82 03 50\(name) 82 04 50\(name)"
                + "85 02 50\(name) 00 44 00000000 f5"
                + "85 02 50\(name) 1b 000000ffffffffff 44 12345678 f4"
                + "48 00000000 00000007 f4")
        try say("no wants", .wants(.keys, [], isLast: true), "84 04 01 80 f5")
        try say(
            "wants of every sort",
            .wants(
                .authority,
                [Sort.root, .proof, .envelope, .schema].map { Self.want($0) } + [
                    Self.want(.feed, .first), Self.want(.feed, Self.last),
                ], isLast: false),
            "84 04 00 86 82 00 50\(name) 82 01 50\(name) 82 03 50\(name) 82 04 50\(name)"
                + "83 02 50\(name) 00 83 02 50\(name) 1b 000000ffffffffff f4")
        try say(
            "what is fresh of every sort",
            .fresh(
                .records,
                [Sort.root, .proof, .envelope, .schema].map { Self.want($0) } + [
                    Self.want(.feed, .first), Self.want(.feed, Self.last),
                ]),
            "83 10 02 86 82 00 50\(name) 82 01 50\(name) 82 03 50\(name) 82 04 50\(name)"
                + "83 02 50\(name) 00 83 02 50\(name) 1b 000000ffffffffff")
    }

    private mutating func giving() throws {
        for (place, sort) in Sort.allCases.enumerated() {
            try say(
                "goods of sort \(place)", .goods(sort, [[7], [1, 2, 3]]),
                "83 05 0\(place) 82 41 07 43 010203")
        }
        try say(
            "goods of nothing but zeros", .goods(.feed, [[UInt8](repeating: 0, count: 300)]),
            "83 05 02 81 59 012c" + VectorFile.run("00", 300))
        try say("a part", .part(.feed, of: 64_001, [9]), "84 06 02 19 fa01 41 09")
        try say(
            "a part of the longest", .part(.schema, of: 1_310_720, [9, 9]),
            "84 06 04 1a 00140000 42 0909")
        try say("the least credit", .credit(1), "82 07 01")
        try say("the most credit", .credit(1 << 32), "82 07 1b 0000000100000000")
        try say(
            "what is stored",
            .stored([
                .init(feed: Cast.id(0x52), number: Self.last),
                .init(feed: Cast.id(0x51), number: .first),
            ]),
            "82 08 82 82 50\(VectorFile.run("52", 16)) 1b 000000ffffffffff"
                + "82 50\(VectorFile.run("51", 16)) 00")
        for (place, tier) in Tier.allCases.enumerated() {
            try say("tier \(place) is over", .over(tier), "82 09 0\(place)")
        }
        let name = VectorFile.run("52", 16)
        try say(
            "room for everything", .room(.init(carried: 0, quota: 1 << 53, isFull: false)),
            "84 0d 00 1b 0020000000000000 f4")
        try say(
            "no room", .room(.init(carried: 1_000, quota: 1_024, isFull: true)),
            "84 0d 1903e8 190400 f5")
        try say("a root", .root(Cast.id(0x52)), "82 0a 50\(name)")
        try say("the root of nothing", .root(.zero), "82 0a 50" + VectorFile.run("00", 16))
        try say(
            "what of mine is there?", .inquiry(DeviceKey(Cast.hash(3))),
            "82 0b 5820" + VectorFile.run("03", 32))
        try say("nothing of yours", .tips([]), "82 0c 80")
        try say(
            "the ends of two feeds",
            .tips([
                .init(feed: Cast.id(0x52), tip: Tip(.first, Cast.hash(4))),
                .init(feed: Cast.id(0x51), tip: Tip(Self.last, Cast.hash(5))),
            ]),
            "82 0c 82 83 50\(name) 00 5820" + VectorFile.run("04", 32)
                + "83 50\(VectorFile.run("51", 16)) 1b 000000ffffffffff 5820"
                + VectorFile.run("05", 32))
    }

    mutating func later() throws {
        try passOver("a message of a later version", 99, "81 1863")
        try passOver("a message of a far later version", .max, "81 1b ffffffffffffffff")
        try passOver("a later message of all there is", 100, "88 1864 00 20 41ff 6161 a101f4 f5 f6")
        try passOver(
            "a later message, sixteen deep", 99, "82 1863" + VectorFile.run("81", 14) + "80")
    }

    static func wall(_ milliseconds: Int64) -> WallTime { WallTime(milliseconds: milliseconds) }
    static func tags(_ values: UInt64...) -> [HoldingTag] { values.map { HoldingTag($0) } }
    static let last = Cast.number((1 << 40) - 1)

    private static func thing(_ sort: Sort, _ line: Said.Thing.Line? = nil) -> Said.Thing {
        Said.Thing(sort: sort, name: Cast.id(0x51), line: line)
    }

    private static func want(_ sort: Sort, _ from: BundleNumber? = nil) -> Said.Want {
        Said.Want(sort: sort, name: Cast.id(0x51), from: from)
    }
}

extension JSON {
    /// What a message says, by the names of the page on sync.
    fileprivate init(_ said: Gossip.Message) {
        let (name, members) = Self.members(of: said)
        self = .object([("message", .text(name))] + members)
    }

    private static func members(of said: Gossip.Message) -> (String, [(String, JSON)]) {
        switch said {
        case .greeting(let wall):
            ("greeting", [("version", JSON(1)), ("wall", JSON(wall.milliseconds))])
        case .summary(let salt, let sums):
            (
                "summary",
                [
                    ("salt", JSON(salt)),
                    ("sums", list(Tier.allCases) { list(sums[$0] ?? []) { JSON($0) } }),
                ]
            )
        case .tags(let tier, let buckets, let isLast):
            (
                "tags",
                [
                    ("tier", JSON(tier.rawValue)),
                    (
                        "buckets",
                        list(buckets.sorted { $0.key < $1.key }) { [JSON($0.key), JSON($0.value)] }
                    ), ("last", .bool(isLast)),
                ]
            )
        case .differences(let tier, let things, let unknown, let isLast):
            (
                "differences",
                [
                    ("tier", JSON(tier.rawValue)), ("things", list(things) { JSON($0) }),
                    ("tags", JSON(unknown)), ("last", .bool(isLast)),
                ]
            )
        case .wants(let tier, let wants, let isLast):
            (
                "wants",
                [
                    ("tier", JSON(tier.rawValue)), ("wants", list(wants) { JSON($0) }),
                    ("last", .bool(isLast)),
                ]
            )
        case .goods(let sort, let all):
            ("goods", [("sort", JSON(sort.rawValue)), ("goods", list(all) { JSON(hex: $0) })])
        case .part(let sort, let whole, let bytes):
            (
                "part",
                [("sort", JSON(sort.rawValue)), ("whole", JSON(whole)), ("part", JSON(hex: bytes))]
            )
        case .credit(let bytes): ("credit", [("bytes", JSON(bytes))])
        case .stored(let all):
            ("stored", [("stored", list(all) { [JSON($0.feed), JSON($0.number.value)] })])
        case .over(let tier): ("over", [("tier", JSON(tier.rawValue))])
        case .root(let root): ("root", [("root", JSON(root))])
        case .inquiry(let device): ("inquiry", [("device", JSON(device.bytes))])
        case .room(let room): ("room", members(of: room))
        case .versions(let all):
            ("versions", [("versions", list(all) { [JSON($0.device.bytes), JSON($0.time.word)] })])
        case .statements(let all): ("statements", [("statements", list(all) { JSON($0) })])
        case .fresh(let tier, let all):
            ("fresh", [("tier", JSON(tier.rawValue)), ("fresh", list(all) { JSON($0) })])
        case .tips(let all): ("tips", [("tips", list(all) { members(of: $0) })])
        case .later(let number): ("later", [("number", JSON(number))])
        }
    }

    private init(_ statement: Statement) {
        self = [
            JSON(statement.device.bytes), JSON(statement.seat), JSON(statement.time.word),
            .bool(statement.isWhole),
            Self.list(statement.feeds) { [JSON($0.feed), JSON($0.number.value)] },
            JSON(statement.signature),
        ]
    }

    private static func members(of end: Gossip.Message.End) -> JSON {
        [JSON(end.feed), JSON(end.tip.number.value), JSON(end.tip.hash)]
    }

    private static func members(of room: Gossip.Message.Room) -> [(String, JSON)] {
        [
            ("carried", JSON(room.carried)), ("quota", JSON(room.quota)),
            ("full", JSON(booleanLiteral: room.isFull)),
        ]
    }

    static func list<Element>(_ elements: [Element], _ json: (Element) -> JSON) -> JSON {
        .array(elements.map(json))
    }

    init(_ tags: [HoldingTag]) { self = Self.list(tags) { JSON($0.value) } }

    private init(_ thing: Gossip.Message.Thing) {
        var items = [JSON(thing.sort.rawValue), JSON(thing.name)]
        if let line = thing.line {
            items += [JSON(line.end.value), JSON(line.tag.value), .bool(line.isForked)]
        }
        self = .array(items)
    }

    private init(_ want: Gossip.Message.Want) {
        var items = [JSON(want.sort.rawValue), JSON(want.name)]
        if let from = want.from { items.append(JSON(from.value)) }
        self = .array(items)
    }
}
