import Charter
import Gossip
import Lattice
import Simulation
import TestSupport
import Testing
import Wire

/// What is sent, in which order, and how much at a time.
@Suite("Sending goods") struct GoodsTests {
    @Test("TALK-4: authority comes first, and of feeds those of which least is lacking")
    func order() throws {
        var random = SeededRandom(seed: 1)
        var pile = Pile()
        pile.write(300, to: 1, size: 900, &random)
        pile.write(40, to: 2, size: 900, &random)
        pile.write(3, to: 3, &random)
        pile.write(5, to: 4, in: .authority, &random)
        pile.take(.schema, [[9, 9]])
        var talk = PileTalk(Pile(), pile)
        talk.start()
        try talk.run()
        var order: [Int] = []
        for case .goods(let sort, let all) in talk.said[1] {
            for bytes in all {
                let number = sort == .feed ? Int(bytes[1]) : 0
                if order.last != number { order.append(number) }
            }
        }
        #expect(order == [4, 0, 3, 2, 1])
        let same = talk.areEqual
        #expect(same)
    }

    @Test("TALK-4: nothing of a lower tier is held up for ever")
    func share() throws {
        var random = SeededRandom(seed: 1)
        var pile = Pile()
        for number in 0..<60 { pile.write(1, to: number, in: .authority, size: 63_000, &random) }
        pile.write(1, to: 500, &random)
        var talk = PileTalk(Pile(), pile)
        talk.start()
        try talk.run()
        let sent = talk.said[1].compactMap { message -> Bool? in
            guard case .goods(_, let all) = message else { return nil }
            return all.contains { $0[0] == 1 && $0[1] == 244 }
        }
        let place = try #require(sent.firstIndex(of: true))
        #expect(place >= 15 && place <= 20)
    }

    @Test("TALK-4: what does not fit a message comes in parts, and whole")
    func parts() throws {
        var random = SeededRandom(seed: 2)
        var pile = Pile()
        pile.write(2, to: 1, size: 1_000_000, &random)
        pile.write(2, to: 2, size: 64_001, &random)
        pile.take(.schema, [(0..<200_000).map { UInt8($0 & 255) }])
        var talk = PileTalk(pile, Pile())
        talk.start()
        try talk.run()
        let same = talk.areEqual
        #expect(same)
        let longest = talk.said.joined().map(\.encoding.count).max() ?? 0
        #expect(longest <= TalkLimits.message)
    }

    @Test("MEET-1: who is let go of in the middle of a part does not get the rest of it")
    func partWithheld() throws {
        var random = SeededRandom(seed: 2)
        var pile = Pile()
        pile.write(1, to: 1, size: 900_000, &random)
        var talk = PileTalk(pile, Pile())
        talk.start()
        while !talk.said[0].contains(where: { if case .part = $0 { true } else { false } }) {
            try talk.step()
        }
        let before = talk.said[0].count
        talk.talks[0].standing = .letGo
        try talk.run()
        let after = talk.said[0].dropFirst(before)
        #expect(after.allSatisfy { if case .part = $0 { false } else { true } })
        let isNone = talk.piles[1].feeds.isEmpty
        #expect(isNone)
    }

    @Test("MEET-1: what comes is taken in before anything more is said")
    func goodsFirst() throws {
        var random = SeededRandom(seed: 2)
        var pile = Pile()
        pile.write(500, to: 1, size: 4_000, &random)
        var talk = Conversation(asAsker: true, with: .welcome)
        var outputs: [Conversation.Output] = []
        let now = WallTime(milliseconds: 0)
        talk.start(&pile, salt: .zero, at: now, into: &outputs)
        let holding = try #require(pile.holdings(of: .records).first)
        talk.offer(holding, from: .first, &pile, into: &outputs)
        try talk.hear(Gossip.Message.greeting(wall: now).encoding, &pile, into: &outputs)
        // Much could be sent; but what comes may say whom one talks to.
        outputs = []
        try talk.hear(Gossip.Message.goods(.root, [[1]]).encoding, &pile, into: &outputs)
        #expect(outputs == [.goods(.root, [[1]], byteCount: 1)])
    }

    @Test("TALK-4: bundles of one number are sent, all of them, however many there are")
    func branches() throws {
        var pile = Branches()
        var talk = Conversation(asAsker: false, with: .welcome)
        var outputs: [Conversation.Output] = []
        let now = WallTime(milliseconds: 0)
        talk.start(&pile, salt: .zero, at: now, into: &outputs)
        try talk.hear(Gossip.Message.greeting(wall: now).encoding, &pile, into: &outputs)
        let feed = HoldingName(high: 0, low: 1)
        let want = Gossip.Message.Want(sort: .feed, name: feed, from: .first)
        let wants = Gossip.Message.wants(.records, [want], isLast: false)
        try talk.hear(wants.encoding, &pile, into: &outputs)
        while talk.send(&pile, into: &outputs) {}
        var sent: [[UInt8]] = []
        for case .say(let bytes) in outputs {
            if case .goods(_, let all) = try Gossip.Message(encoding: bytes) { sent += all }
        }
        let isAll = Set(sent) == Set(pile.all.map(\.bytes))
        #expect(isAll)
    }

    @Test("TALK-5: who does not store is sent no more than there is credit for")
    func credit() throws {
        var random = SeededRandom(seed: 2)
        var pile = Pile()
        pile.write(400, to: 1, size: 4_000, &random)
        var talk = PileTalk(pile, Pile())
        talk.storesAtOnce = false
        talk.start()
        try talk.run()
        let unstored = talk.unstored[1]
        #expect(unstored <= TalkLimits.credit && unstored > TalkLimits.credit - 8_000)
        let early = talk.talks[0].hasMet
        #expect(!early)
        // It goes on as soon as something is stored.
        while talk.unstored[1] > 0 {
            talk.store(1)
            try talk.run()
        }
        let same = talk.areEqual
        let met = talk.talks[0].hasMet
        #expect(same && met)
    }

    @Test("TALK-5: who sends more than there is credit for is not listened to any more")
    func beyond() throws {
        var pile = Pile()
        var talk = Conversation(asAsker: false, with: .welcome)
        var outputs: [Conversation.Output] = []
        talk.start(&pile, salt: .zero, at: WallTime(milliseconds: 0), into: &outputs)
        try talk.hear(
            Gossip.Message.greeting(wall: WallTime(milliseconds: 0)).encoding, &pile, into: &outputs
        )
        let goods = Gossip.Message.goods(.feed, [[UInt8](repeating: 1, count: 64_000)]).encoding
        for _ in 0..<4 { try talk.hear(goods, &pile, into: &outputs) }
        #expect(throws: TalkError.beyondCredit) { try talk.hear(goods, &pile, into: &outputs) }
    }

    @Test("TALK-4: bulk takes at most a twentieth more bytes than the goods themselves")
    func overhead() throws {
        var random = SeededRandom(seed: 2)
        var pile = Pile()
        for number in 0..<20 { pile.write(200, to: number, size: 300, &random) }
        var talk = PileTalk(pile, Pile())
        talk.start()
        try talk.run()
        let goods = 20 * 200 * 300
        let bytes = talk.bytes[0] + talk.bytes[1]
        #expect(bytes <= goods * 105 / 100)
    }
}
