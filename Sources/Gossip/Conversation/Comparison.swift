internal import Bundles
public import Lattice

/// Two sides of what is held, set beside each other (spec/11-sync.md#talk-2).
struct Comparison: Sendable {
    let salt: HoldingSalt
    let isAsker: Bool
    var shelved: [Tier: Shelved]
    /// The asker's things that are other here, or not here; and what it has not of those here.
    var theirs: [Tier: [Message.Thing]] = [:]
    var unknown: [Tier: Set<HoldingTag>] = [:]
    /// How many buckets were said to differ, and the highest of them.
    var said: [Tier: (count: Int, last: Int)] = [:]
    /// The tiers of which the tags, or the differences, have come to their end.
    var compared: Set<Tier> = []
    /// Those of which everything is known that is to be sent.
    var resolved: Set<Tier> = []
}

extension Conversation {
    /// Begins to compare, as asker. Not before the last comparison is over.
    public mutating func compare(
        _ library: inout some Library & ~Copyable, salt: HoldingSalt, into outputs: inout [Output]
    ) {
        precondition(comparison == nil || hasMet, "one compares one time after the other")
        // Whoever may not have anything of a tier says all; to them it is as if nothing were here.
        let blind = TalkLimits.blindBits
        begin(
            salt, isAsker: true, Tier.allCases.map { ($0, shared.contains($0) ? nil : blind) },
            &library)
        var sums: [Tier: [UInt64]] = [:]
        for (tier, shelved) in comparison?.shelved ?? [:] {
            sums[tier] =
                shared.contains(tier) ? shelved.sums : Array(repeating: 0, count: 1 << blind)
        }
        say(.summary(salt, sums), into: &outputs)
    }

    private mutating func begin(
        _ salt: HoldingSalt, isAsker: Bool, _ tiers: [(tier: Tier, bits: Int?)],
        _ library: inout some Library & ~Copyable
    ) {
        var shelved: [Tier: Shelved] = [:]
        for (tier, bits) in tiers {
            shelved[tier] = Shelved(library.holdings(of: tier), under: salt, bits: bits)
        }
        comparison = Comparison(salt: salt, isAsker: isAsker, shelved: shelved)
        (saidOver, heardOver, descents) = ([], [], [:])
    }

    /// The tags of all buckets whose sums are other here.
    mutating func answer(
        _ salt: HoldingSalt, _ sums: [Tier: [UInt64]], _ library: inout some Library & ~Copyable,
        into outputs: inout [Output]
    ) throws(TalkError) {
        if let comparison, !hasMet {
            // Both began at once: that of who opened the session goes on.
            guard comparison.isAsker, comparison.compared.isEmpty else { throw .outOfTurn }
            if isAsker { return }
        }
        begin(
            salt, isAsker: false,
            sums.map { ($0.key, $0.value.count.trailingZeroBitCount) }, &library)
        for tier in Tier.allCases {
            guard let shelved = comparison?.shelved[tier], let theirs = sums[tier] else { continue }
            let mine = shelved.sums
            var batch: [Int: [HoldingTag]] = [:]
            var size = 0
            let differing = mine.indices.lazy.filter { mine[$0] != theirs[$0] }
            for bucket in differing.prefix(TalkLimits.buckets) {
                let tags =
                    shared.contains(tier)
                    ? Array(shelved.tags(in: bucket).prefix(TalkLimits.tags)) : []
                let bytes = tags.count * HoldingTag.byteCount + 8
                if size + bytes > TalkLimits.part {
                    say(.tags(tier, batch, isLast: false), into: &outputs)
                    (batch, size) = ([:], 0)
                }
                batch[bucket] = tags
                size += bytes
            }
            say(.tags(tier, batch, isLast: true), into: &outputs)
        }
    }

    /// Says what differs in some buckets.
    mutating func take(
        _ tier: Tier, _ buckets: [Int: [HoldingTag]], _ isLast: Bool, into outputs: inout [Output]
    ) throws(TalkError) {
        guard let comparison, comparison.isAsker, !comparison.compared.contains(tier),
            let shelved = comparison.shelved[tier]
        else { throw .outOfTurn }
        var said = comparison.said[tier] ?? (0, -1)
        if let first = buckets.keys.min(), let last = buckets.keys.max() {
            said.count += buckets.count
            guard first > said.last, said.count <= TalkLimits.buckets else { throw .outOfTurn }
            said.last = last
        }
        self.comparison?.said[tier] = said
        var things: [Message.Thing] = []
        var unknown: Set<HoldingTag> = []
        for (bucket, tags) in buckets.sorted(by: { $0.key < $1.key }) {
            guard bucket < shelved.buckets.count else { throw .outOfTurn }
            let theirs = Set(tags)
            let mine = shelved.buckets[bucket]
            // Whoever may not be told what there is hears of nothing that it has not.
            if shared.contains(tier) {
                things += mine.filter { !theirs.contains($0.tag) }.map(\.thing)
            }
            unknown.formUnion(theirs.subtracting(mine.map(\.tag)))
        }
        if isLast { self.comparison?.compared.insert(tier) }
        let tags = unknown.sorted()
        let most = max(
            things.count.pieces(of: TalkLimits.entries),
            tags.count.pieces(of: TalkLimits.tags), isLast ? 1 : 0)
        for piece in 0..<most {
            say(
                .differences(
                    tier, things.piece(piece, of: TalkLimits.entries),
                    unknown: tags.piece(piece, of: TalkLimits.tags),
                    isLast: isLast && piece == most - 1),
                into: &outputs)
        }
    }

