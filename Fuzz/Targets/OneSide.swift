import Charter
import Gossip
import Lattice
import Wire

/// One side of a conversation, to which anything may be said: the first piece of an input is what
/// it holds and to whom it talks, each other one is what happens next.
struct OneSide {
    private var pond: Pond
    private var talk: Conversation
    private var ledger = Ledger()
    /// Tags that were said: who wants to be understood says them again.
    private var tags: [HoldingTag] = [HoldingTag(1)]

    static func check(_ pieces: [[UInt8]]) throws(Broken) {
        var setup = Entropy(pieces.first ?? [])
        var side = try Self(&setup)
        for piece in pieces.dropFirst().prefix(48) {
            var choice = Entropy(piece)
            guard try side.step(&choice, piece) else { return }
        }
    }

    private init(_ setup: inout Entropy) throws(Broken) {
        talk = Conversation(asAsker: setup.chance(), with: setup.pick(Talk.standings))
        let isGreeted = !setup.chance()
        pond = Pond(&setup)
        var outputs: [Conversation.Output] = []
        talk.start(&pond, salt: Ground.id(1), at: Talk.now, into: &outputs)
        try perform(outputs)
        if isGreeted { _ = try hear(Gossip.Message.greeting(wall: Talk.now).encoding) }
    }

    /// Whether it goes on.
    private mutating func step(_ choice: inout Entropy, _ piece: [UInt8]) throws(Broken) -> Bool {
        let what = choice.below(16)
        var outputs: [Conversation.Output] = []
        switch what {
        case 0..<10: return try hear(message(what, &choice).encoding)
        case 10: return try hear(Array(piece.dropFirst()))
        case 11: try goOn()
        case 12: talk.stored(byteCount: ledger.store(), [], into: &outputs)
        case 13: talk.standing = choice.pick(Talk.standings)
        case 14:
            let feed = 1 + UInt8(choice.below(6))
            guard let place = pond.grow(feed, choice.below(3)),
                let holding = pond.holding(.feed, Ground.id(feed))
            else { return true }
            talk.offer(
                holding, from: Pond.number(place.number), &pond, into: &outputs)
            talk.announce([holding], &pond, into: &outputs)
        default:
            if talk.hasMet, choice.chance() {
                talk.compare(&pond, salt: Ground.id(choice.byte()), into: &outputs)
            } else {
                let (feed, number) = (1 + UInt8(choice.below(6)), Pond.number(choice.below(64)))
                talk.lacks(
                    Ground.id(feed), before: number, Pond.tier(feed), into: &outputs)
            }
        }
        try perform(outputs)
        return true
    }

    private mutating func goOn() throws(Broken) {
        for _ in 0..<1_000 {
            var outputs: [Conversation.Output] = []
            let isMore = talk.send(&pond, into: &outputs)
            try perform(outputs)
            if !isMore { return }
        }
        throw Broken(sentence: "sending does not come to an end")
    }

    /// Whether the conversation goes on. What is no message, and what comes out of turn, ends it.
    private mutating func hear(_ bytes: [UInt8]) throws(Broken) -> Bool {
        let message = try? Gossip.Message(encoding: bytes)
        let isBeyond = message.map { ledger.hear($0) } ?? false
        var outputs: [Conversation.Output] = []
        do throws(TalkError) { try talk.hear(bytes, &pond, into: &outputs) } catch {
            try perform(outputs)
            switch error {
            case .malformed: try demand(message == nil, "a message is called malformed")
            case .beyondCredit: try demand(isBeyond, "what there is room for is beyond credit")
            case .outOfTurn: try demand(message != nil, "what is no message is out of turn")
            }
            return false
        }
        try demand(message != nil, "what is no message is heard")
        try demand(!isBeyond, "more is taken than there is room for")
        try perform(outputs)
        return true
    }

