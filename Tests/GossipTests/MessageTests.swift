import Charter
import Gossip
import Lattice
import Simulation
import TestSupport
import Testing
import Wire

/// What two say to each other, byte by byte.
@Suite("Messages between two") struct MessageTests {
    private typealias Said = Gossip.Message

    private var samples: [Said] {
        let name = HoldingName(high: 1, low: 2)
        let line = Said.Thing.Line(end: Pile.number(7), tag: HoldingTag(9), isForked: true)
        return [
            .greeting(wall: WallTime(milliseconds: 5)),
            .summary(
                HoldingSalt(high: 1, low: 1), [.authority: [0], .keys: [1, 2], .records: [3]]),
            .tags(.records, [:], isLast: true),
            .tags(.keys, [0: [HoldingTag(1), HoldingTag(2)], 4_095: []], isLast: false),
            .differences(
                .authority,
                [
                    .init(sort: .root, name: name, line: nil),
                    .init(sort: .feed, name: name, line: line),
                ], unknown: [HoldingTag(5)], isLast: true),
            .wants(
                .records,
                [
                    .init(sort: .envelope, name: name, from: nil),
                    .init(sort: .feed, name: name, from: Pile.number(3)),
                ], isLast: false),
            .goods(.feed, [[1], [2, 3]]), .part(.schema, of: 64_001, [1, 2]), .credit(9),
            .stored([.init(feed: .ann, number: Pile.number(2))]), .over(.keys),
            .fresh(
                .records,
                [
                    .init(sort: .envelope, name: name, from: nil),
                    .init(sort: .feed, name: name, from: Pile.number(3)),
                ]),
        ]
    }

    @Test("TALK-1: every message is read as it was written")
    func roundTrip() throws {
        for message in samples {
            let read = try Said(encoding: message.encoding)
            #expect(read == message)
        }
    }

    @Test("TALK-1: bytes that are none are refused, whatever they are", arguments: Effort.seeds(60))
    func broken(seed: UInt64) {
        var random = SeededRandom(seed: seed)
        for message in samples {
            var bytes = message.encoding
            for _ in 0...random.below(3) {
                let place = random.below(bytes.count)
                switch random.below(3) {
                case 0: bytes[place] ^= UInt8(1 << random.below(8))
                case 1: bytes.remove(at: place)
                default: bytes.insert(UInt8(random.below(256)), at: place)
                }
                if bytes.isEmpty { bytes = [0] }
            }
            // What is read after all is the one encoding of what it says.
            guard let read = try? Said(encoding: bytes) else { continue }
            if case .later = read { continue }
            #expect(read.encoding == bytes)
        }
    }

    @Test(
        "TALK-1: what breaks a bound, an order or a form is refused",
        arguments: [
            ("83 00 02 05", "another version"), ("82 00 01", "a greeting without a clock"),
            ("84 01 50 00000000000000000000000000000000 44 00000000 44 00000000", "no sums"),
            ("84 02 03 80 f5", "no such tier"),
            ("84 02 00 82 82 01 40 82 01 40 f5", "a bucket twice"),
            ("84 02 00 82 82 02 40 82 01 40 f5", "buckets out of order"),
            ("84 02 00 81 82 191000 40 f5", "no such bucket"),
            ("84 02 00 81 82 00 48 0000000200000001 f5", "tags out of order"),
            ("84 02 00 81 82 00 45 0000000100 f5", "half a tag"), ("83 05 02 80", "no goods"),
            ("83 05 05 81 41 00", "no such sort"), ("83 05 02 81 40", "nothing"),
            ("82 07 00", "no credit"), ("82 08 80", "nothing stored"), ("82 09 03", "no such tier"),
            ("84 06 02 19fa00 41 00", "a part of little"), ("80", "nothing at all"),
            (
                "84 04 02 81 83 02 50 00000000000000000000000000000000 00 f5",
                "a feed without a name"
            ),
        ])
    func refused(bytes: String, what: String) {
        #expect(throws: WireError.self, "\(what)") { try Said(encoding: hex(bytes)) }
    }

    @Test(
        "TALK-1: of a string its length is judged before it is asked whether its bytes are there",
        arguments: [
            ("84 02 00 81 82 00 45 00", "half a tag", "wrong-count"),
            ("84 02 00 81 82 00 59 32ca", "half a tag too many", "wrong-count"),
            ("84 02 00 81 82 00 44 00", "a tag that is not there", "truncated"),
            ("85 01 50 00000000000000000000000000000000 4c 00 00", "three sums", "wrong-count"),
            (
                "85 03 00 81 85 02 50 01010101010101010101010101010101 00 48 0000000200000001",
                "two tags where one belongs", "wrong-count"
            ),
        ])
    func lengths(bytes: String, what: String, reason: String) {
        do throws(WireError) {
            _ = try Said(encoding: hex(bytes))
            Issue.record("\(what): was read")
        } catch {
            #expect(error.reason.rawValue == reason, "\(what)")
        }
    }

    @Test("TALK-1: messages of later versions are passed over, others out of turn end the session")
    func turns() throws {
        var pile = Pile()
        var outputs: [Conversation.Output] = []
        var talk = Conversation(asAsker: false, with: .welcome)
        talk.start(&pile, salt: .zero, at: WallTime(milliseconds: 0), into: &outputs)
        #expect(throws: TalkError.outOfTurn) {
            try talk.hear(Said.over(.keys).encoding, &pile, into: &outputs)
        }
        try talk.hear(samples[0].encoding, &pile, into: &outputs)
        try talk.hear(hex("83 18 63 01 a1 01 02"), &pile, into: &outputs)
        #expect(throws: TalkError.outOfTurn) {
            try talk.hear(samples[0].encoding, &pile, into: &outputs)
        }
        #expect(throws: TalkError.outOfTurn) {
            try talk.hear(Said.tags(.keys, [:], isLast: true).encoding, &pile, into: &outputs)
        }
        let differences = Said.differences(.keys, [], unknown: [], isLast: true).encoding
        #expect(throws: TalkError.outOfTurn) {
            try talk.hear(differences, &pile, into: &outputs)
        }
        #expect(throws: TalkError.self) { try talk.hear([0xFF], &pile, into: &outputs) }
    }
}
