import Charter
import Gossip
import Lattice
import Simulation
import TestSupport
import Testing
import Wire

/// What somebody of the realm can pile up here by talking.
@Suite("Insiders who talk") struct InsiderTests {
    private typealias Said = Gossip.Message
    private let salt = HoldingSalt(high: 5, low: 6)

    /// Says all of it to somebody who holds so many feeds. Returns what that one says.
    private func say(
        _ all: [Said], feeds: Int = 0, asAnswerer isAnswerer: Bool = true
    ) throws(TalkError) -> [Conversation.Output] {
        var pile = Pile()
        for number in 0..<feeds {
            let feed = FeedID(high: 1, low: UInt64(number) + 1)
            pile.feeds[feed] = (.records, [[UInt8(number & 255), UInt8(number >> 8 & 255)]])
        }
        pile.things[.envelope] = [HoldingName(high: 1, low: 1): [1, 2, 3]]
        var talk = Conversation(asAsker: isAnswerer, with: .welcome)
        var outputs: [Conversation.Output] = []
        talk.start(&pile, salt: salt, at: .init(milliseconds: 1), into: &outputs)
        for message in [.greeting(wall: .init(milliseconds: 1))] + all {
            try talk.hear(message.encoding, &pile, into: &outputs)
        }
        return outputs
    }

    @Test("TALK-2: tags of more than 1,000 buckets, or not ascending, are out of turn")
    func buckets() {
        func hears(_ ranges: Range<Int>...) -> TalkError? {
            let all = ranges.map { range in
                Said.tags(
                    .records, Dictionary(uniqueKeysWithValues: range.map { ($0, []) }),
                    isLast: false)
            }
            do throws(TalkError) {
                _ = try say(all, feeds: 20_000)
                return nil
            } catch { return error }
        }
        #expect(hears(0..<500, 500..<1_000) == nil)
        #expect(hears(0..<1_000, 1_000..<1_001) == .outOfTurn)
        #expect(hears(0..<10, 9..<12) == .outOfTurn)
        #expect(hears(20..<30, 0..<10) == .outOfTurn)
    }

    @Test("TALK-2: of buckets that differ the tags of 1,000 are said at once")
    func mostBuckets() throws {
        let sums = Array(repeating: UInt64(1), count: 4_096)
        let summary = Said.summary(salt, [.authority: [0], .keys: [0], .records: sums])
        var buckets: [Int] = []
        for case .say(let bytes) in try say([summary], feeds: 20_000, asAnswerer: false) {
            guard case .tags(.records, let tags, _) = try Said(encoding: bytes) else { continue }
            buckets += tags.keys
        }
        #expect(buckets.count == 1_000 && buckets.max() == 999)
    }

    @Test("TALK-2: of differences without an end so many are kept, and no more")
    func differences() throws {
        let summary = Said.summary(salt, [.authority: [0], .keys: [1], .records: [0]])
        var all: [Said] = [summary]
        for page in 0..<70 {
            let things = (0..<1_000).map { number in
                let name = HoldingName(high: 9, low: UInt64(page * 1_000 + number + 1))
                return Said.Thing(sort: .envelope, name: name, line: nil)
            }
            all.append(.differences(.keys, things, unknown: [], isLast: page == 69))
        }
        var wants = 0
        for case .say(let bytes) in try say(all, asAnswerer: false) {
            if case .wants(.keys, let some, _) = try Said(encoding: bytes) { wants += some.count }
        }
        #expect(wants == 65_536)
    }

    @Test("TALK-4: what is wanted again and again while it waits is sent once")
    func wants() throws {
        let want = Said.Want(sort: .envelope, name: HoldingName(high: 1, low: 1), from: nil)
        let nothing = (0..<1_000).map { number in
            Said.Want(
                sort: .envelope, name: HoldingName(high: 2, low: UInt64(number) + 1), from: nil)
        }
        let same = Array(repeating: want, count: 1_000)
        let outputs = try say([
            .wants(.keys, same, isLast: false), .wants(.keys, nothing, isLast: false),
        ])
        var sent = 0
        for case .say(let bytes) in outputs {
            if case .goods(.envelope, let all) = try Said(encoding: bytes) { sent += all.count }
        }
        #expect(sent == 1)
    }

    @Test("TALK-7: that a tier is over is heard once")
    func over() throws {
        let outputs = try say([.over(.keys), .over(.keys), .over(.keys)])
        #expect(outputs.count { $0 == .over } == 1)
    }
}
