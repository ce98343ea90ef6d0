import Lattice
import Testing

@Suite("Hybrid clocks") struct ClockTests {
    @Test("CLOCK-1: a time is milliseconds in the upper 48 bits and a count in the lower 16")
    func word() {
        #expect(HybridTime(wall(0x1234)).word == 0x1234_0000)
        #expect(HybridTime(word: 0x1234_FFFF).milliseconds == 0x1234)
    }

    @Test("CLOCK-1: a tick takes the wall clock where that is ahead")
    func follows() {
        var clock = HybridClock()
        #expect(clock.tick(wall(1_000)) == HybridTime(wall(1_000)))
        #expect(clock.tick(wall(1_001)) == HybridTime(wall(1_001)))
    }

    @Test("CLOCK-1: it rises by one where the wall clock stands still or is set back")
    func rises() {
        var clock = HybridClock()
        let first = clock.tick(wall(1_000))
        #expect(clock.tick(wall(1_000)).word == first.word + 1)
        #expect(clock.tick(wall(3)).word == first.word + 2)
        #expect(clock.tick(wall(-5)).word == first.word + 3)
        #expect(clock.last.word == first.word + 3)
    }

    @Test("CLOCK-1: a full count runs over into the milliseconds")
    func overflow() {
        var clock = HybridClock(last: HybridTime(word: 1_000 << 16 | 0xFFFF))
        #expect(clock.tick(wall(1_000)) == HybridTime(wall(1_001)))
    }

    @Test("CLOCK-1: it goes on where it stopped, whatever the wall clock says after a restart")
    func restart() {
        var clock = HybridClock()
        let before = clock.tick(wall(9_000))
        var restarted = HybridClock(last: before)
        #expect(restarted.tick(wall(5)) > before)
    }

    @Test("CLOCK-2: a time up to ten minutes ahead is adopted")
    func adopts() {
        var clock = HybridClock()
        let ahead = HybridTime(wall(1_000 + 600_000))
        #expect(clock.hear(ahead, wall(1_000)) == .adopted)
        #expect(clock.last == ahead)
        #expect(clock.tick(wall(1_000)) > ahead)
    }

    @Test("CLOCK-2: an earlier time does not set the clock back")
    func keeps() {
        var clock = HybridClock()
        let own = clock.tick(wall(5_000))
        #expect(clock.hear(HybridTime(wall(4_000)), wall(5_000)) == .adopted)
        #expect(clock.last == own)
    }

    @Test("CLOCK-2: a time further ahead is flagged and leaves the clock alone")
    func flags() {
        var clock = HybridClock()
        let own = clock.tick(wall(1_000))
        #expect(clock.hear(HybridTime(wall(1_000 + 600_001)), wall(1_000)) == .flagged)
        #expect(clock.hear(HybridTime(word: .max), wall(1_000)) == .flagged)
        #expect(clock.last == own)
    }

    @Test("CLOCK-2: what came with a flagged time is taken all the same")
    func taken() {
        let boats = record(.ann, 0)
        var ann = Writer(.ann)
        let node = Node(ann.write(.write("from the future", to: boats), time: .max))
        #expect(node[boats]?.title == Value("from the future"))
    }

    @Test("CLOCK-3: a write wins over what it saw, however late the other says it is")
    func causality() {
        var register = Register()
        register.join(Register.Delta(Value("late")), at: stamp(.ann, 0, time: 900))
        register.join(
            Register.Delta(Value("after"), seen: seen([.ann: position(0)])),
            at: stamp(.ben, 0, time: 1))
        #expect(register.siblings.map(\.write.value) == [Value("after")])
    }

    @Test("CLOCK-3: time orders writes that stand side by side")
    func beside() {
        var register = Register()
        register.join(Register.Delta(Value("later")), at: stamp(.ann, 0, time: 9))
        register.join(Register.Delta(Value("sooner")), at: stamp(.ben, 0, time: 8))
        #expect(register.siblings.map(\.write.value) == [Value("later"), Value("sooner")])
    }
}
