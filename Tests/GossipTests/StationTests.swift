import Bundles
import Charter
import Gossip
import Identity
import Lattice
import Replica
import Schema
import Simulation
import TestSupport
import Testing
import Wire

@Suite("Stations") struct StationTests {
    @Test("HOLD-4: the root is that of who holds the same, in whatever order it came")
    func roots() {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        mates.talk()
        #expect(ann.root == ben.root)
        let same = ann.root
        _ = ann.enter("Alma")
        #expect(ann.root != same)
        _ = ben.enter("Bela")
        #expect(ann.root != ben.root)
        mates.talkAgain()
        #expect(ann.root == ben.root)
    }

    @Test("OWN-1: nothing of one's own is given away before somebody was asked")
    func heldBack() {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        #expect(ann.enter("Alma").shouts.isEmpty)
        let feed = ann.station.replica.storedFeeds.last { $0.scope == .common }
        let session = SessionID(1)
        ann.tell(
            .opened(
                session,
                .init(
                    device: ben.somebody.seat.device, run: ben.station.run,
                    endpoint: Mate.place(2), isInitiator: true)))
        // Ben says that he lacks all of it, but not what he has.
        let greeting = Gossip.Message.greeting(wall: ben.now.wall)
        let name = HoldingName(high: feed?.feed.high ?? 0, low: feed?.feed.low ?? 0)
        let want = Gossip.Message.Want(sort: .feed, name: name, from: .first)
        ann.tell(.heard(greeting.encoding, session))
        let silent = ann.tell(
            .heard(Gossip.Message.wants(.records, [want], isLast: false).encoding, session))
        #expect(!silent.hasGoods)
        let effects = ann.tell(.heard(Gossip.Message.tips([]).encoding, session))
        #expect(effects.hasGoods)
    }

    @Test(
        "OWN-1: who is new is believed where nobody else is welcome, and nowhere else",
        arguments: [true, false])
    func newcomer(isAlone: Bool) {
        let world = KeyWorld(seed: 9, policy: Harbour.policy)
        world.realm.decree(.schema(SchemaChange(1, Harbour.schema.hash)))
        let person = world.person(.mainHubUser, at: [world.hubs[0]])
        world.begin(.common)
        let guest = world.realm.enrol()
        // Else there is the admin, who may have what this device forgot.
        if isAlone { world.realm.decree(.revoke(Revocation(.seat(world.admin.seat.id)))) }
        let ann = Mate(person, in: world, 1)
        let session = SessionID(1)
        ann.tell(
            .opened(
                session,
                .init(
                    device: guest.device, run: RunID(high: 4, low: 4), endpoint: Mate.place(2),
                    isInitiator: true)))
        ann.tell(.heard(Gossip.Message.greeting(wall: ann.now.wall).encoding, session))
        #expect(ann.station.replica.holdingBack != nil)
        ann.tell(.heard(Gossip.Message.tips([]).encoding, session))
        #expect((ann.station.replica.holdingBack == nil) == isAlone)
    }

    // Swarm seed 72205: each held back what the other waited for.
    @Test(
        "OWN-1, SHAKE-5: two copies of one device who are alone find to each other",
        arguments: [1, 2, 5, 8, 72_205] as [UInt64])
    func copiesAlone(seed: UInt64) {
        let country = Country(seed: seed, people: 1)
        country.begin()
        country.befall(.clone(0, withGuard: true))
        for number in 0..<6 { country.write(number % 2) }
        #expect(country.converge(within: 120_000) != nil)
        country.inspect()
        #expect(country.ledger.violations == [])
    }

    // Swarm seed 65596: nobody else was there, and nobody asked again until the session was over.
    @Test("OWN-1, MEET-1: who turns out to be welcome is asked again")
    func askedAgain() {
        let country = Country(seed: 5, people: 1)
        country.begin()
        country.write(0)
        country.befall(.cut(0))
        country.befall(.enrol(by: 0))
        country.befall(.start(0))
        #expect(country.converge(within: 60_000) != nil)
        #expect(country.ledger.violations == [])
    }

    @Test("OWN-1: a copy that was put back with its guard asks, and goes on in another incarnation")
    func restored() {
        let country = Country(seed: 5, people: 3)
        country.begin()
        country.run(milliseconds: 20_000)
        for _ in 0..<3 { country.write(1) }
        country.befall(.backUp(1))
        for _ in 0..<4 { country.write(1) }
        #expect(country.converge() != nil)
        country.befall(.restore(1, withGuard: true))
        country.run(milliseconds: 30_000)
        country.write(1)
        #expect(country.converge() != nil)
        country.inspect()
        #expect(country.ledger.violations == [])
        #expect(country.ledger.marks.contains(.returned))
        #expect(!country.ledger.marks.contains(.forked))
    }

