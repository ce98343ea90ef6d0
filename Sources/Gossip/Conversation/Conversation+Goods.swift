internal import Lattice
internal import Seal

/// What goes to the other and what comes from it (spec/11-sync.md#talk-4).
extension Conversation {
    /// Messages that are put together in one go, before others have their turn.
    private static let most = 32

    /// Sends what there is, as far as credit goes. Whether more is left that could go now.
    @discardableResult
    public mutating func send(
        _ library: inout some Library & ~Copyable, into outputs: inout [Output]
    ) -> Bool {
        for tier in Tier.allCases where !shared.contains(tier) { outbox.clear(tier) }
        var left = Self.most
        while left > 0, credit > 0 {
            left -= 1
            if sendPart(into: &outputs) { continue }
            // What is held back is no reason to go on.
            if ready.isEmpty, !fill(&library) { break }
            // What is too much for the credit that is left waits for more of it.
            guard sendReady(into: &outputs) else { break }
        }
        sayOver(into: &outputs)
        return left == 0
    }

    var hasMore: Bool {
        rest != nil || !ready.isEmpty || shared.contains { !outbox.isEmpty($0) }
    }

    /// Takes some of what is to be sent from the library. Whether there was anything to take.
    private mutating func fill(_ library: inout some Library & ~Copyable) -> Bool {
        let held = library.heldBack(of: outbox, from: device)
        let isHeld: (FeedID) -> Bool = { held.contains($0) }
        guard let tier = outbox.turn(of: shared, isHeld) else { return false }
        if let (sort, names) = outbox.takeThings(tier, most: 200) {
            ready = library.things(sort, names).map { (sort, tier, $0) }
            return true
        }
        guard let range = outbox.first(tier, isHeld) else { return false }
        // Whoever has no room takes what they read, and the charter.
        if theirRoom?.isFull == true, library.isCarried(range.feed, by: device) {
            outbox.advance(tier, range.feed, to: nil)
            return true
        }
        // Those of one number stay together: they are branches.
        var most = 64
        var found = library.bundles(of: range.feed, from: range.next, most: most)
        while found.count == most, found.first?.number == found.last?.number {
            most *= 2
            found = library.bundles(of: range.feed, from: range.next, most: most)
        }
        let isEnd = found.count < most
        var size = 0
        let cut = found.firstIndex { bundle in
            size += bundle.bytes.count
            return size > TalkLimits.part && bundle.number > found[0].number
        }
        // Of the last number on a page there may be more.
        let next = cut.map { found[$0].number } ?? (isEnd ? nil : found.last?.number)
        if let next { found.removeAll { $0.number >= next } }
        ready = found.map { (.feed, tier, $0.bytes) }
        outbox.advance(tier, range.feed, to: next)
        return true
    }

    /// Sends one message of what is ready. False if nothing can be sent.
    private mutating func sendReady(into outputs: inout [Output]) -> Bool {
        guard let (sort, tier, bytes) = ready.first, shared.contains(tier) else {
            ready = []
            return true
        }
        guard bytes.count <= TalkLimits.part else {
            ready.removeFirst()
            rest = (sort, tier, bytes.count, bytes[...])
            return true
        }
        var all: [[UInt8]] = []
        var size = 0
        while let next = ready.first, next.sort == sort, size + next.bytes.count <= credit,
            size + next.bytes.count <= TalkLimits.part, all.count < TalkLimits.entries
        {
            size += next.bytes.count
            all.append(next.bytes)
            ready.removeFirst()
        }
        guard !all.isEmpty else { return false }
        credit -= size
        say(.goods(sort, all), into: &outputs)
        return true
    }

    private mutating func sendPart(into outputs: inout [Output]) -> Bool {
        guard let (sort, tier, whole, bytes) = rest else { return false }
        guard shared.contains(tier) else {
            rest = nil
            return false
        }
        let part = bytes.prefix(min(TalkLimits.part, credit))
        credit -= part.count
        let left = bytes.dropFirst(part.count)
        rest = left.isEmpty ? nil : (sort, tier, whole, left)
        say(.part(sort, of: whole, Array(part)), into: &outputs)
        return true
    }

    /// Says of each tier once that all was sent.
    private mutating func sayOver(into outputs: inout [Output]) {
        guard ready.isEmpty, rest == nil else { return }
        for tier in Tier.allCases
        where !saidOver.contains(tier) && comparison?.resolved.contains(tier) == true
            && outbox.isEmpty(tier)
        {
            saidOver.insert(tier)
            say(.over(tier), into: &outputs)
            meet(into: &outputs)
        }
    }

    /// Goods that came in one message.
    mutating func take(
        _ sort: Sort, _ all: [[UInt8]], into outputs: inout [Output]
    ) throws(TalkError) {
        // What was begun and is not gone on with is not to be given any more.
        parts = nil
        let size = all.reduce(0) { $0 + $1.count }
        try spend(size)
        outputs.append(.goods(sort, all, byteCount: size))
    }

    mutating func take(
        _ sort: Sort, _ whole: Int, _ bytes: [UInt8], into outputs: inout [Output]
    ) throws(TalkError) {
        try spend(bytes.count)
        var part = parts ?? (sort, whole, [])
        if part.sort != sort || part.whole != whole { part = (sort, whole, []) }
        guard part.bytes.count + bytes.count <= whole else { throw .outOfTurn }
        part.bytes += bytes
        parts = part.bytes.count == whole ? nil : part
        // There is room for one whole, which may be more than the credit is.
        giveBack(bytes.count, into: &outputs)
        if parts == nil { outputs.append(.goods(sort, [part.bytes], byteCount: 0)) }
    }

    private mutating func spend(_ size: Int) throws(TalkError) {
        guard size <= window else { throw .beyondCredit }
        window -= size
    }
}

extension Library where Self: ~Copyable {
    /// The feeds that wait and are not to be given away yet.
    fileprivate func heldBack(of outbox: Outbox, from device: DeviceKey?) -> Set<FeedID> {
        guard holdsBack(from: device) else { return [] }
        return Set(outbox.feeds.filter { isHeldBack($0) })
    }
}
