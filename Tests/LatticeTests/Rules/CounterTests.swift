import Lattice
import Testing

@Suite("Counters") struct CounterTests {
    private func counter(_ amounts: KeyValuePairs<Dot, Int64>) -> Counter {
        var counter = Counter()
        for (dot, value) in amounts {
            counter.join(amount(value), at: Stamp(dot: dot, time: HybridTime(word: 0)))
        }
        return counter
    }

    @Test("CNT-1: a tally is the last position, the sum added and the sum taken")
    func tally() {
        let counter = counter([
            dot(.ann, 0): 5, dot(.ann, 0, 1): -2, dot(.ben, 0): -7, dot(.ann, 3): 1,
        ])
        #expect(counter.tallies[.ann] == Tally(position: position(3), up: 6, down: 2))
        #expect(counter.tallies[.ben] == Tally(position: position(0), up: 0, down: 7))
        #expect(counter.value == -3)
    }

    @Test("CNT-1: the value is exact beyond 64 bits")
    func exact() {
        var counter = Counter()
        for feed in [FeedID.ann, .ben, .cas] {
            counter.tallies[feed] = Tally(position: position(0), up: .max, down: 0)
        }
        #expect(counter.value == 3 * Int128(UInt64.max))
        for feed in [FeedID.ann, .ben, .cas] {
            counter.tallies[feed] = Tally(position: position(0), up: 1, down: .max)
        }
        #expect(counter.value == 3 - 3 * Int128(UInt64.max))
    }

    @Test("CNT-2: an amount is 1 to 2^53, up or down")
    func amounts() throws {
        let most: Int64 = 1 << 53
        for value in [1, -1, most, -most] {
            #expect(try Counter.counting(value).amount == value)
        }
        for value in [0, most + 1, -most - 1, .max, .min] {
            #expect(Counter.Delta(value) == nil)
            #expect(throws: AuthorError.amountOutOfRange(value)) { try Counter.counting(value) }
        }
    }

    @Test("CNT-2: an amount counts only above the tally's position, and moves it")
    func once() {
        var counter = counter([dot(.ann, 2, 1): 5])
        counter.join(amount(10), at: stamp(.ann, 2, 1))
        counter.join(amount(20), at: stamp(.ann, 2, 0))
        #expect(counter.value == 5)
        #expect(counter.tallies[.ann]?.position == position(2, 1))
        counter.join(amount(1), at: stamp(.ann, 2, 2))
        #expect(counter.value == 6)
        #expect(counter.tallies[.ann]?.position == position(2, 2))
    }

    @Test("CNT-2: sums stop at the top and go no further")
    func top() {
        var tally = Tally(position: position(0), up: .max - 1, down: .max - 3)
        tally.join(amount(1 << 53), at: position(1))
        tally.join(amount(-(1 << 53)), at: position(2))
        #expect(tally == Tally(position: position(2), up: .max, down: .max))
    }

    @Test("CNT-3: of a feed's tallies the one with the higher position is taken")
    func merge() {
        let older = counter([dot(.ann, 0): 9, dot(.ben, 0): 1])
        let newer = counter([dot(.ann, 0): 9, dot(.ann, 1): -4, dot(.cas, 0): 2])
        let frontiers = Frontiers(mine: Frontier(), theirs: Frontier())
        var (there, back) = (older, newer)
        there.join(newer, frontiers)
        back.join(older, frontiers)
        #expect(there == back)
        #expect(there.tallies[.ann] == Tally(position: position(1), up: 9, down: 4))
        #expect(there.value == 8)
    }

    @Test("CNT-3: a higher position wins over larger sums")
    func positionFirst() {
        var mine = Tally(position: position(1), up: 100, down: 100)
        mine.join(Tally(position: position(2), up: 1, down: 0))
        #expect(mine == Tally(position: position(2), up: 1, down: 0))
    }

    @Test("CNT-3: a new incarnation begins a tally of its own")
    func incarnation() {
        let counter = counter([dot(.ann, 0): 3, dot(.dan, 0): 3])
        #expect(counter.value == 6)
        #expect(counter.tallies.count == 2)
    }
}
