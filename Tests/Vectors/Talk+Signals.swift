import Bundles
import Gossip
import Identity
import Lattice
import Wire

/// What devices say to all who are near, before it is sealed.
extension TalkVectors {
    private static let run = "50" + VectorFile.run("a1", 16)
    private static let root = "50" + VectorFile.run("b2", 16)
    private static let feed = "50" + VectorFile.run("51", 16)
    private static let zero = "50" + VectorFile.run("00", 16)
    private static let lastText = "1b 000000ffffffffff"

    private mutating func shout(
        _ name: String, _ serial: UInt64, _ content: Signal.Content, _ text: String
    ) throws {
        let (bytes, signal) = (bytes(text), Signal(Cast.id(0xA1), serial, content))
        try expect(signal.encoding == bytes, name, "is \(hexadecimal(signal.encoding))")
        try expect(try Signal(encoding: bytes) == signal, name, "came back otherwise")
        accept("signal", name, [("bytes", JSON(hex: bytes)), ("meaning", JSON(signal))])
    }

    private mutating func hint(_ name: String, _ hints: Hints, _ text: String) throws {
        let bytes = bytes(text)
        try expect(hints.encoding == bytes, name, "is \(hexadecimal(hints.encoding))")
        try expect(try Hints(encoding: bytes) == hints, name, "came back otherwise")
        let all = JSON.list(hints.all) {
            [JSON($0.feed), JSON($0.number.value), .bool($0.isForked)]
        }
        accept("hints", name, [("bytes", JSON(hex: bytes)), ("hints", all)])
    }

    mutating func signals() throws {
        try beacons()
        try newsAndAsks()
        try passedOver()
        try hint("none", Hints([]), "80")
        let one = Hints.Hint(feed: Cast.id(0x51), number: .first, isForked: false)
        let other = Hints.Hint(feed: Cast.id(0x51), number: Self.last, isForked: true)
        try hint(
            "of one feed twice", Hints([other, one]),
            "82 83 \(Self.feed) \(Self.lastText) f5 83 \(Self.feed) 00 f4")
        try hint(
            "as many as there can be", Hints(Array(repeating: one, count: 8)),
            "88" + String(repeating: "83 \(Self.feed) 00 f4", count: 8))
        for (name, reason, text) in Self.wrongSignals + Self.wrongAsks {
            try refuse("signal", name, reason, bytes(text)) { bytes throws(WireError) in
                _ = try Signal(encoding: bytes)
            }
        }
        for (name, reason, text) in Self.wrongHints {
            try refuse("hints", name, reason, bytes(text)) { bytes throws(WireError) in
                _ = try Hints(encoding: bytes)
            }
        }
    }

    private mutating func beacons() throws {
        let wall = WallTime(milliseconds: (1 << 47) - 1)
        try shout(
            "a beacon of nobody who holds anything", 0,
            .beacon(.init(port: 0, root: .zero, wall: WallTime(milliseconds: 0))),
            "8a 00 01 \(Self.run) 00 00 \(Self.zero) 00 f4 f4 40")
        try shout(
            "a beacon of the highest numbers", NearLimits.serial,
            .beacon(
                .init(
                    port: 65_535, root: Cast.id(0xB2), wall: wall, isAsking: true, isBusy: true,
                    aside: [1, 2, 3])),
            "8a 00 01 \(Self.run) 1b 7fffffffffffffff 19 ffff \(Self.root)"
                + "1b 00007fffffffffff f5 f5 43 010203")
        let aside = [UInt8](repeating: 7, count: NearLimits.signal - 46)
        try shout(
            "a beacon as long as a signal can be", 1,
            .beacon(
                .init(
                    port: 1, root: Cast.id(0xB2), wall: WallTime(milliseconds: 1), aside: aside)),
            "8a 00 01 \(Self.run) 01 01 \(Self.root) 01 f4 f4 59"
                + hexadecimal([UInt8(aside.count >> 8), UInt8(aside.count & 255)])
                + VectorFile.run("07", aside.count))
    }

