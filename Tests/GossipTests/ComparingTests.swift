import Gossip
import Lattice
import Seal
import Simulation
import TestSupport
import Testing
import Wire

/// What two hold is compared by what differs, and nothing else.
@Suite("Comparing what two hold") struct ComparingTests {
    private func summary(of pile: Pile, salt: HoldingSalt) throws -> [Tier: [UInt64]] {
        var talk = PileTalk(pile, Pile())
        talk.start(salt: salt)
        for message in talk.said[0] {
            if case .summary(salt, let sums) = message { return sums }
        }
        Issue.record("nothing was asked")
        return [:]
    }

    /// As the page says it, by itself.
    private func hash(
        _ salt: HoldingSalt, _ sort: UInt8, _ name: HoldingName, _ state: [UInt8]
    ) -> UInt64 {
        var buffer = ByteBuffer()
        buffer.put(salt)
        buffer.put(byte: sort)
        buffer.put(name)
        for byte in state { buffer.put(byte: byte) }
        let hash: Hash<Pile> = Blake2b.hash(buffer.span, .holding, of: Pile.self)
        return hash.words.0
    }

    @Test("HOLD-2: a tag is the first four bytes of a hash, under a salt of its own")
    func tags() throws {
        var pile = Pile()
        pile.take(.root, [[1, 2, 3]])
        let name = try #require(pile.things[.root]?.keys.first)
        for salt in [HoldingSalt(high: 1, low: 2), HoldingSalt(high: 1, low: 3)] {
            let sums = try summary(of: pile, salt: salt)
            #expect(sums[.authority] == [hash(salt, 0, name, []) >> 32])
            #expect(sums[.keys] == [0] && sums[.records] == [0])
        }
        #expect(
            try summary(of: pile, salt: HoldingSalt(high: 1, low: 2))
                != summary(of: pile, salt: HoldingSalt(high: 1, low: 3)))
    }

    @Test("HOLD-3: buckets go by the hash of the name; their sums are those of the tags in them")
    func buckets() throws {
        var random = SeededRandom(seed: 1)
        var pile = Pile()
        for number in 0..<100 { pile.write(1 + number % 3, to: number, &random) }
        let salt = HoldingSalt(high: 8, low: 9)
        let sums = try #require(try summary(of: pile, salt: salt)[.records])
        #expect(sums.count == 16)
        var expected = Array(repeating: UInt64(0), count: 16)
        for (feed, held) in pile.feeds {
            let name = HoldingName(high: feed.high, low: feed.low)
            var state = ByteBuffer()
            state.put(UInt64(held.bundles.count - 1))
            state.put(Pile.hash(held.bundles[held.bundles.count - 1]))
            let bucket = Int(hash(salt, 2, name, []) >> 60)
            let tag = hash(salt, 2, name, state.bytes) >> 32
            expected[bucket] = (expected[bucket] + tag) & 0xFFFF_FFFF
        }
        #expect(sums == expected)
    }

    /// Two piles that share most of their feeds.
    private func piles(
        feeds: Int, differing: Int, _ random: inout SeededRandom
    ) -> (Pile, Pile) {
        var common = Pile()
        for number in 0..<feeds { common.write(1 + random.below(4), to: number, &random) }
        var (one, other) = (common, common)
        for number in 0..<differing {
            // A third longer here, a third there, a third only on one side.
            switch number % 3 {
            case 0: one.write(1 + random.below(3), to: number * 7, &random)
            case 1: other.write(1 + random.below(3), to: number * 7, &random)
            default: other.write(1, to: 20_000 + number, &random)
            }
        }
        return (one, other)
    }

    @Test(
        "TALK-2: whatever two hold, both hold all of it in the end", arguments: Effort.seeds(40))
    func converges(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        var (one, other) = piles(
            feeds: random.below(60), differing: random.below(9), &random)
        for number in 0..<random.below(6) {
            let bytes = (0...random.below(80)).map { _ in UInt8(random.below(256)) }
            let sort: Sort = random.pick([.root, .proof, .envelope, .schema])
            if number.isMultiple(of: 2) {
                one.take(sort, [bytes])
            } else {
                other.take(sort, [bytes])
            }
        }
        var talk = PileTalk(one, other)
        talk.start()
        try talk.run()
        let met = talk.talks.allSatisfy { $0.hasMet }
        #expect(met)
        let same = talk.areEqual
        #expect(same)
        let all = Set(one.feeds.keys).union(other.feeds.keys)
        let feeds = Set(talk.piles[0].feeds.keys)
        #expect(feeds == all)
    }

    @Test(
        "TALK-2: comparing 1,000 feeds of which d differ takes at most 1 KB and 60 bytes for each",
        arguments: [0, 1, 10, 60, 300])
    func frugal(differing: Int) throws {
        var random = SeededRandom(seed: 4)
        let (one, other) = piles(feeds: 1_000, differing: differing, &random)
        var talk = PileTalk(one, other)
        talk.start()
        try talk.run()
        let compared = talk.said.joined().reduce(0) { sum, message in
            switch message {
            case .goods, .part, .credit, .stored: sum
            default: sum + message.encoding.count
            }
        }
        let same = talk.areEqual
        #expect(same)
        #expect(compared <= 1_024 + 60 * differing, "\(compared) bytes")
    }

    @Test("TALK-2: goods flow after two round trips")
    func rounds() throws {
        var random = SeededRandom(seed: 4)
        let (one, other) = piles(feeds: 100, differing: 9, &random)
        var talk = PileTalk(one, other)
        talk.start()
        // All that is under way at once arrives at once: half a round trip.
        var halves = 0
        while !talk.said.joined().contains(where: { if case .goods = $0 { true } else { false } }) {
            for _ in 0..<talk.queue.count { try talk.step() }
            halves += 1
        }
        #expect(halves <= 4)
    }
}