    private mutating func perform(_ outputs: [Conversation.Output]) throws(Broken) {
        for output in outputs {
            switch output {
            case .say(let bytes):
                switch try ledger.say(bytes, to: talk.standing) {
                case .tags(_, let buckets, _): tags += buckets.values.joined().prefix(200)
                case .summary(_, let sums):
                    tags += sums.values.joined().prefix(20).map { HoldingTag($0) }
                default: break
                }
            case .goods(let sort, let all, let byteCount):
                ledger.take(byteCount)
                for (feed, number) in pond.take(sort, all).missing {
                    var outputs: [Conversation.Output] = []
                    talk.lacks(
                        Ground.id(feed), before: Pond.number(number), Pond.tier(feed),
                        into: &outputs)
                    try perform(outputs)
                }
            case .met: try demand(talk.hasMet, "they have not met")
            case .fresh(let tier, let all):
                var outputs: [Conversation.Output] = []
                talk.want(Array(all.prefix(50)), tier, into: &outputs)
                try perform(outputs)
            case .clock, .isStored, .over, .root, .tips, .room, .versions, .statements: break
            }
        }
    }
}

/// What somebody else may say.
extension OneSide {
    private func message(_ number: Int, _ choice: inout Entropy) -> Gossip.Message {
        switch number {
        case 0: return .greeting(wall: Talk.now)
        case 1:
            var sums: [Tier: [UInt64]] = [:]
            for tier in Tier.allCases {
                sums[tier] = (0..<1 << choice.below(5)).map { _ in tag(&choice).value }
            }
            return .summary(Ground.id(choice.byte()), sums)
        case 2:
            var buckets: [Int: [HoldingTag]] = [:]
            for _ in 0..<choice.below(5) { buckets[choice.below(20)] = someTags(&choice) }
            return .tags(choice.pick(Tier.allCases), buckets, isLast: choice.chance())
        case 3:
            let things = (0..<choice.below(7)).map { _ in thing(&choice) }
            return .differences(
                choice.pick(Tier.allCases), things, unknown: someTags(&choice),
                isLast: choice.chance())
        case 4:
            let wants = (0..<choice.below(7)).map { _ in want(&choice) }
            return .wants(choice.pick(Tier.allCases), wants, isLast: choice.chance())
        case 5:
            let goods = (0...choice.below(6)).map { _ in bytes(&choice) }
            return .goods(choice.pick(Sort.allCases), goods)
        case 6:
            let sort = choice.pick(Sort.allCases)
            return .part(sort, of: choice.pick([64_001, 70_000, 1_310_720]), bytes(&choice))
        case 7: return .credit(choice.pick([1, 100, 70_000, 1_310_720, 1 << 32]))
        case 8: return .stored([.init(feed: Ground.id(1), number: .first)])
        default:
            let tier = choice.pick(Tier.allCases)
            guard choice.chance() else { return .over(tier) }
            return .fresh(tier, (0...choice.below(6)).map { _ in want(&choice) })
        }
    }

    private func tag(_ choice: inout Entropy) -> HoldingTag {
        choice.chance() ? HoldingTag(choice.word()) : tags[choice.below(256) % tags.count]
    }

    private func someTags(_ choice: inout Entropy) -> [HoldingTag] {
        Set((0..<choice.below(12)).map { _ in tag(&choice) }).sorted()
    }

    /// A number that may be one of a feed here, or any.
    private func number(_ choice: inout Entropy) -> BundleNumber {
        choice.chance()
            ? BundleNumber(choice.word() >> 24) ?? .first : Pond.number(choice.below(20))
    }

    private func thing(_ choice: inout Entropy) -> Gossip.Message.Thing {
        let sort = choice.pick([Sort.feed, .root, .feed, .proof, .envelope, .schema])
        let name: HoldingName = Ground.id(1 + choice.byte() % 9)
        guard sort == .feed else { return .init(sort: sort, name: name, line: nil) }
        let line = Gossip.Message.Thing.Line(
            end: number(&choice), tag: tag(&choice), isForked: choice.chance())
        return .init(sort: sort, name: name, line: line)
    }

    private func want(_ choice: inout Entropy) -> Gossip.Message.Want {
        let sort = choice.pick([Sort.feed, .root, .feed, .proof, .envelope, .schema])
        let name: HoldingName = Ground.id(1 + choice.byte() % 9)
        return .init(sort: sort, name: name, from: sort == .feed ? number(&choice) : nil)
    }

    /// Goods of every length, and mostly such as can be taken in.
    private func bytes(_ choice: inout Entropy) -> [UInt8] {
        let size = choice.pick([3, 1, 50, 9_000, 64_000])
        return Pond.bytes(choice.byte() % 9, choice.below(16), choice.below(4), size)
    }
}