    private mutating func newsAndAsks() throws {
        try shout("news", 1, .news([[9], [7, 7]]), "85 01 01 \(Self.run) 01 82 41 09 42 0707")
        try shout(
            "news of sixteen", 1, .news(Array(repeating: [9], count: 16)),
            "85 01 01 \(Self.run) 01 90" + String(repeating: "41 09", count: 16))
        let most = NearLimits.signal - 25
        try shout(
            "news as long as a signal can be", 1, .news([[UInt8](repeating: 9, count: most)]),
            "85 01 01 \(Self.run) 01 81 59 "
                + hexadecimal([UInt8(most >> 8), UInt8(most & 255)]) + VectorFile.run("09", most))
        let one = Signal.Ask(feed: Cast.id(0x51), from: .first, to: .first)
        let all = Signal.Ask(feed: Cast.id(0x51), from: .first, to: Self.last)
        try shout(
            "asks", 24, .ask([one, all]),
            "85 02 01 \(Self.run) 1818 82 83 \(Self.feed) 00 00 83 \(Self.feed) 00 \(Self.lastText)"
        )
        try shout(
            "sixteen asks", 1, .ask(Array(repeating: one, count: 16)),
            "85 02 01 \(Self.run) 01 90" + String(repeating: "83 \(Self.feed) 00 00", count: 16))
    }

    private mutating func passedOver() throws {
        let all: [(String, UInt64, String)] = [
            ("a signal of a later version", 0, "84 00 02 00 00"),
            ("a signal of version 0", 1, "85 01 00 \(Self.run) 01 80"),
            ("a signal of a later number", 3, "85 03 01 f6 20 a0"),
            ("a signal of the last number", .max, "84 1b ffffffffffffffff 01 f6 f6"),
        ]
        for (name, number, text) in all {
            let bytes = bytes(text)
            let signal = try Signal(encoding: bytes)
            try expect(signal.content == .later(number), name, "is taken for another")
            accept("signal", name, [("bytes", JSON(hex: bytes)), ("meaning", JSON(signal))])
        }
    }

    private typealias Rows = [(String, WireError.Reason, String)]
    private static let beacon = "8a 00 01 \(run) 01"

    private static let wrongSignals: Rows = [
        ("nothing", .truncated, ""), ("no array", .wrongType, "a0"),
        ("an array of three", .wrongCount, "83 00 01 f6"),
        ("a number that is negative", .wrongType, "84 20 01 00 00"),
        ("a version that is none", .wrongType, "84 00 f6 00 00"),
        ("a later one, cut off", .truncated, "84 03 01 00"),
        ("a later one with what is no item", .unsupported, "84 03 01 00 c0"),
        ("something after it", .trailing, "\(beacon) 00 \(root) 00 f4 f4 40 00"),
        ("something after a later one", .trailing, "84 00 02 00 00 00"),
        (
            "one byte too many", .tooLong,
            "85 01 01 \(run) 01 81 59 0470" + VectorFile.run("09", 1_136)
        ),
        ("one byte too many of nothing", .tooLong, VectorFile.run("ff", 1_161)),
        ("a beacon without hints", .wrongCount, "89 00 01 \(run) 01 00 \(root) 00 f4 f4"),
        ("a beacon and more", .wrongCount, "8b 00 01 \(run) 01 00 \(root) 00 f4 f4 40 00"),
        ("a beacon of half a run", .wrongCount, "8a 00 01 48 0000000000000000 01"),
        (
            "a beacon of a serial that is too high", .outOfRange,
            "8a 00 01 \(run) 1b 8000000000000000 00 \(root) 00 f4 f4 40"
        ),
        (
            "a beacon of the highest serial and more", .outOfRange,
            "8a 00 01 \(run) 1b ffffffffffffffff 00 \(root) 00 f4 f4 40"
        ),
        ("a beacon of a negative serial", .wrongType, "8a 00 01 \(run) 20"),
        ("a beacon with port 65,536", .outOfRange, "\(beacon) 1a 00010000"),
        ("a beacon of half a root", .wrongCount, "\(beacon) 00 48 0000000000000000"),
        (
            "a beacon beyond all clocks", .outOfRange,
            "\(beacon) 00 \(root) 1b 0000800000000000 f4 f4 40"
        ),
        ("a beacon that asks 1", .wrongType, "\(beacon) 00 \(root) 00 01 f4 40"),
        ("a beacon that is busy null", .wrongType, "\(beacon) 00 \(root) 00 f4 f6 40"),
        ("a beacon with hints that are none", .wrongType, "\(beacon) 00 \(root) 00 f4 f4 80"),
        (
            "a beacon with hints that are not there", .truncated,
            "\(beacon) 00 \(root) 00 f4 f4 59 0488"
        ),
        ("a beacon with 1,161 bytes of hints", .tooLong, "\(beacon) 00 \(root) 00 f4 f4 59 0489"),
    ]