    /// Now both sides are known: what is here and not there goes there, and what is there is
    /// wanted.
    mutating func take(
        _ tier: Tier, _ things: [Message.Thing], _ unknown: [HoldingTag], _ isLast: Bool,
        _ library: inout some Library & ~Copyable, into outputs: inout [Output]
    ) throws(TalkError) {
        guard let known = comparison, !known.isAsker, !known.compared.contains(tier) else {
            throw .outOfTurn
        }
        let room = TalkLimits.waiting
        comparison?.theirs[tier, default: []] +=
            things.prefix(room - (known.theirs[tier]?.count ?? 0))
        comparison?.unknown[tier, default: []].formUnion(
            unknown.prefix(room - (known.unknown[tier]?.count ?? 0)))
        guard isLast else { return }
        comparison?.compared.insert(tier)
        let wants = resolve(tier, &library)
        let pieces = max(1, wants.count.pieces(of: TalkLimits.entries))
        for piece in 0..<pieces {
            say(
                .wants(
                    tier, wants.piece(piece, of: TalkLimits.entries), isLast: piece == pieces - 1),
                into: &outputs)
        }
        comparison?.resolved.insert(tier)
    }

    private mutating func resolve(
        _ tier: Tier, _ library: inout some Library & ~Copyable
    ) -> [Message.Want] {
        guard let comparison, let shelved = comparison.shelved[tier] else { return [] }
        let theirs = comparison.theirs[tier] ?? []
        let unknown = comparison.unknown[tier] ?? []
        var mine: [NameOfThing: Holding] = [:]
        for entry in shelved.buckets.joined() { mine[NameOfThing(entry.holding)] = entry.holding }
        let named = Set(theirs.map { NameOfThing(sort: $0.sort, name: $0.name) })
        // What they do not have at all.
        for entry in shelved.buckets.joined()
        where unknown.contains(entry.tag) && !named.contains(NameOfThing(entry.holding)) {
            give(entry.holding, from: .first)
        }
        var wants: [Message.Want] = []
        for thing in theirs {
            guard let line = thing.line else {
                wants.append(.init(sort: thing.sort, name: thing.name, from: nil))
                let own = mine[NameOfThing(sort: thing.sort, name: thing.name)]
                if let own { give(own, from: nil) }
                continue
            }
            let own = mine[NameOfThing(sort: .feed, name: thing.name)]
            let (want, from) = compare(line, own, comparison.salt, &library)
            let feed = FeedID(high: thing.name.high, low: thing.name.low)
            if let want, !library.declines(feed) {
                wants.append(.init(sort: .feed, name: thing.name, from: want))
            }
            if let from, let own { give(own, from: from) }
        }
        return wants
    }

    /// From where on a feed is wanted, and from where on it is given (spec/11-sync.md#talk-3).
    private func compare(
        _ line: Message.Thing.Line, _ own: Holding?, _ salt: HoldingSalt,
        _ library: inout some Library & ~Copyable
    ) -> (want: BundleNumber?, give: BundleNumber?) {
        guard let own else { return (.first, nil) }
        let end = own.end ?? .first
        guard !line.isForked, !own.isForked else {
            let from = min(line.end, end)
            return (from, from)
        }
        // What is theirs and follows may follow another than is here: that will be seen.
        if line.end > end { return (end.next, nil) }
        let here = library.hash(of: own.feed, at: line.end)
        let isSame =
            here.map { salt.tag(of: own.name, endingIn: Tip(line.end, $0)) == line.tag } ?? false
        guard isSame, line.end < end else {
            return isSame ? (nil, nil) : (line.end, line.end)
        }
        return (nil, line.end.next)
    }

    private mutating func give(_ holding: Holding, from number: BundleNumber?) {
        guard shared.contains(holding.tier) else { return }
        guard holding.sort == .feed else {
            return outbox.add(holding.sort, holding.name, holding.tier)
        }
        // The highest of its branches is not known here; about so many there are.
        outbox.add(
            holding.feed, from: number ?? .first, to: max(holding.end ?? .first, number ?? .first),
            holding.tier)
    }

    /// What the other wants.
    mutating func take(
        _ tier: Tier, _ wants: [Message.Want], _ isLast: Bool,
        _ library: inout some Library & ~Copyable
    ) throws(TalkError) {
        for want in wants {
            guard shared.contains(tier) else { continue }
            guard want.sort == .feed else {
                guard want.sort.tier == tier else { continue }
                outbox.add(want.sort, want.name, tier)
                continue
            }
            guard let holding = library.holding(.feed, want.name), holding.tier == tier else {
                continue
            }
            give(holding, from: want.from)
        }
        if isLast, comparison?.isAsker == true, comparison?.compared.contains(tier) == true {
            comparison?.resolved.insert(tier)
        }
    }
}

private struct NameOfThing: Hashable {
    let sort: Sort
    let name: HoldingName

    init(sort: Sort, name: HoldingName) {
        self.sort = sort
        self.name = name
    }

    init(_ holding: Holding) { self.init(sort: holding.sort, name: holding.name) }
}

extension Shelved.Entry {
    fileprivate var thing: Message.Thing {
        guard holding.sort == .feed else {
            return Message.Thing(sort: holding.sort, name: holding.name, line: nil)
        }
        let line = Message.Thing.Line(
            end: holding.end ?? .first, tag: tag, isForked: holding.isForked)
        return Message.Thing(sort: .feed, name: holding.name, line: line)
    }
}

extension Int {
    /// How many pieces of such a size that is.
    fileprivate func pieces(of size: Int) -> Int { (self + size - 1) / size }
}

extension Array {
    /// One piece of such a size; empty beyond the end.
    fileprivate func piece(_ number: Int, of size: Int) -> [Element] {
        Array(dropFirst(number * size).prefix(size))
    }
}
