import Bundles
import Charter
import Gossip
import Lattice
import Replica
import Simulation
import TestSupport
import Testing
import Wire

extension Attacks {
    private static let year: Int64 = 365 * 86_400_000

    // Attacker: an empty battery. Means: a clock that says 1970. Expected: hands are shaken, all is
    // fetched and read as with any other, and what is written there is read by all; that person is
    // told that the clock is wrong.
    @Test("Attack 28: a clock at 1970 keeps nobody from meeting, reading and being read")
    func attack28_emptyBattery() throws {
        let country = Country(seed: 28, people: 3)
        country.begin()
        country.befall(.setClock(1, lead: -100 * Self.year))
        country.run(milliseconds: 20_000)
        for number in 0..<3 { country.write(number) }
        #expect(country.converge() != nil)
        country.befall(.cut(1))
        country.write(0)
        country.befall(.start(1))
        country.run(milliseconds: 20_000)
        country.write(1)
        #expect(country.converge() != nil)
        country.inspect()
        #expect(country.ledger.violations == [])
        #expect(country.ledger.marks.contains(.clockAdvice))
        let all = country.hosts[0].copy.bundles
        #expect(Set(country.hosts[1].copy.bundles) == Set(all))
    }

    // Attacker: somebody whose clock is a year ahead, or a year behind. Means: writes, and talks
    // with all others, who write after it. Expected: that person is told so, and no other; all is
    // taken in and read by all; nobody's own times are more than ten minutes ahead of their clock,
    // and what was written where all clocks were right stays in its order; when the clock is right
    // again, that device writes on.
    @Test("Attack 35: a clock that is a year off moves nobody's else", arguments: [year, -year])
    func attack35_wrongClock(lead: Int64) throws {
        let world = Mates(seed: 35).world
        let people = (0..<5).map { _ in world.person(.mainHubUser, at: [world.hubs[0]]) }
        world.deliver(from: world.adminHolder)
        let all = people.enumerated().map { Mate($1, in: world, UInt64($0) + 10) }
        let wrong = all[0]
        let right = wrong.now.wall
        wrong.now.wall = WallTime(milliseconds: Int64(right.milliseconds) + lead)
        wrong.restart(with: MemoryStorage())
        wrong.learn(from: world)
        var told: [[Int64]] = Array(repeating: [], count: all.count)
        var meetings: UInt64 = 0
        /// Each enters something, hears all that is said to all, and talks with the next.
        func live() {
            for (place, mate) in all.enumerated() {
                _ = mate.enter("boat \(meetings) \(place)")
                let shouts = mate.pass(40_000).shouts
                for (other, listener) in all.enumerated() where other != place {
                    for bytes in shouts {
                        for case .clockIsOff(let lead) in listener.hear(bytes, from: UInt64(place))
                        {
                            told[other].append(lead)
                        }
                    }
                }
            }
            for _ in 0..<2 {
                for place in all.indices {
                    meetings += 1
                    let call = Call(all[place], all[(place + 1) % all.count], meetings)
                    call.run()
                    #expect(call.faults == [] && call.meetings == 2)
                    call.cut()
                }
            }
        }
        for _ in 0..<3 { live() }
        #expect(told[0].count == 1 && abs((told[0].first ?? 0) + lead) < 600_000)
        #expect(told[1...].allSatisfy { $0.isEmpty })
        #expect(Set(all.map(\.root)).count == 1)
        for mate in all { #expect(mate.documents.count == 15) }
        try checkTimes(all, wrong, lead, all[1].now.wall)
        // It is set right, and hears so.
        wrong.now.wall = all[1].now.wall
        live()
        #expect(told[0].last == 0 && Set(all.map(\.root)).count == 1)
        for mate in all { #expect(mate.documents.count == 20) }
    }

    /// What everybody wrote bears times of their own clocks, whatever they had heard before.
    private func checkTimes(_ all: [Mate], _ wrong: Mate, _ lead: Int64, _ now: WallTime) throws {
        let own = Set(
            wrong.withReplica { $0.ends(of: wrong.somebody.seat.device) }.map(\.end.feed))
        var flagged = 0
        for bytes in all[1].bundles {
            let header = try Bundle(parsing: bytes).header
            guard header.schema > 0 else { continue }
            let ahead = Int64(header.time.milliseconds) - Int64(now.milliseconds)
            if own.contains(header.feed) {
                if abs(ahead - lead) < 1_000_000 { flagged += 1 }
                var clock = HybridClock(last: HybridTime(now))
                let hearing = clock.hear(header.time, now)
                #expect(hearing == (lead > 0 ? .flagged : .adopted))
                #expect(clock.last == HybridTime(now))
            } else {
                #expect(abs(ahead) < 10 * 60_000)
            }
        }
        #expect(flagged == 4)
    }

    // Attacker: whoever puts a copy of last week back, log and guard of one time, or the log alone,
    // while peers have heard what came later. Expected: before anybody has told it what it wrote,
    // it gives nobody anything of its own; it goes on in another incarnation, no number is used
    // twice by anybody, and all that it had written comes back.
    @Test("Attack 34: a copy of last week asks before it speaks", arguments: [true, false])
    func attack34_lastWeek(hasGuard: Bool) throws {
        let country = Country(seed: 34, people: 3)
        country.begin()
        country.run(milliseconds: 20_000)
        for _ in 0..<3 { country.write(1) }
        country.befall(.backUp(1))
        for _ in 0..<7 {
            country.run(milliseconds: 86_400_000)
            for number in 0..<3 { country.write(number) }
        }
        #expect(country.converge() != nil)
        let before = Set(country.hosts[1].copy.bundles)
        let device = try #require(country.hosts[1].somebody?.seat.device)
        func own() -> Set<FeedID> {
            Set((country.hosts[1].withReplica { $0.ends(of: device) } ?? []).map(\.end.feed))
        }
        let old = own()
        country.befall(.restore(1, withGuard: hasGuard))
        country.run(milliseconds: 30_000)
        for _ in 0..<4 { country.write(1) }
        #expect(country.converge() != nil)
        country.inspect()
        #expect(country.ledger.violations == [])
        #expect(!country.ledger.marks.contains(.forked))
        #expect(country.ledger.marks.contains(.returned) || !hasGuard)
        #expect(before.isSubset(of: country.hosts[1].copy.bundles))
        #expect(!own().subtracting(old).isEmpty)
        var hashes: [FeedID: [BundleNumber: BundleHash]] = [:]
        for host in country.hosts {
            for bytes in host.copy.bundles {
                let bundle = try Bundle(parsing: bytes)
                let hash = bundle.hashed().hash
                let place = bundle.header.number
                let other = hashes[bundle.header.feed, default: [:]].updateValue(
                    hash, forKey: place)
                #expect(other == nil || other == hash)
            }
        }
    }
}