    private static let news = "85 01 01 \(run) 01"
    private static let asks = "85 02 01 \(run) 01"

    private static let wrongAsks: Rows = [
        ("no news", .empty, "\(news) 80"), ("news that are none", .wrongType, "\(news) 41 09"),
        ("news of seventeen", .tooLong, "\(news) 91" + String(repeating: "41 09", count: 17)),
        ("news of sixteen that are not there", .truncated, "\(news) 90 41 09"),
        ("news of no bytes", .wrongCount, "\(news) 81 40"),
        ("news of 1,161 bytes", .tooLong, "\(news) 81 59 0489"),
        ("news and more", .wrongCount, "86 01 01 \(run) 01 81 41 09 00"),
        ("nothing asked", .empty, "\(asks) 80"),
        ("seventeen asks", .tooLong, "\(asks) 91"),
        ("an ask of a feed alone", .wrongCount, "\(asks) 81 81 \(feed)"),
        ("an ask and more", .wrongCount, "\(asks) 81 84 \(feed) 00 00 00"),
        ("an ask of nobody's feed", .zeroID, "\(asks) 81 83 \(zero) 00 00"),
        ("an ask from too high on", .outOfRange, "\(asks) 81 83 \(feed) 1b 0000010000000000 00"),
        ("an ask up to too high", .outOfRange, "\(asks) 81 83 \(feed) 00 1b 0000010000000000"),
        ("an ask that goes down", .unsorted, "\(asks) 81 83 \(feed) 02 01"),
    ]

    private static let wrongHints: Rows = [
        ("nothing", .truncated, ""), ("no array", .wrongType, "40"),
        ("nine", .tooLong, "89" + String(repeating: "83 \(feed) 00 f4", count: 9)),
        ("eight that are not there", .truncated, "88 83 \(feed) 00 f4"),
        ("of a feed alone", .wrongCount, "81 81 \(feed)"),
        ("of a feed and more", .wrongCount, "81 84 \(feed) 00 f4 00"),
        ("of nobody's feed", .zeroID, "81 83 \(zero) 00 f4"),
        ("of a feed that ends too high", .outOfRange, "81 83 \(feed) 1b 0000010000000000 f4"),
        ("of a feed that is forked 0", .wrongType, "81 83 \(feed) 00 00"),
        ("something after them", .trailing, "80 00"),
    ]
}

extension JSON {
    /// What a signal says, by the names of the page on sync.
    fileprivate init(_ signal: Signal) {
        var members: [(String, JSON)] = [
            ("run", JSON(signal.run)), ("serial", JSON(signal.serial)),
        ]
        switch signal.content {
        case .beacon(let beacon):
            members.insert(("signal", "beacon"), at: 0)
            members += [
                ("port", JSON(UInt64(beacon.port))), ("root", JSON(beacon.root)),
                ("wall", JSON(beacon.wall.milliseconds)), ("asking", .bool(beacon.isAsking)),
                ("busy", .bool(beacon.isBusy)), ("hints", JSON(hex: beacon.aside)),
            ]
        case .news(let bundles):
            members.insert(("signal", "news"), at: 0)
            members.append(("news", Self.list(bundles) { JSON(hex: $0) }))
        case .ask(let asks):
            members.insert(("signal", "ask"), at: 0)
            let all = Self.list(asks) {
                [JSON($0.feed), JSON($0.from.value), JSON($0.to.value)]
            }
            members.append(("asks", all))
        case .later(let number): members = [("signal", "later"), ("number", JSON(number))]
        }
        self = .object(members)
    }
}