    @Test("OWN-1: what such a copy wrote before it was told forks its feed, and no fact is lost")
    func restoredAlone() {
        let country = Country(seed: 6, people: 3)
        country.begin()
        country.run(milliseconds: 20_000)
        country.write(1)
        country.befall(.backUp(1))
        for _ in 0..<4 { country.write(1) }
        #expect(country.converge() != nil)
        country.befall(.move(1, to: nil))
        country.befall(.restore(1, withGuard: true))
        country.run(milliseconds: 5_000)
        for _ in 0..<3 { country.write(1) }
        country.heal()
        #expect(country.converge() != nil)
        country.inspect()
        #expect(country.ledger.violations == [])
        #expect(country.ledger.marks.contains(.forked))
    }

    @Test("MEET-2: two of whom one may not have everything fall silent")
    func settled() {
        let country = Country(seed: 7, people: 4)
        country.begin()
        country.run(milliseconds: 20_000)
        for number in 0..<4 { country.write(number) }
        country.befall(.move(3, to: nil))
        country.befall(.revoke(3, by: 1))
        for _ in 0..<5 { country.write(2) }
        country.run(milliseconds: 5_000)
        country.heal()
        #expect(country.converge() != nil)
        country.run(milliseconds: 100_000)
        let meetings = country.ledger.meetings
        #expect(country.hosts[3].root != country.hosts[0].root)
        country.listen()
        #expect(country.ledger.violations == [])
        #expect(country.ledger.meetings == meetings)
    }

    @Test("NEAR-6: whoever was asked in vain for what one forgot is not asked again and again")
    func askedInVain() {
        let country = Country(seed: 9, people: 2)
        country.begin()
        country.run(milliseconds: 20_000)
        country.write(1)
        country.befall(.revoke(1, by: 0))
        #expect(country.converge() != nil)
        // Of whoever was let go it believes nothing, and there is nobody else.
        country.befall(.cut(0))
        country.befall(.start(0))
        country.run(milliseconds: 60_000)
        let meetings = country.ledger.meetings
        country.listen()
        #expect(country.ledger.violations == [])
        #expect(country.ledger.meetings <= meetings + 2)
    }

    @Test("MEET-3: whoever talks and brings nothing keeps a device from nobody for long")
    func liars() {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        ann.pass(3_000)
        // Three of them, with keys of devices that there are, who go on saying what means nothing.
        for number in 1...3 {
            let session = SessionID(UInt64(number))
            ann.tell(
                .opened(
                    session,
                    .init(
                        device: ben.somebody.seat.device, run: nil,
                        endpoint: Mate.place(UInt64(number) + 10), isInitiator: false)))
            ann.tell(.heard(Gossip.Message.greeting(wall: ann.now.wall).encoding, session))
        }
        _ = ben.enter("Alma")
        var dials: [[Endpoint]] = []
        for second in 0..<60 {
            for number in 1...3 where second % 10 == 0 {
                let credit = Gossip.Message.credit(1).encoding
                ann.tell(.heard(credit, SessionID(UInt64(number))))
            }
            for beacon in ben.pass(1_000).shouts { ann.hear(beacon) }
            dials.append(ann.pass(1_000).dials)
        }
        #expect(Array(dials.prefix(25).joined()) == [])
        #expect(Array(dials.joined()).contains(Mate.place(2)))
    }

    @Test("MEET-3: of two sessions that both began at once one is left, the same for both")
    func sessions() {
        let mates = Mates()
        let (ann, ben) = (mates.ann, mates.ben)
        func opened(_ other: Mate, _ number: UInt64, _ isInitiator: Bool) -> StationInput.Opened {
            .init(
                device: other.somebody.seat.device, run: other.station.run,
                endpoint: Mate.place(number), isInitiator: isInitiator)
        }
        var closed: [[SessionID]] = []
        for mate in [(ann, ben, true), (ben, ann, false)] {
            let first = mate.0.tell(.opened(SessionID(1), opened(mate.1, 9, mate.2)))
            let second = mate.0.tell(.opened(SessionID(2), opened(mate.1, 9, !mate.2)))
            closed.append(
                (first + second).compactMap {
                    if case .close(let session, nil) = $0 { session } else { nil }
                })
        }
        #expect(closed[0].count == 1)
        #expect(closed[0] == closed[1])
    }
}

extension [StationEffect] {
    var hasGoods: Bool {
        contains { effect in
            guard case .say(let bytes, _) = effect,
                case .goods(.feed, _)? = try? Gossip.Message(encoding: bytes)
            else { return false }
            return true
        }
    }
}
