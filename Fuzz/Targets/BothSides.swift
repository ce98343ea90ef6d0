import Charter
import Gossip
import Lattice
import Wire

/// Two who keep to the rules: the first piece of an input is what each of them holds, each other
/// one is what happens next. What they say comes in order, and whenever it likes.
struct BothSides {
    private var ponds: [Pond]
    private var talks: [Conversation]
    private var ledgers = [Ledger(), Ledger()]
    /// What is under way to each.
    private var queues: [ArraySlice<[UInt8]>] = [[], []]
    /// Forks that each has found, and says nothing of before they are stored.
    private var forked: [[(feed: UInt8, number: Int)]] = [[], []]
    /// Whether each is welcome to the other from beginning to end.
    private var isPlain = true

    static func check(_ pieces: [[UInt8]]) throws(Broken) {
        var setup = Entropy(pieces.first ?? [])
        var both = Self(ponds: [Pond(&setup), Pond(&setup)])
        for side in 0..<2 {
            var outputs: [Conversation.Output] = []
            both.talks[side].start(
                &both.ponds[side], salt: Ground.id(7), at: Talk.now, into: &outputs)
            try both.perform(outputs, side)
        }
        for piece in pieces.dropFirst().prefix(48) {
            var choice = Entropy(piece)
            try both.step(&choice)
        }
        try both.finish()
    }

    private init(ponds: [Pond]) {
        self.ponds = ponds
        talks = [true, false].map { Conversation(asAsker: $0, with: .welcome) }
    }

    private mutating func step(_ choice: inout Entropy) throws(Broken) {
        let side = choice.below(2)
        switch choice.below(8) {
        case 0, 1, 2:
            for _ in 0...choice.below(8) { try deliver(side) }
        case 3: try store(side)
        case 4, 5:
            let feed = 1 + UInt8(choice.below(6))
            guard let place = ponds[side].grow(feed, choice.below(3)) else { return }
            try offer(.feed, feed, from: Pond.number(place.number), side)
        case 6:
            let sort = choice.pick([Sort.root, .proof, .envelope, .schema])
            let name = 1 + choice.byte() % 8
            ponds[side].add(sort, name)
            try offer(sort, name, from: nil, side)
        default:
            if choice.chance() {
                guard talks[side].hasMet else { return }
                var outputs: [Conversation.Output] = []
                talks[side].compare(
                    &ponds[side], salt: Ground.id(choice.byte()), into: &outputs)
                try perform(outputs, side)
            } else {
                talks[side].standing = choice.pick(Talk.standings)
                if talks[side].standing != .welcome { isPlain = false }
            }
        }
    }

    private mutating func offer(
        _ sort: Sort, _ name: UInt8, from number: BundleNumber?, _ side: Int
    ) throws(Broken) {
        guard let holding = ponds[side].holding(sort, Ground.id(name)) else { return }
        var outputs: [Conversation.Output] = []
        // It is sent, or the other is told of it: what is forked is sent.
        if holding.isForked || holding.tier == .authority || Int(name).isMultiple(of: 2) {
            talks[side].offer(holding, from: number, &ponds[side], into: &outputs)
        } else {
            talks[side].announce([holding], &ponds[side], into: &outputs)
        }
        try perform(outputs, side)
    }

    private mutating func deliver(_ side: Int) throws(Broken) {
        guard let bytes = queues[side].popFirst() else { return }
        var outputs: [Conversation.Output] = []
        if let message = try? Gossip.Message(encoding: bytes) {
            try demand(!ledgers[side].hear(message), "more is sent than there is room for")
        }
        do throws(TalkError) { try talks[side].hear(bytes, &ponds[side], into: &outputs) } catch {
            throw Broken(sentence: "what is sound is refused: \(error)")
        }
        try perform(outputs, side)
        try goOn(side)
    }

    private mutating func goOn(_ side: Int) throws(Broken) {
        for _ in 0..<1_000 {
            var outputs: [Conversation.Output] = []
            let isMore = talks[side].send(&ponds[side], into: &outputs)
            try perform(outputs, side)
            if !isMore { return }
        }
        throw Broken(sentence: "sending does not come to an end")
    }

    private mutating func store(_ side: Int) throws(Broken) {
        var outputs: [Conversation.Output] = []
        talks[side].stored(byteCount: ledgers[side].store(), [], into: &outputs)
        try perform(outputs, side)
        let found = forked[side]
        forked[side] = []
        // Whoever brought one side of a fork is told of the other.
        for (feed, number) in found { try offer(.feed, feed, from: Pond.number(number), side) }
    }

    private mutating func perform(_ outputs: [Conversation.Output], _ side: Int) throws(Broken) {
        for output in outputs {
            switch output {
            case .say(let bytes):
                _ = try ledgers[side].say(bytes, to: talks[side].standing)
                queues[1 - side].append(bytes)
            case .goods(let sort, let all, let byteCount):
                ledgers[side].take(byteCount)
                let taken = ponds[side].take(sort, all)
                forked[side] += taken.forked
                for (feed, number) in taken.missing {
                    var outputs: [Conversation.Output] = []
                    talks[side].lacks(
                        Ground.id(feed), before: Pond.number(number), Pond.tier(feed),
                        into: &outputs)
                    try perform(outputs, side)
                }
            case .met: try demand(talks[side].hasMet, "they have not met")
            case .fresh(let tier, let all): try want(all, tier, side)
            case .clock, .isStored, .over, .root, .tips, .room, .versions, .statements: break
            }
        }
    }

    /// What the other has and is not here is wanted.
    private mutating func want(
        _ all: [Gossip.Message.Want], _ tier: Tier, _ side: Int
    ) throws(Broken) {
        let wants = all.compactMap { one -> Gossip.Message.Want? in
            let held = ponds[side].holding(one.sort, one.name)
            guard one.sort == .feed, let held else { return held == nil ? one.fromFirst : nil }
            guard let end = held.end, let number = one.from, end < number else { return nil }
            return .init(sort: .feed, name: one.name, from: end.next)
        }
        guard !wants.isEmpty else { return }
        var outputs: [Conversation.Output] = []
        talks[side].want(wants, tier, into: &outputs)
        try perform(outputs, side)
    }

    /// Everything arrives, and is stored: then both hold the same.
    private mutating func finish() throws(Broken) {
        var left = 10_000
        repeat {
            left -= 1
            try demand(left > 0, "talking does not come to an end")
            for side in 0..<2 {
                try deliver(side)
                try store(side)
                try goOn(side)
            }
        } while queues.contains { !$0.isEmpty }
        guard isPlain else { return }
        try demand(talks[0].hasMet && talks[1].hasMet, "the two never meet")
        try demand(ponds[0] == ponds[1], "two who met hold something else")
    }
}

extension Gossip.Message.Want {
    /// All of it.
    fileprivate var fromFirst: Self {
        Self(sort: sort, name: name, from: sort == .feed ? .first : nil)
    }
}
