import Gossip
import Lattice
import Testing

/// What is on its way, and of whom it is wanted.
@Suite("Errands") struct ErrandTests {
    private static let key = Errands.Key(
        tier: .keys, sort: .envelope, name: HoldingName(high: 1, low: 1))
    private static let feed = Errands.Key(
        tier: .records, sort: .feed, name: HoldingName(high: 2, low: 2))

    private static func holder(_ session: UInt64, _ number: UInt64? = nil) -> Errands.Holder {
        .init(session: SessionID(session), number: number.flatMap { BundleNumber($0) })
    }

    private static func ask(_ session: UInt64, _ key: Errands.Key) -> Errands.Ask {
        .init(session: SessionID(session), key: key)
    }

    @Test("TALK-8: what several say that they have is wanted of one, and of no other when it came")
    func once() {
        var errands = Errands()
        let first = errands.learn(Self.key, Self.holder(1), at: 0)
        let second = errands.learn(Self.key, Self.holder(2), at: 5)
        let again = errands.learn(Self.key, Self.holder(1), at: 9)
        #expect(first && !second && !again)
        #expect(errands.holders(Self.key).map(\.session.number) == [1, 2])
        let next = errands.came(Self.key, upTo: nil, at: 10)
        #expect(next == nil && errands.isEmpty && errands.next == 3_000)
        let asks = errands.pass(at: 10_000) { _ in 0 }
        #expect(asks.isEmpty && errands.next == nil)
    }

    @Test("TALK-8: whoever brings nothing for three seconds is passed over, one after the other")
    func silent() {
        var errands = Errands()
        for session in 1...3 as ClosedRange<UInt64> {
            _ = errands.learn(Self.key, Self.holder(session), at: 0)
        }
        let early = errands.pass(at: 2_999) { _ in 0 }
        #expect(early.isEmpty)
        let second = errands.pass(at: 3_000) { _ in 0 }
        #expect(second == [Self.ask(2, Self.key)])
        let third = errands.pass(at: 6_000) { _ in 0 }
        #expect(third == [Self.ask(3, Self.key)])
        let none = errands.pass(at: 9_000) { _ in 0 }
        #expect(none.isEmpty && errands.isEmpty)
    }

    @Test("TALK-8: who brings other things all the time holds up nothing for more than 30 seconds")
    func busy() {
        var errands = Errands()
        _ = errands.learn(Self.key, Self.holder(1), at: 0)
        _ = errands.learn(Self.key, Self.holder(2), at: 0)
        var now: UInt64 = 0
        var asks: [Errands.Ask] = []
        while asks.isEmpty, now < 60_000 {
            now = errands.next ?? now + 1
            asks = errands.pass(at: now) { _ in now }
        }
        #expect(now == 30_000 && asks == [Self.ask(2, Self.key)])
    }

    @Test("TALK-8: when a session ends, what it was to bring is wanted of the next")
    func closed() {
        var errands = Errands()
        _ = errands.learn(Self.key, Self.holder(1), at: 0)
        _ = errands.learn(Self.key, Self.holder(2), at: 0)
        _ = errands.learn(Self.feed, Self.holder(2, 7), at: 0)
        let none = errands.close(SessionID(3), at: 1)
        #expect(none.isEmpty)
        let asks = errands.close(SessionID(1), at: 1)
        #expect(asks == [Self.ask(2, Self.key)])
        let last = errands.close(SessionID(2), at: 2)
        #expect(last.isEmpty && errands.isEmpty)
    }

    @Test("TALK-8: of a feed more is wanted of whoever has more, once the first part is here")
    func more() throws {
        var errands = Errands()
        let isFirst = errands.learn(Self.feed, Self.holder(1, 5), at: 0)
        let less = errands.learn(Self.feed, Self.holder(2, 4), at: 0)
        let more = errands.learn(Self.feed, Self.holder(3, 9), at: 0)
        #expect(isFirst && !less && !more)
        let half = errands.came(Self.feed, upTo: BundleNumber(3), at: 2_000)
        #expect(half == nil)
        // What moves on is not late.
        let early = errands.pass(at: 4_000) { _ in 0 }
        #expect(early.isEmpty)
        let next = errands.came(Self.feed, upTo: BundleNumber(5), at: 4_500)
        #expect(next == Self.ask(3, Self.feed))
        let over = errands.came(Self.feed, upTo: BundleNumber(9), at: 5_000)
        #expect(over == nil && errands.isEmpty)
    }

    @Test("TALK-8: who names things all the time has them looked through twice a second at most")
    func flood() {
        var errands = Errands()
        var looks = 0
        for now in 0..<20_000 as Range<UInt64> {
            let key = Errands.Key(
                tier: .keys, sort: .envelope, name: HoldingName(high: 7, low: now))
            _ = errands.learn(key, Self.holder(1), at: now)
            guard let next = errands.next, next <= now else { continue }
            let asks = errands.pass(at: now) { _ in 0 }
            #expect(asks.isEmpty)
            looks += 1
        }
        #expect((20...40).contains(looks))
    }

    @Test(
        "TALK-8: so many things are remembered, and so many who have them; what is more is wanted")
    func bounds() {
        var errands = Errands()
        for number in 0..<65_536 as Range<UInt64> {
            let key = Errands.Key(
                tier: .keys, sort: .envelope, name: HoldingName(high: 9, low: number))
            _ = errands.learn(key, Self.holder(1), at: 0)
        }
        for session in 1...3 as ClosedRange<UInt64> {
            let isWanted = errands.learn(Self.key, Self.holder(session), at: 0)
            #expect(isWanted)
        }
        let known = Errands.Key(tier: .keys, sort: .envelope, name: HoldingName(high: 9, low: 1))
        for session in 2...20 as ClosedRange<UInt64> {
            _ = errands.learn(known, Self.holder(session), at: 0)
        }
        #expect(errands.holders(known).count == 9)
    }
}
