import Bundles
import Gossip
import Identity
import Keys
import Lattice
import Replica
import Seal
import Simulation
import TestSupport
import Testing
import Wire

extension Attacks {
    // Attacker: a former member with the hello key. Means: thousands of hellos that ask who is
    // there, of runs and from places that are made up, quickly or slowly; nobody answers at those
    // places, or somebody refuses at once. Expected: what is said because of it, and the dials, are
    // less than the hellos were, or where those are few no more than is said to a few who are new;
    // few are dialled, and few are remembered.
    @Test(
        "Attack 24: ten thousand hellos from made-up places draw out less than they are",
        arguments: [(1, 10_000), (30, 2_000), (250, 1_000)] as [(UInt64, Int)], [true, false])
    func attack24_spoofedSources(pace: (gap: UInt64, count: Int), isRefused: Bool) {
        let mates = Mates()
        mates.talk()
        let ben = mates.ben
        ben.pass(100_000)
        let forger = Forger(mates.world.realm.id, 24)
        var (bytesIn, bytesOut) = (0, 0)
        var dials: [Endpoint] = []
        for number in 0..<pace.count {
            let bytes = forger.beacon(isAsking: true)
            bytesIn += bytes.count
            var effects = ben.hear(bytes, from: UInt64(number) + 10) + ben.pass(pace.gap)
            for place in effects.dials where isRefused { effects += ben.tell(.unreachable(place)) }
            bytesOut += effects.shouts.reduce(0) { $0 + $1.count }
            dials += effects.dials
        }
        let seconds = pace.count * Int(pace.gap) / 1_000
        // A dial is two packets without content, or three.
        #expect(bytesOut + dials.count * 3 * 60 <= max(bytesIn, seconds * 1_500))
        #expect(dials.count <= 16 + seconds)
        #expect(Set(dials).count == dials.count)
        let remembered = ben.station.remembered
        #expect(remembered.neighbours <= 512 && remembered.places <= 512)
        #expect(remembered.dials <= 4 && remembered.sessions <= 1)
        #expect(remembered.gaps == 0 && remembered.answers == 0)
    }

    // Attacker: anybody on the air. Means: beacons, news and asks under another hello key, of
    // another realm, under a key that members never had, for members but under the key of all, cut,
    // flipped, too long, at random, of later versions, by way of a link that is none. Expected: not
    // one packet, nobody is dialled, nothing is remembered, and it is not awake any sooner.
    @Test("Attack 25: to signals under other keys a station says nothing, and it stays asleep")
    func attack25_stationIsSilent() throws {
        let mates = Mates()
        mates.talk()
        let (ann, ben) = (mates.ann, mates.ben)
        ann.pass(1)
        let real = made(ann.enter("Alma").shouts.first)
        ben.pass(100_000)
        let realm = mates.world.realm.id
        let strangers = [
            Forger(realm, 25, hello: Mate.hello(6)), Forger(DomainID(1, 2, 3, 4), 26),
        ]
        let insider = Forger(realm, 27)
        let feed = try #require(ann.station.replica.storedFeeds.last).feed
        let asks = [Signal.Ask(feed: feed, from: .first, to: number(9))]
        let ask = Signal(insider.name(), 1, .ask(asks)).encoding
        let news = Signal(insider.name(), 1, .news([ann.bundles[0]])).encoding
        var wrong = strangers.flatMap { [$0.beacon(isAsking: true), $0.seal(news), $0.seal(ask)] }
        let never = EpochKey(secret(Array(repeating: 3, count: 32)), in: SecretPool()).beaconKey()
        wrong += [news, ask].map { insider.seal($0, for: never) }
        // What is for members is said to be theirs by no more than the key of all.
        wrong += [news, ask].map { insider.seal($0) }
        let beacon = insider.beacon(isAsking: true)
        wrong += (0..<beacon.count).map { Array(beacon[..<$0]) }
        wrong += (0..<beacon.count * 8).map { beacon.flipped($0) }
        wrong += (0..<real.count).map { Array(real[..<$0]) }
        wrong += (0..<real.count * 8).map { real.flipped($0) }
        wrong += [beacon + [0], real + [0]]
        wrong += (0..<2_000).map { insider.bytes($0 % 1_300) }
        var later = Signal(insider.name(), 1, .ask(asks)).encoding
        later[2] = 2
        wrong += [later, [0x84, 9, 1, 0, 0], [0x80], []].map { insider.seal($0) }
        let before = ben.picture
        for bytes in wrong { #expect(ben.hear(bytes, from: 9).isEmpty) }
        let elsewhere = Endpoint(LinkID(9), HostName(high: 0, low: 9), port: 7)
        #expect(ben.tell(.datagram(beacon, from: elsewhere)).isEmpty)
        #expect(ben.picture == before)
        // The real ones are heard.
        #expect(!ben.hear(real, from: 1).isEmpty)
        ben.hear(beacon, from: 9)
        #expect(ben.station.remembered.neighbours == before.remembered.neighbours + 2)
    }

    // Attacker: anybody on the air, without a key. Means: all that was ever said to all, again, a
    // thousand times: in order, in reverse, mixed, to the same run of a device and to the next.
    // Expected: nobody new is near, nothing is asked for or promised, nothing is stored; as much is
    // said as without it, and in the next run at most one answer more for each signal.
    @Test(
        "Attack 26: hellos and news that are played again come to nothing", arguments: 0..<3,
        [false, true])
    func attack26_replayedHellos(order: Int, isNextRun: Bool) throws {
        let (recorded, ben, control) = recordedHellos()
        var said = recorded
        if order == 1 { said.reverse() }
        if isNextRun {
            ben.restart()
            control.restart()
        }
        let before = ben.picture
        let (silent, seconds) = (control.pass(100_000).shouts.count, 100)
        var random = SeededRandom(seed: 26)
        var effects: [StationEffect] = []
        var gaps = 0
        for round in 0..<1_000 {
            if order == 2 { random.permute(&said) }
            for bytes in said { effects += ben.hear(bytes, from: 1) }
            gaps = max(gaps, ben.station.remembered.gaps)
            effects += ben.pass(UInt64(seconds))
            if round == 0 { continue }
            #expect(ben.station.remembered.neighbours <= before.remembered.neighbours + 1)
        }
        let allowed = isNextRun ? recorded.count : 0
        #expect(effects.shouts.count <= silent + 2 + allowed)
        #expect(Set(effects.dials).count <= 1 && effects.dials.count <= 12)
        #expect(ben.bundles == before.bundles && ben.root == before.root)
        #expect(isNextRun || gaps == 0)
        #expect(ben.station.remembered.answers == 0)
    }

    /// All that somebody says in some minutes in which they enter this and that, and ask; whoever
    /// heard it; and that one's double.
    private func recordedHellos() -> (said: [[UInt8]], ben: Mate, control: Mate) {
        var all: [(said: [[UInt8]], ben: Mate)] = []
        for _ in 0..<2 {
            let mates = Mates()
            mates.talk()
            mates.ann.tell(.closed(SessionID(1)))
            mates.ben.tell(.closed(SessionID(1)))
            var said: [[UInt8]] = []
            func pass(_ milliseconds: UInt64) {
                let (ann, ben) = (mates.ann, mates.ben)
                let mine = ann.pass(milliseconds).shouts
                said += mine
                let theirs = ben.pass(milliseconds).shouts
                for bytes in mine { ben.hear(bytes, from: 1) }
                for bytes in theirs { ann.hear(bytes, from: 2) }
            }
            for round in 0..<12 {
                let news = mates.ann.enter("boat \(round)").shouts
                said += news
                for bytes in news { mates.ben.hear(bytes, from: 1) }
                // Ann does not hear this, and asks.
                _ = mates.ben.enter("ship \(round)")
                for _ in 0..<20 { pass(100) }
            }
            for _ in 0..<100 { pass(1_000) }
            all.append((said, mates.ben))
        }
        return (all[0].said, all[0].ben, all[1].ben)
    }
}
